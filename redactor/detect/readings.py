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
from redactor.detect.hits import PassageHit, join_hits
from redactor.detect.paragraphs import Unit, UnitKind
from redactor.domain.finding import Category
from redactor.domain.rule import PassageFamily, Scope

SURE: Mapping[str, float] = {
    "complaint.source": 0.9975, "court": 0.9875, "crime.police": 0.992, "crime.source": 0.97, "harm.domestic": 0.999,
    "harm.emotional": 0.993, "harm.neglect": 0.983, "harm.physical": 0.995, "harm.self": 0.988, "harm.sexual": 0.994,
    "harm.threat": 0.9985, "health.clinical": 0.986, "legal.advice": 0.98, "negotiation": 0.987, "reference": 0.976,
}  # fmt: skip
"""From this chance on a sentence of the family is raised.

For each the lowest at which no harmless sentence of the development texts is: on the plain prose of logs and letters
the reader's chances run high. Each step down finds more and takes more along (models/passages/CARD.md has the ladder).
"""
VERY_SURE = 0.9985
"""The least chance for a sentence that speaks of rules, lessons, forms or what might be, and for any other family."""
FEWEST_WORDS, FEWEST_IN_CELL = 4, 5
MOSTLY_TOLD = 0.3
"""The share of a unit's words in telling sentences from which on all of it is one passage."""


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
        if (share := modality_share(cues, span, section_rules=section_rules))
    ]
    readings = reader.read([" ".join(cues.text[start:end].split()) for _, (start, end), _ in asked])
    told: dict[int, list[Telling]] = defaultdict(list)
    for (place, (start, end), share), reading in zip(asked, readings, strict=True):
        family = cues.rules.passages.get(reading.family)
        if family is not None and reading.score >= _least(reading.family, share):
            told[place].append(Telling(start, end, family, reading.score, reading.words, reader.version))
    return {place: tuple(sentences) for place, sentences in told.items()}


def _least(family: str, share: float) -> float:
    """The chance from which on a sentence is raised; `share` is what its modality leaves of it."""
    sure = SURE.get(family, VERY_SURE)
    return sure if share == 1.0 else max(sure, VERY_SURE)


def _is_long_enough(text: str, unit: Unit, span: tuple[int, int]) -> bool:
    """Whether a sentence has enough words to tell anything; a cell needs more, for it leans on its heading."""
    fewest = FEWEST_IN_CELL if unit.kind is UnitKind.CELL else FEWEST_WORDS
    return len(text[slice(*span)].split()) >= fewest


def of_whole_unit(cues: Cues, unit: Unit, told: Sequence[Telling]) -> PassageHit | None:
    """The passage that a unit makes by how it reads, or None where only sentences of it are to be withheld.

    A reader is less sure than a rule, so one telling sentence does not take a long paragraph with it.
    """
    if not any(telling.family.scope is Scope.PASSAGE for telling in told):
        return None
    words = sum(len(cues.text[telling.start : telling.end].split()) for telling in told)
    if words < MOSTLY_TOLD * len(cues.text[unit.start : unit.end].split()):
        return None
    begin = begin_of(cues, unit, frozenset(), frozenset(telling.start for telling in told))
    return _of_readings((begin, unit.end), told)


def of_sentences(cues: Cues, unit: Unit, told: Sequence[Telling], ruled: Sequence[PassageHit]) -> Iterator[PassageHit]:
    """The sentences of a unit that are passages of their own by how they read, with what goes on about them.

    Those that a rule raised are left out, and neighbours are one passage.
    """
    sentences = list(tellings(cues.text, unit))
    open_hit: PassageHit | None = None
    for each in told:
        first, last = sentence_round(cues.text, unit, (each.start, each.end))
        last = max(last, goes_on_to(cues, sentences, sentences.index((each.start, each.end))))
        if any(hit.category is Category.PASSAGE and hit.start < last and first < hit.end for hit in ruled):
            continue
        hit = _of_readings((first, last), [each])
        if open_hit and first <= open_hit.end + 2:
            open_hit = join_hits(open_hit, hit)
            continue
        if open_hit:
            yield open_hit
        open_hit = hit
    if open_hit:
        yield open_hit


def _of_readings(span: tuple[int, int], told: Sequence[Telling]) -> PassageHit:
    lead = max(told, key=lambda each: each.score)
    families = tuple(dict.fromkeys((lead.family.code, *(telling.family.code for telling in told))))
    words = tuple(dict.fromkeys(word for telling in told for word in telling.words))
    score = min(0.99, round(lead.score, 2))
    return PassageHit(*span, Category.PASSAGE, families[0], families, score, words, reader=lead.reader)
