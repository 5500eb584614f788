"""From words as an engine read them to words in reading order with the gaps between them.

Engines read a ruled table line by line across its columns, so that a cell of two lines is torn apart and a
name in it with it. Here the rules on the paper say what belongs together: a row of a table becomes one line
of text, its cells parted by tabs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

import numpy as np
from PIL import Image

from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Mask, Pixels, ink_threshold, within_runs

RULE_DPI = 100.0
"""Rules are looked for on a copy of about this resolution."""
SHORTEST_RULE_PT = 18.0
THICKEST_RULE_PT = 5.0
"""Dark bars behind the heading of a table are no rules."""
SAME_RULE_PT = 5.0
"""Two edges so near each other are one rule."""
COLUMN_GAP = 1.8
"""A gap wider than so many heights of the line parts two columns."""

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class OrderedWord:
    """A word in its place in the text; `line` counts what is printed as one line within one cell or column."""

    word: ReadWord
    line: int
    gap: str


@dataclass(slots=True)
class _Strand:
    """Words that are read together: a line outside any table, or one cell of a table."""

    first: int
    edges: Edges | None = None
    words: list[ReadWord] = field(default_factory=list)


class _Rules:
    """The ruled lines of a picture, and the cell about a point."""

    def __init__(self, pixels: Pixels, dpi: float) -> None:
        self._step = max(1, round(dpi / RULE_DPI))
        small = np.asarray(Image.fromarray(pixels).reduce(self._step))
        ink = small < (ink_threshold(small) + 255) // 2
        length, thickest = (round(size_pt / 72 * dpi / self._step) for size_pt in (SHORTEST_RULE_PT, THICKEST_RULE_PT))
        self._level = _thin(within_runs(ink, length * 2).T, thickest).T
        self._upright = _thin(within_runs(np.ascontiguousarray(ink.T), length).T, thickest)
        self.same_px = SAME_RULE_PT / 72 * dpi

    def cell_about(self, x: float, y: float) -> Edges | None:
        """The nearest rules left of, above, right of and below a point in pixels; None unless there are all four."""
        height, width = self._level.shape
        across, down = min(int(x / self._step), width - 1), min(int(y / self._step), height - 1)
        row, column = np.flatnonzero(self._upright[down]), np.flatnonzero(self._level[:, across])
        left, right = row[row < across], row[row > across]
        above, below = column[column < down], column[column > down]
        if not (len(left) and len(right) and len(above) and len(below)):
            return None
        return tuple(float(edge) * self._step for edge in (left[-1], above[-1], right[0], below[0]))  # type: ignore[return-value]


def _thin(mask: Mask, thickest_px: int) -> Mask:
    """The part of a mask of rules that is no wider than a rule is."""
    return mask & ~within_runs(np.ascontiguousarray(mask), thickest_px + 1)


def order_words(words: Sequence[ReadWord], pixels: Pixels, dpi: float) -> tuple[OrderedWord, ...]:
    """The words of an upright picture in reading order, table rows as one line of text with tabs."""
    rules = _Rules(pixels, dpi)
    rows = _rows(_strands(words, rules), rules.same_px)
    ordered: list[OrderedWord] = []
    line = -1
    for row in rows:
        for strand in row:
            printed = -1
            for word in strand.words:
                line += word.line != printed
                printed = word.line
                ordered.append(OrderedWord(word, line, " "))
            ordered[-1] = replace(ordered[-1], gap="\t")
        ordered[-1] = replace(ordered[-1], gap="\n")
    return tuple(_with_gap(at, following) for at, following in zip_longest(ordered, ordered[1:]))


def _strands(words: Sequence[ReadWord], rules: _Rules) -> list[_Strand]:
    """Gather the words of each cell; what stands in none is gathered by line."""
    cells: list[_Strand] = []
    strands: list[_Strand] = []
    edges: Edges | None = None
    for at, word in enumerate(words):
        if not (word.glued and at):
            edges = rules.cell_about((word.left_px + word.right_px) / 2, (word.top_px + word.bottom_px) / 2)
        if edges is not None:
            home = next((cell for cell in cells if _agree(cell.edges, edges, rules.same_px)), None)
            if home is None:
                home = _Strand(at, edges)
                cells.append(home)
                strands.append(home)
        elif strands and strands[-1].edges is None and strands[-1].words[-1].line == word.line:
            home = strands[-1]
        else:
            home = _Strand(at)
            strands.append(home)
        home.words.append(word)
    return strands


def _agree(one: Edges | None, other: Edges, same_px: float) -> bool:
    return one is not None and all(abs(a - b) <= same_px for a, b in zip(one, other, strict=True))


def _rows(strands: Sequence[_Strand], same_px: float) -> list[list[_Strand]]:
    """Strands that are read one after the other in one line of text: cells between the same two level rules."""
    rows: list[list[_Strand]] = []
    for strand in strands:
        home = next((row for row in rows if _level_with(row[0].edges, strand.edges, same_px)), None)
        if home is None:
            rows.append([strand])
        else:
            home.append(strand)
    for row in rows:
        row.sort(key=lambda strand: strand.edges[0] if strand.edges else 0.0)
    return rows


def _level_with(one: Edges | None, other: Edges | None, same_px: float) -> bool:
    if one is None or other is None:
        return False
    return abs(one[1] - other[1]) <= same_px and abs(one[3] - other[3]) <= same_px


def _with_gap(at: OrderedWord, following: OrderedWord | None) -> OrderedWord:
    """Glue the parts of one token together, and part columns that only white space parts."""
    if following is None or at.gap != " ":
        return at
    if following.word.glued:
        return replace(at, gap="")
    height = max(at.word.bottom_px - at.word.top_px, following.word.bottom_px - following.word.top_px)
    if at.line == following.line and following.word.left_px - at.word.right_px > COLUMN_GAP * height:
        return replace(at, gap="\t")
    return at
