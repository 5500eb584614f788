from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.domain.decision import Ruling
from redactor.domain.finding import Span, Verdict
from redactor.domain.sample import Grade, Graded, Question, Sample, Stratum
from redactor.review.sample import (
    Bar,
    Estimate,
    clopper_pearson,
    draw_sample,
    grades_for,
    plain_standing,
    population_of,
    stand_of,
)
from tests.store.making import AT, a_decision, found_at

BAR = Bar(size=5, worst=0.06)


def many(count: int) -> tuple[Ruling, ...]:
    findings = (found_at("0001", Span(10 * n, 10 * n + 5)) for n in range(count))
    return tuple(Ruling(finding=each.suggested(Verdict.WITHHOLD, "TP", "Another pupil")) for each in findings)


def drawn(count: int = 20, bar: Bar = BAR, pages: int = 12, seed: int = 7) -> Sample:
    population = population_of(many(count), {"0001": pages}, lambda _: (0,))
    return replace(draw_sample(population, bar, seed=seed, by="Ana", at=AT), number=1)


def graded(sample: Sample, *wrong: tuple[str, Grade]) -> tuple[Graded, ...]:
    said = dict(wrong)
    return tuple(
        Graded(sample=sample.number, question=each.id, grade=said.get(each.id, Grade.RIGHT), by="Ben", at=AT)
        for each in sample.questions
    )


@pytest.mark.parametrize(
    ("wrong", "looked_at", "low", "high"),
    [
        (0, 10, 0.0, 0.30849710),
        (1, 10, 0.00252858, 0.44501612),
        (5, 10, 0.18708603, 0.81291397),
        (10, 10, 0.69150290, 1.0),
        (0, 60, 0.0, 0.05962950),
        (2, 100, 0.00243134, 0.07038393),
    ],
)
def test_the_interval_is_that_of_the_tables(wrong: int, looked_at: int, low: float, high: float) -> None:
    assert clopper_pearson(wrong, looked_at) == pytest.approx((low, high), abs=1e-6)


@settings(deadline=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_what_was_seen_and_mirrors(seen: tuple[int, int]) -> None:
    wrong, looked_at = seen
    low, high = clopper_pearson(wrong, looked_at)
    assert 0 <= low <= wrong / looked_at <= high <= 1
    assert clopper_pearson(looked_at - wrong, looked_at) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("seen", [(0, 0), (3, 2), (-1, 4)])
def test_an_interval_of_nothing_is_refused(seen: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="looked_at"):
        clopper_pearson(*seen)


def test_the_same_seed_draws_the_same_and_another_one_differs() -> None:
    assert drawn().questions == drawn().questions
    assert drawn().questions != drawn(seed=8).questions


def test_both_strata_are_drawn_from_and_no_page_with_a_finding_is() -> None:
    sample = drawn()
    strata = [each.stratum for each in sample.questions]
    assert (strata.count(Stratum.FINDINGS), strata.count(Stratum.PAGES)) == (5, 5)
    assert "0001/1" not in {each.id for each in drawn(bar=Bar(size=99, worst=1)).questions}
    assert (sample.population(Stratum.FINDINGS), sample.population(Stratum.PAGES)) == (20, 11)


def test_what_is_held_or_open_is_not_drawn() -> None:
    held = Ruling(finding=found_at("0001", Span(0, 3)).suggested(Verdict.HOLD, "SH-ED", "Harm"))
    reopened = replace(many(1)[0], decision=a_decision(many(1)[0].finding, Verdict.HOLD))
    population = population_of((held, reopened, Ruling(finding=found_at("0001", Span(4, 9)))), {}, lambda _: ())
    assert population.settled == ()


def test_every_finding_is_drawn_equally_often() -> None:
    counts: dict[str, int] = {}
    for seed in range(400):
        for each in drawn(seed=seed).questions:
            counts[each.id] = counts.get(each.id, 0) + 1
    findings = [times for each, times in counts.items() if "-" in each]
    assert len(findings) == 20
    assert max(findings) < 140 > 60 < min(findings)


def test_a_sample_passes_only_when_all_of_it_was_looked_at_and_nothing_was_missed() -> None:
    sample = drawn(60, Bar(size=60, worst=0.06))
    answers = graded(sample)
    assert stand_of(sample, answers).passed
    assert not stand_of(sample, answers[1:]).finished
    missed = stand_of(sample, graded(sample, (sample.questions[0].id, Grade.MISSED)))
    assert missed.finished
    assert not missed.passed


def test_a_sample_too_small_to_rule_the_worst_out_does_not_pass() -> None:
    sample = drawn(100, Bar(size=20, worst=0.06))
    standing = stand_of(sample, graded(sample))
    assert not standing.passed
    assert "16.8%" in standing.troubles[0]


def test_where_everything_was_looked_at_nothing_is_guessed() -> None:
    sample = drawn(4)
    first, pages = stand_of(sample, graded(sample, (sample.questions[0].id, Grade.NEEDLESS))).estimates
    assert (first.looked_at, first.needless) == (4, 1)
    assert first.wrong is not None
    assert (first.wrong.low, first.wrong.high) == (0.25, 0.25)
    assert pages.misses is not None
    assert pages.misses.high > 0.3


def test_a_later_answer_takes_the_place_of_an_earlier_one_and_those_of_other_samples_do_not_count() -> None:
    sample = drawn()
    other = replace(graded(sample)[0], sample=2, grade=Grade.MISSED)
    again = replace(graded(sample)[0], grade=Grade.NEEDLESS)
    estimates: tuple[Estimate, ...] = stand_of(sample, (*graded(sample), again, other)).estimates
    assert (estimates[0].needless, estimates[0].missed) == (1, 0)


def test_a_page_and_a_release_cannot_be_needless() -> None:
    page = Question(id="0001/2", stratum=Stratum.PAGES, document_id="0001", page_number=2)
    release = Question(id="0001-a", stratum=Stratum.FINDINGS, document_id="0001", verdict=Verdict.RELEASE)
    withheld = replace(release, verdict=Verdict.WITHHOLD)
    assert [Grade.NEEDLESS in grades_for(each) for each in (page, release, withheld)] == [False, False, True]


def test_the_record_tells_rate_interval_and_who_looked() -> None:
    sample = drawn(60, Bar(size=60, worst=0.06))
    plain = plain_standing(stand_of(sample, graded(sample)), graded(sample))
    assert (plain["seed"], plain["passed"], plain["confidence"]) == (7, True, 0.95)
    assert plain["estimates"][0]["misses"] == {"rate": 0.0, "low": 0.0, "high": 0.0}
    assert {each["by"] for each in plain["questions"]} == {"Ben"}
