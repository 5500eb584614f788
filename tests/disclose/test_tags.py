"""The tags of a bundle, walked as a screen reader does: order, tables, figures, headings, and nothing left out."""

from __future__ import annotations

import io

import pikepdf
import pymupdf
import pytest

from redactor.disclose.assemble import Part, Style, assemble
from redactor.disclose.front import Block, draw_blocks
from redactor.domain.box import Box
from redactor.domain.document import Document, LoosePage, LooseWord, Word, WordOrigin, bind_pages
from redactor.redact.route import withhold
from tests.disclose.walking import spoken, unmarked, walk
from tests.redact.papers import a_pdf, a_ruling, plan_for, read_document, spans_of

STYLE = Style(reference="SAR-1", draft=False)
BLOCKS = (
    Block("H1", ("Dear Ruth",)), Block("P", ("We enclose it.",)), Block("LI", ("one",)), Block("LI", ("two",)),
    Block("TH", ("No.", "Kind"), (0.3, 0.7)), *(Block("TR", (str(at), "E-mail"), (0.3, 0.7)) for at in range(60)),
)  # fmt: skip


def a_bundle(pdf: bytes, document: Document, *texts: str) -> bytes:
    """A front page, and one document out of which phrases are taken."""
    rulings = [a_ruling(span) for text in texts for span in spans_of(document, text)]
    clean = withhold(document, pdf, plan_for(document, *rulings))
    part = Part(
        document_id="0001", pdf=clean.pdf, page_count=len(clean.pages), number="1", kind="E-mail", pages=clean.pages
    )
    return assemble(draw_blocks(BLOCKS), [part], STYLE, readings=lambda _: document)


def a_backward_pdf() -> bytes:
    """A page whose last line was written first."""
    with pymupdf.open() as paper:
        page = paper.new_page()
        for y, text in ((300, "The third came last."), (200, "The second followed."), (100, "The first was here.")):
            page.insert_text((72, y), text, fontsize=12)
        return bytes(paper.tobytes())


def in_order(document: Document) -> Document:
    """The same document with its words as a person reads them."""
    words: list[Word] = sorted(document.pages[0].words, key=lambda word: (word.box.y0, word.box.x0))
    loose = [
        LooseWord(one.text, one.box, 1.0, 0, " " if other is not None and other.box.y0 == one.box.y0 else "\n")
        for one, other in zip(words, [*words[1:], None], strict=True)
    ]
    page = document.pages[0]
    return bind_pages([LoosePage(page.width, page.height, tuple(loose))], id=document.id)


def test_a_page_is_read_in_the_order_of_its_text_and_not_of_its_strokes() -> None:
    pdf = a_backward_pdf()
    said = spoken(a_bundle(pdf, in_order(read_document(pdf))))
    assert said.index("The first was here.") < said.index("The second followed.") < said.index("The third came last.")


@pytest.mark.parametrize("origin", [WordOrigin.TEXT_LAYER, WordOrigin.OCR])
def test_a_box_is_spoken_in_its_turn_whether_the_page_is_text_or_a_picture(origin: WordOrigin) -> None:
    pdf = a_pdf("Marcus sat beside Oliver Fenwick at lunch on Tuesday.")
    said = spoken(a_bundle(pdf, read_document(pdf, origin=origin), "Oliver Fenwick"))
    assert "Marcus sat beside [Withheld: Third party] at lunch on Tuesday." in said
    assert "Fenwick" not in said


def test_all_that_is_said_has_a_tag_and_only_footers_have_none() -> None:
    pdf = a_pdf("Marcus sat beside Oliver Fenwick at lunch.")
    bundle = a_bundle(pdf, read_document(pdf), "Oliver Fenwick")
    left = unmarked(bundle)
    assert "Marcus" not in left
    assert "Dear" not in left
    assert "SAR-1" in left


def test_each_document_is_a_section_that_begins_with_its_heading() -> None:
    pdf = a_pdf("Hello.")
    said = walk(a_bundle(pdf, read_document(pdf)))
    section = next(at for at, each in enumerate(said) if each.title == "Document 1: E-mail")
    heading = next(each for each in said[section + 1 :] if each.text)
    assert (said[section].tag, heading.tag) == ("Sect", "H1")
    assert heading.text.split() == ["SAR-1", "·", "Document", "1"]


def test_the_front_has_headings_lists_and_tables_whose_head_stands_on_every_page() -> None:
    said = [each for each in walk(assemble(draw_blocks(BLOCKS), [], STYLE)) if each.text.strip()]
    tags = [each.tag for each in said]
    assert tags[:4] == ["H1", "P", "LBody", "LBody"]
    assert [each.text.strip() for each in said if each.tag == "TH"] == ["No.", "Kind"] * tags.count("TH").__floordiv__(
        2
    )
    assert tags.count("TH") >= 4
    assert tags.count("TD") == 120


def test_cells_that_were_written_with_one_stroke_are_cells() -> None:
    with pymupdf.open() as paper:
        page = paper.new_page()
        writer = pymupdf.TextWriter(page.rect)
        cells = [(72 + 150 * column, 100 + 20 * row, f"r{row}c{column}") for row in range(2) for column in range(3)]
        for x, y, text in cells:
            writer.append((x, y), text, font=pymupdf.Font("helv"), fontsize=10)
        writer.write_text(page)
        pdf = bytes(paper.tobytes())
    words = [
        LooseWord(text, Box(x, y - 8, x + 24, y + 2), 1.0, row, "\n" if column == 2 else "\t")
        for (x, y, text), (row, column) in zip(cells, [(r, c) for r in range(2) for c in range(3)], strict=True)
    ]
    document = bind_pages([LoosePage(595, 842, tuple(words))], id="0001")
    said = [each for each in walk(a_bundle(pdf, document)) if each.tag == "TD" and each.text.startswith("r")]
    assert [each.text for each in said] == [text for _, _, text in cells]


def test_the_way_back_from_every_mark_leads_to_its_element() -> None:
    pdf = a_pdf("Marcus sat beside Oliver Fenwick at lunch.")
    with pikepdf.open(io.BytesIO(a_bundle(pdf, read_document(pdf), "Oliver Fenwick"))) as paper:
        numbers = paper.Root.StructTreeRoot.ParentTree.Nums
        for page in paper.pages:
            owners = numbers[2 * int(page.obj.StructParents) + 1]
            drawn = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) == "BDC"]
            marks = [int(each.operands[1].MCID) for each in drawn if "/MCID" in each.operands[1]]
            assert sorted(marks) == list(range(len(owners)))
            assert all(mark in list(owners[mark].K) for mark in marks)


def test_marks_are_balanced_and_never_cross_a_text_object() -> None:
    pdf = a_pdf("Marcus sat beside Oliver Fenwick at lunch.\nThen he went home.")
    with pikepdf.open(io.BytesIO(a_bundle(pdf, read_document(pdf), "Oliver Fenwick"))) as paper:
        for page in paper.pages:
            stack: list[str] = []
            for each in pikepdf.parse_content_stream(page):
                operator = str(each.operator)
                if operator in ("BT", "BDC", "BMC"):
                    stack.append(operator[0] if operator == "BT" else "mark")
                elif operator in ("ET", "EMC"):
                    assert stack.pop() == ("B" if operator == "ET" else "mark")
            assert stack == []


def test_the_file_says_its_language_title_bookmarks_and_page_labels_and_embeds_its_fonts() -> None:
    pdf = a_pdf("Marcus sat beside Oliver Fenwick at lunch.")
    with pikepdf.open(io.BytesIO(a_bundle(pdf, read_document(pdf), "Oliver Fenwick"))) as paper:
        assert str(paper.Root.Lang) == "en-GB"
        assert paper.Root.MarkInfo.Marked
        assert paper.Root.ViewerPreferences.DisplayDocTitle
        assert int(paper.Root.PageLabels.Nums[1].St) == 1
        assert str(paper.docinfo.Title) == "Response to request SAR-1"
        assert all(page.obj.Tabs == "/S" for page in paper.pages)
        fonts = [
            page.Resources.Font[key]
            for page in paper.pages
            for key in ("/Footer", "/Label")
            if key in page.Resources.Font
        ]
        bare = [font for font in fonts if not _embedded(font.get("/FontDescriptor"))]
    assert len(fonts) >= 3
    assert bare == []


def _embedded(descriptor: pikepdf.Object | None) -> bool:
    return descriptor is not None and any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_front_matter_may_be_in_another_language() -> None:
    bundle = assemble(draw_blocks(BLOCKS), [], Style(reference="SAR-1", draft=False, language="cy"))
    with pikepdf.open(io.BytesIO(bundle)) as paper:
        document = paper.Root.StructTreeRoot.K
        assert str(document.K[0].Lang) == "cy"
