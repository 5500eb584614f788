"""A random sample of what was accepted and of pages on which nothing was found, and what a person said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from redactor.domain.finding import Verdict


class Stratum(StrEnum):
    """What is drawn from, each by itself."""

    FINDINGS = "findings"
    """Findings with a verdict of release or withhold, decided or suggested."""
    PAGES = "pages"
    """Pages on which no finding stands."""


class Grade(StrEnum):
    """What a person says of one drawn place after looking at it."""

    RIGHT = "right"
    MISSED = "missed"
    """It leaves something in that has to be withheld: on a page, or by releasing a finding."""
    NEEDLESS = "needless"
    """It withholds what could be released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One drawn place: a finding with the verdict and ground that were looked at, or a page.

    `id` is the finding's, or DOCUMENT/NUMBER with the page number from 1.
    """

    id: str
    stratum: Stratum
    document_id: str
    page_number: int = 1
    verdict: Verdict = Verdict.OPEN
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was drawn, with the seed and the population it came from, so that anybody can draw it again.

    `covers` holds, for each finding of the population, the mark of what was to become of it: see `mark_of`.
    `pages` counts the population of pages. It passes by the rules of the day it was drawn: with `wanted` places of
    each stratum, and a share of wrong findings that is surely not above `worst`. `number` is its place in the case,
    from 1; 0 before it is stored.
    """

    seed: int
    questions: tuple[Question, ...]
    covers: tuple[str, ...]
    pages: int
    wanted: int
    worst: float
    by: str
    at: datetime
    number: int = 0

    def population(self, stratum: Stratum) -> int:
        """How many places could have been drawn."""
        return len(self.covers) if stratum is Stratum.FINDINGS else self.pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A person's answer to one question of a sample (0 before it is stored); a later one takes its place."""

    question: str
    grade: Grade
    by: str
    at: datetime
    note: str = ""
    sample: int = 0


def mark_of(finding_id: str, verdict: Verdict, code: str) -> str:
    """What a finding was to become, in one word: a sample speaks for it only while this is the same."""
    return f"{finding_id}={verdict.value}/{code}"


def grades_of(sample: Sample, graded: tuple[Graded, ...]) -> Mapping[str, Graded]:
    """The last answer to each question of a sample that has one."""
    asked = {question.id for question in sample.questions}
    return {each.question: each for each in graded if each.sample == sample.number and each.question in asked}
