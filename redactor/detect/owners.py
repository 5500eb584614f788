"""Owners of values: what sort there are, what a claim says, and what must be known of the case to tell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from redactor.detect.folding import fold
from redactor.detect.profile import Profile, fold_value
from redactor.detect.values import Owned
from redactor.domain.case import Case
from redactor.domain.person import Standing

PUBLIC_MAIL = re.compile(
    r"@(gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|btinternet|sky|virginmedia|talktalk|"
    r"protonmail|proton|gmx|mail|example)\.(com|co\.uk|net|org|uk|me)$"
)


_SECRET_NOTE = re.compile(
    r"\b(address|contacts?|phone|number|whereabouts|details|location)\b.{0,40}\b(not|never|no)\b.{0,20}"
    r"\b(shared?|disclosed?|given|told|released?)\b"
    r"|\b(do not|don't|never|must not)\b.{0,20}\b(share|disclose|give|tell|release)\b"
    r"|\bconfidential address\b|\brefuge\b",
    re.I,
)


SURE = 60
"""The weight of a claim from which its own place says whose a value is; below it is nearness."""


LIKELY = 50
"""The weight from which nearness is telling: the one person, or the nearest, in the sentence."""


KIN = re.compile(
    r"\b(mum|mummy|mam|mother|dad|daddy|father|parents?|step ?-?(mum|dad|father|mother)|brother|sister|sibling|"
    r"nan|nana|gran|grandma|grandad|grandmother|grandfather|auntie?|uncle|cousin|wife|husband|partner|boyfriend|girlfriend|ex|"
    r"son|daughter|carer|neighbour|friend|nephew|niece|widow)\b",
    re.I,
)
"""Words for relatives and others near, in running text."""


class Owner(StrEnum):
    """What sort of owner a value has."""

    SUBJECT = "subject"
    REQUESTER = "requester"
    PERSON = "person"
    """Somebody else on the roll."""
    RELATIVE = "relative"
    """Somebody spoken of as a relative, whose name is not said."""
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Whose a value seems to be. `weight` 0-100: from 60 on the place itself says so, below it is nearness."""

    owner: Owner
    person: str | None = None
    weight: int = 0
    why: str = ""
    is_protected: bool = False
    """The file says that this person's address must not be shared."""
    is_signed: bool = False
    """A work number that is all its line holds, as below a signature."""
    is_work: bool = False
    """A contact that its form tells to be one of work: the organisation's mail domain, a landline, an extension."""


@dataclass(frozen=True)
class Circle:
    """What whose-questions need to know of the case: its people, the links of mentions, the request's values."""

    profiles: Mapping[str, Profile]
    people: dict[str, str | None]
    """Finding id of a mention -> the person, None where not sure."""
    owned: Owned
    domains: frozenset[str]
    """Mail domains of the controller."""
    controller: str
    """The controller's name, letters and digits only."""
    subject: str
    requester: str | None
    staff: frozenset[str]
    asker_gender: str = ""
    asks_for_self: bool = True


def is_protected(profile: Profile) -> bool:
    """Whether the roster notes that the person's address or contacts must not be shared."""
    return _SECRET_NOTE.search(profile.note) is not None


def find_domains(profiles: Iterable[Profile], controller: str) -> frozenset[str]:
    """The controller's mail domains: those of its roster staff, and those that read like its name."""
    name = fold_value(controller)
    domains: set[str] = set()
    for profile in profiles:
        for mail in profile.mails:
            domain = mail.split("@")[-1]
            label = fold_value(domain.split(".")[0])
            is_named = len(label) >= 5 and bool(name) and (label in name or name in label)
            is_staff = profile.is_known and profile.role == "staff" and not PUBLIC_MAIL.search(mail)
            if is_named or is_staff:
                domains.add(domain)
    return frozenset(domains)


def make_circle(
    case: Case,
    profiles: Mapping[str, Profile],
    people: dict[str, str | None],
    *,
    owned: Owned,
    released: frozenset[str],
) -> Circle:
    """Put together what whose-questions need to know of the case."""
    subject = next(person for person, profile in profiles.items() if profile.standing is Standing.SUBJECT)
    asker = next((person for person, profile in profiles.items() if profile.standing is Standing.REQUESTER), None)
    genders = profiles[asker].genders if asker else ()
    return Circle(
        profiles=profiles,
        people=people,
        owned=owned,
        domains=find_domains(profiles.values(), case.controller.name),
        controller=fold_value(case.controller.name),
        subject=subject,
        requester=asker,
        staff=frozenset(person for person, profile in profiles.items() if profile.role in released),
        asker_gender=genders[0] if len(genders) == 1 else "",
        asks_for_self=asker is None,
    )


def claim_of(person: str, weight: int, why: str, circle: Circle) -> Claim:
    """The claim of one known person, as the subject, the requester or somebody else."""
    standing = circle.profiles[person].standing
    owner = {Standing.SUBJECT: Owner.SUBJECT, Standing.REQUESTER: Owner.REQUESTER}.get(standing, Owner.PERSON)
    return Claim(owner=owner, person=person, weight=weight, why=why)


def may_be_asker(kin: str, circle: Circle) -> bool:
    """Whether a word for a parent may mean the requester, who asks as one."""
    if circle.asks_for_self or circle.requester is None:
        return False
    word = fold(kin)
    if re.fullmatch(r"parents?|carer|guardian", word):
        return True
    if re.fullmatch(r"mum|mummy|mam|mother", word):
        return circle.asker_gender != "m"
    return bool(re.fullmatch(r"dad|daddy|father", word)) and circle.asker_gender != "f"


def is_asker(kin: str, circle: Circle) -> bool:
    """Whether it does: the word and what is known of the requester agree."""
    return may_be_asker(kin, circle) and bool(circle.asker_gender) and fold(kin)[0] in "md"
