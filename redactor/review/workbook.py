"""A workbook (.xlsx) of one sheet of text: nothing in it is a formula, whatever a cell begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""


def write_workbook(title: str, lines: Iterable[Sequence[str]]) -> bytes:
    """The lines as one sheet, the first of them the names of the columns, which stays in sight.

    Characters that the format cannot hold become U+FFFD.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, line in enumerate(lines):
        sheet.append([_text_cell(sheet, text, is_heading=number == 0) for text in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _text_cell(sheet: WriteOnlyWorksheet, text: str, *, is_heading: bool) -> Cell:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:LONGEST_CELL]
    cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    cell.quotePrefix = True  # and so does a spreadsheet once somebody edits the cell
    cell.number_format = "@"
    if is_heading:
        cell.font = Font(bold=True)
    return cell
