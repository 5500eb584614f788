"""What can be seen of a secret by whoever reads pictures: pages, pages uncovered, pictures alone, letters alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pypdfium2 as pdfium
from rapidfuzz.distance import Levenshtein

from redactor.domain.picture import Picture
from redactor.verify.covers import uncover
from redactor.verify.needles import SHORTEST_IN_BINARY
from redactor.verify.readers import count_pages, picture_of
from redactor.verify.redraw import draw_letters, draw_pictures
from redactor.verify.secrets import tokens_of

OCR_DPI = 200.0
LETTERS_A_SLIP = 6
"""OCR may misread one letter in so many."""
_MOST_TOGETHER = 3
_FAINT = (4, 60)
"""Ink that differs from its ground by so many grey levels is faint: it is made black before it is read."""
_FAINT_SHARE = 0.0005
_BLOCK_PX = 48
"""The ground that ink stands on is told for squares of this size, larger than the strokes of a letter."""

PageOcr = Callable[[Picture], Iterable[str]]
"""Reads a picture of a page and gives the words it sees."""


def find_seen(pdf: bytes, secrets: Sequence[str], ocr: PageOcr) -> Iterator[tuple[int | None, str]]:
    """Each secret that OCR sees, as (page number or None, where it was seen): nothing that text readers know of."""
    pages = list(range(1, count_pages(pdf) + 1))
    bare = uncover(pdf, pages)
    unread = _pages_without_map(pdf)
    yield from _read(pdf, sorted(bare.page_numbers | unread), secrets, ocr, "on the page")
    yield from _read(bare.pdf, sorted(bare.page_numbers), secrets, ocr, "under what covers the page")
    if unread:
        yield from _read(draw_letters(pdf, unread), sorted(unread), secrets, ocr, "in letters that no reader knows")
    yield from find_in_pictures(pdf, secrets, ocr)


def find_in_pictures(
    pdf: bytes, secrets: Sequence[str], ocr: PageOcr, *, whole_pages: bool = True
) -> Iterator[tuple[int | None, str]]:
    """Each secret that OCR sees in the pictures of a file taken by themselves, without masks, clips and covers.

    Without `whole_pages` those that fill a page are left out: what they show is what the page shows.
    """
    pictures, count = draw_pictures(pdf, whole_pages=whole_pages)
    for _, what in _read(pictures, list(range(1, count + 1)), secrets, ocr, "in a picture"):
        yield None, what


def _read(
    pdf: bytes, numbers: Sequence[int], secrets: Sequence[str], ocr: PageOcr, where: str
) -> Iterator[tuple[int | None, str]]:
    if not numbers:
        return
    paper = pdfium.PdfDocument(pdf)
    try:
        for number in numbers:
            drawn = picture_of(paper[number - 1], OCR_DPI)
            seen = _seen_in(drawn, secrets, ocr)
            if seen:
                yield number, f"{seen} secrets can be seen {where}"
    finally:
        paper.close()


def _seen_in(drawn: Picture, secrets: Sequence[str], ocr: PageOcr) -> int:
    seen = count_sights(ocr(drawn), secrets)
    faint = None if seen else _darkened(drawn)
    return count_sights(ocr(faint), secrets) if faint else seen


def count_sights(words: Iterable[str], secrets: Sequence[str]) -> int:
    """How many secrets are among the words that OCR saw, one by one or up to three together, with a slip or two."""
    tokens = [token for word in words for token in tokens_of(word)]
    together = {"".join(tokens[at : at + count]) for count in range(1, _MOST_TOGETHER + 1) for at in range(len(tokens))}
    squashed = "".join(tokens)
    return sum(_is_seen(secret, together, squashed) for secret in secrets)


def _is_seen(secret: str, together: Iterable[str], squashed: str) -> bool:
    if len(secret) >= SHORTEST_IN_BINARY and secret in squashed:
        return True
    slips = len(secret) // LETTERS_A_SLIP if not secret.isdigit() else 0
    return any(
        Levenshtein.distance(secret, text, score_cutoff=slips) <= slips
        for text in together
        if abs(len(text) - len(secret)) <= slips
    )


def _darkened(drawn: Picture) -> Picture | None:
    """The picture with its faint ink made black and all else white; None where there is hardly any."""
    levels = np.frombuffer(drawn.grey, dtype=np.uint8).reshape(drawn.height_px, drawn.width_px).astype(np.int16)
    rows, columns = -(-drawn.height_px // _BLOCK_PX), -(-drawn.width_px // _BLOCK_PX)
    wanted = ((0, rows * _BLOCK_PX - drawn.height_px), (0, columns * _BLOCK_PX - drawn.width_px))
    blocks = np.pad(levels, wanted, mode="edge").reshape(rows, _BLOCK_PX, columns, _BLOCK_PX)
    ground = np.median(blocks, axis=(1, 3)).repeat(_BLOCK_PX, axis=0).repeat(_BLOCK_PX, axis=1)
    off = np.abs(levels - ground[: drawn.height_px, : drawn.width_px])
    faint = (off >= _FAINT[0]) & (off <= _FAINT[1])
    if faint.mean() < _FAINT_SHARE:
        return None
    grey = np.where(faint, 0, 255).astype(np.uint8).tobytes()
    return Picture(width_px=drawn.width_px, height_px=drawn.height_px, dpi=drawn.dpi, grey=grey)


def _pages_without_map(pdf: bytes) -> frozenset[int]:
    """The pages with letters of which PDFium cannot say what they are."""
    paper = pdfium.PdfDocument(pdf)
    try:
        return frozenset(number for number, page in enumerate(paper, 1) if _has_unmapped(page.get_textpage()))
    finally:
        paper.close()


def _has_unmapped(text: pdfium.PdfTextPage) -> bool:
    said = text.get_text_range()
    unknown = sum(mark in "\ufffd\0" or "\ue000" <= mark <= "\uf8ff" for mark in said)
    return unknown > 0 or any(
        pdfium.raw.FPDFText_HasUnicodeMapError(text, index) == 1 for index in range(text.count_chars())
    )
