"""Builders of small cases for the tests of the store and of the review page."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from redactor.domain.box import Box
from redactor.domain.case import Case, Requester, Source, SourceState, Subject
from redactor.domain.decision import Decision
from redactor.domain.document import Document, LoosePage, LooseWord, bind_pages
from redactor.domain.finding import Category, Evidence, Finding, Place, Span, Verdict

AT = datetime(2026, 9, 7, 10, 30, tzinfo=UTC)
REFERENCE = "SAR-2026-014"


def a_case(reference: str = REFERENCE, *, scope: str = "") -> Case:
    """A request by its own subject."""
    return Case(
        reference=reference,
        received=date(2026, 9, 3),
        subject=Subject(name="Leila Okafor"),
        requester=Requester(name="Leila Okafor"),
        scope=scope,
    )


def a_source(source_id: str, content: bytes, *, state: SourceState = SourceState.RECEIVED) -> Source:
    """A text file with those bytes."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Source(id=source_id, path=f"inbox/{source_id}.txt", sha256=sha256, size=len(content), state=state)


def a_document(source_id: str, *pages: str) -> Document:
    """A4 pages of words, 20 points a line and 7 points a character, as `a_facsimile` prints them."""
    return bind_pages([_a_page(text) for text in pages], id=source_id, kind="pdf")


def _a_page(text: str) -> LoosePage:
    words = []
    for line, row in enumerate(text.split("\n")):
        x = 72.0
        tokens = row.split(" ")
        for place, token in enumerate(tokens):
            box = Box(x, 72.0 + 20 * line, x + 7 * len(token), 86.0 + 20 * line)
            words.append(LooseWord(token, box, 1.0, line, " " if place + 1 < len(tokens) else "\n"))
            x += 7 * (len(token) + 1)
    return LoosePage(595.0, 842.0, tuple(words))


def a_finding(document: Document, words: str, *, category: Category = Category.PERSON, kind: str = "") -> Finding:
    """A claim about the first place where these words stand."""
    start = document.text.index(words)
    return found_at(document.id, Span(start, start + len(words)), category=category, kind=kind)


def found_at(document_id: str, place: Place, *, category: Category = Category.PERSON, kind: str = "") -> Finding:
    """A claim about a place."""
    evidence = Evidence(detector="names", rule="name", version="1", score=0.9, why="Looks like a name.")
    return Finding(document_id=document_id, category=category, place=place, evidence=evidence, kind=kind)


def a_decision(
    finding: Finding, verdict: Verdict = Verdict.WITHHOLD, *, by: str = "Ana", code: str = "TP", reason: str = ""
) -> Decision:
    """A reviewer's ruling."""
    return Decision(finding_id=finding.id, verdict=verdict, by=by, at=AT, code=code, reason=reason)
