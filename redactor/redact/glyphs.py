"""The printed characters of a page as readers see them: which must go, which may stay, and whether they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from redactor.domain.box import Box
from redactor.domain.document import Page
from redactor.redact.syntax import NotVector

SMALLEST_PT = 1.0
"""Text smaller than this is not meant to be seen."""
MOVED_PT = 0.05
"""How far a kept glyph may move."""
SIZE_SLACK_PT = 1.0


class Glyph(NamedTuple):
    """One printed character: its origin and the middle of its box in page space, its size in points."""

    text: str
    x: float
    y: float
    middle_x: float
    middle_y: float
    size: float


def is_in(glyph: Glyph, boxes: Sequence[Box]) -> bool:
    """Whether the middle of a character lies in one of the boxes."""
    x, y = glyph.middle_x, glyph.middle_y
    for box in boxes:  # noqa: SIM110 - a plain loop: this runs for every character of every page
        if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1:
            return True
    return False


def require_honest(glyphs: Sequence[Glyph], page: Page, boxes: Sequence[Box]) -> None:
    """Refuse text that no reader can map or see, and text that the Document does not know of."""
    if any(glyph.text in ("\ufffd", "\0") for glyph in glyphs):
        raise NotVector("font without a map to text")
    if any(glyph.size < SMALLEST_PT for glyph in glyphs):
        raise NotVector("text too small to be seen")
    known = [word.box.grown(SIZE_SLACK_PT) for word in page.words]
    rows: dict[int, list[Box]] = {}
    for box in (*known, *boxes):
        for row in range(int(box.y0) // 8, int(box.y1) // 8 + 1):
            rows.setdefault(row, []).append(box)
    for glyph in glyphs:
        if not is_in(glyph, rows.get(int(glyph.middle_y) // 8, ())):
            raise NotVector("text that was not read")


def bands_through(glyphs: Sequence[Glyph], kept: frozenset[Glyph]) -> Iterable[Box]:
    """Thin bands through all glyphs but the kept ones, one for those that follow one another on a line."""
    bands: list[Box] = []
    follows = False
    for glyph in glyphs:
        if glyph in kept:
            follows = False
            continue
        half = 0.05 * glyph.size
        band = Box(glyph.middle_x, glyph.middle_y, glyph.middle_x, glyph.middle_y).grown(half)
        level = follows and abs(bands[-1].y0 - band.y0) < 0.01
        if level and bands[-1].x0 < band.x0 < bands[-1].x1 + 1.5 * glyph.size:
            band = bands.pop().joined(band)
        bands.append(band)
        follows = True
    return bands


def find_fault(shown: Sequence[Glyph], kept: Sequence[Glyph], labels: Sequence[tuple[Box, str]]) -> str:
    """What is wrong with a rebuilt page of the finished file, or "": text more, less or elsewhere than it must be.

    `shown` is what it prints, `kept` what it must print; `labels` are its boxes in page space with what stands in them.
    """
    boxes = [box for box, _ in labels]
    in_boxes = Counter(glyph.text for glyph in shown if is_in(glyph, boxes))
    if in_boxes - Counter(char for _, label in labels for char in label if not char.isspace()):
        return "text left in a box"
    expected = Counter((glyph.text, *_cell(glyph.x, glyph.y)) for glyph in kept)
    for glyph in shown:
        if is_in(glyph, boxes):
            continue
        x, y = _cell(glyph.x, glyph.y)
        near = next((key for key in _around(glyph.text, x, y) if expected[key] > 0), None)
        if near is None:
            return "text that should be gone or moved"
        expected[near] -= 1
    return "kept text lost" if any(count > 0 for count in expected.values()) else ""


def _cell(x: float, y: float) -> tuple[int, int]:
    return round(x / MOVED_PT), round(y / MOVED_PT)


def _around(text: str, x: int, y: int) -> Iterable[tuple[str, int, int]]:
    yield (text, x, y)
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            yield (text, x + across, y + down)
