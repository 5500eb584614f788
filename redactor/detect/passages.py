"""Text in; out the passages that only a person can judge, and the special facts about somebody.

Cues are scored, not matched: a term with a person and a first-hand account beats the term alone, and policy text,
lessons, leaflets, blank forms and hypotheticals beat the term. Where no cue raises, a reader of sentences may (see
`readings`). A passage is one finding with every family that raised it: reviewers decide paragraphs, not words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from redactor.detect.classifier import SentenceReader
from redactor.detect.cues import GENERAL, Cues, is_about_rules, is_specific, modality_share, read_cues
from redactor.detect.extents import begin_of, goes_on_to, sentence_round, tellings
from redactor.detect.hits import PassageHit, join_hits
from redactor.detect.lexicon import CueHit
from redactor.detect.paragraphs import Unit, UnitKind, read_units, sentences_of
from redactor.detect.readings import of_sentences, of_whole_unit, read_rest
from redactor.domain.finding import Category
from redactor.domain.rule import PassageFamily, Scope
from redactor.rulebook import Rulebook

STRONG, WEAK, WEAK_LIMIT, CUES_COUNTED = 0.6, 0.15, 0.45, 3
NAMED, SPOKEN_OF, OF_A_ROW, IN_NAMED_UNIT = 0.3, 0.2, 0.2, 0.15
NOBODY = 0.5
"""What a score is worth where nobody in particular is spoken of."""
NOBODY_TWICE_TOLD = 0.7
"""The same where two strong cues stand together."""
SAID_BY_TITLE = 0.3
"""What a document gains in a family that its opening lines name ("Privileged", "Reference for")."""
NEGATION_REACH = 24
LEAST_TOLD = 8
"""A heading of fewer words, which speaks of nobody, tells nothing."""
WHOLE_ACCOUNTS = frozenset({"reference"})
"""Families whose paper, where its opening names them, is withheld from the first telling paragraph to the signature."""


def find_passages(
    text: str,
    rules: Rulebook,
    *,
    names: Sequence[int] = (),
    breaks: frozenset[int] = frozenset(),
    reader: SentenceReader | None = None,
) -> tuple[PassageHit, ...]:
    """Every passage and special fact in the text, by place.

    `names` are the starts of names of people that other detectors found; `breaks` the starts of lines before
    which paper shows a gap. A `reader` reads what no rule raised.
    """
    units = read_units(text, breaks)
    cues = read_cues(text, rules, names)
    sections = _sections_of_rules(cues, units)
    hits = [_raise_unit(cues, unit, section_rules=rule) for unit, rule in zip(units, sections, strict=True)]
    rest = [(place, unit, sections[place]) for place, unit in enumerate(units) if hits[place] is None]
    told = read_rest(cues, rest, reader) if reader else {}
    raised: list[PassageHit] = []
    open_unit: Unit | None = None
    for place, (unit, section_rules) in enumerate(zip(units, sections, strict=True)):
        if unit.kind is UnitKind.HEADING:
            open_unit = None
        hit = hits[place] or of_whole_unit(cues, unit, told.get(place, ()))
        ruled = list(_raise_sentences(cues, unit, section_rules=section_rules, covered=hit is not None))
        raised.extend(ruled)
        if hit is None:
            raised.extend(of_sentences(cues, unit, told.get(place, ()), ruled))
            open_unit = None
            continue
        joins = open_unit is not None and _join_units(open_unit, unit)
        passages = [place for place, each in enumerate(raised) if each.category is Category.PASSAGE]
        if joins and passages:
            raised[passages[-1]] = join_hits(raised[passages[-1]], hit)
        else:
            raised.append(hit)
        open_unit = unit
    whole = _complete_accounts(cues, units, raised)
    return tuple(sorted(whole, key=lambda hit: (hit.start, hit.end)))


def _sections_of_rules(cues: Cues, units: Sequence[Unit]) -> list[bool]:
    """For each unit, whether the heading over it (or itself, as a heading) announces rules, lessons or a form."""
    sections: list[bool] = []
    for unit in units:
        if unit.kind is UnitKind.HEADING:
            sections.append(is_about_rules(cues, unit))
        else:
            sections.append(sections[-1] if sections else False)
    return sections


# ---------------------------------------------------------------- scoring


def _raise_unit(cues: Cues, unit: Unit, *, section_rules: bool) -> PassageHit | None:
    """The passage that a unit makes, or None."""
    scored = _score(cues, unit, span=(unit.opened, unit.end), section_rules=section_rules)
    over = [each for each in scored if each[0].scope is Scope.PASSAGE]
    begin = begin_of(cues, unit, frozenset(family.code for family, _, _ in over))
    over += [each for each in scored if over and each[0].scope is Scope.SENTENCE]
    return _hit(begin, unit.end, category=Category.PASSAGE, scored=over) if over else None


def _raise_sentences(cues: Cues, unit: Unit, *, section_rules: bool, covered: bool) -> Iterator[PassageHit]:
    """The sentences of a unit that are passages of their own or facts about somebody; neighbours are joined."""
    if not cues.within(unit.start, unit.end):
        return
    open_fact: PassageHit | None = None
    told = list(tellings(cues.text, unit))
    for place, (start, end) in enumerate(told):
        scored = _score(cues, unit, span=(start, end), section_rules=section_rules)
        alone = [each for each in scored if each[0].scope is Scope.SENTENCE]
        if alone and not covered:
            first, last = sentence_round(cues.text, unit, (start, end))
            yield _hit(first, max(last, goes_on_to(cues, told, place)), category=Category.PASSAGE, scored=alone)
        facts = [each for each in scored if each[0].scope is Scope.CLAUSE]
        if not facts:
            if open_fact:
                yield open_fact
            open_fact = None
            continue
        if unit.kind is UnitKind.HEADING and end - start < 45 and not is_specific(cues, (start, end)):
            continue
        fact = _hit(start, end, category=Category.SPECIAL, scored=facts)
        turns = cues.named(start, end) or cues.count("kin", start, end)
        if open_fact and turns:
            yield open_fact
            open_fact = None
        open_fact = join_hits(open_fact, fact) if open_fact else fact
    if open_fact:
        yield open_fact


_Scored = tuple[PassageFamily, float, tuple[str, ...]]


def _score(cues: Cues, unit: Unit, *, span: tuple[int, int], section_rules: bool) -> list[_Scored]:
    """The families whose threshold the span reaches, the strongest first."""
    found: dict[str, list[CueHit[tuple[str, bool]]]] = defaultdict(list)
    for hit in cues.within(*span):
        found[hit.key[0]].append(hit)
    if found and span[0] <= unit.start and span[1] == unit.end:
        found = _without_general_sentences(cues, unit, found)
    if not found:
        return []
    person = _person_share(cues, unit, span)
    worth = modality_share(cues, span, section_rules=section_rules)
    scored: list[_Scored] = []
    for code, hits in found.items():
        family = cues.rules.passages[code]
        raised, words = _cue_sum(cues, hits, specific=is_specific(cues, span))
        if not raised or (family.scope is Scope.PASSAGE and _only_names_a_matter(cues, unit)):
            continue
        if family.needs_person:
            gain = person if person or family.scope is Scope.CLAUSE else 0.0
            nobody = NOBODY_TWICE_TOLD if raised >= 2 * STRONG else NOBODY
            score = (raised + gain) * worth * (1 if person or family.scope is Scope.CLAUSE else nobody)
        elif _too_short(cues.text, unit):
            continue
        else:
            score = raised + person + (SAID_BY_TITLE if code in cues.titles else 0)
            score *= 0.3 if section_rules or cues.about_rules else 1
        if score >= family.threshold - 1e-9:
            scored.append((family, score, words))
    return sorted(scored, key=lambda each: -each[1])


def _without_general_sentences(
    cues: Cues, unit: Unit, found: dict[str, list[CueHit[tuple[str, bool]]]]
) -> dict[str, list[CueHit[tuple[str, bool]]]]:
    """The cues but for those in sentences of rules, lessons or forms that speak of nobody in particular."""
    general = [
        (start, end)
        for start, end in sentences_of(cues.text, unit.start, unit.end)
        if any(cues.count(name, start, end) for name in GENERAL) and not is_specific(cues, (start, end))
    ]
    if not general:
        return found
    kept = {
        code: [hit for hit in hits if not any(start <= hit.start < end for start, end in general)]
        for code, hits in found.items()
        if cues.rules.passages[code].needs_person
    }
    free = {code: hits for code, hits in found.items() if not cues.rules.passages[code].needs_person}
    return {code: hits for code, hits in (kept | free).items() if hits}


def _only_names_a_matter(cues: Cues, unit: Unit) -> bool:
    """Whether a unit is a short title that speaks of nobody ("Adoption support, file 4")."""
    short = len(cues.text[unit.start : unit.end].split()) < LEAST_TOLD
    return unit.kind is UnitKind.HEADING and short and not is_specific(cues, (unit.start, unit.end))


def _too_short(text: str, unit: Unit) -> bool:
    """Whether a unit is a heading or signature, which names a matter without saying anything of it."""
    words = len(text[unit.start : unit.end].split())
    return unit.kind is UnitKind.HEADING or words < (4 if unit.kind is UnitKind.CELL else 8)


def _cue_sum(cues: Cues, hits: Sequence[CueHit[tuple[str, bool]]], *, specific: bool) -> tuple[float, tuple[str, ...]]:
    """The weight of one family's cues, each place counted once, and their words; weak cues alone stay weak."""
    words: list[str] = []
    strong, weak, last = 0, 0, -1
    for hit in sorted(hits, key=lambda each: (not each.key[1], each.start, -each.end)):
        if hit.key[1] and (hit.start < last or (not specific and _is_negated(cues, hit))):
            continue
        word = cues.text[hit.start : hit.end]
        if word.lower() in (each.lower() for each in words):
            continue
        words.append(word)
        if hit.key[1]:
            strong, last = strong + 1, hit.end
        else:
            weak += 1
    total = STRONG * min(strong, CUES_COUNTED) + min(WEAK * weak, WEAK_LIMIT)
    return total, tuple(words)


def _is_negated(cues: Cues, hit: CueHit[tuple[str, bool]]) -> bool:
    place = bisect_left(cues.negations, hit.start) - 1
    if place < 0 or hit.start - cues.negations[place] > NEGATION_REACH:
        return False
    between = cues.text[cues.negations[place] : hit.start]
    return not re.search(r"[.!?,;\n\t]", between) and " to " not in between


def _person_share(cues: Cues, unit: Unit, span: tuple[int, int]) -> float:
    """What it is worth that somebody in particular is spoken of; 0 where nobody is."""
    if cues.named(*span):
        return NAMED
    if is_specific(cues, span):
        return SPOKEN_OF
    if unit.kind is not UnitKind.PARAGRAPH:
        return OF_A_ROW
    return IN_NAMED_UNIT if cues.named(unit.start, unit.end) else 0.0


# ---------------------------------------------------------------- whole accounts

_SIGNED_OFF = re.compile(
    r"(?:signed|signature|yours|(?:kind|best|with|many)? ?regards|date\b|dated|c\.?c\b|"
    r"cover(?:ing)? (?:note|letter|e-?mail))",
    re.I,
)


def _complete_accounts(cues: Cues, units: Sequence[Unit], raised: Sequence[PassageHit]) -> list[PassageHit]:
    """Close the gaps in what is one account: a paper that is a reference by its title is one as far as it is signed.

    DPA 2018 Sch 2 para 24 exempts the reference, not its telling sentences.
    """
    titled = cues.titles & WHOLE_ACCOUNTS
    opened = [hit for hit in raised if hit.kind in titled and hit.category is Category.PASSAGE]
    if not opened:
        return list(raised)
    first = min(opened, key=lambda hit: hit.start)
    end = max(hit.end for hit in opened)
    for unit in units:
        if unit.start >= first.start and _SIGNED_OFF.match(cues.text, unit.opened):
            break
        end = max(end, unit.end)
    whole = first
    for hit in raised:
        if hit.category is Category.PASSAGE and first.start <= hit.start and hit.end <= end:
            whole = join_hits(whole, hit)
    whole = replace(whole, end=end)
    return [
        whole,
        *(hit for hit in raised if not (hit.category is Category.PASSAGE and whole.start <= hit.start < end)),
    ]


# ---------------------------------------------------------------- making findings


def _hit(start: int, end: int, *, category: Category, scored: Sequence[_Scored]) -> PassageHit:
    words = tuple(dict.fromkeys(word for _, _, each in scored for word in each))
    families = tuple(family.code for family, _, _ in scored)
    return PassageHit(start, end, category, families[0], families, round(min(0.99, scored[0][1] / 1.5), 2), words)


def _join_units(before: Unit, unit: Unit) -> bool:
    """Whether two raised neighbours are one passage: the same entry, no blank between, both running text."""
    texts = (UnitKind.PARAGRAPH, UnitKind.VALUE)
    return before.entry == unit.entry and not unit.after_blank and before.kind in texts and unit.kind in texts
