"""What an OCR engine is to the rest of the house, and the table of engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from redactor.domain.picture import Picture


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as an engine read it: where its ink lies in pixels of the picture it was given, confidence 0–1."""

    text: str
    left_px: float
    top_px: float
    right_px: float
    bottom_px: float
    confidence: float
    line: int
    """Counts the lines of the picture in the engine's reading order."""
    block: int = 0
    """Counts the blocks (columns, paragraphs, table cells) in the engine's reading order."""
    glued: bool = False
    """Whether it stands against the word before it: both are parts of one printed token."""


class OcrEngine(Protocol):
    """Reads pictures; one may be made in every worker process and is used by one thread at a time."""

    name: str
    version: str

    def read(self, picture: Picture) -> tuple[ReadWord, ...]:
        """Every word of an upright picture, in reading order, pixels from its top left."""

    def orientation(self, picture: Picture) -> tuple[int, float]:
        """By how many degrees clockwise (0, 90, 180, 270) to turn the picture to stand it upright, and how surely.

        The second value is the engine's own measure, 0 where it cannot tell; 3 and more is to be trusted.
        """


def _make_tesseract(folder: Path) -> OcrEngine:
    from redactor.ocr.tesseract import Tesseract  # tesserocr and numpy load only where a page is read

    return Tesseract(folder)


def _make_rapid(folder: Path) -> OcrEngine:
    from redactor.ocr.rapid import Rapid  # cv2 and rapidocr load only where a page is read

    return Rapid()


ENGINES: Mapping[str, Callable[[Path], OcrEngine]] = {"tesseract": _make_tesseract, "rapid": _make_rapid}
"""Name of an engine -> its maker, given the folder of language files; raises NoOcrEngine."""


@dataclass(frozen=True, slots=True)
class Way:
    """Which engines read a page: the first always, the second always too or only where the first leaves doubt."""

    first: str
    second: str = ""
    second_on_doubt: bool = False


WAYS: Mapping[str, Way] = {
    "thorough": Way("tesseract", "rapid"),
    "quick": Way("tesseract", "rapid", second_on_doubt=True),
    "tesseract": Way("tesseract"),
    "rapid": Way("rapid"),
}
"""Name of a way, as the setting gives it -> its engines."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The engines of a way, made: what read_page reads with."""

    first: OcrEngine
    second: OcrEngine | None = None
    second_on_doubt: bool = False


def make_readers(way: Way, folder: Path) -> Readers:
    """Make the engines of a way, given the folder of language files; raises NoOcrEngine."""
    second = ENGINES[way.second](folder) if way.second else None
    return Readers(ENGINES[way.first](folder), second, way.second_on_doubt)
