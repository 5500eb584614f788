"""Word boxes drawn to the ink: shrunk to it where they are loose, grown to it where they cut it.

A box that cuts the tail of a letter leaves part of a name readable beside the black; one that is loose hides
the word next to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Mask, Pixels, find_ink

SIDE_REACH = 0.45
"""A box may grow sideways by this share of its height to take in ink that it cuts."""
UP_REACH = 0.35
"""A box may grow up and down by this share of its height."""

_Edges = tuple[int, int, int, int]


def snap_words(words: Sequence[ReadWord], pixels: Pixels) -> tuple[ReadWord, ...]:
    """The same words with boxes drawn to their ink; never into the neighbour on the same line."""
    if not words:
        return ()
    ink = find_ink(pixels)
    snapped: list[ReadWord] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at and words[at - 1].line == word.line else None
        after = words[at + 1] if at + 1 < len(words) and words[at + 1].line == word.line else None
        lowest = before.right_px if before and before.right_px <= word.left_px else 0
        highest = after.left_px if after and after.left_px >= word.right_px else ink.shape[1]
        snapped.append(_snap(word, ink, int(lowest), int(highest)))
    return tuple(snapped)


def _snap(word: ReadWord, ink: Mask, lowest: int, highest: int) -> ReadWord:
    left, top = max(int(word.left_px), 0), max(int(word.top_px), 0)
    right, bottom = min(int(word.right_px + 0.5), ink.shape[1]), min(int(word.bottom_px + 0.5), ink.shape[0])
    if left >= right or top >= bottom:
        return word
    height = bottom - top
    up, side = round(height * UP_REACH), round(height * SIDE_REACH)
    top = _grow(_inked(ink[max(top - up, 0) : top, left:right], 1)[::-1], top, -1)
    bottom = _grow(_inked(ink[bottom : bottom + up, left:right], 1), bottom, 1)
    if not word.glued:
        left = _grow(_inked(ink[top:bottom, max(left - side, lowest) : left], 0)[::-1], left, -1)
    right = _grow(_inked(ink[top:bottom, right : min(right + side, highest)], 0), right, 1)
    left, top, right, bottom = _shrink(ink, (left, top, right, bottom))
    return replace(word, left_px=left, top_px=top, right_px=right, bottom_px=bottom)


def _inked(part: Mask, axis: int) -> Mask:
    return np.asarray(part.any(axis=axis))


def _grow(beyond: Mask, edge: int, way: int) -> int:
    """Move an edge over the ink that touches it, up to the first blank line beyond; all of it if there is none."""
    blank = np.flatnonzero(~beyond)
    return edge + way * (int(blank[0]) if len(blank) else len(beyond))


def _shrink(ink: Mask, edges: _Edges) -> _Edges:
    """Draw the edges in to the outermost ink; as they are where there is none."""
    left, top, right, bottom = edges
    part = ink[top:bottom, left:right]
    down, across = np.flatnonzero(_inked(part, 1)), np.flatnonzero(_inked(part, 0))
    if not len(down) or not len(across):
        return edges
    return left + int(across[0]), top + int(down[0]), left + int(across[-1]) + 1, top + int(down[-1]) + 1
