from __future__ import annotations

from datetime import date

import pytest

from redactor.domain.retention import keep_until
from redactor.errors import SettingsError

CLOSED, BORN = date(2026, 11, 24), date(2014, 3, 2)


@pytest.mark.parametrize(
    ("schedule", "born", "day"),
    [
        ("closed + 3 years", BORN, date(2029, 11, 24)),
        ("closed", None, CLOSED),
        ("closed + 1 year", None, date(2027, 11, 24)),
        ("18th birthday + 7 years", BORN, date(2039, 3, 2)),
        ("closed + 3 years, 18th birthday + 7 years", BORN, date(2039, 3, 2)),
        ("closed + 3 years, 18th birthday + 7 years", date(1970, 1, 1), date(2029, 11, 24)),
        ("closed + 3 years, 18th birthday + 7 years", None, date(2029, 11, 24)),
        ("18th birthday", date(2012, 2, 29), date(2030, 3, 1)),
    ],
)
def test_the_latest_day_of_the_schedule_counts(schedule: str, born: date | None, day: date) -> None:
    assert keep_until(schedule, closed=CLOSED, born=born) == day


def test_a_schedule_that_hangs_on_an_unknown_birthday_is_told() -> None:
    with pytest.raises(SettingsError, match="date of birth"):
        keep_until("18th birthday + 7 years", closed=CLOSED, born=None)


@pytest.mark.parametrize("schedule", ["", "for ever", "closed + x years", "closed + 3 years,", "birthday"])
def test_a_schedule_that_says_nothing_is_refused(schedule: str) -> None:
    with pytest.raises(SettingsError, match="retention"):
        keep_until(schedule, closed=CLOSED, born=BORN)
