"""Backup and restore: what is kept elsewhere, and what comes back.

A backup holds rows and files as they stand, sealed, and **no case's key**. Those go, wrapped, into one small file
beside it that every later backup to the same folder writes anew, and every purge too. So a purge reaches all backups
ever made: what is left in them cannot be opened by anybody.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, column, delete, func, insert, literal, select, type_coerce
from sqlalchemy import table as unsealed

from redactor.errors import KeyLost, OutputExists, StoreError
from redactor.store.audit import canonical, now
from redactor.store.database import Database, open_database, schema_of
from redactor.store.entrance import ATTEMPTS, SESSIONS, SIGN_INS
from redactor.store.keys import InstallationKey, is_signed
from redactor.store.places import KeyPlaces, write_secret
from redactor.store.schema import AUDIT, CASE_KEYS, CASES, CHAIN_HEADS, INSTALLATION, KEY_COPIES, METADATA, PURGES
from redactor.store.sealed import Sealed
from redactor.store.store import FILES_FOLDER, Store

Row = dict[str, Any]
BACKUP_SCHEMA = 1
KEYS_FILE = "redactor.keys"
"""The file of wrapped keys, in the folder of the backups."""
_APART = (CASE_KEYS, KEY_COPIES, SESSIONS, SIGN_INS, ATTEMPTS)
"""Tables that no backup holds: keys, and who is signed in at this moment."""
_LOGS = (CHAIN_HEADS, AUDIT)
LEFT_OF_A_PURGE = (CASES, CHAIN_HEADS, AUDIT, PURGES)
"""Tables in which a purged case still has rows."""
_HEADER, _ROWS, _FILES, _OWN = "header.json", "rows/", "files/", "organisation/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back, and the cases that were purged since the backup was made and stay gone."""

    cases: int
    files: int
    purged: tuple[str, ...]


# ---------------------------------------------------------------- backup
def back_up(store: Store, place: Path) -> Path:
    """Write a backup, consistent while others work, and the file of keys beside it, of which it returns the path.

    Raises OutputExists where something stands at `place`.
    """
    if place.exists():
        raise OutputExists(f"{place} exists already", remedy="Name a file that does not exist yet.")
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.unfinished")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        with store.database.reading() as connection:  # one state of all tables
            tables = [table for table in METADATA.sorted_tables if table not in _APART]
            digests = {table.name: _write_rows(archive, connection, table) for table in tables}
            header = {"schema": BACKUP_SCHEMA, "revision": schema_of(connection), "made_at": now(), "rows": digests}
        header["recipient"] = store.vault.installation.recipient
        signed = {"header": header, "signature": store.vault.installation.sign(canonical(header).encode())}
        archive.writestr(_HEADER, canonical(signed))
        for file in sorted(store.vault.folder.glob("*/??/*")):
            if file.suffix != ".tmp":
                name = _FILES + file.relative_to(store.vault.folder).as_posix()
                archive.write(file, name, zipfile.ZIP_STORED)
        for name in _own_files(store.vault.folder.parent):
            archive.write(store.vault.folder.parent / name, _OWN + name)
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(place)
    return copy_keys(store, place.parent / KEYS_FILE)


def _own_files(home: Path) -> list[str]:
    """What the organisation says of itself: its profile and the templates of its letters, by their name below home."""
    templates = sorted((home / "templates").rglob("*")) if (home / "templates").is_dir() else []
    files = [home / "organisation.toml", *templates]
    return [file.relative_to(home).as_posix() for file in files if file.is_file()]


def _write_rows(archive: zipfile.ZipFile, connection: Connection, table: Table) -> str:
    """One row a line, sealed columns as they stand; returns the SHA-256 of the lines."""
    digest = hashlib.sha256()
    with archive.open(f"{_ROWS}{table.name}.jsonl", "w", force_zip64=True) as stream:
        for row in connection.execute(select(*map(_as_it_stands, table.c))).mappings():
            line = f"{canonical(dict(row))}\n".encode()
            digest.update(line)
            stream.write(line)
    return digest.hexdigest()


def _as_it_stands(column: Column[Any]) -> Any:
    return type_coerce(column, Text).label(column.name) if isinstance(column.type, Sealed) else column


def copy_keys(store: Store, place: Path) -> Path:
    """Write the wrapped keys of all cases that are left, and remember where."""
    with store.database.writing() as connection:
        known = connection.scalar(select(KEY_COPIES.c.place).where(KEY_COPIES.c.place == str(place.absolute())))
        if known is None:
            connection.execute(insert(KEY_COPIES), {"place": str(place.absolute())})
        write_secret(place, _keys(connection, store.vault.installation))
    return place


def _keys(connection: Connection, installation: InstallationKey) -> bytes:
    told = {"schema": BACKUP_SCHEMA, "recipient": installation.recipient}
    rows = [dict(row) for row in connection.execute(select(CASE_KEYS)).mappings()]
    purges = [dict(row) for row in connection.execute(select(PURGES)).mappings()]
    logs = {table.name: _rows_of_purged(connection, table) for table in _LOGS}
    return canonical({**told, "keys": rows, "purges": purges, "logs": logs}).encode()


def _rows_of_purged(connection: Connection, table: Table) -> list[Row]:
    """The log of purged cases up to its end; what its entries say in particular nobody can open any more."""
    columns = [literal("").label(each.name) if isinstance(each.type, Sealed) else each for each in table.c]
    here = table.c.case_reference.in_(select(PURGES.c.case_reference))
    return [dict(row) for row in connection.execute(select(*columns).where(here)).mappings()]


# ---------------------------------------------------------------- restore
def restore(
    place: Path, home: Path, places: KeyPlaces, *, url: str | None = None, keys: Path | None = None
) -> Restored:
    """Bring a backup back into a home that holds nothing yet.

    `keys` is the file of keys; by default the one beside the backup. Raises OutputExists, KeyLost, and StoreError
    where the backup was altered; then nothing is restored.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with zipfile.ZipFile(_opened(place)) as archive:
        signed = json.loads(archive.read(_HEADER))
        header = signed["header"]
        copied = _read_keys(keys or place.parent / KEYS_FILE)
        installation, _ = places.find(header["recipient"])
        if not is_signed(canonical(header).encode(), signed["signature"], installation.verifying):
            raise StoreError("the backup has been altered: its signature is not that of its header")
        rows = {name: list(_read_rows(archive, name, digest)) for name, digest in header["rows"].items()}
        purged = _purged_since(rows["cases"], copied)
        database = open_database(home, url, revision=header["revision"])
        try:
            _put_back(database, rows, copied)
            database.bring_up_to_date()
        finally:
            database.close()
        known = {row["reference"] for row in rows["cases"]}
        live = {row["key_id"] for row in copied["keys"] if row["case_reference"] in known}
        files = _put_files_back(archive, home / FILES_FOLDER, live)
        _put_own_files_back(archive, home)
        return Restored(cases=len(live), files=files, purged=purged)


def _purged_since(cases: Sequence[Row], copied: Mapping[str, Any]) -> tuple[str, ...]:
    """The backed-up cases that are purged; raises KeyLost where one is neither purged nor has its key there."""
    purged = {row["case_reference"] for row in copied["purges"]}
    keyless = {row["reference"] for row in cases} - {row["case_reference"] for row in copied["keys"]}
    if keyless - purged:
        raise KeyLost(
            f"the file of keys is older than the backup: it lacks the keys of {len(keyless - purged)} cases",
            remedy="Name the newest one with --keys FILE.",
        )
    return tuple(sorted(keyless))


def _opened(place: Path) -> Path:
    if not zipfile.is_zipfile(place):
        raise StoreError("this is no backup of redactor")
    return place


def _read_keys(place: Path) -> Mapping[str, Any]:
    try:
        untrusted = json.loads(place.read_text("utf-8"))
    except FileNotFoundError as error:
        raise KeyLost(
            f"{place} is missing: it holds the keys of the backed-up cases", remedy="Name it with --keys FILE."
        ) from error
    except ValueError as error:
        raise KeyLost(f"{place} is no file of keys") from error
    if not isinstance(untrusted, dict) or not {"keys", "purges", "logs"} <= untrusted.keys():
        raise KeyLost(f"{place} is no file of keys")
    return untrusted


def _read_rows(archive: zipfile.ZipFile, name: str, sha256: str) -> Iterator[Row]:
    digest = hashlib.sha256()
    with archive.open(f"{_ROWS}{name}.jsonl") as stream:
        for line in stream:
            digest.update(line)
            yield json.loads(line)
    if digest.hexdigest() != sha256:
        raise StoreError("the backup has been altered: its rows are not those of its header")


def _put_back(database: Database, rows: Mapping[str, list[Row]], copied: Mapping[str, Any]) -> None:
    """Insert all rows of the cases whose key is there; of a purged case only its log and its proof."""
    with database.writing() as connection:
        if connection.scalar(select(func.count()).select_from(CASES)):
            raise OutputExists("this home holds cases already", remedy="Restore into another one, with --home.")
        connection.execute(delete(INSTALLATION))
        for table in METADATA.sorted_tables:
            kept = list(_returning(table, rows, copied))
            if kept:
                # A table without types: what is sealed goes back as it stands.
                connection.execute(insert(unsealed(table.name, *(column(name) for name in kept[0]))), kept)


def _returning(table: Table, rows: Mapping[str, list[Row]], copied: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of a table that come back: of live cases what the backup holds, of purged ones the log and the proof."""
    live = {row["case_reference"] for row in copied["keys"]}
    known = {row["reference"] for row in rows["cases"]}
    if table is CASE_KEYS:
        yield from (row for row in copied["keys"] if row["case_reference"] in known)
    elif table is PURGES:
        yield from (row for row in copied["purges"] if row["case_reference"] in known)
    elif "case_reference" not in table.c:
        yield from rows.get(table.name, [])
    else:
        yield from (row for row in rows.get(table.name, []) if row["case_reference"] in live)
        if table in _LOGS:
            yield from (row for row in copied["logs"][table.name] if row["case_reference"] in known)


def _put_files_back(archive: zipfile.ZipFile, folder: Path, live: set[str]) -> int:
    """Write the files of the cases that came back; names are checked piece by piece, so none leads elsewhere."""
    written = 0
    for untrusted_name in archive.namelist():
        pieces = untrusted_name.split("/")
        if len(pieces) != 4 or pieces[0] != "files" or pieces[1] not in live:
            continue
        if not all(set(piece) <= set("0123456789abcdef") for piece in pieces[2:]):
            raise StoreError("the backup has been altered: a file in it has no name of ours")
        write_secret(folder.joinpath(*pieces[1:]), archive.read(untrusted_name))
        written += 1
    return written


def _put_own_files_back(archive: zipfile.ZipFile, home: Path) -> None:
    """Write the profile and the templates where this home has none of its own."""
    for untrusted_name in archive.namelist():
        pieces = untrusted_name.split("/")[1:]
        is_ours = pieces == ["organisation.toml"] or pieces[:1] == ["templates"]
        if not untrusted_name.startswith(_OWN) or not is_ours or any(each in ("", ".", "..") for each in pieces):
            continue
        place = home.joinpath(*pieces)
        if not place.exists() and place.resolve().is_relative_to(home.resolve()):
            write_secret(place, archive.read(untrusted_name))
