"""What the pixels of a drawn page say: where ink is, where none is, and which ink nobody has read.

A page is drawn once in grey; `scale` is its pixels per point. Boxes are in the frame of the drawing, points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from redactor.domain.box import Box

Grey = npt.NDArray[np.uint8]

SAME_GREY = 6
"""Greys that differ by no more look alike."""
_EDGE = 60
_TILE_PT = 10.0
_TILE_EDGES = 6
_MIN_PICTURE_PT = 40.0
_MIN_SIDE_PT = 12.0
_MAX_PICTURES = 60
_MASK = 64


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page as grey pixels, rows from the top, at `scale` pixels a point."""

    grey: Grey
    scale: float

    def cut(self, box: Box) -> Grey:
        """The pixels in a box; empty where it lies outside."""
        top, left = max(int(box.y0 * self.scale), 0), max(int(box.x0 * self.scale), 0)
        return self.grey[top : max(int(box.y1 * self.scale + 1), 0), left : max(int(box.x1 * self.scale + 1), 0)]

    @property
    def width(self) -> float:
        """In points."""
        return float(self.grey.shape[1]) / self.scale

    @property
    def height(self) -> float:
        """In points."""
        return float(self.grey.shape[0]) / self.scale


def is_flat(grey: Grey) -> bool:
    """Whether the pixels are all of nearly one grey; so are no pixels."""
    return grey.size == 0 or int(grey.max()) - int(grey.min()) <= SAME_GREY


def covered_share(drawn: Drawn, boxes: Sequence[Box]) -> float:
    """The share of the page that the boxes cover together, 0–1."""
    covered = np.zeros((_MASK, _MASK), bool)
    for box in boxes:
        rows = slice(round(box.y0 / drawn.height * _MASK), round(box.y1 / drawn.height * _MASK))
        columns = slice(round(box.x0 / drawn.width * _MASK), round(box.x1 / drawn.width * _MASK))
        covered[rows, columns] = True
    return float(covered.mean())


def find_pictures(
    drawn: Drawn, placed: Sequence[Box], *, words: Sequence[Box], strokes: Sequence[Box] | None
) -> tuple[Box, ...]:
    """The areas that a person has to look at, from the top.

    These are the placed pictures that show something and are no mere ornament, and any other ink that is
    neither a word nor a straight line: signatures, drawings, letters drawn as shapes. `strokes` is None where
    nothing but words and pictures is painted.
    """
    bare = Drawn(drawn.grey.copy(), drawn.scale)
    for box in words:
        bare.cut(box.grown(1.0))[:] = 255
    joined = _join_touching(placed)
    worth = [box for box in joined if _is_worth_a_look(box, bare.cut(box))]
    if strokes is not None:
        worth += _find_unread_ink(drawn, [*joined, *words], strokes)
    return tuple(sorted(worth, key=lambda box: (box.y0, box.x0)))


def _is_worth_a_look(box: Box, seen: Grey) -> bool:
    if min(box.width, box.height) < _MIN_SIDE_PT or max(box.width, box.height) < _MIN_PICTURE_PT:
        return False
    inked = seen[seen < 255]
    return inked.size > 0 and not (inked.size > 0.9 * seen.size and is_flat(inked))


def _find_unread_ink(drawn: Drawn, known: Sequence[Box], strokes: Sequence[Box]) -> list[Box]:
    """Areas full of edges that no word, picture or straight line explains."""
    grey = drawn.grey
    edges = np.zeros(grey.shape, np.uint8)
    edges[:, 1:] |= np.maximum(grey[:, 1:], grey[:, :-1]) - np.minimum(grey[:, 1:], grey[:, :-1]) > _EDGE
    edges[1:, :] |= np.maximum(grey[1:], grey[:-1]) - np.minimum(grey[1:], grey[:-1]) > _EDGE
    left = Drawn(edges, drawn.scale)
    for box in known:
        left.cut(box.grown(2.0))[:] = 0
    for box in strokes:
        left.cut(box.grown(1.5))[:] = 0
    tile_px = max(int(_TILE_PT * drawn.scale), 1)
    height_px, width_px = len(grey), len(grey[0])
    rows, columns = -(-height_px // tile_px), -(-width_px // tile_px)
    padded = np.zeros((rows * tile_px, columns * tile_px), np.uint8)
    padded[:height_px, :width_px] = edges
    counts = padded.reshape(rows, tile_px, columns, tile_px).sum(axis=(1, 3), dtype=np.int64)
    side = tile_px / drawn.scale
    places = np.argwhere(counts >= _TILE_EDGES).tolist()
    tiles = [Box(x * side, y * side, (x + 1) * side, (y + 1) * side) for y, x in places]
    found = [box.clipped(drawn.width, drawn.height) for box in _join_touching(tiles)]
    return [box for box in found if box and max(box.width, box.height) >= _MIN_PICTURE_PT]


def _join_touching(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that touch as one: strips of a picture, tiles of a drawing."""
    joined: list[Box] = []
    for box in sorted(set(boxes), key=lambda each: (each.y0, each.x0))[: _MAX_PICTURES * 100]:
        while touching := [other for other in joined if box.grown(1.0).overlap(other) > 0]:
            for other in touching:
                joined.remove(other)
                box = box.joined(other)
        joined.append(box)
    return joined if len(joined) <= _MAX_PICTURES else [around(joined)]


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box round all of them."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
