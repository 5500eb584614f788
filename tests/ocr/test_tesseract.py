from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from redactor.errors import NoOcrEngine
from redactor.ocr.engine import ENGINES, OcrEngine
from redactor.ocr.tokens import split_token
from tests.ocr.conftest import TESSDATA
from tests.ocr.paper import DPI, pixels_of, print_page, repaint, turn


def test_missing_language_data_is_a_missing_tool(tmp_path: Path) -> None:
    with pytest.raises(NoOcrEngine, match=r"eng\.traineddata"):
        ENGINES["tesseract"](tmp_path)


def test_broken_language_data_is_a_missing_tool(tmp_path: Path) -> None:
    for language in ("eng", "osd"):
        (tmp_path / f"{language}.traineddata").write_bytes(b"not language data")
    with pytest.raises(NoOcrEngine, match="does not load"):
        ENGINES["tesseract"](tmp_path).read(print_page().picture)


def test_the_language_data_are_those_the_notice_names() -> None:
    notice = (TESSDATA / "NOTICE.md").read_text("utf-8")
    for file in TESSDATA.glob("*.traineddata"):
        assert hashlib.sha256(file.read_bytes()).hexdigest() in notice


def test_the_engine_says_who_it_is(engine: OcrEngine) -> None:
    assert engine.name == "tesseract"
    assert engine.version[0].isdigit()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_orientation_is_the_turn_that_stands_the_picture_upright(engine: OcrEngine, degrees: int) -> None:
    found, sureness = engine.orientation(turn(print_page(), degrees).picture)
    assert (found + degrees) % 360 == 0
    assert sureness >= 3


def test_words_that_the_layout_analysis_passes_over_are_read_all_the_same(engine: OcrEngine) -> None:
    paper = print_page(height=842)
    image = Image.fromarray(pixels_of(paper.picture).copy())
    box, scale = paper.box_of("Pemberton"), DPI / 72
    x, y = (box.x0 + box.x1) / 2 * scale, (box.y0 + box.y1) / 2 * scale
    for radius in (160, 260):  # a cup stood on the letter; Tesseract takes what is in the rings for a picture
        ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), outline=90, width=14)
    read = engine.read(repaint(paper, np.asarray(image)).picture)
    (name,) = [word for word in read if word.text == "Pemberton"]
    assert abs(name.left_px - box.x0 * scale) < 4
    line = [word.text for word in read if word.line == name.line]
    assert line[line.index("Pemberton") + 1] == "will"


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("Smith/Jones", ("Smith", "/", "Jones")),
        ("(Year", ("(", "Year")),
        ("Okafor,", ("Okafor", ",")),
        ("12/03/2024,", ("12/03/2024", ",")),
        ("1,250.00", ("1,250.00",)),
        ("<a.smith@example.org>", ("<", "a.smith@example.org", ">")),
        ("https://example.org/a;b", ("https://example.org/a;b",)),
        ("O'Rourke-Lee", ("O'Rourke-Lee",)),
        ("7/KR", ("7", "/", "KR")),
        ("10R", ("10R",)),
    ],
)
def test_tokens_part_at_punctuation_but_dates_and_addresses_stay_whole(token: str, parts: tuple[str, ...]) -> None:
    assert split_token(token) == parts


@given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1))
def test_the_parts_joined_are_the_token(token: str) -> None:
    assert "".join(split_token(token)) == token
