"""The straight lines that a page draws: the rules and frames of tables."""

from __future__ import annotations

from typing import Any

from redactor.domain.box import Box
from redactor.ingest.rulings import MAX_RULINGS


def find_strokes(page: Any) -> list[Box]:
    """The straight lines drawn on the page along either axis, as thin boxes; none on a page full of drawing.

    `page` is a page of PyMuPDF; the boxes are in page space.
    """
    strokes: list[Box] = []
    for drawing in page.get_cdrawings():
        for path in drawing["items"]:
            if path[0] == "l":
                corners = (*path[1], *path[2])
                strokes.append(Box.from_corners(corners[::2], corners[1::2]))
            elif path[0] in ("re", "qu"):
                strokes += _sides_of(path[1])
            if len(strokes) > MAX_RULINGS:
                return []
    return [stroke for stroke in strokes if min(stroke.width, stroke.height) <= 2.0]


def _sides_of(shape: Any) -> list[Box]:
    """A thin rectangle is a line; another one is its four sides."""
    flat = [float(v) for corner in shape for v in corner] if isinstance(shape[0], tuple) else [float(v) for v in shape]
    box = Box.from_corners(flat[::2], flat[1::2])
    if min(box.width, box.height) <= 2.0:
        return [box]
    return [
        Box(box.x0, box.y0, box.x1, box.y0),
        Box(box.x0, box.y1, box.x1, box.y1),
        Box(box.x0, box.y0, box.x0, box.y1),
        Box(box.x1, box.y0, box.x1, box.y1),
    ]
