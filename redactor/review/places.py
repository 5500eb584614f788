"""Places of a document as a person can read and write them in a cell; pages count from 1, boxes are in page space.

`characters 12-29`, `characters 12-29 of reading 2`, `page 3: 72 90.5 140 104`, `page 3`, `document`.
"""

from __future__ import annotations

import re

from redactor.domain.box import Box, PageBox
from redactor.domain.document import Document
from redactor.domain.finding import Place, Span, WholeDocument, WholePage

SMALLEST_SIDE_PT = 2.0
_NUMBER = r"([0-9]{1,6}(?:[.][0-9]{1,3})?)"
_CHARACTERS = re.compile(r"characters ([0-9]{1,9})-([0-9]{1,9})(?: of reading ([0-9]{1,4}))?")
_BOX = re.compile(rf"page ([0-9]{{1,6}}): {_NUMBER} {_NUMBER} {_NUMBER} {_NUMBER}")
_PAGE = re.compile(r"page ([0-9]{1,6})")


def write_place(place: Place) -> str:
    """The place in words."""
    match place:
        case Span(start, end, reading):
            return f"characters {start}-{end}" + ("" if reading is None else f" of reading {reading + 2}")
        case PageBox(page_index, box):
            corners = " ".join(f"{round(each, 3):g}" for each in (box.x0, box.y0, box.x1, box.y1))
            return f"page {page_index + 1}: {corners}"
        case WholePage(page_index):
            return f"page {page_index + 1}"
        case WholeDocument():
            return "document"


def parse_place(untrusted: str, document: Document) -> Place | None:
    """The place that the words name; None where they name none, or one that the document does not have."""
    said = " ".join(untrusted.lower().split())
    if said == "document":
        return WholeDocument()
    if whole := _PAGE.fullmatch(said):
        index = int(whole[1]) - 1
        return WholePage(index) if 0 <= index < len(document.pages) else None
    if boxed := _BOX.fullmatch(said):
        return _box(int(boxed[1]) - 1, (float(boxed[2]), float(boxed[3]), float(boxed[4]), float(boxed[5])), document)
    if spanned := _CHARACTERS.fullmatch(said):
        return _span(int(spanned[1]), int(spanned[2]), int(spanned[3] or 1), document)
    return None


def _box(index: int, corners: tuple[float, float, float, float], document: Document) -> PageBox | None:
    if not 0 <= index < len(document.pages):
        return None
    page, (x0, y0, x1, y1) = document.pages[index], corners
    box = Box.from_corners((x0, x1), (y0, y1)).clipped(page.width, page.height)
    if box is None or min(box.width, box.height) < SMALLEST_SIDE_PT:
        return None
    return PageBox(index, box.rounded())


def _span(start: int, end: int, reading: int, document: Document) -> Span | None:
    """Reading 1 is the document's own text; a span that covers no word covers nothing."""
    if not start < end or not 1 <= reading <= len(document.readings) + 1:
        return None
    text = document.text if reading == 1 else document.readings[reading - 2].text
    number = None if reading == 1 else reading - 2
    if end > len(text) or not document.boxes_for(start, end, reading=number):
        return None
    return Span(start, end, number)
