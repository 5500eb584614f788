"""Glyphs that were written one by one, in any order: which of them stand together as one printed token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from redactor.domain.box import Box

TOUCHING = 0.12
"""Up to this part of the size of its type a gap parts letters, not words."""


class Piece(NamedTuple):
    """A piece of text on an upright line: its box and its baseline in page space, the size of its type in points."""

    box: Box
    baseline: float
    size: float
    letters: int


def runs_of(pieces: Sequence[Piece]) -> list[list[int]]:
    """The indices of pieces that stand together, each run from left to right, in the order of their first members.

    Only single letters are joined to what they touch: whole words were put together by the writer of the file.
    """
    order = sorted(range(len(pieces)), key=lambda at: (round(pieces[at].baseline), pieces[at].box.x0))
    runs: list[list[int]] = []
    for at in order:
        if runs and _touch(pieces[runs[-1][-1]], pieces[at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return sorted(runs, key=min)


def _touch(left: Piece, right: Piece) -> bool:
    if min(left.letters, right.letters) > 1 or abs(left.baseline - right.baseline) > 0.5:
        return False
    size = min(left.size, right.size)
    return abs(left.size - right.size) < 0.5 and abs(right.box.x0 - left.box.x1) < TOUCHING * size
