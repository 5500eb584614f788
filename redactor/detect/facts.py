"""Whose a private fact is that stands in running text: whom its sentence, its paragraph or its form speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from redactor.detect.folding import fold
from redactor.detect.owners import KIN, Circle, Claim, Owner, claim_of, may_be_asker
from redactor.detect.paragraphs import Unit, read_units
from redactor.detect.rows import KIN_LABEL
from redactor.detect.tables import Shape
from redactor.domain.finding import Finding, Span

_DEAR = re.compile(r"^[> ]*Dear ", re.M)
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.I)
STATUS = "special.status"
"""Facts about a place in the record (support plan, social worker), which no worker named beside the subject has."""


def read_fact_claims(
    span: Span,
    people: Sequence[str | None],
    kin: re.Match[str] | None,
    *,
    kind: str = "",
    place: tuple[Shape, Sequence[Finding], Circle],
) -> Iterator[Claim]:
    """The claims on a fact; `people` and `kin` are whom its sentence names and the word for a relative in it."""
    shape, named, circle = place
    if kind == STATUS and circle.subject in people:
        people = [each for each in people if each not in circle.staff]
    yield from _special_claims(people, kin, circle)
    if people or kin:
        return
    if _is_told_to_subject(span, shape.text, named, circle):
        why = "The letter tells it to the subject, as their own."
        yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=61, why=why)
    if _is_own_form(span, shape, named, circle):
        why = "Stands under a heading of the subject's own form."
        yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=60, why=why)
    elif _speaks_of_subject_alone(span, shape, named, circle):
        why = "The paragraph speaks of nobody but the subject."
        yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=60, why=why)


def _is_told_to_subject(span: Span, text: str, named: Sequence[Finding], circle: Circle) -> bool:
    """Whether a letter that opens with "Dear" and the subject's name says it of "you"."""
    if not _YOU.search(text, span.start, span.end):
        return False
    dear = max((each.end() for each in _DEAR.finditer(text, max(0, span.start - 3000), span.start)), default=None)
    if dear is None:
        return False
    addressed = {circle.people.get(each.id) for each in named if each.span and dear <= each.span.start < dear + 30}
    return addressed == {circle.subject}


def _is_own_form(span: Span, shape: Shape, named: Sequence[Finding], circle: Circle) -> bool:
    """Whether the text block of a fact names nobody and no heading gives it to others, in the subject's own form.

    The subject is whom the form's first field for a name gives, on the same page.
    """
    page = shape.text.rfind("\f", 0, span.start) + 1
    asked = [
        (field, each)
        for field in shape.fields
        for each in named
        if page <= field.start < span.start
        and each.span
        and field.start <= each.span.start < field.end
        and re.search(r"\b(name|surname|applicant|child|pupil|patient|employee)\b", fold(field.label))
    ]
    if len(shape.fields) < 3 or not asked or circle.people.get(asked[0][1].id) != circle.subject:
        return False
    unit = next((each for each in _units(shape.text) if each.start <= span.start < each.end), None)
    if unit is None or KIN_LABEL.search(fold(unit.heading)):
        return False
    within = [each for each in named if each.span and unit.start <= each.span.start < unit.end]
    return not KIN.search(shape.text[unit.start : unit.end]) and all(
        circle.people.get(each.id) == circle.subject for each in within
    )


@lru_cache(maxsize=4)
def _units(text: str) -> tuple[Unit, ...]:
    return read_units(text)


def _speaks_of_subject_alone(span: Span, shape: Shape, named: Sequence[Finding], circle: Circle) -> bool:
    """Whether the paragraph or row names nobody else and no relative, in a document that names the subject."""
    text, found = shape.text, shape.row_at(span.start)
    if found:
        start, end = found[1].start - 1, found[1].end
    else:
        start = max(text.rfind(mark, 0, span.start) for mark in ("\n\n", "\f", "\t"))
        end = min((at for mark in ("\n\n", "\f", "\t") if (at := text.find(mark, span.end)) >= 0), default=len(text))
    inside = {circle.people.get(each.id) for each in named if each.span and start < each.span.start < end}
    subject_is_named = any(circle.people.get(each.id) == circle.subject for each in named)
    alone = all(person == circle.subject or person in circle.staff for person in inside)
    return subject_is_named and alone and not KIN.search(text[max(start, 0) : end])


def _special_claims(people: Sequence[str | None], kin: re.Match[str] | None, circle: Circle) -> Iterator[Claim]:
    others = [person for person in people if person != circle.subject]
    if others and circle.subject in people:
        yield Claim(owner=Owner.UNKNOWN, weight=58, why="The sentence names the subject and somebody else.")
    elif others and others[0]:
        yield claim_of(others[0], 60, "The only person named in the sentence.", circle)
    elif others:
        yield Claim(owner=Owner.UNKNOWN, weight=58, why="The sentence names somebody who is not certain.")
    elif kin and may_be_asker(kin[1], circle):
        yield Claim(owner=Owner.UNKNOWN, weight=56, why="It may be the requester's own, which is a request of its own.")
    elif kin:
        yield Claim(owner=Owner.RELATIVE, weight=56, why="A relative is spoken of in the sentence.")
    elif people:
        yield Claim(owner=Owner.SUBJECT, person=circle.subject, weight=60, why="The sentence names the subject alone.")
