"""Where on a page what is said stands, in reading order: what the tags of the bundle are made from.

A Place is a box of the seen page (points, origin top left, after /Rotate) with its path of tags below its section,
such as Table, row, cell. The order of places is the order in which a screen reader speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.domain.document import Document, Page, Word
from redactor.domain.redaction import CleanPage

Path = tuple[tuple[str, int], ...]
"""Tags from the outermost to the innermost, each with a number that tells it from its like on the page."""

SAME_HEIGHT = 0.2
"""Lines of one paragraph differ in height by no more than this part."""
ROW_PT = 12.0
"""Places are looked for by strips of so many points."""
STEP = 0.8
"""The next line of a paragraph begins at most so many heights below the one before."""


@dataclass(frozen=True, slots=True)
class Place:
    """A box of the seen page, and what it is."""

    box: Box
    path: Path


def places_of(document: Document, clean: CleanPage) -> tuple[Place, ...]:
    """The words of one clean page where they stand now, in reading order, in paragraphs and tables.

    Words that were taken out are among them: nothing is shown there any more, so nothing is tagged for them, but a
    label that stands in their place is spoken in its turn.
    """
    page = document.pages[clean.page_index]
    moved = {each.start: each.box for each in clean.moved}
    places: list[Place] = []
    count = 0
    table = 0
    for words in _text_lines(document, page):
        gaps = [document.text[one.end : other.start] for one, other in pairwise(words)]
        count += 1
        if "\t" in gaps:
            path: Path = (("Table", table or count), ("TR", count))
            table = table or count
        else:
            begins = words[0].text.endswith(":")  # a line such as "From: …" is one by itself
            if (
                not begins
                and not table
                and places
                and _goes_on(places[-1], _seen(page, moved.get(words[0].start, words[0].box)))
            ):
                count -= 1
            path, table = (("P", count),), 0
        cell = 1
        for word, gap in zip(words, [*gaps, ""], strict=True):
            own = (*path, ("TD", cell)) if path[0][0] == "Table" else path
            places.append(Place(_seen(page, moved.get(word.start, word.box)), own))
            cell += gap == "\t"
    return tuple(places)


def _text_lines(document: Document, page: Page) -> Iterator[list[Word]]:
    """The words of a page by lines of its text; a table row is one line."""
    line: list[Word] = []
    for word in sorted(page.words, key=lambda each: each.start):
        if line and "\n" in document.text[line[-1].end : word.start]:
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _goes_on(before: Place, box: Box) -> bool:
    """Whether a line that begins with a box goes on the paragraph that ends with a place."""
    if before.path[0][0] != "P":
        return False
    height, other = before.box.height, box.height
    step = box.y0 - before.box.y1
    return abs(height - other) <= SAME_HEIGHT * max(height, other) and -height < step < STEP * min(height, other)


def _seen(page: Page, box: Box) -> Box:
    """A page space box as the eye sees it, after the page's rotation."""
    turn = page_turn(page.width, page.height, page.rotation)
    corners = [apply_matrix(turn, x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


class Finder:
    """The place that a point or a box of the seen page belongs to, as its position in the reading order."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self._rows: dict[int, list[int]] = {}
        for index, place in enumerate(places):
            for row in range(int(place.box.y0 // ROW_PT), int(place.box.y1 // ROW_PT) + 1):
                self._rows.setdefault(row, []).append(index)

    def at_point(self, x: float, y: float, *, size: float) -> int | None:
        """The place in which text of that size in points begins; the nearest on its line; None without any."""
        best: tuple[float, int] | None = None
        near = range(int((y - size) // ROW_PT), int((y + size) // ROW_PT) + 1)
        for index in sorted({index for row in near for index in self._rows.get(row, ())}):
            box = self.places[index].box
            aside = max(box.x0 - x, x - box.x1, 0.0)
            above = max(box.y0 - y, y - box.y1, 0.0)
            far = aside + 4.0 * above
            if far <= 4.0 * size and (best is None or far < best[0]):
                best = (far, index)
        return best[1] if best else None

    def of_box(self, box: Box) -> float:
        """Where in the reading order a box comes: in the place it covers, after what stands before it on its line."""
        middle = (box.y0 + box.y1) / 2
        level = [(index, each.box) for index, each in enumerate(self.places) if each.box.y0 <= middle <= each.box.y1]
        before = [(box.x0 - other.x1, index) for index, other in level if other.x0 <= box.x0 + 0.5]
        if before:
            return min(before, key=lambda each: abs(each[0]))[1] + 0.5
        if level:
            return min(index for index, _ in level) - 0.5
        below = [index for index, each in enumerate(self.places) if each.box.y0 >= middle]
        return min(below) - 0.5 if below else len(self.places) - 0.5

    def path_near(self, order: float) -> Path:
        """The path of the place at, before or after a position of the reading order."""
        if not self.places:
            return (("P", 1),)
        return self.places[min(max(int(order), 0), len(self.places) - 1)].path
