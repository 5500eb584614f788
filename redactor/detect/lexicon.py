"""Find many phrases in one walk over a text.

The rules hold more than a thousand phrases; one regular expression each would mean a thousand passes. Here each
word of the text is looked up once by its first three letters, and only the phrases that may begin there are tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from redactor.domain.rule import Cue

K = TypeVar("K")
_WORD = re.compile(r"[^\W_]+")
KEY_LENGTH = 3


@dataclass(frozen=True, slots=True)
class CueHit(Generic[K]):
    """A cue found at a span of the text; `key` says for whom the cue stands."""

    start: int
    end: int
    key: K
    phrase: str


class Lexicon(Generic[K]):
    """Cues of several keys, ready to be found together."""

    def __init__(self, cues: Iterable[tuple[K, Cue]]) -> None:
        self._by_start: dict[str, list[tuple[K, Cue]]] = defaultdict(list)
        for key, cue in cues:
            for start in cue.keys:
                self._by_start[start].append((key, cue))

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[CueHit[K]]:
        """Every cue in the text (or a slice of it), by place; cues may overlap."""
        stop = len(text) if end is None else end
        for word in _WORD.finditer(text, start, stop):
            candidates = self._by_start.get(word[0][:KEY_LENGTH].lower())
            if candidates is None:
                continue
            for key, cue in candidates:
                found = cue.pattern.match(text, word.start(), stop)
                if found:
                    yield CueHit(found.start(), found.end(), key, cue.phrase)
