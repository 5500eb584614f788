"""Whose an identifier, a contact, a date of birth or a private fact is.

In this order: the request's own values (folded), the organisation's (its mail domain, letterhead, office lines), the
form field, the table row, the mail header, the same value owned elsewhere in the case, the nearest mention. Somebody
whose address the file says must not be shared owns every value that is once seen to be theirs, also in the subject's
own form. Where nothing tells, the owner is unknown, and that is a hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from redactor.detect.mention import GENERIC_MAILBOXES, fold, parse_mention
from redactor.detect.profile import Profile, fit, fold_value
from redactor.detect.rows import KIN_LABEL
from redactor.detect.sightings import find_owner_column
from redactor.detect.tables import Shape
from redactor.detect.values import Owned, fold_phone, keys_of
from redactor.domain.case import Case
from redactor.domain.finding import Category, Finding, Span
from redactor.domain.person import Standing

OWNABLE = frozenset({Category.IDENTIFIER, Category.CONTACT, Category.DATE_OF_BIRTH, Category.SPECIAL, Category.ROW})

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
_OFFICE_LINE = re.compile(
    r"\b(office|switchboard|reception|main line|tel(?:ephone)?|headteacher:|urn \d|www\.|registered)\b", re.I
)
_KIN = re.compile(
    r"\b(mum|mummy|mam|mother|dad|daddy|father|parents?|step ?-?(mum|dad|father|mother)|brother|sister|sibling|"
    r"nan|nana|gran|grandma|grandad|grandmother|grandfather|auntie?|uncle|cousin|wife|husband|partner|boyfriend|girlfriend|ex|"
    r"son|daughter|carer|neighbour|friend|nephew|niece|widow)\b",
    re.I,
)
_FIRST_PERSON = re.compile(
    r"\b(?:my|mine|our|ours|ring me|call me|text me|i am on|i live|we live|we have moved|we moved|we are at)\b", re.I
)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|[\f\t]|\n(?![a-z0-9])")


SURE = 60
"""The weight of a claim from which its own place says whose a value is; below it is nearness."""

LIKELY = 50
"""The weight from which nearness is telling: the one person, or the nearest, in the sentence."""


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
    is_work: bool = False
    """A contact that its form tells to be one of work: the organisation's mail domain, a landline, an extension."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A finding that somebody owns, the keys of its value and the claim that its own place makes."""

    finding: Finding
    keys: frozenset[str]
    claim: Claim


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


def find_holdings(
    findings: Sequence[Finding], text: str, shape: Shape, *, reading: int | None, circle: Circle
) -> Iterator[Holding]:
    """The claim that its own place makes on each ownable finding of one text."""
    here = [each for each in findings if each.span and each.span.reading == reading]
    named = sorted((each for each in here if each.category is Category.PERSON), key=_start_of)
    for finding in here:
        span = finding.span
        if finding.category not in OWNABLE or span is None:
            continue
        value = text[span.start : span.end]
        keys = keys_of(finding, value)
        if finding.category is Category.ROW and finding.kind not in ("field",):
            continue
        claims = _claims(finding, value, keys, text=text, shape=shape, named=named, circle=circle)
        claim = max(
            claims, key=lambda each: each.weight, default=Claim(owner=Owner.UNKNOWN, why="Nothing says whose it is.")
        )
        yield Holding(finding, keys, replace(claim, is_work=_is_work(value, circle)))


def settle_owners(holdings: Sequence[Holding], circle: Circle) -> dict[str, Claim]:
    """The owner of each holding, now that the whole case is known: finding id -> claim."""
    strong: dict[str, list[Claim]] = defaultdict(list)
    likely: dict[str, list[Claim]] = defaultdict(list)
    for holding in holdings:
        if holding.claim.weight >= SURE and holding.claim.owner is not Owner.UNKNOWN:
            for key in holding.keys:
                strong[key].append(holding.claim)
        elif holding.claim.weight >= LIKELY and holding.claim.owner is Owner.PERSON:
            for key in holding.keys:
                likely[key].append(holding.claim)
    settled: dict[str, Claim] = {}
    for holding in holdings:
        elsewhere = [claim for key in sorted(holding.keys) for claim in strong[key] or likely[key]]
        settled[holding.finding.id] = _settle(holding.claim, elsewhere, circle)
    return settled


def _settle(claim: Claim, elsewhere: Sequence[Claim], circle: Circle) -> Claim:
    if claim.weight >= 95:
        return claim
    for other in elsewhere:
        profile = circle.profiles.get(other.person or "")
        if profile and is_protected(profile):
            why = "The file says that this person's address and contacts must not be shared."
            return replace(other, is_protected=True, why=why)
    if claim.weight >= SURE and claim.owner is not Owner.SUBJECT:
        return claim
    others = {(other.owner, other.person) for other in elsewhere if other.owner is not Owner.SUBJECT}
    if len(others) == 1 and (claim.weight < SURE or not circle.asks_for_self):
        best = next(other for other in elsewhere if other.owner is not Owner.SUBJECT)
        return replace(best, why="The same value belongs to this owner elsewhere in the case.")
    if len(others) > 1 and claim.weight < SURE:
        return Claim(owner=Owner.UNKNOWN, why="The same value belongs to several people.")
    mine = [other for other in elsewhere if other.owner is Owner.SUBJECT]
    if mine and claim.weight < SURE:
        return replace(mine[0], weight=59, why="The same value stands in the subject's own form.")
    return claim


def _is_work(value: str, circle: Circle) -> bool:
    """The organisation's own mail domain, or a number that is no mobile."""
    if "@" in value:
        return fold(value).strip("<>., ").split("@")[-1] in circle.domains
    digits = fold_phone(value)
    return bool(digits) and not digits.startswith("7")


# ---------------------------------------------------------------- what one place says


def _claims(
    finding: Finding,
    value: str,
    keys: frozenset[str],
    *,
    text: str,
    shape: Shape,
    named: Sequence[Finding],
    circle: Circle,
) -> Iterator[Claim]:
    span = finding.span
    assert span is not None
    if finding.category is not Category.ROW and circle.owned.is_subjects(finding, value, keys):
        yield Claim(
            owner=Owner.SUBJECT, person=circle.subject, weight=100, why="The request gives it as the subject's."
        )
        return
    if keys & circle.owned.requester_keys:
        yield Claim(
            owner=Owner.REQUESTER, person=circle.requester, weight=100, why="The request gives it as the requester's."
        )
        return
    yield from _organisation_claims(finding, value, text, circle)
    yield from _field_claims(finding, span, shape, named, circle)
    yield from _row_claims(span, shape, named, circle)
    yield from _header_claims(span, value, shape, named, circle)
    if finding.category is not Category.ROW:
        yield from _near_claims(finding, span, shape, named, circle)


def _organisation_claims(finding: Finding, value: str, text: str, circle: Circle) -> Iterator[Claim]:
    span = finding.span
    if finding.category is not Category.CONTACT or span is None:
        return
    if "@" in value:
        mail = fold(value).strip("<>., ")
        local, _, domain = mail.partition("@")
        if local in GENERIC_MAILBOXES or (domain in circle.domains and parse_mention(mail).is_empty):
            yield Claim(owner=Owner.ORGANISATION, weight=96, why="A mailbox of an office, not of a person.")
        elif domain in circle.domains:
            yield _staff_mail(mail, circle)
        return
    line = _line(text, span.start)
    if circle.controller and circle.controller in fold_value(line):
        yield Claim(owner=Owner.ORGANISATION, weight=90, why="Stands in a line with the organisation's name.")
    elif len(_OFFICE_LINE.findall(line)) >= 2 and not re.search(r"\b07\d", value):
        yield Claim(owner=Owner.ORGANISATION, weight=75, why="Stands in the organisation's letterhead.")


def _staff_mail(mail: str, circle: Circle) -> Claim:
    mention = parse_mention(mail)
    fits = [
        each
        for each in circle.staff
        if mail in circle.profiles[each].mails or fit(circle.profiles[each], mention) >= 60
    ]
    if len(fits) == 1:
        return Claim(
            owner=Owner.PERSON,
            person=fits[0],
            weight=97,
            why="An address of the organisation, for this member of staff.",
        )
    if mention.given and mention.family_initials == "" and fit(circle.profiles[circle.subject], mention) >= 60:
        return Claim(
            owner=Owner.SUBJECT,
            person=circle.subject,
            weight=90,
            why="An address of the organisation with the subject's name.",
        )
    return Claim(owner=Owner.ORGANISATION, weight=96, why="An address of the organisation.")


def _field_claims(
    finding: Finding, span: Span, shape: Shape, named: Sequence[Finding], circle: Circle
) -> Iterator[Claim]:
    field = shape.field_at(span.start)
    if field is None:
        return
    label = fold(field.label)
    kin = KIN_LABEL.search(label)
    if kin:
        inside = [each for each in named if each.span and field.start <= each.span.start < field.end]
        people = {circle.people.get(each.id) for each in inside}
        if len(people) == 1 and (person := people.pop()):
            yield _claim_of(person, 88, "The field names this person.", circle)
        elif _is_asker(kin[1], circle):
            yield Claim(
                owner=Owner.REQUESTER, person=circle.requester, weight=70, why="The field asks about the requester."
            )
        elif _may_be_asker(kin[1], circle):
            yield Claim(
                owner=Owner.UNKNOWN, weight=70, why="The field may ask about the requester or the other parent."
            )
        else:
            yield Claim(owner=Owner.RELATIVE, weight=88, why="The field asks about a relative.")
        return
    inside = [each for each in named if each.span and field.start <= each.span.start < field.end]
    if any(circle.people.get(each.id) != circle.subject for each in inside):
        return  # the field names somebody itself: nearness decides
    owner = _form_owner(span, shape, named, circle)
    if owner == circle.subject:
        yield Claim(owner=Owner.SUBJECT, person=owner, weight=62, why="Stands in a form about the subject.")
    elif owner:
        yield _claim_of(owner, 62, "Stands in a form about this person.", circle)


def _form_owner(span: Span, shape: Shape, named: Sequence[Finding], circle: Circle) -> str | None:
    """The person whose name the nearest field above with a name asks for."""
    above = [field for field in shape.fields if span.start - 700 <= field.start <= span.start]
    for field in reversed(above):
        label = fold(field.label)
        inside = [each for each in named if each.span and field.start <= each.span.start < field.end]
        people = {person for each in inside if (person := circle.people.get(each.id))}
        if len(people) == 1 and re.search(r"\b(name|surname|forenames?|known as)\b", label):
            return people.pop()
        if inside and len(people) != 1:
            return None
    return None


def _row_claims(span: Span, shape: Shape, named: Sequence[Finding], circle: Circle) -> Iterator[Claim]:
    found = shape.row_at(span.start)
    if not found:
        return
    table, row = found
    column = find_owner_column(table, named)
    inside = [each for each in named if each.span and row.start <= each.span.start < row.end]
    cell = shape.cell_at(span.start)
    beside = [each for each in inside if cell and each.span and cell.start <= each.span.start < cell.end]
    if beside and cell and cell.column != column:
        return  # the cell names somebody itself: nearness decides
    if column is not None and column < len(row.cells):
        owners = [
            each for each in inside if each.span and row.cells[column].start <= each.span.start < row.cells[column].end
        ]
        caller = [
            each for each in inside if fold(shape.label_at(_start_of(each))) in ("caller", "contact", "reported by")
        ]
        if cell and re.search(r"\b(number|phone|tel|mobile|e-?mail)\b", fold(cell.heading)) and caller:
            owners = caller
        people = {circle.people.get(each.id) for each in owners}
        if len(people) == 1 and (person := people.pop()):
            yield _claim_of(person, 85, "Stands in this person's row.", circle)
        elif owners:
            yield Claim(owner=Owner.UNKNOWN, weight=61, why="Stands in a row of somebody who is not certain.")
        return
    people = {circle.people.get(each.id) for each in inside}
    if len(people) == 1 and (person := people.pop()):
        yield _claim_of(person, 65, "The only person named in the row.", circle)


def _header_claims(span: Span, value: str, shape: Shape, named: Sequence[Finding], circle: Circle) -> Iterator[Claim]:
    if "@" not in value:
        return
    for each in shape.correspondents:
        if each.mail_start <= span.start < each.mail_end:
            inside = [one for one in named if one.span and each.name_start <= one.span.start < each.name_end]
            people = {circle.people.get(one.id) for one in inside}
            if len(people) == 1 and (person := people.pop()):
                yield _claim_of(person, 92, "Stands beside this person's name in a mail header.", circle)
    mail = fold(value).strip("<>., ")
    known = [person for person, profile in circle.profiles.items() if mail in profile.mails]
    if len(known) == 1:
        yield _claim_of(known[0], 91, "This person's address.", circle)
        return
    mention = parse_mention(mail)
    fits = [person for person, profile in circle.profiles.items() if fit(profile, mention, slips=False) >= 85]
    if len(fits) == 1 and fits[0] != circle.subject:
        yield _claim_of(fits[0], 63, "The address spells this person's name.", circle)


def _near_claims(
    finding: Finding, span: Span, shape: Shape, named: Sequence[Finding], circle: Circle
) -> Iterator[Claim]:
    """Nearness: the same sentence first, then the paragraph. It never gives a value to the subject for sure."""
    text = shape.text
    start, end = _sentence(text, span)
    inside = [each for each in named if each.span and start <= each.span.start < end]
    people = [circle.people.get(each.id) for each in sorted(inside, key=lambda each: _distance(each, span))]
    kin = _KIN.search(text[start:end])
    writer = _writer(span, shape, named, circle)
    if writer and not kin and _FIRST_PERSON.search(text[start:end]) and finding.category is not Category.SPECIAL:
        yield _claim_of(writer, 62, "The writer of the message speaks of it as their own.", circle)
    if finding.category is Category.SPECIAL:
        yield from _special_claims(people, kin, circle)
        if not people and not kin and _speaks_of_subject_alone(span, text, named, circle):
            why = "The paragraph speaks of nobody but the subject."
            yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=60, why=why)
        return
    others = [person for person in people if person != circle.subject]
    if people and people[0] is not None and people[0] != circle.subject and len(set(people)) == 1 and not kin:
        yield _claim_of(people[0], 58, "The only person named in the sentence.", circle)
    elif people and people[0] is not None and people[0] != circle.subject:
        yield _claim_of(people[0], 50, "The nearest person in the sentence.", circle)
    elif kin and not _may_be_asker(kin[1], circle):
        yield Claim(owner=Owner.RELATIVE, weight=55, why="A relative is spoken of in the sentence.")
    elif people:
        why = "It stands near the subject's name, but the request does not give it."
        yield Claim(
            owner=Owner.UNKNOWN, weight=40, why=why if not others else "It stands near a mention that is not certain."
        )
    else:
        yield from _paragraph_claims(span, text, named, circle)


def _speaks_of_subject_alone(span: Span, text: str, named: Sequence[Finding], circle: Circle) -> bool:
    """Whether the paragraph names nobody else and no relative, in a document that names the subject."""
    start = max(text.rfind(mark, 0, span.start) for mark in ("\n\n", "\f", "\t"))
    end = min((at for mark in ("\n\n", "\f", "\t") if (at := text.find(mark, span.end)) >= 0), default=len(text))
    inside = {circle.people.get(each.id) for each in named if each.span and start < each.span.start < end}
    subject_is_named = any(circle.people.get(each.id) == circle.subject for each in named)
    alone = all(person == circle.subject or person in circle.staff for person in inside)
    return subject_is_named and alone and not _KIN.search(text[max(start, 0) : end])


def _special_claims(people: Sequence[str | None], kin: re.Match[str] | None, circle: Circle) -> Iterator[Claim]:
    others = [person for person in people if person != circle.subject]
    if others and circle.subject in people:
        yield Claim(owner=Owner.UNKNOWN, weight=58, why="The sentence names the subject and somebody else.")
    elif others and others[0]:
        yield _claim_of(others[0], 60, "The only person named in the sentence.", circle)
    elif others:
        yield Claim(owner=Owner.UNKNOWN, weight=58, why="The sentence names somebody who is not certain.")
    elif kin and _may_be_asker(kin[1], circle):
        yield Claim(owner=Owner.UNKNOWN, weight=56, why="It may be the requester's own, which is a request of its own.")
    elif kin:
        yield Claim(owner=Owner.RELATIVE, weight=56, why="A relative is spoken of in the sentence.")
    elif people:
        yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=60, why="The sentence names the subject alone.")


def _paragraph_claims(span: Span, text: str, named: Sequence[Finding], circle: Circle) -> Iterator[Claim]:
    start = max(text.rfind("\n\n", 0, span.start), text.rfind("\f", 0, span.start), 0)
    before = [each for each in named if each.span and max(start, span.start - 300) <= each.span.start < span.start]
    behind = [each for each in named if each.span and span.end <= each.span.start < span.end + 40]
    nearest = before[-1:] or behind[:1]
    person = circle.people.get(nearest[0].id) if nearest else None
    last = before[-1].span if before else None
    if person and person != circle.subject and last and re.fullmatch(r"[\s,>]{1,12}", text[last.end : span.start]):
        yield _claim_of(person, 57, "Stands right below or beside the name.", circle)
    elif person and person != circle.subject:
        yield _claim_of(person, 35, "The nearest person in the paragraph.", circle)


def _claim_of(person: str, weight: int, why: str, circle: Circle) -> Claim:
    standing = circle.profiles[person].standing
    owner = {Standing.SUBJECT: Owner.SUBJECT, Standing.REQUESTER: Owner.REQUESTER}.get(standing, Owner.PERSON)
    return Claim(owner=owner, person=person, weight=weight, why=why)


def _may_be_asker(kin: str, circle: Circle) -> bool:
    """Whether a word for a parent may mean the requester, who asks as one."""
    if circle.asks_for_self or circle.requester is None:
        return False
    word = fold(kin)
    if re.fullmatch(r"parents?|carer|guardian", word):
        return True
    if re.fullmatch(r"mum|mummy|mam|mother", word):
        return circle.asker_gender != "m"
    return bool(re.fullmatch(r"dad|daddy|father", word)) and circle.asker_gender != "f"


def _is_asker(kin: str, circle: Circle) -> bool:
    """Whether it does: the word and what is known of the requester agree."""
    return _may_be_asker(kin, circle) and bool(circle.asker_gender) and fold(kin)[0] in "md"


def _writer(span: Span, shape: Shape, named: Sequence[Finding], circle: Circle) -> str | None:
    """The person of the nearest From header above, where the value stands in that message's body."""
    above = [each for each in shape.correspondents if each.label == "from" and each.name_start < span.start]
    if not above:
        return None
    header = above[-1]
    for each in named:
        if each.span and header.name_start <= each.span.start < max(header.name_end, header.name_start + 1):
            return circle.people.get(each.id)
    mail = fold(shape.text[header.mail_start : header.mail_end])
    known = [person for person, profile in circle.profiles.items() if mail and mail in profile.mails]
    return known[0] if len(known) == 1 else None


def _sentence(text: str, span: Span) -> tuple[int, int]:
    start = max(
        (match.end() for match in _SENTENCE_END.finditer(text, max(0, span.start - 400), span.start)),
        default=max(0, span.start - 400),
    )
    if text[span.end - 1] in ".!?":
        return start, span.end
    after = _SENTENCE_END.search(text, span.end, span.end + 400)
    return start, after.start() if after else min(len(text), span.end + 400)


def _line(text: str, at: int) -> str:
    start = max(text.rfind("\n", 0, at), text.rfind("\f", 0, at)) + 1
    end = min((place for place in (text.find("\n", at), text.find("\f", at)) if place >= 0), default=len(text))
    return text[start:end]


def _start_of(finding: Finding) -> int:
    return finding.span.start if finding.span else 0


def _distance(finding: Finding, span: Span) -> int:
    other = finding.span
    if other is None:
        return 1 << 30
    return span.start - other.end if other.end <= span.start else other.start - span.end + 15


def make_circle(
    case: Case, profiles: Mapping[str, Profile], people: dict[str, str | None], owned: Owned, released: frozenset[str]
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
