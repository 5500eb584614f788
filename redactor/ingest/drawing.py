"""A drawing in a Word file comes in as XML; its pictures, text boxes and charts go out, and the words it hides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.blocks import Block, Paragraph, PictureBlock
from redactor.ingest.facsimile import Unseen
from redactor.ingest.numbering import child
from redactor.ingest.package import Package, Relation, all_text, attribute, local_name, parse_xml

EMU_PER_POINT = 12_700


@dataclass
class Drawn:
    """What a drawing holds in order; an element among `shown` is a text box whose paragraphs are yet to be read."""

    shown: list[Block | etree._Element] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)


def choose_content(element: etree._Element) -> tuple[list[etree._Element], list[Unseen]]:
    """The copy of alternate content that is shown, and what only another copy says (ECMA-376 part 3, 9)."""
    choices = [each for each in element if local_name(each) == "Choice"]
    fallbacks = [each for each in element if local_name(each) == "Fallback"]
    if not choices:
        return fallbacks[:1], []
    shown = all_text(choices[0])
    texts = [all_text(other) for other in (*choices[1:], *fallbacks)]
    return choices[:1], [Unseen("other copy of a drawing", text) for text in texts if text and text not in shown]


def read_drawing(element: etree._Element, package: Package, relations: Mapping[str, Relation]) -> Drawn:
    """Take a drawing apart; each text box comes once. Raises Damaged for a chart that is no XML."""
    drawn = Drawn()
    _walk(drawn, element, package, relations)
    return drawn


def _walk(drawn: Drawn, element: etree._Element, package: Package, relations: Mapping[str, Relation]) -> None:
    name = local_name(element)
    inside: list[etree._Element] = list(element)
    for key in ("descr", "title", "alt"):
        if text := attribute(element, key):
            drawn.unseen.append(Unseen("alternative text", text))
    match name:
        case "AlternateContent":
            inside, unseen = choose_content(element)
            drawn.unseen += unseen
        case "txbxContent":
            drawn.shown.append(element)
            return
        case "blip" | "imagedata":
            relation = relations.get(attribute(element, "embed") or attribute(element, "id"))
            if relation is not None and not relation.is_external:
                content = package.parts.get(relation.target, b"")
                drawn.shown.append(PictureBlock(content, _drawn_width(element)))
        case "chart" | "relIds":
            drawn.shown += _chart_text(element, package, relations)
        case "textpath":
            drawn.shown.append(Paragraph(attribute(element, "string")))
        case "t" if element.text:
            drawn.shown.append(Paragraph(element.text))
    for each in inside:
        _walk(drawn, each, package, relations)


def _drawn_width(element: etree._Element) -> float:
    """The width in points at which a picture stands in the file, 0 where the file does not say."""
    for around in element.iterancestors():
        extent = child(around, "extent")
        if extent is not None and attribute(extent, "cx").isdigit():
            return min(int(attribute(extent, "cx")) / EMU_PER_POINT, 2_000.0)
        if local_name(around) in ("drawing", "p"):
            break
    return 0.0


def _chart_text(element: etree._Element, package: Package, relations: Mapping[str, Relation]) -> list[Block]:
    """The words and values of a chart or diagram as one line of text."""
    relation = relations.get(attribute(element, "id") or attribute(element, "dm"))
    content = package.parts.get(relation.target) if relation is not None else None
    if content is None:
        return []
    texts = [(each.text or "").strip() for each in parse_xml(content).iter() if local_name(each) in ("t", "v")]
    return [Paragraph("Chart: " + "; ".join(text for text in texts if text))] if any(texts) else []
