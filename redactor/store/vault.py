"""The keys of a store's cases: made when a case is opened, wrapped in the database, destroyed by a purge."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, insert, select

from redactor.errors import KeyLost, NoSuchCase, Purged, StoreError
from redactor.store.database import KEY_TURN, Database
from redactor.store.files import Files
from redactor.store.keys import KEY_ID_BYTES, CaseKey, InstallationKey, new_case_key
from redactor.store.places import KeyPlaces
from redactor.store.schema import CASE_KEYS, CHAIN_HEADS, INSTALLATION, PURGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The key of an installation, and whether it was made, or taken on, just now."""

    key: InstallationKey
    is_new: bool = False


class Vault:
    """The keys and the folders of files of one store's cases."""

    def __init__(self, database: Database, installation: Installation, folder: Path) -> None:
        self._database = database
        self.installation = installation.key
        self.is_new = installation.is_new
        self.folder = folder
        """Where the files of all cases lie, a folder each."""
        self._by_id: dict[str, CaseKey] = {}
        self._by_reference: dict[str, CaseKey] = {}
        self._files: dict[str, Files] = {}
        database.finder = self.key

    def make(self, connection: Connection, reference: str) -> CaseKey:
        """Give a new case its key, within the transaction that opens it."""
        key = new_case_key()
        wrapped = self.installation.wrap(key.identity.encode())
        row = {"case_reference": reference, "key_id": key.id, "wrapped": wrapped}
        connection.execute(insert(CASE_KEYS), row)
        return self._by_id.setdefault(key.id, key)

    def key(self, key_id: str) -> CaseKey:
        """The key with this id; raises StoreError where it was destroyed."""
        if key_id not in self._by_id:
            with self._database.reading() as connection:
                wrapped = connection.scalar(select(CASE_KEYS.c.wrapped).where(CASE_KEYS.c.key_id == key_id))
            if wrapped is None:
                raise StoreError("the key of this row was destroyed")
            self._by_id[key_id] = CaseKey(key_id, self.installation.unwrap(wrapped).decode())
        return self._by_id[key_id]

    def of(self, reference: str) -> CaseKey:
        """The key of a case; raises NoSuchCase, Purged, and KeyLost where the case is there and its key is not."""
        if reference not in self._by_reference:
            with self._database.reading() as connection:
                key_id = _of(connection, CASE_KEYS.c.key_id, reference)
                if _of(connection, PURGES.c.case_reference, reference) is not None:
                    raise Purged(f"case {reference} was purged")
                if key_id is None and _of(connection, CHAIN_HEADS.c.case_reference, reference) is not None:
                    raise KeyLost(f"the key of case {reference} is gone", remedy="Restore the case from a backup.")
            if key_id is None:
                raise NoSuchCase(f"no case {reference}")
            self._by_reference[reference] = self.key(key_id)
        return self._by_reference[reference]

    def files(self, reference: str) -> Files:
        """The files of a case; raises NoSuchCase and Purged."""
        if reference not in self._files:
            key = self.of(reference)
            self._files[reference] = Files(self.folder / key.id, key)
        return self._files[reference]

    def forget(self, reference: str) -> None:
        """Remove the files of a case whose key was destroyed, and what this process remembers of it."""
        key = self._by_reference.pop(reference, None)
        self._files.pop(reference, None)
        if key is not None:
            self._by_id.pop(key.id, None)
            shutil.rmtree(self.folder / key.id, ignore_errors=True)

    def sweep(self) -> None:
        """Remove the folders of files whose key was destroyed, as an interrupted purge leaves them."""
        with self._database.reading() as connection:
            live = set(connection.scalars(select(CASE_KEYS.c.key_id)))
        for folder in self.folder.glob("*"):
            if len(folder.name) == 2 * KEY_ID_BYTES and folder.name not in live:
                shutil.rmtree(folder)


def _of(connection: Connection, column: Column[str], reference: str) -> str | None:
    asked = select(column).where(column.table.c.case_reference == reference)
    found: str | None = connection.scalar(asked)
    return found


def installation_of(database: Database, places: KeyPlaces) -> Installation:
    """The key of the installation that this store belongs to; a store that has none yet is given one.

    Raises KeyLost where the store has a key and it is not at hand: nothing is ever sealed with a second one.
    """
    asked = select(INSTALLATION.c.recipient)
    with database.reading() as connection:
        recipient = connection.scalar(asked)
    if recipient is None:
        with database.writing() as connection:
            database.take_turn(connection, KEY_TURN)
            recipient = connection.scalar(asked)
            if recipient is None:
                key = places.keep_new()
                row = {"id": 1, "recipient": key.recipient, "verifying": key.verifying}
                connection.execute(insert(INSTALLATION), row)
                return Installation(key=key, is_new=True)
    return Installation(key=places.find(recipient)[0])
