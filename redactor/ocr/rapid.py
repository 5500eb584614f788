"""RapidOCR: a picture in, words with the boxes of their ink out. Its models travel in its wheel; nothing is fetched.

Its boxes are loose, its letters are placed by guess, and it runs words together. So the words of a line are parted
anew where the paper shows a gap: at the widest blank between two words, and wherever a blank is as wide as a space.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from redactor.domain.picture import Picture
from redactor.errors import NoOcrEngine
from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Mask, as_pixels, find_ink
from redactor.ocr.snap import snap_words
from redactor.ocr.tokens import split_token

DETECTING, RECOGNISING = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_REMEDY = 'Install rapidocr again, or read with Tesseract alone: ocr = "tesseract" in the settings.'
LONGEST_SIDE_PX = 2000
LEAST_SURE = 0.5
"""Lines read with less confidence are mostly shapes."""
SPACE = 0.21
"""A blank as wide as this share of its line's height parts two words, as far as letters go."""
UPRIGHT = 1.5
"""A line so many times higher than wide runs down the page."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was read: its letters without spaces, where each stands, and after which a space was read."""

    text: str
    middles: tuple[float, ...]
    spaced: frozenset[int]
    left: float
    right: float
    top: float
    height: float
    slope: float
    """By how many pixels the line falls for every pixel to the right."""
    confidence: float


class Rapid:
    """The OcrEngine that RapidOCR makes; raises NoOcrEngine where it or a model of it is not installed."""

    name = "rapid"

    def __init__(self) -> None:
        _recogniser()
        self.version = version("rapidocr")

    def read(self, picture: Picture) -> tuple[ReadWord, ...]:
        """Every word of an upright picture, line by line; boxes drawn to the ink, pixels from its top left."""
        pixels = as_pixels(picture)
        lines = _recognise(pixels)
        ink = find_ink(pixels)
        words: list[ReadWord] = []
        for number, row in enumerate(_rows(lines)):
            for line in row:
                words += _part_line(line, ink, number)
        return snap_words(words, pixels)

    def orientation(self, picture: Picture) -> tuple[int, float]:
        """Never sure: RapidOCR tells a turned line only by misreading it."""
        return 0, 0.0


@cache
def _recogniser() -> Any:
    """One recogniser a process, on one thread; it must neither write to standard error nor fetch a model."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    logging.getLogger("RapidOCR").disabled = True
    try:
        import cv2
        import rapidocr
    except ImportError as error:
        raise NoOcrEngine("rapidocr is not installed", remedy=_REMEDY) from error
    cv2.setNumThreads(1)
    models = Path(rapidocr.__file__).parent / "models"
    for name in (DETECTING, RECOGNISING):
        if not (models / name).is_file():  # with a path that is there, RapidOCR has no reason to look elsewhere
            raise NoOcrEngine(f"{name} is not in the folder of RapidOCR's models", remedy=_REMEDY)
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Global.max_side_len": LONGEST_SIDE_PX,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Rec.rec_batch_num": 1,  # the same text for a quarter less time: lines of a batch are padded to the longest
            "Det.model_path": str(models / DETECTING),
            "Rec.model_path": str(models / RECOGNISING),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _recognise(pixels: Any) -> list[_Line]:
    found = _recogniser()(np.repeat(pixels[:, :, None], 3, axis=2))
    if not found.txts or found.boxes is None:
        return []
    placed = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
    lines = (
        _as_line(text, float(score), np.asarray(quad, float), letters)
        for text, score, quad, letters in zip(found.txts, found.scores, found.boxes, placed, strict=True)
        if score >= LEAST_SURE and text.strip()
    )
    return [line for line in lines if line is not None]


def _as_line(text: str, score: float, quad: Any, letters: Sequence[Any]) -> _Line | None:
    """A line from its four corners (from the top left, clockwise) and the places of its letters."""
    pieces = text.split()
    solid = "".join(pieces)
    ends = np.cumsum([len(piece) for piece in pieces])
    left, right = float(quad[[0, 3], 0].mean()), float(quad[[1, 2], 0].mean())
    high = float((quad[[2, 3], 1] - quad[[1, 0], 1]).mean())
    if right - left < 2 or high < 2:
        return None
    upright = high >= UPRIGHT * (right - left)
    slope = 0.0 if upright else float((quad[[1, 2], 1] - quad[[0, 3], 1]).mean()) / (right - left)
    if "".join(letter[0] for letter in letters) == solid and not upright:
        middles = tuple(float(np.mean([corner[0] for corner in letter[2]])) for letter in letters)
    else:
        middles = tuple(left + (right - left) * (at + 0.5) / len(solid) for at in range(len(solid)))
    top = float(quad[[0, 1], 1].min()) if upright else float(quad[[0, 3], 1].min())
    spaced = frozenset(int(end) - 1 for end in ends[:-1])
    return _Line(solid, middles, frozenset() if upright else spaced, left, right, top, high, slope, score)


def _rows(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Lines that stand side by side, gathered from the top down, each row from the left."""
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda each: each.top + each.height / 2):
        middle = line.top + line.height / 2
        home = next(
            (
                row
                for row in reversed(rows[-3:])
                if abs(_middle(row[-1]) - middle) < 0.4 * min(row[-1].height, line.height)
            ),
            None,
        )
        if home is None:
            rows.append([line])
        else:
            home.append(line)
    for row in rows:
        row.sort(key=lambda each: each.left)
    return rows


def _middle(line: _Line) -> float:
    return line.top + line.height / 2


def _part_line(line: _Line, ink: Mask, number: int) -> Iterator[ReadWord]:
    """The words of a line, each from blank to blank, cut at its punctuation."""
    edges = [(0, line.left), *_partings(line, ink), (len(line.text), line.right)]
    for (first, left), (last, right) in pairwise(edges):
        tokens = split_token(line.text[first:last])
        cuts = [left]
        at = first
        for token in tokens[:-1]:
            at += len(token)
            cuts.append(min(max((line.middles[at - 1] + line.middles[at]) / 2, cuts[-1] + 1), right - 1))
        cuts.append(right)
        for place, token in enumerate(tokens):
            x0, x1 = cuts[place], cuts[place + 1]
            fall = line.slope * (x0 - line.left), line.slope * (x1 - line.left)
            top, bottom = line.top + min(fall), line.top + max(fall) + line.height
            yield ReadWord(token, x0, top, max(x1, x0 + 1), bottom, line.confidence, number, number, place > 0)


def _partings(line: _Line, ink: Mask) -> list[tuple[int, float]]:
    """Where one word ends and the next begins: the index of the next one's first letter, and a pixel between.

    Each blank parts at one place only. Where a space was read the widest blank near it parts; other blanks as wide as
    a space part where they stand, between the two letters whose middle is nearest.
    """
    first, last = line.middles[0], line.middles[-1]
    blanks = [blank for blank in _blanks(line, ink) if first < (blank[0] + blank[1]) / 2 < last]
    partings: dict[int, float] = {}
    for at in sorted(each + 1 for each in line.spaced):
        low, high = line.middles[at - 1], line.middles[at]
        near = [blank for blank in blanks if blank[0] < high and blank[1] > low]
        best = max(near, key=lambda blank: blank[1] - blank[0], default=None)
        if best:
            blanks.remove(best)
        partings[at] = (best[0] + best[1]) / 2 if best else (low + high) / 2
    betweens = [(one + other) / 2 for one, other in pairwise(line.middles)]
    for start, end in blanks:
        middle = (start + end) / 2
        at = 1 + min(range(len(betweens)), key=lambda place: abs(betweens[place] - middle), default=0)
        if end - start >= SPACE * line.height and 0 < at < len(line.text) and at not in partings:
            partings[at] = middle
    return _rising(sorted(partings.items()), line.left, line.right)


def _rising(partings: Sequence[tuple[int, float]], left: float, right: float) -> list[tuple[int, float]]:
    """Those that stand further right than the one before; the letters of the others stay with their neighbours."""
    kept: list[tuple[int, float]] = []
    for at, middle in partings:
        if (kept[-1][1] if kept else left) + 1 < middle < right - 1:
            kept.append((at, middle))
    return kept


def _blanks(line: _Line, ink: Mask) -> list[tuple[float, float]]:
    """The stretches of the line, from left to right, over which no ink stands in it."""
    columns = np.arange(max(int(line.left), 0), min(int(line.right) + 1, ink.shape[1]))
    if not len(columns):
        return []
    inset = 0.12 * line.height
    tops = line.top + inset + line.slope * (columns - line.left)
    rows = tops[:, None] + np.arange(max(int(line.height - 2 * inset), 1))[None, :]
    inked = ink[np.clip(rows.astype(int), 0, ink.shape[0] - 1), columns[:, None]].any(axis=1)
    changes = np.flatnonzero(np.diff(np.concatenate(([True], inked, [True])).astype(np.int8)))
    return [
        (float(columns[0] + start), float(columns[0] + end))
        for start, end in zip(changes[::2], changes[1::2], strict=True)
    ]
