"""How text is laid before the names model."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.detect import layout
from redactor.detect.layout import case_class, join_compounds, lay_windows, split_words


def units(text: str) -> list[str]:
    words = split_words(text)
    return [text[words[unit[0]].start : words[unit[-1]].end] for unit in join_compounds(text, words)]


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("coat", layout.LOWER),
        ("COAT", layout.UPPER),
        ("J", layout.ONE_CAPITAL),
        ("Zoe\u0308", layout.CAPITALISED),
        ("2026", layout.DIGITS),
        ("McCall", layout.MIXED),
        ("5O", layout.MIXED),
        ("0kafor", layout.MIXED),
        (";", layout.NO_LETTERS),
    ],
)
def test_a_word_has_one_of_seven_cases(word: str, case: int) -> None:
    assert case_class(word) == case


def test_a_word_knows_the_gap_before_it() -> None:
    gaps = [word.gap for word in split_words("One two\tthree\nfour,five\fsix")]
    line, space, tab, glued = layout.AFTER_LINE, layout.AFTER_SPACE, layout.AFTER_TAB, layout.GLUED
    assert gaps == [line, space, tab, line, glued, glued, line]


def test_a_combining_accent_stays_with_its_letter() -> None:
    assert units("Zoe\u0308 Brule\u0301") == ["Zoe\u0308", "Brule\u0301"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith-Jones O'Brien", ["Smith-Jones", "O'Brien"]),
        ("J.J. Marlowe", ["J.J", "Marlowe"]),
        ("Kofi's coat", ["Kofi", "coat"]),
        ("the Joneses' car", ["the", "Joneses", "car"]),
        ("It rained. Tom went", ["It", "rained", "Tom", "went"]),
        ("Amy/Zoe (Mum)", ["Amy", "Zoe", "Mum"]),
        ("O'S", ["O"]),
    ],
)
def test_compounds_are_one_unit_and_possessives_none(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@given(st.integers(min_value=0, max_value=2000))
def test_windows_keep_every_piece_once_and_read_it_with_neighbours(count: int) -> None:
    windows = lay_windows(count)
    kept = [place for window in windows for place in range(window.keep_start, window.keep_end)]
    assert kept == list(range(count))
    for window in windows:
        assert window.start <= window.keep_start <= window.keep_end <= window.end <= count
        assert len(windows) == 1 or window.end - window.start == layout.WINDOW_PIECES
        assert window.start == 0 or window.keep_start - window.start >= 16
        assert window.end == count or window.end - window.keep_end >= 16


@given(st.text(max_size=80))
def test_words_cover_all_that_is_not_space_in_order(text: str) -> None:
    words = split_words(text)
    covered = "".join(text[word.start : word.end] for word in words)
    assert covered == "".join(text.split())
    assert all(left.end <= right.start for left, right in pairwise(words))
