"""Which days offices and schools are open in each jurisdiction of the United Kingdom, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

import holidays

from redactor.domain.case import Case, Clock, Jurisdiction
from redactor.domain.clock import Limit, last_day_to_extend, time_limit
from redactor.errors import RequestError

SUBDIVISIONS = {
    Jurisdiction.ENGLAND_AND_WALES: "ENG",  # Wales keeps the same days
    Jurisdiction.SCOTLAND: "SCT",
    Jurisdiction.NORTHERN_IRELAND: "NIR",
}
SATURDAY = 5


def is_open(day: date, jurisdiction: Jurisdiction) -> bool:
    """Whether it is a working day there: neither weekend nor bank holiday (Banking and Financial Dealings Act 1971)."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(jurisdiction, day.year)


def limit_of(case: Case, today: date) -> Limit:
    """The request's time limit as it stands today, by the calendar of the controller's jurisdiction.

    School days are working days outside the closures that the request names.
    """
    there = case.controller.jurisdiction

    def is_school_day(day: date) -> bool:
        return is_open(day, there) and not any(closure.holds(day) for closure in case.clock.closures)

    return time_limit(case, today=today, is_open=lambda day: is_open(day, there), is_school_day=is_school_day)


def by_urgency(cases: Iterable[Case], today: date) -> tuple[Case, ...]:
    """The cases with the least time left first; those whose time has not begun come last."""
    return tuple(sorted(cases, key=lambda case: limit_of(case, today).due or date.max))


def require_in_order(case: Case, clock: Clock, today: date) -> None:
    """Raise RequestError where an answer comes before its question, or an extension too late or without a reason."""
    for what, asked, answered in (
        ("id", clock.id_requested, clock.id_received),
        ("clarification", clock.clarification_asked, clock.clarification_answered),
    ):
        if answered and (asked is None or answered < asked):
            raise RequestError(f"{what}: the answer needs a question, and comes after it")
    if clock.extended is None:
        return
    if not clock.reason:
        raise RequestError("an extension needs a reason, which the requester is told", remedy="Give the reason.")
    there = case.controller.jurisdiction
    last = last_day_to_extend(replace(case, clock=clock), today=today, is_open=lambda day: is_open(day, there))
    if last is None or clock.extended > last:
        raise RequestError(
            f"the requester has to be told of an extension by {last or 'a day that is not fixed yet'}",
            remedy="UK GDPR Art 12A(4): inside the first month. Answer as soon as you can, and say why it is late.",
        )


@cache
def _bank_holidays(jurisdiction: Jurisdiction, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[jurisdiction], years=[year]))
