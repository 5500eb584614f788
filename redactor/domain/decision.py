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
    seconded_by: tuple[str, ...] = ()
    """Who else stands behind it: reviewers whose own last decision on the finding has the same verdict and code."""

    @property
    def verdict(self) -> Verdict:
        """What stands; OPEN where nobody has decided."""
        return self.decision.verdict if self.decision else Verdict.OPEN


def standing_rulings(findings: Iterable[Finding], decisions: Iterable[Decision]) -> tuple[Ruling, ...]:
    """Pair each finding with the latest decision on it, in the order of the findings."""
    history: dict[str, dict[str, Decision]] = {}
    for decision in sorted(decisions, key=lambda each: each.sequence):
        last_by_reviewer = history.setdefault(decision.finding_id, {})
        last_by_reviewer.pop(decision.by, None)
        last_by_reviewer[decision.by] = decision
    return tuple(_ruling(finding, tuple(history.get(finding.id, {}).values())) for finding in findings)


def _ruling(finding: Finding, last_of_each: tuple[Decision, ...]) -> Ruling:
    """The ruling on a finding, given each reviewer's last decision on it, latest last."""
    if not last_of_each:
        return Ruling(finding=finding)
    *others, standing = last_of_each
    agreeing = (
        other.by
        for other in others
        if other.by != SUGGESTED_BY and (other.verdict, other.code) == (standing.verdict, standing.code)
    )
    return Ruling(finding=finding, decision=standing, seconded_by=tuple(sorted(agreeing)))
