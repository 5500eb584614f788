"""How long a case is kept: "closed + 3 years", "18th birthday + 7 years", or several, of which the last day counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from redactor.errors import SettingsError

_RULE = re.compile(r"(closed|(\d{1,2})(?:st|nd|rd|th) birthday)(?: \+ (\d{1,2}) years?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """So many years from a day: that of closing, or, where `birthday` is given, that birthday of the subject."""

    birthday: int | None
    years: int

    def last_day(self, closed: date, born: date | None) -> date | None:
        """The day from which the case may go; None where it hangs on a date of birth that is not known."""
        if self.birthday is None:
            return _years_after(closed, self.years)
        return None if born is None else _years_after(born, self.birthday + self.years)


def parse_retention(text: str) -> tuple[RetentionRule, ...]:
    """The rules of a schedule, parted by commas; raises SettingsError."""
    rules = []
    for part in text.split(","):
        found = _RULE.fullmatch(part.strip())
        if found is None:
            raise SettingsError(
                "setting 'retention' does not say how long",
                remedy='Write, for example, "closed + 3 years" or "closed + 3 years, 18th birthday + 7 years".',
            )
        birthday = int(found[2]) if found[2] else None
        rules.append(RetentionRule(birthday=birthday, years=int(found[3] or 0)))
    return tuple(rules)


def keep_until(schedule: str, *, closed: date, born: date | None) -> date:
    """The day from which a case closed that day may be purged: the latest that the schedule gives.

    A rule that hangs on a birthday is passed over where no date of birth is known; SettingsError where no rule is
    left.
    """
    days = [day for rule in parse_retention(schedule) if (day := rule.last_day(closed, born)) is not None]
    if not days:
        raise SettingsError(
            "the retention schedule hangs on a date of birth, and the request gives none",
            remedy="Close the case with --keep-until DATE.",
        )
    return max(days)


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; 1 March for 29 February in other years, so never too early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
