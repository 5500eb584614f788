"""Tesseract through tesserocr: a picture in, words with the boxes of their ink out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redactor.domain.picture import Picture
from redactor.errors import NoOcrEngine
from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Pixels, as_picture, as_pixels, small_step, text_ink, uncover
from redactor.ocr.snap import snap_words
from redactor.ocr.tokens import split_token

if TYPE_CHECKING:
    import tesserocr

LANGUAGE = "eng"
LEAST_LEFT_OVER_PT2 = 60.0
"""So many square points of text-sized ink that no word covers may be a word that was passed over."""
LEAST_SCATTERED = 0.6
"""Words found among what was passed over count from this confidence."""

_RULE_LIKE = re.compile(r"[|_~{}]+")
"""What the rules of tables and forms are read as."""


class Tesseract:
    """The OcrEngine that Tesseract's LSTM recogniser makes; raises NoOcrEngine where it is not installed."""

    name = "tesseract"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for language in (LANGUAGE, "osd"):
            if not (folder / f"{language}.traineddata").is_file():
                raise NoOcrEngine(f"{language}.traineddata is not in the folder of language files")
        self.version = str(_library().tesseract_version()).split()[1]

    def read(self, picture: Picture) -> tuple[ReadWord, ...]:
        """Every word of an upright picture, in reading order; boxes drawn to the ink, pixels from its top left."""
        api = _recogniser(str(self._folder), LANGUAGE)
        pixels = as_pixels(picture)
        words = snap_words(_recognise(api, picture), pixels)
        rest = _passed_over(pixels, picture.dpi, words)
        return words if rest is None else _joined_by_line(words, _read_scattered(api, rest))

    def orientation(self, picture: Picture) -> tuple[int, float]:
        """The turn clockwise that stands the picture upright, and Tesseract's orientation confidence."""
        api = _recogniser(str(self._folder), "osd")
        api.SetImageBytes(picture.grey, picture.width_px, picture.height_px, 1, picture.width_px)
        api.SetSourceResolution(round(picture.dpi))
        found = api.DetectOrientationScript()
        api.Clear()
        if not found:
            return 0, 0.0
        return (360 - int(found["orient_deg"])) % 360, float(found["orient_conf"])


def _library() -> Any:
    """tesserocr, loaded where a page is read and with one thread: OpenMP reads its limit once, on loading."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        import tesserocr
    except ImportError as error:
        raise NoOcrEngine("tesserocr is not installed") from error
    # Leptonica writes about odd shapes on a page to standard error; what went wrong is raised or doubted all the same.
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr


@cache
def _recogniser(folder: str, language: str) -> tesserocr.PyTessBaseAPI:
    """One recogniser a process and language, made when the first page asks for it."""
    library = _library()
    orienting = language == "osd"
    mode = library.PSM.OSD_ONLY if orienting else library.PSM.AUTO
    engine = library.OEM.TESSERACT_ONLY if orienting else library.OEM.LSTM_ONLY
    try:
        return library.PyTessBaseAPI(path=folder, lang=language, psm=mode, oem=engine)
    except RuntimeError as error:
        raise NoOcrEngine(f"{language}.traineddata does not load") from error


def _recognise(api: Any, picture: Picture) -> list[ReadWord]:
    api.SetImageBytes(picture.grey, picture.width_px, picture.height_px, 1, picture.width_px)
    api.SetSourceResolution(round(picture.dpi))
    api.Recognize()
    words = _collect(api)
    api.Clear()
    return words


def _passed_over(pixels: Pixels, dpi: float, words: Sequence[ReadWord]) -> Picture | None:
    """The picture with what was read painted white; None where too little ink for a word is left."""
    step = small_step(dpi)
    boxes = [(word.left_px, word.top_px, word.right_px, word.bottom_px) for word in words]
    left_over = uncover(text_ink(pixels, dpi), boxes, step)
    if left_over.sum() * (72 * step / dpi) ** 2 < LEAST_LEFT_OVER_PT2:
        return None
    rest = pixels.copy()
    for left, top, right, bottom in boxes:
        rest[max(int(top) - 3, 0) : int(bottom) + 3, max(int(left) - 3, 0) : int(right) + 3] = 255
    return as_picture(rest, dpi)


def _read_scattered(api: Any, rest: Picture) -> list[ReadWord]:
    """Read what Tesseract's layout analysis passed over, word by word wherever it stands; only what is real words."""
    modes = _library().PSM
    api.SetPageSegMode(modes.SPARSE_TEXT)
    found = snap_words(_recognise(api, rest), as_pixels(rest))
    api.SetPageSegMode(modes.AUTO)
    return [word for word in found if word.confidence >= LEAST_SCATTERED and any(map(str.isalnum, word.text))]


def _joined_by_line(words: Sequence[ReadWord], found: Sequence[ReadWord]) -> tuple[ReadWord, ...]:
    """Put words found later into the lines on which they stand, so that a name is not torn; others come last."""
    lines, blocks = (max((getattr(word, key) for word in words), default=-1) + 1 for key in ("line", "block"))
    placed = list(words)
    for word in found:
        home = next((other for other in words if _on_one_line(word, other)), None)
        line, block = (home.line, home.block) if home else (word.line + lines, word.block + blocks)
        placed.append(replace(word, line=line, block=block))
    return tuple(sorted(placed, key=lambda word: (word.line, word.left_px)))


def _on_one_line(word: ReadWord, other: ReadWord) -> bool:
    """Whether two words stand side by side with no more than a few spaces between them."""
    height = max(word.bottom_px - word.top_px, other.bottom_px - other.top_px)
    apart = max(word.left_px - other.right_px, other.left_px - word.right_px)
    off = abs(word.top_px + word.bottom_px - other.top_px - other.bottom_px) / 2
    return off < 0.35 * height and 0 <= apart < 2 * height


def _collect(api: Any) -> list[ReadWord]:
    """Walk the recognised words in reading order."""
    level = _library().RIL
    step = api.GetIterator()
    words: list[ReadWord] = []
    line = block = -1
    while step is not None:
        block += step.IsAtBeginningOf(level.BLOCK)
        line += step.IsAtBeginningOf(level.TEXTLINE)
        if not step.Empty(level.WORD):
            words.extend(_read_word(step, level, max(line, 0), max(block, 0)))
        if not step.Next(level.WORD):
            break
    return words


def _read_word(step: Any, level: Any, line: int, block: int) -> list[ReadWord]:
    """The word at which `step` stands, cut at its punctuation; `step` may move on to the word's last letter."""
    text = step.GetUTF8Text(level.WORD).strip()
    box = step.BoundingBox(level.WORD)
    if not text or box is None or _RULE_LIKE.fullmatch(text):
        return []
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        return []
    whole = ReadWord(text, left, top, right, bottom, step.Confidence(level.WORD) / 100, line, block)
    tokens = split_token(text)
    return _cut(whole, tokens, _letters(step, level)) if len(tokens) > 1 else [whole]


def _letters(step: Any, level: Any) -> list[tuple[str, int, int]]:
    """The letters of a word, each with its left and right edge in pixels."""
    letters: list[tuple[str, int, int]] = []
    while True:
        letter, box = step.GetUTF8Text(level.SYMBOL), step.BoundingBox(level.SYMBOL)
        if letter and box is not None:
            letters.append((letter, box[0], box[2]))
        if step.IsAtFinalElement(level.WORD, level.SYMBOL) or not step.Next(level.SYMBOL):
            return letters


def _cut(whole: ReadWord, tokens: Sequence[str], letters: Sequence[tuple[str, int, int]]) -> list[ReadWord]:
    """Cut a word between the letters where one token ends and the next begins; whole where letters do not agree."""
    if [letter for letter, _, _ in letters] != list(whole.text):
        return [whole]
    edges, at = [whole.left_px], 0
    for token in tokens[:-1]:
        at += len(token)
        edges.append((letters[at - 1][2] + letters[at][1]) / 2)
    edges.append(whole.right_px)
    if any(right - left < 1 for left, right in pairwise(edges)):
        return [whole]
    return [
        ReadWord(
            token, edges[place], whole.top_px, edges[place + 1], whole.bottom_px,
            whole.confidence, whole.line, whole.block, place > 0,
        )
        for place, token in enumerate(tokens)
    ]  # fmt: skip
