"""What must hold of every page that was burnt, whatever it says and wherever the boxes are."""

import dataclasses
from collections import Counter

import pymupdf
import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redactor.domain.box import Box
from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Span
from redactor.domain.redaction import CleanDocument
from redactor.redact.labels import seen_box
from redactor.redact.plan import Plan
from redactor.redact.route import withhold
from tests.redact.papers import a_pdf, a_ruling, plan_for, read_document, text_of

NAMES = ["Okafor", "Wójcik", "Siân", "O'Rourke", "St. John", "Ng", "gjpqy", "Smith-Jones", "100%", "(aside)", "£12.50"]
lines = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5)
some = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@st.composite
def burnt(draw: st.DrawFn) -> tuple[bytes, Document, Plan, CleanDocument]:
    """A page, turned and cropped or not, as text or as a scan, with some of its words withheld."""
    rotation, leading = draw(st.sampled_from([0, 90, 180, 270])), draw(st.sampled_from([9, 14, 24]))
    crop = draw(st.sampled_from([None, (40, 60, 500, 700)]))
    pdf = a_pdf(*draw(lines), leading=leading, rotation=rotation, crop=crop)
    document = read_document(pdf, origin=draw(st.sampled_from([WordOrigin.TEXT_LAYER, WordOrigin.OCR])))
    words = document.pages[0].words
    chosen = draw(st.sets(st.integers(0, len(words) - 1), min_size=1, max_size=len(words)))
    plan = plan_for(document, *(a_ruling(Span(words[at].start, words[at].end)) for at in sorted(chosen)))
    return pdf, document, plan, withhold(document, pdf, plan)


def withheld_and_kept(document: Document, plan: Plan) -> tuple[list[str], list[str]]:
    withheld: list[str] = []
    kept: list[str] = []
    for word in document.pages[0].words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
        (withheld if any(each.box.contains_point(x, y) for each in plan.redactions) else kept).append(word.text)
    return withheld, kept


def letters(texts: list[str]) -> Counter[str]:
    return Counter("".join("".join(text.split()) for text in texts))


@some
@given(burnt())
def test_no_letter_of_what_is_withheld_can_be_extracted_by_either_library(
    made: tuple[bytes, Document, Plan, CleanDocument],
) -> None:
    _, document, plan, done = made
    _, kept = withheld_and_kept(document, plan)
    source = pypdfium2.PdfDocument(done.pdf)
    pdfium = source[0].get_textpage().get_text_range()
    source.close()
    allowed = letters(kept) + letters([each.label for each in plan.redactions])
    for found in (text_of(done.pdf), pdfium):
        assert not letters([found.replace("\ufffe", "-")]) - allowed


@some
@given(burnt())
def test_every_pixel_in_a_box_is_one_colour_or_label(made: tuple[bytes, Document, Plan, CleanDocument]) -> None:
    pdf, document, plan, _ = made
    bare = dataclasses.replace(plan, redactions=tuple(dataclasses.replace(each, label="") for each in plan.redactions))
    source = pypdfium2.PdfDocument(withhold(document, pdf, bare).pdf)
    image = source[0].render(scale=3).to_pil().convert("L")
    source.close()
    page = document.pages[0]
    for each in plan.redactions:
        seen = seen_box(each.box, width=page.width, height=page.height, rotation=page.rotation)
        inside = image.crop(tuple(round(edge) for edge in _inner(seen, 3)))  # type: ignore[arg-type]
        assert inside.getextrema() == (26, 26)


def _inner(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x0 * scale + 2, box.y0 * scale + 2, box.x1 * scale - 2, box.y1 * scale - 2


@some
@given(burnt())
def test_no_word_outside_the_boxes_is_lost_or_moved(made: tuple[bytes, Document, Plan, CleanDocument]) -> None:
    pdf, _, plan, done = made
    if done.pages[0].route == "raster":
        return
    before, after = _glyphs(pdf), _glyphs(done.pdf)
    for char, x, y, middle in before:
        if not any(each.box.contains_point(*middle) for each in plan.redactions):
            assert any(char == c and abs(x - u) < 0.05 and abs(y - v) < 0.05 for c, u, v, _ in after)


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _glyphs(pdf: bytes) -> list[tuple[str, float, float, tuple[float, float]]]:
    with pymupdf.open(stream=pdf, filetype="pdf") as source:
        return [
            (
                char["c"],
                *char["origin"],
                ((char["bbox"][0] + char["bbox"][2]) / 2, (char["bbox"][1] + char["bbox"][3]) / 2),
            )
            for block in source[0].get_text("rawdict")["blocks"]
            for line in block["lines"]
            for span in line["spans"]
            for char in span["chars"]
            if not char["c"].isspace()
        ]


@some
@given(burnt())
def test_burning_twice_equals_burning_once(made: tuple[bytes, Document, Plan, CleanDocument]) -> None:
    _, document, plan, once = made
    if once.pages[0].route == "raster":  # a drawn page stands upright: its frame is another one
        return
    again = withhold(document, once.pdf, plan)
    if again.pages[0].route == "vector":
        assert letters([text_of(again.pdf)]) == letters([text_of(once.pdf)])
    pictures = []
    for pdf in (once.pdf, again.pdf):
        source = pypdfium2.PdfDocument(pdf)
        pictures.append(source[0].render(scale=1).to_pil().convert("L"))
        source.close()
    assert pictures[0].size == pictures[1].size
    if again.pages[0].route == "vector":
        assert pictures[0].tobytes() == pictures[1].tobytes()
