"""Areas of a scanned page that hold a photograph: no engine reads them, and a person has to look.

Print is thin strokes on paper; a photograph is tone without paper in it. So the page is cut into small cells, and
where cells without paper make up a block of some size there is a picture.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from redactor.domain.box import Box
from redactor.domain.picture import Picture
from redactor.ocr.ink import Mask, as_pixels, within_runs

CELL_PT = 6.0
TONE_DPI = 50.0
PAPER = 0.84
"""A pixel at least so bright against the brightest within an inch and a half is paper."""
FULL = 0.85
"""A cell is tone where more than this share of it is no paper."""
SMALLEST_PT = 40.0


def find_pictures(picture: Picture) -> tuple[Box, ...]:
    """The photographs on a picture of a page, as boxes in page space, from the top down."""
    cells = _tone_cells(picture)
    least = round(SMALLEST_PT / CELL_PT)
    solid = _opened(cells, least)
    boxes = (_as_box(block) for block in _blocks(solid))
    width, height = picture.width_px * 72 / picture.dpi, picture.height_px * 72 / picture.dpi
    large = (box.grown(CELL_PT / 2) for box in boxes if min(box.width, box.height) >= SMALLEST_PT)
    placed = (box.clipped(width, height) for box in large)
    return tuple(sorted((box for box in placed if box), key=lambda box: (box.y0, box.x0)))


def _tone_cells(picture: Picture) -> Mask:
    """Which cells of CELL_PT hold no paper."""
    shrink = max(1, round(picture.dpi / TONE_DPI))
    small = Image.fromarray(as_pixels(picture)).reduce(shrink)
    dpi = picture.dpi / shrink
    window = round(dpi * 1.5) | 1
    paper = small.reduce(4).filter(ImageFilter.MaxFilter(max(3, (window // 4) | 1))).filter(ImageFilter.GaussianBlur(3))
    level = np.asarray(paper.resize(small.size, Image.Resampling.BILINEAR)).astype(np.float32)
    toned = np.asarray(small) < PAPER * np.maximum(level, 60)
    across, down = (max(1, round(size * 72 / dpi / CELL_PT)) for size in small.size)
    share = Image.fromarray(toned.astype(np.uint8) * 255).resize((across, down), Image.Resampling.BOX)
    return np.asarray(np.asarray(share) > FULL * 255)


def _opened(cells: Mask, least: int) -> Mask:
    """The cells that lie in a run of at least so many both across and down."""
    upright = np.ascontiguousarray(cells.T)
    return within_runs(cells, least) & within_runs(upright, least).T


def _blocks(cells: Mask) -> list[list[tuple[int, int]]]:
    """Cells that touch, gathered; each as (row, column)."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(cells), strict=True)}
    blocks = []
    while left:
        block, edge = [], [left.pop()]
        while edge:
            row, column = edge.pop()
            block.append((row, column))
            beside = {(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)} & left
            left -= beside
            edge.extend(beside)
        blocks.append(block)
    return blocks


def _as_box(block: list[tuple[int, int]]) -> Box:
    rows, columns = [row for row, _ in block], [column for _, column in block]
    return Box(min(columns) * CELL_PT, min(rows) * CELL_PT, (max(columns) + 1) * CELL_PT, (max(rows) + 1) * CELL_PT)
