"""Words looked for in every text of a case, each reading by itself (pure).

Case, accents, kinds of quotation marks and how words are spaced or broken over lines do not matter. What stands only
in a picture is in no text, and is not found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redactor.domain.finding import Span
from redactor.domain.script import Script

CONTEXT_CHARS = 60
SHORTEST = 2
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‑": "-", "—": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place where the words stand; `page_number` counts from 1, `engine` is "" in the first reading."""

    document_id: str
    page_number: int
    span: Span
    before: str
    text: str
    after: str
    engine: str = ""


def search_scripts(scripts: Iterable[Script], words: str, *, whole_words: bool = False) -> Iterator[Hit]:
    """Every place where these words stand, document by document; nothing for fewer than two characters."""
    if len("".join(words.split())) < SHORTEST:
        return
    pattern = _pattern(words, whole_words=whole_words)
    for script in scripts:
        for start, end in _places(pattern, script.text):
            span = Span(start, end)
            yield _hit(script, span, script.text)
        for index, reading in enumerate(script.readings):
            for start, end in _places(pattern, reading.text):
                yield _hit(script, Span(start, end, index), reading.text, engine=reading.engine)


def _pattern(words: str, *, whole_words: bool) -> re.Pattern[str]:
    folded, _ = _fold(words.strip())
    spaced = r"[\s\f]+".join(re.escape(word) for word in folded.split())
    return re.compile(rf"(?<!\w){spaced}(?!\w)" if whole_words else spaced)


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    folded, offsets = _fold(text)
    for found in pattern.finditer(folded):
        yield offsets[found.start()], offsets[found.end() - 1] + 1


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its characters where it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text.translate(_QUOTES)):
        folded = "".join(
            each for each in unicodedata.normalize("NFKD", character).casefold() if not unicodedata.combining(each)
        )
        parts.append(folded)
        offsets.extend([place] * len(folded))
    return "".join(parts), offsets


def _hit(script: Script, span: Span, text: str, *, engine: str = "") -> Hit:
    return Hit(
        document_id=script.document_id,
        page_number=script.pages_at(span)[0] + 1,
        span=span,
        before=" ".join(text[max(0, span.start - CONTEXT_CHARS) : span.start].split()),
        text=" ".join(text[span.start : span.end].split()),
        after=" ".join(text[span.end : span.end + CONTEXT_CHARS].split()),
        engine=engine,
    )
