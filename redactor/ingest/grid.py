"""A table's rows come in, columns that fit the page go out; a table too wide for it is cut into bands of columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from redactor.ingest.blocks import Content, Style, Table
from redactor.ingest.lines import Setting, natural_width

CELL_PADDING = 5.0
"""White space left and right of a cell's text, in points."""
MEASURED_ROWS = 400
"""So many rows, spread over the table, decide its column widths."""
TOKEN_SHARE = 0.24
"""A column is at most this share of the page wide for the sake of one unbroken token."""
LEAST_COLUMN = 26.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column on paper: which cell of a row it holds, its left edge and width in points."""

    cell: int
    left: float
    width: float


def plan_bands(table: Table, page_width: float, setting: Setting, *, margin: float) -> tuple[tuple[Column, ...], ...]:
    """Give each column a place; more than one band where they do not fit side by side.

    `margin` is the room in points that row numbers take at the left. From the second band on, the first column
    is shown again, so that a reader knows whose row it is.
    """
    room = page_width - margin
    sizes = _column_sizes(table, room, setting)
    bands: list[tuple[Column, ...]] = []
    for members in _split_bands([least for least, _ in sizes], room):
        widths = _share([sizes[cell] for cell in members], room)
        left, band = margin, []
        for cell, width in zip(members, widths, strict=True):
            band.append(Column(cell, left, width))
            left += width
        bands.append(tuple(band))
    return tuple(bands)


def _column_sizes(table: Table, room: float, setting: Setting) -> list[tuple[float, float]]:
    """For each column the least and the wished width in points."""
    count = max((len(row) for row in table.rows), default=0)
    least, wished = [LEAST_COLUMN] * count, [LEAST_COLUMN] * count
    bold = replace(setting, style=Style.BOLD)
    for place in _sample(table):
        row = table.rows[place]
        for cell, content in enumerate(row):
            if content and not stands_alone(row, cell):
                whole, token = natural_width(content, bold if place < table.header_rows else setting)
                wished[cell] = max(wished[cell], min(whole + 2 * CELL_PADDING, room))
                least[cell] = max(least[cell], min(token + 2 * CELL_PADDING, room * TOKEN_SHARE))
    return list(zip(least, wished, strict=True))


def stands_alone(row: tuple[Content, ...], cell: int) -> bool:
    """Whether the cell is the first and only one of a longer row: a title, which may run over the others."""
    return cell == 0 and len(row) > 1 and bool(row[0]) and not any(row[1:])


def _sample(table: Table) -> Iterator[int]:
    step = max(1, len(table.rows) // MEASURED_ROWS)
    yield from range(min(table.header_rows, len(table.rows)))
    yield from range(table.header_rows, len(table.rows), step)


def _split_bands(least: list[float], room: float) -> list[list[int]]:
    bands: list[list[int]] = []
    current: list[int] = []
    used = 0.0
    for cell, width in enumerate(least):
        if current and used + width > room:
            bands.append(current)
            current, used = [0], least[0]
        current.append(cell)
        used += width
    return [*bands, current] if current else bands


def _share(sizes: list[tuple[float, float]], room: float) -> list[float]:
    """Give every column what it wishes up to one common cap, so that narrow columns stay whole."""
    if sum(wished for _, wished in sizes) <= room:
        return [wished for _, wished in sizes]
    low, high = 0.0, room
    for _ in range(40):
        cap = (low + high) / 2
        if sum(max(least, min(wished, cap)) for least, wished in sizes) > room:
            high = cap
        else:
            low = cap
    return [max(least, min(wished, low)) for least, wished in sizes]
