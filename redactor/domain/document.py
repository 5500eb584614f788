"""One Source read: pages in order, one text, and the two bridges between language and paper.

`Document.text` is all pages in order, joined by a form feed. Every Word knows its half-open slice
`[start, end)` of that string, in characters (Python `str` indices, so code points), and its Box on its
page. Nobody ever searches a page for a string: `words_in` and `boxes_for` lead from text to paper.
The text is never changed; a detector that normalises does so on a copy with an offset map back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from redactor.domain.box import Box, PageBox

PAGE_BREAK = "\f"


class WordOrigin(StrEnum):
    """Where the words of a page came from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    TYPESET = "typeset"
    UNREAD = "unread"


class Sheet(StrEnum):
    """What a page is to the person who kept the record."""

    FACE = "face"
    """A page of the record as a reader sees it."""
    UNSEEN = "unseen"
    """A sheet of ours that lists what the pages do not show; never disclosed unless a person releases it."""


@dataclass(frozen=True, slots=True)
class Word:
    """The least that can be covered: its slice of the text, its box in page space, confidence 0–1."""

    text: str
    start: int
    end: int
    box: Box
    confidence: float = 1.0
    line: int = 0
    """Counts the lines of the page in reading order; words of one line share it."""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a word needs a non-empty slice of the text")
        if self.end - self.start != len(self.text):
            raise ValueError("a word's slice is as long as the word")


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: size in points before /Rotate (crop box), its slice of the text, its words in reading order."""

    index: int
    width: float
    height: float
    start: int
    end: int
    words: tuple[Word, ...] = ()
    rotation: int = 0
    origin: WordOrigin = WordOrigin.TEXT_LAYER
    sheet: Sheet = Sheet.FACE
    doubt: tuple[str, ...] = ()
    """Signs that the page was not fully read (codes such as "low_confidence"); a page with doubt is held."""
    pictures: tuple[Box, ...] = ()
    """Areas without words that a person has to look at: photographs, stamps, strokes. Page space."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A second reading of one page by another engine: a text of its own, with offsets into that text."""

    page_index: int
    engine: str
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Document:
    """One Source read. `id` is the Source's id; `text` and the pages' slices agree, or ValueError is raised."""

    id: str
    text: str
    pages: tuple[Page, ...]
    title: str = ""
    kind: str = ""
    """The kind of file it was, by content ("pdf", "docx", "eml" …)."""
    marks: tuple[str, ...] = ()
    """What a reviewer must know about the reading: "repaired", "layout_not_kept", …"""
    readings: tuple[Reading, ...] = ()
    page_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "page_starts", tuple(page.start for page in self.pages))
        at = 0
        for index, page in enumerate(self.pages):
            if page.index != index or page.start != at or page.end < page.start:
                raise ValueError(f"page {index} does not follow the one before it")
            if any(not page.start <= word.start < word.end <= page.end for word in page.words):
                raise ValueError(f"a word of page {index} lies outside the page's text")
            at = page.end + len(PAGE_BREAK)
        if self.pages and self.pages[-1].end != len(self.text):
            raise ValueError("the pages do not cover the text")

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        """All words of all pages in text order."""
        return tuple(sorted((w for page in self.pages for w in page.words), key=lambda word: word.start))

    @cached_property
    def _word_starts(self) -> tuple[int, ...]:
        return tuple(word.start for word in self._words)

    def page_at(self, offset: int) -> Page:
        """The page on which the character at `offset` stands; IndexError outside the text."""
        if not self.pages or not 0 <= offset <= len(self.text):
            raise IndexError("no page holds that offset")
        return self.pages[bisect_right(self.page_starts, offset) - 1]

    def words_in(self, start: int, end: int, *, reading: int | None = None) -> tuple[Word, ...]:
        """Every word that shares a character with the span, in text order.

        `reading` picks a second reading (an index into `readings`); the span then counts in its text.
        """
        if reading is not None:
            return tuple(w for w in self.readings[reading].words if w.start < end and w.end > start)
        last = bisect_left(self._word_starts, end)
        first = bisect_right(self._word_starts, start)
        while first > 0 and self._words[first - 1].end > start:
            first -= 1
        return tuple(w for w in self._words[first:last] if w.end > start)

    def boxes_for(self, start: int, end: int, *, reading: int | None = None) -> tuple[PageBox, ...]:
        """The boxes that cover the span, one a line, in page order, page space."""
        boxes: dict[tuple[int, int], Box] = {}
        for word in self.words_in(start, end, reading=reading):
            page = self.page_at(word.start).index if reading is None else self.readings[reading].page_index
            key = (page, word.line)
            boxes[key] = boxes[key].joined(word.box) if key in boxes else word.box
        return tuple(PageBox(page, box) for (page, _), box in sorted(boxes.items(), key=lambda entry: entry[0]))


@dataclass(frozen=True, slots=True)
class LooseWord:
    """A word that has a place on paper but none in a text yet; `breaks_after` is what stands after it."""

    text: str
    box: Box
    confidence: float = 1.0
    line: int = 0
    gap: str = " "
    """The characters between this word and the next one on the page: " ", "\\n", "\\t", or "" inside a token."""


@dataclass(frozen=True, slots=True)
class LooseReading:
    """What another engine, or the eye of one against a text layer, read on the same page."""

    engine: str
    words: tuple[LooseWord, ...]


@dataclass(frozen=True, slots=True)
class LoosePage:
    """A page before it has a place in a Document: what readers and OCR make."""

    width: float
    height: float
    words: tuple[LooseWord, ...] = ()
    rotation: int = 0
    origin: WordOrigin = WordOrigin.TEXT_LAYER
    sheet: Sheet = Sheet.FACE
    doubt: tuple[str, ...] = ()
    pictures: tuple[Box, ...] = ()
    readings: tuple[LooseReading, ...] = ()
    """Second readings of the page; they are searched as well and printed nowhere."""


def bind_pages(
    pages: Iterable[LoosePage], *, id: str, title: str = "", kind: str = "", marks: tuple[str, ...] = ()
) -> Document:
    """Make the Document: lay the words of all pages out as one text and give each word its slice.

    Words without text are dropped; the gap after a page's last word is not written. A second reading becomes a text
    of its own, its words counted from 0.
    """
    parts: list[str] = []
    bound: list[Page] = []
    readings: list[Reading] = []
    at = 0
    for index, loose in enumerate(pages):
        if index:
            parts.append(PAGE_BREAK)
            at += len(PAGE_BREAK)
        text, words = _lay_out(loose.words, at)
        parts.append(text)
        bound.append(
            Page(
                index, loose.width, loose.height, at, at + len(text), words, loose.rotation,
                loose.origin, loose.sheet, loose.doubt, loose.pictures,
            )
        )  # fmt: skip
        at += len(text)
        readings += [Reading(index, each.engine, *_lay_out(each.words, 0)) for each in loose.readings if each.words]
    return Document(id, "".join(parts), tuple(bound), title, kind, marks, tuple(readings))


def _lay_out(loose: Iterable[LooseWord], at: int) -> tuple[str, tuple[Word, ...]]:
    """The words of one page as one text, and each with its slice of a text in which this one begins at `at`."""
    kept = [word for word in loose if word.text]
    parts: list[str] = []
    words: list[Word] = []
    for place, word in enumerate(kept):
        words.append(Word(word.text, at, at + len(word.text), word.box, word.confidence, word.line))
        parts.append(word.text + (word.gap if place + 1 < len(kept) else ""))
        at += len(parts[-1])
    return "".join(parts), tuple(words)
