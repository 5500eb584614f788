"""What says that a value which the request does not give is the data subject's all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redactor.detect.owners import KIN, Circle, Claim, Owner, claim_of
from redactor.detect.tables import Shape
from redactor.domain.finding import Category, Finding, Span

_CONTACT_LABEL = re.compile(r"\b(?:tel|telephone|phone|mobile|mob|address|addr|e-?mail|home|vehicle|car)\W{0,4}$", re.I)
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
    if finding.category not in (Category.IDENTIFIER, Category.CONTACT) or shape.row_at(span.start):
        return
    is_contact = finding.category is Category.CONTACT
    if is_contact and not circle.asks_for_self:
        return
    start = max(text.rfind("\n", 0, span.start), text.rfind("\f", 0, span.start)) + 1
    end = min(at if (at := text.find("\n", span.end)) >= 0 else len(text), span.end + 200)
    is_labelled = not is_contact or _CONTACT_LABEL.search(text[start : span.start]) is not None
    if is_labelled and names_nobody_else(text, (start, end), named, circle):
        yield _of_subject(61, "The line names the subject and nobody else.", circle)
    head = _DEAR.search(text, span.end, span.end + 600)
    page = text.rfind("\f", 0, span.start) + 1
    if head and not is_contact and names_nobody_else(text, (page, head.start()), named, circle):
        yield _of_subject(60, "Stands at the head of a letter that names nobody but the subject.", circle)
    above = [each for each in named if each.span and max(0, span.start - 60) <= each.span.start < span.start]
    last = above[-1].span if above and circle.people.get(above[-1].id) == circle.subject else None
    if is_contact and last and re.fullmatch(r"[\s,>]{1,6}", text[last.end : span.start]):
        yield _of_subject(60, "Stands right below or beside the subject's name.", circle)


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
