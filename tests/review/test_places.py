from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.box import Box, PageBox
from redactor.domain.finding import Place, Span, WholeDocument, WholePage
from redactor.review.places import parse_place, write_place
from tests.store.making import a_document

DOCUMENT = a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there")
PLACES: tuple[Place, ...] = (
    Span(5, 15),
    WholePage(1),
    WholeDocument(),
    PageBox(0, Box(72.0, 90.5, 140.25, 104.0)),
)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_was_written_is_read_back(place: Place) -> None:
    assert parse_place(write_place(place), DOCUMENT) == place
    assert parse_place(f"  {write_place(place).upper()} ", DOCUMENT) == place


def test_words_say_where_it_is() -> None:
    assert [write_place(place) for place in PLACES] == [
        "characters 5-15",
        "page 2",
        "document",
        "page 1: 72 90.5 140.25 104",
    ]
    assert write_place(Span(1, 2, 0)) == "characters 1-2 of reading 2"


@pytest.mark.parametrize(
    "untrusted",
    [
        "",
        "page 0",
        "page 3",
        "page 99999999999",
        "page 3: 1 1 50 50",
        "page 1: 1 1 2 50",
        "page 1: 900 900 950 950",
        "page 1: nan 1 50 50",
        "page 1: -5 1 50 50",
        "characters 15-5",
        "characters 0-99999",
        "characters 5-15 of reading 2",
        "characters 5-15 of reading 0",
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_place_that_the_document_does_not_have_is_none(untrusted: str) -> None:
    assert parse_place(untrusted, DOCUMENT) is None


@given(st.text(max_size=60))
def test_anything_may_stand_in_the_cell(untrusted: str) -> None:
    parse_place(untrusted, DOCUMENT)
