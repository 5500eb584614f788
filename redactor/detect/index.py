"""One index over the names of a case: folded words, slips, OCR confusions, initials, handles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from redactor.detect.folding import blurred, fold_name
from redactor.detect.ordinary import ORDINARY
from redactor.detect.profile import Profile, initials_of
from redactor.detect.shortforms import name_parts, short_forms
from redactor.detect.titles import TITLES

TOKEN = re.compile(r"[#@]?[^\W_]+(?:['’‐-][^\W_]+)*")


_LEAST_CAPITALS = 0.04
"""The share of words with a capital below which somebody wrote all in small letters, names too."""


@dataclass(frozen=True)
class Index:
    """What to look for: folded word -> the people it may belong to; made once for a case."""

    words: Mapping[str, tuple[Profile, ...]]
    slips: Mapping[str, tuple[str, ...]]
    """A word with one letter left out -> the name words it may be a slip of."""
    shapes: Mapping[str, tuple[str, ...]]
    """A word as OCR might confuse it -> the name words."""
    initials: Mapping[str, tuple[Profile, ...]]
    firm: frozenset[str]
    """Words of people whom the request or a full name makes sure."""
    initials_used: frozenset[str]
    """Initials that somebody in the case is called by; others count only where the person is named too."""
    handles: frozenset[str]
    usual: frozenset[str]
    """Words that the case's records write small more often than with a capital."""


def count_words(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands small, and how often with a capital; texts without capitals tell neither."""
    small: Counter[str] = Counter()
    tall: Counter[str] = Counter()
    for text in texts:
        words = TOKEN.findall(text)
        if sum(word[0].isupper() for word in words) < _LEAST_CAPITALS * len(words):
            continue
        for word in words:
            (small if word[0].islower() else tall)[fold_name(word)] += 1
    return small, tall


def find_usual_words(small: Mapping[str, int], tall: Mapping[str, int]) -> frozenset[str]:
    """The words that stand in small letters at least twice, and oftener so than with a capital."""
    return frozenset(word for word, count in small.items() if count >= 2 and count > tall.get(word, 0))


def make_index(profiles: Iterable[Profile], usual: frozenset[str], initials_used: frozenset[str]) -> Index:
    """The index over all people; `initials_used` are the initials that somebody in the case goes by."""
    words: dict[str, list[Profile]] = defaultdict(list)
    initials: dict[str, list[Profile]] = defaultdict(list)
    handles: set[str] = set()
    firm: set[str] = set()
    for profile in profiles:
        for word in _words_of(profile):
            words[word].append(profile)
        if profile.is_known or (profile.given and profile.family):
            firm |= _words_of(profile)
        for form in initials_of(profile):
            initials[form].append(profile)
        for given in profile.given:
            for family in profile.family:
                joined = family.replace("-", "").replace(" ", "")
                handles |= {given + joined, given[0] + joined, joined + given} if len(joined) > 2 else set()
    long = [word for word in words if len(word) >= 5 and word not in ORDINARY and word not in usual]
    slips: dict[str, list[str]] = defaultdict(list)
    for word in long:
        for shorter in shortened(word):
            slips[shorter].append(word)
    shapes: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= 4:
            shapes[blurred(word)].append(word)
    return Index(
        words={word: tuple(people) for word, people in words.items()},
        slips={word: tuple(names) for word, names in slips.items()},
        shapes={word: tuple(names) for word, names in shapes.items()},
        initials={form: tuple(people) for form, people in initials.items()},
        firm=frozenset(firm),
        initials_used=initials_used,
        handles=frozenset(handles),
        usual=usual,
    )


def _words_of(profile: Profile) -> frozenset[str]:
    words: set[str] = set()
    for given in (*profile.given, *profile.words):
        words |= {given, *name_parts(given)}
        words |= {short for short in short_forms(given) if given in profile.given}
    for family in profile.family:
        words |= {family, family + "s", *name_parts(family), *(part for part in family.split() if len(part) > 3)}
    return frozenset(word for word in words if len(word) >= 2 and word not in TITLES)


def shortened(word: str) -> Iterator[str]:
    """The word, then the word with each letter but the first left out."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
