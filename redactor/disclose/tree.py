"""Marks of all pages to the structure tree of the bundle: what a screen reader walks (ISO 32000-1, 14.7 and 14.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from redactor.disclose.marks import Mark
from redactor.disclose.places import Path
from redactor.domain.box import Box

HEADER = "TH"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the bundle: its title, how deep it lies (1 for a document, 2 for an attachment), its language."""

    title: str
    depth: int = 1
    language: str = ""


@dataclass
class Tree:
    """The structure tree in the making; pages are added in order."""

    bundle: pikepdf.Pdf
    root: Any = None
    document: Any = None
    sections: list[Any] = field(default_factory=list)
    """The sections that are open, outermost first."""
    parents: list[Any] = field(default_factory=list)
    """For each page what each of its numbers belongs to."""
    elements: dict[tuple[int, int], tuple[Any, list[Any]]] = field(default_factory=dict)
    """Each element by its object number, with its children; they are written at the end."""

    def __post_init__(self) -> None:
        self.root = self.bundle.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        self.document = self._element("Document", self.root)
        self.root.K = self.document

    def begin_section(self, section: Section) -> None:
        """Begin a section; an attachment's stands in that of its message."""
        del self.sections[section.depth - 1 :]
        above = self.sections[-1] if self.sections else self.document
        element = self._element("Sect", above, title=section.title)
        if section.language:
            element.Lang = pikepdf.String(section.language)
        self.sections.append(element)

    def add_page(self, page: pikepdf.Page, marks: Sequence[Mark]) -> None:
        """Hang the marks of a page into the open section, in reading order."""
        page.obj.StructParents = len(self.parents)
        page.obj.Tabs = pikepdf.Name.S
        owners: list[Any] = [None] * len(marks)
        known: dict[Path, Any] = {}
        for mark in sorted(marks, key=lambda each: (each.order, each.number)):
            element = self._at(mark.path, known)
            if mark.alt:
                element = self._figure(element, mark)
            if "/Pg" not in element:
                element.Pg = page.obj
            self.elements[element.objgen][1].append(mark.number)
            owners[mark.number] = element
        self.parents.append(self.bundle.make_indirect(pikepdf.Array(owners)))

    def _at(self, path: Path, known: dict[Path, Any]) -> Any:
        """The element at the end of a path on this page; made where it is not there yet."""
        element = self.sections[-1]
        for depth in range(1, len(path) + 1):
            if path[:depth] not in known:
                known[path[:depth]] = self._element(path[depth - 1][0], element)
            element = known[path[:depth]]
        return element

    def _figure(self, above: Any, mark: Mark) -> Any:
        element = self._element("Figure", above)
        element.Alt = pikepdf.String(mark.alt)
        if mark.box is not None:
            element.A = pikepdf.Dictionary(
                O=pikepdf.Name.Layout, Placement=pikepdf.Name.Inline, BBox=_numbers(mark.box)
            )
        return element

    def _element(self, tag: str, above: Any, *, title: str = "") -> Any:
        element = self.bundle.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(f"/{tag}"), P=above))
        if tag == HEADER:
            element.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Column)
        if title:
            element.T = pikepdf.String(title)
        self.elements[element.objgen] = (element, [])
        if above.objgen in self.elements:
            self.elements[above.objgen][1].append(element)
        return element

    def finish(self) -> None:
        """Write the children and the way back from each number to its element, and put the tree into the catalog."""
        for element, kids in self.elements.values():
            element.K = pikepdf.Array(kids)
        numbers: list[Any] = [part for at, owners in enumerate(self.parents) for part in (at, owners)]
        self.root.ParentTree = self.bundle.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(numbers)))
        self.root.ParentTreeNextKey = len(self.parents)
        self.bundle.Root.StructTreeRoot = self.root
        self.bundle.Root.MarkInfo = pikepdf.Dictionary(Marked=True)


def _numbers(box: Box) -> pikepdf.Array:
    return pikepdf.Array([round(edge, 2) for edge in (box.x0, box.y0, box.x1, box.y1)])
