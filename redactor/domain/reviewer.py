"""Who works on requests, and what their duty lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """What somebody is there for; one person may have several, and other ones in another case."""

    DPO = "dpo"
    """Answers for the request: opens it, sets policy, rules, discloses, exports, closes."""
    REVIEWER = "reviewer"
    """Rules on the findings of the requests given to them."""
    APPROVER = "approver"
    """Looks a second time and signs off; never on their own rulings."""
    SPECIALIST = "specialist"
    """Gives an opinion on what is referred to them, and sees nothing else."""
    AUDITOR = "auditor"
    """Reads decisions and the log; changes nothing."""


EVERY_DUTY = frozenset(Duty)
"""What the one person has who works alone on their own machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Somebody at work on one case: the name that stands in the record, and their duties there."""

    name: str
    duties: frozenset[Duty] = EVERY_DUTY

    def has(self, *duties: Duty) -> bool:
        """Whether any of these is among their duties."""
        return not self.duties.isdisjoint(duties)
