"""Units that no rule raised in; out those of their sentences that read like a passage all the same.

What the text makes of itself counts here as it does for the rules: under a heading of policy, in a lesson or a blank
form nothing is read, and a sentence of rules has to read far more like an account than one about somebody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from redactor.detect.classifier import SentenceReader
from redactor.detect.cues import Cues, modality_share
from redactor.detect.extents import begin_of, goes_on_to, sentence_round, tellings
from redactor.detect.hits import PassageHit
from redactor.detect.paragraphs import Unit, UnitKind
from redactor.domain.finding import Category
from redactor.domain.rule import PassageFamily, Scope

SURE, VERY_SURE = 0.85, 0.95
"""From this chance on a sentence is raised; the second where it speaks of rules, lessons, forms or what might be.

Chosen on development texts (models/passages/CARD.md), for few false alarms.
"""
FEWEST_WORDS, FEWEST_IN_CELL = 4, 5


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that reads like a passage: its span, its family, how sure the reader is, and what weighed most."""

    start: int
    end: int
    family: PassageFamily
    score: float
    words: tuple[str, ...]
    reader: str
    """The version of the reader."""


Shown = tuple[int, Unit, bool]
"""A unit that no rule raised: its place among all units, itself, and whether its section is one of rules."""


def read_rest(cues: Cues, units: Sequence[Shown], reader: SentenceReader) -> Mapping[int, tuple[Telling, ...]]:
    """The telling sentences of each unit, by the unit's place among all units; units without any are left out."""
    asked = [
        (place, span, share)
        for place, unit, section_rules in units
        if unit.kind is not UnitKind.HEADING
        for span in tellings(cues.text, unit)
        if _is_long_enough(cues.text, unit, span)
        if (share := modality_share(cues, span, section_rules=section_rules)) or not (section_rules or cues.about_rules)
    ]
    readings = reader.read([" ".join(cues.text[start:end].split()) for _, (start, end), _ in asked])
    told: dict[int, list[Telling]] = defaultdict(list)
    for (place, (start, end), share), reading in zip(asked, readings, strict=True):
        family = cues.rules.passages.get(reading.family)
        if family is not None and reading.score >= (SURE if share == 1.0 else VERY_SURE):
            told[place].append(Telling(start, end, family, min(reading.score, 0.99), reading.words, reader.version))
    return {place: tuple(sentences) for place, sentences in told.items()}


def _is_long_enough(text: str, unit: Unit, span: tuple[int, int]) -> bool:
    """Whether a sentence has enough words to tell anything; a cell needs more, for it leans on its heading."""
    fewest = FEWEST_IN_CELL if unit.kind is UnitKind.CELL else FEWEST_WORDS
    return len(text[slice(*span)].split()) >= fewest


def of_whole_unit(cues: Cues, unit: Unit, told: Sequence[Telling]) -> PassageHit | None:
    """The passage that a unit makes by how it reads, or None where only sentences of it are to be withheld."""
    if not any(telling.family.scope is Scope.PASSAGE for telling in told):
        return None
    begin = begin_of(cues, unit, frozenset(), frozenset(telling.start for telling in told))
    return _of_readings((begin, unit.end), told)


def of_sentences(cues: Cues, unit: Unit, told: Sequence[Telling], ruled: Sequence[PassageHit]) -> Iterator[PassageHit]:
    """The sentences of a unit that are passages of their own by how they read, but for those that a rule raised."""
    sentences = list(tellings(cues.text, unit))
    for each in told:
        start, end = each.start, each.end
        if any(hit.category is Category.PASSAGE and hit.start < end and start < hit.end for hit in ruled):
            continue
        first, last = sentence_round(cues.text, unit, (start, end))
        yield _of_readings((first, max(last, goes_on_to(cues, sentences, sentences.index((start, end))))), [each])


def _of_readings(span: tuple[int, int], told: Sequence[Telling]) -> PassageHit:
    lead = max(told, key=lambda each: each.score)
    families = tuple(dict.fromkeys((lead.family.code, *(telling.family.code for telling in told))))
    words = tuple(dict.fromkeys(word for telling in told for word in telling.words))
    return PassageHit(*span, Category.PASSAGE, families[0], families, round(lead.score, 2), words, reader=lead.reader)
