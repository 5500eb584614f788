"""A binary workbook (.xlsb) comes in; its sheets go out as grid pages, hidden rows, columns and sheets as unseen.

The cells are read by python-calamine; which rows and columns are hidden, and the comments, it does not tell, so those
few records are read here ([MS-XLSB] 2.1.4).
"""

from __future__ import annotations

import datetime
import io
import re
import struct
from collections.abc import Iterator

import python_calamine

from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.blocks import Block
from redactor.ingest.cells import MAX_CELLS, MAX_COLUMN, Grid, format_value
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.package import (
    Package,
    list_custom_xml,
    list_outside_links,
    list_properties,
    open_package,
    title_of,
)
from redactor.ingest.present import hidden_sheet, present_grid, typeset_book

_ROW, _COLUMN, _BUNDLE, _AUTHOR, _COMMENT, _COMMENT_TEXT = 0, 60, 156, 632, 635, 637
_VISIBLE = python_calamine.SheetVisibleEnum.Visible


def read_xlsb(untrusted: bytes) -> Facsimile:
    """A workbook as pages, sheet by sheet. Raises Encrypted, Damaged or TooLarge."""
    package = open_package(untrusted)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(untrusted))
        sheets = [(each, book.get_sheet_by_name(each.name)) for each in book.sheets_metadata]
    except python_calamine.PasswordError as error:
        raise Encrypted("the workbook is locked") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Damaged("the workbook cannot be read") from error
    parts = dict(_sheet_parts(package))
    blocks: list[Block] = []
    unseen: list[Unseen] = []
    count = 0
    for about, sheet in sheets:
        count += sheet.total_height * sheet.total_width
        if count > MAX_CELLS:
            raise TooLarge(f"the workbook has more than {MAX_CELLS} cells")
        grid = _read_grid(sheet, package.parts.get(parts.get(about.name, ""), b""))
        if about.visible == _VISIBLE:
            shown, hidden = present_grid(grid)
            blocks += shown
            unseen += hidden
        else:
            unseen += hidden_sheet(grid)
    for name in sorted(package.parts):
        if re.search(r"(?:^|/)comments[^/]*\.bin$", name):
            unseen += _comments(package.parts[name])
    unseen += [*list_outside_links(package), *list_properties(package), *list_custom_xml(package)]
    return typeset_book(blocks, unseen, title=title_of(package))


def _read_grid(sheet: python_calamine.CalamineSheet, part: bytes) -> Grid:
    grid = Grid(sheet.name)
    for kind, record in _records(part):
        if kind == _ROW and len(record) >= 12 and record[11] & 0x10:
            grid.hidden_rows.add(struct.unpack_from("<I", record)[0] + 1)
        elif kind == _COLUMN and len(record) >= 17 and record[16] & 0x01:
            first, last = struct.unpack_from("<II", record)
            grid.hidden_columns.update(range(first + 1, min(last + 1, MAX_COLUMN) + 1))
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = {column: text for column, value in enumerate(row, start=1) if (text := _cell_text(value)).strip()}
        if cells:
            grid.cells[number] = cells
    return grid


def _cell_text(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() | int():
            return format_value(str(value), "General")
        case datetime.datetime():
            return f"{value:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
        case datetime.date():
            return f"{value:%d/%m/%Y}"
        case datetime.time():
            return f"{value:%H:%M}"
    return str(value)


def _sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """The name of each sheet and of the part that holds it."""
    relations = package.relations("xl/workbook.bin")
    for kind, record in _records(package.parts.get("xl/workbook.bin", b"")):
        if kind == _BUNDLE and len(record) > 12:
            link, at = _wide(record, 8)
            name, _ = _wide(record, at)
            if link in relations:
                yield name, relations[link].target


def _comments(part: bytes) -> Iterator[Unseen]:
    authors: list[str] = []
    author = place = ""
    for kind, record in _records(part):
        if kind == _AUTHOR:
            authors.append(_wide(record, 0)[0])
        elif kind == _COMMENT and len(record) >= 20:
            index, row, _, column, _ = struct.unpack_from("<5I", record)
            author = authors[index] if index < len(authors) else ""
            place = f"comment on row {row + 1}, column {column + 1}"
        elif kind == _COMMENT_TEXT:
            yield Unseen(place or "comment", _wide(record, 1)[0], author)


def _wide(record: bytes, at: int) -> tuple[str, int]:
    """A counted text of two-byte characters, and where it ends; empty where it does not fit."""
    if at + 4 > len(record):
        return "", len(record)
    end = at + 4 + 2 * struct.unpack_from("<I", record, at)[0]
    if end > len(record):
        return "", len(record)
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: kind and content; both counts are of seven bits a byte."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, most=2)
        size, at = _number(part, at, most=4)
        yield kind, part[at : at + size]
        at += size


def _number(part: bytes, at: int, *, most: int) -> tuple[int, int]:
    """A number and where it ends. The kind of a record keeps its mark bits out, as its size does."""
    value = 0
    for place in range(most):
        byte = part[at + place] if at + place < len(part) else 0
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            return value, at + place + 1
    return value, at + most
