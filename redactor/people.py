"""Who is who once persons have spoken: a correction is weighed before it is made, and made as it was weighed.

Used by the review page and the command line alike; the flow applies the same corrections after each run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from redactor.detect.correct import correct, read_resolution
from redactor.detect.grounds import suggest
from redactor.detect.people import Resolution
from redactor.domain.case import Case
from redactor.domain.correction import Change, Correction, standing_corrections
from redactor.domain.finding import Finding
from redactor.domain.person import Person, Standing
from redactor.errors import Conflict, CorrectionRefused
from redactor.review.effects import Effects, effects_of
from redactor.rulebook import Rulebook
from redactor.store.people import Corrected
from redactor.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A correction with what the case would be after it, and what that changes."""

    corrected: Corrected
    effects: Effects


def apply_corrections(
    resolution: Resolution, corrections: Iterable[Correction], case: Case, rulebook: Rulebook
) -> tuple[tuple[Person, ...], tuple[Finding, ...]]:
    """The people and the findings, with suggestions, after what persons said."""
    corrected = correct(resolution, standing_corrections(corrections))
    return corrected.people, suggest(corrected, case, rulebook)


def weigh(store: Store, reference: str, correction: Correction, rulebook: Rulebook) -> Weighed:
    """What a correction would change; nothing is stored.

    Raises CorrectionRefused where it does not fit the case, Conflict where the case was not prepared since this
    version came to know corrections.
    """
    edition = store.reviews.edition(reference)
    plain = store.people.resolution(reference)
    if plain is None:
        raise Conflict(
            f"the people of {reference} are not resolved yet", remedy=f"redactor case prepare '{reference}', once."
        )
    said = store.people.corrections(reference)
    _require_fitting(correction, store.reviews.people(reference), rulebook, said)
    people, findings = apply_corrections(
        read_resolution(plain), (*said, _next(correction, said)), store.cases.find(reference), rulebook
    )
    effects = effects_of(store.reviews.rulings(reference), findings)
    corrected = Corrected(correction=correction, people=people, findings=findings, edition=edition)
    return Weighed(corrected=corrected, effects=effects)


def make_corrections(
    store: Store, reference: str, corrections: Sequence[Correction], rulebook: Rulebook
) -> tuple[Correction, ...]:
    """Store many corrections, together or not at all; raises CorrectionRefused or Conflict as `weigh` does."""
    if not corrections:
        return ()
    edition, plain = store.reviews.edition(reference), store.people.resolution(reference)
    if plain is None:
        raise Conflict(
            f"the people of {reference} are not resolved yet", remedy=f"redactor case prepare '{reference}', once."
        )
    said = store.people.corrections(reference)
    known = store.reviews.people(reference)
    for each in corrections:
        _require_fitting(each, known, rulebook, said)
        said = (*said, _next(each, said))
    people, findings = apply_corrections(read_resolution(plain), said, store.cases.find(reference), rulebook)
    return store.people.record_many(reference, corrections, people, findings, edition=edition)


def _next(correction: Correction, said: Collection[Correction]) -> Correction:
    return replace(correction, sequence=max((each.sequence for each in said), default=0) + 1)


def _require_fitting(
    correction: Correction, people: Iterable[Person], rulebook: Rulebook, said: Iterable[Correction]
) -> None:
    if correction.undoes is not None:
        if correction.undoes not in {each.sequence for each in standing_corrections(said)}:
            raise CorrectionRefused("that was taken back already, or was never said")
        return
    known = {person.id: person for person in people}
    person = known.get(correction.person_id)
    if person is None:
        raise CorrectionRefused(f"there is no person {correction.person_id} in the case")
    match correction.change:
        case Change.MERGE:
            _require_mergeable(person, [known.get(other) for other in correction.others])
        case Change.SPLIT | Change.ASSIGN if not correction.finding_ids:
            raise CorrectionRefused("no mention was chosen")
        case Change.SPLIT | Change.RENAME if not correction.value.strip():
            raise CorrectionRefused("a name is wanted")
        case Change.ROLE if correction.value not in rulebook.roles:
            raise CorrectionRefused("the rules have no such role")
        case Change.STANDING if correction.value not in (Standing.REQUESTER, Standing.OTHER):
            raise CorrectionRefused("a person is made the requester or another person; the subject is the request's")
        case Change.STANDING if person.standing is Standing.SUBJECT:
            raise CorrectionRefused("the subject is whom the request names")
        case Change.CONSENT if correction.value not in ("yes", "no"):
            raise CorrectionRefused("consent is yes or no")


def _require_mergeable(person: Person, others: list[Person | None]) -> None:
    if not others or any(other is None or other.id == person.id for other in others):
        raise CorrectionRefused("choose another person of the case to merge")
    standings = {each.standing for each in (person, *others) if each and each.standing is not Standing.OTHER}
    if len(standings) > 1:
        raise CorrectionRefused("the subject and the requester are named by the request as two people")
