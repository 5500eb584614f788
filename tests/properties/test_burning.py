"""What must hold of every page that was burnt, whatever it says and wherever the boxes are."""

import dataclasses
from collections import Counter
from itertools import pairwise

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
    done = withhold(document, pdf, bare)
    source = pypdfium2.PdfDocument(done.pdf)
    image = source[0].render(scale=3).to_pil().convert("L")
    source.close()
    page = document.pages[0]
    for cover in done.pages[0].covers:
        seen = seen_box(cover, width=page.width, height=page.height, rotation=page.rotation)
        inside = image.crop(tuple(round(edge) for edge in _inner(seen, 3)))  # type: ignore[arg-type]
        assert inside.getextrema() == (26, 26)


def _inner(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x0 * scale + 2, box.y0 * scale + 2, box.x1 * scale - 2, box.y1 * scale - 2


@some
@given(burnt())
def test_kept_text_is_complete_and_in_order_and_other_lines_have_not_moved(
    made: tuple[bytes, Document, Plan, CleanDocument],
) -> None:
    pdf, document, plan, done = made
    if done.pages[0].route == "raster":
        return
    page = document.pages[0]
    moved = {each.start: each.box for each in done.pages[0].moved}
    before, after = _glyphs(pdf), _glyphs(done.pdf)
    for word in page.words:
        if any(each.box.contains_point(*_middle(word.box)) for each in plan.redactions):
            assert word.start not in moved
        elif word.start not in moved:
            for char, x, y, middle in before:
                if word.box.contains_point(*middle):
                    assert any(char == c and abs(x - u) < 0.02 and abs(y - v) < 0.02 for c, u, v, _ in after)
        else:
            now = moved[word.start].grown(0.01)
            assert "".join(sorted(c for c, _, _, at in after if now.contains_point(*at))) == "".join(sorted(word.text))
    kept = [word for word in page.words if word.start in moved]
    for one, other in pairwise(kept):
        if one.line == other.line:
            a, b = moved[one.start], moved[other.start]
            assert a.overlap(b) < 0.02 * min(a.area, b.area)


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


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
    _, _, _, once = made
    if once.pages[0].route == "raster":  # a drawn page stands upright: its frame is another one
        return
    document = read_document(once.pdf)
    again = withhold(document, once.pdf, plan_for(document))
    pictures = []
    for pdf in (once.pdf, again.pdf):
        source = pypdfium2.PdfDocument(pdf)
        pictures.append(source[0].render(scale=1).to_pil().convert("L"))
        source.close()
    assert pictures[0].size == pictures[1].size
    assert again.pages[0].route == "vector"
    assert letters([text_of(again.pdf)]) == letters([text_of(once.pdf)])
    assert pictures[0].tobytes() == pictures[1].tobytes()
