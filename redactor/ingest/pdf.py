"""Read a PDF: a flattened copy that opens without password, its pages with their words, and what they do not show.

MuPDF opens nearly everything; where it sees no pages or fails, qpdf (through pikepdf) mends the file once.
No pages is no error to MuPDF, so it is made one here.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pikepdf
import pymupdf

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, WordOrigin
from redactor.domain.picture import Picture
from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.facsimile import Facsimile, Member, Unseen
from redactor.ingest.glyphs import Sight, look_at_page
from redactor.ingest.hidden import list_unseen, list_unseen_pages
from redactor.ingest.units import spread_units
from redactor.ingest.volumes import comes_in_volumes, read_contents, take_volumes

T = TypeVar("T")

MAX_SIDE_PT = 14_400.0 * 4
_A4 = (595.0, 842.0)
_FAILURES: tuple[type[Exception], ...] = (
    pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
)  # fmt: skip
"""What PyMuPDF 1.28 is known to raise on broken files; its own errors do not share one base with the rest."""
_LOGO_SHARE = 0.05
_DROPPED_FROM_CATALOG = (
    "Names", "OpenAction", "AA", "Outlines", "Metadata", "AcroForm", "StructTreeRoot", "MarkInfo", "PieceInfo",
    "PageLabels", "Threads", "Collection", "Dests", "URI", "SpiderInfo", "Perms", "Legal", "AF",
)  # fmt: skip
_DROPPED_FROM_PAGE = ("Annots", "AA", "Metadata", "PieceInfo", "Thumb", "B", "AF", "StructParents")

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


def read_pdf(untrusted: bytes) -> Facsimile:
    """Read a PDF with the words that its pages show.

    A very long one gives its contents only; its pages are in its volumes, which `open_pdf_members` takes out.
    `pdf` has annotations and form fields baked into the pages and nothing beside the pages. A page without
    text, a picture of a page, and a page whose letters have no meaning come UNREAD. Raises Encrypted,
    Damaged or TooLarge.
    """
    return _with_repair(untrusted, _read)


def open_pdf_members(untrusted: bytes) -> tuple[Member, ...]:
    """The volumes of a very long PDF, then the files attached to it, to the document or to a page.

    Raises as `read_pdf` does.
    """
    return _with_repair(untrusted, _take_members)


def draw_page(pdf: bytes, page_index: int, dpi: float) -> Picture:
    """Draw one page in page space (before /Rotate, cut to the crop box) in grey."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        page = document[page_index]
        page.set_rotation(0)
        drawn = page.get_pixmap(
            matrix=pymupdf.Matrix(dpi / 72, dpi / 72), colorspace=pymupdf.csGRAY, alpha=False, annots=False
        )
        rows = bytes(drawn.samples)
        if drawn.stride != drawn.width:
            rows = b"".join(rows[at : at + drawn.width] for at in range(0, len(rows), drawn.stride))
        return Picture(width_px=drawn.width, height_px=drawn.height, dpi=dpi, grey=rows)


def join_pdfs(first: bytes, second: bytes) -> bytes:
    """The pages of both, one after the other."""
    with pymupdf.open(stream=first, filetype="pdf") as joined, pymupdf.open(stream=second, filetype="pdf") as more:
        joined.insert_pdf(more, links=False, annots=False)
        return bytes(joined.tobytes(garbage=1, deflate=True))


# Opening


def _with_repair(untrusted: bytes, work: Callable[[pymupdf.Document, bytes], T]) -> T:
    """Do the work on the file as it is, or else on what qpdf makes of it."""
    try:
        with pymupdf.open(stream=untrusted, filetype="pdf") as document:
            if not document.needs_pass and document.page_count:
                return work(document, untrusted)
    except _FAILURES as error:
        _require_memory(error)
    mended = _mend(untrusted)
    try:
        with pymupdf.open(stream=mended, filetype="pdf") as document:
            if document.page_count:
                return work(document, mended)
    except _FAILURES as error:
        _require_memory(error)
        raise Damaged("the PDF cannot be read, not even after a repair") from error
    raise Damaged("the PDF has no pages")


def _require_memory(error: Exception) -> None:
    """TooLarge where MuPDF ran out of memory, which it tells by an ordinary error."""
    if "alloc" in str(error):
        raise TooLarge("reading the PDF took more memory than its limit") from error


def _mend(untrusted: bytes) -> bytes:
    """The file as qpdf writes it anew, without encryption where no password is needed."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(untrusted), suppress_warnings=True) as document:
            document.save(out)
    except pikepdf.PasswordError as error:
        raise Encrypted("the PDF is locked") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError) as error:
        raise Damaged("the PDF cannot be opened") from error
    return out.getvalue()


# Reading


def _read(document: pymupdf.Document, untrusted: bytes) -> Facsimile:
    if comes_in_volumes(document, untrusted):
        return read_contents(document, untrusted)
    repaired = bool(document.is_repaired) or b"%%EOF" not in untrusted[-2048:]
    title = (document.metadata or {}).get("title") or ""
    unseen, marks = list_unseen(document, untrusted)
    flat = _flatten(document)
    with pymupdf.open(stream=flat, filetype="pdf") as flattened:
        sights = [_look(flattened, index, repaired=repaired) for index in range(flattened.page_count)]
    pages = _drop_logos([sight.page for sight in sights])
    unseen += list_unseen_pages(untrusted, sights)
    if repaired:
        marks = ("repaired", *marks)
    return Facsimile(flat, pages, _without_repeats(unseen), " ".join(title.split())[:300], marks)


def _flatten(document: pymupdf.Document) -> bytes:
    """Bake what is drawn beside the pages into them, and drop everything that is not a page."""
    document.bake(annots=True, widgets=True)
    for index in range(document.page_count):
        spread_units(document, index)
    catalog = document.pdf_catalog()
    for key in _DROPPED_FROM_CATALOG:
        _drop_key(document, catalog, key)
    for index in range(document.page_count):
        xref = document.page_xref(index)
        for key in _DROPPED_FROM_PAGE:
            _drop_key(document, xref, key)
    document.set_metadata({})
    return bytes(document.tobytes(garbage=1, deflate=True, encryption=pymupdf.PDF_ENCRYPT_NONE))


def _drop_key(document: pymupdf.Document, xref: int, key: str) -> None:
    if document.xref_get_key(xref, key)[0] != "null":
        document.xref_set_key(xref, key, "null")


def _look(document: pymupdf.Document, index: int, *, repaired: bool) -> Sight:
    """One page; a page that fails stays in its place, unread and in doubt."""
    try:
        page = document[index]
        if max(page.rect.width, page.rect.height) > MAX_SIDE_PT:
            raise TooLarge(f"page {index + 1} is larger than any sheet of paper")
        sight = look_at_page(page)
    except _FAILURES as error:
        _require_memory(error)
        failed = LoosePage(*_A4, origin=WordOrigin.UNREAD, doubt=("page_failed",))
        return Sight(failed, ())
    blank = not sight.page.words and sight.page.origin is WordOrigin.TEXT_LAYER
    if repaired and blank:
        return replace(sight, page=replace(sight.page, doubt=("blank_after_repair",)))
    return sight


def _drop_logos(pages: list[LoosePage]) -> tuple[LoosePage, ...]:
    """The pages without the pictures that are small and come again at the same size on another page."""
    sizes = Counter(size for page in pages for size in {_size_of(box) for box in page.pictures})

    def is_logo(page: LoosePage, box: Box) -> bool:
        return sizes[_size_of(box)] > 1 and box.area < _LOGO_SHARE * page.width * page.height

    return tuple(
        replace(page, pictures=tuple(box for box in page.pictures if not is_logo(page, box))) for page in pages
    )


def _size_of(box: Box) -> tuple[int, int]:
    return round(box.width), round(box.height)


def _without_repeats(unseen: list[Unseen]) -> tuple[Unseen, ...]:
    return tuple(dict.fromkeys(each for each in unseen if each.text.strip()))


# Members


def _take_members(document: pymupdf.Document, untrusted: bytes) -> tuple[Member, ...]:
    volumes = tuple(take_volumes(document, untrusted)) if comes_in_volumes(document, untrusted) else ()
    return (*volumes, *_take_attachments(document))


def _take_attachments(document: pymupdf.Document) -> tuple[Member, ...]:
    members = [
        Member(_name_of(document.embfile_info(name), name), bytes(document.embfile_get(name)))
        for name in document.embfile_names()
    ]
    if document.has_annots():
        for page in document:
            for annotation in page.annots(types=[pymupdf.PDF_ANNOT_FILE_ATTACHMENT]):
                content = bytes(annotation.get_file())
                members.append(Member(_name_of(annotation.file_info, f"attachment on page {page.number + 1}"), content))
    return tuple(members)


def _name_of(facts: dict[str, object], fallback: str) -> str:
    for key in ("ufilename", "filename", "name"):
        if facts.get(key):
            return str(facts[key])
    return fallback
