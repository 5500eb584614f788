"""Who is withheld and still named on a finished page; and who only seems to be."""

from __future__ import annotations

import pytest

from redactor.detect.remaining import Withheld, find_remaining, find_withheld
from redactor.domain.box import Box
from redactor.domain.decision import Ruling
from redactor.domain.document import Document, LoosePage, LooseWord, bind_pages
from redactor.domain.finding import Category, Span, Verdict
from tests.redact.papers import a_ruling

TEXT = "Oliver Fenwick and Mrs Okafor met Tom Reed of 07700 900123 and ref UPN A801200001001 near Rose Page by Will May"


def a_document() -> Document:
    words = tuple(LooseWord(word, Box(72, 100, 90, 110), 1.0, 0, " ") for word in TEXT.split())
    return bind_pages([LoosePage(595, 842, words)], id="0001")


def ruled(text: str, verdict: Verdict = Verdict.WITHHOLD, category: Category = Category.PERSON) -> Ruling:
    at = TEXT.index(text)
    return a_ruling(Span(at, at + len(text)), verdict, category=category)


WITHHELD = (
    ruled("Oliver Fenwick"),
    ruled("Mrs Okafor"),
    ruled("07700 900123", category=Category.CONTACT),
    ruled("A801200001001", category=Category.IDENTIFIER),
)


def found(text: str, *rulings: Ruling, known: tuple[str, ...] = ("Marcus Pemberton",)) -> list[int]:
    withheld: Withheld = find_withheld([a_document()], [*WITHHELD, *rulings], known=known, printed="Third party")
    return [number for number, _ in find_remaining(["A cover page", text], withheld)]


@pytest.mark.parametrize(
    "text",
    [
        "It was Oliver Fenwick again",
        "OLIVER FENWICK",
        "Fenwick, Oliver",
        "Oliver\nFenwick's coat",
        "Oliver James Fenwick",
        "Ask Mrs Okafor, please",
        "Mr Okafor",
        "call 07700900123",
        "+ 07700-900-123",
        "UPN a801200001001",
    ],
)
def test_whoever_is_left_is_named_with_the_page(text: str) -> None:
    assert set(found(text)) == {2}


@pytest.mark.parametrize(
    "text",
    [
        "Oliver was there, and so was Mr Fenwick-Jones",
        "the oliver fenwick",
        "Tom Fenwick",
        "Oliver said to Jane that Tom and Ada had left for Fenwick Road",
        "Okafor Solicitors",
        "Third party",
        "0770 09001",
    ],
)
def test_a_shared_surname_or_an_ordinary_word_is_no_sight(text: str) -> None:
    assert found(text) == []


def test_a_name_that_somebody_released_is_no_sight() -> None:
    assert found("Tom Reed", ruled("Tom Reed")) == [2]
    assert found("Tom Reed", ruled("Tom Reed", Verdict.RELEASE)) == []


def test_the_subject_of_the_same_name_is_no_sight() -> None:
    assert found("Oliver Fenwick", known=("Oliver Fenwick",)) == []


def test_the_report_holds_ids_and_no_text() -> None:
    withheld = find_withheld([a_document()], WITHHELD, known=(), printed="")
    (only,) = find_remaining(["Oliver Fenwick"], withheld)
    assert only == (1, WITHHELD[0].finding.id)
