"""Put the words of a page into reading order from their boxes alone: for text layers and OCR alike.

Names are found in text, not on paper, so the text is only as good as this order. The page is taken line by
line; where a clear vertical gutter runs over many lines of prose, the columns are read one after the other;
rows of a ruled table stay one line of text each.

All boxes are upright here: the caller turns a page whose text runs sideways first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from redactor.domain.box import Box
from redactor.domain.columns import Chunk, Line, around, cluster_lines, find_columns, usual_height
from redactor.domain.document import LooseWord

_TAB_GAP = 1.2
"""A wider gap inside a line, in line heights, parts cells."""
_PROSE_WORDS, _PROSE_WIDTH = 6, 15.0
"""A line of running text has at least so many words, or is at least so many line heights long."""
_LONG_CELL_LINES = 14
"""A ruled cell with more printed lines lays out a page rather than a row; it is read as a column."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the boxes of its cells, row by row, in the frame of the words."""

    rows: tuple[tuple[Box, ...], ...]

    @property
    def box(self) -> Box:
        """The smallest box round all cells."""
        return around(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class _Printed:
    """One printed line or cell line, and the gap that follows it."""

    chunks: tuple[Chunk, ...]
    gap: str


def order_words(words: Sequence[LooseWord], *, grids: Sequence[Grid] = ()) -> tuple[LooseWord, ...]:
    """The same words in reading order, with their line numbers and the gaps between them.

    A word that comes in with the gap "" stays joined to the word that follows it in `words`. Gaps that go
    out: "" inside a token, " " inside a line and where a paragraph wraps, "\\t" between cells and across wide
    gaps, "\\n" elsewhere. A row of a grid is one line of text; line numbers count printed lines, cell by cell.
    """
    chunks = _join_tokens(words)
    tables: list[Chunk] = []
    for grid in grids:
        table, chunks = _fill_grid(grid, chunks)
        tables += table
    ordered: list[LooseWord] = []
    for number, printed in enumerate(_print_region([*chunks, *tables])):
        ordered += _number_line(printed, number)
    return tuple(ordered)


def _join_tokens(words: Sequence[LooseWord]) -> list[Chunk]:
    chunks: list[Chunk] = []
    parts: list[LooseWord] = []
    for word in words:
        parts.append(word)
        if word.gap:
            chunks.append(Chunk(tuple(parts), around(part.box for part in parts)))
            parts = []
    if parts:
        chunks.append(Chunk(tuple(parts), around(part.box for part in parts)))
    return chunks


def _number_line(printed: _Printed, number: int) -> list[LooseWord]:
    words: list[LooseWord] = []
    for place, chunk in enumerate(printed.chunks):
        gap = " " if place + 1 < len(printed.chunks) else printed.gap
        words += [replace(word, line=number, gap="") for word in chunk.words]
        words[-1] = replace(words[-1], gap=gap)
    return words


# Tables


def _fill_grid(grid: Grid, chunks: list[Chunk]) -> tuple[list[Chunk], list[Chunk]]:
    """The table as one chunk (none where it parts nothing), and the chunks that are left."""
    cells: dict[tuple[int, int], list[Chunk]] = {}
    left: list[Chunk] = []
    places = [(r, c, cell) for r, row in enumerate(grid.rows) for c, cell in enumerate(row)]
    for chunk in chunks:
        x, y = (chunk.box.x0 + chunk.box.x1) / 2, (chunk.box.y0 + chunk.box.y1) / 2
        for r, c, cell in places:
            if cell.contains_point(x, y):
                cells.setdefault((r, c), []).append(chunk)
                break
        else:
            left.append(chunk)
    if len(cells) < 2:
        return [], chunks
    table = tuple(
        tuple(tuple(cells[r, c]) for c in range(len(row)) if (r, c) in cells) for r, row in enumerate(grid.rows)
    )
    return [Chunk((), grid.box, tuple(row for row in table if row))], left


def _print_table(table: Chunk) -> list[_Printed]:
    printed: list[_Printed] = []
    for row in table.table:
        cells = [cluster_lines(list(cell)) for cell in row]
        if max(len(lines) for lines in cells) > _LONG_CELL_LINES:
            for cell in row:
                printed += _print_region(list(cell))
            continue
        for lines in cells:
            printed += [_Printed(tuple(line), " ") for line in lines]
            printed[-1] = replace(printed[-1], gap="\t")
        printed[-1] = replace(printed[-1], gap="\n")
    return printed


# Regions


def _print_region(chunks: list[Chunk]) -> list[_Printed]:
    lines = cluster_lines(chunks)
    height = usual_height(chunks)
    printed: list[_Printed] = []
    flow: list[Line] = []
    at = 0
    while at < len(lines):
        run = find_columns(lines[at:], height)
        if run is None:
            flow.append(lines[at])
            at += 1
            continue
        count, middle = run
        printed += _print_flow(flow, height)
        flow = []
        block = [chunk for line in lines[at : at + count] for chunk in line]
        printed += _print_region([chunk for chunk in block if chunk.box.x1 <= middle])
        printed += _print_region([chunk for chunk in block if chunk.box.x1 > middle])
        at += count
    return printed + _print_flow(flow, height)


# Running text


def _print_flow(lines: list[Line], height: float) -> list[_Printed]:
    """Lines that are read across, one after the other: cells at wide gaps, paragraphs joined where they wrap."""
    if not lines:
        return []
    edges = _right_edges(lines, height)
    width = max(edges) - min(line[0].box.x0 for line in lines)
    printed: list[_Printed] = []
    for place, line in enumerate(lines):
        if line[0].table:
            printed += _print_table(line[0])
            continue
        cells = _split_cells(line, height)
        printed += [_Printed(tuple(cell), "\t") for cell in cells]
        following = lines[place + 1] if place + 1 < len(lines) else None
        wraps = following is not None and (
            _wraps(line, following, edges[place], width)
            if len(cells) == 1
            else _hangs_below(cells[-1], following, height)
        )
        printed[-1] = replace(printed[-1], gap=" " if wraps else "\n")
    return printed


def _split_cells(line: Line, height: float) -> list[Line]:
    cells = [[line[0]]]
    for chunk in line[1:]:
        wide = chunk.box.x0 - max(mate.box.x1 for mate in cells[-1]) > _TAB_GAP * max(height, chunk.box.height)
        if wide:
            cells.append([chunk])
        else:
            cells[-1].append(chunk)
    return cells


def _right_edges(lines: list[Line], height: float) -> list[float]:
    """For each line, the right edge of the block of evenly spaced lines that it belongs to."""
    blocks: list[list[int]] = []
    for place, line in enumerate(lines):
        if place and not line[0].table and not lines[place - 1][0].table and _is_close(lines[place - 1], line):
            blocks[-1].append(place)
        else:
            blocks.append([place])
    edges = [0.0] * len(lines)
    for block in blocks:
        edge = max(chunk.box.x1 for place in block for chunk in lines[place])
        for place in block:
            edges[place] = edge
    return edges


def _is_close(line: Line, following: Line) -> bool:
    """Whether two lines are set alike and one just below the other."""
    one, other = around(c.box for c in line), around(c.box for c in following)
    tall = usual_height(line)
    alike = 0.8 <= usual_height(following) / tall <= 1.25
    return alike and (other.y0 + other.y1 - one.y0 - one.y1) / 2 <= 1.6 * tall


def _hangs_below(cell: Line, following: Line, height: float) -> bool:
    """Whether the next line goes on in the last cell of this one: the value of a form that wraps."""
    if following[0].table or not _is_close(cell, following):
        return False
    return abs(following[0].box.x0 - cell[0].box.x0) <= 0.3 * height


def _wraps(line: Line, following: Line, right_edge: float, width: float) -> bool:
    """Whether a paragraph goes on: the first word below would not have fitted at the end of this line."""
    if following[0].table or not _is_close(line, following):
        return False
    tall = usual_height(line)
    if len(_split_cells(following, tall)) > 1 or abs(following[0].box.x0 - line[0].box.x0) > 3 * tall:
        return False
    end = max(chunk.box.x1 for chunk in line)
    long = end - line[0].box.x0
    if long < 0.55 * width or line[-1].words[-1].text.endswith(":"):
        return False
    if len(line) < _PROSE_WORDS and long < _PROSE_WIDTH * tall:  # an address or a list of names
        return False
    return end + 0.2 * tall + following[0].box.width > right_edge - 0.5
