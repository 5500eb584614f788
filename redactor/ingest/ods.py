"""An OpenDocument spreadsheet (.ods) comes in; its sheets go out as grid pages, what is hidden as unseen.

The XML is read by ourselves: the libraries do not tell what is hidden, and repeat counts are a bomb of a few bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils import get_column_letter

from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.blocks import Block
from redactor.ingest.cells import MAX_CELLS, MAX_COLUMN, Grid
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.package import Package, all_text, attribute, local_name, open_package
from redactor.ingest.present import hidden_sheet, present_grid, typeset_book

MAX_ROW = 1_048_576
MOST_REPEATS = 1_000
"""A filled cell or row that is said to repeat more often than this is shown so often, and told."""
_DULL = frozenset(("generator", "document-statistic", "editing-duration", "editing-cycles", "creation-date", "date"))


@dataclass
class _Count:
    cells: int = 0

    def add(self, number: int) -> None:
        self.cells += number
        if self.cells > MAX_CELLS:
            raise TooLarge(f"the workbook has more than {MAX_CELLS} cells")


@dataclass
class _Looks:
    """Styles by name that hide: tables that are not displayed, text that is white."""

    hidden_tables: set[str] = field(default_factory=set)
    white_cells: set[str] = field(default_factory=set)


def read_ods(untrusted: bytes) -> Facsimile:
    """A workbook as pages, sheet by sheet. Raises Encrypted, Damaged or TooLarge."""
    package = open_package(untrusted)
    manifest = package.parts.get("META-INF/manifest.xml", b"")
    if b"encryption-data" in manifest:
        raise Encrypted("the workbook is locked")
    root = package.xml("content.xml")
    if root is None:
        raise Damaged("the file is not a workbook")
    looks = _read_looks(root)
    blocks: list[Block] = []
    unseen: list[Unseen] = []
    count = _Count()
    for table in [each for each in root.iter() if local_name(each) == "table" and _is_sheet(each)]:
        grid = _read_table(table, looks, count)
        if attribute(table, "style-name") in looks.hidden_tables:
            unseen += hidden_sheet(grid)
        else:
            shown, hidden = present_grid(grid)
            blocks += shown
            unseen += hidden
    unseen += _list_book(package, root)
    return typeset_book(blocks, unseen)


def _is_sheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and local_name(parent) == "spreadsheet"


def _read_looks(root: etree._Element) -> _Looks:
    looks = _Looks()
    for style in root.iter():
        if local_name(style) != "style":
            continue
        name = attribute(style, "name")
        for each in style:
            if local_name(each) == "table-properties" and attribute(each, "display") == "false":
                looks.hidden_tables.add(name)
            if local_name(each) == "text-properties" and attribute(each, "color").lower() == "#ffffff":
                looks.white_cells.add(name)
        grounds = [attribute(each, "background-color") for each in style]
        if any(ground not in ("", "transparent", "#ffffff") for ground in grounds):
            looks.white_cells.discard(name)
    return looks


def _read_table(table: etree._Element, looks: _Looks, count: _Count) -> Grid:
    grid = Grid(attribute(table, "name"))
    column = 1
    for each in _descend(table, "table-column"):
        repeats = _repeats(each, "number-columns-repeated", MAX_COLUMN)
        if _is_hidden(each):
            grid.hidden_columns.update(range(column, min(column + repeats, MAX_COLUMN + 1)))
        column += repeats
    number = 1
    for row in _descend(table, "table-row"):
        repeats = _repeats(row, "number-rows-repeated", MAX_ROW)
        cells = _read_row(row, number, grid, looks)
        shown = min(repeats, MOST_REPEATS) if cells else 0
        count.add(len(cells) * max(shown, 1))
        for at in range(number, number + shown):
            grid.cells[at] = cells
        if cells and repeats > shown:
            grid.unseen.append(Unseen(f"row {number} of sheet {grid.name}", f"It is repeated {repeats} times."))
        if _is_hidden(row):
            grid.hidden_rows.update(range(number, number + min(repeats, MOST_REPEATS)))
        number += repeats
    return grid


def _descend(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or columns in order, those in groups and headers included, those of inner tables not."""
    for each in parent:
        kind = local_name(each)
        if kind == name:
            yield each
        elif kind.startswith(("table-row", "table-column", "table-header")):
            yield from _descend(each, name)


def _repeats(element: etree._Element, name: str, most: int) -> int:
    text = attribute(element, name)
    return min(max(int(text), 1), most) if text.isdigit() and len(text) < 10 else 1


def _is_hidden(element: etree._Element) -> bool:
    """Hidden by hand or by a filter, or lying in a group that is folded up."""
    around = (element, *element.iterancestors())
    if attribute(element, "visibility") in ("collapse", "filter"):
        return True
    return any(attribute(each, "display") == "false" for each in around if local_name(each).endswith("-group"))


def _read_row(row: etree._Element, number: int, grid: Grid, looks: _Looks) -> dict[int, str]:
    cells: dict[int, str] = {}
    column = 1
    for each in row:
        if local_name(each) not in ("table-cell", "covered-table-cell"):
            continue
        repeats = _repeats(each, "number-columns-repeated", MAX_COLUMN)
        where = f"cell {get_column_letter(min(column, MAX_COLUMN))}{number} of sheet {grid.name}"
        text = _cell_text(each)
        grid.unseen += _list_cell(each, where)
        if text and attribute(each, "style-name") in looks.white_cells:
            grid.unseen.append(Unseen(f"white text in {where}", text))
        elif text and local_name(each) == "covered-table-cell":
            grid.unseen.append(Unseen(f"text covered by a joined cell in {where}", text))
        elif text:
            last = min(column + min(repeats, MOST_REPEATS), MAX_COLUMN + 1)
            cells.update(dict.fromkeys(range(column, last), text))
        column += repeats
    return cells


def _cell_text(cell: etree._Element) -> str:
    """The text that a cell shows; its value where it shows none."""
    lines = [_plain(each) for each in cell if local_name(each) == "p"]
    text = "\n".join(lines).strip()
    value = attribute(cell, "string-value") or attribute(cell, "value") or attribute(cell, "date-value")
    return text or ("" if attribute(cell, "value-type") == "" else value)


def _plain(paragraph: etree._Element) -> str:
    """The text of a paragraph, spaces and tabs (elements of their own) included, without remarks in it."""
    parts = [paragraph.text or ""]
    for each in paragraph:
        kind = local_name(each)
        if kind == "s":
            parts.append(" " * _repeats(each, "c", 200))
        elif kind in ("tab", "line-break"):
            parts.append(" ")
        elif kind != "annotation":
            parts.append(_plain(each))
        parts.append(each.tail or "")
    return "".join(parts)


def _list_cell(cell: etree._Element, where: str) -> Iterator[Unseen]:
    """Comments, link targets, and texts in formulas."""
    for each in cell.iter():
        kind = local_name(each)
        if kind == "annotation":
            author = next((all_text(part) for part in each if local_name(part) == "creator"), "")
            texts = [_plain(part) for part in each if local_name(part) in ("p", "list")]
            yield Unseen(f"comment on {where}", " ".join(texts), author)
        elif kind == "a" and attribute(each, "href"):
            yield Unseen(f"link in {where}", attribute(each, "href"))
    formula = attribute(cell, "formula")
    if '"' in formula:
        yield Unseen(f"formula in {where}", formula)


def _list_book(package: Package, root: etree._Element) -> Iterator[Unseen]:
    """Properties, drawings, lists for validation, named ranges, header and footer, tracked changes."""
    meta = package.xml("meta.xml")
    for each in meta.iter() if meta is not None else ():
        if len(each) == 0 and local_name(each) not in _DULL and (text := all_text(each)):
            yield Unseen(f"property {attribute(each, 'name') or local_name(each)}", text)
    for each in root.iter():
        match local_name(each):
            case "content-validation":
                if '"' in attribute(each, "condition") or all_text(each):
                    yield Unseen("validation list", f"{attribute(each, 'condition')} {all_text(each)}".strip())
            case "named-range" | "named-expression":
                where = attribute(each, "cell-range-address") or attribute(each, "expression")
                yield Unseen(f"defined name {attribute(each, 'name')}", where)
            case "tracked-changes":
                if text := all_text(each):
                    yield Unseen("tracked changes", text)
            case "frame" | "custom-shape" | "text-box":
                if text := all_text(each):
                    yield Unseen("drawing", text)
    styles = package.xml("styles.xml")
    for each in styles.iter() if styles is not None else ():
        if local_name(each) in ("header", "footer") and (text := all_text(each)) and text not in ("???", "Page 1"):
            yield Unseen("print header or footer", text)
