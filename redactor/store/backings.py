"""What stands behind the decisions of a case: evidence, opinions, signatures. Rows are added and never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from redactor.domain.backing import Backing, Classed, Signature, Substance, Withdrawal
from redactor.domain.plain import from_plain, to_plain
from redactor.errors import Conflict
from redactor.store.audit import Audit, Writing, canonical
from redactor.store.database import Database
from redactor.store.schema import BACKINGS, FINDINGS, SOURCES


class Backings:
    """What is on record in one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(self, reference: str, targets: Sequence[str], substance: Substance, *, by: str) -> Backing:
        """Put something on record for findings and documents of the case, and return it as stored.

        Raises Conflict where a target, or what is to be withdrawn, is not in the case; then nothing is stored.
        """
        with self._audit.writing(reference) as writing:
            wanted = tuple(dict.fromkeys(targets))
            _require_known(writing, wanted)
            if isinstance(substance, Withdrawal):
                _require_number(writing, substance.number)
            here = BACKINGS.c.case_reference == reference
            number = (writing.connection.scalar(select(func.max(BACKINGS.c.number)).where(here)) or 0) + 1
            stored = Backing(targets=wanted, substance=substance, by=by, at=datetime.now(UTC), number=number)
            row = {"case_reference": reference, "number": number, "noun": canonical(to_plain(stored))}
            writing.connection.execute(insert(BACKINGS), row)
            # Words may come from a document: the log has ids, roles and dates only.
            writing.note("on record", by=by, number=number, what=stored.kind, targets=list(wanted), **_told(substance))
        return stored

    def of(self, reference: str) -> tuple[Backing, ...]:
        """Everything that was ever put on record in the case, oldest first."""
        asked = select(BACKINGS.c.noun).where(BACKINGS.c.case_reference == reference).order_by(BACKINGS.c.number)
        with self._database.reading() as connection:
            return tuple(from_plain(Backing, json.loads(noun)) for noun in connection.scalars(asked))


def _told(substance: Substance) -> dict[str, str | int]:
    match substance:
        case Signature():
            return {"role": substance.role, "name": substance.name, "code": substance.code}
        case Classed():
            return {"record_class": substance.record_class.value}
        case Withdrawal():
            return {"withdraws": substance.number}
    return {}


def _require_known(writing: Writing, targets: Sequence[str]) -> None:
    findings = select(FINDINGS.c.id).where(FINDINGS.c.case_reference == writing.reference)
    sources = select(SOURCES.c.id).where(SOURCES.c.case_reference == writing.reference)
    known = {*writing.connection.scalars(findings), *writing.connection.scalars(sources)}
    if unknown := [target for target in targets if target not in known]:
        raise Conflict(f"{len(unknown)} of the findings or documents are not in the case")


def _require_number(writing: Writing, number: int) -> None:
    asked = select(BACKINGS.c.number).where(BACKINGS.c.case_reference == writing.reference, BACKINGS.c.number == number)
    if writing.connection.scalar(asked) is None:
        raise Conflict(f"nothing is on record under the number {number}")
