"""A page anew as pixels: drawn by PDFium, emptied in the pixels, and only then written, with the words that remain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw as pdfium

from redactor.domain.box import Box
from redactor.domain.document import Document, Page, WordOrigin
from redactor.domain.redaction import Redaction
from redactor.errors import ReaderFailed
from redactor.redact.closing import Scan, close_up, seen, settle
from redactor.redact.labels import FONT, draw_boxes
from redactor.redact.labels import FONT_NAME as LABEL_FONT
from redactor.redact.layer import FONT_NAME as LAYER_FONT
from redactor.redact.layer import LayerFont, draw_layer
from redactor.redact.pictures import encode_lossless, encode_photo
from redactor.redact.relay import Relay, lay_out
from redactor.redact.syntax import Value, write_number

DPI = 200
FINE_DPI = 300
SMALL_PRINT_PT = 8.0
QUALITY = 45
MAX_PIXELS = 60_000_000
"""A page that would take more pixels than this is drawn at fewer dots per inch."""
BOX_GREY = 26
"""The shade of a box, the same as in labels.draw_boxes (0.1 of white)."""
COLOUR_SHARE = 0.0005
FAINT_SHARE = 0.003
BLOCK_PX = 8
DARK, PAPER, LIGHT_PAPER, PAPER_NOISE = 130, 240, 225, 10
"""Grey levels: ink is darker than DARK, paper lighter than PAPER; measured on clean and photocopied A4 pages."""


def open_for_drawing(pdf: bytes, document_id: str) -> Any:
    """Open a PDF in PDFium; ReaderFailed where it does not open."""
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ReaderFailed(f"{document_id}: the pages cannot be drawn") from error


def draw_upright(source: Any, page_index: int, dpi: float) -> Image.Image:
    """One page as the eye sees it, after /Rotate and cut to its crop box, RGB on white; notes are not drawn."""
    sheet = source[page_index]
    width, height = sheet.get_size()
    scale = min(dpi / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    drawn = sheet.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
    image: Image.Image = drawn.to_pil().convert("RGB")
    return image


def put_raster_page(
    document: Document, page: Page, *, redactions: Sequence[Redaction], source: Any, font: LayerFont
) -> Relay:
    """Add the page to the file of its font as an upright picture, filled before it was encoded, its words over it.

    Raises ReaderFailed where PDFium cannot draw the page.
    """
    writing = font.writing
    width, height = (page.width, page.height) if page.rotation % 180 == 0 else (page.height, page.width)
    relay = lay_out(document, page, redactions)
    try:
        drawn = draw_upright(source, page.index, DPI)
        relay = settle(Scan(drawn, drawn.width / width), page, relay, redactions)
        keys, body = _picture(_Subject(source, page, relay, tuple(redactions), width), drawn)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise ReaderFailed(f"{document.id}: page {page.index + 1} can neither be rebuilt nor drawn") from error
    upright = [(seen(page, box), label) for box, label in relay.covers]
    content = b"\n".join([
        b"q %s 0 0 %s 0 0 cm /Picture Do Q" % (write_number(width), write_number(height)),
        draw_layer(document, page, relay=relay, redactions=redactions, font=font),
        draw_boxes(upright, width=width, height=height, rotation=0),
    ])  # fmt: skip
    resources: Value = {
        "XObject": {"Picture": writing.put_stream(keys, body)},
        "Font": {LAYER_FONT: font.ref, LABEL_FONT: writing.put(FONT)},
    }
    writing.put_page(width=width, height=height, rotation=0, content=content, resources=resources)
    return relay


@dataclass(frozen=True, slots=True)
class _Subject:
    """A page to be drawn, what becomes of its lines, and its width in points as the eye sees it."""

    source: Any
    page: Page
    relay: Relay
    redactions: tuple[Redaction, ...]
    width: float


def _picture(subject: _Subject, drawn: Image.Image) -> tuple[dict[str, Value], bytes]:
    """The page's pixels, emptied and encoded as its content asks: colour, grey, or black and white at 300 dpi."""
    image = _emptied(subject, drawn)
    coloured = has_colour(image)
    if not coloured and not has_greys(image):
        fine = _finer(subject).convert("L")
        return encode_lossless(fine.point([0] * 160 + [255] * 96).convert("1", dither=Image.Dither.NONE))
    if _has_small_print(subject.page):
        image = _finer(subject)
    return encode_photo(whiten_paper(image if coloured else image.convert("L")), QUALITY)


def _finer(subject: _Subject) -> Image.Image:
    return _emptied(subject, draw_upright(subject.source, subject.page.index, FINE_DPI))


def _emptied(subject: _Subject, drawn: Image.Image) -> Image.Image:
    """The pixels with lines closed up and boxes filled."""
    page = subject.page
    closed = close_up(Scan(drawn, drawn.width / subject.width), page, subject.relay, subject.redactions)
    return fill_boxes(closed, [seen(page, box) for box, _ in subject.relay.covers], subject.width)


def fill_boxes(image: Image.Image, seen: Sequence[Box], width: float) -> Image.Image:
    """Fill boxes (as the eye sees the page, points, on a page of that width) in the pixels, to the outer pixel."""
    scale = image.width / width
    draw = ImageDraw.Draw(image)
    for box in seen:
        corners = (int(box.x0 * scale), int(box.y0 * scale), -int(-box.x1 * scale // 1), -int(-box.y1 * scale // 1))
        draw.rectangle(corners, fill=(BOX_GREY,) * 3)
    return image


def has_colour(image: Image.Image) -> bool:
    """Whether more than stray pixels are coloured."""
    red, green, blue = image.reduce(2).split()
    spread = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    counts = spread.histogram()
    return sum(counts[40:]) > COLOUR_SHARE * sum(counts)


def has_greys(image: Image.Image) -> bool:
    """Whether there are greys that black and white would lose: photographs, pencil, shading, faint print, paper.

    Greys next to black are the soft edges of letters and do not count.
    """
    grey = np.asarray(image.convert("L"))
    rows, columns = grey.shape[0] // BLOCK_PX, grey.shape[1] // BLOCK_PX
    blocks = grey[: rows * BLOCK_PX, : columns * BLOCK_PX].reshape(rows, BLOCK_PX, columns, BLOCK_PX)
    darkest = blocks.min(axis=(1, 3))
    around = np.pad(darkest, 1, mode="edge")
    nearby = [around[down : down + rows, across : across + columns] for down in range(3) for across in range(3)]
    faint = (darkest < PAPER) & (np.minimum.reduce(nearby) > DARK)
    return bool(faint.mean() > FAINT_SHARE)


def whiten_paper(image: Image.Image) -> Image.Image:
    """The picture with its paper made white where the paper is nearly white already: noise that costs bytes goes."""
    paper = int(np.bincount(np.asarray(image.convert("L")).ravel(), minlength=256).argmax())
    if paper < LIGHT_PAPER:
        return image
    white = paper - PAPER_NOISE
    return image.point([min(255, round(level * 255 / white)) for level in range(256)] * len(image.getbands()))


def _has_small_print(page: Page) -> bool:
    """Whether letters are smaller than 8 pt; a font's box is a fifth higher than its size, OCR's box a third lower."""
    share = 0.67 if page.origin in (WordOrigin.OCR, WordOrigin.UNREAD) else 1.2
    heights = sorted(min(word.box.width, word.box.height) for word in page.words if len(word.text) > 2)
    return bool(heights) and heights[len(heights) // 20] < share * SMALL_PRINT_PT


def letters_in_boxes(source: Any, place: int, *, boxes: Sequence[Box], height: float) -> str:
    """Every character that PDFium finds in page space boxes of a finished page of that height, blanks left out."""
    text_page = source[place].get_textpage()
    found = []
    for at in range(text_page.count_chars()):
        left, bottom, right, top = text_page.get_charbox(at, loose=True)
        x, y = (left + right) / 2, height - (bottom + top) / 2
        if any(box.contains_point(x, y) for box in boxes):
            found.append(chr(pdfium.FPDFText_GetUnicode(text_page.raw, at)))
    return "".join(char for char in found if not char.isspace() and char != "\0")


def find_difference(before: Any, after: Any, *, page: Page, boxes: Sequence[Box], place: int) -> bool:
    """Whether a rebuilt page looks otherwise than its source outside the boxes, drawn small by PDFium."""
    left_out = [seen(page, box.grown(2)) for box in boxes]
    width = page.width if page.rotation % 180 == 0 else page.height
    old = fill_boxes(draw_upright(before, page.index, 50), left_out, width).convert("L")
    new = fill_boxes(draw_upright(after, place, 50), left_out, width).convert("L")
    if old.size != new.size:
        return True
    counts = ImageChops.difference(old, new).histogram()
    return sum(counts[64:]) > 0.01 * max(sum(old.histogram()[:200]), 100)
