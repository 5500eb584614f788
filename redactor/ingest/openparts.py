"""The parts of an OpenDocument file besides its text: which styles hide, its properties, objects, scripts, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from redactor.errors import SourceError
from redactor.ingest.facsimile import Unseen
from redactor.ingest.numbering import child
from redactor.ingest.package import Package, all_text, attribute, local_name, open_package, parse_xml

_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(cm|mm|in|pt|pc|px)?$")
_POINTS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75, "": 1.0}
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*>")
_READ = ("content.xml", "styles.xml", "meta.xml", "settings.xml", "mimetype", "META-INF/manifest.xml", "manifest.rdf")
_DULL = ("document-statistic", "generator", "editing-cycles", "editing-duration", "template")
_TELLING_SETTINGS = ("PrinterName", "CurrentDatabaseDataSource", "CurrentDatabaseCommand")


@dataclass(frozen=True, slots=True)
class OpenStyles:
    """The names of styles whose text does not show, of page styles of hidden slides, of layers that are off."""

    hidden: frozenset[str]
    hidden_pages: frozenset[str]
    hidden_layers: frozenset[str]


def styles_of(package: Package) -> OpenStyles:
    """Read from both parts that hold styles; what a style takes over from its parent counts."""
    hidden: set[str] = set()
    pages: set[str] = set()
    layers: set[str] = set()
    parents: dict[str, str] = {}
    for part in ("styles.xml", "content.xml"):
        root = package.xml(part)
        for each in root.iter() if root is not None else ():
            name = attribute(each, "name")
            if local_name(each) == "style" and name:
                parents[name] = attribute(each, "parent-style-name")
                if any(local_name(p) == "text-properties" and attribute(p, "display") == "none" for p in each):
                    hidden.add(name)
                if any(attribute(p, "visibility") == "hidden" for p in each):
                    pages.add(name)
            elif local_name(each) == "layer" and attribute(each, "display") == "none":
                layers.add(name)
    for _ in range(8):
        hidden |= {name for name, parent in parents.items() if parent in hidden}
    return OpenStyles(frozenset(hidden), frozenset(pages), frozenset(layers))


def length_of(text: str) -> float:
    """A length as OpenDocument writes it ("2.5cm") in points; 0 where it is none."""
    match = _LENGTH.match(text)
    return float(match[1]) * _POINTS[match[2] or ""] if match else 0.0


def slide_size(package: Package) -> tuple[float, float]:
    """Width and height of a slide in points; those of a usual one where the file does not say."""
    root = package.xml("styles.xml")
    for each in root.iter() if root is not None else ():
        if local_name(each) == "page-layout-properties" and attribute(each, "page-width"):
            size = length_of(attribute(each, "page-width")), length_of(attribute(each, "page-height"))
            if min(size) > 0:
                return size
    return 793.7, 595.3


def inner_text(package: Package, folder: str) -> str:
    """The words of an object that lies in the file in a folder of its own (a chart, a formula, a table)."""
    names = [f"{folder}/content.xml", folder]
    for name in names:
        content = package.parts.get(name)
        if content is not None and content.lstrip()[:1] == b"<":
            return all_text(parse_xml(_DOCTYPE.sub(b"", content, count=1)))
    return ""


def list_open_package(package: Package) -> Iterator[Unseen]:
    """What the file holds beside its text and styles. Parts that are no sound XML are told, not read."""
    yield from _properties(package)
    for name, content in sorted(package.parts.items()):
        label = name.rpartition("/")[2]
        if name.startswith(("Basic/", "Scripts/")):
            if name.endswith(("script-lb.xml", "script-lc.xml")) or name.startswith("Scripts/"):
                yield Unseen("macros", "The file holds macros. They were not run.")
        elif name.startswith("Thumbnails/"):
            yield Unseen("thumbnail picture", label)
        elif name.startswith("Versions/"):
            yield Unseen("earlier version kept in the file", f"{label} {_version_text(content)}".strip())
        elif name.startswith(("ObjectReplacements/", "Pictures/", "Configurations2/", "layout-cache")):
            continue
        elif name not in _READ and not name.endswith(("/styles.xml", "/settings.xml", "/meta.xml")):
            yield from _other_part(name, content)


def _properties(package: Package) -> Iterator[Unseen]:
    meta = child(package.xml("meta.xml"), "meta")
    for each in meta if meta is not None else ():
        name = attribute(each, "name") or local_name(each)
        if local_name(each) not in _DULL and (text := all_text(each)):
            yield Unseen(f"property {name}", text)
        elif local_name(each) == "template":
            yield Unseen("template", " ".join(filter(None, (attribute(each, "title"), attribute(each, "href")))))
    settings = package.xml("settings.xml")
    for each in settings.iter() if settings is not None else ():
        if attribute(each, "name") in _TELLING_SETTINGS and (text := all_text(each)):
            yield Unseen(f"setting {attribute(each, 'name')}", text)


def _other_part(name: str, untrusted: bytes) -> Iterator[Unseen]:
    if untrusted.lstrip()[:1] != b"<":
        yield Unseen("embedded file", name)
        return
    try:
        text = all_text(parse_xml(_DOCTYPE.sub(b"", untrusted, count=1)))
    except SourceError:
        text = "It is no sound XML and was not read."
    if text:
        yield Unseen(f"part {name} of the file", text)


def _version_text(untrusted: bytes) -> str:
    if not untrusted.startswith(b"PK"):
        return ""
    try:
        root: etree._Element | None = open_package(untrusted).xml("content.xml")
    except SourceError as error:
        return f"It could not be opened: {error.reason}."
    return all_text(root) if root is not None else ""
