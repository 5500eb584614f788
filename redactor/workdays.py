"""Which days offices and schools are open, in each of the three jurisdictions of the United Kingdom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays

from redactor.domain.case import Case, Jurisdiction
from redactor.domain.clock import Limit, time_limit

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


@cache
def _bank_holidays(jurisdiction: Jurisdiction, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[jurisdiction], years=[year]))
