"""What must hold between engine and verifier, whatever a page says: what was burnt passes, what comes back is found."""

from __future__ import annotations

import io
from collections import Counter

import pikepdf
import pymupdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redactor.redact.labels import seen_box
from redactor.redact.route import withhold
from redactor.verify.gate import verify
from redactor.verify.readers import text_readers
from redactor.verify.secrets import tokens_of
from tests.redact.papers import a_pdf, a_ruling, plan_for, read_document, spans_of
from tests.verify.bundles import LABELS, in_bundle, proof_of

NAMES = [
    "Quillfeather",
    "Raghunathan",
    "Siân Featherstonehaugh",
    "O'Rourke-Lindqvist",
    "Wójcikowska",
    "Brontë-Ashworth",
]
KEPT = ["met the teacher", "at noon", "and wrote", "to the office about", "on Monday"]
some = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@st.composite
def letters_about(draw: st.DrawFn) -> tuple[bytes, str]:
    """A page, turned or not, whose lines name somebody among kept words, and the name."""
    name = draw(st.sampled_from(NAMES))
    count = draw(st.integers(1, 4))
    lines = [f"{draw(st.sampled_from(KEPT))} {name} {draw(st.sampled_from(KEPT))}" for _ in range(count)]
    turn, leading = draw(st.sampled_from([0, 90, 270])), draw(st.sampled_from([9, 14, 24]))
    return a_pdf(*lines, rotation=turn, leading=leading), name


@some
@given(letters_about())
def test_no_reader_finds_a_letter_more_than_was_kept(made: tuple[bytes, str]) -> None:
    pdf, name = made
    document = read_document(pdf)
    plan = plan_for(document, *(a_ruling(span) for span in spans_of(document, name)))
    burnt = withhold(document, pdf, plan).pdf
    words = [word.text for word in document.pages[0].words if word.text.strip(",") not in name.split()]
    kept = Counter("".join(tokens_of(" ".join([*words, *(each.label for each in plan.redactions)]))))
    for reader in text_readers().values():
        said = Counter("".join(tokens_of(" ".join(reader(burnt)))))
        assert not said - kept


@some
@given(letters_about(), st.integers(0, 500), st.sampled_from(["0 g", "1 g", "3 Tr", "0.1 g"]))
def test_a_name_that_comes_back_anywhere_is_found(made: tuple[bytes, str], y: int, paint: str) -> None:
    pdf, name = made
    document = read_document(pdf)
    rulings = [a_ruling(span) for span in spans_of(document, name)]
    clean = withhold(document, pdf, plan_for(document, *rulings))
    bundle = in_bundle(clean.pdf, 1)
    proof = proof_of(document, rulings, clean.pages)
    assert verify(bundle, proof, ocr=None, labels=LABELS).problems == ()
    spoiled = with_text(bundle, name, y=y, paint=paint)
    assert verify(spoiled, proof, ocr=None, labels=LABELS).problems != ()


def with_text(bundle: bytes, name: str, *, y: int, paint: str) -> bytes:
    with pikepdf.open(io.BytesIO(bundle)) as paper:
        page = paper.pages[1]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F9)
        said = name.encode("cp1252", "replace").hex()
        page.contents_add(f"q BT {paint} /F9 9 Tf 1 0 0 1 50 {y} Tm <{said}> Tj ET Q".encode())
        out = io.BytesIO()
        paper.save(out)
        return out.getvalue()


@some
@given(letters_about())
def test_nothing_outside_the_boxes_is_drawn_otherwise(made: tuple[bytes, str]) -> None:
    """But for the line that a box stands in, which may be packed."""
    pdf, name = made
    document = read_document(pdf)
    plan = plan_for(document, *(a_ruling(span) for span in spans_of(document, name)[:1]))
    burnt = withhold(document, pdf, plan)
    if burnt.pages[0].route == "raster":
        return
    page = document.pages[0]
    (box, *_) = [each.box for each in plan.redactions]
    seen = seen_box(box, width=page.width, height=page.height, rotation=page.rotation).grown(3)
    line = (0, seen.y0, 10_000, seen.y1) if page.rotation == 0 else (seen.x0, 0, seen.x1, 10_000)
    drawn = []
    for each in (pdf, burnt.pdf):
        with pymupdf.open(stream=each, filetype="pdf") as paper:
            picture = paper[0].get_pixmap(dpi=72, colorspace=pymupdf.csGRAY, alpha=False)
            edges = (
                min(line[0], picture.width),
                min(line[1], picture.height),
                min(line[2], picture.width),
                min(line[3], picture.height),
            )
            picture.clear_with(255, pymupdf.IRect(*(round(edge) for edge in edges)))
            drawn.append(bytes(picture.samples))
    differing = sum(abs(one - other) > 40 for one, other in zip(*drawn, strict=True))
    assert differing == 0
