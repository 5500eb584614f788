"""A very long PDF is taken apart into volumes, so that memory stays flat and every core has work.

The long file keeps its own line: a page of contents, and the sheet of what it holds beside its pages. Its
volumes are files inside it, each read, searched and reviewed as a document of its own, in page order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil

import pymupdf

from redactor.errors import TooLarge
from redactor.ingest.blocks import Heading, Note, Table
from redactor.ingest.facsimile import Facsimile, Member
from redactor.ingest.hidden import list_unseen_beside
from redactor.ingest.typeset import typeset

VOLUME_PAGES = 250
LEAST_BYTES = 500_000
"""A long file with little on each page is no burden and stays in one piece."""
MAX_PAGES = 50_000
IN_VOLUMES = "in_volumes"
_NOT_OF_A_PAGE = ("Names", "OpenAction", "AA", "Outlines", "Metadata", "StructTreeRoot", "PageLabels", "Dests", "AF")
"""What belongs to the whole file is listed once, with the contents."""


def comes_in_volumes(document: pymupdf.Document, untrusted: bytes) -> bool:
    """Whether a PDF is taken apart; raises TooLarge past the most pages that one file may have."""
    if document.page_count > MAX_PAGES:
        raise TooLarge(f"the PDF has more than {MAX_PAGES} pages")
    return bool(document.page_count > VOLUME_PAGES and len(untrusted) >= LEAST_BYTES)


def read_contents(document: pymupdf.Document, untrusted: bytes) -> Facsimile:
    """The page of contents of a PDF that comes in volumes, and what the file holds beside its pages."""
    spans = list(_spans(document.page_count))
    rows = [("Volume", "Pages")]
    rows += [(str(number), f"{first + 1} to {last}") for number, (first, last) in enumerate(spans, 1)]
    pdf, pages = typeset(
        (
            Heading("Contents", level=2),
            Note(f"Made by redactor. This file of {document.page_count} pages follows in {len(spans)} volumes."),
            Table(tuple(rows), header_rows=1),
        )
    )
    unseen, marks = list_unseen_beside(document, untrusted)
    return Facsimile(pdf, pages, unseen, marks=(*marks, IN_VOLUMES))


def take_volumes(document: pymupdf.Document, untrusted: bytes) -> Iterator[Member]:
    """The volumes as PDFs of their own, in order, with all that stands on their pages and nothing beside them."""
    for first, last in _spans(document.page_count):
        with pymupdf.open(stream=untrusted, filetype="pdf") as volume:
            volume.select(range(first, last))
            catalog = volume.pdf_catalog()
            for key in _NOT_OF_A_PAGE:
                if volume.xref_get_key(catalog, key)[0] != "null":
                    volume.xref_set_key(catalog, key, "null")
            volume.set_metadata({})
            content = bytes(volume.tobytes(garbage=1, deflate=True, encryption=pymupdf.PDF_ENCRYPT_NONE))
        yield Member(f"pages {first + 1} to {last}.pdf", content)


def _spans(pages: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of page indices, as even as can be."""
    volumes = ceil(pages / VOLUME_PAGES)
    edges = [round(pages * number / volumes) for number in range(volumes + 1)]
    yield from pairwise(edges)
