"""What one place says of a value's owner: the request, the organisation, the form, the row, the header, nearness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redactor.detect.facts import read_fact_claims
from redactor.detect.folding import fold
from redactor.detect.mention import parse_mention
from redactor.detect.own import form_owner, names_nobody_else, read_own_claims
from redactor.detect.owners import KIN, Circle, Claim, Owner, claim_of, is_asker, may_be_asker
from redactor.detect.profile import fit, fold_value
from redactor.detect.rows import KIN_LABEL
from redactor.detect.sightings import find_owner_column
from redactor.detect.tables import Shape
from redactor.detect.titles import GENERIC_MAILBOXES
from redactor.detect.values import keys_of
from redactor.domain.finding import Category, Finding, Span

_OFFICE_LINE = re.compile(
    r"\b(office|switchboard|reception|main line|tel(?:ephone)?|headteacher:|urn \d|www\.|registered)\b", re.I
)


_EVENTS = frozenset({"crime_ref", "incident_ref", "incident_log", "crime_reference", "case_ref"})
"""Numbers that stand for an event, not for a person."""


_HEAD = 120
"""Characters from the start of a record in which its own number stands."""


_FIRST_PERSON = re.compile(
    r"\b(?:my|mine|our|ours|ring me|call me|text me|i am on|i live|we live|we have moved|we moved|we are at)\b", re.I
)


_NAME_BEFORE = re.compile(r"((?:[A-Z][\w.'’-]{0,20} ){0,3}[A-Z][\w'’-]{1,20}),\s+(?=\d|[Ff]lat)")


_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|[\f\t]|\n(?![a-z0-9])")


def read_claims(
    finding: Finding, keys: frozenset[str], *, shape: Shape, named: Sequence[Finding], circle: Circle
) -> Iterator[Claim]:
    """Every claim that the value's own place makes; `keys` are the folded value, `named` the mentions in text order."""
    span = finding.span
    if span is None:
        return
    value, text = shape.text[span.start : span.end], shape.text
    named_before = _NAME_BEFORE.match(value) if finding.category is Category.CONTACT else None
    if named_before and fit(circle.profiles[circle.subject], parse_mention(named_before[1])) >= 60:
        value = value[named_before.end() :]
        keys = keys_of(finding, value)
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
    yield from read_own_claims(finding, shape, named, circle)
    yield from _field_claims(finding, span, shape, named, circle)
    yield from _row_claims(span, shape, named, circle, is_contact=finding.category is Category.CONTACT)
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
        if circle.subject in people and len(people) > 1:
            if finding.category is not Category.ROW:
                return
            why = "The field speaks of the subject too: its names are judged one by one."
            yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=70, why=why)
        elif len(people) == 1 and (person := people.pop()):
            yield claim_of(person, 88, "The field names this person.", circle)
        elif is_asker(kin[1], circle):
            yield Claim(
                owner=Owner.REQUESTER, person=circle.requester, weight=70, why="The field asks about the requester."
            )
        elif may_be_asker(kin[1], circle):
            yield Claim(
                owner=Owner.UNKNOWN, weight=70, why="The field may ask about the requester or the other parent."
            )
        else:
            yield Claim(owner=Owner.RELATIVE, weight=88, why="The field asks about a relative.")
        return
    inside = [each for each in named if each.span and field.start <= each.span.start < field.end]
    if finding.kind == "workplace":
        people = {circle.people.get(each.id) for each in inside}
        inside = [] if all(p and circle.profiles[p].role == "health_professional" for p in people) else inside
    if any(circle.people.get(each.id) != circle.subject for each in inside):
        return  # the field names somebody itself: nearness decides
    owner = form_owner(span, shape, named, circle)
    if owner == circle.subject:
        yield Claim(owner=Owner.SUBJECT, person=owner, weight=62, why="Stands in a form about the subject.")
    elif owner:
        yield claim_of(owner, 62, "Stands in a form about this person.", circle)


def _row_claims(
    span: Span, shape: Shape, named: Sequence[Finding], circle: Circle, *, is_contact: bool
) -> Iterator[Claim]:
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
            each for each in inside if fold(shape.label_at(start_of(each))) in ("caller", "contact", "reported by")
        ]
        if cell and re.search(r"\b(number|phone|tel|mobile|e-?mail)\b", fold(cell.heading)) and caller:
            owners = caller
        elif cell and is_contact and cell.column > column + 1:
            left = row.cells[cell.column - 1]
            others = [each for each in inside if circle.people.get(each.id) not in circle.staff]
            owners = [each for each in others if left.start <= start_of(each) < left.end] or owners
        people = {circle.people.get(each.id) for each in owners}
        if len(people) == 1 and (person := people.pop()):
            yield claim_of(person, 85, "Stands in this person's row.", circle)
        elif owners:
            yield Claim(owner=Owner.UNKNOWN, weight=61, why="Stands in a row of somebody who is not certain.")
        return
    people = {circle.people.get(each.id) for each in inside} - circle.staff
    if len(people) == 1 and (person := people.pop()):
        yield claim_of(person, 65, "The only person named in the row.", circle)


def _header_claims(span: Span, value: str, shape: Shape, named: Sequence[Finding], circle: Circle) -> Iterator[Claim]:
    if "@" not in value:
        return
    for each in shape.correspondents:
        if each.mail_start <= span.start < each.mail_end:
            inside = [one for one in named if one.span and each.name_start <= one.span.start < each.name_end]
            people = {circle.people.get(one.id) for one in inside}
            if len(people) == 1 and (person := people.pop()):
                yield claim_of(person, 92, "Stands beside this person's name in a mail header.", circle)
    mail = fold(value).strip("<>., ")
    known = [person for person, profile in circle.profiles.items() if mail in profile.mails]
    if len(known) == 1:
        yield claim_of(known[0], 91, "This person's address.", circle)
        return
    mention = parse_mention(mail)
    fits = [person for person, profile in circle.profiles.items() if fit(profile, mention, slips=False) >= 85]
    if len(fits) == 1 and fits[0] != circle.subject:
        yield claim_of(fits[0], 63, "The address spells this person's name.", circle)


def _near_claims(
    finding: Finding, span: Span, shape: Shape, named: Sequence[Finding], circle: Circle
) -> Iterator[Claim]:
    """Nearness: the same sentence first, then the paragraph. It never gives a value to the subject for sure."""
    text = shape.text
    start, end = _sentence(text, span)
    inside = [each for each in named if each.span and start <= each.span.start < end]
    if finding.category is Category.SPECIAL:
        inside = [each for each in inside if each.span and not _is_speaker(text, each.span)]
    people = [circle.people.get(each.id) for each in sorted(inside, key=lambda each: _distance(each, span))]
    kin = KIN.search(text[start:end])
    writer = find_writer(span.start, shape, named, circle)
    if writer and not kin and _FIRST_PERSON.search(text[start:end]) and finding.category is not Category.SPECIAL:
        yield claim_of(writer, 62, "The writer of the message speaks of it as their own.", circle)
    if finding.category is Category.SPECIAL:
        yield from read_fact_claims(span, people, kin, kind=finding.kind, place=(shape, named, circle))
        return
    if finding.category in (Category.IDENTIFIER, Category.DATE_OF_BIRTH):
        people = [person for person in people if person not in circle.staff]
    others = [person for person in people if person != circle.subject]
    if finding.kind in _EVENTS and not kin and _names_subject_alone(span, text, named, circle):
        why = "An event's own number, where nobody but the subject is spoken of."
        yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=60, why=why)
        return
    if people and people[0] is not None and people[0] != circle.subject and len(set(people)) == 1 and not kin:
        yield claim_of(people[0], 58, "The only person named in the sentence.", circle)
    elif people and people[0] is not None and people[0] != circle.subject:
        yield claim_of(people[0], 50, "The nearest person in the sentence.", circle)
    elif kin and not may_be_asker(kin[1], circle):
        yield Claim(owner=Owner.RELATIVE, weight=55, why="A relative is spoken of in the sentence.")
    elif people:
        why = "It stands near the subject's name, but the request does not give it."
        yield Claim(
            owner=Owner.UNKNOWN, weight=40, why=why if not others else "It stands near a mention that is not certain."
        )
    else:
        yield from _paragraph_claims(span, text, named, circle)


def _is_speaker(text: str, span: Span) -> bool:
    """Whether a mention opens a line as the one who says it: "[18:41] Olly Farrant: jayden is here"."""
    line = text.rfind("\n", 0, span.start) + 1
    return (
        text[span.end : span.end + 1] == ":"
        and re.fullmatch(r"[\[\]\d/.,:\sapmAPM–-]*", text[line : span.start]) is not None
    )


def _names_subject_alone(span: Span, text: str, named: Sequence[Finding], circle: Circle) -> bool:
    """Whether the paragraph names the subject, and besides only people who are released; or it heads the record."""
    line = at if (at := text.find("\n", span.end)) >= 0 else len(text)
    if span.start < _HEAD and not any(each.span and each.span.start < line for each in named):
        return True
    start = max(text.rfind(mark, 0, span.start) for mark in ("\n\n", "\f", "\t")) + 1
    end = min((at for mark in ("\n\n", "\f", "\t") if (at := text.find(mark, span.end)) >= 0), default=len(text))
    return names_nobody_else(text, (start, end), named, circle)


def _paragraph_claims(span: Span, text: str, named: Sequence[Finding], circle: Circle) -> Iterator[Claim]:
    start = max(text.rfind("\n\n", 0, span.start), text.rfind("\f", 0, span.start), 0)
    before = [each for each in named if each.span and max(start, span.start - 300) <= each.span.start < span.start]
    behind = [each for each in named if each.span and span.end <= each.span.start < span.end + 40]
    nearest = before[-1:] or behind[:1]
    person = circle.people.get(nearest[0].id) if nearest else None
    last = before[-1].span if before else None
    if person and person != circle.subject and last and re.fullmatch(r"[\s,>]{1,12}", text[last.end : span.start]):
        yield claim_of(person, 57, "Stands right below or beside the name.", circle)
    elif person and person != circle.subject:
        yield claim_of(person, 35, "The nearest person in the paragraph.", circle)


def find_writer(at: int, shape: Shape, named: Sequence[Finding], circle: Circle) -> str | None:
    """The person of the nearest From header above a place, who wrote the message it stands in."""
    above = [each for each in shape.correspondents if each.label == "from" and each.name_start < at]
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


def start_of(finding: Finding) -> int:
    """Where the finding begins in the document's text; 0 for one that is an area."""
    return finding.span.start if finding.span else 0


def _distance(finding: Finding, span: Span) -> int:
    other = finding.span
    if other is None:
        return 1 << 30
    return span.start - other.end if other.end <= span.start else other.start - span.end + 15
