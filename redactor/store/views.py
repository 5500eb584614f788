"""The read log: who was shown which page of what was received, when. Ids only.

There is one row for each person, page, kind and day, with the first and the last moment and how often: however often
a page is loaded anew, the log does not grow. The first sight of a document on a day stands in the case's chained log
as well, so that a row that was taken away is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select, update

from redactor.store.audit import Audit
from redactor.store.database import Database
from redactor.store.entrance import VIEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What somebody was shown: `shown` is "picture", "text" or another kind; page 0 is the whole document or case."""

    by: str
    shown: str
    document_id: str = ""
    page_number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewEntry:
    """One row of the read log; times are UTC in ISO 8601."""

    view: View
    first_at: str
    last_at: str
    times: int


class Views:
    """The read logs of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def note(self, reference: str, view: View, *, at: datetime) -> None:
        """Write down that somebody was shown something; raises NoSuchCase."""
        told = at.astimezone(UTC).isoformat(timespec="milliseconds")
        document = {"case_reference": reference, "by": view.by, "document_id": view.document_id, "day": told[:10]}
        row = {**document, "page_number": view.page_number, "shown": view.shown}
        place = [VIEWS.c[name] == value for name, value in row.items()]
        more = update(VIEWS).where(*place).values(last_at=told, times=VIEWS.c.times + 1)
        with self._database.writing() as connection:
            if connection.execute(more).rowcount:
                return
        with self._audit.writing(reference, though_locked=True) as writing:
            if writing.connection.execute(more).rowcount:
                return
            seen = select(VIEWS.c.day).where(*(VIEWS.c[name] == value for name, value in document.items()))
            is_first = writing.connection.execute(seen.limit(1)).one_or_none() is None
            writing.connection.execute(insert(VIEWS), {**row, "first_at": told, "last_at": told, "times": 1})
            if is_first:
                writing.note("shown", by=view.by, source=view.document_id, day=told[:10])

    def of(self, reference: str) -> tuple[ViewEntry, ...]:
        """The read log of a case, by first moment."""
        asked = select(VIEWS).where(VIEWS.c.case_reference == reference)
        order = (VIEWS.c.first_at, VIEWS.c.by, VIEWS.c.document_id, VIEWS.c.page_number, VIEWS.c.shown)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(*order)).all()
        return tuple(
            ViewEntry(
                view=View(by=row.by, shown=row.shown, document_id=row.document_id, page_number=row.page_number),
                first_at=row.first_at,
                last_at=row.last_at,
                times=row.times,
            )
            for row in rows
        )
