"""Letters written one by one become words again; words and cells that stand apart stay what they are."""

from __future__ import annotations

from redactor.domain.box import Box
from redactor.ingest.pdf import read_pdf
from redactor.ingest.pieces import Piece, runs_of
from tests.leaks import vectors


def piece(x0: float, x1: float, *, baseline: float = 100.0, letters: int = 1, size: float = 11.0) -> Piece:
    return Piece(Box(x0, baseline - size, x1, baseline), baseline, size, letters)


def test_letters_that_touch_are_one_run_from_left_to_right() -> None:
    assert runs_of([piece(12, 18), piece(0, 6), piece(6, 12)]) == [[1, 2, 0]]


def test_gaps_lines_sizes_and_whole_words_part_runs() -> None:
    assert len(runs_of([piece(0, 6), piece(9, 15)])) == 2
    assert len(runs_of([piece(0, 6), piece(6, 12, baseline=120)])) == 2
    assert len(runs_of([piece(0, 6), piece(6, 12, size=20)])) == 2
    assert len(runs_of([piece(0, 30, letters=5), piece(30, 60, letters=5)])) == 2


def test_a_line_that_was_written_backwards_is_read_forwards() -> None:
    words = [word.text for word in read_pdf(vectors.glyph_per_block()).pages[0].words]
    assert words == ["Dear", "Wilma", "Quillfeather", ",", "thank", "you."]
