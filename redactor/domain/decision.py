"""One reviewer's ruling at one moment; later ones supersede, none is edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from redactor.domain.finding import Finding, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A ruling on one finding.

    `sequence` is its place in the case's order of decisions, given by the store (0 before it is stored).
    `by` names the reviewer; SUGGESTED_BY stands there where nobody looked. `at` is aware UTC.
    """

    finding_id: str
    verdict: Verdict
    by: str
    at: datetime
    code: str = ""
    reason: str = ""
    evidence: str = ""
    sequence: int = 0

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a decision's time is aware UTC")


SUGGESTED_BY = "suggestion"
"""The name under which suggestions are accepted unseen; a bundle made so is a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A finding and the decision that stands on it, if any."""

    finding: Finding
    decision: Decision | None = None

    @property
    def verdict(self) -> Verdict:
        """What stands; OPEN where nobody has decided."""
        return self.decision.verdict if self.decision else Verdict.OPEN


def standing_rulings(findings: Iterable[Finding], decisions: Iterable[Decision]) -> tuple[Ruling, ...]:
    """Pair each finding with the latest decision on it, in the order of the findings."""
    latest: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda each: each.sequence):
        latest[decision.finding_id] = decision
    return tuple(Ruling(finding=finding, decision=latest.get(finding.id)) for finding in findings)
