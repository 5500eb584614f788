"""Blocks come in, drawn pages go out: where each paragraph, table row and picture stands, and where pages end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from redactor.domain.box import Box
from redactor.domain.document import Sheet
from redactor.ingest.blocks import Block, Content, Field, Heading, Note, PageEnd, Paragraph, Rule, Style, Table
from redactor.ingest.grid import CELL_PADDING, Column, plan_bands, stands_alone
from redactor.ingest.lines import Line, Measure, Setting, as_runs, set_lines
from redactor.ingest.paper import RULE_GREY, SIDE_MARGIN, Drawing, Paper
from redactor.ingest.plate import Plate

BODY_SIZE, TABLE_SIZE, NOTE_SIZE = 10.5, 9.0, 8.0
HEADING_SIZES = {1: 15.0, 2: 12.5, 3: 11.0}
FIELD_HANG = 58.0
"""Where the values of labelled lines start, in points from the margin."""
BULLET_HANG = 16.0
ROW_PADDING = 3.0
NUMBER_ROOM = 26.0
LOOK_BACK = 4
"""So many lines at most are moved to the next page so that a name is not parted."""
KEPT_WITH_HEADER = 220.0
"""A first row up to this height in points stands on the page of the header."""
HEADER_SHARE = 0.35
"""A header taller than this share of the page is not repeated."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a page is made with: how text is measured, its footer, and what kind of sheet it is."""

    measure: Measure
    footer: str = ""
    landscape: bool = False
    sheet: Sheet = Sheet.FACE


def lay_out(blocks: Iterable[Block | Plate], look: Look) -> tuple[Drawing, ...]:
    """Lay the blocks out in order; at least one page. Raises TooLarge past the page limit."""
    paper = Paper(landscape=look.landscape, footer=_footer(look), sheet=look.sheet)
    for block in blocks:
        _lay_block(paper, block, look.measure)
    return paper.pages()


def _footer(look: Look) -> tuple[Line, Setting] | None:
    setting = Setting(look.measure, NOTE_SIZE - 0.5, Style.FAINT)
    lines = set_lines(look.footer, 10_000, setting)
    return (lines[0], setting) if lines else None


def _lay_block(paper: Paper, block: Block | Plate, measure: Measure) -> None:
    body = Setting(measure, BODY_SIZE)
    match block:
        case Heading():
            _lay_heading(paper, block, measure)
        case Paragraph():
            _flow(paper, _paragraph_lines(block, paper.measure_width, body), body)
            paper.y += 0.45 * body.pitch
        case Field():
            _flow(paper, _field_lines(block, paper.measure_width, body), body)
        case Note():
            small = Setting(measure, NOTE_SIZE, Style.FAINT)
            _flow(paper, set_lines(block.content, paper.measure_width, small), small)
            paper.y += 0.6 * small.pitch
        case Table():
            _lay_table(paper, block, measure)
        case Plate():
            _lay_plate(paper, block, measure)
        case Rule():
            _lay_rule(paper)
        case PageEnd():
            paper.turn()


def _lay_heading(paper: Paper, block: Heading, measure: Measure) -> None:
    setting = Setting(measure, HEADING_SIZES[min(max(block.level, 1), 3)], Style.BOLD, leading=1.3)
    lines = set_lines(block.content, paper.measure_width, setting)
    before = 0.0 if paper.is_fresh else 0.5 * setting.pitch
    if before + len(lines) * setting.pitch + 3 * BODY_SIZE * 1.4 > paper.room:
        paper.turn()
        before = 0.0
    paper.y += before
    _flow(paper, lines, setting)
    paper.y += 0.25 * setting.pitch


def _lay_rule(paper: Paper) -> None:
    if paper.is_fresh:
        return
    paper.y += 5.0
    paper.stroke(Box(SIDE_MARGIN, paper.y, paper.width - SIDE_MARGIN, paper.y), grey=RULE_GREY)
    paper.y += 9.0
    paper.gap = "\n\n"


def _lay_plate(paper: Paper, plate: Plate, measure: Measure) -> None:
    scale = min(1.0, paper.measure_width / plate.width, (paper.bottom - paper.top) * 0.75 / plate.height)
    width, height = plate.width * scale, plate.height * scale
    if height > paper.room:
        paper.turn()
    box = Box(SIDE_MARGIN, paper.y, SIDE_MARGIN + width, paper.y + height)
    paper.place_picture(box, plate.content)
    if not plate.content:
        paper.doubt("picture_not_shown")
        for x0, y0, x1, y1 in (
            (box.x0, box.y0, box.x1, box.y0), (box.x0, box.y1, box.x1, box.y1),
            (box.x0, box.y0, box.x0, box.y1), (box.x1, box.y0, box.x1, box.y1),
        ):  # fmt: skip
            paper.stroke(Box(x0, y0, x1, y1), grey=RULE_GREY)
        small = Setting(measure, NOTE_SIZE, Style.FAINT)
        (line, *_) = set_lines("A picture that could not be shown", 10_000, small)
        paper.write(line, x=box.x0 + CELL_PADDING, top=box.y0 + CELL_PADDING, setting=small, width=width)
        paper.gap = "\n"
    paper.y = box.y1 + 8.0


def _paragraph_lines(block: Paragraph, width: float, setting: Setting) -> tuple[Line, ...]:
    indent = min(block.indent, width / 2)
    if not block.bullet:
        lines = set_lines(block.content, width - indent, setting)
        return tuple(replace(line, indent=line.indent + indent) for line in lines)
    lines = _hang(set_lines(block.bullet, width, setting), block.content, width=width - indent, setting=setting)
    return tuple(replace(line, indent=line.indent + indent) for line in lines)


def _field_lines(block: Field, width: float, setting: Setting) -> tuple[Line, ...]:
    label = (*as_runs(block.label), *as_runs(":"))
    labels = set_lines(label, width, replace(setting, style=Style.BOLD))
    return _hang(labels, block.content, width=width, setting=setting, hang=FIELD_HANG)


def _hang(
    labels: tuple[Line, ...], content: Content, *, width: float, setting: Setting, hang: float = BULLET_HANG
) -> tuple[Line, ...]:
    """Lines whose first one starts with a label; the content hangs `hang` points right of it, or after the label."""
    if not labels or not labels[0].pieces:
        return set_lines(content, width, setting)
    head = replace(labels[0], indent=0.0)
    hang = max(hang, head.width + setting.width(" ", setting.style))
    if len(labels) > 1 or hang > width / 2:
        rest = set_lines(content, width, setting)
        tail = replace(labels[-1].pieces[-1], gap=" ")
        last = replace(labels[-1], pieces=(*labels[-1].pieces[:-1], tail), ends=not rest)
        return (*labels[:-1], last, *rest)
    first, *rest_lines = set_lines(content, width - hang, setting) or (Line(()),)
    pieces = list(head.pieces)
    if first.pieces:
        pieces[-1] = replace(pieces[-1], gap=" ")
        pieces.append(replace(first.pieces[0], lead=hang + first.indent - head.width))
        pieces += first.pieces[1:]
    lines = [Line(tuple(pieces), 0.0, first.ends)]
    lines += [replace(line, indent=line.indent + hang) for line in rest_lines]
    return tuple(lines)


def _flow(paper: Paper, lines: tuple[Line, ...], setting: Setting) -> None:
    """Write lines down the page and over to the next ones; the text goes on after a line end."""
    rest = list(lines)
    while rest:
        fits = int((paper.room + 0.01) / setting.pitch)
        upto = _fair_break(rest, fits) if fits < len(rest) else len(rest)
        if upto <= 0 and not paper.is_fresh:
            paper.turn()
            continue
        for line in rest[: max(upto, 1)]:
            paper.write(line, x=SIDE_MARGIN, top=paper.y, setting=setting, width=paper.measure_width)
            if line.ends:
                paper.gap = paper.gap + "\n" if not line.pieces else "\n"
            paper.y += setting.pitch
        rest = rest[max(upto, 1) :]
        if rest:
            paper.turn()


def _fair_break(lines: list[Line], fits: int) -> int:
    """After how many of the lines that fit the page may end without parting a name or a number."""
    for upto in range(fits, max(fits - LOOK_BACK, 0), -1):
        if not _parts_name(lines[upto - 1], lines[upto]):
            return upto
    return fits


def _parts_name(above: Line, below: Line) -> bool:
    """Whether a page end between the two might cut a name, a telephone number or a long token in two."""
    if above.ends or not above.pieces or not below.pieces:
        return False
    last, first = above.pieces[-1], below.pieces[0].text
    return not last.gap or any(sign.isupper() or sign.isdigit() for sign in (last.text[0], first[0]))


def _lay_table(paper: Paper, table: Table, measure: Measure) -> None:
    setting = Setting(measure, TABLE_SIZE, leading=1.35)
    margin = NUMBER_ROOM if table.numbers else 0.0
    for columns in plan_bands(table, paper.measure_width, setting, margin=margin):
        _lay_band(paper, table, columns, setting)
        paper.gap = "\n"
        paper.y += 0.7 * setting.pitch


@dataclass(frozen=True, slots=True)
class _Row:
    """One row ready for the page: the lines of each cell, and the number before it."""

    cells: tuple[tuple[Line, ...], ...]
    number: Line | None
    is_header: bool
    is_title: bool


def _lay_band(paper: Paper, table: Table, columns: tuple[Column, ...], setting: Setting) -> None:
    headers = [_set_row(table, place, columns, setting) for place in range(min(table.header_rows, len(table.rows)))]
    head = sum(_row_height(row, setting) for row in headers) + (setting.pitch if table.letters else 0.0)
    if head > HEADER_SHARE * (paper.bottom - paper.top):
        headers = []

    def begin() -> None:
        _write_letters(paper, table, columns, setting)
        for row in headers:
            _write_row(paper, row, columns, setting)

    def start_page() -> None:
        paper.turn()
        begin()

    for place in range(len(headers), len(table.rows)):
        row = _set_row(table, place, columns, setting)
        if place == len(headers):
            if head + min(_row_height(row, setting), KEPT_WITH_HEADER) > paper.room:
                paper.turn()
            begin()
        _lay_row(paper, row, columns, setting, start_page)
    if len(headers) == len(table.rows):
        begin()


def _set_row(table: Table, place: int, columns: tuple[Column, ...], setting: Setting) -> _Row:
    row, is_header = table.rows[place], place < table.header_rows
    style = replace(setting, style=Style.BOLD) if is_header else setting
    right = columns[-1].left + columns[-1].width
    title = next((column.cell for column in columns if column.cell < len(row) and stands_alone(row, column.cell)), None)
    cells = tuple(
        set_lines(row[column.cell], _cell_width(column, right, title), style) if column.cell < len(row) else ()
        for column in columns
    )
    number = None
    if place < len(table.numbers):
        small = replace(setting, size=NOTE_SIZE - 1, style=Style.FAINT)
        number = next(iter(set_lines(table.numbers[place], 10_000, small)), None)
    return _Row(tuple(tuple(_flat(line) for line in lines) for lines in cells), number, is_header, title is not None)


def _cell_width(column: Column, right: float, title: int | None) -> float:
    return (right - column.left if column.cell == title else column.width) - 2 * CELL_PADDING


def _flat(line: Line) -> Line:
    """The line of a cell: whatever ends it or stands between its words, the row stays one line of text."""
    pieces = tuple(replace(piece, gap=" ") if piece.gap == "\t" else piece for piece in line.pieces)
    if pieces and line.ends:
        pieces = (*pieces[:-1], replace(pieces[-1], gap=" "))
    return replace(line, pieces=pieces)


def _row_height(row: _Row, setting: Setting) -> float:
    return max((len(lines) for lines in row.cells), default=1) * setting.pitch + 2 * ROW_PADDING


def _lay_row(
    paper: Paper, row: _Row, columns: tuple[Column, ...], setting: Setting, start_page: Callable[[], None]
) -> None:
    """Write a row where it fits whole, else on a new page, else in parts."""
    whole = _row_height(row, setting)
    if whole > paper.room and (whole <= 0.6 * (paper.bottom - paper.top) or paper.room < 4 * setting.pitch):
        start_page()
    while _row_height(row, setting) > paper.room:
        fits = max(1, int((paper.room - 2 * ROW_PADDING) / setting.pitch))
        _write_row(paper, replace(row, cells=tuple(lines[:fits] for lines in row.cells)), columns, setting)
        row = replace(row, cells=tuple(lines[fits:] for lines in row.cells))
        start_page()
    _write_row(paper, row, columns, setting)


def _write_row(paper: Paper, row: _Row, columns: tuple[Column, ...], setting: Setting) -> None:
    top, height = paper.y, _row_height(row, setting)
    left, right = SIDE_MARGIN + columns[0].left, SIDE_MARGIN + columns[-1].left + columns[-1].width
    if row.is_header:
        paper.shade(Box(left, top, right, top + height))
    paper.gap = "\n"
    if row.number:
        small = replace(setting, size=NOTE_SIZE - 1, leading=setting.leading * setting.size / (NOTE_SIZE - 1))
        paper.write(row.number, x=SIDE_MARGIN, top=top + ROW_PADDING, setting=small, width=NUMBER_ROOM)
        paper.gap = "\t"
    for place, (column, lines) in enumerate(zip(columns, row.cells, strict=True)):
        paper.gap += "\t" if place else ""
        x = SIDE_MARGIN + column.left + CELL_PADDING
        for step, line in enumerate(lines):
            y = top + ROW_PADDING + step * setting.pitch
            paper.write(line, x=x, top=y, setting=setting, width=column.width - 2 * CELL_PADDING)
        if any(line.pieces for line in lines):
            paper.gap = ""
        if not row.is_title or place == 0:
            paper.stroke(Box(SIDE_MARGIN + column.left, top, SIDE_MARGIN + column.left, top + height))
    paper.stroke(Box(right, top, right, top + height))
    paper.stroke(Box(left, top, right, top))
    paper.stroke(Box(left, top + height, right, top + height))
    paper.y += height


def _write_letters(paper: Paper, table: Table, columns: tuple[Column, ...], setting: Setting) -> None:
    """Column letters in one line above the grid, a space between them: they are no row of the table."""
    small = replace(setting, size=NOTE_SIZE - 1, style=Style.FAINT)
    pieces, at = [], 0.0
    for column in columns:
        if column.cell < len(table.letters):
            (line, *_) = set_lines(table.letters[column.cell], 10_000, small)
            pieces.append(replace(line.pieces[0], lead=column.left + CELL_PADDING - at, gap=" "))
            at = column.left + CELL_PADDING + line.width
    if pieces:
        first = pieces[0].lead
        paper.gap = "\n" if not paper.is_fresh else ""
        paper.write(Line(tuple(pieces), first), x=SIDE_MARGIN, top=paper.y, setting=small, width=paper.measure_width)
        paper.y += setting.pitch
