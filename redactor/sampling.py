"""Quality samples of a stored case: drawn, answered, judged, and suggestions accepted on their strength.

Used by the review page and the command line alike.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from redactor.domain.decision import Decision, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import pages_of
from redactor.domain.reviewer import Reviewer
from redactor.domain.sample import Grade, Graded, Question, Sample
from redactor.errors import EvidenceRefused, NotAllowed
from redactor.review.acceptance import Pace, accept, may_be_accepted
from redactor.review.dossier import open_dossier
from redactor.review.duties import Act, require_may
from redactor.review.sample import Bar, Standing, draw_sample, grades_for, plain_standing, population_of, stand_of
from redactor.store.store import Store

SCHEMA = 1
LARGEST_SEED = 2**53 - 1
"""What JSON readers take for a whole number."""


def draw(store: Store, reference: str, who: Reviewer, bar: Bar, *, seed: int | None = None) -> Sample:
    """Draw a sample of the case as it stands and write it down; without a seed, one is thrown and recorded.

    Raises NotAllowed while the last one, drawn from the same, is not finished: nobody draws until they like the draw.
    """
    require_may(who, Act.SAMPLE)
    rulings = store.reviews.rulings(reference)
    pages = _pages_touched(store, reference, rulings)
    population = population_of(
        rulings, store.cases.page_counts(reference), lambda ruling: pages.get(ruling.finding.id, ())
    )
    thrown = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    drawn = draw_sample(population, bar, seed=thrown, by=who.name, at=datetime.now(UTC))
    last = standing_of(store, reference)
    if last is not None and not last.finished and last.sample.covers == drawn.covers:
        raise NotAllowed("the last sample is not looked at whole yet", remedy="Answer each of its questions first.")
    return store.samples.add(reference, drawn)


def answer(store: Store, reference: str, who: Reviewer, graded: Graded) -> None:
    """Write down what somebody found at a place that the last sample drew; the sample's number is filled in.

    Raises EvidenceRefused where it drew no such place, or that cannot be said of it.
    """
    require_may(who, Act.SAMPLE)
    samples = store.samples.of(reference)
    asked = {question.id: question for question in samples[-1].questions} if samples else {}
    question = asked.get(graded.question)
    if question is None:
        raise EvidenceRefused("the last sample did not draw that place")
    _require_fitting(question, graded.grade)
    store.samples.grade(reference, replace(graded, sample=samples[-1].number, by=who.name))


def standing_of(store: Store, reference: str) -> Standing | None:
    """How the last sample of the case stands; None where none was drawn."""
    samples = store.samples.of(reference)
    if not samples:
        return None
    return stand_of(samples[-1], store.samples.graded(reference))


def sampling_record(store: Store, reference: str) -> bytes:
    """Every sample of the case with its answers and estimates as JSON, for our own record."""
    graded = store.samples.graded(reference)
    samples = [plain_standing(stand_of(sample, graded), graded) for sample in store.samples.of(reference)]
    return json.dumps({"schema": SCHEMA, "case": reference, "samples": samples}, ensure_ascii=False, indent=1).encode()


def accept_sampled(
    store: Store, reference: str, who: Reviewer, exemptions: Mapping[str, Exemption], *, pace: Pace
) -> tuple[tuple[Decision, ...], int]:
    """Accept, in a person's name, suggestions that a passed sample speaks for; gives them, and how many are left.

    Raises NotAllowed where it is not their duty, no sample passed, or their hour is used up.
    """
    require_may(who, Act.ACCEPT_MANY)
    rulings = store.reviews.rulings(reference)
    dossier = open_dossier(store.cases.find(reference), store.backings.of(reference), today=date.today())
    sample = standing_of(store, reference)
    eligible = may_be_accepted(rulings, sample, exemptions, dossier)
    assert sample is not None
    decisions = accept(eligible, store.reviews.decisions(reference), sample, pace, by=who.name, at=datetime.now(UTC))
    standing = {ruling.finding.id: ruling.decision.sequence if ruling.decision else 0 for ruling in eligible}
    expected = {decision.finding_id: standing[decision.finding_id] for decision in decisions}
    stored = store.reviews.decide(
        reference, decisions, expected=expected, over=f"sample {sample.sample.number}: {len(decisions)} suggestions"
    )
    return stored, len(eligible) - len(stored)


def require_sampled(
    store: Store, reference: str, decisions: Sequence[Decision], exemptions: Mapping[str, Exemption], *, pace: Pace
) -> None:
    """Raise NotAllowed unless a passed sample speaks for each of these acceptances, and they are not too many at once.

    For suggestions that are accepted over a role, a document or a whole case, whatever the way.
    """
    dossier = open_dossier(store.cases.find(reference), store.backings.of(reference), today=date.today())
    eligible = may_be_accepted(store.reviews.rulings(reference), standing_of(store, reference), exemptions, dossier)
    covered = {ruling.finding.id for ruling in eligible}
    if len(decisions) > min(pace.at_once, pace.an_hour):
        raise NotAllowed(f"{len(decisions)} suggestions at once, and {pace.at_once} are the limit")
    if beyond := sum(each.finding_id not in covered for each in decisions):
        raise NotAllowed(f"the sample does not speak for {beyond} of them", remedy="Decide these one by one.")


def _require_fitting(question: Question, grade: Grade) -> None:
    fitting = grades_for(question)
    if grade not in fitting:
        said = " or ".join(each.value for each in fitting)
        raise EvidenceRefused(f"{question.id} is {said}")


def _pages_touched(store: Store, reference: str, rulings: tuple[Ruling, ...]) -> dict[str, tuple[int, ...]]:
    by_document: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        by_document.setdefault(ruling.finding.document_id, []).append(ruling)
    return {
        ruling.finding.id: pages_of(document, ruling.finding.place)
        for document in store.cases.documents(reference)
        for ruling in by_document.get(document.id, ())
    }
