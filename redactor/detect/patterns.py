"""Text in; out the identifiers that have a shape, one finding each, with checksum and context weighed.

A plain runner of regular expressions. Presidio's PatternRecognizer would do the same after importing spaCy and
tldextract (which looks up lists on the network); nothing here ever touches the network.

Values that a reader spoilt are found on a folded copy of the text of the same length (odd spaces and dashes made
plain; zero-width characters and quote marks dropped with a map back), so every offset is one of the text given. Weak
shapes are only tried beside their context words, strong ones only near a digit, an @ or a street word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from redactor.detect.checks import CHECKS
from redactor.detect.fields import Field, read_fields
from redactor.detect.folding import drop_idle_marks
from redactor.detect.lexicon import CueHit, Lexicon
from redactor.domain.finding import Category
from redactor.domain.rule import IdentifierRule
from redactor.errors import RuleError
from redactor.rulebook import Rulebook

LEAST_SCORE = 0.3
"""What stays below is not worth a reviewer's glance."""
CHECK_PASSED, CHECK_FAILED, CONTEXT_FOUND = 0.3, -0.1, 0.25
REACH_BEFORE, REACH_AFTER = 60, 25
"""Characters within which a context word before or after a value speaks of it."""
ZONE_MARGIN = 90
"""Characters round a digit or @ in which strong shapes are looked for; longer than any part without one."""
DIGIT_SHARE = 0.6

_ODD_LETTERS = (
    ("\u00a0\u2007\u2009\u202f\u2002\u2003", " "),
    ("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    ("\u2018\u2019", "'"),
    ("\r\v", "\n"),
)
_PLAIN = {ord(odd): plain for odds, plain in _ODD_LETTERS for odd in odds}
_TRIGGER = re.compile(
    r"[0-9@]|://|<<|\bwww\.|"
    r"(?<![A-Za-z])[A-Z][\w'’-]{1,20},? [A-Z][\w'’-]{1,20} (?:[A-Z]\w{1,20} )?(?=[A-Z])|"
    r"\b(?:at|on|in|to|from|off|near|c/o) (?=[A-Z])"
)
"""A digit, an @, a link, or words that may name a house or street."""


@dataclass(frozen=True, slots=True)
class IdentifierHit:
    """An identifier found: its span, the rule, how sure, and what spoke for it."""

    start: int
    end: int
    rule: IdentifierRule
    score: float
    checksum: str
    """"pass", "fail" or "" where the identifier has none."""
    context: tuple[str, ...]

    @property
    def category(self) -> Category:
        """What kind of claim it makes."""
        return self.rule.category


def find_identifiers(text: str, rules: Rulebook, fields: Sequence[Field] | None = None) -> tuple[IdentifierHit, ...]:
    """Every identifier in the text, by place, one for a span; institutional numbers (`rule.keep`) among them.

    `fields` saves reading the layout again where the caller has it.

    Raises:
        RuleError: a rule names a check that does not exist.
    """
    folded, back = drop_idle_marks(text.translate(_PLAIN))
    finder = _finder(rules)
    if fields is None or len(folded) < len(text):
        fields = read_fields(folded, rules.vocabulary)
    return tuple(
        IdentifierHit(back[hit.start], back[hit.end - 1] + 1, hit.rule, hit.score, hit.checksum, hit.context)
        for hit in _settle(finder.find(folded, fields))
    )


class _Finder:
    """The rules of one rulebook, ready to run."""

    def __init__(self, rules: Mapping[str, IdentifierRule]) -> None:
        for rule in rules.values():
            if rule.check and rule.check not in CHECKS:
                raise RuleError(f"identifiers.yaml, rule {rule.code}: no check is called {rule.check}")
        self._strong = tuple(rule for rule in rules.values() if not rule.needs_context)
        self._weak = tuple(rule for rule in rules.values() if rule.needs_context)
        self._lexicon = Lexicon((rule.code, cue) for rule in rules.values() for cue in rule.context)

    def find(self, text: str, fields: Sequence[Field]) -> Iterator[IdentifierHit]:
        cues: dict[str, list[CueHit[str]]] = defaultdict(list)
        for cue in self._lexicon.find(text):
            cues[cue.key].append(cue)
        by_label = _Labels(fields)
        zones = tuple(_zones(text))
        for rule in self._strong:
            context = _Context(cues[rule.code], by_label)
            for start, end in zones:
                for found in rule.pattern.finditer(text, start, end):
                    yield from _weigh(text, rule, found, context.of(text, *found.span()))
        for rule in self._weak:
            context = _Context(cues[rule.code], by_label)
            for start, end in context.windows(text):
                for found in rule.pattern.finditer(text, start, end):
                    words = context.of(text, *found.span())
                    if words:
                        yield from _weigh(text, rule, found, words)


@lru_cache(maxsize=4)
def _finder(rules: Rulebook) -> _Finder:
    return _Finder(rules.identifiers)


def _zones(text: str) -> Iterator[tuple[int, int]]:
    """Slices, without overlap, in which a strong shape may stand; they begin and end between words."""
    begin = end = -1
    for trigger in _TRIGGER.finditer(text):
        left, right = trigger.start() - ZONE_MARGIN, trigger.end() + ZONE_MARGIN
        if left <= end:
            end = right
            continue
        if end >= 0:
            yield _between_words(text, begin, end)
        begin, end = left, right
    if end >= 0:
        yield _between_words(text, begin, end)


def _between_words(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(0, start), min(len(text), end)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


class _Labels:
    """Which values a heading or label governs, and which heading governs a place."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._values: dict[tuple[int, int], list[Field]] = defaultdict(list)
        ordered = sorted(fields, key=lambda each: each.start)
        for field in ordered:
            self._values[field.label_start, field.label_end].append(field)
        self._labels = sorted(self._values)
        self._starts = [label[0] for label in self._labels]
        self._fields = ordered
        self._field_starts = [field.start for field in ordered]

    def values_under(self, place: int) -> Sequence[Field]:
        """The values of the label that holds the place; none where it is no label."""
        index = bisect_right(self._starts, place) - 1
        if index >= 0 and place < self._labels[index][1]:
            return self._values[self._labels[index]]
        return ()

    def field_at(self, place: int) -> Field | None:
        """The field whose value holds the place."""
        index = bisect_right(self._field_starts, place) - 1
        if index >= 0 and place < self._fields[index].end:
            return self._fields[index]
        return None


class _Context:
    """Where the context words of one rule stand."""

    def __init__(self, cues: Sequence[CueHit[str]], labels: _Labels) -> None:
        self._cues = cues
        self._starts = [cue.start for cue in cues]
        self._labels = labels

    def windows(self, text: str) -> Iterator[tuple[int, int]]:
        """The slices in which a value of the rule may stand: after and just before each cue, and under it."""
        spans: list[tuple[int, int]] = []
        for cue in self._cues:
            under = self._labels.values_under(cue.start)
            spans.extend((field.start, field.end) for field in under)
            if not any(field.in_table for field in under):
                spans.append(_between_words(text, cue.start - REACH_AFTER, cue.end + REACH_BEFORE))
        last = -1
        for start, end in sorted(set(spans)):
            if end > last:
                yield max(start, last), end
                last = end

    def of(self, text: str, start: int, end: int) -> tuple[str, ...]:
        """The cue words that speak of a value at this span."""
        words = []
        field = self._labels.field_at(start)
        last = bisect_right(self._starts, end + REACH_AFTER)
        first = bisect_right(self._starts, start - 2 * REACH_BEFORE)
        for cue in self._cues[first:last]:
            if cue.end <= start + 1 and start - cue.end <= REACH_BEFORE:
                between = text[cue.end : start]
                if between.count("\n") <= 1 and not re.search(r"\t|\f|[.!?] [A-Z]", between):
                    words.append(text[cue.start : cue.end])
            elif cue.start >= end - 1 and cue.start - end <= REACH_AFTER:
                if not re.search(r"[\t\f\n]|[.,;!?] |\d", text[end : cue.start]):
                    words.append(text[cue.start : cue.end])
            elif start <= cue.start < end:
                words.append(text[cue.start : cue.end])
        if field is not None and field.in_table:
            label = [cue for cue in self._cues if field.label_start <= cue.start < field.label_end]
            words.extend(text[cue.start : cue.end] for cue in label)
        return tuple(dict.fromkeys(words))


def _weigh(text: str, rule: IdentifierRule, found: re.Match[str], context: tuple[str, ...]) -> Iterator[IdentifierHit]:
    """One hit with its score, or none where it is a placeholder or mostly letters."""
    start, end = found.span("value" if "value" in rule.pattern.groupindex and found["value"] else 0)
    while end > start and text[end - 1] in " \n,":
        end -= 1
    while start < end and text[start] in " \n":
        start += 1
    value = text[start:end]
    if rule.digits and sum(letter.isdigit() for letter in value) < DIGIT_SHARE * rule.digits:
        return
    if rule.placeholders and re.sub(r"[^A-Z0-9]", "", value.upper()) in rule.placeholders:
        return
    score, checksum = rule.score, ""
    if rule.check:
        checksum = "pass" if CHECKS[rule.check](value) else "fail"
        score += CHECK_PASSED if checksum == "pass" else CHECK_FAILED
        if rule.check == "street_capitals" and checksum == "fail":
            return
    if context:
        score += CONTEXT_FOUND
    score = round(min(score, 0.99), 2)
    if score >= LEAST_SCORE:
        yield IdentifierHit(start, end, rule, score, checksum, context)


def _settle(hits: Iterable[IdentifierHit]) -> tuple[IdentifierHit, ...]:
    """One hit for a place: of two that overlap, the likelier stays, then the longer, then the earlier rule."""
    ranked = sorted(enumerate(hits), key=lambda each: (-_rank(each[1]), -(each[1].end - each[1].start), each[0]))
    kept: list[IdentifierHit] = []
    starts: list[int] = []
    for _, hit in ranked:
        at = bisect_right(starts, hit.start)
        near = kept[max(0, at - 1) : at + 1]
        if any(other.start < hit.end and hit.start < other.end for other in near):
            continue
        starts.insert(at, hit.start)
        kept.insert(at, hit)
    return tuple(kept)


def _rank(hit: IdentifierHit) -> float:
    """A long address holds its postcode, a sort code with account its parts: length counts where both are likely."""
    return hit.score + min(0.3, 0.004 * (hit.end - hit.start))
