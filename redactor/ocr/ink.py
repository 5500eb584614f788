"""A picture as pixels in numpy, and which of them are ink: shared by all that looks at pixels here."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from redactor.domain.picture import Picture

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

LIGHTEST_INK = 190
DARKEST_PAPER = 110
SMALL_DPI = 100.0
"""Where letters stand is judged on a copy of about this resolution."""
LONGEST_STROKE_PT = 18.0
"""A straight run of ink longer than this is no part of a letter."""


def as_pixels(picture: Picture) -> Pixels:
    """The picture as rows of grey values; a view that must not be written to."""
    return np.frombuffer(picture.grey, np.uint8).reshape(picture.height_px, picture.width_px)


def as_picture(pixels: Pixels, dpi: float) -> Picture:
    """The picture of these grey values, 0 black to 255 white."""
    height, width = pixels.shape
    return Picture(width_px=width, height_px=height, dpi=dpi, grey=np.ascontiguousarray(pixels).tobytes())


def ink_threshold(pixels: Pixels) -> int:
    """The grey value under which a pixel is ink: Otsu's, kept within what print on white paper can be."""
    counts = np.bincount(pixels[::3, ::3].ravel(), minlength=256).astype(np.float64)
    grey = np.arange(256.0)
    dark, total = np.cumsum(counts), counts.sum()
    dark_sum = np.cumsum(counts * grey)
    light = total - dark
    with np.errstate(divide="ignore", invalid="ignore"):
        between = dark * light * (dark_sum / dark - (dark_sum[-1] - dark_sum) / light) ** 2
    best = int(np.argmax(np.nan_to_num(between, nan=0.0, posinf=0.0)))
    return min(max(best + 1, DARKEST_PAPER), LIGHTEST_INK)


def find_ink(pixels: Pixels) -> Mask:
    """Which pixels of a flattened picture are ink."""
    return pixels < ink_threshold(pixels)


def within_runs(mask: Mask, length_px: int) -> Mask:
    """The pixels of a mask that lie in a horizontal run of at least so many pixels."""
    if not 1 < length_px <= mask.shape[1]:
        return mask.copy() if length_px <= 1 else np.zeros_like(mask)
    starts, covered = mask, 1
    while covered < length_px:
        step = min(covered, length_px - covered)
        starts = starts[:, :-step] & starts[:, step:]
        covered += step
    runs = np.zeros_like(mask)
    runs[:, : starts.shape[1]] = starts
    covered = 1
    while covered < length_px:
        step = min(covered, length_px - covered)
        runs[:, step:] |= runs[:, :-step].copy()
        covered += step
    return runs


def without_rules(mask: Mask, longest_px: int) -> Mask:
    """The mask less every straight run, across or down, too long to be part of a letter: rules, bars, edges."""
    upright = np.ascontiguousarray(mask.T)
    return mask & ~within_runs(mask, longest_px) & ~within_runs(upright, longest_px).T


def small_step(dpi: float) -> int:
    """How many pixels of a picture go into one of its small copy."""
    return max(1, round(dpi / SMALL_DPI))


def text_ink(pixels: Pixels, dpi: float) -> Mask:
    """Ink that could be text, on a copy about SMALL_DPI fine: rules, bars and lone dots are left out."""
    step = small_step(dpi)
    small = np.asarray(Image.fromarray(pixels).reduce(step))
    ink = without_rules(small < ink_threshold(small), round(LONGEST_STROKE_PT / 72 * dpi / step))
    padded = np.pad(ink, 2)
    height, width = ink.shape
    about = sum(
        padded[down : down + height, across : across + width].astype(np.uint8)
        for down in range(5)
        for across in range(5)
    )
    return ink & (np.asarray(about) >= 4)


def uncover(ink: Mask, edges_px: Iterable[tuple[float, float, float, float]], step: int) -> Mask:
    """A copy of small text ink without what lies in these boxes (left, top, right, bottom of the whole picture)."""
    left_over = ink.copy()
    for left, top, right, bottom in edges_px:
        margin = max(1, round((bottom - top) * 0.15 / step))
        rows = slice(max(int(top / step) - margin, 0), int(bottom / step) + 1 + margin)
        left_over[rows, max(int(left / step) - margin, 0) : int(right / step) + 1 + margin] = False
    return left_over
