"""Blocks come in, a PDF and its pages go out, each word's box exact because the same font measured and drew it.

The one place of this room that writes with PyMuPDF. Text is drawn by TextWriter, never by Story: Story's text
layer is not the text that went in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pymupdf

from redactor.domain.document import LoosePage, Sheet
from redactor.ingest.blocks import Block, PictureBlock, Style
from redactor.ingest.layout import Look, lay_out
from redactor.ingest.paper import Drawing, Ink
from redactor.ingest.plate import make_plate

FACES = {
    Style.PLAIN: "figo",
    Style.BOLD: "figbo",
    Style.ITALIC: "figit",
    Style.BOLD | Style.ITALIC: "figbi",
}
"""FiraGO, which tells I from l and O from 0; what it lacks comes from PyMuPDF's own fallback fonts."""
MISSING_GLYPH = "□"
BLACK, FAINT_GREY = (0.0,), (0.42,)
SHADE = (0.945,)
STROKE_WIDTH = 0.5

_LONG_CODE = re.compile(rb"<([0-9a-fA-F]{5,6})>")


def typeset(
    blocks: Iterable[Block], *, landscape: bool = False, footer: str = "", sheet: Sheet = Sheet.FACE
) -> tuple[bytes, tuple[LoosePage, ...]]:
    """Lay blocks out on A4 pages: the PDF and, page for page, its words with their boxes (page space).

    The text that a PDF library extracts is the words' text, but for characters that no font has: those are
    drawn as □ and keep their right text in the word. `footer` is a line of ours, small at the foot of each
    page, and part of the page's words. Raises TooLarge past 3,000 pages or for an oversized picture.
    """
    look = Look(measure_text, footer=footer, landscape=landscape, sheet=sheet)
    ready = (make_plate(block) if isinstance(block, PictureBlock) else block for block in blocks)
    drawings = lay_out(ready, look)
    with pymupdf.open() as pdf:
        for drawing in drawings:
            _draw(pdf, drawing)
        pdf.subset_fonts()
        _mend_unicode_maps(pdf)
        content: bytes = pdf.tobytes(garbage=3, deflate=True, use_objstms=1)
    return content, tuple(drawing.page for drawing in drawings)


def measure_text(text: str, style: Style) -> float:
    """The width of the text in points at a size of 1 point."""
    face = style & (Style.BOLD | Style.ITALIC)
    return sum(_advance(char, face) for char in text)


@cache
def _font(face: Style) -> pymupdf.Font:
    return pymupdf.Font(FACES[face])


@cache
def _drawable(char: str) -> str:
    return char if _font(Style.PLAIN).has_glyph(ord(char), fallback=True) else MISSING_GLYPH


@cache
def _advance(char: str, face: Style) -> float:
    """How far the pen moves, taken from the writer itself so that fallback fonts are measured as they are drawn."""
    writer = pymupdf.TextWriter(pymupdf.Rect(0, 0, 200, 200))
    _, end = writer.append((0, 100), _drawable(char), font=_font(face), fontsize=1)
    return float(end.x)


def _draw(pdf: pymupdf.Document, drawing: Drawing) -> None:
    page = pdf.new_page(width=drawing.page.width, height=drawing.page.height)
    _draw_lines(page, drawing)
    for box, content in drawing.plates:
        if content:
            page.insert_image(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1), stream=content)
    for faint, colour in ((False, BLACK), (True, FAINT_GREY)):
        inks = [ink for ink in drawing.inks if bool(ink.style & Style.FAINT) is faint]
        if inks:
            _draw_inks(page, inks, colour)


def _draw_lines(page: pymupdf.Page, drawing: Drawing) -> None:
    shape = page.new_shape()
    for box in drawing.shades:
        shape.draw_rect(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1))
    if drawing.shades:
        shape.finish(color=None, fill=SHADE, width=0)
    for grey in sorted({stroke.grey for stroke in drawing.strokes}, reverse=True):
        for stroke in drawing.strokes:
            if stroke.grey == grey:
                shape.draw_line((stroke.box.x0, stroke.box.y0), (stroke.box.x1, stroke.box.y1))
        shape.finish(color=(grey,), width=STROKE_WIDTH, closePath=False)
    if drawing.shades or drawing.strokes:
        shape.commit()


def _draw_inks(page: pymupdf.Page, inks: list[Ink], colour: tuple[float, ...]) -> None:
    writer = pymupdf.TextWriter(page.rect)
    for ink in inks:
        text = ink.text if ink.text.isascii() else "".join(_drawable(char) for char in ink.text)
        font = _font(ink.style & (Style.BOLD | Style.ITALIC))
        writer.append((ink.x, ink.baseline), text, font=font, fontsize=ink.size)
    writer.write_text(page, color=colour)


def _mend_unicode_maps(pdf: pymupdf.Document) -> None:
    """Write characters above U+FFFF in the fonts' Unicode maps as surrogate pairs (ISO 32000-1, 9.10.3).

    MuPDF 1.28 writes them as five hexadecimal digits, which readers take for another character.
    """
    for xref in range(1, pdf.xref_length()):
        kind, value = pdf.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            stream = int(value.split()[0])
            before = pdf.xref_stream(stream)
            after = _LONG_CODE.sub(_as_surrogates, before)
            if after != before:
                pdf.update_stream(stream, after)


def _as_surrogates(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16)
    return b"<%s>" % chr(code).encode("utf-16-be").hex().encode() if code <= 0x10FFFF else match[0]
