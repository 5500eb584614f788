"""One home folder opened: the way into everything that is written down."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from redactor.store.accounts import Accounts
from redactor.store.audit import Audit
from redactor.store.cases import Cases
from redactor.store.database import Database, open_database
from redactor.store.desks import Desks
from redactor.store.files import Files
from redactor.store.manners import MannerBook
from redactor.store.people import People
from redactor.store.register import Register
from redactor.store.releases import Releases
from redactor.store.reviews import Reviews
from redactor.store.sessions import Attempts, Sessions
from redactor.store.views import Views
from redactor.store.scripts import Scripts

FILES_FOLDER = "files"


class Store:
    """Cases, reviews, files and log of one home folder; close it, or use it in a `with` block."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self.files = files
        self.audit = Audit(database)
        self.cases = Cases(database, files, self.audit)
        self.reviews = Reviews(database, self.audit)
        self.register = Register(database, self.audit)
        self.people = People(database, self.audit)
        self.desks = Desks(database, self.audit)
        self.scripts = Scripts(database, files)
        self.releases = Releases(database, self.audit)
        self.views = Views(database, self.audit)
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.attempts = Attempts(database)
        self.manners = MannerBook(database, self.audit)

    def close(self) -> None:
        """Close the database; what was acknowledged is on the disk already."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_store(home: Path, *, url: str | None = None) -> Store:
    """Open the store in a home folder, made where it is missing, and bring its schema up to date.

    `url` names another database than the folder's own, such as a PostgreSQL one; files stay in the folder.
    Raises SchemaTooNew, and StoreError where the folder lies on a network share and no `url` is given.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Store(open_database(home, url), Files(home / FILES_FOLDER))
