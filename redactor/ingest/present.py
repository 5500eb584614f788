"""The grid of a worksheet comes in, from whatever format; blocks for its pages and what they do not show go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from openpyxl.utils import get_column_letter

from redactor.ingest.blocks import Block, Heading, Note, Table
from redactor.ingest.cells import Grid, hidden_lines
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.plain import is_wide
from redactor.ingest.typeset import typeset

FOOTER = "Typeset by redactor from a workbook; layout not kept"


def typeset_book(blocks: Sequence[Block], unseen: Iterable[Unseen], *, title: str = "") -> Facsimile:
    """The pages of a workbook, on landscape paper where a table wants it. Raises TooLarge past the page limit."""
    shown = blocks or [Note("No sheet of this workbook is visible.")]
    pdf, pages = typeset(shown, landscape=_wants_landscape(blocks), footer=FOOTER)
    return Facsimile(pdf, pages, tuple(unseen), title, ("layout_not_kept",))


def present_grid(grid: Grid, *, is_bare: bool = True) -> tuple[list[Block], list[Unseen]]:
    """A visible sheet: its name, its visible cells, a note of which rows and columns are hidden; and what those hold.

    `is_bare` says that nothing but cells could lie on the sheet.
    """
    blocks: list[Block] = [Heading(f"Sheet: {grid.name}", 2)]
    table = _grid_table(grid)
    blocks += [table] if table else [Note("No visible cell of this sheet holds anything.")] * is_bare
    if told := _told_hidden(grid):
        blocks.append(Note(f"Hidden in this sheet, and listed apart: {told}."))
    return blocks, [*hidden_lines(grid), *grid.unseen]


def hidden_sheet(grid: Grid, place: str = "hidden sheet") -> list[Unseen]:
    """All that a hidden sheet holds, row by row."""
    columns = grid.columns()
    lines = [Unseen(f"row {row} of {place} {grid.name}", grid.line(row, columns)) for row in sorted(grid.cells)]
    return [Unseen(place, grid.name), *lines, *grid.unseen]


def _told_hidden(grid: Grid) -> str:
    """Which rows and columns that hold something are hidden: "rows 5–7, 9; columns C"."""
    rows = sorted(row for row in grid.hidden_rows if row in grid.cells)
    columns = [column for column in grid.columns() if column in grid.hidden_columns]
    told = [f"rows {', '.join(_runs(rows, str))}"] if rows else []
    told += [f"columns {', '.join(_runs(columns, get_column_letter))}"] if columns else []
    return "; ".join(told)


def _runs(numbers: list[int], name: Callable[[int], str]) -> Iterator[str]:
    start = 0
    ends = [at for at, (one, two) in enumerate(pairwise(numbers), start=1) if two != one + 1]
    for end in [*ends, len(numbers)]:
        first, last = name(numbers[start]), name(numbers[end - 1])
        yield first if first == last else f"{first}–{last}"
        start = end


def _grid_table(grid: Grid) -> Table | None:
    rows = [row for row in sorted(grid.cells) if row not in grid.hidden_rows]
    shown = {column for row in rows for column in grid.cells[row]} - grid.hidden_columns
    columns = sorted(shown)
    rows = [row for row in rows if not shown.isdisjoint(grid.cells[row])]
    if not rows:
        return None
    return Table(
        tuple(tuple(grid.cells[row].get(column, "") for column in columns) for row in rows),
        header_rows=_header_rows(grid, rows, columns),
        letters=tuple(get_column_letter(column) for column in columns),
        numbers=tuple(str(row) for row in rows),
    )


def _header_rows(grid: Grid, rows: list[int], columns: list[int]) -> int:
    """Rows down to the first that fills most columns with words, as a title may stand above the column names."""
    for place, row in enumerate(rows[:6]):
        texts = [text for column, text in grid.cells[row].items() if column in columns]
        if len(texts) >= max(2, 0.6 * len(columns)):
            return place + 1 if len(rows) > place + 1 and not any(text[0].isdigit() for text in texts) else 0
    return 0


def _wants_landscape(blocks: Sequence[Block]) -> bool:
    return any(
        is_wide([[str(cell) for cell in row] for row in block.rows[:400]])
        for block in blocks
        if isinstance(block, Table)
    )
