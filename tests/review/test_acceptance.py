from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.finding import Category, Span, Verdict
from redactor.domain.sample import Grade, Graded
from redactor.errors import NotAllowed
from redactor.review.acceptance import Pace, accept, may_be_accepted
from redactor.review.dossier import EMPTY
from redactor.review.sample import Bar, Standing, draw_sample, population_of, stand_of
from tests.review.test_policy import EXEMPTIONS
from tests.store.making import AT, a_decision, found_at

PACE = Pace(at_once=3, an_hour=5)
RULINGS = tuple(
    Ruling(finding=found_at("0001", Span(10 * n, 10 * n + 5)).suggested(Verdict.WITHHOLD, "TP", "Another pupil"))
    for n in range(8)
)


def a_sample(rulings: tuple[Ruling, ...] = RULINGS, grade: Grade = Grade.RIGHT) -> Standing:
    population = population_of(rulings, {}, lambda _: (0,))
    sample = replace(draw_sample(population, Bar(size=99, worst=0.06), seed=1, by="Ana", at=AT), number=1)
    return stand_of(
        sample, [Graded(sample=1, question=each.id, grade=grade, by="Ana", at=AT) for each in sample.questions]
    )


def eligible(*rulings: Ruling, sample: Standing | None = None) -> tuple[Ruling, ...]:
    return may_be_accepted(rulings, sample or a_sample(rulings), EXEMPTIONS, EMPTY)


def take(earlier: tuple[Decision, ...] = (), pace: Pace = PACE) -> tuple[Decision, ...]:
    return accept(RULINGS, earlier, a_sample(), pace, by="Ana", at=AT)


def test_without_a_sample_that_passed_nothing_is_accepted_in_bulk() -> None:
    unfinished = stand_of(a_sample().sample, [])
    for sample in (None, unfinished, a_sample(grade=Grade.MISSED), a_sample(grade=Grade.NEEDLESS)):
        with pytest.raises(NotAllowed):
            may_be_accepted(RULINGS, sample, EXEMPTIONS, EMPTY)


def test_what_a_passed_sample_speaks_for_may_be_accepted_in_a_persons_name() -> None:
    assert eligible(*RULINGS) == RULINGS
    first = take()[0]
    assert (first.by, first.verdict, first.code) == ("Ana", Verdict.WITHHOLD, "TP")
    assert first.reason == "Accepted in bulk after sample 1. Another pupil"


def test_a_suggestion_that_changed_since_the_sample_is_left_out() -> None:
    changed = replace(RULINGS[0], finding=RULINGS[0].finding.suggested(Verdict.RELEASE, "STAFF-REL", "Staff"))
    new = Ruling(finding=found_at("0002", Span(0, 5)).suggested(Verdict.WITHHOLD, "TP", "New"))
    assert eligible(changed, new, RULINGS[1], sample=a_sample()) == (RULINGS[1],)


@pytest.mark.parametrize("category", [Category.PASSAGE, Category.UNREAD, Category.UNSEEN, Category.PICTURE])
def test_what_only_a_person_can_judge_is_left_to_be_decided_one_by_one(category: Category) -> None:
    ruling = replace(RULINGS[0], finding=replace(RULINGS[0].finding, category=category))
    assert eligible(ruling) == ()


def test_what_asks_for_evidence_or_more_hands_and_what_a_person_decided_is_left_out() -> None:
    harm = replace(RULINGS[0], finding=RULINGS[0].finding.suggested(Verdict.WITHHOLD, "SH-ED", "Harm"))
    decided = replace(RULINGS[1], decision=a_decision(RULINGS[1].finding))
    unseen = replace(RULINGS[2], decision=a_decision(RULINGS[2].finding, by=SUGGESTED_BY))
    held = replace(RULINGS[3], decision=a_decision(RULINGS[3].finding, Verdict.HOLD))
    assert eligible(harm, decided, unseen, held) == (unseen,)


def test_nobody_accepts_faster_than_the_pace() -> None:
    first = take()
    assert len(first) == PACE.at_once
    assert len(take(first)) == PACE.an_hour - PACE.at_once
    with pytest.raises(NotAllowed, match="within the hour"):
        take((*first, *take(first)))
    others = tuple(replace(each, by="Ben") for each in first)
    long_ago = tuple(replace(each, at=AT - timedelta(hours=2)) for each in first)
    by_hand = tuple(replace(each, reason="Looked at") for each in first)
    assert len(take((*others, *long_ago, *by_hand))) == PACE.at_once


def test_a_pace_of_nothing_an_hour_forbids_bulk_acceptance() -> None:
    with pytest.raises(NotAllowed):
        take(pace=Pace(at_once=3, an_hour=0))
