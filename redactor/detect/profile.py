"""What is known of one person while the mentions of a case are gathered, and how well a mention fits.

A Profile is a draft of a Person: every spelling of the name, the values that tell namesakes apart, and where
the role came from. `fit` is the one place that says how well a mention agrees with a person; the trap it
avoids is a person with the same surname, the same forename or the same initials taken for another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from redactor.detect.folding import fold, fold_name
from redactor.detect.mention import Mention, parse_mention
from redactor.detect.shortforms import is_clipped, name_parts, nearly_same, same_given
from redactor.domain.person import Person, Standing

STRONG = 70
"""The fit from which a mention shows by itself that the person is spoken of in a document."""

MARGIN = 10
"""Fits this close to the best are rivals: a short form is as good as the name itself."""

INITIALS_MARGIN = 15
"""The same for initials: those that somebody goes by are rivalled by everybody whose name begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person in the making. Names are folded; `marks` are dates of birth and pupil numbers, `mails` addresses."""

    id: str
    name: str
    given: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    """Given initials where no given name is known ("h" of "H Patel")."""
    words: tuple[str, ...] = ()
    """Lone words the person goes by."""
    initials: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    role: str = "unknown"
    why_role: str = ""
    note: str = ""
    standing: Standing = Standing.OTHER
    consent: bool = False
    is_known: bool = False
    """Whether the request names the person (subject, requester, roster)."""
    takes_titles: bool = True
    """Whether "Mr X" may be this person: not so for a child."""
    aliases: tuple[str, ...] = ()

    def grown(self, mention: Mention, text: str = "") -> Profile:
        """This profile with what a mention of the person tells of the name."""
        given, middle = self.given, self.middle
        learns = not mention.is_mail or not (self.given or self.family)
        if mention.given and learns:
            given, middle = _add(given, mention.given[0]), _add(middle, *mention.given[1:])
        lone = () if mention.initials or mention.is_mail else (mention.word,)
        if mention.title and mention.family_initials and not mention.given:
            lone = (f"{mention.title} {mention.family_initials}",)
        return replace(
            self,
            given=given,
            middle=middle,
            family=_add(self.family, mention.family) if learns else self.family,
            letters=_add(self.letters, mention.given_initials),
            words=_add(self.words, *lone, mention.nick),
            initials=_add(self.initials, mention.initials),
            genders=_add(self.genders, mention.gender),
            aliases=_add(self.aliases, " ".join(text.split())),
        )

    def person(self) -> Person:
        """The Person that this profile has become."""
        return Person(
            id=self.id,
            name=self.name,
            role=self.role,
            standing=self.standing,
            aliases=tuple(alias for alias in self.aliases if alias != self.name),
            consent=self.consent,
            why_role=self.why_role,
        )


def person_id(name: str, mark: str = "") -> str:
    """The stable id of a person first known by that name; `mark` tells namesakes apart."""
    return "p-" + hashlib.sha256(f"{fold(name)}|{mark}".encode()).hexdigest()[:10]


def start_profile(name: str, *, label: str = "", mark: str = "") -> Profile:
    """A profile of somebody first known by that name as written."""
    name = " ".join(name.split())
    mention = parse_mention(name, label=label)
    marks = (mark,) if mark else ()
    return Profile(id=person_id(name, mark), name=name, marks=marks).grown(mention, name)


def fit(profile: Profile, mention: Mention, *, slips: bool = True) -> int:
    """How well a mention fits a person: 0 not at all, 100 the full name; from STRONG on it speaks for itself.

    `slips` allows one wrong letter in names of five letters or more.
    """
    if mention.is_empty or _is_other_gender(profile, mention):
        return 0
    if mention.title and not mention.given and not profile.takes_titles:
        return 0
    if mention.given or mention.family or mention.given_initials:
        return _fit_parts(profile, mention, slips=slips)
    if mention.title and mention.family_initials:
        if f"{mention.title} {mention.family_initials}" in profile.words:
            return 60
        return 50 if _fit_family(profile, mention, slips=slips) > 0 else 0
    return max(_fit_initials(profile, mention), _fit_word(profile, mention, slips=slips))


def initials_of(profile: Profile) -> frozenset[str]:
    """Every way to write the person's initials, folded ("kmh", "kh", "rms", "nok")."""
    forms = set(profile.initials)
    for given in (*profile.given, *profile.letters):
        for family in profile.family:
            first = "".join(part[0] for part in given.split("-") if part)
            last = "".join(part[0] for part in family.replace(" ", "-").split("-") if part)
            middles = "".join(name[0] for name in profile.middle)
            forms |= {given[0] + family[0], first + last, given[0] + last, first + family[0]}
            forms |= {given[0] + middles + family[0], given[0] + family[:2]}
    return frozenset(form for form in forms if len(form) > 1)


def _add(known: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return (*known, *(each for each in dict.fromkeys(more) if each and each not in known))


def _is_other_gender(profile: Profile, mention: Mention) -> bool:
    return bool(mention.gender and profile.genders and mention.gender not in profile.genders)


def _fit_parts(profile: Profile, mention: Mention, *, slips: bool) -> int:
    given = _fit_given(profile, mention, slips=slips)
    family = _fit_family(profile, mention, slips=slips)
    if given < 0 or family < 0:
        return 65 if _is_turned(profile, mention) or _is_double(profile, mention) else 0
    if mention.given and mention.family:
        return {3: 75, 2: 70, 1: 60}.get(given, 50) + {3: 25, 2: 0, 1: 5}.get(family, -20)
    if mention.given and mention.family_initials:
        return 85 if given >= 2 and family else 0
    if mention.family and mention.given_initials:
        return {3: 85, 2: 60, 1: 60}.get(family, 0) if given else {3: 65}.get(family, 0)
    if mention.family:
        return {3: 70, 2: 40, 1: 50}.get(family, 0)
    if mention.given:
        return {3: 60, 2: 55, 1: 40}.get(given, 0)
    return 0


def _fit_given(profile: Profile, mention: Mention, *, slips: bool) -> int:
    """3 equal, 2 short form or part, 1 one slip or an initial that agrees, 0 nothing known, -1 another name."""
    if mention.given:
        known = (*profile.given, *profile.words)
        first = mention.given[0]
        if first in known:
            return 3
        if any(same_given(first, each) for each in known) or (first in _mail_names(profile, mention)):
            return 2
        if slips and any(nearly_same(first, each) for each in known):
            return 1
        if profile.given:
            return -1
        if profile.letters:
            return 1 if any(letters[0] == first[0] for letters in profile.letters) else -1
        return 0
    if mention.given_initials:
        firsts = {name[0] for name in (*profile.given, *profile.letters, *profile.words)}
        firsts |= {name[0] for name in _mail_names(profile, mention) if firsts}
        return 0 if not firsts else 1 if mention.given_initials[0] in firsts else -1
    return 0


def _mail_names(profile: Profile, mention: Mention) -> tuple[str, ...]:
    """Middle names, which an address may be made of; never the subject's, which may well be a parent's first name."""
    return profile.middle if mention.is_mail and profile.standing is not Standing.SUBJECT else ()


def _fit_family(profile: Profile, mention: Mention, *, slips: bool) -> int:
    """As `_fit_given`; a part of a double name counts 2."""
    if mention.family:
        if mention.family in profile.family:
            return 3
        if any(_shares_part(mention.family, each) for each in profile.family):
            return 2
        if slips and any(nearly_same(mention.family, each) for each in profile.family):
            return 1
        return -1 if profile.family or profile.given else 0
    if mention.family_initials:
        for family in profile.family:
            letters = "".join(part[0] for part in family.replace(" ", "-").split("-") if part)
            if mention.family_initials in (family[0], letters):
                return 1
        return -1
    return 0


def _shares_part(one: str, other: str) -> bool:
    """ "mensah" and "mensah-hale" share a part, and so do "smith jones" and "smith-jones"."""
    ones, others = name_parts(one.replace(" ", "-")), name_parts(other.replace(" ", "-"))
    return one in others or other in ones or bool(ones and ones == others)


def _is_turned(profile: Profile, mention: Mention) -> bool:
    """Whether the mention is the name the other way round without a comma ("Thomas James")."""
    return bool(mention.family in profile.given and mention.given and mention.given[0] in profile.family)


def _is_double(profile: Profile, mention: Mention) -> bool:
    """Whether the mention is the first two given names alone ("Mary Kay" of Mary Kay Miller)."""
    return bool(mention.given and mention.given[0] in profile.given and profile.middle[:1] == (mention.family,))


def _fit_initials(profile: Profile, mention: Mention) -> int:
    letters = mention.initials
    if not letters:
        return 0
    if letters in profile.initials or (len(letters) > 1 and letters in profile.letters):
        return 60
    if len(letters) == 1:
        return 0
    if letters in initials_of(profile):
        return 45
    return 40 if profile.standing is not Standing.SUBJECT and _may_be_initials(letters, profile) else 0


def _may_be_initials(letters: str, profile: Profile) -> bool:
    """Whether they are the first two given names, or take in a middle name that nobody has written out."""
    if len(letters) == 2:
        return any(letters == given[0] + profile.middle[0][0] for given in profile.given if profile.middle)
    return len(letters) == 3 and not profile.middle and letters[0] + letters[-1] in initials_of(profile)


def _fit_word(profile: Profile, mention: Mention, *, slips: bool) -> int:
    word = mention.word
    if not word:
        return 0
    known = (*profile.given, *profile.words)
    if word in known:
        return 60
    if any(same_given(word, each) for each in known) or word in profile.family:
        return 55
    if mention.is_mail:
        return 55 if any(_is_handle(word, given, family) for given in known for family in profile.family) else 0
    if any(_shares_part(word, each) for each in profile.family):
        return 40
    if word.endswith("s") and word[:-1] in profile.family:
        return 40
    if slips and any(nearly_same(word, each) for each in (*known, *profile.family)):
        return 40
    return 45 if any(is_clipped(word, each) for each in profile.given) else 0


def _is_handle(word: str, given: str, family: str) -> bool:
    """Whether a mailbox is named after somebody: "thollis", "hollist", "tylerhollis", "tylerh"."""
    family = "".join(mark for mark in family if mark.isalpha())
    if len(family) < 2 or not given:
        return False
    made = {given[0] + family, given + family, family + given, family + given[0], given + family[0]}
    is_cut = len(word) >= 6 and word[0] == given[0] and family.startswith(word[1:])
    return word in made or is_cut


def fold_value(text: str) -> str:
    """A value folded for exact comparison: letters and digits alone, lower case."""
    return "".join(mark for mark in fold_name(text) if mark.isalnum())
