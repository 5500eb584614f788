"""An Office file or an OpenDocument file comes in as parts; the same goes out without what fetches or runs.

LibreOffice is shut off from the network already; this is the second lock. Links that only a click follows stay.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

from redactor.ingest.package import Package, local_name, parse_xml

_RUNS = re.compile(r"(^|/)(vbaProject|vbaData|activeX/|Scripts/|Basic/)|vbaProject.*\.bin$", re.IGNORECASE)
_CLICKED = ("hyperlink", "a")
_OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]+:|//|\\\\|/|\.\./)", re.IGNORECASE)
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CHANGES = ("tracked-changes", "change", "change-start", "change-end")
_FIELDS = re.compile(
    r"^(?:date|time|(?:author|sender|creation|modification|print|editing|template)-[a-z-]+|printed-by|file-name|title|"
    r"description|subject|keywords|creator|initial-creator|user-defined|database-display|database-name|placeholder)$"
)
"""Fields that LibreOffice works out anew; they show what was saved."""
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FETCHING = ("event-listener", "dde-source", "dde-connection-decl", "database-row-select", "form-file")


def make_harmless(package: Package) -> dict[str, bytes]:
    """The parts of an Office Open XML file without macros and without targets outside that no click follows."""
    parts: dict[str, bytes] = {}
    for name, content in package.parts.items():
        if _RUNS.search(name):
            continue
        parts[name] = _without_fetches(content) if name.endswith(".rels") else content
    return parts


def _without_fetches(untrusted: bytes) -> bytes:
    root = parse_xml(untrusted)
    fetching = [
        link
        for link in root
        if link.get("TargetMode") == "External" and (link.get("Type") or "").rpartition("/")[2] not in _CLICKED
    ]
    if not fetching:
        return untrusted
    for link in fetching:
        root.remove(link)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def make_open_harmless(package: Package) -> dict[str, bytes]:
    """The parts of an OpenDocument file without scripts and without targets outside that no click follows.

    Text shows as it stands after all tracked changes, since LibreOffice prints what was deleted right against what
    replaced it, and the number of a note stands apart from the word before it.
    """
    parts: dict[str, bytes] = {}
    for name, content in package.parts.items():
        if _RUNS.search(name):
            continue
        parts[name] = _without_open_fetches(content) if name in ("content.xml", "styles.xml") else content
    return parts


def _without_open_fetches(untrusted: bytes) -> bytes:
    root = parse_xml(untrusted)
    for each in list(root.iter()):
        name = local_name(each)
        if name in _FETCHING or name in _CHANGES:
            _remove(each)
        elif str(each.tag).startswith(_TEXT) and _FIELDS.match(name):
            each.tag = f"{_TEXT}span"
            each.attrib.clear()
        elif name == "note" and (parent := each.getparent()) is not None:
            _set_apart(each, parent)
        elif name not in _CLICKED and _OUTSIDE.match(each.get(_XLINK) or ""):
            del each.attrib[_XLINK]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _set_apart(note: etree._Element, parent: etree._Element) -> None:
    before = note.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + " "
    else:
        parent.text = (parent.text or "") + " "


def _remove(element: etree._Element) -> None:
    """Take an element out; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one file; "mimetype" comes first and as it is (ODF 1.3 part 2, 3.3)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda each: (each != "mimetype", each != "[Content_Types].xml", each)):
            archive.writestr(zipfile.ZipInfo(name), parts[name])
    return packed.getvalue()
