"""Ordinary words that tell of somebody else's life: where they work and live, with whom, what they do.

No name stands in "She has changed shifts", so nothing marks it but its grammar: the sentence goes on about the third
person whom the one before began with. A class or an age in brackets after a name, and "the lad at 12", point
somebody out in the same way. Sentences that speak of the data subject are left to a reviewer's eye.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from redactor.detect.lexicon import Lexicon
from redactor.detect.owners import Circle, may_be_asker
from redactor.detect.paragraphs import UnitKind, read_units, sentences_of
from redactor.domain.document import Document
from redactor.domain.finding import Category, Evidence, Finding, Span
from redactor.domain.rule import Vocabulary

_TAG = re.compile(
    r"\s?\((?P<tag>(?:Y(?:ear|r)? ?)?\d{1,2}[A-Z]{0,2}|(?:Y(?:ear|r)?|class|form) ?\w{1,3}|"
    r"(?:aged? )?\d{1,2}(?: ?(?:months?|mths?|weeks?|wks?|yrs?|years?)(?: old)?)?|[RN][A-Z]?)\)"
    r"|,? (?:at|from) (?P<door>(?:(?:no\.?|number|flat) ?)?\d{1,3}[a-c]?\b)"
    r"(?!\s?[:./]\d|\s?[ap]m\b|\s?o['’]clock|%|st|nd|rd|th)"
    r"|,? (?:(?:in|of|from) )?(?P<class>(?<=, )\d{1,2}[A-Z]{1,2}\b|(?:Y(?:ear|r)? ?\d{1,2}|class|form) ?[A-Z\d]{0,3}\b)"
)
_KIN_START = re.compile(
    r"(?:(?:his|her|their|my|the|\w+['’]s) )?(?:step-?|ex-?|grand|half-)?(?P<kin>mum|mummy|mam|mother|dad|daddy|father|"
    r"brother|sister|nan|nana|gran|grandma|grandad|mother|wife|husband|partner|son|daughter|boyfriend|girlfriend|aunt|"
    r"auntie|uncle|cousin|niece|nephew|neighbour)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"(?:he|she|they|his|her|their|has|is|was|lives?|works?|does|will|wants?|been|had|used to|currently|now|also)\b",
    re.I,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]m|my|we|our)\b")
_CLAUSE_END = re.compile(
    r"[,;:.!?](?=\s(?!£|\d)|$)|\s(?=(?:so|because|but|which|if|and (?:he|she|they|i|has|is|will|wants?|could))\b)",
    re.I,
)
_DESCRIBED = re.compile(
    r"\b(?:the|that|this|a|an) (?:[a-z-]{2,12} ){0,2}(?:lad|boy|girl|lady|man|woman|couple|family|kid|child|fella|"
    r"bloke|baby|neighbour|tenant|chap) (?:at|in|from|over at|across at) "
    r"(?:(?:no\.?|number|flat) ?)?(?P<number>\d{1,3}[a-c]?)\b"
    r"(?!\s?[:.]\d|\s?[ap]m\b|\s?o['’]clock|%)",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who is who in one text: `named` are its person findings, `people` their persons, `third` those withheld."""

    named: Sequence[Finding]
    people: Mapping[str, str | None]
    third: frozenset[str]
    circle: Circle
    writers: Sequence[tuple[int, str | None]] = ()
    """Where messages begin (offsets, in order) and the person who wrote each."""

    def within(self, start: int, end: int) -> list[Finding]:
        """The mentions that begin in the slice, in text order."""
        return [each for each in self.named if each.span and start <= each.span.start < end]


_ASIDE = 6
"""Words of a sentence that is too short to turn to somebody else ("07700 900614.", "Widow.")."""

RELATIVE = "relative"
"""Stands for a relative whose name is not said."""


def find_class_tags(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """The class, year or age that stands right behind the name of somebody withheld."""
    for mention in cast.named:
        person = cast.people.get(mention.id)
        if mention.span is None or person not in cast.third:
            continue
        tag = _TAG.match(text, mention.span.end)
        if tag:
            group = next(name for name, value in tag.groupdict().items() if value)
            place = Span(tag.start(group), tag.end(group), reading)
            why = "A class or an age right behind somebody's name."
            yield _finding(document, place, "tag", person, why)


def find_descriptions(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """People pointed out by the door they live behind, unless it is the subject's own."""
    own = {number for address in cast.circle.owned.subject_addresses for number in address.numbers}
    for found in _DESCRIBED.finditer(text):
        if found["number"].lower() not in own:
            place = Span(found.start(), found.end(), reading)
            yield _finding(document, place, "described", None, "Points somebody out by where they live.")


def find_lives(
    document: Document, text: str, cast: Cast, vocabulary: Vocabulary, *, reading: int | None
) -> Iterator[Finding]:
    """Sentences about the life of somebody who is withheld, told in ordinary words."""
    cues = [(hit.start, hit.end) for hit in _lexicon(vocabulary).find(text)]
    if not cues:
        return
    for unit in read_units(text):
        if unit.kind is UnitKind.HEADING or not any(unit.start <= cue < unit.end for cue, _ in cues):
            continue
        spoken_of: str | None = None
        for start, end in sentences_of(text, unit.start, unit.end):
            spoken_of = _subject_of(text, start, end, spoken_of, cast)
            owner = spoken_of or _writer_of(text, start, end, cast)
            if not owner:
                continue
            person = None if owner == RELATIVE else owner
            for clause in _clauses(text, end, [cue for cue in cues if start <= cue[0] < end]):
                if any(cast.people.get(each.id) == cast.circle.subject for each in cast.within(*clause)):
                    continue
                why = "Tells of the life of somebody who is withheld."
                yield _finding(document, Span(*clause, reading=reading), "life", person, why)


def _clauses(text: str, end: int, cues: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """From each cue to the end of its clause; those that touch are one."""
    clauses: list[tuple[int, int]] = []
    for cue_start, cue_end in cues:
        stop = _CLAUSE_END.search(text, cue_end, end)
        clause_end = stop.start() if stop else end
        if clauses and cue_start <= clauses[-1][1]:
            clauses[-1] = (clauses[-1][0], max(clauses[-1][1], clause_end))
        else:
            clauses.append((cue_start, clause_end))
    return clauses


@lru_cache(maxsize=4)
def _lexicon(vocabulary: Vocabulary) -> Lexicon[str]:
    return Lexicon(("", cue) for cue in vocabulary.cues("private_life"))


def _subject_of(text: str, start: int, end: int, before: str | None, cast: Cast) -> str | None:
    """Of whom withheld a sentence speaks: whom it begins with, whom it goes on about, the only one it names."""
    inside = cast.within(start, end)
    first = inside[0].span if inside else None
    if first and not text[start : first.start].strip(" \"'“‘(>"):
        return _third(inside[0], cast)
    body = text[start:end].lstrip(" \"'“‘(>")
    kin = _KIN_START.match(body)
    if kin and first and first.start - start < kin.end() + 20:
        return _third(inside[0], cast)
    if kin:
        return None if may_be_asker(kin["kin"], cast.circle) else RELATIVE
    if _GOES_ON.match(body) or (not inside and len(body.split()) <= _ASIDE):
        return before
    people = {cast.people.get(each.id) for each in inside}
    return _third(inside[0], cast) if len(people) == 1 else None


def _third(mention: Finding, cast: Cast) -> str | None:
    person = cast.people.get(mention.id)
    return person if person in cast.third else None


def _writer_of(text: str, start: int, end: int, cast: Cast) -> str | None:
    """The writer of the message, where a withheld person speaks of themselves."""
    if not _FIRST_PERSON.search(text[start:end]):
        return None
    above = [person for at, person in cast.writers if at < start]
    return above[-1] if above and above[-1] in cast.third else None


def _finding(document: Document, place: Span, kind: str, person: str | None, why: str) -> Finding:
    evidence = Evidence(detector="lives", rule=kind, score=0.7, why=why)
    return Finding(
        document_id=document.id, category=Category.ROW, kind=kind, place=place, evidence=evidence, person_id=person
    )
