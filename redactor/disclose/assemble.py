"""Clean pages and front matter to one bundle: numbered throughout, bookmarked, tagged, each page with one footer.

Every page is set upright on a sheet that is a little taller than itself, and the footer stands in the added
strip: it can never cover content. On the finished page, page space is what the eye sees, its origin is that of
the source page after /Rotate, and the strip lies below.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pymupdf

from redactor.disclose.fonts import Fonts, text_width
from redactor.disclose.front import HEIGHT, MARGIN_PT, WIDTH, Drawn
from redactor.disclose.letter import DRAFT_NOTICE
from redactor.disclose.marks import Frame, Mark, mark_content
from redactor.disclose.places import Place, places_of
from redactor.disclose.tree import Section, Tree
from redactor.domain.box import Matrix
from redactor.domain.document import Document
from redactor.domain.redaction import CleanPage

LANGUAGE = "en-GB"
_STRIP = 2.6
"""The height of the strip below a page, in sizes of its type."""
_GREY, _RED, _BLACK = "0.33 g", "0.54 0.11 0.11 rg", "0.1 g"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of the bundle: its clean pages, or none where all of it is withheld and a divider stands in.

    `number` is what the bundle calls it ("3", its attachment "3.1") and `kind` says what it is.
    """

    document_id: str
    pdf: bytes
    page_count: int
    withheld: bool = False
    number: str = ""
    kind: str = ""
    pages: tuple[CleanPage, ...] = ()

    @property
    def sheets(self) -> int:
        """How many bundle pages it takes."""
        return 1 if self.withheld else self.page_count

    @property
    def title(self) -> str:
        """What its bookmark and its section say."""
        return f"Document {self.number or self.document_id}" + (f": {self.kind}" if self.kind else "")


Readings = Callable[[str], Document | None]
"""Gives the Document of a part by its id, for the order in which its words are read; None where it is not known."""


def no_readings(document_id: str) -> None:
    """The words of a part are then tagged in the order in which they were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What is the same on every page: the reference, whether it is a draft, and the language of the front matter."""

    reference: str
    draft: bool
    language: str = LANGUAGE
    front: str = "Letter, key and schedule"
    """What the front matter is called in the bookmarks."""


@dataclass
class _Press:
    """The bundle in the making."""

    bundle: pikepdf.Pdf
    style: Style
    total: int
    readings: Readings
    outline: list[tuple[int, str, int]] = field(default_factory=list)
    tree: Tree = field(init=False)
    fonts: Fonts = field(init=False)

    def __post_init__(self) -> None:
        self.tree, self.fonts = Tree(self.bundle), Fonts(self.bundle)

    def begin(self, title: str, *, depth: int = 1, language: str = "") -> None:
        """Begin a section with its bookmark, on the next page."""
        step = min(depth, self.outline[-1][0] + 1 if len(self.outline) > 1 else 1)
        self.outline.append((step, title, len(self.bundle.pages)))
        self.tree.begin_section(Section(title, step, language))


def place_parts(parts: Sequence[Part], *, front_pages: int) -> dict[str, tuple[int, int]]:
    """First and last bundle page (from 1) of each document, given how many pages stand before them."""
    places, at = {}, front_pages + 1
    for part in parts:
        places[part.document_id] = (at, at + part.sheets - 1)
        at += part.sheets
    return places


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        return int(paper.page_count)


def assemble(front: Drawn, parts: Sequence[Part], style: Style, *, readings: Readings = no_readings) -> bytes:
    """Join front matter and parts into the finished PDF. The same input gives the same bytes."""
    with pikepdf.new() as bundle:
        total = count_pages(front.pdf) + sum(part.sheets for part in parts)
        press = _Press(bundle, style, total, readings)
        press.begin(style.front, language=style.language if style.language != LANGUAGE else "")
        _add_pages(press, front.pdf, style.reference, front.places)
        for part in parts:
            press.begin(part.title, depth=1 + part.number.count("."))
            label = f"{style.reference}  ·  Document {part.number or part.document_id}"
            if part.withheld:
                _add_divider(press, part, label)
            else:
                _add_pages(press, part.pdf, label, _places(press, part), heading=True)
        press.tree.finish()
        _describe(press)
        written = io.BytesIO()
        bundle.save(written, deterministic_id=True)
    return _finished(written.getvalue(), press)


def _places(press: _Press, part: Part) -> list[tuple[Place, ...]]:
    document = press.readings(part.document_id)
    return [places_of(document, page) for page in part.pages] if document is not None else []


def _add_pages(
    press: _Press, pdf: bytes, label: str, places: Sequence[Sequence[Place]], *, heading: bool = False
) -> None:
    """Add the pages of a PDF, each upright on its sheet; with `heading` the first footer is a heading too."""
    with pikepdf.open(io.BytesIO(pdf)) as part:
        first = len(press.bundle.pages)
        press.bundle.pages.extend(part.pages)
        for at in range(first, len(press.bundle.pages)):
            own = places[at - first] if at - first < len(places) else ()
            _set_page(press, press.bundle.pages[at], label, own, heading=heading and at == first)


def _set_page(press: _Press, page: pikepdf.Page, label: str, places: Sequence[Place], *, heading: bool) -> None:
    width, height, matrix = _upright(page)
    size = _footer_size(width)
    strip = _STRIP * size
    matrix = (*matrix[:5], matrix[5] + strip)
    resources = page.obj.get("/Resources")
    instructions = pikepdf.parse_content_stream(page)
    marked, marks = mark_content(instructions, places, Frame(matrix, height + strip), resources)
    depth = sum({"q": 1, "Q": -1}.get(str(each.operator), 0) for each in marked)
    inner = pikepdf.unparse_content_stream(marked) + b"\nQ" * max(depth, 0)
    numbers = " ".join(f"{number:.5f}".rstrip("0").rstrip(".") for number in matrix)
    clip = f"0 {strip:.3f} {width:.3f} {height:.3f} re W n"
    footer, marks = _footer(press, (width, size), label, marks, heading=heading)
    content = f"q {clip}\n{numbers} cm\n".encode() + inner + b"\nQ\n" + footer
    _finish_page(press, page, content, (width, height + strip))
    press.tree.add_page(page, marks)


def _upright(page: pikepdf.Page) -> tuple[float, float, Matrix]:
    """Width and height of a page as the eye sees it, in points, and the matrix that turns its content upright."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    width, height = right - left, top - bottom
    match int(page.obj.get("/Rotate", 0)) % 360:
        case 90:
            return height, width, (0.0, -1.0, 1.0, 0.0, -bottom, width + left)
        case 180:
            return width, height, (-1.0, 0.0, 0.0, -1.0, width + left, height + bottom)
        case 270:
            return height, width, (0.0, 1.0, -1.0, 0.0, height + bottom, -left)
    return width, height, (1.0, 0.0, 0.0, 1.0, -left, -bottom)


def _finish_page(press: _Press, page: pikepdf.Page, content: bytes, size: tuple[float, float]) -> None:
    for key in ("/Rotate", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Annots", "/Group"):
        if key in page.obj:
            del page.obj[key]
    page.obj.MediaBox = pikepdf.Array([0, 0, round(size[0], 3), round(size[1], 3)])
    resources = pikepdf.Dictionary(page.obj.get("/Resources", pikepdf.Dictionary()))
    resources.Font = pikepdf.Dictionary(resources.get("/Font", pikepdf.Dictionary()))
    resources.Font.Footer = press.fonts.plain("Helvetica")
    page.obj.Resources = resources
    press.fonts.embed_labels(page)
    page.obj.Contents = press.bundle.make_stream(content)


# ---------------------------------------------------------------- footers and dividers
def _footer_size(width: float) -> float:
    """Type size of the footer in points for a page of that width: 7 on A4, in proportion elsewhere."""
    return max(5.0, 7.0 * width / 595.0)


def _footer(
    press: _Press, sheet: tuple[float, float], label: str, marks: Sequence[Mark], *, heading: bool
) -> tuple[bytes, list[Mark]]:
    """The footer's content for a sheet of that width and type size, and the marks with the heading's among them.

    The label of a document's first page is its heading, so that a reader who cannot see hears where it begins.
    """
    width, size = sheet
    number = f"Page {_page_number(press)} of {press.total}"
    drawn = [_text(number, width - 3 * size - text_width(number, size), size, size, _GREY)]
    if press.style.draft:
        drawn.append(_text(DRAFT_NOTICE, (width - text_width(DRAFT_NOTICE, size)) / 2, size, size, _RED))
    own = _text(label, 3 * size, size, size, _GREY)
    artifact = b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n%s\nEMC"
    if not heading:
        return artifact % b"\n".join([own, *drawn]), list(marks)
    mark = Mark(len(marks), -1.0, (("H1", 0),))
    return b"/H1 <</MCID %d>> BDC\n%s\nEMC\n" % (mark.number, own) + artifact % b"\n".join(drawn), [*marks, mark]


def _page_number(press: _Press) -> int:
    """The number of the page that is being set, from 1."""
    return len(press.tree.parents) + 1


def _text(text: str, x: float, y: float, size: float, colour: str) -> bytes:
    shown = text.encode("cp1252", "replace").hex()
    return f"BT {colour} /Footer {size:.3f} Tf {x:.3f} {y:.3f} Td <{shown}> Tj ET".encode()


def _add_divider(press: _Press, part: Part, label: str) -> None:
    size = _footer_size(WIDTH)
    strip = _STRIP * size
    page = press.bundle.add_blank_page(page_size=(WIDTH, HEIGHT + strip))
    top = HEIGHT + strip
    lines = [("H1", f"Document {part.number or part.document_id}", 120, 20.0)]
    lines += [("P", "This document has been withheld.", 150, 12.0)]
    marks = [Mark(at, float(at), ((tag, at),)) for at, (tag, *_) in enumerate(lines)]
    content = b"\n".join(
        b"/%s <</MCID %d>> BDC\n%s\nEMC" % (tag.encode(), at, _text(text, MARGIN_PT, top - y, points, _BLACK))
        for at, (tag, text, y, points) in enumerate(lines)
    )
    footer, marks = _footer(press, (WIDTH, size), label, marks, heading=False)
    _finish_page(press, page, content + b"\n" + footer, (WIDTH, top))
    press.tree.add_page(page, marks)


# ---------------------------------------------------------------- the file
def _describe(press: _Press) -> None:
    root: Any = press.bundle.Root
    root.Lang = pikepdf.String(LANGUAGE)
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    root.PageMode = pikepdf.Name.UseOutlines
    root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D, St=1)]))
    press.bundle.docinfo[pikepdf.Name.Title] = _title(press)
    with press.bundle.open_outline() as outline:
        above: list[pikepdf.OutlineItem] = []
        for depth, title, page in press.outline:
            entry = pikepdf.OutlineItem(title, page)
            del above[depth - 1 :]
            (above[-1].children if above else outline.root).append(entry)
            above.append(entry)


def _title(press: _Press) -> str:
    return f"Response to request {press.style.reference}"


def _finished(pdf: bytes, press: _Press) -> bytes:
    """The file written once more by another program, whole and without anything that no page needs."""
    with pymupdf.open(stream=pdf, filetype="pdf") as bundle:
        bundle.set_metadata({"title": _title(press)})
        bundle.xref_set_key(bundle.pdf_catalog(), "Info", "null")  # MuPDF 1.28 writes the properties here as well
        return bytes(bundle.tobytes(garbage=2, deflate=True, use_objstms=1, no_new_id=True))
