"""Files within an Office file: their names come out, and the text of those that are Office files themselves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from redactor.errors import SourceError
from redactor.ingest.compound import inspect_compound
from redactor.ingest.facsimile import Unseen
from redactor.ingest.inventory import lines_of
from redactor.ingest.package import OLE_MARK, Package, all_text, open_package, parse_xml


def list_embedded(package: Package) -> Iterator[Unseen]:
    """Files within the file: their names, and the text of those that are Office files themselves."""
    for name, content in sorted(package.parts.items()):
        folder, label = posixpath.split(name)
        if label.lower().startswith("vbaproject") and label.lower().endswith(".bin"):
            yield Unseen("macros", "The file holds macros. They were not run.")
        elif folder.endswith(("embeddings", "activeX", "ctrlProps")) and not label.endswith((".xml", ".rels")):
            yield Unseen("embedded file", label)
            yield from _embedded_text(label, content)
        elif label.lower().startswith("thumbnail"):
            yield Unseen("thumbnail picture", label)


def _embedded_text(label: str, untrusted: bytes) -> Iterator[Unseen]:
    if not untrusted.startswith((b"PK", OLE_MARK)):
        return
    try:
        texts = _package_texts(untrusted) if untrusted.startswith(b"PK") else _compound_texts(untrusted)
    except SourceError as error:
        texts = [f"It could not be opened: {error.reason}."]
    if text := " ".join(each for each in texts if each):
        yield Unseen(f"text of the embedded file {label}", text)


def _package_texts(untrusted: bytes) -> list[str]:
    inner = open_package(untrusted)
    return [all_text(parse_xml(content)) for name, content in sorted(inner.parts.items()) if _holds_text(name)]


def _compound_texts(untrusted: bytes) -> list[str]:
    inner = inspect_compound(untrusted)
    return [*lines_of(inner.blocks), *(each.text for each in inner.unseen)]


def _holds_text(name: str) -> bool:
    return name.endswith(".xml") and not any(word in name for word in ("theme", "styles", "[Content_Types]", "app.xml"))
