"""What says that a value which the request does not give is the data subject's all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redactor.detect.folding import fold
from redactor.detect.owners import KIN, Circle, Claim, Owner, claim_of
from redactor.detect.tables import Shape
from redactor.detect.values import fold_date
from redactor.domain.finding import Category, Finding, Span

_CONTACT_LABEL = re.compile(
    r"\b(?:mac|ip|imei|reg|registration|tel|telephone|phone|mobile|mob|address|addr|e-?mail|home|vehicle|car)\W{0,4}$",
    re.I,
)
_LONG = 120
"""Characters from which a line is taken sentence by sentence."""
_DEAR = re.compile(r"^[> ]*Dear\b", re.M)


def read_own_claims(finding: Finding, shape: Shape, named: Sequence[Finding], circle: Circle) -> Iterator[Claim]:
    """What says that a value which the request does not give is the subject's all the same.

    A number stands in a line that names the subject alone, or at the head of a letter that names nobody else; a contact
    follows its label in such a line, or the subject's name above it, and the subject asks. The trap is a contact of
    the parent with whom the child lives: nothing here gives one to a child.
    """
    text, span = shape.text, finding.span
    if span is None:
        return
    if text[span.start] == "@":
        over = [
            each for each in named if each.span and each.span.overlaps(Span(span.start, span.end, each.span.reading))
        ]
        if len(over) == 1 and (person := circle.people.get(over[0].id)):
            yield claim_of(person, 93, "The handle is this person's name.", circle)
        return
    if finding.category is Category.DATE_OF_BIRTH and _is_with_own_birth(span, text, named, circle):
        yield _of_subject(61, "Stands with the subject's date of birth, in a line that names nobody else.", circle)
    if finding.category not in (Category.IDENTIFIER, Category.CONTACT) or shape.row_at(span.start):
        return
    is_contact = finding.category is Category.CONTACT
    if is_contact and not circle.asks_for_self:
        return
    start = max(text.rfind("\n", 0, span.start), text.rfind("\f", 0, span.start)) + 1
    end = min(at if (at := text.find("\n", span.end)) >= 0 else len(text), span.end + 200)
    if not is_contact and form_owner(span, shape, named, circle) == circle.subject and not KIN.search(text, start, end):
        inside = {circle.people.get(each.id) for each in named if each.span and start <= each.span.start < end}
        if inside <= {circle.subject, *circle.staff}:
            yield _of_subject(60, "Stands in the subject's form, in a line that names nobody else.", circle)
    if end - start > _LONG:
        start, end = _sentence_round(text, start, end, span)
    is_labelled = not is_contact or _CONTACT_LABEL.search(text[start : span.start]) is not None
    if is_labelled and names_nobody_else(text, (start, end), named, circle):
        yield _of_subject(61, "The line names the subject and nobody else.", circle)
    head = _DEAR.search(text, span.end, span.end + 600)
    page = text.rfind("\f", 0, span.start) + 1
    if head and not is_contact and names_nobody_else(text, (page, head.start()), named, circle):
        yield _of_subject(60, "Stands at the head of a letter that names nobody but the subject.", circle)
    above = [each for each in named if each.span and max(0, span.start - 60) <= each.span.start < span.start]
    last = above[-1].span if above and circle.people.get(above[-1].id) == circle.subject else None
    if is_contact and last and re.fullmatch(r"[\s,>(]{1,6}", text[last.end : span.start]):
        yield _of_subject(60, "Stands right below or beside the subject's name.", circle)


def _is_with_own_birth(span: Span, text: str, named: Sequence[Finding], circle: Circle) -> bool:
    """Whether the line, which names nobody but the subject and staff, gives the subject's date of birth too."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\f", 0, span.start)) + 1
    end = at if (at := text.find("\n", span.end)) >= 0 else len(text)
    inside = {circle.people.get(each.id) for each in named if each.span and start <= each.span.start < end}
    if not inside <= {circle.subject, *circle.staff} or KIN.search(text, start, end):
        return False
    born = "born " + fold_date(text[start:end])
    return born in circle.owned.subject_keys


def _sentence_round(text: str, start: int, end: int, span: Span) -> tuple[int, int]:
    """The sentence of a long line; the whole line where a pronoun before the value may be somebody else's."""
    left = max((each.end() for each in re.finditer(r"[.!?]\s", text[start : span.start])), default=0) + start
    right = re.compile(r"[.!?](?:\s|$)").search(text, span.end, end)
    if re.search(r"\b(?:his|her|their|whose)\b", text[left : span.start]):
        return start, end
    return left, right.start() if right else end


def _of_subject(weight: int, why: str, circle: Circle) -> Claim:
    return Claim(owner=Owner.SUBJECT, person=circle.subject, weight=weight, why=why)


def names_nobody_else(text: str, place: tuple[int, int], named: Sequence[Finding], circle: Circle) -> bool:
    """Whether the slice names the subject, and besides only people who are released, and speaks of no relative."""
    start, end = place
    inside = {circle.people.get(each.id) for each in named if each.span and start <= each.span.start < end}
    return (
        circle.subject in inside
        and inside <= {circle.subject, circle.requester, *circle.staff} - {None}
        and not KIN.search(text, start, end)
    )


_STATEMENT_LABEL = re.compile(r"^(?:witness )?statement of\b")
"""The label over whoever makes a statement, which is about them to its end."""
_NAME_LABEL = re.compile(
    r"\b(name|surname|forenames?|known as|statement of|witness|employee|patient|client|tenant|applicant|pupil|"
    r"student)\b"
)


def form_owner(span: Span, shape: Shape, named: Sequence[Finding], circle: Circle) -> str | None:
    """The person whose name the nearest field above with a name asks for."""
    above = [field for field in shape.fields if field.start <= span.start]
    above = [field for field in above if field.start >= span.start - 700 or _STATEMENT_LABEL.search(fold(field.label))]
    for field in reversed(above):
        label = fold(field.label)
        inside = [each for each in named if each.span and field.start <= each.span.start < field.end]
        people = {person for each in inside if (person := circle.people.get(each.id))}
        if len(people) == 1 and _NAME_LABEL.search(label):
            return people.pop()
        if inside and len(people) != 1:
            return None
    return None
