"""Boxes in page space."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.box import Box, PageBox, apply_matrix, page_turn

NUMBERS = st.floats(min_value=-2000, max_value=2000, allow_nan=False, width=32)
SIZES = st.floats(min_value=0, max_value=900, width=32)
"""Of half the width, so that the area of a box with an extent in both directions never rounds to nothing."""
BOXES = st.builds(lambda x, y, width, height: Box(x, y, x + width, y + height), NUMBERS, NUMBERS, SIZES, SIZES)


@pytest.mark.parametrize("corners", [(2, 0, 1, 1), (0, 2, 1, 1), (0, 0, math.nan, 1), (0, 0, 1, math.inf)])
def test_a_box_that_is_inside_out_or_endless_is_refused(corners: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="a box needs"):
        Box(*corners)


def test_a_page_before_the_first_is_refused() -> None:
    with pytest.raises(ValueError, match="counts from 0"):
        PageBox(-1, Box(0, 0, 1, 1))


@given(BOXES, BOXES)
def test_the_joined_box_holds_both_and_overlap_knows_no_order(one: Box, other: Box) -> None:
    joined = one.joined(other)
    assert joined == other.joined(one)
    for box in (one, other):
        assert joined.contains_point(box.x0, box.y0)
        assert joined.contains_point(box.x1, box.y1)
    assert one.overlap(other) == other.overlap(one) >= 0
    assert one.overlap(one) == pytest.approx(one.area)


@given(BOXES)
def test_clipping_gives_what_lies_on_the_page(box: Box) -> None:
    on_page = box.clipped(595, 842)
    page = Box(0, 0, 595, 842)
    assert (on_page is None) == (box.overlap(page) == 0)
    if on_page is not None:
        assert on_page.area == pytest.approx(box.overlap(page))


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 20, 10)) == 0


@given(BOXES, st.sampled_from([72.0, 150.0, 300.0]))
def test_from_pixels_undoes_drawing_at_that_resolution(box: Box, dpi: float) -> None:
    scale = dpi / 72
    back = Box.from_pixels(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale, dpi=dpi)
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx((box.x0, box.y0, box.x1, box.y1), abs=1e-6)


@given(BOXES, st.floats(min_value=0, max_value=50))
def test_a_grown_box_has_its_margin_on_every_side(box: Box, margin: float) -> None:
    grown = box.grown(margin)
    assert grown.width == pytest.approx(box.width + 2 * margin, abs=1e-6)
    assert grown.height == pytest.approx(box.height + 2 * margin, abs=1e-6)


@pytest.mark.parametrize(
    ("rotation", "seen"), [(0, (10, 20)), (90, (822, 10)), (180, (585, 822)), (270, (20, 585)), (450, (822, 10))]
)
def test_a_turned_page_shows_a_point_where_the_eye_sees_it(rotation: int, seen: tuple[float, float]) -> None:
    assert apply_matrix(page_turn(595, 842, rotation), 10, 20) == seen


def test_a_page_turns_by_quarters_only() -> None:
    with pytest.raises(ValueError, match="quarter turns"):
        page_turn(595, 842, 45)
