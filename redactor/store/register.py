"""What the register of requests asks of all cases at once: who has each, when it was answered, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, delete, func, insert, select

from redactor.domain.case import SourceState
from redactor.domain.finding import Verdict
from redactor.store.audit import Audit, now
from redactor.store.database import Database
from redactor.store.schema import ASSIGNMENTS, DECISIONS, DETECTIONS, FINDINGS, RELEASES, SOURCES

_UNDECIDED = (None, Verdict.OPEN.value, Verdict.HOLD.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who has a case, and who gave it to them when."""

    to: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """How far a case has come: its files at every depth by state, its findings, those without a final ruling."""

    states: Mapping[SourceState, int] = field(default_factory=dict)
    findings: int = 0
    undecided: int = 0

    @property
    def files(self) -> int:
        """All of them."""
        return sum(self.states.values())


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

    def how_far(self, reference: str | None = None) -> Mapping[str, HowFar]:
        """How far every case has come, or one, by reference; a case without files is missing."""
        cases: dict[str, dict[SourceState, int]] = {}
        with self._database.reading() as connection:
            for case, state, count in connection.execute(_of(reference, _states(), SOURCES.c.case_reference)):
                cases.setdefault(case, {})[SourceState(state)] = count
            ruled = connection.execute(_of(reference, _verdicts(), FINDINGS.c.case_reference)).all()
        told = {case: HowFar(states=states) for case, states in cases.items()}
        for case, verdict, count in ruled:
            so_far = told.get(case, HowFar())
            left = count if verdict in _UNDECIDED else 0
            told[case] = replace(so_far, findings=so_far.findings + count, undecided=so_far.undecided + left)
        return told

    def searched(self, reference: str) -> int:
        """How many documents of a case the detectors have been through."""
        asked = select(func.count()).where(DETECTIONS.c.case_reference == reference)
        with self._database.reading() as connection:
            return int(connection.scalar(asked) or 0)

    def note_upload(self, reference: str, *, files: int, size: int, by: str) -> None:
        """Write down that records were sent in by the browser: how many, of how many bytes, and by whom."""
        with self._audit.writing(reference) as writing:
            writing.note("records uploaded", by=by, files=files, size=size)


def _states() -> Select[Any]:
    """Case, state and how many of its files stand in it."""
    case, state = SOURCES.c.case_reference, SOURCES.c.state
    return select(case, state, func.count()).group_by(case, state)


def _verdicts() -> Select[Any]:
    """Case, verdict (None where nobody ruled) and on how many of its findings it stands."""
    case, finding = DECISIONS.c.case_reference, DECISIONS.c.finding_id
    latest = select(case, finding, func.max(DECISIONS.c.sequence).label("sequence")).group_by(case, finding).subquery()
    last = (latest.c.case_reference == FINDINGS.c.case_reference) & (latest.c.finding_id == FINDINGS.c.id)
    standing = (case == FINDINGS.c.case_reference) & (DECISIONS.c.sequence == latest.c.sequence)
    return (
        select(FINDINGS.c.case_reference, DECISIONS.c.verdict, func.count())
        .select_from(FINDINGS.outerjoin(latest, last).outerjoin(DECISIONS, standing))
        .group_by(FINDINGS.c.case_reference, DECISIONS.c.verdict)
    )


def _of(reference: str | None, asked: Select[Any], case: Column[str]) -> Select[Any]:
    return asked if reference is None else asked.where(case == reference)
