from __future__ import annotations

from datetime import UTC, date, datetime

from redactor.domain.event import Afterlife, Event, EventKind, afterlife_of


def events(*kinds: EventKind) -> list[Event]:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    told = {"keep_until": "2029-11-24"}
    return [
        Event(number=number, kind=kind, at=at, by="Ana", particulars=told) for number, kind in enumerate(kinds, start=1)
    ]


def test_a_case_to_which_nothing_happened_is_open_in_its_first_version() -> None:
    assert afterlife_of(()) == Afterlife(version=1, is_closed=False, is_restricted=False, keep_until=None)


def test_the_latest_event_of_its_kind_counts() -> None:
    kind = EventKind
    closed = afterlife_of(events(kind.RESTRICTED, kind.CLOSED, kind.UNRESTRICTED, kind.COMPLAINT))
    assert closed == Afterlife(version=1, is_closed=True, is_restricted=False, keep_until=date(2029, 11, 24))
    again = afterlife_of(events(kind.CLOSED, kind.REOPENED, kind.RESTRICTED))
    assert again == Afterlife(version=2, is_closed=False, is_restricted=True, keep_until=None)
