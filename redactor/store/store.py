"""One home folder opened: the way into everything that is written down."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from redactor.store.accounts import Accounts
from redactor.store.audit import Audit
from redactor.store.backings import Backings
from redactor.store.cases import Cases
from redactor.store.database import Database, open_database
from redactor.store.desks import Desks
from redactor.store.events import Events
from redactor.store.manners import MannerBook
from redactor.store.older import seal_older_cases
from redactor.store.people import People
from redactor.store.places import FILE, KeyPlaces
from redactor.store.register import Register
from redactor.store.releases import Releases
from redactor.store.reviews import Reviews
from redactor.store.samples import Samples
from redactor.store.scripts import Scripts
from redactor.store.sessions import Attempts, Sessions
from redactor.store.vault import Vault, installation_of
from redactor.store.views import Views

FILES_FOLDER = "files"


class Store:
    """Cases, reviews, files and log of one home folder; close it, or use it in a `with` block."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault
        self.audit = Audit(database, vault)
        self.cases = Cases(database, vault, self.audit)
        self.reviews = Reviews(database, self.audit)
        self.releases = Releases(database, vault, self.audit)
        self.events = Events(database, self.audit)
        self.register = Register(database, self.audit)
        self.backings = Backings(database, self.audit)
        self.samples = Samples(database, self.audit)
        self.people = People(database, self.audit)
        self.desks = Desks(database, self.audit)
        self.views = Views(database, self.audit)
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.attempts = Attempts(database)
        self.scripts = Scripts(database, vault)
        self.manners = MannerBook(database, self.audit)

    def close(self) -> None:
        """Close the database; what was acknowledged is on the disk already."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_store(home: Path, *, url: str | None = None, key_place: str = FILE) -> Store:
    """Open the store in a home folder, made where it is missing, and bring its schema up to date.

    `url` names another database than the folder's own, such as a PostgreSQL one; files stay in the folder.
    `key_place` says where the installation's key is: see `KeyPlaces`. Raises SchemaTooNew, KeyLost, and StoreError
    where the folder lies on a network share and no `url` is given.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = open_database(home, url)
    try:
        places = KeyPlaces(home=home, choice=key_place, environment=os.environ)
        vault = Vault(database, installation_of(database, places), home / FILES_FOLDER)
        seal_older_cases(database, vault)
        return Store(database, vault)
    except BaseException:
        database.close()
        raise
