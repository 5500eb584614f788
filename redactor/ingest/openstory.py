"""Text of an OpenDocument file comes in as XML; blocks that show go out, and what is hidden in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.blocks import Block, Heading, Paragraph, PictureBlock, Table
from redactor.ingest.facsimile import Unseen
from redactor.ingest.inventory import lines_of
from redactor.ingest.numbering import child
from redactor.ingest.openparts import OpenStyles, inner_text, length_of
from redactor.ingest.package import Package, all_text, attribute, local_name

_MOST_REPEATS = 64
_HIDDEN_FIELDS = ("hidden-text", "hidden-paragraph", "conditional-text", "variable-set", "user-field-get", "script")
_DESCRIPTIONS = {"title": "alternative text", "desc": "alternative text"}
_SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"


@dataclass
class OpenStory:
    """What has been read so far; `edge` is the size of a slide in points, or nothing where there is no slide."""

    package: Package
    styles: OpenStyles
    where: str = ""
    edge: tuple[float, float] | None = None
    blocks: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)

    def tell(self, place: str, text: str, author: str = "") -> None:
        """List something that the pages do not show, if it says anything."""
        if text.strip():
            self.unseen.append(Unseen(f"{place} on {self.where}" if self.where else place, text.strip(), author))


def read_open_story(story: OpenStory, element: etree._Element) -> None:
    """Add what stands below the element, in order."""
    for each in element:
        _read_block(story, each)


def _read_block(story: OpenStory, each: etree._Element) -> None:
    match local_name(each):
        case "p" | "h":
            _read_paragraph(story, each)
        case "list":
            _read_list(story, each, level=0)
        case "table":
            _read_table(story, each)
        case "section" | "page" if attribute(each, "display") in ("none", "condition"):
            story.tell("hidden section", all_text(each))
        case "tracked-changes":
            _list_changes(story, each)
        case "annotation":
            _list_comment(story, each)
        case "forms":
            _list_form(story, each)
        case "notes" | "annotation-end" | "soft-page-break" | "event-listeners":
            pass
        case "user-field-decl" | "variable-decl" | "dde-connection-decl":
            story.tell("field kept in the file", " ".join(str(value) for value in each.attrib.values()))
        case "frame" | "custom-shape" | "text-box" | "rect" | "ellipse" | "line" | "connector" | "polygon" | "caption":
            _read_shape(story, each)
        case "path" | "circle" | "g":
            _read_shape(story, each)
        case _:
            read_open_story(story, each)


def _read_paragraph(story: OpenStory, each: etree._Element) -> None:
    story.after = []
    text = _inline(story, each)
    after, story.after = story.after, []
    if text.strip():
        level = attribute(each, "outline-level") if local_name(each) == "h" else ""
        if attribute(each, "style-name") in story.styles.hidden:
            story.tell("hidden text", text)
        elif level:
            story.blocks.append(Heading(text, min(int(level), 3) if level.isdigit() and int(level) else 3))
        else:
            story.blocks.append(Paragraph(text))
    story.blocks += after


def _inline(story: OpenStory, element: etree._Element) -> str:
    """The text of a paragraph as it shows; frames in it stand after it."""
    pieces = [element.text or ""]
    for each in element:
        pieces.append(_inline_one(story, each))
        pieces.append(each.tail or "")
    return "".join(pieces)


def _inline_one(story: OpenStory, each: etree._Element) -> str:
    name = local_name(each)
    match name:
        case "s":
            count = attribute(each, "c")
            return " " * min(int(count) if count.isdigit() else 1, 200)
        case "tab":
            return "\t"
        case "line-break":
            return "\n"
        case "span" | "ruby-base" | "p" | "h":
            return _span(story, each)
        case "a":
            story.tell("link target", attribute(each, "href"))
            return _inline(story, each)
        case "note":
            return _note(story, each)
        case "annotation":
            _list_comment(story, each)
        case "frame" | "custom-shape" | "rect" | "ellipse" | "g" | "control" | "path" | "line" | "polygon" | "caption":
            inner = OpenStory(story.package, story.styles, story.where)
            _read_shape(inner, each)
            story.after += inner.blocks
            story.unseen += inner.unseen
        case "bookmark" | "bookmark-start" | "reference-mark" | "reference-mark-start":
            story.tell("bookmark", attribute(each, "name"))
        case "ruby":
            return "".join(_inline_one(story, part) for part in each)
        case "annotation-end" | "event-listeners" | "change" | "change-start" | "change-end":
            pass
        case _:
            return _field(story, each, name)
    return ""


def _span(story: OpenStory, each: etree._Element) -> str:
    text = _inline(story, each)
    if attribute(each, "style-name") in story.styles.hidden:
        story.tell("hidden text", text)
        return ""
    return text


def _field(story: OpenStory, each: etree._Element, name: str) -> str:
    """A field shows its text; its conditions, sources and other values are told beside it."""
    if name in _HIDDEN_FIELDS:
        values = [attribute(each, key) for key in ("string-value", "string-value-if-true", "string-value-if-false")]
        values += [attribute(each, "href"), attribute(each, "formula")]
        story.tell("field", " ".join(value for value in values if value))
        if name == "hidden-paragraph" or (name == "hidden-text" and attribute(each, "is-hidden") != "false"):
            story.tell("hidden text", _inline(story, each))
            return ""
        if name == "script" or attribute(each, "display") == "none":
            story.tell("hidden text", all_text(each))
            return ""
    return _inline(story, each)


def _note(story: OpenStory, each: etree._Element) -> str:
    citation = child(each, "note-citation")
    mark = f"[{all_text(citation)}]" if citation is not None else "[*]"
    body = child(each, "note-body")
    inner = OpenStory(story.package, story.styles, story.where)
    if body is not None:
        read_open_story(inner, body)
    story.notes += [Paragraph(line, bullet=mark) for line in lines_of(inner.blocks)]
    story.unseen += inner.unseen
    return mark


def _read_list(story: OpenStory, each: etree._Element, *, level: int) -> None:
    for entry in each:
        for part in entry:
            if local_name(part) == "list":
                _read_list(story, part, level=min(level + 1, 8))
                continue
            start = len(story.blocks)
            _read_block(story, part)
            for index in range(start, len(story.blocks)):
                block = story.blocks[index]
                if isinstance(block, Paragraph) and not block.bullet:
                    story.blocks[index] = Paragraph(block.content, indent=18.0 * level, bullet="•")


def _read_table(story: OpenStory, each: etree._Element) -> None:
    rows: list[tuple[str, ...]] = []
    pictures: list[Block] = []
    for row in (part for part in each.iter() if local_name(part) == "table-row" and _table_of(part) is each):
        cells: list[str] = []
        for cell in row:
            if local_name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            inner = OpenStory(story.package, story.styles, story.where)
            read_open_story(inner, cell)
            story.unseen += inner.unseen
            pictures += [block for block in inner.blocks if isinstance(block, PictureBlock)]
            text = "\n".join(lines_of(inner.blocks))
            cells += [text] * (_repeats(cell) if text else 1)
        if any(cell.strip() for cell in cells):
            if attribute(row, "visibility") in ("collapse", "filter"):
                story.tell("hidden table row", "\t".join(cells))
            else:
                rows.append(tuple(cells))
    if rows:
        story.blocks.append(Table(tuple(rows)))
    story.blocks += pictures


def _table_of(element: etree._Element) -> etree._Element | None:
    return next((around for around in element.iterancestors() if local_name(around) == "table"), None)


def _repeats(cell: etree._Element) -> int:
    text = attribute(cell, "number-columns-repeated")
    return min(int(text), _MOST_REPEATS) if text.isdigit() and text != "0" else 1


def _read_shape(story: OpenStory, shape: etree._Element) -> None:
    for each in shape:
        if local_name(each) in _DESCRIPTIONS and _SVG in str(each.tag):
            story.tell(_DESCRIPTIONS[local_name(each)], all_text(each))
    inner = OpenStory(story.package, story.styles, story.where)
    _read_shape_inside(inner, shape)
    story.unseen += inner.unseen
    if hiding := _hiding(story, shape):
        for line in lines_of(inner.blocks):
            story.tell(hiding, line)
        return
    story.blocks += inner.blocks


def _read_shape_inside(story: OpenStory, shape: etree._Element) -> None:
    for each in shape:
        match local_name(each):
            case "image":
                content = story.package.parts.get(attribute(each, "href").removeprefix("./"), b"")
                if content and not _has_embedded(shape):
                    story.blocks.append(PictureBlock(content, min(length_of(attribute(shape, "width")), 2_000.0)))
                elif attribute(each, "href") and not content:
                    story.tell("address of a picture", attribute(each, "href"))
            case "object" | "object-ole":
                if text := inner_text(story.package, attribute(each, "href").removeprefix("./")):
                    story.blocks.append(Paragraph(text))
            case "title" | "desc" if _SVG in str(each.tag):
                pass
            case _:
                _read_block(story, each)


def _has_embedded(shape: etree._Element) -> bool:
    return any(local_name(each) == "object" for each in shape)


def _hiding(story: OpenStory, shape: etree._Element) -> str:
    if attribute(shape, "display") == "none" or attribute(shape, "layer") in story.styles.hidden_layers:
        return "hidden shape"
    if story.edge is None or not attribute(shape, "x"):
        return ""
    left, top = length_of(attribute(shape, "x")), length_of(attribute(shape, "y"))
    right, foot = left + length_of(attribute(shape, "width")), top + length_of(attribute(shape, "height"))
    if left >= story.edge[0] or top >= story.edge[1] or right < 0 or foot < 0:
        return "shape beside the slide"
    return ""


def _list_changes(story: OpenStory, changes: etree._Element) -> None:
    for each in changes.iter():
        name = local_name(each)
        if name not in ("deletion", "insertion", "format-change"):
            continue
        author = _said(each, "creator")
        if name == "deletion":
            texts = [all_text(part) for part in each if local_name(part) != "change-info"]
            story.tell("tracked deletion", " ".join(filter(None, texts)) or "(a paragraph's end)", author)
        else:
            story.tell("name of a reviewer kept in the file", author)
        if remark := _said(each, "p", within="change-info"):
            story.tell("comment on a change", remark, author)


def _said(element: etree._Element, name: str, *, within: str = "") -> str:
    place = child(element, within) if within else element
    parts: Iterable[etree._Element] = place.iter() if place is not None else ()
    return next((all_text(each) for each in parts if local_name(each) == name), "")


def _list_comment(story: OpenStory, each: etree._Element) -> None:
    author = _said(each, "creator")
    texts = [all_text(part) for part in each if local_name(part) in ("p", "list")]
    story.tell("comment", " ".join(filter(None, texts)), author)


def _list_form(story: OpenStory, forms: etree._Element) -> None:
    for each in forms.iter():
        values = [
            attribute(each, key) for key in ("name", "label", "current-value", "value", "title", "href", "command")
        ]
        if local_name(each) not in ("forms", "properties", "property"):
            story.tell("form field", " ".join(dict.fromkeys(filter(None, [*values, all_text(each)]))))
