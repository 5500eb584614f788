"""Find ruled tables among the lines drawn on a page: straight strokes in, grids of cell boxes out.

Pure geometry in points, upright frame, so that it works for any page once its lines are turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from redactor.domain.box import Box
from redactor.domain.order import Grid

_NEAR = 2.5
"""Lines so many points apart are one line."""
_COVER = 0.7
"""The share of a cell's side that has to be ruled for it to part two cells."""
_MIN_SIDE = 6.0
MAX_RULINGS = 4000
"""A page with more strokes is a drawing, not a table."""

Stroke = tuple[float, float, float]
"""A line along one axis: where it stands across, from where to where it runs; from ≤ to."""


def find_grids(across: Sequence[Stroke], down: Sequence[Stroke]) -> tuple[Grid, ...]:
    """The tables that the strokes rule, from top to bottom.

    `across` are horizontal strokes (y, x0, x1), `down` vertical ones (x, y0, y1). Only tables with two or
    more columns count: a frame round text is none.
    """
    if not across or not down or len(across) + len(down) > MAX_RULINGS:
        return ()
    rows, columns = _merge(across), _merge(down)
    grids = [_make_grid(*group) for group in _group(rows, columns)]
    return tuple(sorted((grid for grid in grids if grid), key=lambda grid: grid.box.y0))


def _merge(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Strokes on one line that touch or nearly touch, as one."""
    merged: list[Stroke] = []
    for place in _cluster([stroke[0] for stroke in strokes]):
        runs = sorted((a, b) for at, a, b in strokes if abs(at - place) <= _NEAR)
        start, end = runs[0]
        for a, b in runs[1:]:
            if a > end + _NEAR:
                merged.append((place, start, end))
                start, end = a, b
            end = max(end, b)
        merged.append((place, start, end))
    return [stroke for stroke in merged if stroke[2] - stroke[1] >= _MIN_SIDE]


def _cluster(values: list[float]) -> list[float]:
    """One value for each bunch of near values."""
    bunches: list[list[float]] = []
    for value in sorted(values):
        if bunches and value - bunches[-1][0] <= _NEAR:
            bunches[-1].append(value)
        else:
            bunches.append([value])
    return [sum(bunch) / len(bunch) for bunch in bunches]


def _group(across: list[Stroke], down: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Strokes that cross one another, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, stroke in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(stroke)
    for j, stroke in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(stroke)
    return list(groups.values())


def _make_grid(across: list[Stroke], down: list[Stroke]) -> Grid | None:
    """The cells between strokes; a cell that spans rows stands in the first of them. None where it is no table."""
    xs, ys = _cluster([stroke[0] for stroke in down]), _cluster([stroke[0] for stroke in across])
    if len(xs) < 3 or len(ys) < 2:
        return None
    rows: list[list[Box]] = []
    open_cells: dict[tuple[float, float], tuple[int, int]] = {}
    for top, bottom in pairwise(ys):
        row: list[Box] = []
        still_open: dict[tuple[float, float], tuple[int, int]] = {}
        for x0, x1 in _split_band(xs, down, top, bottom):
            above = open_cells.get((x0, x1))
            if above is not None and not _is_ruled(across, top, x0, x1):
                place, column = above
                rows[place][column] = rows[place][column].joined(Box(x0, top, x1, bottom))
                still_open[x0, x1] = above
            else:
                still_open[x0, x1] = (len(rows), len(row))
                row.append(Box(x0, top, x1, bottom))
        rows.append(row)
        open_cells = still_open
    kept = tuple(tuple(row) for row in rows if row)
    return Grid(kept) if any(len(row) > 1 for row in kept) else None


def _split_band(xs: list[float], down: list[Stroke], top: float, bottom: float) -> list[tuple[float, float]]:
    """The cells of one row: from one ruled x to the next."""
    walls = [x for x in xs if _is_ruled(down, x, top, bottom)]
    return list(pairwise(walls))


def _is_ruled(strokes: list[Stroke], place: float, start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, b) - max(start, a)) for at, a, b in strokes if abs(at - place) <= _NEAR)
    return covered >= _COVER * (end - start)
