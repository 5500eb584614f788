"""The append-only log of a case: each entry carries the hash of the one before it.

Entries hold ids, codes, counts and reviewers' reasons, never text of a document, so that deleting a case's
documents leaves its log whole. Every change to a case goes through `Audit.writing`, which takes the chain's
head row first: that row is the lock under which writers of one case take turns, in SQLite and PostgreSQL alike.
Reading the last entry and then inserting loses entries under load; locking the head first loses none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from redactor.errors import AuditBroken, NoSuchCase
from redactor.store.database import Database
from redactor.store.schema import AUDIT, CHAIN_HEADS

BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the log. `at` is UTC in ISO 8601; `details` is canonical JSON; `seq` counts from 1 within a case."""

    seq: int
    at: str
    kind: str
    by: str
    details: str
    previous_hash: str
    hash: str = ""


class Writing:
    """An open writing transaction on one case, and the notes it will leave in the log."""

    def __init__(self, connection: Connection, reference: str) -> None:
        self.connection = connection
        self.reference = reference
        self.notes: list[tuple[str, str, str]] = []

    def note(self, kind: str, *, by: str = "", **details: Any) -> None:
        """Add an entry: what happened, who did it, and ids, counts or reasons (JSON values)."""
        self.notes.append((kind, by, canonical(details)))


class Audit:
    """The logs of all cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def writing(self, reference: str) -> Iterator[Writing]:
        """One transaction on one case: its changes and its notes are kept together or not at all.

        Raises NoSuchCase.
        """
        with self._database.writing() as connection:
            head = connection.execute(
                update(CHAIN_HEADS)
                .where(CHAIN_HEADS.c.case_reference == reference)
                .values(seq=CHAIN_HEADS.c.seq)
                .returning(CHAIN_HEADS.c.seq, CHAIN_HEADS.c.hash)
            ).one_or_none()
            if head is None:
                raise NoSuchCase(f"no case {reference}")
            writing = Writing(connection, reference)
            yield writing
            _append(writing, head.seq, head.hash)

    def entries(self, reference: str) -> tuple[AuditEntry, ...]:
        """The log in order, oldest first; not checked. Raises NoSuchCase."""
        return self._head_and_entries(reference)[1]

    def verify_chain(self, reference: str) -> int:
        """Recompute the whole chain and return its length; raises AuditBroken at the first entry that is wrong."""
        (seq, head), entries = self._head_and_entries(reference)
        previous = BEFORE_THE_FIRST
        for number, entry in enumerate(entries, start=1):
            if entry.seq != number:
                raise AuditBroken(f"entry {number} of the log of {reference} is missing")
            if entry.previous_hash != previous or entry.hash != hash_of(reference, entry):
                raise AuditBroken(f"entry {number} of the log of {reference} has been altered")
            previous = entry.hash
        if (seq, head) != (len(entries), previous):
            raise AuditBroken(f"the log of {reference} has lost its last entries")
        return len(entries)

    def export_jsonl(self, reference: str) -> bytes:
        """Verify the chain and give it as JSON, one object a line, UTF-8; raises AuditBroken."""
        self.verify_chain(reference)
        lines = (
            canonical({"case": reference, **_plain(entry), "hash": entry.hash}) for entry in self.entries(reference)
        )
        return "".join(f"{line}\n" for line in lines).encode()

    def _head_and_entries(self, reference: str) -> tuple[tuple[int, str], tuple[AuditEntry, ...]]:
        with self._database.reading() as connection:
            head = connection.execute(
                select(CHAIN_HEADS.c.seq, CHAIN_HEADS.c.hash).where(CHAIN_HEADS.c.case_reference == reference)
            ).one_or_none()
            if head is None:
                raise NoSuchCase(f"no case {reference}")
            rows = connection.execute(
                select(AUDIT).where(AUDIT.c.case_reference == reference).order_by(AUDIT.c.seq)
            ).all()
        entries = tuple(
            AuditEntry(
                seq=row.seq,
                at=row.at,
                kind=row.kind,
                by=row.by,
                details=row.details,
                previous_hash=row.previous_hash,
                hash=row.hash,
            )
            for row in rows
        )
        return (head.seq, head.hash), entries


def begin_chain(connection: Connection, reference: str) -> None:
    """Give a new case its chain, with one entry that says it was opened."""
    connection.execute(insert(CHAIN_HEADS).values(case_reference=reference, seq=0, hash=BEFORE_THE_FIRST))
    writing = Writing(connection, reference)
    writing.note("case opened")
    _append(writing, 0, BEFORE_THE_FIRST)


def hash_of(reference: str, entry: AuditEntry) -> str:
    """The SHA-256 over the previous hash, the case and all that the entry says."""
    return hashlib.sha256(canonical({"case": reference, **_plain(entry)}).encode()).hexdigest()


def canonical(plain: Any) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, ASCII."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def now() -> str:
    """This moment, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _append(writing: Writing, seq: int, previous: str) -> None:
    if not writing.notes:
        return
    at = now()
    rows = []
    for number, (kind, by, details) in enumerate(writing.notes, start=seq + 1):
        entry = AuditEntry(seq=number, at=at, kind=kind, by=by, details=details, previous_hash=previous)
        entry = replace(entry, hash=hash_of(writing.reference, entry))
        rows.append({"case_reference": writing.reference, **_columns(entry)})
        previous = entry.hash
    writing.connection.execute(insert(AUDIT), rows)
    writing.connection.execute(
        update(CHAIN_HEADS)
        .where(CHAIN_HEADS.c.case_reference == writing.reference)
        .values(seq=seq + len(rows), hash=previous)
    )


def _columns(entry: AuditEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "kind": entry.kind,
        "by": entry.by,
        "details": entry.details,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _plain(entry: AuditEntry) -> dict[str, Any]:
    columns = _columns(entry)
    columns.pop("hash")
    return {**columns, "details": json.loads(entry.details)}
