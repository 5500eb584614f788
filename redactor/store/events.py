"""What happened to each case after its disclosure: added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select

from redactor.domain.event import Event, EventKind
from redactor.store.audit import Audit, canonical, now, set_locked
from redactor.store.database import Database
from redactor.store.schema import EVENTS

_LOCKING = {EventKind.REOPENED: False, EventKind.CLOSED: True}


class Events:
    """The events of one store's cases."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(
        self, reference: str, kind: EventKind, *, by: str, text: str = "", particulars: Mapping[str, str] | None = None
    ) -> Event:
        """Write down that something happened, with its entry in the log; reopening unlocks the case, closing locks it.

        Text and particulars are sealed, and the log names neither. Raises NoSuchCase.
        """
        told = dict(particulars or {})
        with self._audit.writing(reference, though_locked=True) as writing:
            here = EVENTS.c.case_reference == reference
            number = (writing.connection.scalar(select(func.max(EVENTS.c.number)).where(here)) or 0) + 1
            at = now()
            row = {"case_reference": reference, "number": number, "kind": kind.value, "at": at, "by": by}
            writing.connection.execute(insert(EVENTS), {**row, "noun": canonical({"text": text, "particulars": told})})
            writing.note(f"case {kind.value.replace('_', ' ')}", by=by, event=number, reason=text)
            if kind in _LOCKING:
                set_locked(writing, locked=_LOCKING[kind])
        return Event(number=number, kind=kind, at=datetime.fromisoformat(at), by=by, text=text, particulars=told)

    def of(self, reference: str) -> tuple[Event, ...]:
        """Every event of a case, oldest first."""
        here = EVENTS.c.case_reference == reference
        with self._database.reading() as connection:
            rows = connection.execute(select(EVENTS).where(here).order_by(EVENTS.c.number)).all()
        return tuple(
            Event(
                number=row.number,
                kind=EventKind(row.kind),
                at=datetime.fromisoformat(row.at),
                by=row.by,
                **json.loads(row.noun),
            )
            for row in rows
        )
