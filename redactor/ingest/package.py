"""An Office file comes in as bytes, its parts go out bounded, as bytes or as XML that can reach nothing outside.

Bytes are counted while unpacking: the sizes that a zip directory tells may be lies.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.facsimile import Unseen

MAX_PARTS = 10_000
MAX_PART_BYTES = 100_000_000
MAX_TOTAL_BYTES = 400_000_000
FREE_BYTES = 50_000_000
MAX_RATIO = 100
"""Past FREE_BYTES a package may unpack to this many times its own size."""
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_STEP = 1 << 20
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BIBLIOGRAPHY = "officeDocument/2006/bibliography"
_DULL_PROPERTIES = frozenset(
    [
        "Pages",
        "Words",
        "Characters",
        "CharactersWithSpaces",
        "Lines",
        "Paragraphs",
        "TotalTime",
        "DocSecurity",
        "ScaleCrop",
        "LinksUpToDate",
        "SharedDoc",
        "HyperlinksChanged",
        "AppVersion",
        "Application",
        "HeadingPairs",
        "revision",
        "TitlesOfParts",
        "PresentationFormat",
        "Slides",
        "Notes",
        "HiddenSlides",
        "MMClips",
        "language",
    ]
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another, or to something outside the file."""

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True)
class Package:
    """The parts of an Office file by name, without a leading slash."""

    parts: Mapping[str, bytes]

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, or None where there is no such part. Raises Damaged."""
        content = self.parts.get(name)
        return parse_xml(content) if content is not None else None

    def relations(self, part: str) -> dict[str, Relation]:
        """The links of a part by their id; targets inside the file are part names."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", name + ".rels"))
        found: dict[str, Relation] = {}
        for link in root.iter(_RELATIONS) if root is not None else ():
            outside = link.get("TargetMode") == "External"
            target = link.get("Target") or ""
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[link.get("Id") or ""] = Relation((link.get("Type") or "").rpartition("/")[2], target, outside)
        return found

    def related(self, part: str, kind: str) -> str:
        """The name of the first part of that kind that `part` points to; else the usual one beside it."""
        named = (each.target for each in self.relations(part).values() if each.kind == kind and not each.is_external)
        return next(
            (name for name in named if name in self.parts), posixpath.join(posixpath.dirname(part), f"{kind}.xml")
        )

    def main_part(self) -> str:
        """The name of the part that holds the document itself. Raises Damaged where there is none."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self.parts:
                return relation.target
        raise Damaged("the file has no main part")


def open_package(untrusted: bytes) -> Package:
    """Unpack an Office file. Raises Encrypted, Damaged or TooLarge."""
    if untrusted.startswith(OLE_MARK):
        if "EncryptedPackage".encode("utf-16-le") in untrusted:
            raise Encrypted("the file is locked with a password")
        raise Damaged("the file is of an older format than it says")
    try:
        with zipfile.ZipFile(BytesIO(untrusted)) as archive:
            return Package(dict(_unpack(archive, len(untrusted))))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise Damaged("the file cannot be unpacked") from error
    except RuntimeError as error:
        raise Encrypted("a part of the file is locked with a password") from error


def _unpack(archive: zipfile.ZipFile, packed: int) -> Iterator[tuple[str, bytes]]:
    members = archive.infolist()
    if len(members) > MAX_PARTS:
        raise TooLarge(f"the file has more than {MAX_PARTS} parts")
    total = 0
    names: set[str] = set()
    for member in members:
        if member.is_dir():
            continue
        name = member.filename.replace("\\", "/").lstrip("/")
        if name in names:
            raise Damaged("two parts of the file have one name")
        names.add(name)
        pieces: list[bytes] = []
        size = 0
        with archive.open(member) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                total += len(piece)
                if size > MAX_PART_BYTES or total > min(MAX_TOTAL_BYTES, max(FREE_BYTES, packed * MAX_RATIO)):
                    raise TooLarge("the file unpacks to more than the limit")
                pieces.append(piece)
        yield name, b"".join(pieces)


def stream_xml(untrusted: bytes) -> Iterator[etree._Element]:
    """Each element of a large part as it ends, guarded like `parse_xml`; the caller clears what it has read."""
    _refuse_doctype(untrusted)
    events = etree.iterparse(
        BytesIO(untrusted), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        for _, element in events:
            yield element
    except etree.XMLSyntaxError as error:
        raise Damaged("a part of the file is not sound XML") from error


def parse_xml(untrusted: bytes) -> etree._Element:
    """The root element, read without network, external entities or expansion. Raises Damaged, also for a DOCTYPE."""
    _refuse_doctype(untrusted)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(untrusted, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Damaged("a part of the file is not sound XML") from error


def _refuse_doctype(untrusted: bytes) -> None:
    """Office files never have one, and without one there are no entities to abuse."""
    if any("<!DOCTYPE".encode(encoding) in untrusted for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        raise Damaged("a part of the file has a DOCTYPE, which Office files never have")


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; "" for a comment or a processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The attribute of that local name in any namespace, or ""."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def date_of(element: etree._Element) -> str:
    """The day of the element's `date` attribute as dd/mm/yyyy, or ""."""
    day = _DAY.match(attribute(element, "date"))
    return f"{day[3]}/{day[2]}/{day[1]}" if day else ""


def all_text(root: etree._Element) -> str:
    """Every text node of a part, one space between."""
    return " ".join(" ".join(str(text) for text in root.itertext()).split())


def list_properties(package: Package) -> Iterator[Unseen]:
    """The document properties (core, application, custom) that say anything about people or contents."""
    for part, place in (("docProps/core.xml", "property"), ("docProps/app.xml", "property")):
        root = package.xml(part)
        for each in root if root is not None else ():
            text = all_text(each)
            if text and local_name(each) not in _DULL_PROPERTIES and text not in ("Normal", "Normal.dotm"):
                yield Unseen(f"{place} {local_name(each)}", text)
    root = package.xml("docProps/custom.xml")
    for each in root if root is not None else ():
        if text := all_text(each):
            yield Unseen(f"custom property {attribute(each, 'name')}".strip(), text)


def title_of(package: Package) -> str:
    """The title among the core properties, or ""."""
    root = package.xml("docProps/core.xml")
    titles = [all_text(each) for each in root if local_name(each) == "title"] if root is not None else []
    return titles[0] if titles else ""


def list_custom_xml(package: Package) -> Iterator[Unseen]:
    """What custom XML parts say, attribute values included."""
    for name in sorted(package.parts):
        if name.startswith("customXml/") and name.endswith(".xml") and "itemProps" not in name:
            root = package.xml(name)
            if root is None or (_BIBLIOGRAPHY in str(root.tag) and not len(root)):
                continue
            if text := _text_and_values(root):
                yield Unseen("custom XML", text)


def _text_and_values(root: etree._Element) -> str:
    values = [str(value) for each in root.iter() for value in each.attrib.values()]
    return " ".join([all_text(root), *values]).strip()


def list_outside_links(package: Package) -> Iterator[Unseen]:
    """Every target outside the file: web and mail addresses, linked pictures, templates."""
    seen: set[tuple[str, str]] = set()
    for name in sorted(package.parts):
        if name.endswith(".rels"):
            folder, label = posixpath.split(name)
            part = posixpath.join(posixpath.dirname(folder), label.removesuffix(".rels"))
            for relation in package.relations(part).values():
                key = (relation.kind, relation.target)
                if relation.is_external and relation.target and key not in seen:
                    seen.add(key)
                    yield Unseen(f"link target ({relation.kind})", relation.target)
