"""A workbook of before 2007 (.xls) comes in, its sheets go out as grid pages, hidden ones and notes as unseen."""

from __future__ import annotations

import io

import xlrd

from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.blocks import Block
from redactor.ingest.cells import MAX_CELLS, Grid, format_value
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.present import hidden_sheet, present_grid, typeset_book

_WHITE = (255, 255, 255)
_STATES = ("visible", "hidden sheet", "very hidden sheet")
_DULL_NAMES = ("print_area", "print_titles", "_filterdatabase")


def read_xls(untrusted: bytes) -> Facsimile:
    """A workbook as pages, sheet by sheet. Raises Encrypted, Damaged or TooLarge."""
    with io.StringIO() as silence:
        try:
            book = _open(untrusted, silence)
        except xlrd.XLRDError as error:
            if "encrypted" in str(error).lower() or "password" in str(error).lower():
                raise Encrypted("the workbook is locked") from error
            raise Damaged("the workbook cannot be read") from error
        except _FAULTS as error:
            raise Damaged("the workbook cannot be read") from error
    return _present(book)


_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OSError, EOFError, ArithmeticError,
           UnicodeError, xlrd.compdoc.CompDocError)  # fmt: skip


def _open(untrusted: bytes, silence: io.StringIO) -> xlrd.Book:
    """With formats where they are sound; a file of another program may hold odd ones, and its cells still count."""
    try:
        return xlrd.open_workbook(file_contents=untrusted, formatting_info=True, logfile=silence)
    except xlrd.XLRDError:
        raise
    except _FAULTS:
        return xlrd.open_workbook(file_contents=untrusted, logfile=silence, ignore_workbook_corruption=True)


def _present(book: xlrd.Book) -> Facsimile:
    blocks: list[Block] = []
    unseen: list[Unseen] = []
    count = 0
    for sheet in book.sheets():
        count += sum(sheet.row_len(row) for row in range(sheet.nrows))
        if count > MAX_CELLS:
            raise TooLarge(f"the workbook has more than {MAX_CELLS} cells")
        grid = _read_grid(book, sheet)
        if sheet.visibility:
            unseen += hidden_sheet(grid, _STATES[min(sheet.visibility, 2)])
        else:
            shown, hidden = present_grid(grid)
            blocks += shown
            unseen += hidden
        unseen += _list_remarks(sheet)
    unseen += [
        Unseen(f"defined name {each.name}", text)
        for each in book.name_obj_list
        if each.name.lower() not in _DULL_NAMES and not each.builtin and (text := _as_line(each.formula_text))
    ]
    if author := _as_line(book.user_name):
        unseen.append(Unseen("property last saved by", author))
    return typeset_book(blocks, unseen)


def _as_line(text: object) -> str:
    return " ".join(str(text or "").split())


def _read_grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    grid = Grid(sheet.name)
    grid.hidden_rows = {row + 1 for row, each in sheet.rowinfo_map.items() if each.hidden or each.height == 0}
    grid.hidden_columns = {column + 1 for column, each in sheet.colinfo_map.items() if each.hidden}
    for row in range(sheet.nrows):
        cells: dict[int, str] = {}
        for column, cell in enumerate(sheet.row(row)):
            code, is_white = _shape(book, cell.xf_index)
            text = _cell_text(cell, code, counts_from_1904=bool(book.datemode))
            if not text.strip():
                continue
            if is_white or code in (";;;", ";;"):
                where = f"cell {xlrd.formula.colname(column)}{row + 1} of sheet {sheet.name}"
                grid.unseen.append(
                    Unseen(f"{'white text' if is_white else 'format that shows nothing'} in {where}", text)
                )
            else:
                cells[column + 1] = text
        if cells:
            grid.cells[row + 1] = cells
    return grid


def _shape(book: xlrd.Book, index: int | None) -> tuple[str, bool]:
    """The number format of a cell, and whether its text is white on no other ground."""
    if index is None or index >= len(book.xf_list):
        return "General", False
    look = book.xf_list[index]
    known = book.format_map.get(look.format_key)
    font = book.font_list[look.font_index] if look.font_index < len(book.font_list) else None
    is_white = font is not None and book.colour_map.get(font.colour_index) == _WHITE
    return (known.format_str if known else "General"), is_white and not look.background.fill_pattern


def _cell_text(cell: xlrd.sheet.Cell, code: str, *, counts_from_1904: bool) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return format_value(str(cell.value), code, counts_from_1904=counts_from_1904)
        case xlrd.XL_CELL_DATE:
            dated = code if code != "General" else "dd/mm/yyyy hh:mm"
            return format_value(str(cell.value), dated, counts_from_1904=counts_from_1904)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    return ""


def _list_remarks(sheet: xlrd.sheet.Sheet) -> list[Unseen]:
    """Comments with their authors, and targets of links."""
    notes = [
        Unseen(f"comment on cell {xlrd.formula.colname(column)}{row + 1} of sheet {sheet.name}", note.text, note.author)
        for (row, column), note in sorted(sheet.cell_note_map.items())
    ]
    links = [
        Unseen(f"link in sheet {sheet.name}", text)
        for each in sheet.hyperlink_list
        if (text := _as_line(each.url_or_path.decode("utf-8", "replace") if isinstance(each.url_or_path, bytes)
                             else each.url_or_path or each.textmark))
    ]  # fmt: skip
    return [*notes, *links]
