"""The people of a case while mentions are linked: whom the request names, and the links made so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from redactor.detect.folding import fold
from redactor.detect.mention import Mention, parse_mention
from redactor.detect.profile import Profile, fit, fold_value, start_profile
from redactor.detect.signs import Sign
from redactor.domain.case import Capacity, Case, KnownPerson
from redactor.domain.person import Standing

PUPIL_ROLES = frozenset({"pupil"})


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a sighting is. One id and `is_sure`: linked; else the candidates, for a person to tell apart."""

    people: tuple[str, ...]
    why: str
    is_sure: bool = True

    @property
    def person(self) -> str | None:
        """The one person, or None where it is not sure."""
        return self.people[0] if self.is_sure and len(self.people) == 1 else None


@dataclass(slots=True)
class Roll:
    """The people of a case and the links made so far. Grows while sightings are linked; private to this room."""

    profiles: dict[str, Profile] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    by_mail: dict[str, str] = field(default_factory=dict)
    present: dict[tuple[str, int | None], set[str]] = field(default_factory=lambda: defaultdict(set))
    subject_tables: set[tuple[str, int]] = field(default_factory=set)
    released_roles: frozenset[str] = frozenset()
    signs: dict[str, list[Sign]] = field(default_factory=lambda: defaultdict(list))
    fits: dict[Mention, list[tuple[int, str]]] = field(default_factory=dict)
    """Whom a mention fits, worked out once."""
    full: dict[Mention, Link] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)
    """Mentions that seem to be no names: finding id -> why."""

    def is_released(self, person: str) -> bool:
        """Whether the person's name would be released by default."""
        profile = self.profiles[person]
        return profile.standing is not Standing.OTHER or profile.role in self.released_roles


def start_roll(case: Case, released_roles: Iterable[str]) -> Roll:
    """The people that the request itself names: subject, requester, roster."""
    roll = Roll(released_roles=frozenset(released_roles))
    subject = _start_subject(case)
    roll.profiles[subject.id] = subject
    if case.requester.capacity is not Capacity.SUBJECT and fold(case.requester.name) != fold(case.subject.name):
        asker = start_profile(case.requester.name)
        asker = replace(asker, standing=Standing.REQUESTER, is_known=True, mails=_folded(case.requester.emails))
        if case.requester.capacity is Capacity.PARENT:
            asker = replace(asker, role="family", why_role="Asks as the parent.")
        roll.profiles.setdefault(asker.id, asker)
    for known in case.people:
        _enrol(roll, known)
    for profile in roll.profiles.values():
        roll.by_mail.update(dict.fromkeys(profile.mails, profile.id))
    return roll


def _start_subject(case: Case) -> Profile:
    subject = case.subject
    profile = start_profile(subject.name)
    for alias in subject.aliases:
        profile = profile.grown(parse_mention(alias), alias)
    born = subject.date_of_birth
    marks = ["id " + fold_value(each) for each in subject.identifiers]
    if born:
        marks.append(f"born {born.isoformat()}")
    is_child = case.requester.capacity is Capacity.PARENT
    if born:
        is_child = (case.received - born).days < 18 * 365.25
    mails = subject.emails
    if case.requester.capacity is Capacity.SUBJECT:
        mails = (*mails, *case.requester.emails)
    return replace(
        profile,
        standing=Standing.SUBJECT,
        is_known=True,
        marks=tuple(marks),
        mails=_folded(mails),
        takes_titles=not is_child,
        why_role="The data subject.",
    )


def _enrol(roll: Roll, known: KnownPerson) -> None:
    why = "The organisation named this person beforehand."
    mention = parse_mention(known.name)
    same = [each for each in roll.profiles.values() if fit(each, mention, slips=False) >= 90]
    if same:
        profile = same[0]
        if profile.standing is not Standing.SUBJECT:
            profile = replace(profile, role=known.role, why_role=why, note=known.note, consent=known.consent)
    else:
        profile = start_profile(known.name)
        profile = replace(profile, role=known.role, why_role=why, note=known.note, consent=known.consent, is_known=True)
    for alias in known.aliases:
        profile = profile.grown(parse_mention(alias), alias)
    if known.role in PUPIL_ROLES:
        profile = replace(profile, takes_titles=False)
    roll.profiles[profile.id] = profile


def _folded(mails: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(mail) for mail in mails)
