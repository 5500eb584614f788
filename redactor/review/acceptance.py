"""Bulk acceptance: a person takes over many suggestions at once, and only such as a passed sample speaks for (pure).

A click-through is no meaningful human involvement (UK GDPR Art 22A). So
nobody accepts in bulk before a sample of the very suggestions was looked at whole and passed, nor more at a time and
in an hour than the settings allow; passages, pages that were not read, pictures and all that asks for evidence, a
second reviewer or a signature are left to be decided one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Category, Verdict
from redactor.domain.sample import mark_of
from redactor.errors import NotAllowed
from redactor.review.dossier import Dossier
from redactor.review.policy import shortcomings
from redactor.review.sample import Bar, Standing

ONE_BY_ONE = frozenset({Category.PASSAGE, Category.UNREAD, Category.UNSEEN, Category.PICTURE, Category.DRAWN})
ACCEPTED_IN_BULK = "Accepted in bulk after sample "
"""How the reason of such a decision begins; the sample's number follows."""
AN_HOUR = timedelta(hours=1)
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much one person may accept in bulk: in one act, and within an hour."""

    at_once: int
    an_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPolicy:
    """What a sample has to reach, and how fast one may go on its strength."""

    bar: Bar = field(default_factory=lambda: Bar(size=60, worst=0.06))
    pace: Pace = field(default_factory=lambda: Pace(at_once=100, an_hour=500))


def may_be_accepted(
    rulings: Iterable[Ruling], sample: Standing | None, exemptions: Mapping[str, Exemption], dossier: Dossier
) -> tuple[Ruling, ...]:
    """The undecided findings that the sample speaks for, in order; those whose suggestion changed since it do not.

    Raises NotAllowed where there is no sample, or the last one is unfinished or did not pass.
    """
    if sample is None:
        raise NotAllowed("no sample was drawn yet", remedy="redactor case sample CASE --draw, and look at each place.")
    if not sample.finished:
        raise NotAllowed("the sample is not looked at whole yet", remedy="Answer each of its questions.")
    if sample.troubles:
        raise NotAllowed(
            f"the sample did not pass: {'; '.join(sample.troubles)}",
            remedy="Decide one by one; after corrections another sample may be drawn.",
        )
    covered = frozenset(sample.sample.covers)
    return tuple(ruling for ruling in rulings if _is_eligible(ruling, covered, exemptions, dossier))


def accept(
    eligible: Sequence[Ruling], earlier: Iterable[Decision], sample: Standing, pace: Pace, *, by: str, at: datetime
) -> tuple[Decision, ...]:
    """Decisions in a person's own name for as many as the pace allows now; raises NotAllowed where it allows none."""
    lately = sum(
        each.by == by and each.reason.startswith(ACCEPTED_IN_BULK) and each.at > at - AN_HOUR for each in earlier
    )
    room = min(pace.at_once, pace.an_hour - lately)
    if eligible and room <= 0:
        raise NotAllowed(
            f"{lately} suggestions were accepted in bulk by you within the hour, and {pace.an_hour} are the limit",
            remedy="Go on later, or decide one by one.",
        )
    return tuple(_accepted(ruling, sample.sample.number, by, at) for ruling in eligible[: max(room, 0)])


def _is_eligible(
    ruling: Ruling, covered: frozenset[str], exemptions: Mapping[str, Exemption], dossier: Dossier
) -> bool:
    finding, suggestion = ruling.finding, ruling.finding.suggestion
    undecided = ruling.verdict is Verdict.OPEN or (ruling.decision is not None and ruling.decision.by == SUGGESTED_BY)
    if not undecided or suggestion is None or finding.category in ONE_BY_ONE:
        return False
    if suggestion.verdict not in (Verdict.RELEASE, Verdict.WITHHOLD):
        return False
    if mark_of(finding.id, suggestion.verdict, suggestion.code) not in covered:
        return False
    ground = exemptions.get(suggestion.code)
    if ground is not None and (ground.minimum_reviewers > 1 or ground.sign_off or ground.evidence_required):
        return False
    probe = _accepted(ruling, 0, "probe", _ANY_DAY)
    return not shortcomings(finding, probe, exemptions, dossier)


def _accepted(ruling: Ruling, sample: int, by: str, at: datetime) -> Decision:
    suggestion = ruling.finding.suggestion
    assert suggestion is not None
    return Decision(
        finding_id=ruling.finding.id,
        verdict=suggestion.verdict,
        by=by,
        at=at,
        code=suggestion.code,
        reason=f"{ACCEPTED_IN_BULK}{sample}. {suggestion.why}".strip(),
    )
