"""The append-only log of a case: each entry carries the hash of the one before it.

Entries hold ids, codes, counts and reviewers' reasons, never text of a document. What an entry says in particular
(`details`) is sealed with the case's key, and the chain runs over a salted hash of it; so the chain can be followed
to its end even after a purge has destroyed the key, when nobody can read the reasons any more.

Every change to a case goes through `Audit.writing`, which takes the chain's head row first: that row is the lock
under which writers of one case take turns, in SQLite and PostgreSQL alike. Reading the last entry and then inserting
loses entries under load; locking the head first loses none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Text, insert, select, type_coerce, update

from redactor.errors import AuditBroken, Disclosed, NoSuchCase
from redactor.store.database import Database
from redactor.store.keys import CaseKey, InstallationKey, is_signed
from redactor.store.schema import AUDIT, CHAIN_HEADS
from redactor.store.sealed import sealing_with
from redactor.store.vault import Vault

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
    commitment: str = ""
    """SHA-256 over salt and details; "" in entries of the first schema, whose hash covers the details themselves."""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """The last link of a log, signed by the installation: who holds it can tell a log that was cut or made anew."""

    case: str
    seq: int
    head: str
    verifying: str
    """The public key, Ed25519, hex."""
    signature: str

    def is_genuine(self) -> bool:
        """Whether the signature is that of `verifying`; whose key that is, is another question."""
        return is_signed(_head_text(self.case, self.seq, self.head), self.signature, self.verifying)


class Writing:
    """An open transaction on one case, and the notes it will leave in the log; with no `key` it can leave none."""

    def __init__(self, connection: Connection, reference: str, key: CaseKey | None = None) -> None:
        self.connection = connection
        self.reference = reference
        self.key = key
        self.notes: list[tuple[str, str, str]] = []

    def note(self, kind: str, *, by: str = "", **details: Any) -> None:
        """Add an entry: what happened, who did it, and ids, counts or reasons (JSON values)."""
        self.notes.append((kind, by, canonical(details)))


class Audit:
    """The logs of all cases."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    @contextmanager
    def writing(self, reference: str, *, though_locked: bool = False) -> Iterator[Writing]:
        """One transaction on one case: its changes and its notes are kept together or not at all.

        Raises NoSuchCase, and Disclosed where the case was disclosed and something is noted all the same, unless it
        is of what follows a disclosure (`though_locked`).
        """
        key = self._vault.of(reference)
        with self._database.writing() as connection, sealing_with(key):
            head = connection.execute(
                update(CHAIN_HEADS)
                .where(CHAIN_HEADS.c.case_reference == reference)
                .values(seq=CHAIN_HEADS.c.seq)
                .returning(CHAIN_HEADS.c.seq, CHAIN_HEADS.c.hash, CHAIN_HEADS.c.locked)
            ).one_or_none()
            if head is None:
                raise NoSuchCase(f"no case {reference}")
            writing = Writing(connection, reference, key)
            yield writing
            if head.locked and writing.notes and not though_locked:
                raise Disclosed(f"case {reference} is locked since it was disclosed")
            _append(writing, head.seq, head.hash)

    def entries(self, reference: str) -> tuple[AuditEntry, ...]:
        """The log in order, oldest first; not checked. Raises NoSuchCase."""
        return self._head_and_entries(reference)[1]

    def verify_chain(self, reference: str) -> int:
        """Recompute the whole chain and return its length; raises AuditBroken at the first entry that is wrong."""
        key = self._vault.of(reference)
        (seq, head), entries = self._head_and_entries(reference)
        _verify(reference, entries, {entry.seq: _salt(key, entry.seq) for entry in entries})
        if (seq, head) != (len(entries), entries[-1].hash if entries else BEFORE_THE_FIRST):
            raise AuditBroken(f"the log of {reference} has lost its last entries")
        return len(entries)

    def verify_links(self, reference: str) -> tuple[int, str]:
        """Follow the chain of a purged case, whose details nobody can read, to its length and last hash.

        Raises AuditBroken; NoSuchCase.
        """
        (seq, head), entries = self._head_and_entries(reference, sealed=True)
        _verify(reference, entries, {})
        if (seq, head) != (len(entries), entries[-1].hash if entries else BEFORE_THE_FIRST):
            raise AuditBroken(f"the log of {reference} has lost its last entries")
        return seq, head

    def signed_head(self, reference: str) -> SignedHead:
        """The last link of a case's log with our signature; raises AuditBroken where the chain does not hold."""
        self.verify_chain(reference)
        (seq, head), _ = self._head_and_entries(reference)
        return sign_head(self._vault.installation, reference, seq=seq, head=head)

    def export_jsonl(self, reference: str) -> bytes:
        """Verify the chain and give it as JSON, UTF-8: one entry a line, and last its signed head.

        Raises AuditBroken.
        """
        key, signed = self._vault.of(reference), self.signed_head(reference)
        entries = self._head_and_entries(reference)[1][: signed.seq]
        lines = [
            {"case": reference, **_plain(entry), "salt": _salt(key, entry.seq) if entry.commitment else ""}
            | {"hash": entry.hash}
            for entry in entries
        ]
        return "".join(f"{canonical(line)}\n" for line in [*lines, {"signed_head": asdict(signed)}]).encode()

    def _head_and_entries(
        self, reference: str, *, sealed: bool = False
    ) -> tuple[tuple[int, str], tuple[AuditEntry, ...]]:
        details = type_coerce(AUDIT.c.details, Text).label("details") if sealed else AUDIT.c.details
        columns = [details if column.name == "details" else column for column in AUDIT.c]
        with self._database.reading() as connection:
            head = connection.execute(
                select(CHAIN_HEADS.c.seq, CHAIN_HEADS.c.hash).where(CHAIN_HEADS.c.case_reference == reference)
            ).one_or_none()
            if head is None:
                raise NoSuchCase(f"no case {reference}")
            rows = connection.execute(
                select(*columns).where(AUDIT.c.case_reference == reference).order_by(AUDIT.c.seq)
            ).all()
        entries = tuple(
            AuditEntry(
                seq=row.seq,
                at=row.at,
                kind=row.kind,
                by=row.by,
                details=row.details,
                previous_hash=row.previous_hash,
                commitment=row.commitment,
                hash=row.hash,
            )
            for row in rows
        )
        return (head.seq, head.hash), entries


def begin_chain(connection: Connection, reference: str, key: CaseKey) -> None:
    """Give a new case its chain, with one entry that says it was opened."""
    connection.execute(insert(CHAIN_HEADS).values(case_reference=reference, seq=0, hash=BEFORE_THE_FIRST))
    writing = Writing(connection, reference, key)
    writing.note("case opened")
    _append(writing, 0, BEFORE_THE_FIRST)


def set_locked(writing: Writing, *, locked: bool) -> None:
    """Lock the case, or open it again; entries of this transaction are kept either way."""
    here = CHAIN_HEADS.c.case_reference == writing.reference
    writing.connection.execute(update(CHAIN_HEADS).where(here).values(locked=locked))


def hash_of(reference: str, entry: AuditEntry) -> str:
    """The SHA-256 over the previous hash, the case and all that the entry says, its details by their commitment."""
    plain = _plain(replace(entry, details="") if entry.commitment else entry)
    if entry.commitment:
        del plain["details"]
    return hashlib.sha256(canonical({"case": reference, **plain}).encode()).hexdigest()


def commit_to(salt: str, details: str) -> str:
    """What stands for the details in the chain: it cannot be undone by guessing without the salt."""
    return hashlib.sha256(f"{salt}:{details}".encode()).hexdigest()


def sign_head(installation: InstallationKey, reference: str, *, seq: int, head: str) -> SignedHead:
    """The head of a chain with the installation's signature."""
    signature = installation.sign(_head_text(reference, seq, head))
    return SignedHead(case=reference, seq=seq, head=head, verifying=installation.verifying, signature=signature)


def verify_export(untrusted: bytes) -> SignedHead:
    """Check an exported log by itself and return its signed head; raises AuditBroken at the first wrong line."""
    try:
        *lines, last = [json.loads(line) for line in untrusted.decode().splitlines()]
        signed = SignedHead(**last["signed_head"])
        salts = {int(line["seq"]): str(line["salt"]) for line in lines}
        entries = [
            AuditEntry(**{**{name: line[name] for name in _EXPORTED}, "details": canonical(line["details"])})
            for line in lines
        ]
        cases = {str(line["case"]) for line in lines}
    except (ValueError, KeyError, TypeError) as error:
        raise AuditBroken("this is no exported log, or a line of it was altered") from error
    if cases - {signed.case} or not signed.is_genuine():
        raise AuditBroken("the signature of the log is not that of its head")
    _verify(signed.case, entries, salts)
    if (len(entries), entries[-1].hash if entries else BEFORE_THE_FIRST) != (signed.seq, signed.head):
        raise AuditBroken(f"the log of {signed.case} has lost its last entries")
    return signed


_EXPORTED = ("seq", "at", "kind", "by", "previous_hash", "commitment", "hash")


def _verify(reference: str, entries: Sequence[AuditEntry], salts: Mapping[int, str]) -> None:
    """Follow the chain; where a salt is at hand or the entry is of the first schema, its details are held to it."""
    previous = BEFORE_THE_FIRST
    for number, entry in enumerate(entries, start=1):
        if entry.seq != number:
            raise AuditBroken(f"entry {number} of the log of {reference} is missing")
        salt = salts.get(number)
        is_kept = not entry.commitment or salt is None or commit_to(salt, entry.details) == entry.commitment
        is_readable = entry.commitment or salt is not None
        is_whole = not is_readable or entry.hash == hash_of(reference, entry)
        if entry.previous_hash != previous or not is_kept or not is_whole:
            raise AuditBroken(f"entry {number} of the log of {reference} has been altered")
        previous = entry.hash


def _salt(key: CaseKey, seq: int) -> str:
    return key.blind(f"log entry {seq}")


def _head_text(reference: str, seq: int, head: str) -> bytes:
    return canonical({"case": reference, "seq": seq, "head": head}).encode()


def canonical(plain: Any) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, ASCII."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def now() -> str:
    """This moment, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _append(writing: Writing, seq: int, previous: str) -> None:
    if not writing.notes:
        return
    if writing.key is None:
        raise ValueError("nothing is noted without the key of the case")
    at, salts = now(), writing.key
    rows = []
    for number, (kind, by, details) in enumerate(writing.notes, start=seq + 1):
        commitment = commit_to(_salt(salts, number), details)
        entry = AuditEntry(
            seq=number, at=at, kind=kind, by=by, details=details, previous_hash=previous, commitment=commitment
        )
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
    return asdict(entry)


def _plain(entry: AuditEntry) -> dict[str, Any]:
    """What the chain is made of, as JSON; entries of the first schema had no commitment and are hashed without."""
    columns = _columns(entry)
    columns.pop("hash")
    if not entry.commitment:
        columns.pop("commitment")
    return {**columns, "details": json.loads(entry.details) if entry.details else {}}
