"""Clean pages to one bundle: upright, numbered, bookmarked, with footers that cover nothing."""

from __future__ import annotations

import pymupdf
import pytest

from redactor.disclose.assemble import Part, Style, assemble, count_pages, place_parts
from redactor.disclose.front import Drawn
from tests.disclose.making import a_pdf

REFERENCE = "SAR-2026-014"


def a_bundle(*parts: Part, draft: bool = False) -> pymupdf.Document:
    pdf = assemble(Drawn(a_pdf(1), ()), parts, Style(reference=REFERENCE, draft=draft))
    return pymupdf.open(stream=pdf, filetype="pdf")


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_stands_upright_as_the_eye_saw_it(rotation: int) -> None:
    source = a_pdf(1, rotation=rotation)
    bundle = a_bundle(Part(document_id="0001", pdf=source, page_count=1))
    with pymupdf.open(stream=source, filetype="pdf") as paper:
        seen, width = paper[0].get_pixmap(dpi=72, colorspace=pymupdf.csGRAY), paper[0].rect.width
    page = bundle[1]
    assert page.rotation == 0
    assert page.rect.width == pytest.approx(width)
    shown = page.get_pixmap(dpi=72, colorspace=pymupdf.csGRAY)
    rows = [shown.samples[row * shown.stride : row * shown.stride + seen.width] for row in range(seen.height)]
    before = [seen.samples[row * seen.stride : row * seen.stride + seen.width] for row in range(seen.height)]
    differing = sum(
        abs(a - b) > 60 for one, other in zip(rows, before, strict=True) for a, b in zip(one, other, strict=True)
    )
    assert differing < 60


def test_the_footer_stands_below_the_page_and_covers_nothing_of_it() -> None:
    page = a_bundle(Part(document_id="0012.1", pdf=a_pdf(1), page_count=1), draft=True)[1]
    footer = [word for word in page.get_text("words") if word[4] in ("SAR-2026-014", "Draft:", "Page")]
    assert len(footer) == 3
    assert all(word[1] >= 298 for word in footer)
    assert page.rect.height > 298


def test_every_document_has_a_bookmark_and_attachments_stand_below_their_message() -> None:
    parts = [Part(document_id="0001", pdf=a_pdf(2), page_count=2, number=each) for each in ("1", "1.1", "1.1.1", "2")]
    assert a_bundle(*parts).get_toc() == [
        [1, "Letter, key and schedule", 1],
        [1, "Document 1", 2],
        [2, "Document 1.1", 4],
        [3, "Document 1.1.1", 6],
        [1, "Document 2", 8],
    ]


def test_an_attachment_without_its_message_has_a_bookmark_all_the_same() -> None:
    toc = a_bundle(Part(document_id="0001.1", pdf=a_pdf(1), page_count=1, number="1.1")).get_toc()
    assert toc[1][1] == "Document 1.1"


def test_places_count_dividers_as_one_sheet() -> None:
    parts = [
        Part(document_id="0001", pdf=b"", page_count=3),
        Part(document_id="0002", pdf=b"", page_count=5, withheld=True),
        Part(document_id="0003", pdf=b"", page_count=1),
    ]
    assert place_parts(parts, front_pages=3) == {"0001": (4, 6), "0002": (7, 7), "0003": (8, 8)}


def test_properties_hold_a_title_and_nothing_of_the_sources() -> None:
    with pymupdf.open(stream=a_pdf(1), filetype="pdf") as paper:
        paper.set_metadata({"author": "Oliver Fenwick", "title": "Fenwick"})
        named = bytes(paper.tobytes())
    bundle = a_bundle(Part(document_id="0001", pdf=named, page_count=1))
    assert bundle.metadata["title"] == f"Response to request {REFERENCE}"
    assert b"Fenwick" not in bundle.tobytes()


def test_pages_are_counted() -> None:
    assert count_pages(a_pdf(3)) == 3
