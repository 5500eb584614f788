"""The XML of a worksheet comes in; the text of every used cell goes out, and which rows and columns are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from redactor.errors import Damaged, TooLarge
from redactor.ingest.facsimile import Unseen
from redactor.ingest.package import attribute, local_name, stream_xml

MAX_CELLS = 2_000_000
MAX_COLUMN = 16_384

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DIGITS_ONLY = re.compile(r"[0 ()\-]*0[0 ()\-]*")
_NOTHING_SHOWN = re.compile(r";{2,3}")
_WHITES = ("FFFFFFFF", "00FFFFFF", "FFFFFF")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a cell shows its value: its number format, and whether that or its colours hide it."""

    format: str = "General"
    hides: bool = False
    is_white: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """What all worksheets of a workbook share."""

    strings: tuple[str, ...]
    shapes: tuple[Shape, ...]
    counts_from_1904: bool = False


@dataclass
class Grid:
    """One worksheet: texts by row and column (both from 1), and what of it is not shown."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unseen: list[Unseen] = field(default_factory=list)
    used_strings: set[int] = field(default_factory=set)

    def columns(self) -> list[int]:
        """Every column that holds a cell, in order."""
        return sorted({column for row in self.cells.values() for column in row})

    def line(self, row: int, columns: list[int]) -> str:
        """The texts of a row's cells, a tab between."""
        cells = self.cells[row]
        return "\t".join(cells[column] for column in columns if cells.get(column))


def read_strings(untrusted: bytes | None) -> tuple[str, ...]:
    """The shared strings, in order, without phonetic guides."""
    found: list[str] = []
    for element in stream_xml(untrusted) if untrusted else ():
        if local_name(element) == "si":
            found.append(_rich_text(element))
            element.clear()
    return tuple(found)


def _rich_text(element: etree._Element) -> str:
    texts: list[str] = []
    for each in element:
        if local_name(each) == "t":
            texts.append(each.text or "")
        elif local_name(each) == "r":
            texts += [part.text or "" for part in each if local_name(part) == "t"]
    return "".join(texts)


def read_shapes(root: etree._Element | None) -> tuple[Shape, ...]:
    """The cell formats of styles.xml by their index."""
    parts = {local_name(each): each for each in (root if root is not None else ())}
    codes = dict(BUILTIN_FORMATS)
    for each in parts.get("numFmts", ()):
        code = attribute(each, "numFmtId")
        if code.isdigit():
            codes[int(code)] = attribute(each, "formatCode")
    white = [_is_white_font(each) for each in parts.get("fonts", ())]
    filled = [_is_filled(each) for each in parts.get("fills", ())]
    shapes = []
    for each in parts.get("cellXfs", ()):
        code = codes.get(_number(each, "numFmtId"), "General")
        font, fill = _number(each, "fontId"), _number(each, "fillId")
        is_white = font < len(white) and white[font] and not (fill < len(filled) and filled[fill])
        shapes.append(Shape(code, _NOTHING_SHOWN.fullmatch(code.strip()) is not None, is_white))
    return tuple(shapes)


def _number(element: etree._Element, name: str) -> int:
    text = attribute(element, name)
    return int(text) if text.isdigit() else 0


def _is_white_font(font: etree._Element) -> bool:
    return any(local_name(each) == "color" and attribute(each, "rgb").upper() in _WHITES for each in font)


def _is_filled(fill: etree._Element) -> bool:
    for pattern in fill:
        if local_name(pattern) == "gradientFill":
            return True
        if attribute(pattern, "patternType") not in ("", "none"):
            grounds = [attribute(each, "rgb").upper() for each in pattern if local_name(each) == "fgColor"]
            return not grounds or grounds[0] not in _WHITES
    return False


def read_grid(untrusted: bytes, name: str, book: Book, *, most_cells: int = MAX_CELLS) -> Grid:
    """Read a worksheet's cells; hidden formats and white text go to `unseen`.

    Raises Damaged, or TooLarge where there are more than `most_cells`, empty ones included.
    """
    grid = Grid(name)
    count = number = 0
    for element in stream_xml(untrusted):
        match local_name(element):
            case "col":
                _read_column(grid, element)
            case "row":
                number = _number(element, "r") or number + 1
                count += len(element)
                if count > most_cells:
                    raise TooLarge(f"a sheet has more than {most_cells} cells")
                _read_row(grid, element, number, book)
                element.clear()
    return grid


def _is_true(element: etree._Element, name: str) -> bool:
    return attribute(element, name) in ("1", "true")


def _read_column(grid: Grid, element: etree._Element) -> None:
    if _is_true(element, "hidden") or attribute(element, "width") == "0":
        first, last = _number(element, "min"), min(_number(element, "max"), MAX_COLUMN)
        grid.hidden_columns.update(range(first, last + 1))


def _read_row(grid: Grid, element: etree._Element, number: int, book: Book) -> None:
    if _is_true(element, "hidden") or attribute(element, "ht") == "0":
        grid.hidden_rows.add(number)
    column = 0
    cells: dict[int, str] = {}
    for each in element:
        place = _REFERENCE.fullmatch(attribute(each, "r"))
        column = column_index_from_string(place[1]) if place else column + 1
        if column > MAX_COLUMN:
            raise Damaged(f"a row of a sheet has a cell past column {MAX_COLUMN}")
        shape = book.shapes[_number(each, "s")] if _number(each, "s") < len(book.shapes) else Shape()
        text = _cell_text(grid, each, shape, book)
        where = f"cell {get_column_letter(column)}{number} of sheet {grid.name}"
        formula = next((part.text or "" for part in each if local_name(part) == "f"), "")
        if formula and ('"' in formula or "[" in formula):
            grid.unseen.append(Unseen(f"formula in {where}", "=" + formula))
        if not text.strip():
            continue
        if shape.hides or shape.is_white:
            why = "format that shows nothing" if shape.hides else "white text"
            grid.unseen.append(Unseen(f"{why} in {where}", text))
        else:
            cells[column] = text
    if cells:
        grid.cells[number] = cells


def _cell_text(grid: Grid, element: etree._Element, shape: Shape, book: Book) -> str:
    parts = {local_name(each): each for each in element}
    raw = (parts["v"].text or "") if "v" in parts else ""
    match attribute(element, "t"):
        case "s":
            index = int(raw) if raw.strip().isdigit() else -1
            grid.used_strings.add(index)
            return book.strings[index] if 0 <= index < len(book.strings) else ""
        case "inlineStr":
            return _rich_text(parts["is"]) if "is" in parts else ""
        case "b":
            return "TRUE" if raw == "1" else "FALSE"
        case "str" | "e" | "d":
            return raw
    if not raw and "f" in parts and parts["f"].text:
        return "=" + parts["f"].text
    return format_value(raw, shape.format, counts_from_1904=book.counts_from_1904)


def format_value(raw: str, code: str, *, counts_from_1904: bool = False) -> str:
    """A number as Excel would show it in plain form: dates as dd/mm/yyyy, leading zeros of a format kept."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    if number != number or number in (float("inf"), float("-inf")):
        return raw
    if is_date_format(code):
        return _format_date(number, code, counts_from_1904=counts_from_1904) or _plain_number(number)
    section = code.split(";")[0].strip()
    if "%" in section:
        return _plain_number(round(number * 100, 10)) + "%"
    if _DIGITS_ONLY.fullmatch(section) and section.count("0") > 1 and number >= 0:
        return _fill_digits(str(round(number)), section)
    return _plain_number(number)


def _plain_number(number: float) -> str:
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return format(number, ".15g")


def _fill_digits(digits: str, pattern: str) -> str:
    """Put the digits into the zeros of a pattern such as 00000 or 000 000 0000, from the right."""
    rest = list(digits.rjust(pattern.count("0"), "0"))
    shown = [rest.pop() if sign == "0" and rest else sign for sign in reversed(pattern)]
    return "".join(rest) + "".join(reversed(shown)).strip()


def _format_date(number: float, code: str, *, counts_from_1904: bool) -> str:
    epoch = CALENDAR_MAC_1904 if counts_from_1904 else CALENDAR_WINDOWS_1900
    try:
        value = from_excel(number, epoch)
    except (OverflowError, ValueError):
        return ""
    wants_day = re.search(r"[yd]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", code.lower())) is not None
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        day = value.strftime("%d/%m/%Y")
        clock = _clock(value.time())
        return f"{day} {clock}" if clock != "00:00" and wants_day else day if wants_day else clock
    if isinstance(value, time):
        return _clock(value)
    return str(value) if value is not None else ""


def _clock(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def hidden_lines(grid: Grid) -> Iterator[Unseen]:
    """Hidden rows whole, and the hidden cells of visible rows after the row's first visible one, to say whose."""
    columns = grid.columns()
    concealed = [column for column in columns if column in grid.hidden_columns]
    open_columns = [column for column in columns if column not in grid.hidden_columns]
    names = ", ".join(get_column_letter(column) for column in concealed)
    for row in sorted(grid.cells):
        if row in grid.hidden_rows:
            yield Unseen(f"hidden row {row} of sheet {grid.name}", grid.line(row, columns))
        elif grid.line(row, concealed):
            key = [column for column in open_columns if grid.cells[row].get(column)][:1]
            yield Unseen(f"hidden column {names} of sheet {grid.name}, row {row}", grid.line(row, [*key, *concealed]))
