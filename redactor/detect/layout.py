"""Text in; words, how each is cased and set on the page, and reading windows out: what the names model sees.

Training reads texts through these same functions, so that the finder never sees a text otherwise than the model
learned it. Offsets are characters of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WINDOW_PIECES = 126
"""Word pieces read at once; with the two marks that BERT puts around them they make 128."""
STRIDE_PIECES = 94

NO_LETTERS, LOWER, UPPER, ONE_CAPITAL, CAPITALISED, DIGITS, MIXED = range(7)
CASE_COUNT = 7
GLUED, AFTER_SPACE, AFTER_LINE, AFTER_TAB = range(4)
GAP_COUNT = 4

# Combining marks and joiners belong to the letter before them: "Zoe" with a combining diaeresis is one word.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200b-\u200d\u2060"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*|[^\s]")
_HYPHENS = frozenset("-\u2010\u2011")
_APOSTROPHES = frozenset("'\u2019\u02bc`")


@dataclass(frozen=True, slots=True)
class TextWord:
    """One run of letters and digits, or one other sign, with the case class and the gap before it."""

    start: int
    end: int
    case: int
    gap: int
    is_sign: bool
    """True for punctuation and other signs, which are never part of a name by themselves."""


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start` to `end` are read together; those from `keep_start` to `keep_end` are most central here."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def split_words(text: str) -> tuple[TextWord, ...]:
    """Split text into words and signs, in order; white space and form feeds are gaps, not words."""
    words = []
    before = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = _gap_class(text[before:start]) if start > before or start == 0 else GLUED
        token = match.group()
        words.append(TextWord(start, end, case_class(token), gap, not token[0].isalnum()))
        before = end
    return tuple(words)


def case_class(word: str) -> int:
    """Say how a whole word is cased; one of the seven classes above."""
    if word.islower():
        return LOWER if not _has_digit(word) else MIXED
    if word.isupper():
        if _has_digit(word):
            return MIXED
        return ONE_CAPITAL if len(word) == 1 else UPPER
    if not any(each.isalpha() for each in word):
        return DIGITS if _has_digit(word) else NO_LETTERS
    if word[0].isupper() and word[1:].islower() and not _has_digit(word):
        return CAPITALISED
    # Letters of scripts without case are neither upper nor lower.
    return MIXED


def lay_windows(piece_count: int, size: int = WINDOW_PIECES, stride: int = STRIDE_PIECES) -> tuple[Window, ...]:
    """Cover pieces 0 to `piece_count` with overlapping windows; the kept parts meet without gap or overlap."""
    if piece_count <= size:
        return (Window(0, piece_count, 0, piece_count),)
    starts = list(range(0, piece_count - size, stride))
    starts.append(piece_count - size)
    windows = []
    keep_start = 0
    for place, start in enumerate(starts):
        end = start + size
        # A piece in two windows is read where it has the more neighbours on its poorer side: the halfway line.
        keep_end = (starts[place + 1] + end) // 2 if place + 1 < len(starts) else piece_count
        windows.append(Window(start, end, keep_start, keep_end))
        keep_start = keep_end
    return tuple(windows)


def join_compounds(text: str, words: tuple[TextWord, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the word indices that make one unit, in order: O'Brien, Smith-Jones, J.J., else a word alone.

    Signs that stand between units belong to none, nor does a possessive 's.
    """
    place = 0
    while place < len(words):
        if words[place].is_sign:
            place += 1
            continue
        unit = [place]
        while (following := _continuation(text, words, unit[-1])) is not None:
            unit.append(following)
        yield tuple(unit)
        place = unit[-1] + 1
        if _is_possessive(text, words, place):
            place += 2


def _continuation(text: str, words: tuple[TextWord, ...], place: int) -> int | None:
    """Give the index of the word that a hyphen, apostrophe or initial's full stop ties to this one."""
    if place + 2 >= len(words) or words[place + 2].is_sign:
        return None
    tie = words[place + 1]
    if not tie.is_sign or tie.gap != GLUED or words[place + 2].gap != GLUED:
        return None
    sign = text[tie.start : tie.end]
    if sign in _APOSTROPHES and not _is_possessive(text, words, place + 1):
        return place + 2
    if sign in _HYPHENS or (sign == "." and words[place].end - words[place].start == 1):
        return place + 2
    return None


def _is_possessive(text: str, words: tuple[TextWord, ...], place: int) -> bool:
    """Whether an apostrophe and a lone s stand at this word index, tied to the word before."""
    if place + 1 >= len(words):
        return False
    sign, ending = words[place], words[place + 1]
    if text[sign.start : sign.end] not in _APOSTROPHES or text[ending.start : ending.end] not in ("s", "S"):
        return False
    tied = sign.gap == GLUED and ending.gap == GLUED
    return tied and (place + 2 >= len(words) or words[place + 2].gap != GLUED or words[place + 2].is_sign)


def _gap_class(gap: str) -> int:
    if "\t" in gap:
        return AFTER_TAB
    if gap == "" or any(each in gap for each in "\n\r\f\v\u2028\u2029"):
        return AFTER_LINE
    return AFTER_SPACE


def _has_digit(word: str) -> bool:
    return any(each.isdigit() for each in word)
