"""The statutory time limit: one month, its pauses, its extension, and the fifteen school days of pupil records.

Dates are calendar days at the controller's place. Who knows which days are bank holidays passes `is_open` in.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from redactor.domain.case import Case, Clock, Regime

MONTHS = 1
MONTHS_EXTENDED = 3
"""An extension adds up to two months, counted as three from the start (UK GDPR Art 12A(3); ICO guidance)."""
SCHOOL_DAYS = 15
"""SI 2005/1437 reg 5: a parent's copy of the educational record within fifteen school days."""
TARGET_DAYS = 28
"""The fixed number of days that the ICO suggests to those who want one."""

OpenDay = Callable[[date], bool]
"""Whether offices are open that day: neither weekend nor public holiday."""


class Running(StrEnum):
    """Whether the days are being counted."""

    RUNNING = "running"
    WAITING_FOR_ID = "waiting for proof of identity"
    """Nothing has begun: the month starts when the identity is known (UK GDPR Art 12A(2), 12(6))."""
    PAUSED = "waiting for clarification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Until when a request has to be answered.

    `due` and `target` are the last day allowed and the day to aim at; None while the identity is not known.
    `paused_days` were not counted; while `running` is PAUSED both dates move on by a day each day.
    """

    running: Running
    start: date | None
    due: date | None
    target: date | None
    paused_days: int = 0
    extended: bool = False

    def days_left(self, today: date) -> int | None:
        """Calendar days from `today` to the last day allowed; negative once it has passed."""
        return (self.due - today).days if self.due else None


def time_limit(case: Case, *, today: date, is_open: OpenDay, is_school_day: OpenDay | None = None) -> Limit:
    """The time limit of a request as it stands `today` (UK GDPR Art 12A; DPA 2018 s.54 for Part 3).

    `is_school_day` matters only for a pupil's educational record; without it every open day counts as one.
    """
    clock = case.clock
    if clock.id_requested and not clock.id_received:
        return Limit(running=Running.WAITING_FOR_ID, start=None, due=None, target=None)
    start = max(case.received, clock.id_received or case.received)
    if case.regime is Regime.PUPIL_INFORMATION:
        due = _after_school_days(start, is_school_day or is_open)
        return Limit(running=Running.RUNNING, start=start, due=due, target=due - timedelta(days=3))
    paused = _paused_days(clock, today)
    extended = clock.extended is not None
    corresponding = months_later(start, MONTHS_EXTENDED if extended else MONTHS) + timedelta(days=paused)
    due = next_open_day(corresponding, is_open)
    early = months_later(start, 2) if extended else start
    target = min(due, early + timedelta(days=TARGET_DAYS + paused))
    waiting = clock.clarification_asked is not None and clock.clarification_answered is None
    return Limit(
        running=Running.PAUSED if waiting and today >= start else Running.RUNNING,
        start=start,
        due=due,
        target=target,
        paused_days=paused,
        extended=extended,
    )


def last_day_to_extend(case: Case, *, today: date, is_open: OpenDay) -> date | None:
    """Until when the requester has to be told of an extension: inside the first month (UK GDPR Art 12A(4))."""
    clock = case.clock
    if clock.id_requested and not clock.id_received:
        return None
    start = max(case.received, clock.id_received or case.received)
    return next_open_day(months_later(start, MONTHS) + timedelta(days=_paused_days(clock, today)), is_open)


def months_later(day: date, months: int) -> date:
    """The corresponding date so many months on; the last day of that month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_open_day(day: date, is_open: OpenDay) -> date:
    """That day, or the next on which offices are open."""
    while not is_open(day):
        day += timedelta(days=1)
    return day


def _paused_days(clock: Clock, today: date) -> int:
    """Days from asking for clarification to the answer, both counted in: they do not count (Art 12A(5))."""
    if clock.clarification_asked is None:
        return 0
    return max((clock.clarification_answered or today) - clock.clarification_asked, timedelta(days=-1)).days + 1


def _after_school_days(start: date, is_school_day: OpenDay) -> date:
    """The fifteenth school day after the request came."""
    day, left = start, SCHOOL_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_school_day(day)
    return day
