"""Which person each sighting is: strong mentions seed people, weaker ones join the one person they fit.

Order: full names, then initials with a name, titles with a family name, lone words, initials. A mention that
fits two people is tried in its row, its document, its thread; where that leaves two it stays ambiguous and
names both. Two rules lean to safety: nobody else's mention becomes the data subject's by nearness, and
nearness never turns a mention that might be a third person's into that of somebody whose name is released.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from redactor.detect.folding import blurred
from redactor.detect.mention import Mention, parse_mention
from redactor.detect.profile import INITIALS_MARGIN, MARGIN, STRONG, Profile, fit, person_id, start_profile
from redactor.detect.roll import PUPIL_ROLES, Link, Roll
from redactor.detect.sightings import Sighting
from redactor.detect.signs import OWN_KIN, Sign
from redactor.domain.person import Standing


def link_full_names(sightings: Iterable[Sighting], roll: Roll) -> None:
    """Seed people from full names and mail headers, and link these sightings."""
    for sighting in sorted(sightings, key=lambda each: each.mention.is_mail):
        if sighting.finding.id in roll.doubted:
            continue
        mention = _mention_of(sighting)
        by_mail = next((roll.by_mail[mail] for mail in sighting.mails if mail in roll.by_mail), None)
        if by_mail and (mention.is_empty or sighting.is_address or fit(roll.profiles[by_mail], mention)):
            _settle(sighting, Link((by_mail,), "The address beside the name is this person's."), roll)
        elif mention.is_full:
            link = roll.full.get(mention) if not sighting.marks else None
            if link is None:
                link = _link_full(sighting, mention, roll)
                roll.full[mention] = link
            _settle(sighting, link, roll)


def link_weaker(sightings: Sequence[Sighting], roll: Roll) -> None:
    """Link every sighting that has no link yet, the more telling mentions first, ambiguous ones last."""
    for tier in (_is_initial_and_name, _is_titled, _is_word, _is_anything):
        open_ones = (each for each in sightings if each.finding.id not in roll.links)
        waiting = [each for each in open_ones if each.finding.id not in roll.doubted and tier(each.mention)]
        rivals: list[tuple[Sighting, list[tuple[int, str]]]] = []
        for sighting in waiting:
            if sighting.is_address and sighting.mails[0] in roll.by_mail:
                _settle(sighting, Link((roll.by_mail[sighting.mails[0]],), "This person's address."), roll)
                continue
            candidates = _candidates(sighting, roll)
            if not candidates:
                _settle(sighting, Link((_start(sighting, roll),), "First known by this mention."), roll)
            elif len(candidates) == 1:
                _settle(sighting, _link_only(sighting, *candidates[0], roll), roll)
            else:
                rivals.append((sighting, candidates))
        for sighting, candidates in rivals:
            _settle(sighting, _tell_apart(sighting, candidates, roll), roll)


# ---------------------------------------------------------------- the request's own people


# ---------------------------------------------------------------- full names


def _mention_of(sighting: Sighting) -> Mention:
    """The mention, or what the address beside it says in full where the name alone is weak."""
    if sighting.mention.is_full or not sighting.mails:
        return sighting.mention
    mail = parse_mention(sighting.mails[0])
    given, word = sighting.mention.given[:1], sighting.mention.word
    if mail.is_full and (mail.given[0] in given or word in (mail.given[0], mail.family)):
        return replace(mail, title=sighting.mention.title, is_mail=False)
    return sighting.mention


def _link_full(sighting: Sighting, mention: Mention, roll: Roll) -> Link:
    fits = [(fit(profile, mention), profile.id) for profile in roll.profiles.values()]
    fits = [
        (score, person) for score, person in fits if score >= 65 and not _is_namesake(sighting, roll.profiles[person])
    ]
    if not fits:
        return Link((_start(sighting, roll, mention),), "A full name that nobody else has.")
    best = max(score for score, _ in fits)
    rivals = [person for score, person in fits if score >= best - 5]
    marked = [person for person in rivals if set(sighting.marks) & set(roll.profiles[person].marks)]
    if len(marked) == 1:
        return Link((marked[0],), "The name with the person's own number or date of birth.")
    if len(rivals) > 1:
        return Link(tuple(rivals), "Several people bear this name.", is_sure=False)
    if best >= 90:
        return Link((rivals[0],), "The full name.")
    return _link_only(sighting, best, rivals[0], roll)


def _is_namesake(sighting: Sighting, profile: Profile) -> bool:
    """Whether the row's own number or date of birth says that this is somebody else of that name."""
    if set(sighting.marks) & set(profile.marks):
        return False
    return bool({_shape(mark) for mark in sighting.marks} & {_shape(mark) for mark in profile.marks})


def _shape(mark: str) -> str:
    """Letters and digits by kind: only values of one shape can contradict each other."""
    return re.sub(r"\d", "9", mark) if mark.startswith("born") else re.sub(r"[a-z]", "a", re.sub(r"\d", "9", mark))


def _start(sighting: Sighting, roll: Roll, mention: Mention | None = None) -> str:
    """Put a new person on the roll, first known by this sighting."""
    name = " ".join(sighting.text.split())
    mark = "" if person_id(name) not in roll.profiles else (*sighting.marks, "2")[0]
    profile = start_profile(name, label=sighting.label, mark=mark)
    if mention or sighting.mention:
        profile = profile.grown(mention or sighting.mention)
    if profile.id not in roll.profiles:
        roll.profiles[profile.id] = profile
        roll.full.clear()
        for known, fits in roll.fits.items():
            if score := fit(profile, known):
                fits.append((score, profile.id))
    return profile.id


# ---------------------------------------------------------------- weaker mentions


def _is_initial_and_name(mention: Mention) -> bool:
    return bool((mention.given and mention.family_initials) or (mention.given_initials and mention.family))


def _is_titled(mention: Mention) -> bool:
    return bool(mention.family or mention.given or mention.family_initials)


def _is_word(mention: Mention) -> bool:
    return bool(mention.word and not mention.initials)


def _is_anything(mention: Mention) -> bool:
    return True


def _candidates(sighting: Sighting, roll: Roll) -> list[tuple[int, str]]:
    """Everybody whom the mention fits about as well as the best, (fit, id), in the order of the roll."""
    mention = sighting.mention
    if mention not in roll.fits:
        every = [(fit(profile, mention), person) for person, profile in roll.profiles.items()]
        roll.fits[mention] = [each for each in every if each[0]]
    fits = [each for each in roll.fits[mention] if not _is_barred(sighting, each, roll)]
    best = max((score for score, _ in fits), default=0)
    margin = INITIALS_MARGIN if mention.initials else MARGIN
    return [(score, person) for score, person in fits if score >= best - margin]


def _is_barred(sighting: Sighting, fitting: tuple[int, str], roll: Roll) -> bool:
    score, person = fitting
    profile = roll.profiles[person]
    if _is_namesake(sighting, profile):
        return True
    if score == 45 and sighting.mention.word and not sighting.mention.initials and roll.is_released(person):
        return True  # a word cut short is too weak a sign to release on
    bare = bool(sighting.mention.word or not sighting.mention.family)
    elsewhere = sighting.table is not None and (sighting.finding.document_id, sighting.table) in roll.subject_tables
    return profile.standing is Standing.SUBJECT and bare and score < STRONG and sighting.owns_row and elsewhere


def _link_only(sighting: Sighting, score: int, person: str, roll: Roll) -> Link:
    profile = roll.profiles[person]
    if not roll.is_released(person):
        return Link((person,), "The only person whom it fits.")
    if profile.standing is Standing.SUBJECT and _is_unlisted_form(profile, sighting):
        return Link(
            (person,), "It may be a short form of the subject's name, which the request does not list.", is_sure=False
        )
    if score in (40, 50, 75, 80) and not sighting.is_read:
        return Link((person,), "It is close to this person's name, but not the same.", is_sure=False)
    return Link((person,), "The only person whom it fits.")


def _is_unlisted_form(profile: Profile, sighting: Sighting) -> bool:
    """A lone short form that neither the name nor the request's aliases give, whatever letters OCR confused."""
    mention = sighting.mention
    lone = mention.word or (
        mention.given[0] if mention.given and not mention.family and not mention.family_initials else ""
    )
    known = (*profile.given, *profile.middle, *profile.words, *profile.family, *profile.initials)
    parts = {part for name in known for part in name.split("-")}
    if sighting.is_read and len(lone) >= 4 and blurred(lone) in {blurred(each) for each in (*known, *parts)}:
        return False
    return bool(lone) and not mention.initials and lone not in known and lone not in parts


def _tell_apart(sighting: Sighting, candidates: list[tuple[int, str]], roll: Roll) -> Link:
    people = [person for _, person in candidates]
    subject = next((each for each in people if roll.profiles[each].standing is Standing.SUBJECT), None)
    is_listed = sighting.finding.evidence.detector == "roster" and sighting.finding.evidence.rule == "subject"
    if subject and is_listed and sighting.mention.title and not sighting.owns_row:
        return Link((subject,), "The request lists this form of the subject's name.")
    if (
        subject
        and _is_own_forename(roll.profiles[subject], sighting.mention)
        and not _has_rival(people, sighting, roll)
    ):
        return Link((subject,), "The subject's forename in the subject's own file.")
    document = sighting.finding.document_id
    if sighting.is_alone:
        writers = [person for person in people if person in roll.present[document + "|from", None]]
        if len(writers) == 1:
            return Link((writers[0],), "Signed by the sender.")
    thread = document.split(".")[0]
    for key in ((document, sighting.line), (document, None), ("thread " + thread, None)):
        near = [person for person in people if person in roll.present[key]]
        if len(near) == 1 and _may_choose(near[0], people, roll):
            return Link((near[0],), "The only one of those whom it fits that is spoken of nearby.")
    best = max(score for score, _ in candidates)
    own = [person for score, person in candidates if score == best]
    if len(own) == 1 and sighting.mention.word and not any(roll.is_released(person) for person in people):
        return Link((own[0],), "The name itself, where the others go by a form of it.")
    return Link(tuple(people), "It fits several people.", is_sure=False)


def _has_rival(people: Sequence[str], sighting: Sighting, roll: Roll) -> bool:
    """Whether initials are those of somebody else as well, whose full name is known and who is not released."""
    if not sighting.mention.initials:
        return False
    others = [roll.profiles[person] for person in people if not roll.is_released(person)]
    if len(sighting.mention.initials) > 2:  # three letters are somebody's only with a middle or a double name
        others = [each for each in others if each.middle or any("-" in name for name in (*each.given, *each.family))]
    return any(each.given and each.family for each in others)


def _is_own_forename(profile: Profile, mention: Mention) -> bool:
    if mention.title:
        return False
    lone = mention.word or (mention.given[0] if len(mention.given) >= 1 and not mention.family else "")
    if mention.family_initials or mention.given_initials:
        return False
    return (
        lone in profile.given
        or lone in profile.words
        or (bool(mention.initials) and mention.initials in profile.initials)
    )


def _subject_of(roll: Roll) -> Profile:
    return next(each for each in roll.profiles.values() if each.standing is Standing.SUBJECT)


def _may_choose(person: str, people: Sequence[str], roll: Roll) -> bool:
    """Nearness may pick anybody, but never somebody released over somebody who is not, nor ever the subject."""
    if roll.profiles[person].standing is Standing.SUBJECT:
        return False
    return not roll.is_released(person) or all(roll.is_released(other) for other in people)


def _settle(sighting: Sighting, link: Link, roll: Roll) -> None:
    """Write the link down and let the person's profile learn from a sure and telling mention."""
    roll.links[sighting.finding.id] = link
    person = link.person
    if person is None:
        return
    document = sighting.finding.document_id
    roll.signs[person].extend(sighting.signs)
    if sighting.kin_of and _is_own_forename(_subject_of(roll), parse_mention(sighting.kin_of)):
        why = f"{OWN_KIN} brother or sister."
        roll.signs[person].append(Sign(role="sibling", weight=59, why=why))
    profile = roll.profiles[person]
    score = fit(profile, sighting.mention)
    thread = document.split(".")[0]
    keys: list[tuple[str, int | None]] = [(document, sighting.line)]
    if score >= STRONG:
        keys += [(document, None), ("thread " + thread, None)]
    if sighting.is_writer:
        keys.append((document + "|from", None))
    for key in keys:
        roll.present[key].add(person)
    if profile.standing is Standing.SUBJECT and sighting.owns_row and sighting.table is not None:
        roll.subject_tables.add((document, sighting.table))
    roll.profiles[person] = _learn(profile, sighting, score)
    personal = [mail for mail in sighting.mails if not parse_mention(mail).is_empty]
    roll.by_mail.update({mail: person for mail in personal if mail not in roll.by_mail})


def _learn(profile: Profile, sighting: Sighting, score: int) -> Profile:
    mention = sighting.mention
    if profile.standing is Standing.SUBJECT:
        learnt = replace(mention, given=(), family="", word="", initials="") if mention.given else Mention()
        profile = profile.grown(learnt, sighting.text)
    elif score >= 85 or (score >= STRONG and mention.title):
        profile = profile.grown(mention, sighting.text)
    else:
        profile = profile.grown(Mention(), sighting.text)
    marks = tuple(mark for mark in sighting.marks if mark not in profile.marks)
    mails = tuple(mail for mail in sighting.mails if mail not in profile.mails)
    return replace(profile, marks=(*profile.marks, *marks), mails=(*profile.mails, *mails))


def relabel(roll: Roll, roles: Mapping[str, tuple[str, str]]) -> None:
    """Give people their roles (id -> role, reason); pupils take no titles."""
    for person, (role, why) in roles.items():
        profile = replace(roll.profiles[person], role=role, why_role=why)
        if role in PUPIL_ROLES:
            profile = replace(profile, takes_titles=False)
        roll.profiles[person] = profile
