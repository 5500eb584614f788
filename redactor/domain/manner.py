"""How what is withheld is shown, or that nothing is shown: chosen by a person, superseded and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from redactor.domain.redaction import Treatment


class Reach(StrEnum):
    """What a manner is chosen for."""

    CASE = "case"
    DOCUMENT = "document"
    FINDING = "finding"
    PERSON = "person"


ALLOWED: Mapping[Reach, frozenset[Treatment]] = {
    Reach.CASE: frozenset({Treatment.LABEL, Treatment.NEUTRAL}),
    Reach.DOCUMENT: frozenset({Treatment.LABEL, Treatment.SUPPRESSED}),
    Reach.FINDING: frozenset({Treatment.LABEL, Treatment.NEUTRAL, Treatment.BLOCK, Treatment.SUPPRESSED}),
    Reach.PERSON: frozenset({Treatment.LABEL, Treatment.ROLE, Treatment.PSEUDONYM, Treatment.BLOCK}),
}
"""LABEL is the usual way, and so takes an earlier choice back."""
EXPLAINED = frozenset({Treatment.NEUTRAL, Treatment.SUPPRESSED})
"""What keeps a reason from the requester needs one inside, and a day on which it is looked at again (UK GDPR Art
12(4); ICO: right of access, when not to say that information is held)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """One choice by one person; the latest for its reach and target stands. `target` is "" for the case itself.

    Raises ValueError for a treatment that its reach does not have, and where one that keeps something from the
    requester has no reason or no day of review.
    """

    reach: Reach
    target: str
    treatment: Treatment
    by: str
    at: datetime
    reason: str = ""
    review_on: date | None = None

    def __post_init__(self) -> None:
        if self.treatment not in ALLOWED[self.reach]:
            raise ValueError(f"a {self.reach.value} cannot be shown as {self.treatment.value}")
        if bool(self.target) == (self.reach is Reach.CASE):
            raise ValueError("a manner is for one target, or for the case")
        if self.treatment in EXPLAINED and (not self.reason.strip() or self.review_on is None):
            raise ValueError("what is kept from the requester needs a reason and a day of review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The manners that stand in a case, and the name of ours that each person with a pseudonym has."""

    standing: tuple[Manner, ...] = ()
    pseudonyms: Mapping[str, str] = field(default_factory=dict)

    def of(self, reach: Reach) -> dict[str, Manner]:
        """The standing manners of one reach, by target."""
        return {each.target: each for each in self.standing if each.reach is reach}

    @property
    def suppressed_documents(self) -> frozenset[str]:
        """The ids of the documents of which nothing may be told."""
        chosen = self.of(Reach.DOCUMENT).values()
        return frozenset(each.target for each in chosen if each.treatment is Treatment.SUPPRESSED)

    @property
    def neutral(self) -> bool:
        """Whether no box of the case tells its ground."""
        return any(each.treatment is Treatment.NEUTRAL for each in self.of(Reach.CASE).values())


def standing_manners(history: Iterable[Manner]) -> tuple[Manner, ...]:
    """The last manner for each reach and target, given all of them in order."""
    last: dict[tuple[Reach, str], Manner] = {}
    for manner in history:
        last.pop((manner.reach, manner.target), None)
        last[manner.reach, manner.target] = manner
    return tuple(last.values())
