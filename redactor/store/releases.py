"""The bundles that left: each is written down once, with its manifest, and none is ever changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from redactor.store.audit import Audit, now
from redactor.store.database import Database
from redactor.store.schema import RELEASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One bundle that left: its number within the case from 1, when, and its manifest as JSON."""

    number: int
    at: datetime
    manifest_json: str


class Releases:
    """The releases of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def record(self, reference: str, manifest_json: str, *, by: str = "") -> int:
        """Write down that a bundle left, and return its number within the case, from 1."""
        bundle = json.loads(manifest_json).get("bundle", {})
        with self._audit.writing(reference) as writing:
            last = writing.connection.scalar(
                select(func.max(RELEASES.c.number)).where(RELEASES.c.case_reference == reference)
            )
            number = (last or 0) + 1
            row = {"case_reference": reference, "number": number, "at": now(), "manifest": manifest_json}
            writing.connection.execute(insert(RELEASES), row)
            writing.note("bundle released", by=by, number=number, sha256=bundle.get("sha256", ""))
        return number

    def of(self, reference: str) -> tuple[Release, ...]:
        """Every bundle that left, first one first."""
        here = RELEASES.c.case_reference == reference
        with self._database.reading() as connection:
            rows = connection.execute(select(RELEASES).where(here).order_by(RELEASES.c.number)).all()
        return tuple(
            Release(number=row.number, at=datetime.fromisoformat(row.at), manifest_json=row.manifest) for row in rows
        )
