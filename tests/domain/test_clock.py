"""The statutory time limit, against dates worked out by hand and properties that always hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.case import Case, Clock, Closure, Controller, Jurisdiction, Regime, Requester, Subject
from redactor.domain.clock import Running, last_day_to_extend, months_later
from redactor.workdays import by_urgency, is_open, limit_of

LATER = date(2027, 6, 1)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def asked(day: str, *, there: Jurisdiction = Jurisdiction.ENGLAND_AND_WALES, **clock: object) -> Case:
    """A request received on that day."""
    return Case(
        reference=day,
        received=date.fromisoformat(day),
        subject=Subject(name="Ada Quill"),
        requester=Requester(name="Ada Quill"),
        controller=Controller(jurisdiction=there),
        clock=Clock(**clock),  # type: ignore[arg-type]
    )


def due(case: Case, today: date = LATER) -> str:
    return str(limit_of(case, today).due)


CLARIFIED = {"clarification_asked": date(2026, 11, 4), "clarification_answered": date(2026, 11, 13)}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (asked("2026-09-03"), "2026-10-05"),  # a Saturday moves to Monday
        (asked("2026-11-25"), "2026-12-29"),  # Christmas, the weekend, and the Boxing Day substitute
        (asked("2027-01-31"), "2027-03-01"),  # no 31 February, and the 28th is a Sunday
        (asked("2026-11-30", extended=date(2026, 12, 7)), "2027-03-01"),
        (asked("2026-11-02", **CLARIFIED), "2026-12-14"),
        (asked("2026-11-02", **CLARIFIED, extended=date(2026, 12, 1)), "2027-02-12"),
        (asked("2027-12-31", extended=date(2028, 1, 7)), "2028-03-31"),
        (asked("2028-01-31"), "2028-02-29"),  # a leap year
        (asked("2027-01-29"), "2027-03-01"),
        (asked("2026-10-31", there=Jurisdiction.SCOTLAND), "2026-12-01"),  # St Andrew's Day
        (asked("2026-10-31"), "2026-11-30"),
        (asked("2027-02-17", there=Jurisdiction.NORTHERN_IRELAND), "2027-03-18"),  # St Patrick's Day
        (asked("2027-02-17"), "2027-03-17"),
        (asked("2026-12-02", there=Jurisdiction.SCOTLAND), "2027-01-05"),  # 2 January and its substitute
        (asked("2026-12-02"), "2027-01-04"),
        (asked("2026-09-03", id_requested=date(2026, 9, 4), id_received=date(2026, 9, 8)), "2026-10-08"),
    ],
)
def test_the_limit_is_the_day_worked_out_by_hand(case: Case, expected: str) -> None:
    assert due(case) == expected


def test_no_limit_runs_until_the_identity_is_known() -> None:
    limit = limit_of(asked("2026-09-03", id_requested=date(2026, 9, 4)), date(2026, 9, 20))
    assert (limit.running, limit.due, limit.days_left(date(2026, 9, 20))) == (Running.WAITING_FOR_ID, None, None)


def test_an_unanswered_question_moves_the_limit_on_each_day() -> None:
    waiting = asked("2026-11-02", clarification_asked=date(2026, 11, 4))
    assert limit_of(waiting, date(2026, 11, 4)).running is Running.PAUSED
    assert [due(waiting, date(2026, 11, day)) for day in (4, 5, 9)] == ["2026-12-03", "2026-12-04", "2026-12-08"]


def test_fifteen_school_days_leave_out_half_term() -> None:
    case = asked("2026-10-12", closures=(Closure(first=date(2026, 10, 26), last=date(2026, 10, 30)),))
    pupil = Case(**{**{name: getattr(case, name) for name in case.__slots__}, "regime": Regime.PUPIL_INFORMATION})
    assert due(pupil) == "2026-11-09"


def test_an_extension_has_to_be_told_inside_the_first_month() -> None:
    last = last_day_to_extend(
        asked("2026-09-03"), today=LATER, is_open=lambda day: is_open(day, Jurisdiction.ENGLAND_AND_WALES)
    )
    assert last == date(2026, 10, 5)


def test_the_most_urgent_request_comes_first() -> None:
    cases = [asked("2026-09-20"), asked("2026-09-03", id_requested=date(2026, 9, 4)), asked("2026-09-01")]
    assert [case.received.day for case in by_urgency(cases, date(2026, 9, 21))] == [1, 20, 3]


@given(DAYS, st.integers(1, 12))
def test_the_corresponding_date_is_never_in_another_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS, st.sampled_from(Jurisdiction), st.integers(0, 40), st.integers(0, 40))
def test_the_limit_is_an_open_day_and_a_longer_pause_never_brings_it_nearer(
    day: date, there: Jurisdiction, first: int, longer: int
) -> None:
    asked_on = day + timedelta(days=2)

    def paused(days: int) -> date:
        answered = asked_on + timedelta(days=days)
        case = asked(str(day), there=there, clarification_asked=asked_on, clarification_answered=answered)
        limit = limit_of(case, date(2035, 1, 1))
        assert limit.due is not None
        assert limit.target is not None
        assert limit.start == day
        assert limit.target <= limit.due
        assert is_open(limit.due, there)
        return limit.due

    assert paused(first) <= paused(first + longer)
