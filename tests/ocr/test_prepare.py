from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.domain.box import apply_matrix
from redactor.domain.picture import Picture
from redactor.ocr.engine import OcrEngine, ReadWord
from redactor.ocr.prepare import find_lies, flatten, inverse, prepare, without_specks
from tests.ocr.paper import DPI, pixels_of, print_page, shade, skew, sprinkle, turn


class Blind:
    """An engine that reads nothing and cannot tell which way up a page stands."""

    name = "blind"
    version = "1"

    def read(self, picture: Picture) -> tuple[ReadWord, ...]:
        return ()

    def orientation(self, picture: Picture) -> tuple[int, float]:
        return 0, 0.0


@pytest.mark.parametrize("degrees", [-5.5, -2.0, -0.7, 0.4, 1.3, 3.0, 5.8])
def test_the_skew_is_found_to_a_fifth_of_a_degree(degrees: float) -> None:
    found = find_lies(pixels_of(skew(print_page(), degrees).picture), DPI)[0]
    assert found.axis == 0
    assert found.skew_deg == pytest.approx(-degrees, abs=0.2)


def test_lines_that_run_down_the_page_are_turned_across() -> None:
    assert find_lies(pixels_of(turn(print_page(), 90).picture), DPI)[0].axis == 90


def test_paper_becomes_white_and_ink_black_under_a_shadow() -> None:
    flat = flatten(pixels_of(shade(print_page()).picture), DPI)
    assert np.percentile(flat, 50) >= 250
    assert flat.min() <= 10
    assert flat[:, -200:].min() >= 235


def test_specks_go_and_a_page_without_any_stays_untouched() -> None:
    clean = pixels_of(print_page().picture)
    assert without_specks(clean, DPI) is clean
    specked = pixels_of(sprinkle(print_page(), 0.02).picture)
    margin = without_specks(specked, DPI)[:, -50:]
    assert (specked[:, -50:] < 100).mean() > 0.015
    assert (margin < 100).mean() < 0.001


def test_an_empty_picture_is_left_as_it_lies() -> None:
    blank = Picture(width_px=400, height_px=300, dpi=DPI, grey=bytes([255]) * 120_000)
    prepared = prepare(blank, Blind())
    assert (prepared.turn, prepared.skew_deg, prepared.picture.grey) == (0, 0.0, blank.grey)


def test_a_picture_of_one_pixel_does_not_break_anything() -> None:
    assert prepare(Picture(width_px=1, height_px=1, dpi=DPI, grey=b"\0"), Blind()).turn == 0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_matrix_leads_every_pixel_back(engine: OcrEngine, degrees: int) -> None:
    paper = turn(skew(print_page(), 1.8), degrees)
    prepared = prepare(paper.picture, engine)
    assert prepared.turn == (360 - degrees) % 360
    straight, crooked = pixels_of(prepared.picture), pixels_of(paper.picture)
    down, across = np.nonzero(straight[::7, ::7] < 40)
    assert len(down) > 100
    dark = 0
    for x, y in zip(across * 7, down * 7, strict=True):
        back_x, back_y = apply_matrix(prepared.matrix, x + 0.5, y + 0.5)
        dark += crooked[int(back_y), int(back_x)] < 140
    assert dark > 0.95 * len(down)


@settings(max_examples=50)
@given(st.floats(-3, 3), st.floats(-500, 500), st.floats(-500, 500))
def test_the_inverse_undoes_a_map(turned: float, x: float, y: float) -> None:
    matrix = (np.cos(turned), np.sin(turned), -np.sin(turned), np.cos(turned), 40.0, -7.0)
    assert apply_matrix(inverse(matrix), *apply_matrix(matrix, x, y)) == pytest.approx((x, y), abs=1e-6)


class Misled(Blind):
    """An engine that is sure of a few words of print on its head, of most words of upright print, and of its errors."""

    def __init__(self) -> None:
        self.strips = 0

    def read(self, picture: Picture) -> tuple[ReadWord, ...]:
        self.strips += 1
        sure = 7 if self.strips == 1 else 30
        return tuple(ReadWord("word", 0, 0, 90, 30, 0.95 if at < sure else 0.3, 0) for at in range(40))

    def orientation(self, picture: Picture) -> tuple[int, float]:
        return 0, 8.0


def test_print_of_which_a_few_words_read_well_upside_down_is_turned_all_the_same() -> None:
    assert prepare(print_page().picture, Misled()).turn == 180
