from __future__ import annotations

import numpy as np

from redactor.ocr.engine import ReadWord
from redactor.ocr.snap import snap_words


def page_with(*blots: tuple[int, int, int, int]) -> np.ndarray:
    pixels = np.full((100, 200), 255, np.uint8)
    for left, top, right, bottom in blots:
        pixels[top:bottom, left:right] = 0
    return pixels


def box_of(word: ReadWord) -> tuple[float, float, float, float]:
    return word.left_px, word.top_px, word.right_px, word.bottom_px


def test_a_loose_box_shrinks_to_its_ink() -> None:
    (word,) = snap_words([ReadWord("x", 10, 10, 90, 60, 1, 0)], page_with((30, 20, 70, 50)))
    assert box_of(word) == (30, 20, 70, 50)


def test_a_box_that_cuts_ink_grows_over_it() -> None:
    (word,) = snap_words([ReadWord("x", 40, 30, 60, 50, 1, 0)], page_with((34, 26, 66, 55)))
    assert box_of(word) == (34, 26, 66, 55)


def test_a_box_never_grows_into_the_next_word() -> None:
    words = [ReadWord("x", 20, 20, 50, 50, 1, 0), ReadWord("y", 54, 20, 90, 50, 1, 0)]
    first, second = snap_words(words, page_with((20, 20, 90, 50)))
    assert first.right_px <= 54
    assert second.left_px >= 50


def test_a_box_without_ink_stays_as_it_was() -> None:
    (word,) = snap_words([ReadWord("x", 10, 10, 40, 40, 1, 0)], page_with((150, 80, 160, 90)))
    assert box_of(word) == (10, 10, 40, 40)
