"""Each document built to leak goes through the room; no reader may find the name, every reader the kept words."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.document import Document
from redactor.domain.finding import Place, Span
from redactor.domain.redaction import CleanDocument
from redactor.redact.route import withhold
from tests.leaks.hunters import find_word, read_all, squash
from tests.leaks.vectors import CANARY, KEPT, LINE, VECTORS, build, text, unread_text
from tests.redact.papers import a_pdf, a_ruling, plan_for, read_document

PICTURES = {
    "type3_without_map", "invisible_twin", "invisible_twin_on_top", "zero_scale", "tiny",
    "rotated_45", "transparent", "layer_off", "optional_content_mark_without_layers", "inline_picture", "soft_mask",
    "sticky_note", "form_value", "outlined_name",
}  # fmt: skip
"""The vectors that the rebuild refuses; all others must stay vectors."""


def names_in(document: Document) -> list[Place]:
    """Every place where the reading has the name, broken over lines or not; its area where the reading lost it."""
    soft = r"[\s\xad-]*"
    pattern = soft.join(CANARY)
    found = [Span(hit.start(), hit.end()) for hit in re.finditer(pattern, document.text)]
    return [*found] or [PageBox(0, Box(132, 88, 196, 104))]


def withheld(pdf: bytes) -> CleanDocument:
    document = read_document(pdf)
    return withhold(document, pdf, plan_for(document, *(a_ruling(span) for span in names_in(document))))


@pytest.mark.parametrize("name", VECTORS)
def test_the_name_is_gone_and_the_rest_is_there(name: str) -> None:
    pdf = VECTORS[name]()
    assert find_word(pdf, CANARY), "the vector does not leak in the first place"
    made = withheld(pdf)
    assert find_word(made.pdf, CANARY) == []
    for reader, found in read_all(made.pdf).items():
        for word in KEPT:
            spelled = squash(found)
            scattered = name == "glyph_per_block" and Counter(squash(word)) <= Counter(spelled)
            assert squash(word) in spelled or scattered, f"{reader} lost {word}"
    assert ("raster" if name in PICTURES else "vector") == made.pages[0].route, made.pages[0].why


@pytest.mark.parametrize("crop", [None, (50, 60, 400, 500)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_and_cropped_pages_lose_the_name_alone(rotation: int, crop: tuple[float, ...] | None) -> None:
    pdf = a_pdf(LINE, "A line below stays.", rotation=rotation, crop=crop)
    made = withheld(pdf)
    assert find_word(made.pdf, CANARY) == []
    assert made.pages[0].route == "vector"
    for found in read_all(made.pdf).values():  # pdfminer reads turned pages letter by letter
        assert Counter("alinebelowstays") <= Counter(squash(found))


@pytest.mark.parametrize("leading", [8, 10])
def test_tight_leading_keeps_the_neighbouring_lines_whole(leading: float) -> None:
    pdf = a_pdf("Upper neighbour gjpqy stays", LINE, "Lower Neighbour Tkfl stays", leading=leading)
    made = withheld(pdf)
    assert find_word(made.pdf, CANARY) == []
    found = read_all(made.pdf)["mupdf"]
    assert "Upper neighbour gjpqy stays" in found
    assert "Lower Neighbour Tkfl stays" in found


def test_text_that_the_reading_does_not_know_of_never_leaves() -> None:
    pdf = unread_text()
    shown = read_document(build(text()))
    made = withhold(shown, pdf, plan_for(shown, *(a_ruling(span) for span in names_in(shown))))
    assert made.pages[0].why == "text that was not read"
    assert not any("hidden" in squash(found) for found in read_all(made.pdf).values())
