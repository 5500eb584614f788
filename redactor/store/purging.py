"""Purge: a case's rows, files and key are destroyed, here and in every backup; a signed proof of it is what remains."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from redactor.errors import AuditBroken, NoSuchCase
from redactor.store.audit import canonical, now
from redactor.store.keeping import LEFT_OF_A_PURGE, copy_keys
from redactor.store.keys import is_signed
from redactor.store.schema import CASES, KEY_COPIES, METADATA, PURGES
from redactor.store.store import Store


class Cause(StrEnum):
    """Why a case is purged. It stands in the proof for good, and so is no free text."""

    RETENTION = "retention"
    ERASURE = "erasure"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """What a purge left: its signed proof as JSON, and the copies of the keys that could not be written anew."""

    proof_json: str
    unreached: tuple[str, ...]


def purge(store: Store, reference: str, *, by: str, cause: Cause, told: Mapping[str, int]) -> Purge:
    """Destroy a case; `told` adds counts to the proof, such as those of folders removed outside the store.

    The log keeps who did what and when, but what its entries say in particular can never be read again. Raises
    NoSuchCase, and Purged where it was done before.
    """
    key = store.vault.of(reference)
    files = [path for path in (store.vault.folder / key.id).rglob("*") if path.is_file()]
    counted = {"files": len(files), "bytes": sum(path.stat().st_size for path in files), **told}
    with store.audit.writing(reference, though_locked=True) as writing:
        writing.note("case purged", by=by, cause=cause.value)
    with store.database.writing() as connection:
        rows = _delete_rows(connection, reference)
        seq, head = store.audit.verify_links(reference)
        proof: dict[str, Any] = {"case": reference, "at": now(), "by": by, "cause": cause.value, "key": key.id}
        proof |= {"counts": {**counted, "rows": rows}, "log": {"seq": seq, "head": head}}
        proof |= {"verifying": store.vault.installation.verifying}
        signed = {**proof, "signature": store.vault.installation.sign(canonical(proof).encode())}
        connection.execute(insert(PURGES), {"case_reference": reference, "proof": canonical(signed)})
    store.vault.forget(reference)
    store.database.tidy()
    return Purge(proof_json=canonical(signed), unreached=reach_copies(store))


def _delete_rows(connection: Connection, reference: str) -> int:
    deleted = 0
    for table in reversed(METADATA.sorted_tables):
        if table not in LEFT_OF_A_PURGE and "case_reference" in table.c:
            deleted += connection.execute(delete(table).where(table.c.case_reference == reference)).rowcount
    connection.execute(update(CASES).where(CASES.c.reference == reference).values(noun=""))
    return deleted


def reach_copies(store: Store) -> tuple[str, ...]:
    """Write every known copy of the keys anew, without those that were destroyed; returns those out of reach."""
    with store.database.reading() as connection:
        places = list(connection.scalars(select(KEY_COPIES.c.place).order_by(KEY_COPIES.c.place)))
    unreached = []
    for place in places:
        if Path(place).exists():
            copy_keys(store, Path(place))
        else:
            unreached.append(place)
    return tuple(unreached)


def proof_of(store: Store, reference: str) -> str:
    """The proof of a purge as JSON, after checking its signature and the log; raises NoSuchCase and AuditBroken."""
    with store.database.reading() as connection:
        proof_json = connection.scalar(select(PURGES.c.proof).where(PURGES.c.case_reference == reference))
    if proof_json is None:
        raise NoSuchCase(f"no case {reference} was purged")
    proof = json.loads(proof_json)
    signature = proof.pop("signature")
    if not is_signed(canonical(proof).encode(), signature, store.vault.installation.verifying):
        raise AuditBroken(f"the proof that case {reference} was purged has been altered")
    if store.audit.verify_links(reference) != (proof["log"]["seq"], proof["log"]["head"]):
        raise AuditBroken(f"the log of {reference} is not the one that its purge ended")
    return str(proof_json)
