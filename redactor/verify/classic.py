"""The ways in which people redact badly, found without being told a secret.

Text that is still there under a box, a picture that still shows something under one, marks for redaction that nobody
applied, layers that are only switched off, earlier revisions that still say what the last one does not.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.verify.boxes import PICTURE_TOLERANCE, busy_boxes
from redactor.verify.covers import uncover
from redactor.verify.readers import letters_of, picture_of
from redactor.verify.secrets import tokens_of

LOOK_DPI = 100.0
FEWEST_LETTERS = 3
"""So many letters on a page have to lie under covers before it is told; a dot or a rule hides one by chance."""
DARK = 96
"""A place is dark below this grey level."""
FLAT = 12
"""A place of which no grey level differs by more than this from another shows nothing."""
_LEAST_COVER_PT = (10.0, 5.0)
_FEWEST_PX = 20
_COVERING = ("/Square", "/Highlight", "/FreeText", "/Stamp", "/Ink", "/Polygon", "/Redact", "/Circle", "/Line")
_MOST_REVISIONS = 20

Finding = tuple[int | None, str]
"""A page number from 1, or None for the file, and what is wrong there in neutral words."""


@dataclass(frozen=True, slots=True)
class _Cover:
    """Something filled: its box, and how many things were painted before it; a note comes after all of them."""

    box: Box
    order: int
    picture: bool = False
    hidden: bool = False
    """Whether it is a picture that shows something by itself and nothing where it stands."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter: the box of its ink, and how many things were painted before it; None where it is not painted."""

    ink: Box
    order: int | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page: its letters, its pixels, and what is filled on it, all as the eye sees it."""

    letters: Sequence[_Letter]
    levels: NDArray[np.uint8]
    covers: Sequence[_Cover]


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

    order: dict[int, int] = {}
    covers = []
    for at, drawn_thing in enumerate(page.get_objects()):
        order[_address(drawn_thing.raw)] = at
        if drawn_thing.type in (pdfium.raw.FPDF_PAGEOBJ_PATH, pdfium.raw.FPDF_PAGEOBJ_IMAGE):
            x0, y0, x1, y1 = drawn_thing.get_bounds()
            if x1 - x0 >= _LEAST_COVER_PT[0] and y1 - y0 >= _LEAST_COVER_PT[1]:
                covers.append(_cover(drawn_thing, seen((x0, y0, x1, y1)), at, levels))
    covers += [_Cover(seen((box.x0, box.y0, box.x1, box.y1)), len(order)) for box in noted]
    letters = [
        _Letter(glyph.ink, order.get(_address(owner), 0) if painted else None)
        for glyph, owner, painted in letters_of(page)
    ]
    return _Sheet(tuple(letters), levels, tuple(covers))


def _cover(drawn: Any, box: Box, at: int, levels: NDArray[np.uint8]) -> _Cover:
    if drawn.type != pdfium.raw.FPDF_PAGEOBJ_IMAGE:
        return _Cover(box, at)
    place = _inside(levels, box)
    flat = place.size > 0 and int(place.max()) - int(place.min()) <= FLAT
    own = np.asarray(drawn.get_bitmap().to_numpy()) if flat else place
    return _Cover(box, at, picture=True, hidden=flat and int(own.max()) - int(own.min()) > PICTURE_TOLERANCE)


def _inside(levels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The pixels that lie in a box as a whole, without its edge."""
    scale = LOOK_DPI / 72.0
    rows = slice(max(int(box.y0 * scale) + 2, 0), max(int(box.y1 * scale) - 1, 0))
    return levels[rows, max(int(box.x0 * scale) + 2, 0) : max(int(box.x1 * scale) - 1, 0)]


def _address(pointer: Any) -> int:
    """The number by which two handles of PDFium are known to mean the same thing on the page."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


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
    for letter in sheet.letters:
        if min(letter.ink.width, letter.ink.height) > 0:
            counts[_manner(sheet, letter)] += 1
    if counts["dark"] >= FEWEST_LETTERS:
        yield True, f"{counts['dark']} letters can be read under a dark box"
    if counts["covered"] >= FEWEST_LETTERS:
        yield True, f"{counts['covered']} letters can be read under a light box or a picture"
    if counts["unseen"] >= FEWEST_LETTERS:
        yield False, f"{counts['unseen']} letters can be read that are not to be seen (white, invisible or clipped)"
    if counts["outside"] >= FEWEST_LETTERS:
        yield False, f"{counts['outside']} letters can be read beyond the edge of the page"


def _manner(sheet: _Sheet, letter: _Letter) -> str:
    scale, ink = LOOK_DPI / 72.0, letter.ink
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
    later = [cover.box for cover in sheet.covers if letter.order is not None and cover.order > letter.order]
    return "covered" if any(box.contains_point(x, y) for box in later) else "unseen"


# ---------------------------------------------------------------- pictures
def _covered_pictures(pdf: bytes, sheets: Sequence[_Sheet]) -> Iterator[Finding]:
    """Boxes under which a picture or a drawing shows something once they are taken away, and pictures under others."""
    for number, sheet in enumerate(sheets, 1):
        buried = sum(_is_buried(cover, sheet.covers) for cover in sheet.covers)
        if buried:
            yield number, f"{buried} pictures lie under something that hides them"
    marked = {number: _flat_boxes(sheet) for number, sheet in enumerate(sheets, 1)}
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


def _is_buried(cover: _Cover, covers: Sequence[_Cover]) -> bool:
    x, y = (cover.box.x0 + cover.box.x1) / 2, (cover.box.y0 + cover.box.y1) / 2
    return cover.hidden and any(other.order > cover.order and other.box.contains_point(x, y) for other in covers)


def _flat_boxes(sheet: _Sheet) -> list[Box]:
    """The covers that show one colour on the finished page: dark ones, and any that came later than a picture there."""
    found = []
    for cover in sheet.covers:
        place = _inside(sheet.levels, cover.box)
        if place.size < _FEWEST_PX or int(place.max()) - int(place.min()) > FLAT:
            continue
        later = any(
            other.picture and other.order < cover.order and other.box.overlap(cover.box) for other in sheet.covers
        )
        if later or int(place.max()) < DARK:
            found.append(cover.box)
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
