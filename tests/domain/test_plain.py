"""Nouns to plain JSON values and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.box import Box, PageBox
from redactor.domain.case import Case, KnownPerson, Requester, Subject
from redactor.domain.decision import Decision
from redactor.domain.document import Document, LoosePage, LooseWord, bind_pages
from redactor.domain.finding import (
    Category,
    Evidence,
    Finding,
    Place,
    Span,
    Suggestion,
    Verdict,
    WholeDocument,
    WholePage,
)
from redactor.domain.plain import from_plain, to_plain

NO_FIT = r"\w"
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
SIZES = st.integers(0, 10**6).map(lambda number: number / 1000)
BOXES = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h).rounded(), SIZES, SIZES, SIZES, SIZES)
SPANS = st.builds(
    lambda start, length, reading: Span(start, start + length, reading),
    st.integers(0, 999), st.integers(1, 99), st.none() | st.integers(0, 3),
)  # fmt: skip
PLACES: st.SearchStrategy[Place] = (
    SPANS
    | st.builds(PageBox, st.integers(0, 99), BOXES)
    | st.builds(WholePage, st.integers(0, 99))
    | st.just(WholeDocument())
)
FINDINGS = st.builds(
    Finding,
    document_id=st.just("0012.1"),
    category=st.sampled_from(Category),
    place=PLACES,
    evidence=st.builds(Evidence, detector=TEXTS, why=TEXTS, score=st.floats(0, 1), context=st.tuples(TEXTS, TEXTS)),
    kind=TEXTS,
    person_id=st.none() | TEXTS,
    suggestion=st.none() | st.builds(Suggestion, verdict=st.sampled_from(Verdict), code=TEXTS, why=TEXTS),
)


def there_and_back(noun: Any) -> Any:
    return from_plain(type(noun), json.loads(json.dumps(to_plain(noun))))


@given(FINDINGS)
def test_a_finding_comes_back_as_it_was_with_the_same_id(finding: Finding) -> None:
    assert there_and_back(finding) == finding
    assert there_and_back(finding).id == finding.id


@given(st.lists(st.lists(st.tuples(TEXTS, BOXES, st.floats(0, 1)), max_size=4), max_size=3))
def test_a_document_comes_back_as_it_was(pages: list[list[tuple[str, Box, float]]]) -> None:
    loose = [LoosePage(595.0, 842.0, tuple(LooseWord(*word) for word in words)) for words in pages]
    document = bind_pages(loose, id="0001", title="A title", kind="pdf", marks=("repaired",))
    assert there_and_back(document) == document


def test_a_case_comes_back_with_its_dates_and_people() -> None:
    case = Case(
        reference="SAR-1",
        received=date(2026, 9, 3),
        subject=Subject(name="Zoë", aliases=("Z",), date_of_birth=date(2014, 3, 2)),
        requester=Requester(name="Ann"),
        people=(KnownPerson(name="Helen", role="staff", consent=True),),
    )
    assert there_and_back(case) == case


def test_a_decision_comes_back_with_its_moment() -> None:
    at = datetime(2026, 9, 7, 10, 30, tzinfo=UTC)
    decision = Decision(finding_id="0001-abc", verdict=Verdict.HOLD, by="Ana", at=at, sequence=3)
    assert there_and_back(decision) == decision


def test_a_loose_word_comes_back_with_its_gap() -> None:
    page = LoosePage(595.0, 842.0, (LooseWord("a", Box(0, 0, 1, 1), 0.5, 2, "\t"),), pictures=(Box(1, 2, 3, 4),))
    assert there_and_back(page) == page


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXTS | st.floats(allow_nan=False),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["id", "text", "pages", "place", "is", "start"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_anything_at_all_is_a_noun_or_a_value_error(plain: Any) -> None:
    for kind in (Document, Finding, LoosePage, Decision):
        with pytest.raises(ValueError, match=NO_FIT):
            from_plain(kind, plain)


@pytest.mark.parametrize(
    "spoil",
    [
        {"category": "nonsense"},
        {"place": {"is": "span", "start": 5, "end": 2, "reading": None}},
        {"place": {"is": "nowhere"}},
        {"place": {"start": 1, "end": 2}},
        {"evidence": None},
        {"kind": 3},
        {"unknown": 1},
    ],
)
def test_a_finding_with_one_wrong_value_is_refused(spoil: dict[str, Any]) -> None:
    plain = to_plain(
        Finding(document_id="1", category=Category.PERSON, place=Span(1, 2), evidence=Evidence(detector="names"))
    )
    with pytest.raises(ValueError, match=NO_FIT):
        from_plain(Finding, {**plain, **spoil})


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes has no plain form"):
        to_plain({"a": b"raw"})
