"""Put the words of a page into reading order from their boxes alone: for text layers and OCR alike.

Names are found in text, not on paper, so the text is only as good as this order. The page is taken line by
line; where a clear vertical gutter runs over many lines of prose, the columns are read one after the other;
rows of a ruled table stay one line of text each.

All boxes are upright here: the caller turns a page whose text runs sideways first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from redactor.domain.box import Box
from redactor.domain.document import LooseWord

_MIN_GUTTER = 0.8
"""The least width of a gutter between columns, in line heights."""
_TAB_GAP = 1.2
"""A wider gap inside a line, in line heights, parts cells."""
_MIN_COLUMN_LINES = 3
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
        return _around(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Words that stay together whatever the order: the parts of one token. Or a whole table."""

    words: tuple[LooseWord, ...]
    box: Box
    table: tuple[tuple[tuple[_Chunk, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Printed:
    """One printed line or cell line, and the gap that follows it."""

    chunks: tuple[_Chunk, ...]
    gap: str


_Line = list[_Chunk]


def order_words(words: Sequence[LooseWord], *, grids: Sequence[Grid] = ()) -> tuple[LooseWord, ...]:
    """The same words in reading order, with their line numbers and the gaps between them.

    A word that comes in with the gap "" stays joined to the word that follows it in `words`. Gaps that go
    out: "" inside a token, " " inside a line and where a paragraph wraps, "\\t" between cells and across wide
    gaps, "\\n" elsewhere. A row of a grid is one line of text; line numbers count printed lines, cell by cell.
    """
    chunks = _join_tokens(words)
    tables: list[_Chunk] = []
    for grid in grids:
        table, chunks = _fill_grid(grid, chunks)
        tables += table
    ordered: list[LooseWord] = []
    for number, printed in enumerate(_print_region([*chunks, *tables])):
        ordered += _number_line(printed, number)
    return tuple(ordered)


def _join_tokens(words: Sequence[LooseWord]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    parts: list[LooseWord] = []
    for word in words:
        parts.append(word)
        if word.gap:
            chunks.append(_Chunk(tuple(parts), _around(part.box for part in parts)))
            parts = []
    if parts:
        chunks.append(_Chunk(tuple(parts), _around(part.box for part in parts)))
    return chunks


def _around(boxes: Iterable[Box]) -> Box:
    first, *others = boxes
    for box in others:
        first = first.joined(box)
    return first


def _number_line(printed: _Printed, number: int) -> list[LooseWord]:
    words: list[LooseWord] = []
    for place, chunk in enumerate(printed.chunks):
        gap = " " if place + 1 < len(printed.chunks) else printed.gap
        words += [replace(word, line=number, gap="") for word in chunk.words]
        words[-1] = replace(words[-1], gap=gap)
    return words


# Tables


def _fill_grid(grid: Grid, chunks: list[_Chunk]) -> tuple[list[_Chunk], list[_Chunk]]:
    """The table as one chunk (none where it parts nothing), and the chunks that are left."""
    cells: dict[tuple[int, int], list[_Chunk]] = {}
    left: list[_Chunk] = []
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
    return [_Chunk((), grid.box, tuple(row for row in table if row))], left


def _print_table(table: _Chunk) -> list[_Printed]:
    printed: list[_Printed] = []
    for row in table.table:
        cells = [_cluster_lines(list(cell)) for cell in row]
        if max(len(lines) for lines in cells) > _LONG_CELL_LINES:
            for cell in row:
                printed += _print_region(list(cell))
            continue
        for lines in cells:
            printed += [_Printed(tuple(line), " ") for line in lines]
            printed[-1] = replace(printed[-1], gap="\t")
        printed[-1] = replace(printed[-1], gap="\n")
    return printed


# Lines


def _cluster_lines(chunks: list[_Chunk]) -> list[_Line]:
    """Chunks that stand on one baseline, left to right, from top to bottom; a table is a line by itself."""
    lines: list[_Line] = []
    for chunk in sorted(chunks, key=lambda each: (each.box.y0 + each.box.y1, each.box.x0)):
        home = next((line for line in reversed(lines[-4:]) if _on_line(chunk, line)), None)
        if home is None:
            lines.append([chunk])
        else:
            home.append(chunk)
    return [sorted(line, key=lambda each: each.box.x0) for line in lines]


def _on_line(chunk: _Chunk, line: _Line) -> bool:
    if chunk.table or line[0].table:
        return False
    return all(_shared_height(chunk.box, mate.box) >= 0.5 for mate in (line[0], line[-1]))


def _shared_height(one: Box, other: Box) -> float:
    """How much of the lower box's height both share, 0–1."""
    least = min(one.height, other.height)
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared / least if least > 0 else float(shared >= 0)


def _height(chunks: Iterable[_Chunk]) -> float:
    """The usual line height in points; never 0."""
    return max(median([chunk.box.height for chunk in chunks if not chunk.table] or [12.0]), 0.5)


# Regions and columns


def _print_region(chunks: list[_Chunk]) -> list[_Printed]:
    lines = _cluster_lines(chunks)
    height = _height(chunks)
    printed: list[_Printed] = []
    flow: list[_Line] = []
    at = 0
    while at < len(lines):
        run = _find_columns(lines[at:], height)
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


def _find_columns(lines: list[_Line], height: float) -> tuple[int, float] | None:
    """How many of the first lines stand in columns, and the x of the gutter; None where they do not."""
    free = [(float("-inf"), float("inf"))]
    best: tuple[int, tuple[float, float]] | None = None
    for count, line in enumerate(lines, start=1):
        free = _intersect(free, _free_space(line), height * _MIN_GUTTER)
        if not free:
            break
        inner = _inner_gutters(free, lines[:count])
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


def _free_space(line: _Line) -> list[tuple[float, float]]:
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


def _inner_gutters(free: list[tuple[float, float]], lines: list[_Line]) -> list[tuple[float, float]]:
    left = min(line[0].box.x0 for line in lines)
    right = max(chunk.box.x1 for line in lines for chunk in line)
    return [(a, b) for a, b in free if a > left and b < right]


def _trim(lines: list[_Line], middle: float, height: float) -> list[_Line]:
    """Leave off one-sided last lines that stand apart from the columns above them."""
    kept = list(lines)
    while len(kept) > 1:
        last, before = _around(c.box for c in kept[-1]), _around(c.box for c in kept[-2])
        one_sided = last.x1 <= middle or last.x0 >= middle
        if not (one_sided and last.y0 - before.y1 > height):
            break
        kept.pop()
    return kept


def _reads_down(lines: list[_Line], middle: float, height: float) -> bool:
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


def _side_by_side(sides: list[list[_Line]]) -> float:
    """The height in points over which both sides have text."""
    one, other = (_around(chunk.box for line in side for chunk in line) for side in sides)
    return min(one.y1, other.y1) - max(one.y0, other.y0)


def _is_prose(side: list[_Line]) -> bool:
    boxes = [_around(chunk.box for chunk in line) for line in side]
    width = max(box.x1 for box in boxes) - min(box.x0 for box in boxes)
    fills = median(box.width for box in boxes) >= 0.6 * width
    return fills and median(len(line) for line in side) >= 3.5


def _centre(line: _Line) -> float:
    box = _around(chunk.box for chunk in line)
    return (box.y0 + box.y1) / 2


# Running text


def _print_flow(lines: list[_Line], height: float) -> list[_Printed]:
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


def _split_cells(line: _Line, height: float) -> list[_Line]:
    cells = [[line[0]]]
    for chunk in line[1:]:
        wide = chunk.box.x0 - max(mate.box.x1 for mate in cells[-1]) > _TAB_GAP * max(height, chunk.box.height)
        if wide:
            cells.append([chunk])
        else:
            cells[-1].append(chunk)
    return cells


def _right_edges(lines: list[_Line], height: float) -> list[float]:
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


def _is_close(line: _Line, following: _Line) -> bool:
    """Whether two lines are set alike and one just below the other."""
    one, other = _around(c.box for c in line), _around(c.box for c in following)
    tall = _height(line)
    alike = 0.8 <= _height(following) / tall <= 1.25
    return alike and (other.y0 + other.y1 - one.y0 - one.y1) / 2 <= 1.6 * tall


def _hangs_below(cell: _Line, following: _Line, height: float) -> bool:
    """Whether the next line goes on in the last cell of this one: the value of a form that wraps."""
    if following[0].table or not _is_close(cell, following):
        return False
    return abs(following[0].box.x0 - cell[0].box.x0) <= 0.3 * height


def _wraps(line: _Line, following: _Line, right_edge: float, width: float) -> bool:
    """Whether a paragraph goes on: the first word below would not have fitted at the end of this line."""
    if following[0].table or not _is_close(line, following):
        return False
    tall = _height(line)
    if len(_split_cells(following, tall)) > 1 or abs(following[0].box.x0 - line[0].box.x0) > 3 * tall:
        return False
    end = max(chunk.box.x1 for chunk in line)
    long = end - line[0].box.x0
    if long < 0.55 * width or line[-1].words[-1].text.endswith(":"):
        return False
    if len(line) < _PROSE_WORDS and long < _PROSE_WIDTH * tall:  # an address or a list of names
        return False
    return end + 0.2 * tall + following[0].box.width > right_edge - 0.5
