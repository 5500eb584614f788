"""Text operators followed glyph by glyph, so that each word of a line laid anew is written where it now stands.

On such a page nothing is placed by what went before it: every run of glyphs gets its own matrix, and neither an
offset nor a word space of the old line is written, since both would tell what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from redactor.domain.box import Box, Matrix, apply_matrix, page_turn
from redactor.domain.document import Page
from redactor.redact.glyphs import Glyph
from redactor.redact.graphics import Pen, after, matrix_of, numbers_of
from redactor.redact.materials import FontUse
from redactor.redact.relay import Relay, Shift
from redactor.redact.syntax import NotVector, Value, write_operation

CELL_PT = 0.1
BASELINE_PT = 1.5
"""Origins of one line, small raised letters apart, lie so near to one another."""
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
PLACED = frozenset(("BT", "Td", "TD", "Tm", "T*", "Tw", "TL", "Tc", "Ts"))
"""The operators that the setter follows; of these only BT, Tc and Ts are written."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to the glyphs of one word: a matrix of page space."""

    matrix: Matrix


@dataclass
class Turns:
    """Which glyphs of a page go where, by the places of their origins in page space."""

    by_cell: dict[tuple[int, int], Turn | None] = field(default_factory=dict)
    swept: tuple[tuple[Box, frozenset[float]], ...] = ()
    """Areas of lines that are laid anew, each with the places of its baselines across the line, none where unknown."""
    is_level: bool = True
    """Whether the lines run from left to right or back, not up or down."""

    def note(self, glyph: Glyph, turn: Turn | None) -> None:
        """Say where a glyph goes; None where it stays."""
        self.by_cell[(round(glyph.x / CELL_PT), round(glyph.y / CELL_PT))] = turn

    def find(self, x: float, y: float) -> tuple[bool, Turn | None]:
        """Whether a printed glyph has its origin here, and what happens to it."""
        column, row = round(x / CELL_PT), round(y / CELL_PT)
        for across in (0, -1, 1):
            for down in (0, -1, 1):
                key = (column + across, row + down)
                if key in self.by_cell:
                    return True, self.by_cell[key]
        return False, None

    def is_swept(self, x: float, y: float) -> bool:
        """Whether the place lies in a line that is laid anew, or right after one; lines may overlap."""
        across = y if self.is_level else x
        return any(
            box.contains_point(x, y) and (not lines or any(abs(line - across) <= BASELINE_PT for line in lines))
            for box, lines in self.swept
        )


def turn_glyphs(glyphs: Sequence[Glyph], page: Page, relay: Relay) -> tuple[Turns | None, tuple[Glyph, ...]]:
    """Which glyphs of a page go where, and the glyphs as they will stand; None where no line is laid anew."""
    if not relay.swept:
        return None, tuple(glyphs)
    turn = page_turn(page.width, page.height, relay.turn)
    is_level = relay.turn % 180 == 0
    moved = [(shift, Turn(_around(_matrix(shift), turn))) for shift in relay.shifts]
    rivals = _rivals(page, relay)
    turns = Turns(is_level=is_level)
    placed: list[Glyph] = []
    lines: dict[float, Glyph] = {}
    for glyph in glyphs:
        own = [
            each for each in moved if _belongs(glyph, each[0].word.box, rivals[each[0].word.start], is_level=is_level)
        ]
        if not own:
            turns.note(glyph, None)
            placed.append(glyph)
            continue
        _, new = min(own, key=lambda each: _off(glyph, each[0].word.box, is_level=is_level))
        turns.note(glyph, new)
        lines.setdefault(glyph.y if is_level else glyph.x, glyph)
        x, y = apply_matrix(new.matrix, glyph.x, glyph.y)
        middle = apply_matrix(new.matrix, glyph.middle_x, glyph.middle_y)
        placed.append(Glyph(glyph.text, x, y, *middle, glyph.size))
    turns.swept = tuple(
        (_reach(box, relay.turn), frozenset(at for at, one in lines.items() if box.contains_point(one.x, one.y)))
        for box in relay.swept
    )
    return turns, tuple(placed)


def _rivals(page: Page, relay: Relay) -> dict[int, list[Box]]:
    """For each moved word, by its start, the words that stay and overlap it: lines may be taller than apart."""
    starts = {shift.word.start for shift in relay.shifts}
    stay = [word.box for word in page.words if word.start not in starts]
    return {shift.word.start: [box for box in stay if box.overlap(shift.word.box)] for shift in relay.shifts}


def _belongs(glyph: Glyph, box: Box, rivals: Sequence[Box], *, is_level: bool) -> bool:
    if not box.grown(0.5).contains_point(glyph.middle_x, glyph.middle_y):
        return False
    own = _off(glyph, box, is_level=is_level)
    return all(
        own <= _off(glyph, rival, is_level=is_level)
        for rival in rivals
        if rival.contains_point(glyph.middle_x, glyph.middle_y)
    )


def _off(glyph: Glyph, box: Box, *, is_level: bool) -> tuple[float, float]:
    """How far a glyph's middle lies from a word's: across the line first, then along it."""
    down, across = abs((box.y0 + box.y1) / 2 - glyph.middle_y), abs((box.x0 + box.x1) / 2 - glyph.middle_x)
    return (round(down, 1), across) if is_level else (round(across, 1), down)


def _reach(box: Box, turn: int) -> Box:
    """A line's area and the room before and after it where blanks of its own may stand."""
    if turn % 180 == 0:
        return Box(box.x0 - 2 * box.height, box.y0, box.x1 + 2 * box.height, box.y1)
    return Box(box.x0, box.y0 - 2 * box.width, box.x1, box.y1 + 2 * box.width)


def _matrix(shift: Shift) -> Matrix:
    """What moves a word in the reading frame."""
    return (shift.scale, 0.0, 0.0, 1.0, shift.target.x0 - shift.scale * shift.source.x0,
            shift.target.y0 - shift.source.y0)  # fmt: skip


def _around(matrix: Matrix, turn: Matrix) -> Matrix:
    """A matrix of the reading frame as one of page space."""
    return after(after(turn, matrix), _inverse(turn))


@dataclass(slots=True)
class _Run:
    """Glyphs that move together: where they began, their strings and the numbers between them."""

    turn: Turn | None
    start: Matrix
    parts: list[Value]


@dataclass
class Setter:
    """The text state of a content stream; what it gives is content."""

    turns: Turns
    text: Matrix = _IDENTITY
    line: Matrix = _IDENTITY
    written_word_space: float | None = None

    def take(self, operands: Sequence[Value], operator: str, pen: Pen) -> tuple[Pen, list[bytes]]:
        """Follow an operator that places text; gives the pen after it and what is to be written."""
        numbers = numbers_of(operands)
        if operator == "BT":
            self.text = self.line = _IDENTITY
            return pen, [b"BT"]
        if operator in ("Tw", "TL", "Tc", "Ts"):
            return self._set(operands, operator, pen)
        if operator == "T*":
            self._step(0.0, -pen.leading)
        elif operator == "Tm":
            self.text = self.line = matrix_of(operands)
        elif len(numbers) == 2:
            if operator == "TD":
                pen = pen.changed(leading=-numbers[1])
            self._step(*numbers)
        else:
            raise NotVector("broken page content")
        return pen, []

    def _set(self, operands: Sequence[Value], operator: str, pen: Pen) -> tuple[Pen, list[bytes]]:
        (number,) = numbers_of(operands) or [0.0]
        match operator:
            case "Tw":
                return pen.changed(word_space=number), []
            case "TL":
                return pen.changed(leading=number), []
            case "Tc":
                pen = pen.changed(spacing=number)
            case "Ts":
                pen = pen.changed(rise=number)
        return pen, [write_operation([number], operator)]

    def _step(self, across: float, down: float) -> None:
        self.line = after((1.0, 0.0, 0.0, 1.0, across, down), self.line)
        self.text = self.line

    def show(self, parts: Iterable[Value], use: FontUse, pen: Pen) -> Iterator[bytes]:
        """Write the strings of one operator, each run of glyphs at its own place."""
        for run in self._runs(parts, use, pen):
            if run.turn is None:
                matrix, word_space = run.start, pen.word_space
            else:
                moved = _snapped(after(after(run.start, pen.matrix), run.turn.matrix))
                matrix, word_space = after(moved, _inverse(pen.matrix)), 0.0
                _require_seen(run.start, moved, pen)
            if word_space != self.written_word_space:
                yield write_operation([word_space], "Tw")
            self.written_word_space = word_space
            for part in run.parts:
                if isinstance(part, bytes):
                    use.show(part)
            yield write_operation(list(matrix), "Tm")
            yield write_operation([run.parts], "TJ")

    def _runs(self, parts: Iterable[Value], use: FontUse, pen: Pen) -> list[_Run]:
        runs: list[_Run] = []
        waiting: list[Value] = []
        follows = False
        """Whether the code before was the last glyph of a moved word, so that a blank after it goes with it."""
        for part in parts:
            if not isinstance(part, bytes):
                number = float(part)  # type: ignore[arg-type]
                waiting.append(number)
                self._advance(-number / 1000 * pen.size * pen.stretch)
                continue
            for code in use.codes_of(part):
                known, turn = self._look(pen)
                dropped = False
                if not known:
                    swept = self.turns.is_swept(*apply_matrix(after(self.text, pen.matrix), 0.0, pen.rise))
                    dropped = swept and not follows
                    turn = runs[-1].turn if swept and follows else turn
                if not dropped:
                    self._append(runs, turn, code, waiting)
                waiting = []
                follows = known and turn is not None
                blank = code == b" "
                advance = use.advance_of(code) / 1000 * pen.size + pen.spacing + (pen.word_space if blank else 0.0)
                self._advance(advance * pen.stretch)
                if dropped:
                    runs.append(_Run(None, self.text, []))
        return [run for run in runs if any(isinstance(part, bytes) for part in run.parts)]

    def _look(self, pen: Pen) -> tuple[bool, Turn | None]:
        return self.turns.find(*apply_matrix(after(self.text, pen.matrix), 0.0, pen.rise))

    def _append(self, runs: list[_Run], turn: Turn | None, code: bytes, waiting: list[Value]) -> None:
        if not runs or runs[-1].turn is not turn or (turn is None and not runs[-1].parts):
            runs.append(_Run(turn, self.text, [code]))
            return
        parts = runs[-1].parts
        if waiting:
            parts += [*waiting, code]
        elif isinstance(parts[-1], bytes):
            parts[-1] += code
        else:
            parts.append(code)

    def _advance(self, across: float) -> None:
        self.text = after((1.0, 0.0, 0.0, 1.0, across, 0.0), self.text)


def _snapped(matrix: Matrix) -> Matrix:
    """The matrix with its place on a grid of hundredths: what stood before a word leaves no noise in its place."""
    a, b, c, d, e, f = matrix
    return (a, b, c, d, round(e, 2), round(f, 2))


def _inverse(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    if abs(size) < 1e-9:
        raise NotVector("text of no width")
    return (d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size)


def _require_seen(start: Matrix, moved: Matrix, pen: Pen) -> None:
    """Refuse a place that the page's clip hides where it did not hide the old one."""
    if pen.visible is None or pen.shaped:
        raise NotVector("a line that is clipped")
    before = apply_matrix(after(start, pen.matrix), 0.0, 0.0)
    place = apply_matrix(moved, 0.0, 0.0)
    if pen.visible.contains_point(*before) and not pen.visible.contains_point(*place):
        raise NotVector("a line that is clipped")
