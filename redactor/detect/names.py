"""Text in, spans of names out: the seam behind which any names finder may stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NameSpan:
    """The characters `start` to `end` (half open) of the text given, with what they name and how sure the finder is."""

    start: int
    end: int
    label: str
    """"PERSON", "ORG" or "LOC"."""
    score: float
    """From 0 to 1."""


class NameFinder(Protocol):
    """Anything that finds names in running text; its version stands with every finding."""

    version: str

    def find(self, text: str) -> tuple[NameSpan, ...]:
        """Find the names in text; the spans come in order, lie inside the text and do not overlap."""
        ...
