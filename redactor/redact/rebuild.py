"""A page anew as vectors, by allow list: a page of the facsimile in, its content for a new file out.

PyMuPDF takes the text out and decodes; what is written comes through the content filter alone. The trap:
MuPDF removes every glyph that a box so much as touches, so it is handed thin bands through the glyphs that
must go, and the lines above and below survive tight leading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pymupdf

from redactor.domain.box import Box
from redactor.domain.document import Document, Page
from redactor.domain.redaction import Redaction
from redactor.redact.content import ContentFilter
from redactor.redact.glyphs import Glyph, bands_through, is_in, require_honest
from redactor.redact.graphics import Pen, edges_of
from redactor.redact.press import MUPDF_ERRORS, Fonts, Press, VectorPage, value_of
from redactor.redact.relay import lay_out
from redactor.redact.setter import Setter, Turns, turn_glyphs
from redactor.redact.syntax import NotVector, Value

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_FLAGS = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_IGNORE_ACTUALTEXT

HARMLESS = "ActualText with no position"
"""What MuPDF remarks where all that a replacement text stood for was taken out; neither is written anew."""


def open_facsimile(pdf: bytes) -> Any:
    """Open a facsimile; NotVector where it is damaged."""
    try:
        return pymupdf.open(stream=pdf, filetype="pdf")
    except MUPDF_ERRORS as error:
        raise NotVector("damaged file") from error


def rebuild_page(
    source: Any, document: Document, page: Page, *, redactions: Sequence[Redaction], fonts: Fonts
) -> VectorPage:
    """Take out what lies in the boxes, lay the lines anew that they leave, and carry the rest over.

    NotVector with the reason where that is not safe.
    """
    _require_plain(source, page)
    boxes = [each.box for each in redactions]
    pymupdf.TOOLS.reset_mupdf_warnings()
    single = pymupdf.open()
    try:
        single.insert_pdf(source, from_page=page.index, to_page=page.index, links=False, annots=False, widgets=False)
        sheet = single[0]
        shown = read_glyphs(sheet, visible_only=True)
        require_honest(shown, page, boxes)
        kept = tuple(glyph for glyph in shown if not is_in(glyph, boxes))
        every = read_glyphs(sheet)
        if len(kept) < len(every):
            _take_out(sheet, bands_through(every, frozenset(kept)))
        relay = lay_out(
            document, page, redactions, edges_of(sheet.get_image_info(), sheet.get_drawings()) if redactions else ()
        )
        press = Press(single, fonts.writing, fonts, [*boxes, *relay.swept])
        turns, kept = turn_glyphs(kept, page, relay)
        content, resources = _filter(single, sheet, page, press, turns)
    except MUPDF_ERRORS as error:
        raise NotVector("the page cannot be parsed") from error
    if any(HARMLESS not in line for line in pymupdf.TOOLS.mupdf_warnings().splitlines()):
        raise NotVector("parser warnings")
    return VectorPage(content, resources, kept, tuple(press.uses.items()), relay)


def _require_plain(source: Any, page: Page) -> None:
    """Refuse what the whole file or the page's own dictionary rules out."""
    if source.is_repaired or source.needs_pass:
        raise NotVector("damaged file")
    if source.xref_get_key(source.pdf_catalog(), "OCProperties")[0] != "null":
        raise NotVector("optional content")
    sheet = source[page.index]
    if sheet.first_annot is not None or sheet.first_widget is not None:
        raise NotVector("notes or fields on the page")
    if source.xref_get_key(sheet.xref, "UserUnit")[0] not in ("null", "undefined"):
        raise NotVector("a page in units of its own")


def _filter(single: Any, sheet: Any, page: Page, press: Press, turns: Turns | None) -> tuple[bytes, dict[str, Value]]:
    crop, frame = sheet.cropbox, sheet.mediabox  # PyMuPDF 1.28: x as in the file, y counted down from the media box
    left, bottom = max(frame.x0, crop.x0), frame.y1 - max(crop.y0, 0.0) - page.height
    resources = press.resolve(value_of(single, sheet.xref, "Resources"))
    pen = Pen((1.0, 0.0, 0.0, -1.0, -left, bottom + page.height), Box(0.0, 0.0, page.width, page.height))
    through = ContentFilter(press, press.boxes, resources if isinstance(resources, dict) else {}, pen)
    through.setter = Setter(turns) if turns else None
    content, kept = through.run(sheet.read_contents())
    return b"q\n1 0 0 1 %.5f %.5f cm\n" % (-left, -bottom) + content + b"\nQ", kept


def read_glyphs(sheet: Any, *, visible_only: bool = False) -> tuple[Glyph, ...]:
    """Every printed character of a page, blanks left out; with `visible_only` none that is clipped or off the page."""
    flags = _FLAGS | (pymupdf.TEXT_CLIP | pymupdf.TEXT_MEDIABOX_CLIP if visible_only else 0)
    read = sheet.get_text("rawdict", flags=flags, clip=None if visible_only else pymupdf.INFINITE_RECT())
    return tuple(
        _glyph(char, span["size"])
        for block in read["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
        if not char["c"].isspace()
    )


def _glyph(char: dict[str, Any], size: float) -> Glyph:
    x, y = char["origin"]
    x0, y0, x1, y1 = char["bbox"]
    return Glyph(char["c"], x, y, (x0 + x1) / 2, (y0 + y1) / 2, size)


def _take_out(sheet: Any, bands: Iterable[Box]) -> None:
    for band in bands:
        sheet.add_redact_annot(pymupdf.Rect(band.x0, band.y0, band.x1, band.y1), fill=False, cross_out=False)
    sheet.apply_redactions(
        images=pymupdf.PDF_REDACT_IMAGE_NONE, graphics=pymupdf.PDF_REDACT_LINE_ART_NONE,
        text=pymupdf.PDF_REDACT_TEXT_REMOVE,
    )  # fmt: skip
