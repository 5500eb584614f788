import dataclasses
import io

import pikepdf
import pymupdf
import pypdfium2
import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.document import WordOrigin
from redactor.domain.finding import Category, WholeDocument, WholePage
from redactor.errors import Damaged, ReaderFailed
from redactor.redact.plan import Plan
from redactor.redact.route import withhold
from tests.leaks.hunters import find_bytes
from tests.leaks.texts import form_of_which_one_use_is_off_the_page
from tests.redact.papers import a_pdf, a_ruling, clean, plan_for, read_document, span_of, text_of

LETTER = a_pdf("Dear Wilma Smith, hello.", "The second line stays as it was.")


def test_a_plain_page_stays_vector_and_loses_the_words_alone() -> None:
    made = clean(LETTER, "Wilma Smith,")
    assert [(page.route, page.why) for page in made.pages] == [("vector", "")]
    assert " ".join(text_of(made.pdf).split()) == "Dear hello. The second line stays as it was. Third party"


def test_a_scan_is_drawn_and_says_so() -> None:
    made = clean(LETTER, "Wilma Smith,", document=read_document(LETTER, origin=WordOrigin.OCR))
    assert [(page.route, page.why) for page in made.pages] == [("raster", "a scan")]
    assert "second line" in " ".join(text_of(made.pdf).split())


def test_the_same_input_gives_the_same_bytes() -> None:
    for origin in (WordOrigin.TEXT_LAYER, WordOrigin.OCR):
        document = read_document(LETTER, origin=origin)
        first, second = (clean(LETTER, "Wilma", document=document).pdf for _ in range(2))
        assert first == second


def test_pages_that_the_plan_drops_are_not_in_the_file() -> None:
    with pymupdf.open() as made:
        for text in ("First page", "Second page"):
            made.new_page().insert_text((72, 100), text)
        pdf = made.tobytes()
    document = read_document(pdf)
    kept = withhold(document, pdf, Plan((1,), ()))
    assert [page.page_index for page in kept.pages] == [1]
    assert "First" not in text_of(kept.pdf)
    assert "Second page" in text_of(kept.pdf)


def test_a_withheld_document_gives_no_file_at_all() -> None:
    made = clean(LETTER, areas=[WholeDocument()])
    assert (made.pdf, made.pages) == (b"", ())


def test_a_withheld_page_keeps_its_size_and_nothing_else() -> None:
    document = read_document(LETTER)
    made = withhold(document, LETTER, plan_for(document, a_ruling(WholePage(0), category=Category.UNREAD)))
    assert text_of(made.pdf).split() == ["Third", "party"]
    with pymupdf.open(stream=made.pdf, filetype="pdf") as pdf:
        assert pdf[0].rect == (0, 0, 595, 842)


def test_a_facsimile_of_another_size_or_page_count_is_refused() -> None:
    document = read_document(LETTER)
    plan = plan_for(document, a_ruling(span_of(document, "Wilma")))
    smaller = dataclasses.replace(document, pages=(dataclasses.replace(document.pages[0], width=400.0),))
    with pytest.raises(Damaged, match="another size"):
        withhold(smaller, LETTER, plan)
    with pymupdf.open(stream=LETTER, filetype="pdf") as pdf:
        pdf.new_page()
        longer = pdf.tobytes()
    with pytest.raises(Damaged, match="other pages"):
        withhold(document, longer, plan)


def test_a_facsimile_that_does_not_open_is_refused() -> None:
    document = read_document(LETTER)
    with pytest.raises(ReaderFailed, match="0001"):
        withhold(document, b"not a pdf", Plan((0,), ()))


def test_nothing_but_pages_is_in_the_new_file() -> None:
    made = clean(LETTER, "Wilma")
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang"}
        assert set(pdf.trailer.keys()) == {"/Size", "/Root"}
        page = pdf.pages[0].obj
        assert set(page.keys()) == {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}


def test_one_page_that_cannot_be_rebuilt_does_not_draw_the_others() -> None:
    with pymupdf.open() as made:
        made.new_page().insert_text((72, 100), "Dear Wilma")
        made.new_page().insert_text((72, 100), "Dear Sanjay")
        made[1].insert_text((72, 300), "unseen twin", render_mode=3)
        pdf = made.tobytes()
    assert [(page.route, page.why) for page in clean(pdf, "Wilma").pages] == [
        ("vector", ""),
        ("raster", "invisible text"),
    ]


def test_a_label_can_be_seen_on_a_drawn_page_too() -> None:
    area = Box(100, 300, 220, 330)
    document = read_document(LETTER, origin=WordOrigin.OCR)
    made = clean(LETTER, areas=[PageBox(0, area)], document=document)
    image = pypdfium2.PdfDocument(made.pdf)[0].render(scale=2).to_pil().convert("L")
    levels = image.crop((206, 606, 434, 654)).getcolors(256)
    assert levels is not None
    assert max(level for _, level in levels) == 255
    assert min(level for _, level in levels) < 30


def test_the_remains_of_a_page_that_was_drawn_instead_are_not_in_the_file() -> None:
    made = clean(form_of_which_one_use_is_off_the_page(), "Quillfeather")
    assert made.pages[0].route == "raster"
    assert find_bytes(made.pdf, "Quillfeather") == []
