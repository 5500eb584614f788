from __future__ import annotations

import pytest

from redactor.domain.box import Box
from redactor.domain.picture import Picture
from redactor.verify.boxes import COVER_TOLERANCE, Glyph, busy_boxes, foreign_glyphs, label_places


def printed(text: str, x: float = 100, y: float = 100) -> list[Glyph]:
    places = [Box(x + 6 * step, y, x + 6 * step + 5, y + 8) for step in range(len(text))]
    return [Glyph(mark, place, place.grown(1)) for mark, place in zip(text, places, strict=True) if not mark.isspace()]


BOX = Box(95, 99, 300, 109)


def test_glyphs_in_a_box_are_counted_letters_and_digits_alone() -> None:
    assert foreign_glyphs(printed("ab-1."), [BOX], frozenset()) == 3
    assert foreign_glyphs(printed("ab", y=140), [BOX], frozenset()) == 0
    assert foreign_glyphs([], [BOX], frozenset()) == 0


def test_a_glyph_whose_ink_hangs_into_the_box_is_a_neighbour() -> None:
    hanging = Glyph("g", Box(120, 101, 125, 107), Box(120, 86, 125, 103))
    assert foreign_glyphs([hanging], [BOX], frozenset()) == 0


def test_a_whole_label_may_stand_in_a_box_and_half_a_label_may_not() -> None:
    whole = printed("Third party")
    assert foreign_glyphs(whole, [BOX], label_places(whole, ["Third party", "Withheld", ""])) == 0
    half = printed("Third part")
    assert foreign_glyphs(half, [BOX], label_places(half, ["Third party"])) == 9


def test_a_name_beside_a_label_is_foreign() -> None:
    glyphs = [*printed("Third party"), *printed("Rose", x=200)]
    assert foreign_glyphs(glyphs, [BOX], label_places(glyphs, ["Third party"])) == 4


def test_a_label_is_found_every_time_it_stands_there() -> None:
    glyphs = printed("WithheldWithheld")
    assert len(label_places(glyphs, ["Withheld"])) == 16


def a_picture(levels: dict[tuple[int, int, int, int], int], paper: int = 255) -> Picture:
    rows = [bytearray([paper] * 200) for _ in range(100)]
    for (left, top, right, bottom), level in levels.items():
        for y in range(top, bottom):
            rows[y][left:right] = bytes([level] * (right - left))
    return Picture(width_px=200, height_px=100, dpi=72, grey=b"".join(rows))


AREA = Box(20, 20, 120, 40)


def busy(picture: Picture, *labels: Box, tolerance: int = COVER_TOLERANCE) -> bool:
    return busy_boxes(picture, [AREA], labels=labels, tolerance=tolerance) == [0]


@pytest.mark.parametrize("level", [0, 26, 128, 255])
def test_one_colour_is_empty(level: int) -> None:
    assert not busy(a_picture({(20, 20, 120, 40): level}))


def test_ink_next_to_a_box_does_not_count() -> None:
    cover = {(20, 20, 120, 40): 26, (20, 10, 120, 20): 90, (121, 20, 130, 40): 90}
    assert not busy(a_picture(cover))


@pytest.mark.parametrize("level", [0, 50, 200, 255])
def test_a_stroke_in_a_cover_is_seen(level: int) -> None:
    assert busy(a_picture({(20, 20, 120, 40): 26, (50, 25, 52, 38): level}))


def test_a_letter_in_a_large_area_is_seen_although_it_is_a_small_part_of_it() -> None:
    assert busy_boxes(
        a_picture({(0, 0, 200, 100): 26, (50, 25, 56, 35): 255}), [Box(0, 0, 200, 100)], labels=(), tolerance=12
    )


def test_half_a_box_without_a_cover_is_seen() -> None:
    assert busy(a_picture({(20, 20, 60, 40): 26}))


def test_the_glyphs_of_a_label_are_left_out() -> None:
    lettered = a_picture({(20, 20, 120, 40): 26, (50, 25, 56, 35): 255})
    assert busy(lettered)
    assert not busy(lettered, Box(50, 25, 56, 35))


def test_noise_of_compression_passes_under_a_cover_alone() -> None:
    noisy = a_picture({(20, 20, 120, 40): 26, (50, 22, 70, 38): 60})
    assert busy(noisy)
    assert not busy(noisy, tolerance=60)


def test_a_box_outside_the_picture_or_without_width_shows_nothing() -> None:
    picture = a_picture({})
    assert busy_boxes(picture, [Box(500, 500, 600, 600), Box(10, 10, 10, 10)], labels=(), tolerance=12) == []
