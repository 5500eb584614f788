"""Letter, sheet, key and schedule to pages of A4, and what each piece of them is, for the tags.

Each block is placed by itself, so that it is known where it stands: headings stay with what follows them, rows of a
table are not torn, and the head of a table stands again on each of its pages.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from redactor.disclose.places import Path, Place
from redactor.domain.box import Box

WIDTH, HEIGHT = 595, 842
MARGIN_PT = 62
_GAP_PT = 14.0
_STYLE = """
body { margin: 0; font-family: sans-serif; font-size: 10.5pt; line-height: 1.35; color: #1a1a1a; }
p { margin: 0; }
.H1 { font-size: 17pt; font-weight: bold; }
.H2 { font-size: 12pt; font-weight: bold; }
.TH { font-weight: bold; }
.draft { color: #8a1c1c; font-weight: bold; }
"""
_BEFORE = {"H1": 0.0, "H2": 12.0, "P": 0.0, "LI": 0.0, "TR": 0.0, "TH": 0.0}
_AFTER = {"H1": 10.0, "H2": 3.0, "P": 6.0, "LI": 3.0, "TR": 5.0, "TH": 5.0}
_ROOM_BELOW_PT = {"H1": 80.0, "H2": 60.0}
"""A heading with less room than this below it goes to the next page."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the front matter: a heading, paragraph, point of a list, or row of a table with its cells."""

    tag: str
    """H1, H2, P, LI, TR, or TH for the head of a table."""
    cells: tuple[str, ...]
    shares: tuple[float, ...] = (1.0,)
    """How the width is shared among the cells."""
    style: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """The front matter as PDF pages of A4, and for each page what stands where."""

    pdf: bytes
    places: tuple[tuple[Place, ...], ...]


@dataclass
class _Press:
    """The pages so far."""

    writer: Any
    device: Any = None
    y: float = 0.0
    head: Block | None = None
    pages: list[list[Place]] = field(default_factory=list)
    count: int = 0
    group: int = 0
    """The table or list that is open."""
    group_tag: str = ""

    def begin_page(self) -> None:
        """End the page, if there is one, and begin the next."""
        self.end_page()
        self.device = self.writer.begin_page(pymupdf.Rect(0, 0, WIDTH, HEIGHT))
        self.pages.append([])
        self.y = float(MARGIN_PT)

    def end_page(self) -> None:
        """End the page that is open."""
        if self.device is not None:
            self.writer.end_page()
        self.device = None


def draw_blocks(blocks: Sequence[Block], *, at_least: int = 0) -> Drawn:
    """Set the blocks in order, with empty pages at the end up to `at_least`."""
    written = io.BytesIO()
    press = _Press(pymupdf.DocumentWriter(written))
    for block in blocks:
        _set(press, block)
    while len(press.pages) < max(at_least, 1):
        press.begin_page()
    press.end_page()
    press.writer.close()
    return Drawn(written.getvalue(), tuple(tuple(places) for places in press.pages))


def _set(press: _Press, block: Block) -> None:
    """Set one block, on the next page where it does not fit on this one."""
    if block.new_page or press.device is None:
        press.begin_page()
    at_top = press.y <= MARGIN_PT
    press.y += 0.0 if at_top else _BEFORE[block.tag]
    stories = list(_stories(block))
    placed = _place(stories, press.y)
    room = HEIGHT - MARGIN_PT - press.y
    torn = any(each.more for each in placed) and (block.tag != "P" or room < HEIGHT / 3)
    if not at_top and (torn or room < _ROOM_BELOW_PT.get(block.tag, 0.0)):
        press.begin_page()
        if block.tag == "TR" and press.head is not None:
            head = list(_stories(press.head))
            _draw(press, press.head, head, _place(head, press.y))
        placed = _place(stories, press.y)
    press.head = block if block.tag == "TH" else press.head if block.tag == "TR" else None
    _draw(press, block, stories, placed)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a cell lies, and whether there is more of it than the page has room for."""

    box: Box
    more: bool


_Cell = tuple[Any, float, float]
"""A cell as a story, with its left and right edge in points."""


def _place(cells: Sequence[_Cell], top: float) -> list[_Placed]:
    """Lay the cells out from a line of the page on, each from its beginning."""
    placed = []
    for story, left, right in cells:
        story.reset()
        more, filled = story.place(pymupdf.Rect(left, top, right, HEIGHT - MARGIN_PT))
        placed.append(_Placed(Box(left, top, right, max(filled[3], top + 1)), bool(more)))
    return placed


def _draw(press: _Press, block: Block, cells: Sequence[_Cell], placed: Sequence[_Placed]) -> None:
    path = _path_of(press, block)
    low = press.y
    for number, ((story, left, right), first) in enumerate(zip(cells, placed, strict=True), 1):
        own = (*path, ("TH" if block.tag == "TH" else "TD", number)) if block.tag in ("TR", "TH") else path
        part = first
        while True:
            story.draw(press.device)
            press.pages[-1].append(Place(part.box, own))
            low = max(low, part.box.y1)
            if not part.more:
                break
            press.begin_page()
            more, filled = story.place(pymupdf.Rect(left, MARGIN_PT, right, HEIGHT - MARGIN_PT))
            part = _Placed(Box(left, MARGIN_PT, right, max(filled[3], MARGIN_PT + 1.0)), bool(more))
            low = 0.0
    press.y = low + _AFTER[block.tag]


def _path_of(press: _Press, block: Block) -> Path:
    press.count += 1
    wanted = {"TR": "Table", "TH": "Table", "LI": "L"}.get(block.tag, "")
    if not wanted:
        press.group_tag = ""
        return ((block.tag, press.count),)
    if press.group_tag != wanted or block.tag == "TH":
        press.group, press.group_tag = press.count, wanted
    if wanted == "L":
        return (("L", press.group), ("LI", press.count), ("LBody", press.count))
    return (("Table", press.group), ("TR", press.count))


def _stories(block: Block) -> Iterator[_Cell]:
    width, left = WIDTH - 2 * MARGIN_PT, float(MARGIN_PT)
    for text, share in zip(block.cells, block.shares, strict=True):
        right = left + share * width
        style = f"{block.tag} {block.style}".strip()
        shown = html.escape(("• " if block.tag == "LI" else "") + (text or "–")).replace("\n", "<br/>")
        gap = _GAP_PT if len(block.cells) > 1 else 0.0
        yield pymupdf.Story(f'<p class="{style}">{shown}</p>', user_css=_STYLE), left, right - gap
        left = right
