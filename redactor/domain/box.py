"""Where something stands on a page, in the one frame that all rooms share.

**Page space**: PDF points (1/72 inch), origin at the top left of the crop box, y downwards, *before* the
page's /Rotate is applied. Word boxes, search hits and redactions all use it; pixels exist only where OCR
comes in and where a picture goes out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float]
"""An affine map (a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle in points, page space, x0 ≤ x1 and y0 ≤ y1; raises ValueError otherwise."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) for v in (self.x0, self.y0, self.x1, self.y1)):
            raise ValueError("a box needs finite numbers")
        if self.x0 > self.x1 or self.y0 > self.y1:
            raise ValueError("a box needs x0 <= x1 and y0 <= y1")

    @classmethod
    def from_corners(cls, xs: Iterable[float], ys: Iterable[float]) -> Box:
        """The smallest box round the points with these x and y values, in points."""
        across, down = list(xs), list(ys)
        return cls(min(across), min(down), max(across), max(down))

    @classmethod
    def from_pixels(
        cls, left_px: float, top_px: float, right_px: float, bottom_px: float, *, dpi: float, matrix: Matrix = IDENTITY
    ) -> Box:
        """Carry a rectangle in pixels of a prepared picture to page space.

        `matrix` maps pixels of the prepared picture (turned, deskewed) to pixels of a picture of the page
        in page space at `dpi`; origin top left in both.
        """
        corners = [(left_px, top_px), (right_px, top_px), (left_px, bottom_px), (right_px, bottom_px)]
        placed = [apply_matrix(matrix, x, y) for x, y in corners]
        scale = 72.0 / dpi
        return cls.from_corners((x * scale for x, _ in placed), (y * scale for _, y in placed))

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """In points."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """In square points."""
        return self.width * self.height

    def grown(self, margin_pt: float) -> Box:
        """This box with a margin of so many points on every side."""
        return Box(self.x0 - margin_pt, self.y0 - margin_pt, self.x1 + margin_pt, self.y1 + margin_pt)

    def rounded(self) -> Box:
        """This box to a thousandth of a point, as boxes are written down (domain/plain.py)."""
        return Box(round(self.x0, 3), round(self.y0, 3), round(self.x1, 3), round(self.y1, 3))

    def joined(self, other: Box) -> Box:
        """The smallest box round both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def overlap(self, other: Box) -> float:
        """The shared area in square points; 0 where they only touch."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return across * down if across > 0 and down > 0 else 0.0

    def contains_point(self, x: float, y: float) -> bool:
        """Whether the point (in points) lies inside or on the edge."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def clipped(self, width: float, height: float) -> Box | None:
        """The part of this box on a page of that size in points, or None where nothing of it is."""
        x0, y0, x1, y1 = max(self.x0, 0.0), max(self.y0, 0.0), min(self.x1, width), min(self.y1, height)
        return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


@dataclass(frozen=True, slots=True, order=True)
class PageBox:
    """A Box and the page (counted from 0 within its Document) on which it lies."""

    page_index: int
    box: Box

    def __post_init__(self) -> None:
        if self.page_index < 0:
            raise ValueError("a page index counts from 0")


def apply_matrix(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Map one point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def page_turn(width: float, height: float, rotation: int) -> Matrix:
    """The map from page space (size `width` × `height` in points) to what the eye sees after /Rotate.

    `rotation` is 0, 90, 180 or 270 degrees clockwise; ValueError otherwise. Origin top left on both sides.
    """
    match rotation % 360:
        case 0:
            return IDENTITY
        case 90:
            return (0.0, 1.0, -1.0, 0.0, height, 0.0)
        case 180:
            return (-1.0, 0.0, 0.0, -1.0, width, height)
        case 270:
            return (0.0, -1.0, 1.0, 0.0, 0.0, width)
    raise ValueError("a page turns by quarter turns only")
