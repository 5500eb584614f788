"""Quality sampling: draw at random, let a person look, and say how sure one can be (pure).

Two strata are drawn from, each by itself: findings that were accepted or are suggested to be released or withheld,
and pages on which nothing was found. The interval is the exact one of Clopper and Pearson, so it holds for samples
of any size; it is on the safe side where the population is small. Where everything was looked at, nothing is guessed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from redactor.domain.decision import Ruling
from redactor.domain.finding import Verdict
from redactor.domain.plain import to_plain
from redactor.domain.sample import Grade, Graded, Question, Sample, Stratum, grades_of, mark_of

CONFIDENCE = 0.95
_SETTLED = frozenset({Verdict.RELEASE, Verdict.WITHHOLD})


@dataclass(frozen=True, slots=True)
class Share:
    """An observed share and the bounds of its 95 % confidence interval, each from 0 to 1."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a sample says of one stratum: places that could be drawn, were drawn, were looked at, and were wrong.

    `wrong` is the share of all wrong ones, `misses` of those that leave something in; None before anything was
    looked at.
    """

    stratum: Stratum
    population: int
    drawn: int
    looked_at: int
    missed: int
    needless: int
    wrong: Share | None
    misses: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a sample stands: what it estimates, whether it is finished, and why it did not pass; () where it did."""

    sample: Sample
    estimates: tuple[Estimate, ...]
    finished: bool
    troubles: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether suggestions that it speaks for may be accepted in bulk."""
        return self.finished and not self.troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a sample has to reach: places of each stratum, and the share of wrong findings it has to rule out."""

    size: int
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """What can be drawn: findings that are or would be released or withheld; pages by document id and page index."""

    settled: tuple[Question, ...]
    bare: tuple[tuple[str, int], ...]


def population_of(
    rulings: Iterable[Ruling], page_counts: Mapping[str, int], pages_of: Callable[[Ruling], Iterable[int]]
) -> Population:
    """The population of a case; `pages_of` gives the page indices that a finding touches."""
    settled: list[Question] = []
    touched: set[tuple[str, int]] = set()
    for ruling in rulings:
        pages = tuple(pages_of(ruling))
        touched |= {(ruling.finding.document_id, index) for index in pages}
        if _becomes(ruling)[0] in _SETTLED:
            settled.append(_about_finding(ruling, pages))
    every = ((document_id, index) for document_id, count in sorted(page_counts.items()) for index in range(count))
    return Population(
        settled=tuple(sorted(settled, key=lambda question: question.id)),
        bare=tuple(page for page in every if page not in touched),
    )


def draw_sample(population: Population, bar: Bar, *, seed: int, by: str, at: datetime) -> Sample:
    """Draw as many places of each stratum as the bar wants; the same seed and population draw the same."""
    dice = random.Random(seed)  # noqa: S311  a recorded seed is wanted, not a secret
    chosen = dice.sample(population.settled, min(bar.size, len(population.settled)))
    pages = dice.sample(population.bare, min(bar.size, len(population.bare)))
    bare = (
        Question(id=f"{each}/{index + 1}", stratum=Stratum.PAGES, document_id=each, page_number=index + 1)
        for each, index in pages
    )
    covers = tuple(mark_of(each.id, each.verdict, each.code) for each in population.settled)
    return Sample(
        seed=seed,
        questions=(*chosen, *bare),
        covers=covers,
        pages=len(population.bare),
        wanted=bar.size,
        worst=bar.worst,
        by=by,
        at=at,
    )


def stand_of(sample: Sample, graded: Sequence[Graded]) -> Standing:
    """How a sample stands.

    It passes where it was looked at whole, nothing in it was missed, and the share of wrong findings is surely (95 %)
    not above what it was to rule out; where all there is was looked at, is not above it.
    """
    answers = grades_of(sample, tuple(graded))
    estimates = tuple(_estimate(stratum, sample, answers) for stratum in Stratum)
    finished = len(answers) == len(sample.questions)
    troubles: list[str] = []
    for each in estimates:
        if each.missed:
            troubles.append(f"{each.missed} of {each.looked_at} {each.stratum.value} leave something in")
    found = estimates[0].wrong
    if found is not None and found.high > sample.worst:
        troubles.append(f"up to {found.high:.1%} of the findings may be wrong, and {sample.worst:.1%} is the limit")
    return Standing(sample=sample, estimates=estimates, finished=finished, troubles=tuple(troubles))


def plain_standing(standing: Standing, graded: Sequence[Graded]) -> dict[str, Any]:
    """A sample with its answers and estimates as plain JSON values, for our own record."""
    sample, answers = standing.sample, grades_of(standing.sample, tuple(graded))
    return {
        "number": sample.number,
        "seed": sample.seed,
        "drawn_by": sample.by,
        "drawn_at": sample.at.isoformat(),
        "confidence": CONFIDENCE,
        "finished": standing.finished,
        "passed": standing.passed,
        "troubles": list(standing.troubles),
        "estimates": [
            {
                "of": each.stratum.value,
                "population": each.population,
                "drawn": each.drawn,
                "looked_at": each.looked_at,
                "missed": each.missed,
                "needless": each.needless,
                "wrong": to_plain(each.wrong),
                "misses": to_plain(each.misses),
            }
            for each in standing.estimates
        ],
        "questions": [
            {
                "id": each.id,
                "of": each.stratum.value,
                "page": each.page_number,
                "verdict": each.verdict.value if each.stratum is Stratum.FINDINGS else "",
                "code": each.code,
                "grade": answers[each.id].grade.value if each.id in answers else "",
                "by": answers[each.id].by if each.id in answers else "",
                "at": answers[each.id].at.isoformat() if each.id in answers else "",
                "note": answers[each.id].note if each.id in answers else "",
            }
            for each in sample.questions
        ],
    }


def grades_for(question: Question) -> tuple[Grade, ...]:
    """What can be said of a drawn place: a page can only miss something, a release only leave something in."""
    if question.stratum is Stratum.PAGES or question.verdict is Verdict.RELEASE:
        return (Grade.RIGHT, Grade.MISSED)
    return (Grade.RIGHT, Grade.NEEDLESS, Grade.MISSED)


def clopper_pearson(wrong: int, looked_at: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact two-sided interval of a share, `wrong` of `looked_at` (Clopper and Pearson, Biometrika 1934).

    Each bound is the share at which so few, or so many, would be seen with a chance of half of what is left over.
    """
    if not 0 <= wrong <= looked_at or looked_at == 0:
        raise ValueError("0 <= wrong <= looked_at, and something was looked at")
    tail = (1 - confidence) / 2
    low = 0.0 if wrong == 0 else _share_where(lambda share: 1 - _at_most(wrong - 1, looked_at, share) >= tail)
    high = 1.0 if wrong == looked_at else _share_where(lambda share: _at_most(wrong, looked_at, share) <= tail)
    return low, high


def _share_where(holds: Callable[[float], bool]) -> float:
    """The least share in [0, 1] from which on the condition holds."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_most(wrong: int, looked_at: int, share: float) -> float:
    """The chance of seeing at most so many wrong ones where each is wrong with this chance."""
    if share <= 0.0:
        return 1.0
    if share >= 1.0:
        return 1.0 if wrong >= looked_at else 0.0
    log_share, log_rest = math.log(share), math.log1p(-share)
    chances = (
        math.exp(_log_ways(count, looked_at) + count * log_share + (looked_at - count) * log_rest)
        for count in range(wrong + 1)
    )
    return math.fsum(chances)


@cache
def _log_ways(count: int, looked_at: int) -> float:
    """The logarithm of in how many ways so many of all that was looked at can be wrong."""
    return math.lgamma(looked_at + 1) - math.lgamma(count + 1) - math.lgamma(looked_at - count + 1)


def _estimate(stratum: Stratum, sample: Sample, answers: Mapping[str, Graded]) -> Estimate:
    asked = [question for question in sample.questions if question.stratum is stratum]
    grades = [answers[question.id].grade for question in asked if question.id in answers]
    population = sample.population(stratum)
    missed, needless = grades.count(Grade.MISSED), grades.count(Grade.NEEDLESS)
    return Estimate(
        stratum=stratum,
        population=population,
        drawn=len(asked),
        looked_at=len(grades),
        missed=missed,
        needless=needless,
        wrong=_share(missed + needless, len(grades), population),
        misses=_share(missed, len(grades), population),
    )


def _share(wrong: int, looked_at: int, population: int) -> Share | None:
    if not looked_at:
        return None
    rate = wrong / looked_at
    return Share(rate, rate, rate) if looked_at >= population else Share(rate, *clopper_pearson(wrong, looked_at))


def _becomes(ruling: Ruling) -> tuple[Verdict, str]:
    """The verdict and ground that stand, or that are suggested where nothing does."""
    if ruling.decision is not None and ruling.verdict is not Verdict.OPEN:
        return ruling.verdict, ruling.decision.code
    suggestion = ruling.finding.suggestion
    return (suggestion.verdict, suggestion.code) if suggestion else (Verdict.OPEN, "")


def _about_finding(ruling: Ruling, pages: Iterable[int]) -> Question:
    verdict, code = _becomes(ruling)
    return Question(
        id=ruling.finding.id,
        stratum=Stratum.FINDINGS,
        document_id=ruling.finding.document_id,
        page_number=min(pages, default=0) + 1,
        verdict=verdict,
        code=code,
    )
