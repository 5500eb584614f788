"""Independent readers of the finished bundle: what each of them can still make out, page by page.

None of them wrote the file. A reader that fails on it raises one of UNREADABLE, and the gate counts that as a leak.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import subprocess
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import pikepdf
import pymupdf
import pypdf
import pypdfium2 as pdfium
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pypdf.errors import PyPdfError

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.domain.picture import Picture
from redactor.verify.boxes import Glyph

_APART = 0.25
"""Glyphs further from each other than this part of their size belong to two words."""
Reader = Callable[[bytes], Iterator[str]]
"""Gives the text of each page in order."""

UNREADABLE: tuple[type[Exception], ...] = (
    pdfium.PdfiumError,
    pymupdf.mupdf.FzErrorBase,
    PyPdfError,
    PSException,
    pikepdf.PdfError,
    pikepdf.PasswordError,
    subprocess.SubprocessError,
    struct.error,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
)
"""What the readers raise on a file that they cannot read: their own errors, and what escapes from plain Python
parsers that meet a value of another kind than they expect."""


def by_pdfium(pdf: bytes) -> Iterator[str]:
    """Page texts by PDFium, the engine of Chrome."""
    paper = pdfium.PdfDocument(pdf)
    try:
        for page in paper:
            yield page.get_textpage().get_text_range()
    finally:
        paper.close()


def by_mupdf(pdf: bytes) -> Iterator[str]:
    """Page texts by MuPDF: it also wrote the pages, so it is one voice among many."""
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        for page in paper:
            yield page.get_text("text", clip=pymupdf.INFINITE_RECT())


def by_pypdf(pdf: bytes) -> Iterator[str]:
    """Page texts by pypdf, a reader in plain Python."""
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        yield page.extract_text()


def by_pdfminer(pdf: bytes) -> Iterator[str]:
    """Page texts by pdfminer, glyph by glyph in the order in which they were written."""
    resources = PDFResourceManager()
    device = _Listener(resources)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        device.said = []
        interpreter.process_page(page)
        yield "".join(device.said)


class _Listener(PDFTextDevice):  # type: ignore[misc]  # pdfminer tells mypy nothing of its classes
    """Notes the glyphs of a page, with a blank wherever one does not begin where the one before it ended.

    pdfminer's own page layout gives each glyph a box, which takes three times as long and is not needed here.
    """

    said: list[str]
    _end: tuple[float, float] | None = None

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        """Forget where the last glyph of the page before stood."""
        self._end = None

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """A form begins a line of its own."""
        self.said.append("\n")
        self._end = None

    def end_figure(self, name: str) -> None:
        """A form ends its line."""
        self.said.append("\n")
        self._end = None

    def render_char(self, *drawn: Any) -> float:
        """Note one glyph; gives how far the next one is moved on. The arguments are pdfminer's own."""
        matrix, font, fontsize, scaling, rise, cid, *_ = drawn
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = f"(cid:{cid})"
        advance = float(font.char_width(cid) * fontsize * scaling)
        a, b, c, d, e, f = matrix
        x, y = c * rise + e, d * rise + f
        far = _APART * max(abs(fontsize) * max(abs(a) + abs(c), abs(b) + abs(d)), 1.0)
        if self._end is not None and abs(x - self._end[0]) + abs(y - self._end[1]) > far:
            self.said.append(" ")
        self.said.append(text)
        on = (c, d) if font.is_vertical() else (a, b)
        self._end = (on[0] * advance + x, on[1] * advance + y)
        return advance


def by_poppler(pdf: bytes) -> Iterator[str]:
    """Page texts by Poppler's pdftotext, in the order in which they were written."""
    run = subprocess.run(  # noqa: S603  a fixed program name, no shell, the document only on standard input
        [shutil.which("pdftotext") or "pdftotext", "-raw", "-q", "-enc", "UTF-8", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
        timeout=600,
    )
    yield from run.stdout.decode("utf-8", "replace").removesuffix("\f").split("\f")


def by_place(pdf: bytes) -> Iterator[str]:
    """Page texts from PDFium's glyphs as they stand on paper, line by line, in whatever order they were written."""
    paper = pdfium.PdfDocument(pdf)
    try:
        for page in paper:
            glyphs = sorted(glyphs_of(page), key=lambda glyph: (round(glyph.room.y1 / 4), glyph.ink.x0))
            yield "".join(glyph.mark if near else f" {glyph.mark}" for glyph, near in _with_neighbours(glyphs))
    finally:
        paper.close()


def _with_neighbours(glyphs: Sequence[Glyph]) -> Iterator[tuple[Glyph, bool]]:
    """Each glyph, and whether it stands close to the one before it."""
    before: Box | None = None
    for glyph in glyphs:
        height = max(glyph.ink.height, 3.0)
        yield glyph, before is not None and abs(glyph.ink.x0 - before.x1) < 0.4 * height
        before = glyph.ink


def text_readers() -> dict[str, Reader]:
    """Every reader that is installed, by the name under which it is reported."""
    readers: dict[str, Reader] = {
        f"pypdfium2 {pdfium.version.PYPDFIUM_INFO}": by_pdfium,
        f"pymupdf {pymupdf.VersionBind}": by_mupdf,
        f"pypdf {pypdf.__version__}": by_pypdf,
        "pdfminer": by_pdfminer,
    }
    if shutil.which("pdftotext"):
        readers["poppler"] = by_poppler
    return readers


def count_pages(pdf: bytes) -> int:
    """How many pages the file has, as pikepdf counts them."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return len(paper.pages)


def letters_of(page: pdfium.PdfPage) -> Iterator[tuple[Glyph, Any, bool]]:
    """Every letter and digit of a page, the handle of the text that it belongs to, and whether that is painted."""
    text = page.get_textpage()
    unpainted = (pdfium.raw.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.raw.FPDF_TEXTRENDERMODE_CLIP)
    for index, glyph in _glyphs_at(page, text, ()):
        if glyph.mark.isalnum():
            owner = pdfium.raw.FPDFText_GetTextObject(text, index)
            yield glyph, owner, pdfium.raw.FPDFTextObj_GetTextRenderMode(owner) not in unpainted


def glyphs_of(page: pdfium.PdfPage, boxes: Sequence[Box] = ()) -> Iterator[Glyph]:
    """Every visible or invisible glyph of a page, blanks left out; `room` is told for those whose ink is in a box."""
    return (glyph for _, glyph in _glyphs_at(page, page.get_textpage(), boxes))


def _glyphs_at(page: pdfium.PdfPage, text: pdfium.PdfTextPage, boxes: Sequence[Box]) -> Iterator[tuple[int, Glyph]]:
    left, bottom, right, top = page.get_cropbox()
    turn = page_turn(right - left, top - bottom, page.get_rotation())

    def placed(edges: tuple[float, float, float, float]) -> Box:
        corners = [apply_matrix(turn, x - left, top - y) for x in edges[::2] for y in edges[1::2]]
        return Box.from_corners((x for x, _ in corners), (y for _, y in corners))

    for index in range(text.count_chars()):
        mark = chr(pdfium.raw.FPDFText_GetUnicode(text, index))
        if mark.isspace() or unicodedata.category(mark) == "Cc":
            continue
        ink = placed(text.get_charbox(index))
        x, y = (ink.x0 + ink.x1) / 2, (ink.y0 + ink.y1) / 2
        near = any(box.contains_point(x, y) for box in boxes)
        yield index, Glyph(mark, ink, placed(text.get_charbox(index, loose=True)) if near or not boxes else ink)


def picture_of(page: pdfium.PdfPage, dpi: float, *, notes: bool = True) -> Picture:
    """A page drawn by PDFium in grey, as the eye sees it; without `notes` what annotations show is left out."""
    bitmap = page.render(scale=dpi / 72.0, grayscale=True, may_draw_forms=notes, draw_annots=notes)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    raw = bytes(bitmap.buffer)
    rows = (raw[row * stride : row * stride + width] for row in range(height))
    return Picture(width_px=width, height_px=height, dpi=dpi, grey=b"".join(rows))


def strings_of(pdf: bytes) -> Iterator[str]:
    """Every string and every name anywhere in the file's objects: properties, bookmarks, keys, links, tags."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for thing in [*paper.objects, paper.trailer]:
            yield from _strings_in(thing, depth=0)


def _strings_in(thing: object, *, depth: int) -> Iterator[str]:
    if isinstance(thing, pikepdf.Object) and thing.is_indirect and depth:
        return
    if isinstance(thing, (pikepdf.String, pikepdf.Name)):
        yield str(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        held = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        for key, value in held.items():
            yield key
            yield from _strings_in(value, depth=depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _strings_in(value, depth=depth + 1)


def streams_of(pdf: bytes) -> Iterator[bytes]:
    """The decoded bytes of every stream that is not a picture, of streams that no object owns any more, and last the
    bytes of the file outside streams."""
    owned: set[int] = set()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for thing in paper.objects:
            if isinstance(thing, pikepdf.Stream):
                owned.add(hash(thing.read_raw_bytes()))
                body = _decoded(thing)
                if thing.get("/Subtype") != "/Image" and hashlib.sha256(body).digest() not in _shipped_fonts():
                    yield body
    outside, at = [], 0
    while (start := pdf.find(b"stream", at)) >= 0:
        outside.append(pdf[at:start])
        end = pdf.find(b"endstream", start)
        end = end if end >= 0 else len(pdf)
        body = pdf[start + len(b"stream") : end].lstrip(b"\r\n")
        at = end + len(b"endstream")
        if hash(body.rstrip(b"\r\n")) not in owned and hash(body) not in owned:
            yield _inflated(body)
    outside.append(pdf[at:])
    yield b"\n".join(outside)


@cache
def _shipped_fonts() -> frozenset[bytes]:
    """The font programs that MuPDF ships, by SHA-256: byte for byte the same, they hold nothing of a case.

    Their run-together glyph names spell words by chance ("accentrev" holds "centre").
    """
    names = ("helv", "heit", "hebo", "hebi", "tiro", "tiit", "tibo", "tibi", "cour", "coit", "cobo", "cobi")
    return frozenset(hashlib.sha256(pymupdf.Font(name).buffer).digest() for name in names)


def _decoded(stream: pikepdf.Stream) -> bytes:
    """The bytes of a stream; as they stand in the file where their filter is one of pictures."""
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _inflated(body: bytes) -> bytes:
    """What an orphaned stream holds: unpacked as far as it goes, and itself."""
    try:
        return zlib.decompressobj().decompress(body) + b"\n" + body
    except zlib.error:
        return body
