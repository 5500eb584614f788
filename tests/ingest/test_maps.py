"""Fonts that say one letter and draw another send the page to OCR; honest ones do not."""

from __future__ import annotations

import pymupdf
import pytest

from redactor.domain.document import WordOrigin
from redactor.ingest.maps import has_lying_font
from redactor.ingest.pdf import read_pdf
from tests.leaks import texts, vectors


def lies(pdf: bytes) -> bool:
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        return has_lying_font(paper[0])


def test_a_map_that_says_other_letters_than_are_drawn_is_a_lie() -> None:
    assert lies(texts.wrong_map())
    assert read_pdf(texts.wrong_map()).pages[0].origin is WordOrigin.UNREAD


@pytest.mark.parametrize(
    "make",
    [vectors.plain, texts.ligature_in_the_map, texts.zero_width_letters, texts.unused_codes_in_the_map,
     vectors.font_program_with_names, texts.type3_glyph_that_writes],
)  # fmt: skip
def test_an_honest_map_is_none(make) -> None:  # type: ignore[no-untyped-def]
    assert not lies(make())


def test_a_letter_as_wide_as_a_word_is_a_picture_of_one() -> None:
    assert read_pdf(texts.type3_glyph_that_writes()).pages[0].origin is WordOrigin.UNREAD
