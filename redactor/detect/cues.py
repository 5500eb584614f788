"""Text in; out where its cues stand: families, modality, names, and what its title and headings make of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from redactor.detect.lexicon import CueHit, Lexicon
from redactor.detect.paragraphs import Unit
from redactor.rulebook import Rulebook

HEAD_LENGTH = 600
GENERAL = ("policy", "curriculum", "template", "hypothetical", "generic_people")
SPECIFIC = ("pronouns", "kin", "first_hand")


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one text, by place, and what its title and headings make of it."""

    text: str
    rules: Rulebook
    families: list[CueHit[tuple[str, bool]]]
    modality: dict[str, list[int]]
    negations: list[int]
    names: list[int]
    titles: frozenset[str] = frozenset()
    about_rules: bool = False
    _starts: list[int] = field(default_factory=list)

    def within(self, start: int, end: int) -> list[CueHit[tuple[str, bool]]]:
        """The family cues that begin and end in the slice."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end)
        return [hit for hit in self.families[first:last] if hit.end <= end]

    def count(self, name: str, start: int, end: int) -> int:
        """How many cues of a modality list begin in the slice."""
        places = self.modality[name]
        return bisect_left(places, end) - bisect_left(places, start)

    def named(self, start: int, end: int) -> bool:
        """Whether somebody is named in the slice."""
        return bisect_left(self.names, end) > bisect_left(self.names, start)


@lru_cache(maxsize=4)
def _lexicons(rules: Rulebook) -> tuple[Lexicon[str], Lexicon[tuple[str, bool]], Lexicon[str]]:
    false_friends = Lexicon(("", cue) for cue in rules.vocabulary.cues("false_friends"))
    families = Lexicon(
        ((family.code, strong), cue)
        for family in rules.passages.values()
        for strong, cues in ((True, family.strong), (False, family.weak))
        for cue in cues
    )
    lists = (*GENERAL, *SPECIFIC, "negation", "titles")
    modality = Lexicon((name, cue) for name in lists for cue in rules.vocabulary.cues(name))
    return false_friends, families, modality


def read_cues(text: str, rules: Rulebook, names: Sequence[int]) -> Cues:
    """Every cue of the text; `names` are the starts of names of people that other detectors found."""
    false_friends, families, modality = _lexicons(rules)
    blanked = list(text)
    for hit in false_friends.find(text):
        blanked[hit.start : hit.end] = "_" * (hit.end - hit.start)
    plain = _UNTICKED.sub(lambda box: "_" * len(box[0]), "".join(blanked))
    lists: dict[str, list[int]] = {name: [] for name in (*GENERAL, *SPECIFIC, "negation", "titles")}
    for found in modality.find(_STATUTE.sub(lambda named: "_" * len(named[0]), text)):
        lists[found.key].append(found.start)
    titled = [place for place in lists["titles"] if _TITLED.match(text, place)]
    hits = list(families.find(plain))
    head = min(len(text), HEAD_LENGTH)
    opening = {
        hit.key[0] for hit in hits if hit.start < head and hit.key[1] and not rules.passages[hit.key[0]].needs_person
    }
    return Cues(
        text, rules, hits, lists, lists["negation"], sorted({*names, *titled}), frozenset(opening),
        _title_is_rules(text[:head]), [hit.start for hit in hits],
    )  # fmt: skip


_UNTICKED = re.compile(r"(?:\[ ?\]|[☐□◻])[^\n\t\f\[☐□◻☑☒]{1,90}")
"""A box without a tick, and what it would say if it had one."""
_STATUTE = re.compile(r"\b(?:[A-Z][\w'’]{1,20} ){1,5}(?:Act|Rules|Regulations|Order)\b")
"""The name of a law that a form cites: no word of policy."""
_TITLED = re.compile(r"\w+\.? [A-Z][\w'’-]+")
_ABOUT_RULES = re.compile(
    r"\b(?:polic(?:y|ies)|newsletter|guidance|handbook|scheme of work|lesson plan|template|curriculum|leaflet|code of "
    r"conduct|procedures?|terms and conditions|prospectus)\b(?! (?:query|breach|number|rules))",
    re.I,
)


def _title_is_rules(head: str) -> bool:
    """Whether one of the first three lines is a title of rules or a leaflet; mail headers and sentences are none."""
    lines = [line.strip() for line in re.split(r"[\n\f]", head) if line.strip()][:3]
    return any(len(line) <= 90 and not re.search(r": |[.?!]$", line) and _ABOUT_RULES.search(line) for line in lines)


def is_about_rules(cues: Cues, unit: Unit) -> bool:
    """Whether a heading announces rules, lessons or a form, so that what follows speaks of nobody."""
    heading = cues.text[unit.start : unit.end]
    general = sum(cues.count(name, unit.start, unit.end) for name in GENERAL)
    return bool(_ABOUT_RULES.search(heading)) or (general > 0 and not cues.named(unit.start, unit.end))


def is_specific(cues: Cues, span: tuple[int, int]) -> bool:
    """Whether the slice speaks of somebody in particular: by name, pronoun or kin, or as it was told."""
    return cues.named(*span) or any(cues.count(name, *span) for name in SPECIFIC)


def modality_share(cues: Cues, span: tuple[int, int], *, section_rules: bool) -> float:
    """What is left of a score when the text speaks of rules, lessons, blank forms or what might be."""
    general = sum(bool(cues.count(name, *span)) for name in GENERAL)
    general += cues.count("policy", *span) > 1
    general += 2 * section_rules + 2 * cues.about_rules
    specific = cues.named(*span) + sum(bool(cues.count(name, *span)) for name in SPECIFIC)
    if not general:
        return 1.0
    if not specific:
        return 0.0
    if section_rules or cues.about_rules or cues.count("curriculum", *span):
        return 0.4 if specific < 3 else 0.8
    if cues.named(*span) and not cues.count("hypothetical", *span):
        return 1.0 if general <= 2 else 0.7
    return 1.0 if specific >= general else 0.6 if specific + 1 >= general else 0.3
