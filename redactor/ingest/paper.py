"""Lines come in at a cursor, pages with their words, boxes and ink go out; knows no PDF library.

Geometry is page space (redactor/domain/box.py): points, origin top left, y downwards.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, LooseWord, Sheet, WordOrigin
from redactor.errors import TooLarge
from redactor.ingest.blocks import Style
from redactor.ingest.lines import Line, Piece, Setting

A4 = (595.0, 842.0)
SIDE_MARGIN = 56.0
TOP_MARGIN = 54.0
BOTTOM_MARGIN = 60.0
FOOT = 30.0
"""How far above the page's lower edge the footer stands, in points."""
MAX_PAGES = 3_000

ASCENT, DESCENT = 0.935, 0.265
"""How far the text face (FiraGO) reaches above and below the baseline, at a size of 1 point."""
RULE_GREY, GRID_GREY, SHADE_GREY = 0.6, 0.8, 0.94


@dataclass(frozen=True, slots=True)
class Ink:
    """A string drawn left to right from a point on its baseline."""

    text: str
    x: float
    baseline: float
    size: float
    style: Style


@dataclass(frozen=True, slots=True)
class Stroke:
    """A thin horizontal or vertical line; grey 0 (black) to 1."""

    box: Box
    grey: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn on one page, and the page as the rest of the house sees it."""

    inks: tuple[Ink, ...]
    strokes: tuple[Stroke, ...]
    shades: tuple[Box, ...]
    plates: tuple[tuple[Box, bytes], ...]
    page: LoosePage


@dataclass
class _Draft:
    inks: list[Ink] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    plates: list[tuple[Box, bytes]] = field(default_factory=list)
    words: list[tuple[str, Box, int]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    doubt: list[str] = field(default_factory=list)
    lines: int = 0


class Paper:
    """A stack of pages being written from top to bottom; `y` is where the next line's top will be.

    `gap` is what will stand in the page's text before the next word. Raises TooLarge past MAX_PAGES.
    """

    def __init__(self, *, landscape: bool, footer: tuple[Line, Setting] | None, sheet: Sheet) -> None:
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self.top, self.bottom = TOP_MARGIN, self.height - BOTTOM_MARGIN
        self.measure_width = self.width - 2 * SIDE_MARGIN
        self.y = self.top
        self.gap = ""
        self._footer = footer
        self._sheet = sheet
        self._draft = _Draft()
        self._done: list[Drawing] = []

    @property
    def room(self) -> float:
        """What is left of the page, in points."""
        return self.bottom - self.y

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the present page yet."""
        return not self._draft.words and not self._draft.plates

    def turn(self) -> None:
        """End the present page, unless nothing stands on it, and go to the top of a new one."""
        if not self.is_fresh:
            self._finish()
        self.y, self.gap = self.top, ""

    def pages(self) -> tuple[Drawing, ...]:
        """End the last page and give all of them; at least one."""
        if not self.is_fresh or not self._done:
            self._finish()
        return tuple(self._done)

    def write(self, line: Line, *, x: float, top: float, setting: Setting, width: float) -> None:
        """Write a line at `x` into a column of that width; its words follow the ones before it after `gap`."""
        if not line.pieces:
            return
        baseline = top + (setting.pitch - (ASCENT + DESCENT) * setting.size) / 2 + ASCENT * setting.size
        placed = _place(line, x, width)
        for piece, left in placed:
            box = Box(left, baseline - ASCENT * setting.size, left + piece.width, baseline + DESCENT * setting.size)
            self._add_word(piece, box)
            self._mark(piece, box, baseline, setting)
        self._draft.inks += _join_inks(placed, baseline, setting)
        self._draft.lines += 1

    def stroke(self, box: Box, *, grey: float = GRID_GREY) -> None:
        """Draw a thin line from the box's top left to its bottom right; a box without width or height."""
        self._draft.strokes.append(Stroke(box, grey))

    def shade(self, box: Box) -> None:
        """Lay a light grey ground under what will be written there."""
        self._draft.shades.append(box)

    def place_picture(self, box: Box, content: bytes) -> None:
        """Put a picture on the page (none where `content` is empty), and name the area for a person to look at."""
        self._draft.plates.append((box, content))
        self._draft.pictures.append(box)

    def doubt(self, code: str) -> None:
        """Say that the present page does not show everything."""
        if code not in self._draft.doubt:
            self._draft.doubt.append(code)

    def _add_word(self, piece: Piece, box: Box) -> None:
        draft = self._draft
        if draft.gaps:
            draft.gaps[-1] = self.gap
        draft.words.append((piece.text, box, draft.lines))
        draft.gaps.append("")
        self.gap = piece.gap

    def _mark(self, piece: Piece, box: Box, baseline: float, setting: Setting) -> None:
        if piece.style & Style.STRUCK:
            level = baseline - 0.27 * setting.size
            self.stroke(Box(box.x0, level, box.x1, level), grey=0.0)
        if piece.style & Style.UNDERLINED:
            level = baseline + 0.14 * setting.size
            self.stroke(Box(box.x0, level, box.x1, level), grey=0.0)

    def _finish(self) -> None:
        if len(self._done) >= MAX_PAGES:
            raise TooLarge(f"the record fills more than {MAX_PAGES} pages")
        if self._footer:
            line, setting = self._footer
            self.gap = "\n"
            self.write(
                line, x=SIDE_MARGIN, top=self.height - FOOT - setting.pitch, setting=setting, width=self.measure_width
            )
        draft, self._draft = self._draft, _Draft()
        words = tuple(
            LooseWord(text, box, 1.0, line, gap)
            for (text, box, line), gap in zip(draft.words, draft.gaps, strict=True)
        )  # fmt: skip
        page = LoosePage(
            self.width,
            self.height,
            words,
            0,
            WordOrigin.TYPESET,
            self._sheet,
            tuple(draft.doubt),
            tuple(draft.pictures),
        )
        self._done.append(
            Drawing(tuple(draft.inks), tuple(draft.strokes), tuple(draft.shades), tuple(draft.plates), page)
        )


def _place(line: Line, x: float, width: float) -> list[tuple[Piece, float]]:
    """The left edge of each word; a line that starts in a right-to-left script runs from the right edge."""
    placed: list[tuple[Piece, float]] = []
    at = line.indent
    for place, piece in enumerate(line.pieces):
        at += piece.lead if place else 0.0
        placed.append((piece, at))
        at += piece.width
    if runs_right_to_left("".join(piece.text for piece in line.pieces)):
        return [(piece, x + width - left - piece.width) for piece, left in placed]
    return [(piece, x + left) for piece, left in placed]


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a right-to-left script (Unicode UAX #9, rule P2)."""
    if text.isascii():
        return False
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def _join_inks(placed: list[tuple[Piece, float]], baseline: float, setting: Setting) -> list[Ink]:
    """One string for words that stand one plain space apart in one style; right-to-left words one by one."""
    inks: list[Ink] = []
    end = -1.0
    for piece, left in placed:
        shown = piece.text[::-1] if runs_right_to_left(piece.text) else piece.text
        style = piece.style & (Style.BOLD | Style.ITALIC | Style.FAINT)
        last = inks[-1] if inks else None
        space = setting.width(" ", style)
        if last and last.style == style and shown is piece.text:
            step = left - end
            if abs(step) < 0.01 or abs(step - space) < 0.01:
                inks[-1] = Ink(last.text + (" " if step > 0.01 else "") + shown, last.x, baseline, setting.size, style)
                end = left + piece.width
                continue
        inks.append(Ink(shown, left, baseline, setting.size, style))
        end = left + piece.width
    return inks
