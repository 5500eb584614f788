"""A page's content to the same content with marks: every stroke of text numbered, everything else an artifact.

The numbers (MCIDs, ISO 32000-1, 14.7.4) are what the structure tree points to. Labels are marked where they are made
(`/Withheld … BDC`) and become figures with an alternative text; nothing is drawn otherwise than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pikepdf

from redactor.disclose.advances import Advances
from redactor.disclose.places import Finder, Path, Place
from redactor.domain.box import IDENTITY, Box, Matrix, apply_matrix

LABEL_MARK = "/Withheld"
WIDE_GAP = 1000
"""Thousandths of the size of the type: more than a blank, less than what parts two cells."""
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))
_STEPS = frozenset("m l c v y h re".split())
_PAINTS = frozenset("f F f* B B* b b* S s".split())

Instruction = Any
"""A pikepdf ContentStreamInstruction or ContentStreamInlineImage."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One numbered piece of a page: its place in the reading order, its path of tags, and what to say for a figure."""

    number: int
    order: float
    path: Path
    alt: str = ""
    box: Box | None = None
    """Of a figure, on the finished page, origin bottom left."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page lies on its sheet: the matrix of its content, and the sheet's height in points."""

    matrix: Matrix
    height: float


@dataclass(frozen=True, slots=True)
class _Pen:
    """As much of the graphics state as tells where text stands."""

    matrix: Matrix
    leading: float = 0.0
    size: float = 0.0
    font: str = ""
    spacing: float = 0.0
    stretch: float = 1.0


@dataclass
class _Walk:
    """One pass over a content stream."""

    finder: Finder
    frame: Frame
    pen: _Pen
    advances: Advances
    stack: list[_Pen] = field(default_factory=list)
    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    marks: list[Mark] = field(default_factory=list)
    breaks: tuple[float, ...] = ()
    """Where in the reading order labels stand: text before and after one is not one piece."""
    open_path: Path | None = None
    """The path of the piece of text that is open; None outside one."""
    reached: float = 0.0
    """How far in the reading order that piece goes."""
    label: str | None = None
    """What stands in the label that is open."""
    box: Box | None = None


def mark_content(
    instructions: Iterable[Instruction], places: Sequence[Place], frame: Frame, resources: Any
) -> tuple[list[Instruction], list[Mark]]:
    """The content with its marks, and what each number is, in the order of drawing."""
    instructions = list(instructions)
    walk = _Walk(Finder(places), frame, _Pen(frame.matrix), Advances(resources))
    walk.breaks = _label_orders(instructions, walk)
    forms = resources.get("/XObject", {}) if resources is not None else {}
    out: list[Instruction] = []
    path: list[Instruction] = []
    for each in instructions:
        operator = str(each.operator)
        if walk.label is not None:
            out += _in_label(walk, each, operator)
        elif operator == "BDC" and str(each.operands[0]) == LABEL_MARK:
            walk.label = str(each.operands[1].get("/Label", ""))
        elif operator in _STEPS:
            path.append(each)
        elif operator in _PAINTS or operator in ("sh", "INLINE IMAGE"):
            out += _artifact([*path, each])
            path = []
        elif operator == "Do":
            out += _drawn(walk, each, forms)
        elif operator in _SHOWS:
            out += [*path, *_shown(walk, each, operator)]
            path = []
        else:
            out += [*path, *_other(walk, each, operator)]
            path = []
    return out, walk.marks


def _command(operator: str, *operands: Any) -> Instruction:
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(operator))


def _artifact(drawn: Sequence[Instruction]) -> list[Instruction]:
    return [_command("BMC", pikepdf.Name.Artifact), *drawn, _command("EMC")]


def _begin(walk: _Walk, tag: str, mark: Mark) -> Instruction:
    walk.marks.append(mark)
    return _command("BDC", pikepdf.Name(f"/{tag}"), pikepdf.Dictionary(MCID=mark.number))


def _shown(walk: _Walk, each: Instruction, operator: str) -> Iterator[Instruction]:
    """Text with its numbers; a row of cells that is one operator becomes one for each cell."""
    if operator in ("'", '"'):
        _step(walk, 0.0, -walk.pen.leading)
    if operator != "TJ":
        yield from _piece(walk, each)
        _advance(walk, [each.operands[-1]])
        return
    for parts in _cells(each.operands[0]):
        if any(not isinstance(part, (int, float, Decimal)) for part in parts):
            yield from _piece(walk, _command("TJ", pikepdf.Array(parts)))
        else:
            yield _command("TJ", pikepdf.Array(parts))
        _advance(walk, parts)


def _cells(parts: Iterable[Any]) -> Iterator[list[Any]]:
    """The parts of a text operator, cut where more than a blank lies between two strings."""
    cell: list[Any] = []
    for part in parts:
        if isinstance(part, (int, float, Decimal)) and float(part) < -WIDE_GAP and cell:
            yield [*cell, part]
            cell = []
        else:
            cell.append(part)
    if cell:
        yield cell


def _advance(walk: _Walk, parts: Iterable[Any]) -> None:
    """Move the pen over what was shown."""
    pen, across = walk.pen, 0.0
    for part in parts:
        if isinstance(part, (int, float, Decimal)):
            across -= float(part) / 1000 * pen.size
        else:
            shown = bytes(part)
            across += walk.advances.of(pen.font, shown) / 1000 * pen.size + pen.spacing * len(shown)
    walk.text = _after((1.0, 0.0, 0.0, 1.0, across * pen.stretch, 0.0), walk.text)


def _piece(walk: _Walk, each: Instruction) -> Iterator[Instruction]:
    """One text operator with its number; text that follows in the same piece keeps the number."""
    matrix = _after(walk.text, walk.pen.matrix)
    size = max(walk.pen.size * (abs(matrix[2]) + abs(matrix[3])), 1.0)
    x, y = apply_matrix(matrix, 0.0, 0.0)
    along, upwards = _unit(matrix[0], matrix[1]), _unit(matrix[2], matrix[3])
    x += 0.1 * size * along[0] + 0.25 * size * upwards[0]
    y += 0.1 * size * along[1] + 0.25 * size * upwards[1]
    order = walk.finder.at_point(x, walk.frame.height - y, size=size)
    path = walk.finder.places[order].path if order is not None else (("P", -1 - len(walk.marks)),)
    place = float(order) if order is not None else len(walk.finder.places) + 0.5
    parted = any(min(walk.reached, place) < each < max(walk.reached, place) for each in walk.breaks)
    if walk.open_path != path or parted:
        yield from _close(walk)
        yield _begin(walk, path[-1][0], Mark(len(walk.marks), place, path))
        walk.open_path = path
    walk.reached = place
    yield each


def _close(walk: _Walk) -> Iterator[Instruction]:
    if walk.open_path is not None:
        walk.open_path = None
        yield _command("EMC")


def _other(walk: _Walk, each: Instruction, operator: str) -> Iterator[Instruction]:
    """Everything that draws nothing; what is open ends with its text object."""
    if operator in ("ET", "q", "Q", "BT"):
        yield from _close(walk)
    _follow(walk, each, operator)
    if operator not in ("BDC", "BMC", "EMC", "MP", "DP"):  # marks of others would tangle with ours
        yield each


def _follow(walk: _Walk, each: Instruction, operator: str) -> None:
    match operator:
        case "q":
            walk.stack.append(walk.pen)
        case "Q":
            walk.pen = walk.stack.pop() if walk.stack else walk.pen
        case "cm":
            walk.pen = replace(walk.pen, matrix=_after(_matrix(each), walk.pen.matrix))
        case "BT":
            walk.text = walk.line = IDENTITY
        case "Tm":
            walk.text = walk.line = _matrix(each)
        case "Td" | "TD":
            across, down = (float(number) for number in each.operands)
            if operator == "TD":
                walk.pen = replace(walk.pen, leading=-down)
            _step(walk, across, down)
        case "T*":
            _step(walk, 0.0, -walk.pen.leading)
        case "TL":
            walk.pen = replace(walk.pen, leading=float(each.operands[0]))
        case "Tf":
            walk.pen = replace(walk.pen, font=str(each.operands[0]), size=abs(float(each.operands[1])))
        case "Tc":
            walk.pen = replace(walk.pen, spacing=float(each.operands[0]))
        case "Tz":
            walk.pen = replace(walk.pen, stretch=float(each.operands[0]) / 100)


def _step(walk: _Walk, across: float, down: float) -> None:
    walk.line = _after((1.0, 0.0, 0.0, 1.0, across, down), walk.line)
    walk.text = walk.line


def _drawn(walk: _Walk, each: Instruction, forms: Any) -> Iterator[Instruction]:
    """A form is spoken as one piece, a picture that fills its page is its page's paper, another one a figure."""
    yield from _close(walk)
    drawn = forms.get(str(each.operands[0]))
    box = _form_box(drawn, walk.pen.matrix) if drawn is not None else None
    if box is None:
        yield from _artifact([each])
        return
    seen = _seen(walk.frame, box)
    picture = drawn.get("/Subtype") == "/Image"
    within = [index for index, place in enumerate(walk.finder.places) if seen.overlap(place.box) > 0]
    if picture and (len(within) > 3 or min(box.width, box.height) < 8):
        yield from _artifact([each])
        return
    order = float(within[0]) if within and not picture else walk.finder.of_box(seen)
    path = walk.finder.places[within[0]].path if within and not picture else (("P", -1 - len(walk.marks)),)
    alt = ("Picture" if walk.finder.places else "Scanned page; its words could not be read") if picture else ""
    tag = "Figure" if picture else path[-1][0]
    yield _begin(walk, tag, Mark(len(walk.marks), order, path, alt, box if picture else None))
    yield each
    yield _command("EMC")


def _form_box(drawn: Any, matrix: Matrix) -> Box | None:
    """Where a form or picture lies on the sheet, origin bottom left."""
    if drawn.get("/Subtype") == "/Image":
        corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    else:
        x0, y0, x1, y1 = (float(edge) for edge in drawn.get("/BBox", [0, 0, 1, 1]))
        corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)]
        own = drawn.get("/Matrix")
        if own is not None:
            matrix = _after(_six(own), matrix)
    placed = [apply_matrix(matrix, x, y) for x, y in corners]
    return Box.from_corners((x for x, _ in placed), (y for _, y in placed))


# ---------------------------------------------------------------- labels
def _label_orders(instructions: Sequence[Instruction], walk: _Walk) -> tuple[float, ...]:
    """Where in the reading order the labels of a page stand."""
    pen, orders, labelled = _Walk(walk.finder, walk.frame, walk.pen, walk.advances), [], False
    for each in instructions:
        operator = str(each.operator)
        if operator in ("q", "Q", "cm"):
            _follow(pen, each, operator)
        elif operator == "BDC":
            labelled = str(each.operands[0]) == LABEL_MARK
        elif operator == "re" and labelled:
            orders.append(walk.finder.of_box(_seen(walk.frame, _rectangle(each, pen.pen.matrix))))
            labelled = False
    return tuple(orders)


def _rectangle(each: Instruction, matrix: Matrix) -> Box:
    """A rectangle on the sheet, origin bottom left."""
    x, y, width, height = (float(number) for number in each.operands)
    corners = [apply_matrix(matrix, left, low) for left in (x, x + width) for low in (y, y + height)]
    return Box.from_corners((left for left, _ in corners), (low for _, low in corners))


def _seen(frame: Frame, box: Box) -> Box:
    """A box of the sheet with its origin top left."""
    return Box(box.x0, frame.height - box.y1, box.x1, frame.height - box.y0)


def _in_label(walk: _Walk, each: Instruction, operator: str) -> Iterator[Instruction]:
    """A box with its label: a figure from the rectangle to the end of its words."""
    if operator == "re" and walk.box is None:
        walk.box = _rectangle(each, walk.pen.matrix)
        order = walk.finder.of_box(_seen(walk.frame, walk.box))
        alt = f"Withheld: {walk.label}" if walk.label and walk.label != "Withheld" else "Withheld"
        path = walk.finder.path_near(order)
        yield _begin(walk, "Figure", Mark(len(walk.marks), order, path, alt, walk.box))
    if operator == "EMC":
        if walk.box is not None:
            yield each
        walk.label = walk.box = None
        return
    _follow(walk, each, operator)
    yield each


# ---------------------------------------------------------------- matrices
def _matrix(each: Instruction) -> Matrix:
    return _six(each.operands)


def _six(numbers: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _after(first: Matrix, second: Matrix) -> Matrix:
    """The map that does the first and then the second."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _unit(x: float, y: float) -> tuple[float, float]:
    long = (x * x + y * y) ** 0.5 or 1.0
    return x / long, y / long
