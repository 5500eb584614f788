"""How far the pen goes for each string of a page's content, so that it is known where the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

USUAL = 500.0
"""For a font that does not tell, in thousandths of its size."""


class Advances:
    """The fonts of a page's resources; what a font does not tell is guessed, since only tags depend on it."""

    def __init__(self, resources: Any) -> None:
        self._fonts = resources.get("/Font", {}) if resources is not None else {}
        self._known: dict[str, tuple[bool, dict[int, float], float]] = {}

    def of(self, font: str, shown: bytes) -> float:
        """The advance of a string, in thousandths of the font's size."""
        if font not in self._known:
            self._known[font] = _read(self._fonts.get(font))
        wide, widths, usual = self._known[font]
        step = 2 if wide else 1
        codes = (int.from_bytes(shown[at : at + step], "big") for at in range(0, len(shown), step))
        return sum(widths.get(code, usual) for code in codes)


def _read(font: Any) -> tuple[bool, dict[int, float], float]:
    """Whether codes have two bytes, how far each goes, and how far those go that are not listed."""
    if font is None:
        return False, {}, USUAL
    if font.get("/Subtype") == "/Type0":
        below = font.get("/DescendantFonts")[0]
        return True, dict(_wide(below.get("/W", []))), float(below.get("/DW", 1000))
    first = int(font.get("/FirstChar", 0))
    return False, {first + at: float(width) for at, width in enumerate(font.get("/Widths", []))}, USUAL


def _wide(rows: Any) -> Iterator[tuple[int, float]]:
    """The widths of a Type 0 font: runs of one width, and lists (ISO 32000-1, 9.7.4.3)."""
    parts = list(rows)
    at = 0
    while at + 1 < len(parts):
        first, second = int(parts[at]), parts[at + 1]
        if hasattr(second, "__len__"):
            yield from ((first + place, float(width)) for place, width in enumerate(second))
            at += 2
        elif at + 2 < len(parts):
            yield from ((code, float(parts[at + 2])) for code in range(first, min(int(second), 65535) + 1))
            at += 3
        else:
            return
