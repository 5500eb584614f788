"""Where drawing operators put their ink: the state of the pen, and paths as pieces in page space.

A path is kept piece by piece (subpath by subpath), so that a piece that lies in a box can go and the rule
of a table that runs through it can stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from redactor.domain.box import Box, Matrix, apply_matrix
from redactor.redact.syntax import NotVector, Value

SLACK_PT = 1.0
"""How far ink may reach over the edge of a box and still count as lying in it."""

BACKGROUND_PIECES = 16
"""A curved shape of more segments than this is a drawing, not the ground on which words stand."""


@dataclass(frozen=True, slots=True)
class Pen:
    """The part of the graphics state that decides where ink lands; boxes in page space."""

    matrix: Matrix
    visible: Box | None
    """The box in which anything shows; None where the clip is empty."""
    shaped: bool = False
    """Whether the clip is anything but a rectangle."""
    font: str = ""
    size: float = 0.0
    spacing: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def changed(self, **more: float) -> Pen:
        """This pen with other numbers of its text state."""
        return replace(self, **more)  # type: ignore[arg-type]


@dataclass
class Piece:
    """One subpath: its operations, and its corners in page space."""

    operations: list[tuple[list[Value], str]] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    straight: bool = True
    """Only lines across and down the page."""

    @property
    def box(self) -> Box:
        """The smallest box round it."""
        return Box.from_corners((x for x, _ in self.points), (y for _, y in self.points))


@dataclass
class Path:
    """A path in the making."""

    pieces: list[Piece] = field(default_factory=list)
    clips: bool = False

    def add(self, operands: list[Value], operator: str, matrix: Matrix) -> None:
        """Take one path operator in."""
        numbers = numbers_of(operands)
        if operator in ("m", "re") or not self.pieces:
            self.pieces.append(Piece())
        piece = self.pieces[-1]
        piece.operations.append((operands, operator))
        if operator == "re":
            x, y, width, height = _exactly(numbers, 4)
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            piece.points += [apply_matrix(matrix, *corner) for corner in corners]
            piece.straight = _is_straight(piece.points)
        elif operator != "h":
            _exactly(numbers, {"m": 2, "l": 2, "c": 6, "v": 4, "y": 4}[operator])
            piece.points += [apply_matrix(matrix, *pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
            piece.straight = piece.straight and operator in ("m", "l") and _is_straight(piece.points[-2:])

    def clip(self, operator: str) -> None:
        """Note that the path narrows the clip once it is painted."""
        self.clips = True
        if self.pieces:
            self.pieces[-1].operations.append(([], operator))

    def narrow(self, pen: Pen) -> Pen:
        """The pen after this path has become part of the clip."""
        if not self.pieces or not all(piece.points for piece in self.pieces):
            return replace(pen, visible=None)
        box = self.pieces[0].box
        for piece in self.pieces[1:]:
            box = box.joined(piece.box)
        rectangle = len(self.pieces) == 1 and self.pieces[0].straight and len(self.pieces[0].points) in (4, 5)
        return replace(pen, visible=shared_part(pen.visible, box), shaped=pen.shaped or not rectangle)

    def outside(self, boxes: Sequence[Box]) -> list[Piece]:
        """The pieces that may stay: those in a box go; NotVector where drawn ink runs into a box."""
        return [piece for piece in self.pieces if not piece.points or _may_stay(piece, boxes)]


def _may_stay(piece: Piece, boxes: Sequence[Box]) -> bool:
    own = piece.box
    for box in boxes:
        room = box.grown(SLACK_PT)
        if not room.overlap(own.grown(0.01)):
            continue
        if _holds(room, own):
            return False
        ground = _holds(own, box) and len(piece.operations) <= BACKGROUND_PIECES
        if not piece.straight and not ground and box.overlap(own.grown(0.01)):
            raise NotVector("drawn ink under a box")
    return True


def _holds(outer: Box, inner: Box) -> bool:
    return outer.x0 <= inner.x0 and outer.y0 <= inner.y0 and outer.x1 >= inner.x1 and outer.y1 >= inner.y1


def _is_straight(points: Sequence[tuple[float, float]]) -> bool:
    return all(abs(x1 - x0) < 0.01 or abs(y1 - y0) < 0.01 for (x0, y0), (x1, y1) in pairwise(points))


def shared_part(one: Box | None, other: Box) -> Box | None:
    """What two boxes share; None where they share nothing."""
    if one is None:
        return None
    x0, y0, x1, y1 = max(one.x0, other.x0), max(one.y0, other.y0), min(one.x1, other.x1), min(one.y1, other.y1)
    return Box(x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def box_under(matrix: Matrix, edges: Sequence[float]) -> Box:
    """The smallest box round a rectangle (left, bottom, right, top) that the matrix has moved."""
    x0, y0, x1, y1 = edges
    corners = [apply_matrix(matrix, x, y) for x in (x0, x1) for y in (y0, y1)]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


def after(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def numbers_of(operands: Sequence[Value]) -> list[float]:
    """The operands as numbers; NotVector where one is none."""
    if not all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in operands):
        raise NotVector("broken page content")
    return [float(each) for each in operands]  # type: ignore[arg-type]


def matrix_of(operands: Sequence[Value]) -> Matrix:
    """Six operands as a matrix; NotVector otherwise."""
    a, b, c, d, e, f = _exactly(numbers_of(operands), 6)
    return (a, b, c, d, e, f)


def _exactly(numbers: list[float], count: int) -> list[float]:
    if len(numbers) != count:
        raise NotVector("broken page content")
    return numbers


def edges_of(pictures: Sequence[Mapping[str, Any]], drawings: Sequence[Mapping[str, Any]]) -> list[Box]:
    """Strokes, sides of rectangles and sides of pictures of a page, as MuPDF lists them: thin boxes in page space."""
    shapes = [Box(*each["bbox"]) for each in pictures]
    for drawing in drawings:
        for kind, *shape in drawing["items"]:
            if kind == "l":
                shapes.append(Box.from_corners((shape[0].x, shape[1].x), (shape[0].y, shape[1].y)))
            elif kind == "re":
                shapes.append(Box(*shape[0].normalize()))
    upright = [Box(x, box.y0, x, box.y1) for box in shapes for x in (box.x0, box.x1)]
    return upright + [Box(box.x0, y, box.x1, y) for box in shapes for y in (box.y0, box.y1)]
