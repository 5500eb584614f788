"""One story of a Word file (body, header, note …) comes in as XML, its blocks and what it hides go out.

Recursion is bounded: lxml refuses XML deeper than 256 elements.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from redactor.ingest.blocks import Block, Heading, Paragraph, PictureBlock, Run, Style, Table
from redactor.ingest.facsimile import Unseen
from redactor.ingest.numbering import WordStyle, child, is_on, value
from redactor.ingest.package import attribute, local_name
from redactor.ingest.phrase import (
    GONE,
    WRAPPERS,
    Book,
    Story,
    choose,
    gone_text,
    list_control,
    list_gone,
    list_inserted,
    plain_runs,
    read_inline,
)

LEVEL_INDENT = 18.0


def read_story(root: etree._Element, book: Book, part: str) -> Story:
    """Read the element's paragraphs and tables in order; `part` is the part whose links count."""
    story = Story(book, book.package.relations(part))
    _read_blocks(story, root)
    return story


def _read_blocks(story: Story, element: etree._Element) -> None:
    for each in element:
        match local_name(each):
            case "p":
                _read_paragraph(story, each)
            case "tbl":
                _read_table(story, each)
            case "sdt":
                list_control(story, each)
                _read_blocks(story, each)
            case "AlternateContent":
                for chosen in choose(story, each):
                    _read_blocks(story, chosen)
            case name if name in GONE:
                list_gone(story, each)
            case "ins" | "moveTo":
                list_inserted(story, each)
                _read_blocks(story, each)
            case name if name in WRAPPERS:
                _read_blocks(story, each)


def _read_paragraph(story: Story, element: etree._Element) -> None:
    properties = child(element, "pPr")
    style = story.book.styles.get(value(properties, "pStyle"), WordStyle())
    story.runs, story.after, story.hides_paragraph = [], [], style.is_hidden
    read_inline(story, element)
    runs, after = tuple(story.runs), story.after
    story.runs, story.after = [], []
    if plain_runs(runs).strip():
        story.blocks.append(_shape_paragraph(story, runs, properties, style))
    _place_after(story, after)


def _place_after(story: Story, after: Iterable[Block | etree._Element]) -> None:
    """Pictures and text boxes stand after the paragraph that holds them."""
    for each in after:
        if isinstance(each, etree._Element):
            inner = Story(story.book, story.relations)
            _read_blocks(inner, each)
            story.blocks += inner.blocks
            story.unseen += inner.unseen
        else:
            story.blocks.append(each)


def _shape_paragraph(
    story: Story, runs: tuple[Run, ...], properties: etree._Element | None, style: WordStyle
) -> Heading | Paragraph:
    list_id = value(properties, "numPr", "numId") or style.list_id
    level_text = value(properties, "numPr", "ilvl")
    level = int(level_text) if level_text.isdigit() else style.level
    label = story.book.lists.label(list_id, level) if list_id else ""
    if style.heading:
        return Heading((Run(label + " "), *runs) if label else runs, min(style.heading, 3))
    return Paragraph(runs, indent=LEVEL_INDENT * level if label else 0.0, bullet=label)


def _read_table(story: Story, element: etree._Element) -> None:
    rows: list[tuple[tuple[Run, ...], ...]] = []
    header_rows = 0
    loose: list[Block] = []
    stacked: list[Block] = []
    for row in _rows_of(story, element):
        cells, blocks, beside = _read_row(story, row)
        loose += beside
        stacked += blocks
        if is_on(row, "trPr", "tblHeader") and header_rows == len(rows):
            header_rows += 1
        if any(plain_runs(cell).strip() for cell in cells):
            rows.append(cells)
    if max((len(cells) for cells in rows), default=0) <= 1:
        story.blocks += stacked
        return
    if not header_rows and len(rows) > 1 and all(_is_bold(cell) for cell in rows[0]):
        header_rows = 1
    story.blocks.append(Table(tuple(rows), header_rows=min(header_rows, len(rows) - 1)))
    story.blocks += loose


def _is_bold(cell: tuple[Run, ...]) -> bool:
    words = [run for run in cell if run.text.strip()]
    return bool(words) and all(run.style & Style.BOLD for run in words)


def _rows_of(story: Story, element: etree._Element) -> Iterable[etree._Element]:
    for each in element:
        name = local_name(each)
        if name == "tr":
            properties = child(each, "trPr")
            removed = child(properties, "del")
            if removed is not None or is_on(properties, "hidden"):
                place = "tracked deletion of a table row" if removed is not None else "hidden table row"
                author = attribute(removed, "author") if removed is not None else ""
                story.unseen.append(Unseen(place, gone_text(each), author))
            else:
                yield each
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _rows_of(story, each)


def _read_row(story: Story, row: etree._Element) -> tuple[tuple[tuple[Run, ...], ...], list[Block], list[Block]]:
    """The cells of a row as runs; all its blocks, for a table of one column; and the pictures among them."""
    cells: list[tuple[Run, ...]] = [()] * _span(row, "trPr", "gridBefore", least=0)
    blocks: list[Block] = []
    for each in row.iter():
        if local_name(each) == "tc" and _row_of(each) is row:
            inner = Story(story.book, story.relations)
            _read_blocks(inner, each)
            story.unseen += inner.unseen
            blocks += inner.blocks
            cells.append(_cell_runs(inner.blocks))
            cells += [()] * (_span(each, "tcPr", "gridSpan", least=1) - 1)
    return tuple(cells), blocks, [block for block in blocks if isinstance(block, PictureBlock)]


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next((around for around in cell.iterancestors() if local_name(around) == "tr"), None)


def _span(element: etree._Element, *path: str, least: int) -> int:
    text = value(element, *path)
    return min(max(int(text), least), 63) if text.isdigit() else least


def _cell_runs(blocks: Iterable[Block]) -> tuple[Run, ...]:
    """The text of a cell: a new line for each paragraph, " | " between the cells of a nested table."""
    lines: list[tuple[Run, ...]] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                content = (Run(block.content),) if isinstance(block.content, str) else block.content
                bullet = block.bullet if isinstance(block, Paragraph) else ""
                lines.append((Run(bullet + " "), *content) if bullet else content)
            case Table():
                lines += [_joined([_as_runs(cell) for cell in row if cell], " | ") for row in block.rows]
    return _joined(lines, "\n")


def _as_runs(content: str | tuple[Run, ...]) -> tuple[Run, ...]:
    return (Run(content),) if isinstance(content, str) else content


def _joined(parts: Iterable[tuple[Run, ...]], separator: str) -> tuple[Run, ...]:
    joined: list[Run] = []
    for part in parts:
        joined += [Run(separator), *part] if joined else part
    return tuple(joined)
