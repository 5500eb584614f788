"""Which ruling stands, and who stands behind it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from redactor.domain.decision import SUGGESTED_BY, Decision, standing_rulings
from redactor.domain.finding import Category, Evidence, Finding, Span, Verdict

AT = datetime(2026, 9, 7, 10, 30, tzinfo=UTC)
FINDING = Finding(document_id="0001", category=Category.PERSON, place=Span(0, 5), evidence=Evidence(detector="names"))
OTHER = Finding(document_id="0001", category=Category.PERSON, place=Span(6, 9), evidence=Evidence(detector="names"))


def ruled(sequence: int, by: str, verdict: Verdict = Verdict.WITHHOLD, code: str = "TP-ID") -> Decision:
    return Decision(finding_id=FINDING.id, verdict=verdict, by=by, at=AT, code=code, sequence=sequence)


def test_the_latest_decision_stands_in_whatever_order_they_are_told() -> None:
    rulings = standing_rulings([OTHER, FINDING], [ruled(3, "Ana", Verdict.RELEASE, ""), ruled(1, "Ana")])
    assert [ruling.finding for ruling in rulings] == [OTHER, FINDING]
    assert [ruling.verdict for ruling in rulings] == [Verdict.OPEN, Verdict.RELEASE]


def test_reviewers_who_agree_stand_behind_it_and_a_suggestion_never_does() -> None:
    (ruling,) = standing_rulings([FINDING], [ruled(1, "Ana"), ruled(2, SUGGESTED_BY), ruled(3, "Ben")])
    assert ruling.decision is not None
    assert (ruling.decision.by, ruling.seconded_by) == ("Ben", ("Ana",))


@pytest.mark.parametrize("other", [ruled(1, "Ana", Verdict.RELEASE), ruled(1, "Ana", code="LPP")])
def test_another_verdict_or_another_ground_is_no_agreement(other: Decision) -> None:
    (ruling,) = standing_rulings([FINDING], [other, ruled(2, "Ben")])
    assert ruling.seconded_by == ()


def test_who_changed_their_mind_does_not_second_themselves() -> None:
    (ruling,) = standing_rulings([FINDING], [ruled(1, "Ana"), ruled(2, "Ana")])
    assert ruling.seconded_by == ()


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware UTC"):
        Decision(finding_id="x", verdict=Verdict.HOLD, by="Ana", at=datetime(2026, 9, 7))
