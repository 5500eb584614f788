"""An OpenDocument text or slide file (.odt, .ott, .odp) comes in; what it says and what its pages hide goes out.

Read from the XML: deletions that are kept beside the text, hidden text and sections, comments, notes, objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from redactor.errors import Damaged, Encrypted
from redactor.ingest.blocks import Block, Note, PictureBlock, Rule
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.inventory import Inventory, lines_of, typeset_inventory
from redactor.ingest.numbering import child
from redactor.ingest.openparts import list_open_package, slide_size, styles_of
from redactor.ingest.openstory import OpenStory, read_open_story
from redactor.ingest.package import Package, attribute, local_name, open_package
from redactor.ingest.slides import Show, Slide

FOOTER = "Typeset by redactor from an OpenDocument file; layout not kept"

_MARGINS = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")


def read_open_text(untrusted: bytes) -> Facsimile:
    """An OpenDocument text as pages of ours. Raises Encrypted, Damaged or TooLarge."""
    return typeset_inventory(inspect_open_document(open_package(untrusted)), footer=FOOTER)


def read_open_slides(untrusted: bytes) -> Facsimile:
    """OpenDocument slides as pages of ours, a slide a page. Raises Encrypted, Damaged or TooLarge."""
    show = inspect_open_slides(open_package(untrusted))
    return typeset_inventory(show.inventory(with_hidden=False), footer=FOOTER, landscape=True)


def inspect_open_document(package: Package) -> Inventory:
    """What a text says on its pages, and all else that it holds. Raises Encrypted or Damaged."""
    body = _body(package, "text")
    story = OpenStory(package, styles_of(package))
    read_open_story(story, body)
    headers, footers = _margins(story)
    notes: list[Block] = [Note("Notes"), *story.notes] if story.notes else []
    unseen = (*story.unseen, *list_open_package(package))
    return Inventory((*headers, *story.blocks, *notes, *footers), unseen, _title(package))


def inspect_open_slides(package: Package) -> Show:
    """What slides say, and all else that the file holds. Raises Encrypted or Damaged."""
    body = _body(package, "presentation")
    styles = styles_of(package)
    slides: list[Slide] = []
    unseen: list[Unseen] = []
    for each in body:
        if local_name(each) != "page":
            continue
        number = len(slides) + 1
        story = OpenStory(package, styles, where=f"slide {number}", edge=slide_size(package))
        for part in each:
            if local_name(part) == "notes":
                unseen += _speaker_notes(story, part, number)
        read_open_story(story, each)
        name = attribute(each, "name")
        if name and not name.removeprefix("page").removeprefix("Slide ").isdigit():
            unseen.append(Unseen(f"name of slide {number}", name))
        is_hidden = attribute(each, "style-name") in styles.hidden_pages
        slides.append(Slide(number, tuple(story.blocks), is_hidden))
        unseen += story.unseen
    return Show(tuple(slides), (*unseen, *list_open_package(package)), _title(package))


def _body(package: Package, kind: str) -> etree._Element:
    manifest = package.parts.get("META-INF/manifest.xml", b"")
    if b"encryption-data" in manifest:
        raise Encrypted("the file is locked with a password")
    body = child(package.xml("content.xml"), "body", kind)
    if body is None:
        raise Damaged("the file is not the OpenDocument file that it says it is")
    return body


def _title(package: Package) -> str:
    root = package.xml("meta.xml")
    titles = [each.text or "" for each in (root.iter() if root is not None else ()) if local_name(each) == "title"]
    return titles[0] if titles else ""


def _margins(story: OpenStory) -> tuple[list[Block], list[Block]]:
    """Headers and footers of all page styles, each text once."""
    shown: dict[str, list[Block]] = {"header": [], "footer": []}
    told: set[str] = set()
    masters = child(story.package.xml("styles.xml"), "master-styles")
    for each in masters.iter() if masters is not None else ():
        if local_name(each) in _MARGINS:
            inner = OpenStory(story.package, story.styles)
            read_open_story(inner, each)
            story.unseen += inner.unseen
            text = "\n".join(lines_of(inner.blocks))
            if (text.strip() or any(isinstance(block, PictureBlock) for block in inner.blocks)) and text not in told:
                told.add(text)
                kind = local_name(each)[:6]
                shown[kind] += [Note(f"Page {kind}"), *inner.blocks]
    headers, footers = shown["header"], shown["footer"]
    return ([*headers, Rule()] if headers else []), ([Rule(), *footers] if footers else [])


def _speaker_notes(story: OpenStory, notes: etree._Element, number: int) -> Iterator[Unseen]:
    inner = OpenStory(story.package, story.styles, where=f"notes of slide {number}")
    read_open_story(inner, notes)
    yield from (Unseen(f"speaker notes of slide {number}", line) for line in lines_of(inner.blocks))
    yield from inner.unseen
