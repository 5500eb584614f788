"""Words on lines, and lines in columns: the geometry under reading order.

A gutter between columns of prose and the space between a label and its value look alike on paper. What tells
them apart is how far it runs, how full both sides are, and whether their lines stand level.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from redactor.domain.box import Box
from redactor.domain.document import LooseWord

_MIN_GUTTER = 0.8
"""The least width of a gutter between columns, in line heights."""
_MIN_COLUMN_LINES = 3
_BAND = 1.8
"""A white band across the page of so many line heights ends the columns above it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words that stay together whatever the order: the parts of one token. Or a whole table."""

    words: tuple[LooseWord, ...]
    box: Box
    table: tuple[tuple[tuple[Chunk, ...], ...], ...] = ()


Line = list[Chunk]


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box round all of them; there has to be one."""
    several = list(boxes)
    if len(several) == 1:
        return several[0]
    return Box(
        min(box.x0 for box in several),
        min(box.y0 for box in several),
        max(box.x1 for box in several),
        max(box.y1 for box in several),
    )


def cluster_lines(chunks: list[Chunk]) -> list[Line]:
    """Chunks that stand on one baseline, left to right, from top to bottom; a table is a line by itself."""
    lines: list[Line] = []
    for chunk in sorted(chunks, key=lambda each: (each.box.y0 + each.box.y1, each.box.x0)):
        home = next((line for line in reversed(lines[-4:]) if _on_line(chunk, line)), None)
        if home is None:
            lines.append([chunk])
        else:
            home.append(chunk)
    return [sorted(line, key=lambda each: each.box.x0) for line in lines]


def _on_line(chunk: Chunk, line: Line) -> bool:
    if chunk.table or line[0].table:
        return False
    return all(_shared_height(chunk.box, mate.box) >= 0.5 for mate in (line[0], line[-1]))


def _shared_height(one: Box, other: Box) -> float:
    """How much of the lower box's height both share, 0–1."""
    least = min(one.height, other.height)
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared / least if least > 0 else float(shared >= 0)


def usual_height(chunks: Iterable[Chunk]) -> float:
    """The usual line height in points; never 0."""
    return max(median([chunk.box.height for chunk in chunks if not chunk.table] or [12.0]), 0.5)


def find_columns(lines: list[Line], height: float) -> tuple[int, float] | None:
    """How many of the first lines stand in columns, and the x of the gutter; None where they do not."""
    free = [(float("-inf"), float("inf"))]
    best: tuple[int, tuple[float, float]] | None = None
    left, right = float("inf"), float("-inf")
    bottom = float("inf")
    for count, line in enumerate(lines, start=1):
        box = around(chunk.box for chunk in line)
        if box.y0 - bottom > _BAND * height:
            break
        bottom = box.y1 if count == 1 else max(bottom, box.y1)
        space = _free_space(line)
        free = _intersect(free, space, height * _MIN_GUTTER)
        left, right = min(left, space[0][1]), max(right, space[-1][0])
        inner = [(a, b) for a, b in free if a > left and b < right]
        if inner:
            best = count, max(inner, key=lambda gutter: gutter[1] - gutter[0])
        elif best:
            break
    if best is None:
        return None
    count, gutter = best
    middle = (gutter[0] + gutter[1]) / 2
    block = _trim(lines[:count], middle, height)
    return (len(block), middle) if _reads_down(block, middle, height) else None


def _free_space(line: Line) -> list[tuple[float, float]]:
    """The stretches of a line that no chunk covers, from left to right; the first and the last are endless."""
    free: list[tuple[float, float]] = []
    at = float("-inf")
    for chunk in line:
        if chunk.box.x0 > at:
            free.append((at, chunk.box.x0))
        at = max(at, chunk.box.x1)
    return [*free, (at, float("inf"))]


def _intersect(
    one: list[tuple[float, float]], other: list[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    both = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return [(a, b) for a, b in both if b - a >= least]


def _trim(lines: list[Line], middle: float, height: float) -> list[Line]:
    """Leave off one-sided last lines that stand apart from the columns above them."""
    kept = list(lines)
    while len(kept) > 1:
        last, before = around(c.box for c in kept[-1]), around(c.box for c in kept[-2])
        one_sided = last.x1 <= middle or last.x0 >= middle
        if not (one_sided and last.y0 - before.y1 > height):
            break
        kept.pop()
    return kept


def _reads_down(lines: list[Line], middle: float, height: float) -> bool:
    """Whether both sides of a gutter are columns of their own, rather than the cells of rows."""
    left = [[chunk for chunk in line if chunk.box.x1 <= middle] for line in lines]
    right = [[chunk for chunk in line if chunk.box.x1 > middle] for line in lines]
    sides = [[line for line in side if line] for side in (left, right)]
    if any(len(side) < _MIN_COLUMN_LINES for side in sides) or _side_by_side(sides) < 2 * height:
        return False
    paired = [(a, b) for a, b in zip(left, right, strict=True) if a and b]
    labels = sum(1 for a, _ in paired if a[-1].words and a[-1].words[-1].text.endswith(":"))
    if labels * 5 >= 2 * max(len(paired), 1):
        return False
    prose = all(_is_prose(side) for side in sides)
    level = sum(1 for a, b in paired if abs(_centre(a) - _centre(b)) <= 0.12 * height)
    apart = level < 0.5 * min(len(side) for side in sides)
    return prose or (apart and all(median(len(line) for line in side) >= 2 for side in sides))


def _side_by_side(sides: list[list[Line]]) -> float:
    """The height in points over which both sides have text."""
    one, other = (around(chunk.box for line in side for chunk in line) for side in sides)
    return min(one.y1, other.y1) - max(one.y0, other.y0)


def _is_prose(side: list[Line]) -> bool:
    boxes = [around(chunk.box for chunk in line) for line in side]
    width = max(box.x1 for box in boxes) - min(box.x0 for box in boxes)
    fills = median(box.width for box in boxes) >= 0.6 * width
    return fills and median(len(line) for line in side) >= 3.5


def _centre(line: Line) -> float:
    box = around(chunk.box for chunk in line)
    return (box.y0 + box.y1) / 2
