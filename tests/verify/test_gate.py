"""Each leak is planted in a bundle that was clean; each clean bundle passes, also where it is easy to cry wolf."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from redactor.domain.box import Box, PageBox
from redactor.domain.document import WordOrigin
from redactor.domain.finding import WholePage
from redactor.errors import BytesLeft, LeakFound, MetadataLeft, PixelsLeft, TextLeft
from redactor.verify.gate import Report, require_clean, verify
from redactor.verify.secrets import Proof, prove_terms
from tests.redact.papers import a_pdf
from tests.verify.bundles import (
    LINES,
    NAME,
    WITHHELD,
    Made,
    a_bundle,
    a_picture,
    a_skipped_step,
    by_mupdf,
    by_pikepdf,
    in_bundle,
    more_content,
)

Y = 742
"""Baseline of the first line, from below, on the A4 page that stands on a sheet with a strip of 18.2 pt."""


@pytest.fixture(scope="module")
def made() -> Made:
    return a_bundle(a_pdf(*LINES), *WITHHELD)


def text(shown: str, *, y: float = 400, more: str = "") -> bytes:
    return f"q BT {more} /F9 11 Tf 1 0 0 1 72 {y} Tm ({shown}) Tj ET Q".encode()


def kinds(report: Report) -> set[str]:
    return {problem.kind for problem in report.problems}


# ---------------------------------------------------------------- controls
def test_a_clean_bundle_passes_every_check(made: Made) -> None:
    report = made.check()
    assert report.problems == ()
    assert {check.name for check in report.checks} == {"text", "boxes", "strings", "bytes", "leftovers"}
    assert len([check for check in report.checks if check.name == "text"]) >= 4
    require_clean(report)


@pytest.mark.parametrize("origin", [WordOrigin.TEXT_LAYER, WordOrigin.OCR])
@pytest.mark.parametrize("crop", [None, (50, 60, 400, 500)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_cropped_and_drawn_pages_pass(rotation: int, crop: tuple[float, ...] | None, origin: WordOrigin) -> None:
    bundle = a_bundle(a_pdf(*LINES, rotation=rotation, crop=crop), *WITHHELD, origin=origin)
    assert bundle.proof.pages[0].boxes
    assert bundle.check().problems == ()


@pytest.mark.parametrize("origin", [WordOrigin.TEXT_LAYER, WordOrigin.OCR])
@pytest.mark.parametrize("leading", [7, 8, 10, 12])
def test_tight_leading_passes(leading: float, origin: WordOrigin) -> None:
    lines = ("Upper neighbour gjpqy stays", *LINES, "Lower Neighbour Tkfl stays")
    assert a_bundle(a_pdf(*lines, leading=leading), *WITHHELD, origin=origin).check().problems == ()


def test_withheld_label_words_and_words_of_the_footer_pass() -> None:
    lines = ("Legal advice of the third party, Page by Page.", "SAR of Mr Document, and Legal stays, Page stays.")
    bundle = a_bundle(a_pdf(*lines), "Legal advice", "third party,", "Mr Document,", "Page by")
    assert bundle.check().problems == ()


def test_ordinary_words_that_squash_to_a_name_pass() -> None:
    bundle = a_bundle(a_pdf("Andrea Weston and reading west on the hill.", "Miss Andrea Weston"), "Andrea Weston")
    assert bundle.check().problems == ()


def test_a_cell_between_two_withheld_words_of_one_line_passes() -> None:
    with pymupdf.open() as paper:
        sheet = paper.new_page()
        for x, word in ((72, "Ottoline"), (172, "teacher"), (272, "Ottoline")):
            sheet.insert_text((x, 100), word)
        pdf = paper.tobytes()
    assert a_bundle(pdf, "Ottoline").check().problems == ()


def test_withheld_pages_and_areas_over_pictures_pass() -> None:
    with pymupdf.open() as paper:
        paper.new_page().insert_text((72, 100), LINES[0])
        sheet = paper.new_page()
        sheet.insert_image(sheet.rect, stream=a_picture(NAME))
        sheet.insert_text((72, 700), "The caption stays.")
        paper.new_page().insert_text((72, 100), "Last page")
        pdf = paper.tobytes()
    area = PageBox(1, Box(90, 90, 500, 140))
    for origin in (WordOrigin.TEXT_LAYER, WordOrigin.OCR):
        assert a_bundle(pdf, areas=[WholePage(0), area], origin=origin).check().problems == ()


# ---------------------------------------------------------------- planted leaks
TEXTS: dict[str, bytes] = {
    "plain": text(NAME),
    "under a black box": text(NAME) + b" 0 g 60 390 200 30 re f",
    "white on white": text(NAME, more="1 g"),
    "invisible": text(NAME, more="3 Tr"),
    "tiny": text(NAME).replace(b" 11 Tf", b" 0.1 Tf"),
    "letter-spaced": text(" ".join(NAME)),
    "hyphenated": text("Quill-") + text("feather", y=380),
    "hexadecimal": f"BT /F9 11 Tf 72 400 Td <{NAME.encode().hex()}> Tj ET".encode(),
    "octal": text("".join(f"\\{ord(char):03o}" for char in NAME)),
    "off the page": text(NAME, y=-300),
    "a short name beside its released twin": text("Martin"),
}


@pytest.mark.parametrize("where", TEXTS)
def test_a_withheld_word_left_as_text_is_caught(made: Made, where: str) -> None:
    with pytest.raises(TextLeft):
        require_clean(made.check(more_content(made.pdf, TEXTS[where])))


def test_a_withheld_word_on_the_front_page_is_caught(made: Made) -> None:
    with pytest.raises(TextLeft, match="page 1"):
        require_clean(made.check(more_content(made.pdf, text(NAME), page_number=1)))


@pytest.mark.parametrize("mode", ["0 g", "1 g", "3 Tr"])
def test_any_glyph_in_a_withheld_area_is_caught(made: Made, mode: str) -> None:
    box = made.proof.pages[0].boxes[0]
    height = 842 + 18.2
    y = height - (box.y0 + box.y1) / 2 - 4
    problems = made.check(more_content(made.pdf, f"BT {mode} /F9 11 Tf {box.x0 + 1} {y} Td (xyzw) Tj ET".encode()))
    assert any("glyphs" in problem.what for problem in problems.problems)


@pytest.mark.parametrize("grey", [0.0, 0.3, 1.0])
def test_ink_in_a_withheld_area_is_caught(made: Made, grey: float) -> None:
    box = made.proof.pages[0].boxes[0]
    height = 842 + 18.2
    stroke = f"q {grey} G 2 w {box.x0} {height - box.y0} m {box.x1} {height - box.y1} l S Q".encode()
    with pytest.raises(PixelsLeft):
        require_clean(made.check(more_content(made.pdf, stroke)))


def outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as bookmarks:
        bookmarks.root.append(pikepdf.OutlineItem(f"About {NAME}", 0))


def annotation(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([9, 9, 20, 20]), Contents=String(NAME))
    pdf.pages[-1].obj.Annots = Array([pdf.make_indirect(note)])


def link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String(f"mailto:wilma.{NAME}@example.org"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([9, 9, 20, 20]), A=action)
    pdf.pages[-1].obj.Annots = Array([pdf.make_indirect(note)])


def page_label(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(NAME))]))


def tags(pdf: pikepdf.Pdf) -> None:
    leaf = Dictionary(Type=Name.StructElem, S=Name.P, ActualText=String(NAME), K=0)
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=leaf))


def resource_name(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.Resources[f"/{NAME}"] = Dictionary()


def title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = String(f"Letter to {NAME}")


def author(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = String("Wilma Quíllfeather")


def attached_name(pdf: pikepdf.Pdf) -> None:
    pdf.attachments[f"{NAME}.txt"] = pikepdf.AttachedFileSpec(pdf, b"x", filename=f"{NAME}.txt")


STRINGS = (outline, annotation, link, page_label, tags, resource_name, title, author, attached_name)


@pytest.mark.parametrize("plant", STRINGS, ids=lambda plant: plant.__name__)
def test_a_withheld_word_in_the_structure_is_caught(made: Made, plant: Callable[[pikepdf.Pdf], None]) -> None:
    leaking = by_pikepdf(made.pdf, plant)
    assert any(check.name == "strings" and check.problems for check in made.check(leaking).checks)
    with pytest.raises((MetadataLeft, TextLeft)):  # MuPDF reads notes as text of their page
        require_clean(made.check(leaking))


def packets(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(update_docinfo=False) as meta:
        meta["dc:title"] = f"Letter to {NAME}"


def attached_text(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, f"To {NAME}".encode(), filename="a.txt")


def loose_stream(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def plant(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.Resources.Properties = Dictionary(Z=pdf.make_stream(content))

    return plant


STREAMS = {
    "XMP": packets,
    "an attached file": attached_text,
    "plain": loose_stream(NAME.encode()),
    "UTF-16": loose_stream(NAME.encode("utf-16-be")),
    "hexadecimal": loose_stream(b"<" + NAME.encode().hex().encode() + b">"),
    "hexadecimal UTF-16": loose_stream(b"<" + NAME.encode("utf-16-be").hex().upper().encode() + b">"),
    "backwards": loose_stream(NAME[::-1].encode()),
    "base64": loose_stream(b"UXVpbGxmZWF0aGVy"),
    "percent-coded": loose_stream(b"%51uill%66eather"),
    "accented": loose_stream("Quíllfeather".encode()),
    "a comment in the content": lambda pdf: pdf.pages[1].contents_add(b"% " + NAME.encode() + b"\n"),
}


@pytest.mark.parametrize("where", STREAMS)
def test_a_withheld_word_in_a_stream_is_caught(made: Made, where: str) -> None:
    with pytest.raises(BytesLeft):
        require_clean(made.check(by_pikepdf(made.pdf, STREAMS[where])))


def test_bytes_after_the_end_are_caught(made: Made) -> None:
    with pytest.raises(BytesLeft):
        require_clean(made.check(made.pdf + b"\n% " + NAME.encode()))
    with pytest.raises(MetadataLeft, match="after the end"):
        require_clean(made.check(made.pdf + b"\nanything"))


def test_an_earlier_revision_is_caught_with_what_it_says(made: Made, tmp_path: Path) -> None:
    revised = tmp_path / "revised.pdf"
    revised.write_bytes(more_content(made.pdf, text(NAME)))
    with pymupdf.open(revised) as paper:
        for xref in paper[1].get_contents():
            if NAME.encode() in paper.xref_stream(xref):
                paper.update_stream(xref, b" ")
        paper.saveIncr()
    report = made.check(revised.read_bytes())
    assert kinds(report) == {"bytes", "metadata"}


# ---------------------------------------------------------------- steps that the redactor could skip
def test_a_redactor_that_does_nothing_is_caught_by_every_reader() -> None:
    report = a_skipped_step(a_pdf(*LINES), *WITHHELD).check()
    assert all(check.problems for check in report.checks if check.name in ("text", "boxes"))
    with pytest.raises(TextLeft):
        require_clean(report)


def test_boxes_drawn_over_the_text_are_no_redaction() -> None:
    with pymupdf.open(stream=a_pdf(*LINES), filetype="pdf") as paper:
        for rect in paper[0].search_for(NAME):
            paper[0].draw_rect(rect, fill=(0.1, 0.1, 0.1))
        covered = paper.tobytes()
    made = a_bundle(a_pdf(*LINES), NAME)
    with pytest.raises(TextLeft):
        require_clean(made.check(in_bundle(covered, 1)))


@pytest.mark.parametrize("origin", [WordOrigin.TEXT_LAYER, WordOrigin.OCR])
def test_a_cover_over_a_picture_that_still_shows_the_ink_is_caught(origin: WordOrigin) -> None:
    area = Box(90, 90, 500, 140)
    with pymupdf.open() as paper:
        sheet = paper.new_page()
        sheet.insert_image(sheet.rect, stream=a_picture(NAME))
        pdf = paper.tobytes()
        sheet.draw_rect(pymupdf.Rect(area.x0, area.y0, area.x1, area.y1), fill=(0.1, 0.1, 0.1))
        covered = paper.tobytes()
    made = a_bundle(pdf, areas=[PageBox(0, area)], origin=origin)
    assert made.check().problems == ()
    report = made.check(in_bundle(covered, 1))
    assert any("under their cover" in problem.what for problem in report.problems)
    with pytest.raises(PixelsLeft):
        require_clean(report)


def test_outlined_letters_under_a_cover_are_caught() -> None:
    made = a_bundle(a_pdf(*LINES), *WITHHELD)
    box = made.proof.pages[0].boxes[0]
    base = 842 + 18.2 - box.y1
    letters = " ".join(
        f"{box.x0 + 6 * step} {base - 4} m {box.x0 + 6 * step + 3} {base + 10} l {box.x0 + 6 * step + 5} {base - 4} l f"
        for step in range(4)
    )
    cover = f"0.1 g {box.x0 - 1} {base - 6} {box.width + 2} 20 re f"
    report = made.check(more_content(made.pdf, f"q 0 g {letters} {cover} Q".encode()))
    assert any("under their cover" in problem.what for problem in report.problems)


def test_one_box_of_many_that_was_not_applied_is_caught() -> None:
    made = a_bundle(a_pdf(*LINES), *WITHHELD)
    fewer = a_bundle(a_pdf(*LINES), *WITHHELD[:2])
    with pytest.raises(TextLeft):
        require_clean(made.check(fewer.pdf))


def test_an_ocr_layer_left_under_a_filled_box_is_caught() -> None:
    made = a_bundle(a_pdf(*LINES), NAME, origin=WordOrigin.OCR)
    layered = more_content(made.pdf, text(NAME, y=Y + 18.2, more="3 Tr"))
    with pytest.raises(TextLeft):
        require_clean(made.check(layered))


def test_a_picture_that_shows_a_withheld_name_elsewhere_is_caught_by_ocr() -> None:
    with pymupdf.open() as paper:
        sheet = paper.new_page()
        sheet.insert_image(pymupdf.Rect(0, 300, 595, 842), stream=a_picture("nothing"))
        sheet.insert_text((72, 100), LINES[0])
        made = a_bundle(paper.tobytes(), NAME)
    clean = verify(made.pdf, made.proof, ocr=lambda picture: ["thank", "you"], labels=["Third party"])
    assert clean.problems == ()
    seen = verify(made.pdf, made.proof, ocr=lambda picture: ["thank", NAME], labels=["Third party"])
    with pytest.raises(PixelsLeft):
        require_clean(seen)


def test_a_page_that_is_missing_is_caught(made: Made) -> None:
    def drop(paper: pymupdf.Document) -> None:
        paper.delete_page(1)

    with pytest.raises(TextLeft, match="missing"):
        require_clean(made.check(by_mupdf(made.pdf, drop)))


# ---------------------------------------------------------------- readers that fail, and foreign files
@pytest.mark.parametrize("broken", [b"", b"not a pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"])
def test_a_file_that_no_reader_can_read_is_a_problem_and_not_a_crash(broken: bytes) -> None:
    report = verify(broken, Proof(), ocr=None)
    unread = [problem for problem in report.problems if "could not read" in problem.what]
    assert len(unread) >= 6
    with pytest.raises(LeakFound):
        require_clean(report)


def test_a_report_without_checks_proves_nothing() -> None:
    with pytest.raises(LeakFound):
        require_clean(Report(checks=()))


def test_messages_hold_no_secret(made: Made) -> None:
    report = made.check(by_pikepdf(more_content(made.pdf, text(NAME)), outline))
    assert report.problems
    assert not any(re.search("quill|feather", problem.what, re.IGNORECASE) for problem in report.problems)


def foreign(*lines: str) -> bytes:
    def plant(paper: pymupdf.Document) -> None:
        paper.set_metadata({"author": "Ordinary Author", "title": "A title", "creator": "Writer"})

    return by_mupdf(a_pdf(*lines), plant)


def test_an_ordinary_foreign_file_has_remarks_and_no_problems() -> None:
    report = verify(foreign("Nothing of interest."), prove_terms(["Wilma Quillfeather"]), ocr=None, structure=False)
    assert report.problems == ()
    assert any("/Author" in remark.what for remark in report.remarks)


def test_pictures_of_a_foreign_file_that_nobody_read_are_remarked_on() -> None:
    with pymupdf.open() as paper:
        sheet = paper.new_page()
        sheet.insert_image(sheet.rect, stream=a_picture(NAME))
        pdf = paper.tobytes()
    report = verify(pdf, prove_terms([NAME]), ocr=None, structure=False)
    assert [(remark.kind, remark.page_number) for remark in report.remarks if remark.kind == "pixels"] == [
        ("pixels", 1)
    ]


TERMS = {
    "several words": ("Seen by Wilma Quillfeather today.", "Wilma Quillfeather"),
    "over two lines": ("Wilma", "Quillfeather", "Wilma Quillfeather"),
    "hyphenated": ("Wilma Quill-", "feather", "wilma quillfeather"),
    "accents": ("Zoë Ünsal stood there", "Zoe Unsal"),
    "case and points": ("O'BRIEN-SMITH", "O’Brien Smith"),
    "four letters": ("Rose was there", "Rose"),
}


@pytest.mark.parametrize("how", TERMS)
def test_a_term_is_found_in_a_foreign_file(how: str) -> None:
    *lines, term = TERMS[how]
    with pytest.raises(TextLeft):
        require_clean(verify(foreign(*lines), prove_terms([term]), ocr=None, structure=False))


@pytest.mark.parametrize("plant", STRINGS, ids=lambda plant: plant.__name__)
def test_a_term_is_found_in_the_structure_of_a_foreign_file(plant: Callable[[pikepdf.Pdf], None]) -> None:
    leaking = by_pikepdf(foreign("Nothing of interest."), plant)
    assert kinds(verify(leaking, prove_terms([NAME]), ocr=None, structure=False)) >= {"metadata"}
