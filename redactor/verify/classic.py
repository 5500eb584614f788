"""The ways in which people redact badly, found without being told a secret.

Text that is still there under a box, a picture that still shows something under one, marks for redaction that nobody
applied, layers that are only switched off, earlier revisions that still say what the last one does not.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.verify.boxes import PICTURE_TOLERANCE, Glyph, busy_boxes
from redactor.verify.covers import uncover
from redactor.verify.readers import glyphs_of, picture_of
from redactor.verify.secrets import tokens_of

LOOK_DPI = 100.0
FEWEST_LETTERS = 3
"""So many letters on a page have to lie under covers before it is told; a dot or a rule hides one by chance."""
DARK = 96
"""A place is dark below this grey level."""
FLAT = 12
"""A place of which no grey level differs by more than this from another shows nothing."""
_LEAST_COVER_PT = (10.0, 5.0)
_COVERING = ("/Square", "/Highlight", "/FreeText", "/Stamp", "/Ink", "/Polygon", "/Redact", "/Circle", "/Line")
_MOST_REVISIONS = 20

Finding = tuple[int | None, str]
"""A page number from 1, or None for the file, and what is wrong there in neutral words."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page: its letters, its pixels, and the boxes of what is painted over the rest, all as the eye sees it."""

    glyphs: Sequence[Glyph]
    levels: NDArray[np.uint8]
    covers: Sequence[Box]


def find_bad_redaction(pdf: bytes) -> Iterator[tuple[bool, Finding]]:
    """Everything of the kind, as (whether it is a fault, what); what is no fault is worth a look all the same."""
    paper = pdfium.PdfDocument(pdf)
    try:
        noted = _covering_notes(pdf)
        sheets = [_look(page, noted.get(number, ())) for number, page in enumerate(paper, 1)]
    finally:
        paper.close()
    for number, sheet in enumerate(sheets, 1):
        yield from ((fault, (number, what)) for fault, what in _hidden_letters(sheet))
    yield from ((True, found) for found in _covered_pictures(pdf, sheets))
    yield from _structure(pdf)
    yield from ((True, found) for found in _earlier_words(pdf))


# ---------------------------------------------------------------- looking
def _look(page: pdfium.PdfPage, noted: Sequence[Box]) -> _Sheet:
    drawn = picture_of(page, LOOK_DPI)
    levels = np.frombuffer(drawn.grey, dtype=np.uint8).reshape(drawn.height_px, drawn.width_px)
    left, bottom, right, top = page.get_cropbox()
    turn = page_turn(right - left, top - bottom, page.get_rotation())

    def seen(edges: tuple[float, float, float, float]) -> Box:
        x0, y0, x1, y1 = edges
        corners = [apply_matrix(turn, x - left, top - y) for x in (x0, x1) for y in (y0, y1)]
        return Box.from_corners((x for x, _ in corners), (y for _, y in corners))

    covers = [seen(edges) for edges in _filled(page)] + [seen((box.x0, box.y0, box.x1, box.y1)) for box in noted]
    return _Sheet(tuple(glyphs_of(page)), levels, tuple(covers))


def _filled(page: pdfium.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """The edges of filled paths and pictures, which may lie over something."""
    kinds = [pdfium.raw.FPDF_PAGEOBJ_PATH, pdfium.raw.FPDF_PAGEOBJ_IMAGE]
    for drawn in page.get_objects(filter=kinds):
        x0, y0, x1, y1 = drawn.get_bounds()
        if x1 - x0 >= _LEAST_COVER_PT[0] and y1 - y0 >= _LEAST_COVER_PT[1]:
            yield x0, y0, x1, y1


def _covering_notes(pdf: bytes) -> dict[int, list[Box]]:
    """Page number to where notes lie that may cover something, in the page's own units, y upwards."""
    found: dict[int, list[Box]] = {}
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for number, page in enumerate(paper.pages, 1):
            for note in page.obj.get("/Annots", ()):
                if isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype")) in _COVERING:
                    edges = [float(edge) for edge in note.get("/Rect", ())]
                    if len(edges) == 4:
                        found.setdefault(number, []).append(Box.from_corners(edges[::2], edges[1::2]))
    return found


# ---------------------------------------------------------------- letters
def _hidden_letters(sheet: _Sheet) -> Iterator[tuple[bool, str]]:
    """Letters at places that show nothing: under something, dark on dark, or without ink."""
    counts: Counter[str] = Counter()
    for glyph in sheet.glyphs:
        if not glyph.mark.isalnum() or min(glyph.ink.width, glyph.ink.height) <= 0:
            continue
        counts[_manner(sheet, glyph.ink)] += 1
    if counts["dark"] >= FEWEST_LETTERS:
        yield True, f"{counts['dark']} letters can be read under a dark box"
    if counts["covered"] >= FEWEST_LETTERS:
        yield True, f"{counts['covered']} letters can be read under a light box or a picture"
    if counts["unseen"] >= FEWEST_LETTERS:
        yield False, f"{counts['unseen']} letters can be read that are not to be seen (white, invisible or clipped)"
    if counts["outside"] >= FEWEST_LETTERS:
        yield False, f"{counts['outside']} letters can be read beyond the edge of the page"


def _manner(sheet: _Sheet, ink: Box) -> str:
    scale = LOOK_DPI / 72.0
    height, width = sheet.levels.shape
    x0, y0 = int(ink.x0 * scale), int(ink.y0 * scale)
    x1, y1 = int(np.ceil(ink.x1 * scale)), int(np.ceil(ink.y1 * scale))
    if x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
        return "outside"
    place = sheet.levels[max(y0, 0) : y1, max(x0, 0) : x1]
    if place.size == 0 or int(place.max()) - int(place.min()) > FLAT:
        return "seen"
    if int(place.max()) < DARK:
        return "dark" if max(x1 - x0, y1 - y0) > 2 else "seen"  # all ink: a dot, a thin stroke
    x, y = (ink.x0 + ink.x1) / 2, (ink.y0 + ink.y1) / 2
    return "covered" if any(cover.contains_point(x, y) for cover in sheet.covers) else "unseen"


# ---------------------------------------------------------------- pictures
def _covered_pictures(pdf: bytes, sheets: Sequence[_Sheet]) -> Iterator[Finding]:
    """Dark boxes under which a picture or a drawing shows something once they are taken away."""
    marked = {number: _dark_boxes(sheet) for number, sheet in enumerate(sheets, 1)}
    wanted = [number for number, boxes in marked.items() if boxes]
    if not wanted:
        return
    bare = uncover(pdf, wanted)
    paper = pdfium.PdfDocument(bare.pdf)
    try:
        for number in wanted:
            if number in bare.page_numbers:
                page = paper[number - 1]
                drawn = picture_of(page, LOOK_DPI, notes=False)
                busy = busy_boxes(drawn, marked[number], labels=(), tolerance=PICTURE_TOLERANCE)
                if busy:
                    yield number, f"a picture still shows what lies under {len(busy)} boxes"
    finally:
        paper.close()


def _dark_boxes(sheet: _Sheet) -> list[Box]:
    """The covers that are dark and flat on the finished page."""
    scale = LOOK_DPI / 72.0
    found = []
    for box in sheet.covers:
        place = sheet.levels[
            max(int(box.y0 * scale) + 2, 0) : max(int(box.y1 * scale) - 1, 0),
            max(int(box.x0 * scale) + 2, 0) : max(int(box.x1 * scale) - 1, 0),
        ]
        if place.size >= 20 and int(place.max()) < DARK and int(place.max()) - int(place.min()) <= FLAT:
            found.append(box)
    return found


# ---------------------------------------------------------------- the file
def _structure(pdf: bytes) -> Iterator[tuple[bool, Finding]]:
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for number, page in enumerate(paper.pages, 1):
            notes = [note for note in page.obj.get("/Annots", ()) if isinstance(note, pikepdf.Dictionary)]
            pending = sum(note.get("/Subtype") == "/Redact" for note in notes)
            if pending:
                yield True, (number, f"{pending} marks for redaction were never applied")
            hidden = sum(bool(int(note.get("/F", 0)) & 2) for note in notes)
            if hidden:
                yield False, (number, f"{hidden} hidden notes")
        layers = paper.Root.get("/OCProperties")
        settings = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
        if isinstance(settings, pikepdf.Dictionary):
            off = len(settings.get("/OFF", ())) or int(settings.get("/BaseState") == "/OFF")
            if off:
                yield True, (None, "a layer is only switched off: whoever opens the file can switch it on")


def _earlier_words(pdf: bytes) -> Iterator[Finding]:
    """Words that an earlier revision says and the last one does not, by page."""
    ends = [hit.end() for hit in re.finditer(rb"%%EOF[\r\n ]*", pdf)][:-1]
    if not ends:
        return
    now = _words(pdf)
    gone: dict[int, set[str]] = {}
    for end in ends[-_MOST_REVISIONS:]:
        try:
            before = _words(pdf[:end])
        except pdfium.PdfiumError:
            continue  # the first part of a file made for the web is no revision
        for number, words in before.items():
            gone.setdefault(number, set()).update(words - now.get(number, set()))
    for number, words in sorted(gone.items()):
        if words:
            yield number, f"an earlier revision of the page says {len(words)} words that the last does not"


def _words(pdf: bytes) -> dict[int, set[str]]:
    paper = pdfium.PdfDocument(pdf)
    try:
        return {
            number: {token for token in tokens_of(page.get_textpage().get_text_range()) if len(token) > FEWEST_LETTERS}
            for number, page in enumerate(paper, 1)
        }
    finally:
        paper.close()
