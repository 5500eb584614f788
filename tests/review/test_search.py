from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.finding import Span
from redactor.domain.script import Script, SecondScript
from redactor.review.search import search_scripts

TEXT = "Dear Zoë O’Brien,\nTom\nReid met José. Tomorrow tom reid\fleaves."
SCRIPT = Script(
    document_id="0001",
    text=TEXT,
    page_starts=(0, TEXT.index("\f") + 1),
    readings=(SecondScript(1, "rapid", "Torn Reid leaves"),),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tom reid", ["Tom Reid", "tom reid"]),
        ("TOM", ["Tom", "Tom", "tom"]),
        ("jose", ["José"]),
        ("o'brien", ["O’Brien"]),
        ("zoe", ["Zoë"]),
        ("torn reid", ["Torn Reid"]),
        ("a", []),
        ("(", []),
        ("nobody", []),
    ],
)
def test_words_are_found_whatever_their_case_accents_and_line_ends(words: str, expected: list[str]) -> None:
    assert [hit.text for hit in search_scripts([SCRIPT], words)] == expected


def test_whole_words_only_leaves_parts_of_words_out() -> None:
    assert [hit.text for hit in search_scripts([SCRIPT], "tom", whole_words=True)] == ["Tom", "tom"]


def test_a_hit_names_its_page_and_its_reading() -> None:
    (hit,) = search_scripts([SCRIPT], "torn")
    assert (hit.page_number, hit.engine, hit.span) == (2, "rapid", Span(0, 4, 0))
    assert [each.page_number for each in search_scripts([SCRIPT], "leaves.")] == [2]


@given(st.text(alphabet=string.ascii_letters + " éßİﬁ̈\n", min_size=0, max_size=40), st.text(max_size=40))
def test_every_hit_is_a_slice_that_stands_in_the_text(before: str, after: str) -> None:
    text = f"{before} Tom Reid {after}"
    script = Script(document_id="1", text=text, page_starts=(0,))
    hits = list(search_scripts([script], "tom reid"))
    assert any(text[hit.span.start : hit.span.end].casefold() == "tom reid" for hit in hits)
    assert all(0 <= hit.span.start < hit.span.end <= len(text) for hit in hits)
