"""A slide file (.pptx, .pptm, .ppsx, .potx) comes in; what its slides say and what they do not show goes out.

Read from the XML, part by part: hidden slides, notes, both kinds of comments, shapes that are hidden or lie beside
the slide, the numbers behind charts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from redactor.errors import Damaged
from redactor.ingest.blocks import Block, Heading, Note, PageEnd, Paragraph, PictureBlock, Table
from redactor.ingest.drawing import EMU_PER_POINT, choose_content
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.inventory import Inventory, lines_of, typeset_inventory
from redactor.ingest.numbering import child
from redactor.ingest.package import (
    Package,
    Relation,
    attribute,
    local_name,
    open_package,
    title_of,
)
from redactor.ingest.remarks import list_remarks
from redactor.ingest.slideparts import list_slide_package, text_of

FOOTER = "Typeset by redactor from a slide file; layout not kept"

_DULL_NAME = re.compile(r"^[A-Za-z ]*:? ?\d*$")


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide in the order of the show; `blocks` is what it shows while it is not hidden itself."""

    number: int
    blocks: tuple[Block, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Show:
    """All slides of a file, what else it holds, its title."""

    slides: tuple[Slide, ...]
    unseen: tuple[Unseen, ...]
    title: str = ""

    def inventory(self, *, with_hidden: bool) -> Inventory:
        """What the pages should show; hidden slides are told as unseen unless pages of their own show them."""
        blocks: list[Block] = []
        unseen: list[Unseen] = []
        for slide in self.slides:
            if slide.is_hidden and not with_hidden:
                unseen += [Unseen(f"hidden slide {slide.number}", line) for line in lines_of(slide.blocks)]
            else:
                blocks += [Note(f"Slide {slide.number}"), *slide.blocks, PageEnd()]
        return Inventory(tuple(blocks[:-1]), (*unseen, *self.unseen), self.title)


@dataclass
class _Reading:
    """A slide while it is read: `edge` is the size of a slide in EMU, `relations` are those of the part."""

    package: Package
    relations: dict[str, Relation]
    edge: tuple[int, int]
    where: str
    blocks: list[Block] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)


def read_slides(untrusted: bytes) -> Facsimile:
    """A slide file as pages of ours, a slide a page. Raises Encrypted, Damaged or TooLarge."""
    show = inspect_slides(open_package(untrusted))
    return typeset_inventory(show.inventory(with_hidden=False), footer=FOOTER, landscape=True)


def inspect_slides(package: Package) -> Show:
    """What a slide file says on its slides, and all else that it holds. Raises Damaged."""
    main = package.main_part()
    root = package.xml(main)
    if root is None or local_name(root) != "presentation":
        raise Damaged("the file is not a slide file")
    size = child(root, "sldSz")
    edge = (_number(size, "cx") or 9_144_000, _number(size, "cy") or 6_858_000)
    relations = package.relations(main)
    order = [relations.get(_link(each)) for each in _slide_ids(root)]
    parts = [each.target for each in order if each is not None and each.target in package.parts]
    slides: list[Slide] = []
    unseen: list[Unseen] = []
    for number, part in enumerate(parts, start=1):
        slide, hidden = _read_slide(package, part, number, edge)
        slides.append(slide)
        unseen += hidden
    unseen += _loose_slides(package, posixpath.dirname(main), set(parts), edge)
    unseen += list_slide_package(package, root, posixpath.dirname(main))
    return Show(tuple(slides), tuple(unseen), title_of(package))


def _slide_ids(root: etree._Element) -> list[etree._Element]:
    listed = child(root, "sldIdLst")
    return [each for each in (listed if listed is not None else ()) if local_name(each) == "sldId"]


def _link(element: etree._Element) -> str:
    """The id of the relation: a slide has an id of its own beside it."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("relationships}id")), "")


def _number(element: etree._Element | None, name: str) -> int:
    text = attribute(element, name) if element is not None else ""
    return int(text) if re.fullmatch(r"-?\d{1,12}", text) else 0


# One slide


def _read_slide(package: Package, part: str, number: int, edge: tuple[int, int]) -> tuple[Slide, list[Unseen]]:
    root = package.xml(part)
    assert root is not None
    where = f"slide {number}"
    reading = _Reading(package, package.relations(part), edge, where)
    tree = child(root, "cSld", "spTree")
    _read_shapes(reading, tree if tree is not None else root, hidden="")
    unseen = [*reading.unseen, *_notes(package, part, where), *list_remarks(package, part, where)]
    unseen += _names(root, where)
    is_hidden = attribute(root, "show") in ("0", "false")
    return Slide(number, tuple(reading.blocks), is_hidden), unseen


def _read_shapes(reading: _Reading, tree: etree._Element, *, hidden: str) -> None:
    """Every shape below `tree`; `hidden` is why none of them can be seen, or ""."""
    for each in tree:
        name = local_name(each)
        if name == "AlternateContent":
            chosen, unseen = choose_content(each)
            reading.unseen += unseen
            for one in chosen:
                _read_shapes(reading, one, hidden=hidden)
        elif name in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp", "contentPart"):
            _read_shape(reading, each, hidden=hidden or _hiding(each, reading.edge))


def _read_shape(reading: _Reading, shape: etree._Element, *, hidden: str) -> None:
    _list_names(reading, shape)
    if local_name(shape) == "grpSp":
        _read_shapes(reading, shape, hidden=hidden)
        return
    blocks = _blocks_of(reading, shape)
    if not hidden:
        reading.blocks += blocks
        return
    for line in lines_of(blocks):
        reading.unseen.append(Unseen(f"{hidden} on {reading.where}", line))
    if any(isinstance(block, PictureBlock) for block in blocks):
        reading.unseen.append(Unseen(f"{hidden} on {reading.where}", "A picture."))


def _hiding(shape: etree._Element, edge: tuple[int, int]) -> str:
    if any(local_name(each) == "cNvPr" and attribute(each, "hidden") in ("1", "true") for each in _heads(shape)):
        return "hidden shape"
    frame = next((each for each in shape.iter() if local_name(each) == "xfrm"), None)
    parent = shape.getparent()
    if frame is None or (parent is not None and local_name(parent) == "grpSp"):
        return ""
    at, size = child(frame, "off"), child(frame, "ext")
    left, top = _number(at, "x"), _number(at, "y")
    if left >= edge[0] or top >= edge[1] or left + _number(size, "cx") < 0 or top + _number(size, "cy") < 0:
        return "shape beside the slide"
    return ""


def _heads(shape: etree._Element) -> Iterator[etree._Element]:
    """The non-visual properties of the shape itself, not of shapes in it."""
    for each in shape:
        if local_name(each).startswith("nv"):
            yield from each


def _list_names(reading: _Reading, shape: etree._Element) -> None:
    for head in _heads(shape):
        if local_name(head) == "cNvPr":
            for key in ("descr", "title"):
                if text := attribute(head, key):
                    reading.unseen.append(Unseen(f"alternative text on {reading.where}", text))
            name = attribute(head, "name")
            if name and not _DULL_NAME.match(name):
                reading.unseen.append(Unseen(f"name of a shape on {reading.where}", name))


def _blocks_of(reading: _Reading, shape: etree._Element) -> list[Block]:
    blocks: list[Block] = []
    for each in shape.iter():
        match local_name(each):
            case "txBody" | "txbxContent" if not _is_in_table(each):
                blocks += _paragraphs(each, is_title=_is_title(shape))
            case "tbl":
                blocks.append(Table(tuple(tuple(_cell(cell) for cell in row) for row in _rows(each))))
            case "blip":
                relation = reading.relations.get(attribute(each, "embed"))
                if relation is not None and not relation.is_external:
                    blocks.append(PictureBlock(reading.package.parts.get(relation.target, b""), _width(shape)))
            case "chart" | "relIds":
                blocks += _chart(reading, each)
    return blocks


def _is_in_table(element: etree._Element) -> bool:
    return any(local_name(around) == "tbl" for around in element.iterancestors())


def _is_title(shape: etree._Element) -> bool:
    place = child(shape, "nvSpPr", "nvPr", "ph")
    return place is not None and attribute(place, "type") in ("title", "ctrTitle")


def _paragraphs(body: etree._Element, *, is_title: bool) -> Iterator[Block]:
    for each in body:
        if local_name(each) == "p" and (text := text_of(each)).strip():
            yield Heading(text, 3) if is_title else Paragraph(text)


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    for row in table:
        if local_name(row) == "tr":
            yield [cell for cell in row if local_name(cell) == "tc"]


def _cell(cell: etree._Element) -> str:
    return "\n".join(text_of(each) for each in cell.iter() if local_name(each) == "p").strip()


def _width(shape: etree._Element) -> float:
    size = next((each for each in shape.iter() if local_name(each) == "ext" and attribute(each, "cx")), None)
    return min(_number(size, "cx") / EMU_PER_POINT, 2_000.0)


def _chart(reading: _Reading, element: etree._Element) -> Iterator[Block]:
    """The words and the stored numbers of a chart, or the words of a diagram."""
    relation = reading.relations.get(attribute(element, "id") or attribute(element, "dm"))
    root = reading.package.xml(relation.target) if relation is not None and not relation.is_external else None
    if root is None:
        return
    texts = [(each.text or "").strip() for each in root.iter() if local_name(each) in ("t", "v")]
    if any(texts):
        yield Paragraph("Chart: " + "; ".join(text for text in dict.fromkeys(texts) if text))


def _notes(package: Package, part: str, where: str) -> Iterator[Unseen]:
    for relation in package.relations(part).values():
        root = package.xml(relation.target) if relation.kind == "notesSlide" and not relation.is_external else None
        for shape in root.iter() if root is not None else ():
            if local_name(shape) != "sp":
                continue
            place = child(shape, "nvSpPr", "nvPr", "ph")
            if place is not None and attribute(place, "type") == "sldNum":
                continue
            text = "\n".join(text_of(each) for each in shape.iter() if local_name(each) == "p").strip()
            if text:
                yield Unseen(f"speaker notes of {where}", text)


def _names(root: etree._Element, where: str) -> Iterator[Unseen]:
    """The slide's own name and the tips of its links."""
    sheet = child(root, "cSld")
    if sheet is not None and (name := attribute(sheet, "name")):
        yield Unseen(f"name of {where}", name)
    for each in root.iter():
        if local_name(each) in ("hlinkClick", "hlinkHover", "hlinkMouseOver") and (tip := attribute(each, "tooltip")):
            yield Unseen(f"tip of a link on {where}", tip)


def _loose_slides(package: Package, folder: str, shown: set[str], edge: tuple[int, int]) -> Iterator[Unseen]:
    for name in sorted(package.parts):
        if f"{folder}/slides/" in name and name.endswith(".xml") and "_rels" not in name and name not in shown:
            slide, unseen = _read_slide(package, name, 0, edge)
            yield from (Unseen("slide that is not in the show", line) for line in lines_of(slide.blocks))
            yield from unseen
