"""Paragraphs that lose words, broken into lines anew, so that not even where lines end tells what stood there.

Only what is plainly a paragraph: lines of one height, one under the other, each but the last too full for the first
word of the next. Its lines keep their places on the page; there may be fewer of them afterwards, never more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from redactor.domain.box import Box
from redactor.redact.segments import Atom, Segment

SAME_EDGE_PT = 1.5
STEPS = (0.7, 1.4)
"""How far the next line stands below, in heights of a line."""
EVEN_MARGINS = 0.08
"""A column ends where the page's left margin stands on the right, if its longest line ends so near to it."""
NARROWEST = 16.0
"""A column of fewer heights holds addresses, signatures and lists rather than paragraphs."""
WIDTH_STEP_PT = 24.0
"""A column that no other line tells is taken to be so many points wide, or twice as many, or three times …"""
SCALES = (1.0, 0.98, 0.96, 0.94, 0.92, 0.9, 0.88, 0.86, 0.84, 0.82, 0.8)
"""How far a paragraph is condensed that would need a line more than it had."""


@dataclass(frozen=True)
class Piece:
    """What a paragraph is made of: a kept word, or a label of that number; glued to the piece before or not."""

    atom: Atom | None
    label: int
    width: float
    glued: bool


@dataclass(frozen=True)
class Spot:
    """Where a piece stands now: its left edge and its width, and the row of the paragraph."""

    piece: Piece
    x0: float
    width: float
    row: int


def find_paragraphs(segments: Sequence[Segment], lines: Collection[int], fixed: Collection[int]) -> list[list[Segment]]:
    """The paragraphs of two lines or more with one of the `lines` and none of the `fixed` (indices of segments)."""
    flush = _flush_edges(segments)
    found: list[list[Segment]] = []
    at = 0
    while at < len(segments):
        end = at
        while end + 1 < len(segments) and _goes_on(segments[at : end + 1], segments[end + 1], flush):
            end += 1
        own = range(at, end + 1)
        if len(own) > 1 and any(each in lines for each in own) and not any(each in fixed for each in own):
            found.append([segments[each] for each in own])
        at = end + 1
    return found


def _flush_edges(segments: Sequence[Segment]) -> dict[int, float]:
    """The right edge of the longest line that begins at each left edge, by the left edge in whole points."""
    edges: dict[int, float] = {}
    for segment in segments:
        for left in range(round(segment.box.x0) - 1, round(segment.box.x0) + 2):
            edges[left] = max(edges.get(left, 0.0), segment.box.x1)
    return edges


def _goes_on(before: Sequence[Segment], after: Segment, flush: dict[int, float]) -> bool:
    """Whether a line is the next one of a paragraph that begins with those before it."""
    last = before[-1]
    one, other = last.box, after.box
    height = last.height
    if "\t" in after.atoms[0].gap or "\n" not in after.atoms[0].gap or not (last.level and after.level):
        return False
    if abs(after.height - height) > 0.12 * height or not STEPS[0] * height < other.y1 - one.y1 < STEPS[1] * height:
        return False
    if len(before) > 1 and abs((other.y1 - one.y1) - (one.y1 - before[-2].box.y1)) > 0.15 * height:
        return False
    if any(segment.atoms[0].word.text.startswith(">") for segment in (last, after)):
        return False
    indented = len(before) == 1 and 0 <= one.x0 - other.x0 < 4 * height
    if abs(one.x0 - other.x0) > SAME_EDGE_PT and not indented:
        return False
    first, flush_at = after.atoms[0].box.width, flush.get(round(other.x0), one.x1)
    if flush_at - other.x0 < NARROWEST * height:
        return False
    return one.x1 + 0.15 * height + first > flush_at - 1


def right_edge(
    paragraph: Sequence[Segment], segments: Sequence[Segment], edges: Sequence[Box], page_width: float
) -> float:
    """How far to the right the lines may reach: as the lines of other paragraphs do, as far as nothing stands there."""
    left = paragraph[-1].box.x0
    own = {id(segment) for segment in paragraph}
    longest = max(segment.box.x1 for segment in paragraph)
    others = [each for each in segments if id(each) not in own]
    column = [each.box.x1 for each in others if not each.touched and abs(each.box.x0 - left) < SAME_EDGE_PT]
    steps = left + WIDTH_STEP_PT * ceil((longest - left - 0.5) / WIDTH_STEP_PT)
    margin = page_width - min(segment.box.x0 for segment in segments)
    if -1 < margin - longest < EVEN_MARGINS * (longest - left):
        right = margin
    else:
        right = max(column, default=0.0)
        right = right if right > longest - 0.5 else steps
    top, bottom = paragraph[0].box.y0 + 1, paragraph[-1].box.y1 - 1
    stand = [box for box in (*(each.box for each in others), *edges) if box.y0 < bottom and box.y1 > top]
    if any(box.x0 < longest and box.x1 > left and not (box.x0 < left and box.x1 > longest) for box in stand):
        return 0.0
    return min([right, *(box.x0 - 2 for box in stand if box.x0 >= longest)])


def flow(pieces: Sequence[Piece], paragraph: Sequence[Segment], right: float, blank: float) -> list[Spot] | None:
    """Where each piece stands once the paragraph is broken anew; None where it does not fit into its own rows."""
    units = list(_units(pieces))
    starts = [paragraph[0].box.x0, *([paragraph[1].box.x0] * (len(paragraph) - 1))]
    for scale in SCALES:
        spots = _broken(units, starts, right, blank=blank, scale=scale)
        if spots is not None:
            return spots
    return None


def _units(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces that no line break may part."""
    held: list[Piece] = []
    for piece in pieces:
        if held and not piece.glued:
            yield held
            held = []
        held.append(piece)
    if held:
        yield held


def _broken(
    units: Sequence[Sequence[Piece]], starts: Sequence[float], right: float, *, blank: float, scale: float
) -> list[Spot] | None:
    spots: list[Spot] = []
    row, x = 0, starts[0]
    for unit in units:
        width = scale * sum(piece.width for piece in unit)
        if x > starts[row] and x + width > right + 0.01:
            row += 1
            if row >= len(starts):
                return None
            x = starts[row]
        if x + width > right + 0.01:
            return None
        for piece in unit:
            spots.append(Spot(piece, round(x, 2), scale * piece.width, row))
            x += scale * piece.width
        x += scale * blank
    return spots


def row_place(line: Segment) -> tuple[float, float]:
    """Top and bottom of the usual word of a line."""
    return median(atom.box.y0 for atom in line.atoms), median(atom.box.y1 for atom in line.atoms)
