"""Areas of a scanned page that a person has to look at because no engine reads them: photographs and pen strokes.

Print is thin strokes on paper; a photograph is tone without paper in it. So the page is cut into small cells, and
where cells without paper make up a block of some size there is a picture. Ink in which no engine was sure of a word,
and which makes up a block, is a signature, a drawing or writing by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from redactor.domain.box import Box
from redactor.domain.picture import Picture
from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Mask, as_pixels, ink_threshold, small_step, uncover, within_runs, without_rules

Edges = tuple[float, float, float, float]

CELL_PT = 6.0
TONE_DPI = 50.0
PAPER = 0.84
"""A pixel at least so bright against the brightest within an inch and a half is paper."""
FULL = 0.85
"""A cell is tone where more than this share of it is no paper."""
SMALLEST_PT = 40.0
SURE_ENOUGH = {"tesseract": 0.7}
"""Engine -> the least confidence with which it counts as having read a word; others need SURE_ELSE."""
SURE_ELSE = 0.9
LEAST_INK_IN_CELL = 0.06
LONGEST_LETTER_PT = 24.0
"""A straight run of ink longer than this is a rule or an edge."""
STROKES_WIDE_PT, STROKES_HIGH_PT = 60.0, 24.0
LEAST_STROKES_PT2 = 75.0
"""Strokes are told from leftovers by how far they reach and by how much ink they have."""


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


def is_sure(word: ReadWord, engine: str) -> bool:
    """Whether an engine is so sure of a word that its ink is writing and no scribble."""
    return word.confidence >= SURE_ENOUGH.get(engine, SURE_ELSE)


def find_strokes(picture: Picture, sure: Sequence[ReadWord]) -> tuple[Edges, ...]:
    """Where ink stands that none of these words covers, on a prepared picture: edges in its pixels, from the top."""
    pixels, dpi = as_pixels(picture), picture.dpi
    step = small_step(dpi)
    small = np.asarray(Image.fromarray(pixels).reduce(step))
    ink = without_rules(small < ink_threshold(small), round(LONGEST_LETTER_PT / 72 * dpi / step))
    left = uncover(ink, [(word.left_px, word.top_px, word.right_px, word.bottom_px) for word in sure], step)
    side = max(round(CELL_PT / 72 * dpi / step), 1)
    padded = np.pad(left, ((0, -left.shape[0] % side), (0, -left.shape[1] % side)))
    counts = padded.reshape(padded.shape[0] // side, side, -1, side).sum(axis=(1, 3))
    inked = counts >= max(LEAST_INK_IN_CELL * side * side, 1)
    least_ink = LEAST_STROKES_PT2 / (72 * step / dpi) ** 2
    found: list[Edges] = []
    for block in _blocks(_widened(inked)):
        reach = _as_box(block)
        full = [(row, column) for row, column in block if inked[row, column]]
        ink_there = sum(int(counts[row, column]) for row, column in full)
        if reach.width >= STROKES_WIDE_PT and reach.height >= STROKES_HIGH_PT and ink_there >= least_ink:
            rows, columns = [row for row, _ in full], [column for _, column in full]
            edge = float(side * step)
            found.append((min(columns) * edge, min(rows) * edge, (max(columns) + 1) * edge, (max(rows) + 1) * edge))
    return tuple(sorted(found, key=lambda edges: (edges[1], edges[0])))


def _widened(cells: Mask) -> Mask:
    """The cells and those about them."""
    padded = np.pad(cells, 1)
    height, width = cells.shape
    wide = np.zeros_like(cells)
    for down in range(3):
        for across in range(3):
            wide |= padded[down : down + height, across : across + width]
    return wide


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
