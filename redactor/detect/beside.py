"""Text in; out names and dates of birth that only the word or the name beside them gives away.

"Jonty's mum (Bryony Capstick": a word for a relative, and words with capitals behind it. "- MAHMOOD Zain 22/02/2009":
a list of names, each with a date, is a list of dates of birth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from redactor.detect.folding import fold_name
from redactor.detect.ordinary import MONTHS, NO_NAMES
from redactor.detect.titles import TITLES
from redactor.domain.document import Document
from redactor.domain.finding import Category, Evidence, Finding, Span

_KIN_NAME = re.compile(
    r"\b(?:mum|mother|dad|father|brother|sister|nan|gran|grandmother|grandfather|grandad|aunt|auntie|uncle|cousin|"
    r"partner|boyfriend|girlfriend|husband|wife|stepdad|stepmum|son|daughter|neighbour)"
    r"(?: is |,? called |,? named | ?[(–-] ?| )"
    r"(?P<name>[A-Z][a-z'’-]{2,20}(?: [A-Z][A-Za-z'’-]{2,20}){0,2})(?=[\s.,;)(:!?'’-]|$)"
)
_DATE_BEHIND = re.compile(r",? ?\(?(?P<date>\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d{2})(?=\)?\s*(?:,|;|\n|$))")
_LIST_START = re.compile(r"(?:^|\n)[ \t]*(?:[-•*–]|\d{1,2}[.)])?[ \t]*$")
_LEAST_BIRTHS = 2
"""A single name with a date behind it may be a signature."""


def find_kin_names(
    document: Document, named: Sequence[Finding], text: str, *, reading: int | None
) -> Iterator[Finding]:
    """Names with capitals behind a word for a relative, where no detector saw one."""
    taken = [each.span for each in named if each.span]
    for match in _KIN_NAME.finditer(text):
        place = Span(match.start("name"), match.end("name"), reading)
        words = [fold_name(word) for word in match["name"].split()]
        if any(word in NO_NAMES or word in TITLES or word in MONTHS for word in words):
            continue
        if not any(place.overlaps(span) for span in taken):
            evidence = Evidence(detector="beside", score=0.5, why="Stands behind a word for a relative.")
            yield Finding(document_id=document.id, category=Category.PERSON, place=place, evidence=evidence)


def find_births(document: Document, named: Sequence[Finding], text: str, *, reading: int | None) -> Iterator[Finding]:
    """The dates right behind the names of a list of people."""
    found: list[Span] = []
    for each in named:
        if each.span is None or not _LIST_START.search(text[max(0, each.span.start - 12) : each.span.start]):
            continue
        date = _DATE_BEHIND.match(text, each.span.end)
        if date:
            found.append(Span(date.start("date"), date.end("date"), reading))
    if len(found) < _LEAST_BIRTHS:
        return
    for place in found:
        evidence = Evidence(detector="beside", rule="dob", score=0.7, why="A date right behind a name of a list.")
        yield Finding(
            document_id=document.id, category=Category.DATE_OF_BIRTH, kind="dob", place=place, evidence=evidence
        )
