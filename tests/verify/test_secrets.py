from __future__ import annotations

import dataclasses

import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.document import Reading, Sheet, Word
from redactor.domain.finding import Category, Span, Verdict, WholeDocument, WholePage
from redactor.verify.secrets import expect_divider, expect_page, join_proof, prove_terms, tokens_of
from tests.redact.papers import a_pdf, a_ruling, read_document, span_of

LETTER = read_document(a_pdf("Dear Wilma Quillfeather and Martin Rose", "Martin Martinez stays here on Page 2"))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Zoë O’Brien-Smith", ["zoe", "o", "brien", "smith"]),
        ("ﬁnal Straße", ["final", "strasse"]),
        ("Quill\u00adfeather Quill\ufffe\r\nfeather Quill\u0002feather", ["quillfeather"] * 3),
        ("07700 900-123", ["07700", "900", "123"]),
        ("a_b", ["a", "b"]),
        (" .,;", []),
    ],
)
def test_a_text_becomes_squashed_tokens(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def test_a_page_tells_the_withheld_words_from_the_released_ones_by_place() -> None:
    proof = expect_page(LETTER, 0, [a_ruling(span_of(LETTER, "Quillfeather and Martin"))], page_number=5)
    assert proof.page_number == 5
    assert proof.withheld == proof.names == ("quillfeather", "and", "martin")
    assert proof.released == ("dear", "wilma", "rose", "martin", "martinez", "stays", "here", "on", "page", "2")
    assert len(proof.boxes) == 3


def test_only_rulings_that_withhold_count() -> None:
    proof = expect_page(LETTER, 0, [a_ruling(span_of(LETTER, "Wilma"), Verdict.RELEASE)], page_number=1)
    assert (proof.boxes, proof.withheld) == ((), ())


def test_words_of_passages_are_withheld_but_name_nobody() -> None:
    ruling = a_ruling(span_of(LETTER, "stays here"), category=Category.PASSAGE)
    proof = expect_page(LETTER, 0, [ruling], page_number=1)
    assert (proof.withheld, proof.names) == (("stays", "here"), ())


def test_a_band_is_the_middle_of_its_word_and_meets_no_neighbouring_line() -> None:
    tight = read_document(a_pdf("Upper gjpqy", "Wilma Quillfeather", "Lower Tkfl", leading=8))
    (band,) = expect_page(tight, 0, [a_ruling(span_of(tight, "Wilma"))], page_number=1).boxes
    word = next(word for word in tight.pages[0].words if word.text == "Wilma")
    assert band.height == pytest.approx(word.box.height / 2)
    assert (band.x0, band.x1) == (word.box.x0, word.box.x1)
    assert band.y0 - word.box.y0 == pytest.approx(word.box.y1 - band.y1)


def test_an_area_takes_the_words_whose_centre_it_holds() -> None:
    word = next(word for word in LETTER.pages[0].words if word.text == "Wilma")
    half = Box(word.box.x0 - 3, word.box.y0, word.box.x1 - 0.3 * word.box.width, word.box.y1)
    proof = expect_page(LETTER, 0, [a_ruling(PageBox(0, half), category=Category.DRAWN)], page_number=1)
    assert proof.withheld == ("wilma",)
    assert proof.boxes == (half,)


def test_a_withheld_page_releases_nothing() -> None:
    proof = expect_page(LETTER, 0, [a_ruling(WholePage(0))], page_number=1)
    assert proof.released == ()
    assert proof.boxes == (Box(0, 0, 595, 842),)


def test_a_withheld_word_of_a_second_reading_empties_its_place() -> None:
    place = next(word for word in LETTER.pages[0].words if word.text == "Martinez").box
    reading = Reading(page_index=0, engine="other", text="Nartinez", words=(Word("Nartinez", 0, 8, place),))
    document = dataclasses.replace(LETTER, readings=(reading,))
    proof = expect_page(document, 0, [a_ruling(Span(0, 8, 0))], page_number=1)
    assert proof.withheld == proof.names == ("martinez", "nartinez")
    assert len(proof.boxes) == 1


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_stand_as_the_eye_sees_the_page(rotation: int) -> None:
    turned = read_document(a_pdf("Quillfeather", rotation=rotation))
    (box,) = expect_page(turned, 0, [a_ruling(span_of(turned, "Quillfeather"))], page_number=1).boxes
    near = {0: (box.x0, box.y0), 90: (box.x1, box.y0), 180: (box.x1, box.y1), 270: (box.x0, box.y1)}[rotation]
    wanted = {0: (72, 92), 90: (750, 72), 180: (523, 750), 270: (92, 523)}[rotation]
    assert near == pytest.approx(wanted, abs=2)


def test_a_place_outside_the_page_is_no_box() -> None:
    proof = expect_page(LETTER, 0, [a_ruling(PageBox(0, Box(700, 10, 800, 20)))], page_number=1)
    assert proof.boxes == ()


def test_secrets_are_names_that_stand_nowhere_among_what_is_released() -> None:
    rulings = [a_ruling(span_of(LETTER, text)) for text in ("Quillfeather", "Martin", "Rose", "Wilma")]
    page = expect_page(LETTER, 0, rulings, page_number=2)
    assert join_proof([page]).secrets == ("quillfeather", "rose", "wilma")
    assert join_proof([page], front="To Wilma Someone").secrets == ("quillfeather", "rose")
    assert join_proof([page], footer="ROSE-2026").secrets == ("quillfeather", "wilma")


def test_words_of_the_file_format_are_no_secrets() -> None:
    document = read_document(a_pdf("Mr Page and Ms Courier and Dr Quillfeather"))
    rulings = [a_ruling(span_of(document, text)) for text in ("Page", "Courier", "Quillfeather")]
    assert join_proof([expect_page(document, 0, rulings, page_number=2)]).secrets == ("quillfeather",)


def test_a_divider_shows_none_of_its_words_but_its_own() -> None:
    document = read_document(a_pdf("This Document by Wilma has been withheld"))
    assert expect_divider(document, page_number=3).withheld == ("wilma",)


def test_a_withheld_document_empties_every_page() -> None:
    proof = expect_page(LETTER, 0, [a_ruling(WholeDocument())], page_number=1)
    assert proof.released == ()


def test_terms_are_squashed_and_short_ones_left_out() -> None:
    assert prove_terms(["Zoë Ünsal ", "", "Al", "O'Brien-Smith", "Rose"]).secrets == ("obriensmith", "rose", "zoeunsal")


def test_an_unseen_sheet_that_nobody_released_is_withheld() -> None:
    sheet = dataclasses.replace(LETTER.pages[0], sheet=Sheet.UNSEEN)
    document = dataclasses.replace(LETTER, pages=(sheet,))
    assert expect_page(document, 0, [], page_number=1).released == ()
    released = a_ruling(WholePage(0), Verdict.RELEASE, category=Category.UNSEEN)
    assert expect_page(document, 0, [released], page_number=1).withheld == ()
