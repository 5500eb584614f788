"""A workbook (.xlsx, .xlsm) comes in as bytes; every used cell goes out, visible ones as grid pages, hidden listed.

The XML is read by our own bounded reader: openpyxl and calamine hang or abort on crafted workbooks, and neither
knows threaded comments or pivot caches. openpyxl lends its knowledge of formats and dates.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from redactor.errors import Damaged, TooLarge
from redactor.ingest.blocks import Block, Paragraph
from redactor.ingest.cells import MAX_CELLS, Book, Grid, read_grid, read_shapes, read_strings
from redactor.ingest.drawing import read_drawing
from redactor.ingest.embedded import list_embedded
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.package import (
    Package,
    all_text,
    attribute,
    list_custom_xml,
    list_outside_links,
    list_properties,
    local_name,
    open_package,
    title_of,
)
from redactor.ingest.present import hidden_sheet, present_grid, typeset_book

_KNOWN_PARTS = (
    "workbook",
    "worksheets",
    "chartsheets",
    "sharedStrings",
    "styles",
    "theme",
    "calcChain",
    "drawings",
    "charts",
    "media",
    "threadedComments",
    "persons",
    "tables",
    "embeddings",
    "activeX",
    "metadata",
    "printerSettings",
    "_rels",
    "ctrlProps",
    "richData",
)
_HIDDEN = ("hidden sheet", "very hidden sheet")
_TELLING = ("v", "val", "name", "connection", "command", "refreshedBy", "sourceFile", "ref")
_DULL_NAMES = ("_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles")


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    state: str
    part: str


def read_sheet(untrusted: bytes) -> Facsimile:
    """A workbook as pages, sheet by sheet; the first row of a grid is repeated on each page.

    In the text a row is its number and its cells with tabs between; column letters stand in a line of their own.
    Raises Encrypted, Damaged or TooLarge.
    """
    package, main, root, book = _open_book(untrusted)
    folder = posixpath.dirname(main)
    blocks: list[Block] = []
    unseen: list[Unseen] = []
    used: set[int] = set()
    cells = 0
    for sheet in _sheets(package, root, main):
        grid = _read_part(package, sheet, book)
        cells += sum(len(row) for row in grid.cells.values())
        if cells > MAX_CELLS:
            raise TooLarge(f"the workbook has more than {MAX_CELLS} cells")
        used |= grid.used_strings
        shown, hidden = _present(package, sheet, grid)
        blocks += shown
        unseen += hidden
    unseen += [
        Unseen("text that no cell uses", text) for index, text in enumerate(book.strings) if index not in used and text
    ]
    unseen += _list_book(package, root, folder)
    return typeset_book(blocks, unseen, title=title_of(package))


def read_first_sheet(untrusted: bytes) -> tuple[tuple[str, ...], ...]:
    """The texts of the first visible sheet, line by line from the first used one; every line as long as the longest.

    Raises Encrypted, Damaged or TooLarge.
    """
    package, main, root, book = _open_book(untrusted)
    first = next((sheet for sheet in _sheets(package, root, main) if sheet.state == "visible"), None)
    if first is None:
        raise Damaged("the workbook has no visible sheet")
    grid = _read_part(package, first, book)
    columns = grid.columns()
    return tuple(
        tuple(grid.cells[row].get(column, "") for column in columns) for row in sorted(grid.cells) if grid.cells[row]
    )


def _open_book(untrusted: bytes) -> tuple[Package, str, etree._Element, Book]:
    package = open_package(untrusted)
    main = package.main_part()
    root = package.xml(main)
    if root is None or local_name(root) != "workbook":
        raise Damaged("the file is not a workbook")
    book = Book(
        read_strings(package.parts.get(package.related(main, "sharedStrings"))),
        read_shapes(package.xml(package.related(main, "styles"))),
        any(local_name(each) == "workbookPr" and attribute(each, "date1904") in ("1", "true") for each in root),
    )
    return package, main, root, book


def _sheets(package: Package, root: etree._Element, main: str) -> Iterator[_Sheet]:
    relations = package.relations(main)
    for each in root.iter():
        relation = relations.get(attribute(each, "id")) if local_name(each) == "sheet" else None
        if relation is not None and relation.target in package.parts:
            yield _Sheet(attribute(each, "name"), attribute(each, "state") or "visible", relation.target)


def _read_part(package: Package, sheet: _Sheet, book: Book) -> Grid:
    return read_grid(package.parts[sheet.part], sheet.name, book)


def _present(package: Package, sheet: _Sheet, grid: Grid) -> tuple[list[Block], list[Unseen]]:
    """What a sheet puts on pages and what it hides."""
    drawings, unseen = _read_drawings(package, sheet)
    unseen = [*unseen, *_list_sheet(package, sheet)]
    if sheet.state != "visible":
        texts = [block.content for block in drawings if isinstance(block, Paragraph)]
        drawn = [Unseen(f"drawing on {_HIDDEN[sheet.state == 'veryHidden']} {sheet.name}", str(text)) for text in texts]
        return [], [*hidden_sheet(grid, _HIDDEN[sheet.state == "veryHidden"]), *drawn, *unseen]
    blocks, hidden = present_grid(grid, is_bare=not drawings)
    return [*blocks, *drawings], [*hidden, *unseen]


def _read_drawings(package: Package, sheet: _Sheet) -> tuple[list[Block], list[Unseen]]:
    """Text boxes, charts and pictures that lie on a sheet."""
    shown: list[Block] = []
    unseen: list[Unseen] = []
    for relation in package.relations(sheet.part).values():
        root = package.xml(relation.target) if relation.kind == "drawing" and not relation.is_external else None
        if root is not None:
            drawn = read_drawing(root, package, package.relations(relation.target))
            shown += [each for each in drawn.shown if not isinstance(each, etree._Element)]
            unseen += drawn.unseen
    return shown, unseen


def _list_sheet(package: Package, sheet: _Sheet) -> Iterator[Unseen]:
    """What a sheet's XML and its comments hold beside cells."""
    root = package.xml(sheet.part)
    for each in root.iter() if root is not None else ():
        match local_name(each):
            case "dataValidation":
                texts = [all_text(part) for part in each]
                texts += [attribute(each, name) for name in ("promptTitle", "prompt", "errorTitle", "error")]
                if text := " ".join(text for text in texts if text):
                    yield Unseen(f"validation list of sheet {sheet.name}", text)
            case "headerFooter":
                if text := all_text(each):
                    yield Unseen(f"print header and footer of sheet {sheet.name}", text)
            case "hyperlink":
                for name in ("tooltip", "location"):
                    if text := attribute(each, name):
                        yield Unseen(f"link in sheet {sheet.name}", text)
    relations = list(package.relations(sheet.part).values())
    has_threads = any(relation.kind == "threadedComment" for relation in relations)
    for relation in relations:
        part = package.xml(relation.target) if not relation.is_external else None
        if part is not None and relation.kind == "threadedComment":
            yield from _threads(part, _people(package), f" of sheet {sheet.name}")
        elif part is not None and relation.kind == "comments":
            yield from _comments(part, sheet.name, skip_copies=has_threads)


def _comments(root: etree._Element, name: str, *, skip_copies: bool) -> Iterator[Unseen]:
    authors = [all_text(each) for each in root.iter() if local_name(each) == "author"]
    for each in root.iter():
        if local_name(each) == "comment":
            index = attribute(each, "authorId")
            author = authors[int(index)] if index.isdigit() and int(index) < len(authors) else ""
            if not (skip_copies and author.startswith("tc=")):
                yield Unseen(f"comment on cell {attribute(each, 'ref')} of sheet {name}", all_text(each), author)


def _people(package: Package) -> dict[str, str]:
    names: dict[str, str] = {}
    for part in package.parts:
        root = package.xml(part) if "/persons/" in part and part.endswith(".xml") else None
        for each in root if root is not None else ():
            names[attribute(each, "id")] = attribute(each, "displayName")
    return names


def _threads(root: etree._Element, people: dict[str, str], where: str = "") -> Iterator[Unseen]:
    for each in root:
        if text := all_text(each):
            author = people.get(attribute(each, "personId"), "")
            yield Unseen(f"comment on cell {attribute(each, 'ref')}{where}", text, author)


def _loose_threads(package: Package) -> Iterator[Unseen]:
    """Comments that no sheet points to."""
    held = {
        relation.target for name in package.parts if "/worksheets/" in name
        for relation in package.relations(name).values()
    }  # fmt: skip
    for name in sorted(package.parts):
        root = package.xml(name) if "/threadedComments/" in name and name not in held else None
        if root is not None:
            yield from _threads(root, _people(package))


def _list_book(package: Package, root: etree._Element, folder: str) -> Iterator[Unseen]:
    """What the workbook holds beside its sheets."""
    for each in root.iter():
        if local_name(each) == "definedName" and attribute(each, "name") not in _DULL_NAMES:
            yield Unseen(f"defined name {attribute(each, 'name')}", all_text(each))
    yield from _loose_threads(package)
    yield from list_outside_links(package)
    yield from list_properties(package)
    yield from list_custom_xml(package)
    yield from list_embedded(package)
    for name in sorted(package.parts):
        inner = name.removeprefix(f"{folder}/")
        head = inner.partition("/")[0].removesuffix(".xml")
        if inner == name or not name.endswith(".xml") or head in _KNOWN_PARTS or head.startswith("comments"):
            continue
        part = package.xml(name)
        if part is not None and (text := _telling_text(part)):
            yield Unseen("pivot cache" if "pivotCache" in name else f"part {name} of the file", text)


def _telling_text(root: etree._Element) -> str:
    values = (attribute(each, name) for each in root.iter() for name in _TELLING)
    return "; ".join(dict.fromkeys(text for text in (all_text(root), *values) if text))
