"""What a reader sees where something was taken out: a solid box and, where it fits legibly, the label in it.

The label is real text, upright as the eye sees the page after /Rotate; screen readers and searches find it.
Where a line could be laid anew (see relay), its box has a width that all labels share; a box that stays where it was
is as wide as what it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.redact.syntax import Name, Value, write_number

SMALLEST_PT = 4.5
SMALLEST_OF_TWO_PT = 3.75
"""The same for a label in two lines: there for those who look closer, and for searches and screen readers."""
LARGEST_PT = 10.0
PADDING_PT = 1.5

_WIDTHS = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 "
    "611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
WIDTHS = tuple(int(width) for width in _WIDTHS.split())
"""Advance widths of Helvetica-Bold from the blank on, in thousandths of the size (Adobe Core 14 AFM)."""

FONT: dict[str, Value] = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("Helvetica-Bold"),
    "Encoding": Name("WinAnsiEncoding"),
}
FONT_NAME = "Label"
MARK = "Withheld"
"""The tag under which each box is marked in the content, with its words as the property Label."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """A label with its place: size in points, baseline start and reading direction in the seen frame, y downwards."""

    text: str
    size: float
    x: float
    y: float
    along: tuple[float, float]


def text_width(text: str, size: float) -> float:
    """How wide a label is in points."""
    return sum(WIDTHS[ord(each) - 32] if 32 <= ord(each) < 127 else 611 for each in text) * size / 1000


def letter(label: str, seen: Box, rotation: int = 0) -> tuple[Lettering, ...]:
    """Place a label in a box of the seen frame (origin top left, after /Rotate); nothing where it would be illegible.

    Upright where it fits, in two lines where one would be too small; else along the box, downwards on a page turned
    by 90° (as its words read), or upwards.
    """
    one = _line(label, seen, rotation)
    if one is not None or " " not in label:
        return (one,) if one is not None else ()
    cuts = [at for at, char in enumerate(label) if char == " "]
    cut = min(cuts, key=lambda at: max(text_width(label[:at], 1.0), text_width(label[at:], 1.0)))
    middle = (seen.y0 + seen.y1) / 2
    halves = (Box(seen.x0, seen.y0 + 0.4, seen.x1, middle), Box(seen.x0, middle, seen.x1, seen.y1 - 0.4))
    sizes = [_fitting_size(text.strip(), half.width, half.height + 0.6, smallest=SMALLEST_OF_TWO_PT)
             for text, half in zip((label[:cut], label[cut:]), halves, strict=True)]  # fmt: skip
    if sizes[0] is None or sizes[1] is None:
        return ()
    size = min(sizes[0], sizes[1])
    texts = (label[:cut], label[cut + 1 :])
    return tuple(_placed(text, half, size, (1.0, 0.0)) for text, half in zip(texts, halves, strict=True))


def _line(label: str, seen: Box, rotation: int) -> Lettering | None:
    if not label:
        return None
    upright = _fitting_size(label, seen.width, seen.height)
    size = upright or _fitting_size(label, seen.height, seen.width)
    if size is None:
        return None
    along = (1.0, 0.0) if upright else (0.0, 1.0 if rotation % 360 == 90 else -1.0)
    return _placed(label, seen, size, along)


def _placed(label: str, seen: Box, size: float, along: tuple[float, float]) -> Lettering:
    half, drop = text_width(label, size) / 2, 0.36 * size
    x = (seen.x0 + seen.x1) / 2 - half * along[0] - drop * along[1]
    y = (seen.y0 + seen.y1) / 2 - half * along[1] + drop * along[0]
    return Lettering(label, size, x, y, along)


def _fitting_size(label: str, width: float, height: float, *, smallest: float = SMALLEST_PT) -> float | None:
    size = min(LARGEST_PT, (width - 2 * PADDING_PT) / text_width(label, 1.0), (height - 0.6) / 1.05)
    return int(size * 4) / 4 if size >= smallest else None


def seen_box(box: Box, *, width: float, height: float, rotation: int) -> Box:
    """A page space box as the eye sees it, on a page of that size in points before /Rotate."""
    turn = page_turn(width, height, rotation)
    corners = [apply_matrix(turn, x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


def draw_boxes(covers: Sequence[tuple[Box, str]], *, width: float, height: float, rotation: int) -> bytes:
    """Content that paints boxes, each with its label, on a page of that size before /Rotate, origin bottom left.

    Each stands in a marked piece of its own, so that whoever tags the page knows it for what it is.

    The page's resources must hold FONT under FONT_NAME.
    """
    out = [b"q"]
    for box, label in covers:
        seen = seen_box(box, width=width, height=height, rotation=rotation)
        letterings = letter(label, seen, rotation)
        out += [_mark(label), b"0.1 g " + _rectangle(box, height), b"1 g"]
        out += [_written(each, width=width, height=height, rotation=rotation) for each in letterings]
        out.append(b"EMC")
    return b"\n".join([*out, b"Q"])


def _mark(label: str) -> bytes:
    """The beginning of a marked piece that says what its box is, for those who cannot see it."""
    return b"/%s <</Label <%s>>> BDC" % (MARK.encode(), (b"\xfe\xff" + label.encode("utf-16-be")).hex().encode())


def _written(placed: Lettering, *, width: float, height: float, rotation: int) -> bytes:
    """One label as content, on a page of that size before /Rotate, origin bottom left."""
    turned_width, turned_height = (width, height) if rotation % 180 == 0 else (height, width)
    x, y = apply_matrix(page_turn(turned_width, turned_height, -rotation % 360), placed.x, placed.y)
    a, b, c, d, _, _ = page_turn(width, height, rotation)
    # The direction as seen, turned back into page space (the turn's inverse is its transpose), y upwards.
    dx, dy = a * placed.along[0] + b * placed.along[1], c * placed.along[0] + d * placed.along[1]
    matrix = (dx, -dy, dy, dx, x, height - y)
    numbers = b" ".join(write_number(each) for each in matrix)
    shown = placed.text.encode("cp1252", "replace").hex().encode("ascii")
    size = write_number(placed.size)
    return b"BT /%s %s Tf %s Tm <%s> Tj ET" % (FONT_NAME.encode(), size, numbers, shown)


def _rectangle(box: Box, height: float) -> bytes:
    numbers = (box.x0, height - box.y1, box.width, box.height)
    return b" ".join(write_number(each) for each in numbers) + b" re f"
