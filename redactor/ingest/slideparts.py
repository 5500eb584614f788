"""The parts of a slide file besides its slides: masters and layouts, names, properties, embedded files, media."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from redactor.ingest.embedded import list_embedded
from redactor.ingest.facsimile import Unseen
from redactor.ingest.package import (
    Package,
    all_text,
    attribute,
    list_custom_xml,
    list_outside_links,
    list_properties,
    local_name,
)
from redactor.ingest.prompts import is_prompt
from redactor.ingest.remarks import list_remarks

_READ_PARTS = re.compile(r"/(?:slides|notesSlides|comments|charts|theme|media|embeddings|activeX|_rels|fonts)/")
_DULL_PARTS = (
    "presProps.xml",
    "viewProps.xml",
    "tableStyles.xml",
    "commentAuthors.xml",
    "authors.xml",
    "presentation.xml",
)
_FRAME = ("slideMasters", "slideLayouts", "notesMasters", "handoutMasters")


def text_of(paragraph: etree._Element) -> str:
    """The text of a paragraph, its line breaks kept."""
    pieces = [
        "\n" if local_name(each) == "br" else (each.text or "")
        for each in paragraph.iter()
        if local_name(each) in ("t", "br")
    ]
    return "".join(pieces)


def list_slide_package(package: Package, root: etree._Element, folder: str) -> Iterator[Unseen]:
    """What the file holds beside its slides: masters, properties, embedded files, media; `root` is the show's part."""
    yield from _frames(package, folder)
    for each in root.iter():
        if local_name(each) in ("section", "custShow") and (text := attribute(each, "name")):
            yield Unseen("name of a section or a custom show", text)
    yield from list_remarks(package, "", "the file")
    yield from list_outside_links(package)
    yield from list_properties(package)
    yield from list_custom_xml(package)
    yield from list_embedded(package)
    for name in sorted(package.parts):
        if f"{folder}/media/" in name and not name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf")):
            yield Unseen("sound, video or other media", posixpath.basename(name))
    yield from _other_parts(package, folder)


def _frames(package: Package, folder: str) -> Iterator[Unseen]:
    """What masters and layouts say beside the prompts that only an author sees."""
    texts: dict[str, None] = {}
    for name in sorted(package.parts):
        if name.endswith(".xml") and any(name.startswith(f"{folder}/{frame}/") for frame in _FRAME):
            root = package.xml(name)
            for each in root.iter() if root is not None else ():
                if local_name(each) == "p" and not any(local_name(inner) == "fld" for inner in each):
                    texts.setdefault(" ".join(text_of(each).split()))
    for text in texts:
        if text and not is_prompt(text):
            yield Unseen("text of a slide master or layout", text)


def _other_parts(package: Package, folder: str) -> Iterator[Unseen]:
    for name in sorted(package.parts):
        inside = name.startswith(f"{folder}/") and name.endswith(".xml")
        known = _READ_PARTS.search(name) or name.endswith(_DULL_PARTS) or any(f"/{each}/" in name for each in _FRAME)
        root = package.xml(name) if inside and not known else None
        if root is None:
            continue
        values = [attribute(each, key) for each in root.iter() if local_name(each) == "tag" for key in ("name", "val")]
        if text := " ".join(filter(None, [all_text(root), *values])):
            yield Unseen(f"part {name} of the file", text)
