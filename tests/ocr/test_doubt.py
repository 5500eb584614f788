from __future__ import annotations

import numpy as np
import pytest

from redactor.ocr.doubt import Doubt, weigh
from redactor.ocr.engine import ReadWord
from tests.ocr.paper import DPI, pixels_of, print_page


@pytest.mark.parametrize(
    ("doubt", "codes"),
    [
        (Doubt(0.0, 0.0, 200, 5000), ()),
        (Doubt(0.09, 0.11, 200, 5000), ()),
        (Doubt(0.11, 0.0, 200, 5000), ("low_confidence",)),
        (Doubt(0.0, 0.13, 200, 5000), ("low_confidence",)),
        (Doubt(0.51, 0.0, 200, 5000), ("unreadable",)),
        (Doubt(0.0, 0.51, 200, 5000), ("unreadable",)),
        (Doubt(0.0, 0.13, 14, 5000), ("unreadable",)),
        (Doubt(0.0, 0.02, 5, 900), ()),
        (Doubt(0.0, 1.0, 0, 400), ("unreadable",)),
        (Doubt(0.0, 1.0, 0, 3), ()),
        (Doubt(0.3, 0.14, 200, 5000, 0.89), ()),
        (Doubt(0.0, 0.0, 200, 5000, 0.87), ("low_confidence",)),
        (Doubt(0.0, 0.16, 200, 5000, 0.99), ("low_confidence",)),
        (Doubt(0.0, 0.0, 200, 5000, 0.59), ("unreadable",)),
        (Doubt(0.0, 0.51, 200, 5000, 0.99), ("unreadable",)),
    ],
)
def test_the_gate(doubt: Doubt, codes: tuple[str, ...]) -> None:
    assert doubt.codes == codes


def test_ink_under_a_confident_word_is_covered_and_under_a_doubtful_one_is_not() -> None:
    pixels = pixels_of(print_page("Marcus Pemberton").picture)
    down, across = np.nonzero(pixels < 128)
    edges = (float(across.min()), float(down.min()), float(across.max() + 1), float(down.max() + 1))
    assert weigh([ReadWord("Marcus", *edges, 0.95, 0)], pixels, DPI).uncovered == 0
    assert weigh([ReadWord("Marcus", *edges, 0.5, 0)], pixels, DPI).uncovered == 1


def test_rules_and_dust_are_no_text() -> None:
    pixels = np.full((1600, 1200), 255, np.uint8)
    pixels[300:306, 100:1100] = 0
    pixels[100:1500, 600:606] = 0
    pixels[700, 200], pixels[900, 900] = 0, 0
    assert weigh([], pixels, DPI).codes == ()


def test_what_either_engine_read_is_covered_and_what_both_say_is_agreed() -> None:
    pixels = pixels_of(print_page("Marcus Pemberton").picture)
    down, across = np.nonzero(pixels < 128)
    edges = (float(across.min()), float(down.min()), float(across.max() + 1), float(down.max() + 1))
    first, second = ReadWord("Marcus", *edges, 0.2, 0), ReadWord("Marcus", *edges, 0.9, 0)
    both = weigh([first], pixels, DPI, second=[second])
    assert (both.uncovered, both.agreed) == (0.0, 1.0)
    assert weigh([first], pixels, DPI, second=[]).agreed == 0.0
