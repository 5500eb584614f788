"""People as the detectors resolved them, and what persons said about them since; out: the people as they are.

The corrections are applied after each run of the detectors, in the order in which they were said, so they outlive it.
One that speaks of somebody whom a later run no longer finds changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from redactor.detect.owners import Claim, Owner
from redactor.detect.people import Resolution
from redactor.domain.correction import Change, Correction
from redactor.domain.finding import Category, Finding
from redactor.domain.person import Person, Standing
from redactor.domain.plain import from_plain, to_plain

SAID = "Set by a reviewer."
_SAID_SURE = 100


@dataclass
class _Cast:
    """The people while the corrections are applied one by one."""

    people: dict[str, Person]
    findings: dict[str, Finding]
    candidates: dict[str, tuple[str, ...]]
    owners: dict[str, Claim]
    protected: set[str]
    doubted: dict[str, str]
    touched: set[str] = field(default_factory=set)
    """Whose standing, or what is theirs, was changed."""


def correct(resolution: Resolution, corrections: Iterable[Correction]) -> Resolution:
    """The resolution as it is after these corrections; suggestions are still to come."""
    cast = _Cast(
        people={person.id: person for person in resolution.people},
        findings={finding.id: finding for finding in resolution.findings},
        candidates=dict(resolution.candidates),
        owners=dict(resolution.owners),
        protected=set(resolution.protected),
        doubted=dict(resolution.doubted),
    )
    for correction in corrections:
        _apply(correction, cast)
    _settle_standing(cast)
    return Resolution(
        people=tuple(cast.people.values()),
        findings=tuple(cast.findings[finding.id] for finding in resolution.findings),
        candidates=cast.candidates,
        owners=cast.owners,
        protected=frozenset(cast.protected),
        doubted=cast.doubted,
    )


def write_resolution(resolution: Resolution) -> dict[str, Any]:
    """A resolution as plain values, to be kept."""
    return {
        "people": to_plain(resolution.people),
        "findings": to_plain(resolution.findings),
        "candidates": to_plain(dict(resolution.candidates)),
        "owners": to_plain(dict(resolution.owners)),
        "protected": sorted(resolution.protected),
        "doubted": dict(resolution.doubted),
    }


def read_resolution(plain: Mapping[str, Any]) -> Resolution:
    """The resolution that `write_resolution` wrote; ValueError where it does not fit."""
    return Resolution(
        people=from_plain(tuple[Person, ...], plain["people"]),
        findings=from_plain(tuple[Finding, ...], plain["findings"]),
        candidates=from_plain(dict[str, tuple[str, ...]], plain["candidates"]),
        owners=from_plain(dict[str, Claim], plain["owners"]),
        protected=frozenset(plain["protected"]),
        doubted=from_plain(dict[str, str], plain["doubted"]),
    )


def _apply(correction: Correction, cast: _Cast) -> None:
    person = cast.people.get(correction.person_id)
    if person is None:
        return
    value = correction.value
    match correction.change:
        case Change.MERGE:
            for other in correction.others:
                _merge(person.id, other, cast)
        case Change.SPLIT:
            (new,) = correction.others
            cast.people.setdefault(new, Person(id=new, name=value, why_role="Split off by a reviewer."))
            _assign(new, correction.finding_ids, cast)
        case Change.ASSIGN:
            _assign(person.id, correction.finding_ids, cast)
        case Change.RENAME:
            aliases = tuple(each for each in (*person.aliases, person.name) if each != value)
            cast.people[person.id] = replace(person, name=value, aliases=tuple(dict.fromkeys(aliases)))
        case Change.ROLE:
            cast.people[person.id] = replace(person, role=value, why_role=SAID)
        case Change.STANDING:
            cast.touched.add(person.id)
            cast.people[person.id] = replace(person, standing=Standing(value))
        case Change.CONSENT:
            cast.people[person.id] = replace(person, consent=value == "yes")
        case Change.PSEUDONYM:
            cast.people[person.id] = replace(person, pseudonym=value)


def _merge(kept_id: str, other_id: str, cast: _Cast) -> None:
    """Let one person stand for both: what is stricter about either holds for both."""
    kept, other = cast.people[kept_id], cast.people.get(other_id)
    if other is None or other_id == kept_id:
        return
    if kept.standing is Standing.OTHER and other.standing is not Standing.OTHER:
        kept, other, kept_id, other_id = other, kept, other_id, kept_id  # the request's own person stays
    cast.touched.add(kept_id)
    del cast.people[other_id]
    names = dict.fromkeys((*kept.aliases, other.name, *other.aliases))
    names.pop(kept.name, None)
    takes_role = kept.role == "unknown"
    cast.people[kept_id] = replace(
        kept,
        aliases=tuple(names),
        role=other.role if takes_role else kept.role,
        why_role=other.why_role if takes_role else kept.why_role,
        consent=kept.consent and other.consent,
    )
    if other_id in cast.protected:
        cast.protected.discard(other_id)
        cast.protected.add(kept_id)
    for finding_id, finding in cast.findings.items():
        if finding.person_id == other_id:
            cast.findings[finding_id] = replace(finding, person_id=kept_id)
    for finding_id, claim in cast.owners.items():
        if claim.person == other_id:
            cast.owners[finding_id] = replace(claim, person=kept_id)
    for finding_id, people in list(cast.candidates.items()):
        if other_id in people:
            _narrow(finding_id, tuple(dict.fromkeys(kept_id if each == other_id else each for each in people)), cast)


def _narrow(finding_id: str, people: tuple[str, ...], cast: _Cast) -> None:
    """Whom a mention may be; with one person left it is theirs."""
    if len(people) > 1:
        cast.candidates[finding_id] = people
        return
    del cast.candidates[finding_id]
    cast.findings[finding_id] = replace(cast.findings[finding_id], person_id=people[0])


def _assign(person_id: str, finding_ids: Iterable[str], cast: _Cast) -> None:
    """Mentions and values become this person's."""
    cast.touched.add(person_id)
    for finding_id in finding_ids:
        finding = cast.findings.get(finding_id)
        if finding is None:
            continue
        cast.findings[finding_id] = replace(finding, person_id=person_id)
        if finding.category is Category.PERSON:
            cast.candidates.pop(finding_id, None)
            cast.doubted.pop(finding_id, None)
        else:
            known = cast.owners.get(finding_id, Claim(owner=Owner.PERSON))
            cast.owners[finding_id] = replace(
                known, owner=Owner.PERSON, person=person_id, weight=_SAID_SURE, why="A reviewer said whose it is."
            )


def _settle_standing(cast: _Cast) -> None:
    """Let what belongs to somebody belong to the subject, the requester or another person, as they now stand."""
    for finding_id, claim in cast.owners.items():
        if claim.person not in cast.touched or claim.person not in cast.people:
            continue
        standing = cast.people[claim.person].standing
        wanted = {Standing.SUBJECT: Owner.SUBJECT, Standing.REQUESTER: Owner.REQUESTER}.get(standing, Owner.PERSON)
        personal = (Owner.SUBJECT, Owner.REQUESTER, Owner.PERSON)
        if claim.owner in personal and claim.owner is not wanted:
            cast.owners[finding_id] = replace(claim, owner=wanted)
