"""The comments of a slide file come in as XML, of either kind; what they say and who wrote them goes out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from redactor.ingest.facsimile import Unseen
from redactor.ingest.package import Package, all_text, attribute, local_name


def list_remarks(package: Package, part: str, where: str) -> Iterator[Unseen]:
    """The comments on one slide; with no part, those that no slide points to."""
    authors = _authors(package)
    if part:
        parts = [each.target for each in package.relations(part).values() if _is_remark(each.kind)]
    else:
        held = {
            each.target for name in package.parts if "/slides/" in name for each in package.relations(name).values()
        }
        parts = [name for name in sorted(package.parts) if "/comments/" in name and name not in held]
    for name in parts:
        root = package.xml(name) if name.endswith(".xml") else None
        yield from _remarks(root, authors, where) if root is not None else ()


def _is_remark(kind: str) -> bool:
    return kind.lower().endswith("comments") or kind.lower().endswith("comment")


def _authors(package: Package) -> dict[str, str]:
    names: dict[str, str] = {}
    for part in package.parts:
        if part.endswith(("/commentAuthors.xml", "/authors.xml")):
            root = package.xml(part)
            for each in root if root is not None else ():
                told = dict.fromkeys((attribute(each, "name"), attribute(each, "userId")))
                names[attribute(each, "id")] = " ".join(text for text in told if text and text != "None")
    return names


def _remarks(root: etree._Element, authors: dict[str, str], where: str) -> Iterator[Unseen]:
    for each in root.iter():
        name = local_name(each)
        if name not in ("cm", "reply"):
            continue
        inner = [part for part in each if local_name(part) in ("text", "txBody")]
        if text := " ".join(filter(None, (all_text(part) for part in inner))):
            place = "answer to a comment" if name == "reply" else "comment"
            yield Unseen(f"{place} on {where}", text, authors.get(attribute(each, "authorId"), ""))
