"""Independent readers of the finished bundle: what each of them can still make out, page by page.

None of them wrote the file. A reader that fails on it counts as a leak: the error is not swallowed here.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pikepdf
import pymupdf
import pypdf
import pypdfium2 as pdfium
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer

from redactor.domain.box import Box
from redactor.domain.picture import Picture

Reader = Callable[[bytes], Iterator[str]]
"""Gives the text of each page in order."""


def by_pdfium(pdf: bytes) -> Iterator[str]:
    """Page texts by PDFium, the engine of Chrome."""
    paper = pdfium.PdfDocument(pdf)
    for page in paper:
        yield page.get_textpage().get_text_range()


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
    for layout in extract_pages(io.BytesIO(pdf), laparams=None):
        yield "".join(_glyphs(layout))


def _glyphs(container: LTContainer) -> Iterator[str]:
    for part in container:
        if isinstance(part, LTChar):
            yield part.get_text()
        elif isinstance(part, LTContainer):
            yield from _glyphs(part)
            yield "\n"


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


def glyphs_of(page: pdfium.PdfPage) -> Iterator[tuple[str, Box]]:
    """Every visible or invisible glyph of a page with its box as the eye sees it: points, origin top left."""
    text = page.get_textpage()
    height = page.get_height()
    for index in range(text.count_chars()):
        mark = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index, loose=False)
        if mark.strip() and left <= right and bottom <= top:
            yield mark, Box(left, height - top, right, height - bottom)


def picture_of(page: pdfium.PdfPage, dpi: float) -> Picture:
    """A page drawn by PDFium in grey, as the eye sees it."""
    bitmap = page.render(scale=dpi / 72.0, grayscale=True)
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
    """The decoded bytes of every stream that is not a picture, and last the bytes of the file outside streams."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for thing in paper.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                yield thing.read_bytes()
    outside, at = [], 0
    while (start := pdf.find(b"stream", at)) >= 0:
        outside.append(pdf[at:start])
        end = pdf.find(b"endstream", start)
        at = end + len(b"endstream") if end >= 0 else len(pdf)
    outside.append(pdf[at:])
    yield b"\n".join(outside)
