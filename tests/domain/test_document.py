"""The bridges between the one text of a document and the boxes on its pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.box import Box, PageBox
from redactor.domain.document import Document, LoosePage, LooseReading, LooseWord, Page, Word, bind_pages

TOKENS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6)
WORDS = st.builds(
    lambda text, x, y, line, gap: LooseWord(text, Box(x, y, x + 20, y + 10), 1.0, line, gap),
    TOKENS, st.integers(0, 500), st.integers(0, 800), st.integers(0, 5), st.sampled_from([" ", "\n", "\t", ""]),
)  # fmt: skip
PAGES = st.lists(st.builds(lambda words: LoosePage(595, 842, tuple(words)), st.lists(WORDS, max_size=6)), max_size=4)


def line_of(text: str, *, line: int, y: float, gap: str = "\n") -> tuple[LooseWord, ...]:
    tokens = text.split(" ")
    return tuple(
        LooseWord(token, Box(50 * at, y, 50 * at + 40, y + 10), 1.0, line, " " if at + 1 < len(tokens) else gap)
        for at, token in enumerate(tokens)
    )


def two_pages() -> Document:
    first = LoosePage(595, 842, (*line_of("Seen by Dr", line=0, y=10), *line_of("Anne Lee", line=1, y=30)))
    second = LoosePage(595, 842, line_of("Okafor today", line=0, y=10))
    return bind_pages([first, second], id="0001")


def test_pages_are_joined_by_a_form_feed_and_words_by_their_gaps() -> None:
    assert two_pages().text == "Seen by Dr\nAnne Lee\fOkafor today"


def test_a_name_over_two_lines_and_two_pages_has_a_box_a_line() -> None:
    document = two_pages()
    start, end = document.text.index("Dr"), document.text.index(" today")
    assert document.boxes_for(start, end) == (
        PageBox(0, Box(100, 10, 140, 20)),
        PageBox(0, Box(0, 30, 90, 40)),
        PageBox(1, Box(0, 10, 40, 20)),
    )


def test_half_a_word_gives_the_whole_word() -> None:
    document = two_pages()
    at = document.text.index("nne")
    assert [word.text for word in document.words_in(at, at + 1)] == ["Anne"]


def test_a_gap_belongs_to_no_word() -> None:
    document = two_pages()
    at = document.text.index("\n")
    assert document.words_in(at, at + 1) == ()


def test_offsets_count_characters_and_not_bytes() -> None:
    page = LoosePage(595, 842, line_of("😀 e\u0301tude ﬁnd Zoë", line=0, y=10))
    document = bind_pages([page], id="0001")
    start = document.text.index("Zoë")
    assert [word.text for word in document.words_in(start, start + 3)] == ["Zoë"]


def test_a_character_is_on_the_page_that_holds_it() -> None:
    document = two_pages()
    assert document.page_at(0).index == 0
    assert document.page_at(document.text.index("Okafor")).index == 1
    with pytest.raises(IndexError):
        document.page_at(len(document.text) + 1)


@given(PAGES)
def test_every_word_is_found_again_by_its_slice(pages: list[LoosePage]) -> None:
    document = bind_pages(pages, id="0001")
    kept = [word for page in pages for word in page.words if word.text]
    bound = [word for page in document.pages for word in page.words]
    assert [word.text for word in bound] == [word.text for word in kept]
    for word in bound:
        assert document.text[word.start : word.end] == word.text
        assert word in document.words_in(word.start, word.end)


@given(PAGES, st.integers(0, 60), st.integers(1, 30))
def test_words_in_a_span_are_those_that_share_a_character_with_it(
    pages: list[LoosePage], start: int, length: int
) -> None:
    document = bind_pages(pages, id="0001")
    every = [word for page in document.pages for word in page.words]
    assert document.words_in(start, start + length) == tuple(
        word for word in every if word.start < start + length and word.end > start
    )


@pytest.mark.parametrize(
    "pages",
    [
        (Page(1, 595, 842, 0, 5),),
        (Page(0, 595, 842, 1, 5),),
        (Page(0, 595, 842, 0, 4),),
        (Page(0, 595, 842, 0, 2), Page(1, 595, 842, 2, 5)),
        (Page(0, 595, 842, 0, 2, (Word("abc", 0, 3, Box(0, 0, 1, 1)),)), Page(1, 595, 842, 3, 5)),
    ],
)
def test_pages_that_do_not_cover_the_text_are_refused(pages: tuple[Page, ...]) -> None:
    with pytest.raises(ValueError, match="page"):
        Document("0001", "abcde", pages)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 2), (0, 4)])
def test_a_word_whose_slice_does_not_fit_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="slice"):
        Word("abc", start, end, Box(0, 0, 1, 1))


def test_a_second_reading_is_a_text_of_its_own_with_boxes_on_its_page() -> None:
    other = LoosePage(
        595, 842, line_of("0kafor today", line=0, y=10), readings=(LooseReading("b", line_of("Okafor", line=0, y=10)),)
    )
    document = bind_pages([LoosePage(595, 842, line_of("Seen by", line=0, y=10)), other], id="0001")
    (reading,) = document.readings
    assert (reading.page_index, reading.engine, reading.text) == (1, "b", "Okafor")
    assert document.boxes_for(0, 6, reading=0) == (PageBox(1, Box(0, 10, 40, 20)),)
    assert document.text == "Seen by\f0kafor today"
