"""Findings: stable ids, spans, and the boxes of every kind of place."""

from __future__ import annotations

import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.document import Document, LoosePage, LooseWord, bind_pages
from redactor.domain.finding import (
    Category,
    Evidence,
    Finding,
    Place,
    Span,
    Verdict,
    WholeDocument,
    WholePage,
    boxes_of,
    pages_of,
)


def a_finding(place: Place, *, score: float = 0.9, version: str = "1") -> Finding:
    evidence = Evidence(detector="names", score=score, version=version)
    return Finding(document_id="0012.1", category=Category.PERSON, place=place, evidence=evidence)


def a_document() -> Document:
    word = LooseWord("Anne", Box(10, 10, 40, 20))
    return bind_pages([LoosePage(595, 842, (word,)), LoosePage(420, 298, (word,))], id="0012.1")


def test_an_id_depends_on_the_place_and_not_on_score_version_or_suggestion() -> None:
    first = a_finding(Span(3, 9))
    assert first.id == a_finding(Span(3, 9), score=0.1, version="2").id
    assert first.id == first.suggested(Verdict.WITHHOLD, "TP-ID").id
    assert first.id.startswith("0012.1-")


def test_every_other_place_has_another_id() -> None:
    places = [Span(3, 9), Span(3, 10), Span(3, 9, 0), WholePage(3), WholeDocument(), PageBox(3, Box(0, 0, 1, 1))]
    assert len({a_finding(place).id for place in places}) == len(places)


def test_an_id_does_not_move_when_boxes_are_rounded_for_the_store() -> None:
    exact, stored = Box(1 / 3, 2 / 3, 10 / 3, 20 / 3), Box(0.333, 0.667, 3.333, 6.667)
    assert a_finding(PageBox(0, exact)).id == a_finding(PageBox(0, stored)).id


def test_spans_of_two_readings_never_meet() -> None:
    assert Span(0, 5).overlaps(Span(4, 9))
    assert not Span(0, 5).overlaps(Span(5, 9))
    assert not Span(0, 5).overlaps(Span(0, 5, 1))
    assert Span(0, 9).holds(Span(3, 9))
    assert not Span(0, 9).holds(Span(3, 10))


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 3)])
def test_an_empty_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="a span needs"):
        Span(start, end)


def test_only_a_span_finding_has_a_span() -> None:
    assert a_finding(Span(3, 9)).span == Span(3, 9)
    assert a_finding(WholePage(0)).span is None


def test_a_whole_page_and_a_whole_document_cover_their_sheets() -> None:
    document = a_document()
    assert boxes_of(document, WholePage(1)) == (PageBox(1, Box(0, 0, 420, 298)),)
    assert pages_of(document, WholeDocument()) == (0, 1)
    assert pages_of(document, Span(5, 9)) == (1,)
    assert boxes_of(document, PageBox(1, Box(1, 1, 2, 2))) == (PageBox(1, Box(1, 1, 2, 2)),)
