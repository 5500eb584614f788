"""A Document, its facsimile and a plan to a clean PDF: as vectors where that is safe, as pixels where it is not.

Never best effort: a page that fails its check as vectors is drawn; one that fails as pixels stops the document.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from redactor.domain.document import Document, Page, WordOrigin
from redactor.domain.redaction import CleanDocument, CleanPage, Redaction
from redactor.errors import Damaged, TextLeft
from redactor.redact.glyphs import find_fault
from redactor.redact.labels import FONT, FONT_NAME, draw_boxes, seen_box
from redactor.redact.layer import LayerFont
from redactor.redact.plan import Plan
from redactor.redact.press import Fonts, VectorPage
from redactor.redact.raster import find_difference, letters_in_boxes, open_for_drawing, put_raster_page
from redactor.redact.rebuild import open_facsimile, read_glyphs, rebuild_page
from redactor.redact.relay import Relay
from redactor.redact.syntax import NotVector, Value
from redactor.redact.writing import Writing

ENGINE = 9
"""Counts up whenever the same plan gives other pages, so that documents kept from before are made anew."""
VECTOR = "vector"
RASTER = "raster"


@dataclass(frozen=True)
class _Job:
    """A Document on its way: its facsimile, as bytes and opened in PDFium, and what is to be taken out."""

    document: Document
    facsimile: bytes
    plan: Plan
    drawing: Any

    def redactions_of(self, page_index: int) -> list[Redaction]:
        """The redactions of one page, in the plan's order."""
        return [each for each in self.plan.redactions if each.page_index == page_index]


@dataclass(frozen=True)
class _Draft:
    """One attempt at the whole file: the pages that are vectors, and why the others are not."""

    pdf: bytes
    vectors: dict[int, VectorPage]
    why: dict[int, str]
    relays: dict[int, Relay]
    """What became of the lines of each page."""


def withhold(document: Document, facsimile: bytes, plan: Plan) -> CleanDocument:
    """Take out what the plan withholds and give the clean PDF, with the route of each page.

    A Document of which no page stays gives an empty `pdf`. Raises Damaged where facsimile and Document do not
    fit each other, ReaderFailed where a page can neither be rebuilt nor drawn, TextLeft where a page still
    shows text in a box after both.
    """
    if not plan.pages:
        return CleanDocument(document_id=document.id, pdf=b"", pages=(), redactions=())
    drawing = open_for_drawing(facsimile, document.id)
    try:
        _require_fit(document, drawing)
        draft = _finish(_Job(document, facsimile, plan, drawing))
    finally:
        drawing.close()
    pages = tuple(
        CleanPage(
            page_index=index,
            route=RASTER if index in draft.why else VECTOR,
            why=draft.why.get(index, ""),
            covers=tuple(box for box, _ in draft.relays[index].covers),
            moved=draft.relays[index].moved,
        )
        for index in plan.pages
    )
    return CleanDocument(document_id=document.id, pdf=draft.pdf, pages=pages, redactions=plan.redactions)


def _require_fit(document: Document, drawing: Any) -> None:
    """The boxes are only right on the pages that were read."""
    if len(drawing) != len(document.pages):
        raise Damaged(f"{document.id}: the facsimile has other pages than the document")
    for page in document.pages:
        width, height = drawing[page.index].get_size()
        expected = (page.width, page.height) if page.rotation % 180 == 0 else (page.height, page.width)
        if abs(width - expected[0]) > 1 or abs(height - expected[1]) > 1:
            raise Damaged(f"{document.id}: page {page.index + 1} of the facsimile has another size")


def _finish(job: _Job) -> _Draft:
    """Write, check, and write again with every page that failed drawn as pixels, until nothing fails."""
    forced = {index: why for index in job.plan.pages if (why := _reason_to_draw(job.document.pages[index]))}
    while True:
        try:
            draft = _write(job, forced)
        except NotVector as reason:  # a font that several pages share
            forced |= {index: str(reason) for index in job.plan.pages if index not in forced}
            draft = _write(job, forced)
        faults = _find_faults(job, draft)
        if not faults:
            return draft
        stuck = sorted(faults.keys() & draft.why.keys())
        if stuck:
            raise TextLeft(f"{job.document.id}: page {stuck[0] + 1} still shows text in a box")
        forced |= draft.why | faults


def _reason_to_draw(page: Page) -> str:
    if page.origin is WordOrigin.OCR:
        return "a scan"
    if page.origin is WordOrigin.UNREAD:
        return "an unread page"
    return ""


def _write(job: _Job, forced: dict[int, str]) -> _Draft:
    writing = Writing()
    fonts, layer_font = Fonts(writing), LayerFont(writing)
    vectors: dict[int, VectorPage] = {}
    relays: dict[int, Relay] = {}
    why = dict(forced)
    source = _open_for_rebuilding(job, why)
    for index in job.plan.pages:
        page, redactions = job.document.pages[index], job.redactions_of(index)
        if index not in why:
            try:
                vectors[index] = rebuild_page(source, job.document, page, redactions=redactions, fonts=fonts)
            except NotVector as reason:
                why[index] = str(reason)
        if index in vectors:
            fonts.note(vectors[index])
            _put_vector_page(writing, page, vectors[index])
            relays[index] = vectors[index].relay
        else:
            relays[index] = put_raster_page(
                job.document, page, redactions=redactions, source=job.drawing, font=layer_font
            )
    layer_font.write()
    fonts.write()
    return _Draft(writing.to_bytes(), vectors, why, relays)


def _open_for_rebuilding(job: _Job, why: dict[int, str]) -> Any:
    """The facsimile in MuPDF, or None with the reason noted for every page."""
    try:
        return open_facsimile(job.facsimile)
    except NotVector as reason:
        for index in job.plan.pages:
            why.setdefault(index, str(reason))
        return None


def _put_vector_page(writing: Writing, page: Page, vector: VectorPage) -> None:
    resources: dict[str, Value] = dict(vector.resources)
    content = vector.content
    if vector.relay.covers:
        fonts = resources.get("Font")
        resources["Font"] = {**(fonts if isinstance(fonts, dict) else {}), FONT_NAME: writing.put(FONT)}
        painted = draw_boxes(vector.relay.covers, width=page.width, height=page.height, rotation=page.rotation)
        content = content + b"\n" + painted
    writing.put_page(width=page.width, height=page.height, rotation=page.rotation, content=content, resources=resources)


def _find_faults(job: _Job, draft: _Draft) -> dict[int, str]:
    """Page index to what is wrong with it, as MuPDF and PDFium read and PDFium draws the finished file."""
    clean = open_for_drawing(draft.pdf, job.document.id)
    mupdf = open_facsimile(draft.pdf)
    try:
        found = {index: _find_fault(job, draft, place, clean, mupdf) for place, index in enumerate(job.plan.pages)}
    finally:
        clean.close()
        mupdf.close()
    return {index: fault for index, fault in found.items() if fault}


def _find_fault(job: _Job, draft: _Draft, place: int, clean: Any, mupdf: Any) -> str:
    index = job.plan.pages[place]
    page, relay = job.document.pages[index], draft.relays[index]
    vector = draft.vectors.get(index)
    if vector is not None:
        fault = find_fault(read_glyphs(mupdf[place]), vector.glyphs, relay.covers)
        if fault:
            return fault
        if find_difference(job.drawing, clean, page=page, boxes=relay.altered, place=place):
            return "drawn otherwise than its source"
    return _label_fault(clean, place, page=page, relay=relay, turned=vector is None)


def _label_fault(clean: Any, place: int, *, page: Page, relay: Relay, turned: bool) -> str:
    """Whether PDFium finds more in the boxes than their labels; a drawn page stands turned as the eye sees it."""
    if not relay.covers:
        return ""
    boxes = [box for box, _ in relay.covers]
    height = page.height
    if turned:
        boxes = [seen_box(box, width=page.width, height=page.height, rotation=page.rotation) for box in boxes]
        height = page.height if page.rotation % 180 == 0 else page.width
    found = Counter(letters_in_boxes(clean, place, boxes=boxes, height=height))
    allowed = Counter("".join(label for _, label in relay.covers))
    return "text left in a box" if found - allowed else ""
