"""What people chose to how each box is lettered: ground, role word, name of ours, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from redactor.domain.manner import Manners, Reach
from redactor.domain.organisation import LabelStyle
from redactor.domain.person import Person, Standing
from redactor.domain.redaction import Treating, Treatment
from redactor.domain.rule import RoleRule

_ARTICLES = {"pupil": "another pupil", "staff": "a member of staff", "unknown": "another person"}


def role_word(role: str, roles: Mapping[str, RoleRule]) -> str:
    """What stands for a person of a role, without brackets: "another pupil", "a neighbour"."""
    if role in _ARTICLES or role not in roles:
        return _ARTICLES.get(role, _ARTICLES["unknown"])
    word = roles[role].label.lower()
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def role_name(role: str, roles: Mapping[str, RoleRule]) -> str:
    """The word that a pseudonym begins with: "Pupil", "Person"."""
    return roles[role].label if role in roles and role != "unknown" else "Person"


def treatment_of(person: Person, manners: Manners, style: LabelStyle) -> Treatment:
    """How a person is shown where they are withheld: as somebody chose, else as the organisation does."""
    chosen = manners.of(Reach.PERSON).get(person.id)
    if chosen is not None:
        return chosen.treatment
    return Treatment(style.value) if person.standing is Standing.OTHER else Treatment.LABEL


def treating_for(
    people: Iterable[Person], manners: Manners, roles: Mapping[str, RoleRule], style: LabelStyle
) -> Treating:
    """The treating of a case; a person who should have a pseudonym and has none yet is shown by the ground."""
    shown: dict[str, tuple[Treatment, str]] = {}
    for person in people:
        match treatment_of(person, manners, style):
            case Treatment.BLOCK:
                shown[person.id] = (Treatment.BLOCK, "")
            case Treatment.ROLE:
                shown[person.id] = (Treatment.ROLE, role_word(person.role, roles))
            case Treatment.PSEUDONYM if person.id in manners.pseudonyms:
                shown[person.id] = (Treatment.PSEUDONYM, manners.pseudonyms[person.id])
    findings = {
        target: each.treatment
        for target, each in manners.of(Reach.FINDING).items()
        if each.treatment is not Treatment.LABEL
    }
    return Treating(people={} if manners.neutral else shown, findings=findings, neutral=manners.neutral)
