"""What the register of requests asks of all cases at once: who has each, when it was answered, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from redactor.store.audit import Audit, now
from redactor.store.database import Database
from redactor.store.schema import ASSIGNMENTS, DETECTIONS, RELEASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who has a case, and who gave it to them when."""

    to: str
    by: str
    at: datetime


class Register:
    """The register of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def assign(self, reference: str, to: str, *, by: str) -> None:
        """Give a case to somebody, "" to nobody; raises NoSuchCase."""
        with self._audit.writing(reference) as writing:
            here = ASSIGNMENTS.c.case_reference == reference
            if (writing.connection.scalar(select(ASSIGNMENTS.c.to).where(here)) or "") == to:
                return
            writing.connection.execute(delete(ASSIGNMENTS).where(here))
            if to:
                row = {"case_reference": reference, "to": to, "by": by, "at": now()}
                writing.connection.execute(insert(ASSIGNMENTS), row)
            writing.note("case assigned", by=by, to=to)

    def assignments(self) -> Mapping[str, Assignment]:
        """Who has each case, by reference; nobody has a case that is missing."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ASSIGNMENTS)).all()
        return {row.case_reference: Assignment(to=row.to, by=row.by, at=datetime.fromisoformat(row.at)) for row in rows}

    def answered(self) -> Mapping[str, datetime]:
        """When the first bundle of each case left, by reference."""
        first = select(RELEASES.c.case_reference, func.min(RELEASES.c.at).label("at")).group_by(
            RELEASES.c.case_reference
        )
        with self._database.reading() as connection:
            return {row.case_reference: datetime.fromisoformat(row.at) for row in connection.execute(first)}

    def searched(self, reference: str) -> int:
        """How many documents of a case the detectors have been through."""
        asked = select(func.count()).where(DETECTIONS.c.case_reference == reference)
        with self._database.reading() as connection:
            return int(connection.scalar(asked) or 0)

    def note_upload(self, reference: str, *, files: int, size: int, by: str) -> None:
        """Write down that records were sent in by the browser: how many, of how many bytes, and by whom."""
        with self._audit.writing(reference) as writing:
            writing.note("records uploaded", by=by, files=files, size=size)
