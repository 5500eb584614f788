"""What happens to a case after its bundle was made: each is written down once, and how the case stands follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    DELIVERED = "delivered"
    RECEIPT = "receipt"
    """The recipient said that a package arrived."""
    COMPLAINT = "complaint"
    """A complaint to the controller (DPA 2018 s 164A)."""
    INTERNAL_REVIEW = "internal_review"
    RECTIFICATION = "rectification"
    """A statement of the data subject, to be kept with the record (UK GDPR Art 16)."""
    RESTRICTED = "restricted"
    """The records may not be used or destroyed for now (UK GDPR Art 18, or a legal hold)."""
    UNRESTRICTED = "unrestricted"
    REOPENED = "reopened"
    CLOSED = "closed"
    COPIED = "copied"
    """The bundle was written into a folder outside the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a case; `number` counts from 1 within it."""

    number: int
    kind: EventKind
    at: datetime
    by: str
    text: str = ""
    """In words: the reason, the complaint, the statement."""
    particulars: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterlife:
    """How a case stands after what happened to it."""

    version: int
    """Of the answer: 1, and one more for each time the case was reopened."""
    is_closed: bool
    is_restricted: bool
    keep_until: date | None
    """The day from which the case may be purged; None while it is not closed."""


def afterlife_of(events: Sequence[Event]) -> Afterlife:
    """How the case stands after these events, oldest first."""
    closing = _last(events, EventKind.CLOSED, EventKind.REOPENED)
    restricting = _last(events, EventKind.RESTRICTED, EventKind.UNRESTRICTED)
    is_closed = closing is not None and closing.kind is EventKind.CLOSED
    return Afterlife(
        version=1 + sum(event.kind is EventKind.REOPENED for event in events),
        is_closed=is_closed,
        is_restricted=restricting is not None and restricting.kind is EventKind.RESTRICTED,
        keep_until=date.fromisoformat(closing.particulars["keep_until"]) if closing and is_closed else None,
    )


def _last(events: Sequence[Event], *kinds: EventKind) -> Event | None:
    return next((event for event in reversed(events) if event.kind in kinds), None)
