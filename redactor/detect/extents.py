"""Where a passage begins and ends within its unit: with its label, behind other business, as far as it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from redactor.detect.cues import Cues
from redactor.detect.paragraphs import Unit, UnitKind, sentences_of

ASIDE = 14
"""Words of a sentence of other business before a passage, at most."""
SENTENCES_ON = 2
"""How many sentences behind one about a source may go on about them."""

_LEANS_BACK = re.compile(r"[\"'“‘(]?(?:s?he|they|it|this|that|these|h(?:is|er|im)|their|then|i|we|so|but|and)\b", re.I)
_PRONOUN = re.compile(r"[\"'“‘(]?(?:s?he|they|h(?:is|er)|their)\b", re.I)


def begin_of(cues: Cues, unit: Unit, families: frozenset[str], read: frozenset[int] = frozenset()) -> int:
    """Where a passage begins: with a label that tells as much as it does, behind a sentence of other business.

    Such a sentence is short, holds no cue, and the next one does not lean on it by a pronoun. `families` are those
    that the unit raises, `read` the starts of sentences that read like a passage.
    """
    if any(hit.key[0] in families and hit.key[1] for hit in cues.within(unit.opened, unit.start)):
        return unit.opened
    if unit.kind is not UnitKind.PARAGRAPH:
        return unit.start
    sentences = list(sentences_of(cues.text, unit.start, unit.end))
    for (start, end), (following, _) in pairwise(sentences):
        told = any(hit.key[0] in families for hit in cues.within(start, end)) or cues.count("first_hand", start, end)
        told = told or any(start <= place < end for place in read)
        if told or len(cues.text[start:end].split()) > ASIDE or _LEANS_BACK.match(cues.text, following):
            return start
    return unit.start


def tellings(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """The sentences of a unit, those that list several people or matters parted at their semicolons."""
    for start, end in sentences_of(text, unit.start, unit.end):
        at = start
        for mark in re.finditer(r";\s+", text[start:end]):
            yield at, start + mark.start()
            at = start + mark.end()
        yield at, end


def goes_on_to(cues: Cues, told: Sequence[tuple[int, int]], place: int) -> int:
    """The end of what is told of one source: the sentence, and those behind it that go on about them by a pronoun."""
    reach = told[place][1]
    for start, end in told[place + 1 : place + 1 + SENTENCES_ON]:
        if not _PRONOUN.match(cues.text, start) or cues.named(start, end):
            break
        reach = end
    return reach


def sentence_round(text: str, unit: Unit, part: tuple[int, int]) -> tuple[int, int]:
    """The whole sentence that holds a part of it."""
    sentences = sentences_of(text, unit.start, unit.end)
    return next(((start, end) for start, end in sentences if start <= part[0] < end), part)
