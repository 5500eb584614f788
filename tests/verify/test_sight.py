"""What OCR sees of a secret: with a slip, in faint ink, under a mask, in letters without a map."""

from __future__ import annotations

import pytest

from redactor.verify.sight import count_sights, find_in_pictures, find_seen
from tests.leaks import scans, texts, vectors
from tests.leaks.flow import words_seen
from tests.leaks.vectors import build, text

SECRET = ["quillfeather"]


@pytest.mark.parametrize("words", [["Quillfeather,"], ["Quilifeathar"], ["Quill", "feather"], ["QUILL-", "FEATHER"]])
def test_a_slip_of_ocr_hides_nothing(words: list[str]) -> None:
    assert count_sights(words, SECRET) == 1


@pytest.mark.parametrize("words", [["Quilt"], ["Feather", "duster"], ["Gullfather"], []])
def test_another_word_is_no_sight(words: list[str]) -> None:
    assert count_sights(words, SECRET) == 0


def test_numbers_allow_no_slip() -> None:
    assert count_sights(["07700900124"], ["07700900123"]) == 0
    assert count_sights(["07700", "900123"], ["07700900123"]) == 1


@pytest.mark.parametrize(
    "how", ["scan_faint", "scan_white_on_black", "scan_turned", "scan_inline", "scan_in_two_tiles"]
)
def test_the_page_is_read(how: str) -> None:
    assert any(number == 1 for number, _ in find_seen(scans.VECTORS[how](), SECRET, words_seen))


@pytest.mark.parametrize("how", ["scan_hidden_under_its_mask", "scan_nobody_draws", "scan_under_a_picture"])
def test_pictures_are_read_by_themselves(how: str) -> None:
    assert [what for _, what in find_in_pictures(scans.VECTORS[how](), SECRET, words_seen)]


def test_a_scan_that_is_its_page_may_be_left_to_the_page() -> None:
    def whole() -> bytes:
        return build(
            "q 595 0 0 842 0 0 cm /Im1 Do Q",
            resources=lambda pdf: {"XObject": vectors.Dictionary(Im1=scans.grey(pdf))},
        )

    assert [what for _, what in find_in_pictures(whole(), SECRET, words_seen)]
    assert not [what for _, what in find_in_pictures(whole(), SECRET, words_seen, whole_pages=False)]


def test_letters_that_no_reader_knows_are_drawn_and_read() -> None:
    assert list(find_seen(texts.cid_without_map(), SECRET, words_seen))


def test_a_page_without_the_secret_is_clean() -> None:
    assert list(find_seen(build(text("Dear Wilma, thank you.")), SECRET, words_seen)) == []
