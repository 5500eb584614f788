import pymupdf
import pytest

from redactor.domain.box import Box, PageBox
from redactor.redact.labels import SMALLEST_PT, letter, seen_box, text_width
from tests.redact.papers import a_pdf, clean


def test_a_label_fits_its_box_and_is_never_illegible() -> None:
    (placed,) = letter("Third party", Box(100, 100, 160, 114))
    assert placed.size >= SMALLEST_PT
    assert text_width("Third party", placed.size) < 60


def test_a_box_too_small_for_its_label_stays_plain() -> None:
    assert letter("Third party", Box(100, 100, 112, 109)) == ()
    assert letter("", Box(0, 0, 500, 500)) == ()


def test_a_long_label_stands_in_two_lines() -> None:
    room = Box(100, 100, 142, 111)
    first, second = letter("Serious harm (health)", room)
    assert (first.text, second.text) == ("Serious harm", "(health)")
    assert first.size == second.size
    assert room.y0 < first.y < second.y < room.y1


def test_a_tall_box_carries_its_label_along_its_length() -> None:
    (placed,) = letter("Third party", Box(100, 100, 112, 180))
    assert placed.along == (0.0, -1.0)
    (turned,) = letter("Third party", Box(100, 100, 112, 180), 90)
    assert turned.along == (0.0, 1.0)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_label_stands_upright_in_its_box_as_the_eye_sees_the_page(rotation: int) -> None:
    area = Box(100, 300, 220, 420)
    made = clean(a_pdf("Some words", rotation=rotation), areas=[PageBox(0, area)])
    with pymupdf.open(stream=made.pdf, filetype="pdf") as pdf:
        page = pdf[0]
        assert page.rotation == rotation
        (line,) = [
            line
            for block in page.get_text("dict")["blocks"]
            for line in block["lines"]
            if line["spans"][0]["text"] == "Third party"
        ]
        turn = pymupdf.Matrix(page.rotation_matrix)
        turn.e = turn.f = 0
        direction = pymupdf.Point(line["dir"]) * turn
        assert (round(direction.x), round(direction.y)) == (1, 0)
        assert page.cropbox.width == 595
        assert pymupdf.Rect(area.x0, area.y0, area.x1, area.y1).contains(pymupdf.Rect(line["bbox"]))


def test_a_box_turns_with_its_page() -> None:
    assert seen_box(Box(10, 20, 30, 25), width=100, height=200, rotation=90) == Box(175, 10, 180, 30)
