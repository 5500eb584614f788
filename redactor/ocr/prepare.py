"""A page's picture made ready to be read: specks off, paper and shadow divided out, turned upright, straightened.

What comes out carries the matrix that undoes it, because words must be placed on the page as it was
received, not on the straightened copy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from redactor.domain.box import IDENTITY, Matrix, apply_matrix, page_turn
from redactor.domain.picture import Picture
from redactor.ocr.engine import OcrEngine, ReadWord
from redactor.ocr.ink import Mask, Pixels, as_picture, as_pixels, ink_threshold, without_rules

SMALL_DPI = 100.0
"""Axis and skew are found on a copy of about this resolution."""
PAPER_DPI = 25.0
"""Paper and shadow are estimated on a copy of about this resolution."""
SPECK_DPI = 200.0
"""Specks are taken off a copy of about this resolution: a median over three pixels leaves thin strokes alive there."""
SPECKED = 0.002
"""A page is specked where more than this share of it is dots that stand alone."""
STEEPEST_DEG = 6.0
MOST_POINTS = 60_000
"""So many ink pixels are enough to find axis and skew."""
LONGEST_STROKE_PT = 24.0
"""A straight run of ink longer than this is a rule or an edge, not a letter."""
CLEARLY_SHARPER = 2.5
"""Lines that are so many times sharper one way than the other are text that way."""
SURE_CONFIDENCE = 0.85
SURE_WORDS = 6
SURE_SHARE = 0.5
"""A strip stands upright where it is read with so many words of such confidence, and they are this share of its words:
of print that stands on its head, some words are always read as others with confidence."""
CLEARLY_BETTER = 3
"""A way up that reads so many times better than every other is the right one."""
SURE_ORIENTATION = 3.0
STRIP_PT = 42.0

_Points = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be read and the map from its pixels to pixels of the picture it was made from."""

    picture: Picture
    matrix: Matrix
    turn: int
    """By how many degrees clockwise it was turned: 0, 90, 180 or 270."""
    skew_deg: float
    """By how many degrees clockwise it was straightened after the turn; up to 6 either way."""


@dataclass(frozen=True, slots=True)
class Lie:
    """One way to lay lines of text across: a turn clockwise of 0 or 90, then a skew in degrees clockwise."""

    axis: int
    skew_deg: float
    sharpness: float


def prepare(picture: Picture, engine: OcrEngine) -> Prepared:
    """Flatten, turn and straighten a picture of a page; the engine is asked only which way up it stands."""
    flat = flatten(without_specks(as_pixels(picture), picture.dpi), picture.dpi)
    ways: list[tuple[Prepared, int]] = []
    for lie in find_lies(flat, picture.dpi):
        way = _lay(flat, lie, picture.dpi)
        words = _read_strip(way.picture, engine) if lie.sharpness else ()
        if not lie.sharpness or _is_upright(words):
            return way
        ways.append((way, _count_sure(words)))
    for way, _ in tuple(ways):
        over = _overturned(way)
        ways.append((over, _count_sure(_read_strip(over.picture, engine))))
    return _upright_one(ways, engine)


def _upright_one(ways: Sequence[tuple[Prepared, int]], engine: OcrEngine) -> Prepared:
    """The way that reads clearly best; else the one that the engine takes for upright, which print with broken letters
    deceives; else the best."""
    best, *others = sorted(ways, key=lambda way: -way[1])
    if best[1] >= max(SURE_WORDS, CLEARLY_BETTER * max((count for _, count in others), default=0)):
        return best[0]
    turn, sureness = engine.orientation(ways[0][0].picture)
    wanted = [way for way, _ in ways if way.turn == (ways[0][0].turn + turn) % 360]
    return wanted[0] if wanted and sureness >= SURE_ORIENTATION else best[0]


def without_specks(pixels: Pixels, dpi: float) -> Pixels:
    """Take pepper and salt off a page that has it; other pages come back as they are."""
    if _speck_share(pixels) < SPECKED:
        return pixels
    size = (pixels.shape[1], pixels.shape[0])
    shrink = min(1.0, SPECK_DPI / dpi)
    small = Image.fromarray(pixels).resize((round(size[0] * shrink), round(size[1] * shrink)), Image.Resampling.BOX)
    return np.asarray(small.filter(ImageFilter.MedianFilter(3)).resize(size, Image.Resampling.BICUBIC))


def _speck_share(pixels: Pixels) -> float:
    """The share of the middle of a page that is dark dots with nothing dark about them."""
    height, width = pixels.shape
    middle = pixels[height // 4 : height // 2, width // 4 : width * 3 // 4]
    if min(middle.shape) < 16:
        return 0.0
    sums = np.pad(np.cumsum(np.cumsum(middle < 100, axis=0, dtype=np.int32), axis=1), ((1, 0), (1, 0)))
    near, wide = _window_sums(sums, 5), _window_sums(sums, 9)
    alone = (near > 0) & (near == wide)
    return float(alone.mean()) / 5


def _window_sums(sums: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """Of a summed-area table: the sums of all windows of that size whose middle also has a window of 9 about it."""
    inset = (9 - size) // 2
    table = sums[inset : len(sums) - inset, inset : sums.shape[1] - inset]
    return table[size:, size:] - table[:-size, size:] - table[size:, :-size] + table[:-size, :-size]


def flatten(pixels: Pixels, dpi: float) -> Pixels:
    """Divide paper and shadow out and stretch what is left: paper becomes white, the darkest ink black."""
    step = max(1, round(dpi / PAPER_DPI))
    height, width = pixels.shape
    small = Image.fromarray(pixels).reduce(step).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(4))
    paper = np.asarray(small.resize((width, height), Image.Resampling.BILINEAR)).astype(np.float32)
    np.maximum(paper, 40.0, out=paper)
    flat = np.divide(pixels, paper, out=paper)
    black = min(float(np.percentile(flat[::5, ::5], 1)), 0.67)
    flat -= black
    flat *= 255.0 / (0.98 - black)
    return np.clip(flat, 0, 255, out=flat).astype(np.uint8)


def find_lies(flat: Pixels, dpi: float) -> tuple[Lie, ...]:
    """How lines of text may lie on a flattened page: the sharpest way, then the other unless clearly duller."""
    across, down = _points(_small_letters(flat, dpi)[0])
    if len(across) < 50:
        return (Lie(0, 0.0, 0.0),)
    level, turned = Lie(0, *_find_skew(across, down)), Lie(90, *_find_skew(-down, across))
    first, second = (level, turned) if level.sharpness >= turned.sharpness else (turned, level)
    return (first,) if first.sharpness > CLEARLY_SHARPER * second.sharpness else (first, second)


def _small_letters(flat: Pixels, dpi: float) -> tuple[Mask, int]:
    """Where letters have ink on a copy about SMALL_DPI fine, rules and bars left out; how often smaller it is."""
    step = max(1, round(dpi / SMALL_DPI))
    small = np.asarray(Image.fromarray(flat).reduce(step))
    ink = small < (ink_threshold(small) + 255) // 2
    return without_rules(ink, round(LONGEST_STROKE_PT / 72 * dpi / step)), step


def _points(letters: Mask) -> _Points:
    """The ink as x and y in pixels, thinned to so many points as are needed."""
    down, across = np.nonzero(letters)
    thin = max(1, len(down) // MOST_POINTS)
    return across[::thin].astype(np.float64), down[::thin].astype(np.float64)


def _find_skew(across: NDArray[np.float64], down: NDArray[np.float64]) -> tuple[float, float]:
    """The turn clockwise in degrees that makes the lines sharpest, coarse to fine, and how sharp they then are."""
    best, sharpness = 0.0, _sharpness(across, down, 0.0)
    for step, reach in ((0.5, STEEPEST_DEG), (0.1, 0.4)):
        middle = best
        for count in range(-round(reach / step), round(reach / step) + 1):
            angle = middle + count * step
            found = _sharpness(across, down, angle) if abs(angle) <= STEEPEST_DEG else 0.0
            if found > sharpness:
                best, sharpness = angle, found
    return round(best, 1), sharpness


def _sharpness(across: NDArray[np.float64], down: NDArray[np.float64], angle_deg: float) -> float:
    """How much the profile of ink across the lines jumps once the page is turned clockwise by the angle."""
    rad = math.radians(angle_deg)
    rows = across * math.sin(rad) + down * math.cos(rad)
    profile = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(profile, prepend=0.0, append=0.0)).sum())


def _lay(flat: Pixels, lie: Lie, dpi: float) -> Prepared:
    turned = np.ascontiguousarray(np.rot90(flat, -(lie.axis // 90)))
    straight, back = _straighten(turned, lie.skew_deg)
    undo = page_turn(turned.shape[1], turned.shape[0], (360 - lie.axis) % 360)
    return Prepared(as_picture(straight, dpi), _joined(undo, back), lie.axis, lie.skew_deg)


def _overturned(way: Prepared) -> Prepared:
    """The same picture upside down."""
    picture = as_picture(np.rot90(as_pixels(way.picture), 2), way.picture.dpi)
    matrix = _joined(way.matrix, page_turn(picture.width_px, picture.height_px, 180))
    return Prepared(picture, matrix, (way.turn + 180) % 360, way.skew_deg)


def _straighten(pixels: Pixels, skew_deg: float) -> tuple[Pixels, Matrix]:
    """Turn clockwise by a small angle onto a sheet wide enough; the matrix leads back."""
    if abs(skew_deg) < 0.05:
        return pixels, IDENTITY
    height, width = pixels.shape
    rad = math.radians(skew_deg)
    cos, sin = math.cos(rad), math.sin(rad)
    size = (math.ceil(width * cos + height * abs(sin)), math.ceil(height * cos + width * abs(sin)))
    about = (cos, -sin, sin, cos, 0.0, 0.0)
    x, y = apply_matrix(about, size[0] / 2, size[1] / 2)
    back = (cos, -sin, sin, cos, width / 2 - x, height / 2 - y)
    a, b, c, d, e, f = back
    turned = Image.fromarray(pixels).transform(
        size, Image.Transform.AFFINE, (a, c, e, b, d, f), resample=Image.Resampling.BILINEAR, fillcolor=255
    )
    return np.asarray(turned), back


def _joined(second: Matrix, first: Matrix) -> Matrix:
    """One map that does `first` and then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u)


def inverse(matrix: Matrix) -> Matrix:
    """The map that undoes one that turns or scales."""
    a, b, c, d, e, f = matrix
    whole = a * d - b * c
    p, q, r, s = d / whole, -b / whole, -c / whole, a / whole
    return (p, q, r, s, -(p * e + r * f), -(q * e + s * f))


def _read_strip(picture: Picture, engine: OcrEngine) -> tuple[ReadWord, ...]:
    """The words with letters in the densest strip, as they read the way up it stands."""
    strip = _densest_strip(as_pixels(picture), picture.dpi)
    return tuple(word for word in engine.read(as_picture(strip, picture.dpi)) if _letters_in(word) >= 3)


def _is_upright(words: Sequence[ReadWord]) -> bool:
    return _count_sure(words) >= max(SURE_WORDS, SURE_SHARE * len(words))


def _count_sure(words: Sequence[ReadWord]) -> int:
    return sum(map(_is_sure, words))


def _letters_in(word: ReadWord) -> int:
    return sum(map(str.isalpha, word.text))


def _is_sure(word: ReadWord) -> bool:
    """Whether it is a real word read with confidence along the line, not down a column of turned letters."""
    lies_across = word.right_px - word.left_px > word.bottom_px - word.top_px
    return lies_across and word.confidence >= SURE_CONFIDENCE and _letters_in(word) >= 3


def _densest_strip(pixels: Pixels, dpi: float) -> Pixels:
    """The band of the page with the most letters in it, as high as a few lines."""
    letters, step = _small_letters(pixels, dpi)
    rows = letters.sum(axis=1)
    high = min(len(rows), round(STRIP_PT / 72 * dpi / step))
    top = int(np.argmax(np.convolve(rows, np.ones(high, rows.dtype), "valid")))
    return np.ascontiguousarray(pixels[top * step : (top + high) * step])
