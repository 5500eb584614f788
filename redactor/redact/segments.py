"""The words of a page as lines: pieces of rows with nothing between their words, in the frame they are read in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.domain.document import Document, Page, Word
from redactor.domain.redaction import Redaction

WIDEST_GAP = 2.0
"""A gap of more heights than this parts a line into two that have nothing to do with each other."""


@dataclass(slots=True)
class Atom:
    """A word in its line: its box as the eye sees it, the gap before it, and the redaction that takes it."""

    word: Word
    box: Box
    gap: str
    taken: int | None


@dataclass(slots=True)
class Segment:
    """Words that follow one another on one row with nothing between them."""

    atoms: list[Atom] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The smallest box round it."""
        box = self.atoms[0].box
        for atom in self.atoms[1:]:
            box = box.joined(atom.box)
        return box

    @property
    def height(self) -> float:
        """The usual height of its words."""
        return median(atom.box.height for atom in self.atoms)

    @property
    def touched(self) -> bool:
        """Whether anything is taken out of it."""
        return any(atom.taken is not None for atom in self.atoms)

    @property
    def level(self) -> bool:
        """Whether it runs across the page."""
        return self.box.width >= self.height or (len(self.atoms) == 1 and len(self.atoms[0].word.text) < 3)


class Frame:
    """Leads from page space into the frame in which most lines run to the right, and back."""

    def __init__(self, page: Page) -> None:
        self.turn = max((0, 90, 270, 180), key=lambda turn: _forward_steps(page, turn))
        self._turn = page_turn(page.width, page.height, self.turn)
        self.width, self.height = (page.width, page.height) if self.turn % 180 == 0 else (page.height, page.width)
        self._back = page_turn(self.width, self.height, -self.turn % 360)

    def seen(self, box: Box) -> Box:
        """A box of page space as the eye sees it."""
        corners = [apply_matrix(self._turn, x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        return Box.from_corners((x for x, _ in corners), (y for _, y in corners))

    def back(self, box: Box) -> Box:
        """A box of the seen frame in page space."""
        corners = [apply_matrix(self._back, x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


def _forward_steps(page: Page, turn: int) -> int:
    """How many words follow the one before them to the right, in a frame turned by so many degrees."""
    a, b, c, d, _, _ = page_turn(page.width, page.height, turn)
    steps = 0
    for before, after in pairwise(page.words[:400]):
        if before.line == after.line:
            across, down = (after.box.x0 - before.box.x0, after.box.y0 - before.box.y0)
            right, below = a * across + c * down, b * across + d * down
            steps += right > 2 * abs(below)
    return steps


def read_segments(
    document: Document, page: Page, redactions: Sequence[Redaction], frame: Frame, *, edges: Sequence[Box]
) -> list[Segment]:
    """The words of a page as segments, in reading order."""
    segments: list[Segment] = []
    before: Word | None = None
    for word in page.words:
        gap = document.text[before.end : word.start] if before else "\n"
        atom = Atom(word, frame.seen(word.box), gap, _taken_by(word.box, redactions))
        if segments and _goes_on(segments[-1], atom, edges):
            segments[-1].atoms.append(atom)
        else:
            segments.append(Segment([atom]))
        before = word
    return segments


def _taken_by(box: Box, redactions: Sequence[Redaction]) -> int | None:
    x, y = centre(box)
    return next((at for at, each in enumerate(redactions) if each.box.contains_point(x, y)), None)


def _goes_on(segment: Segment, atom: Atom, edges: Sequence[Box]) -> bool:
    last = segment.atoms[-1].box
    if atom.gap.strip(" ") or atom.box.x0 < last.x0 or not is_level(last, atom.box):
        return False
    height = min(last.height, atom.box.height)
    if atom.box.x0 - last.x1 > WIDEST_GAP * height:
        return False
    middle = (max(last.y0, atom.box.y0) + min(last.y1, atom.box.y1)) / 2
    left, right = centre(last)[0], centre(atom.box)[0]
    return not any(left < (edge.x0 + edge.x1) / 2 < right and edge.y0 < middle < edge.y1 for edge in edges)


def is_level(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one row."""
    return min(one.y1, other.y1) - max(one.y0, other.y0) >= 0.5 * min(one.height, other.height)


def centre(box: Box) -> tuple[float, float]:
    """The middle of a box."""
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def slope_of(segments: Sequence[Segment]) -> float:
    """How far lines fall for each point to the right, on a scan that is not quite straight."""
    slopes = []
    for segment in segments:
        (x0, y0), (x1, y1) = centre(segment.atoms[0].box), centre(segment.atoms[-1].box)
        if len(segment.atoms) >= 4 and x1 > x0:
            slopes.append((y1 - y0) / (x1 - x0))
    return median(slopes) if len(slopes) >= 3 else 0.0
