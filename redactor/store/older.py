"""Cases that were written before anything was sealed: their rows and files are sealed once, at the next opening."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from sqlalchemy import Connection, Table, Text, select, type_coerce, update

from redactor.errors import StoreError
from redactor.store.database import KEY_TURN, Database, allow_changes, forbid_changes
from redactor.store.files import Files
from redactor.store.keys import SEALED_PREFIX, CaseKey
from redactor.store.schema import (
    AUDIT,
    CASE_KEYS,
    CASES,
    CLEAN_DOCUMENTS,
    COMMENTS,
    CORRECTIONS,
    DECISIONS,
    DOCUMENTS,
    INTAKES,
    METADATA,
    SOURCES,
)
from redactor.store.sealed import Sealed, sealing_with
from redactor.store.vault import Vault

_OLDER_FOLDER = re.compile(r"[0-9a-f]{2}")
"""Unsealed files stood in folders named for the first two digits of their hash; those of a case have longer names."""
_FILES = ((DOCUMENTS, "text_file"), (DOCUMENTS, "facsimile_file"), (CLEAN_DOCUMENTS, "pdf_file"))

_UNCHANGING = (AUDIT, DECISIONS, CORRECTIONS, COMMENTS)
"""Tables of which the database refuses to change a row."""


def seal_older_cases(database: Database, vault: Vault) -> None:
    """Seal every case that has no key, and remove the unsealed files. Stopped anywhere, it can be run again.

    Raises StoreError where a file of such a case is missing or changed; then nothing is sealed or removed.
    """
    with database.reading() as connection:
        waiting = _without_key(connection)
    if waiting:
        with database.writing() as connection:
            database.take_turn(connection, KEY_TURN)
            for table in _UNCHANGING:
                allow_changes(connection, table.name, deletes=table is AUDIT)
            for reference in _without_key(connection):
                _seal(connection, vault, reference)
            for table in _UNCHANGING:
                forbid_changes(connection, table.name, deletes=table is AUDIT)
        database.tidy()
    for folder in _older_folders(vault.folder):
        shutil.rmtree(folder)


def _without_key(connection: Connection) -> list[str]:
    """Cases that were never sealed. A sealed one that lost its key is left alone: it is not to be sealed twice."""
    noun = type_coerce(CASES.c.noun, Text)
    in_clear = ~noun.startswith(SEALED_PREFIX) & (noun != "")
    keyless = CASES.c.reference.not_in(select(CASE_KEYS.c.case_reference))
    return list(connection.scalars(select(CASES.c.reference).where(keyless, in_clear)))


def _seal(connection: Connection, vault: Vault, reference: str) -> None:
    key = vault.make(connection, reference)
    files = Files(vault.folder / key.id, key)
    for sha256 in _named_files(connection, reference):
        place = vault.folder / sha256[:2] / sha256
        if not place.exists() or files.write(place.read_bytes()) != sha256:
            raise StoreError(f"file {sha256[:12]} of case {reference} is missing or has been changed")
    with sealing_with(key):
        for table in METADATA.sorted_tables:
            _seal_rows(connection, table, reference)
    _blind_folders(connection, reference, key)


def _named_files(connection: Connection, reference: str) -> set[str]:
    """The SHA-256 of every file that the rows of a case name."""
    named = set()
    for table, column in _FILES:
        here = table.c.case_reference == reference
        named |= set(connection.scalars(select(type_coerce(table.c[column], Text)).where(here)))
    nouns = connection.scalars(select(type_coerce(SOURCES.c.noun, Text)).where(SOURCES.c.case_reference == reference))
    return named | {str(json.loads(noun)["sha256"]) for noun in nouns}


def _seal_rows(connection: Connection, table: Table, reference: str) -> None:
    sealed = [column for column in table.c if isinstance(column.type, Sealed)]
    if not sealed:
        return
    here = (table.c.reference if table is CASES else table.c.case_reference) == reference
    keys = list(table.primary_key)
    rows = connection.execute(select(*keys, *(type_coerce(each, Text).label(each.name) for each in sealed)).where(here))
    for row in rows.mappings().all():
        place = [key == row[key.name] for key in keys]
        connection.execute(update(table).where(*place).values({each.name: row[each.name] for each in sealed}))


def _blind_folders(connection: Connection, reference: str, key: CaseKey) -> None:
    here = INTAKES.c.case_reference == reference
    for folder in connection.scalars(select(INTAKES.c.folder).where(here)).all():
        blinded = update(INTAKES).where(here, INTAKES.c.folder == folder).values(folder=key.blind(folder))
        connection.execute(blinded)


def _older_folders(folder: Path) -> list[Path]:
    return [each for each in folder.glob("??") if _OLDER_FOLDER.fullmatch(each.name)]
