"""What reviewers leave beside decisions: comments and referrals, who has which document open, and how they like it.

Comments are only ever added. A claim says who works on a document; it warns and never locks: what keeps decisions
apart is that each names the one it was made over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from redactor.store.audit import Audit, Writing, now
from redactor.store.database import Database
from redactor.store.schema import CLAIMS, COMMENTS, PREFERENCES

CLAIM_SECONDS = 300
"""How long a claim holds after its holder was last seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said about a finding (or a page, where `finding_id` is ""), or asked of `referred_to`.

    `settles` is the id of the comment that this one answers for good. `id` counts from 1 in the case.
    """

    document_id: str
    page_number: int
    by: str
    text: str
    finding_id: str = ""
    referred_to: str = ""
    settles: int | None = None
    id: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who has a document open, and since when (UTC, ISO 8601)."""

    by: str
    since: str


class Desks:
    """The desks of the reviewers of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def comment(self, reference: str, comment: Comment, *, key: str | None = None) -> Comment:
        """Add a comment and return it with its id and time; sent again under the same key it is added once."""
        here = COMMENTS.c.case_reference == reference
        with self._audit.writing(reference) as writing:
            known = _known(writing, key)
            if known is not None:
                return known
            number = (writing.connection.scalar(select(func.max(COMMENTS.c.id)).where(here)) or 0) + 1
            row = {"case_reference": reference, "id": number, "at": now(), "key": key}
            row |= {name: getattr(comment, name) for name in _TOLD}
            writing.connection.execute(insert(COMMENTS), row)
            writing.note(
                "referred" if comment.referred_to else "settled" if comment.settles else "comment",
                by=comment.by,
                comment=number,
                source=comment.document_id,
                page=comment.page_number,
                finding=comment.finding_id,
                **({"to": comment.referred_to} if comment.referred_to else {}),
                **({"settles": comment.settles} if comment.settles else {}),
            )
            return _comment(writing.connection.execute(select(COMMENTS).where(here, COMMENTS.c.id == number)).one())

    def comments(self, reference: str, document_id: str | None = None) -> tuple[Comment, ...]:
        """The comments of the case, or on one document, oldest first."""
        asked = select(COMMENTS).where(COMMENTS.c.case_reference == reference).order_by(COMMENTS.c.id)
        if document_id is not None:
            asked = asked.where(COMMENTS.c.document_id == document_id)
        with self._database.reading() as connection:
            return tuple(_comment(row) for row in connection.execute(asked))

    def claim(self, reference: str, document_id: str, by: str, *, take: bool = False) -> Claim:
        """Say that somebody works on a document, and who holds it now: they, or whoever held it before.

        A claim falls to the next one who asks when its holder was not seen for five minutes, or at once with `take`.
        """
        place = (CLAIMS.c.case_reference == reference, CLAIMS.c.document_id == document_id)
        at = now()
        stale = (datetime.now(UTC) - timedelta(seconds=CLAIM_SECONDS)).isoformat(timespec="milliseconds")
        with self._audit.writing(reference) as writing:
            held = writing.connection.execute(select(CLAIMS).where(*place)).one_or_none()
            if held is not None and held.by == by:
                writing.connection.execute(update(CLAIMS).where(*place).values(seen=at))
                return Claim(by=by, since=held.since)
            if held is not None and held.seen > stale and not take:
                return Claim(by=held.by, since=held.since)
            row = {"case_reference": reference, "document_id": document_id, "by": by, "since": at, "seen": at}
            writing.connection.execute(delete(CLAIMS).where(*place))
            writing.connection.execute(insert(CLAIMS), row)
            if held is not None and held.seen > stale:
                writing.note("document taken over", by=by, source=document_id, before=held.by)
            return Claim(by=by, since=at)

    def claims(self, reference: str) -> Mapping[str, Claim]:
        """Who works on which document of the case now, by document id."""
        stale = (datetime.now(UTC) - timedelta(seconds=CLAIM_SECONDS)).isoformat(timespec="milliseconds")
        asked = select(CLAIMS).where(CLAIMS.c.case_reference == reference, CLAIMS.c.seen > stale)
        with self._database.reading() as connection:
            return {row.document_id: Claim(by=row.by, since=row.since) for row in connection.execute(asked)}

    def prefer(self, by: str, name: str, value: str) -> None:
        """Keep how somebody likes the page, or where they were, in the place of what was kept before."""
        place = (PREFERENCES.c.by == by, PREFERENCES.c.name == name)
        with self._database.writing() as connection:
            connection.execute(delete(PREFERENCES).where(*place))
            connection.execute(insert(PREFERENCES), {"by": by, "name": name, "value": value})

    def preference(self, by: str, name: str) -> str:
        """What was kept under that name; "" where nothing was."""
        place = (PREFERENCES.c.by == by, PREFERENCES.c.name == name)
        with self._database.reading() as connection:
            return connection.scalar(select(PREFERENCES.c.value).where(*place)) or ""


_TOLD = ("document_id", "page_number", "by", "text", "finding_id", "referred_to", "settles")


def _known(writing: Writing, key: str | None) -> Comment | None:
    if key is None:
        return None
    place = (COMMENTS.c.case_reference == writing.reference, COMMENTS.c.key == key)
    row = writing.connection.execute(select(COMMENTS).where(*place)).one_or_none()
    return None if row is None else _comment(row)


def _comment(row: Row[Any]) -> Comment:
    return Comment(id=row.id, at=row.at, **{name: getattr(row, name) for name in _TOLD})
