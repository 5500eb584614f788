"""The nouns that rules/*.yaml states: what to look for, and what it would mean.

They are plain values; redactor/rulebook.py reads and checks the files, the detect room applies them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from redactor.domain.finding import Category, Verdict


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase to look for.

    `pattern` may be searched for anywhere or matched at the start of a word; `keys` are the first three
    letters (lower case) that a matching text can begin with, so that a text is walked once for all cues.
    """

    phrase: str
    pattern: re.Pattern[str]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRule:
    """One identifier that has a shape: a row of rules/identifiers.yaml."""

    code: str
    label: str
    category: Category
    pattern: re.Pattern[str]
    """Bounded in length: no unbounded repetition. A group named `value`, where there is one, is the finding."""
    score: float
    check: str = ""
    """Name of a function in detect/checks.py; a failed check lowers the score and never silences."""
    context: tuple[Cue, ...] = ()
    needs_context: bool = False
    digits: int = 0
    """How many digits the value has; OCR may have turned some, but not most, into letters."""
    placeholders: frozenset[str] = frozenset()
    """Well-known sample values (letters and digits only, upper case) that stand for nobody."""
    keep: bool = False
    """The number of an institution: recognised so that nothing else claims it, and never raised."""
    cite: str = ""
    match: tuple[str, ...] = ()
    """Texts in which the rule must find what stands between « and »."""
    not_match: tuple[str, ...] = ()


class Scope(StrEnum):
    """How far what a family raises reaches."""

    PASSAGE = "passage"
    """The paragraph, log entry or table cell, with its raised neighbours."""
    SENTENCE = "sentence"
    """One sentence, as a passage."""
    CLAUSE = "clause"
    """One sentence or cell, as a special-category fact about somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFamily:
    """One family of sensitive passages: a row of rules/passages.yaml."""

    code: str
    label: str
    scope: Scope
    suggests: tuple[str, ...]
    """Codes of rules/exemptions.yaml, the likeliest first."""
    record_class: str
    """"education", "health", "social_work", "employment", "legal", "crime" or "any"."""
    threshold: float
    needs_person: bool = True
    """Whether the words mean nothing without somebody in particular; legal advice means what it means."""
    strong: tuple[Cue, ...] = ()
    weak: tuple[Cue, ...] = ()
    match: tuple[str, ...] = ()
    not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRule:
    """What a person is to the record, and what follows by default: a row of rules/roles.yaml."""

    code: str
    label: str
    """The role word for a label or pseudonym, such as "Pupil" or "Neighbour"."""
    verdict: Verdict
    exemption: str
    """A key of rules/exemptions.yaml; a ground to release where the verdict is release."""
    why: str
    titles: tuple[Cue, ...] = ()
    """Words that stand before a name ("PC", "Dr")."""
    cues: tuple[Cue, ...] = ()
    """Words beside a name or in a roster note ("SENCO", "class teacher")."""
    private: tuple[str, ...] = ()
    """Kinds withheld even from somebody whose name is released ("contact.home", "special", "pay" …)."""


NEEDED_LISTS = (
    "false_friends", "negation", "hypothetical", "generic_people", "policy", "curriculum", "template", "pronouns",
    "kin", "first_hand", "headings", "headings.name", "headings.mail", "headings.address", "headings.special",
    "headings.workplace", "empty_values", "titles", "private_life",
)  # fmt: skip
"""The lists of rules/vocabulary.yaml that code asks for by name; a rule file without one does not load."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Named lists of cues that several rules and the layout reader share."""

    lists: dict[str, tuple[Cue, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed lists that it lacks."""
        return tuple(name for name in NEEDED_LISTS if name not in self.lists)

    def cues(self, name: str) -> tuple[Cue, ...]:
        """The list of that name; KeyError where there is none (the loader has checked those that code needs)."""
        return self.lists[name]


_PIECE = re.compile(r"\.\.\.|\([^()]+\)\??|[^\s()]+")
_BETWEEN = r"[^\w\t\f]{1,3}"
_SOME_WORDS = r"(?:[^\w\t\f.!?]{1,3}[\w'’]{1,30}){0,4}?"


def compile_cue(phrase: str) -> Cue:
    """Turn a phrase of the rule files into a Cue; ValueError where it is not one.

    Words follow one another with at most three other characters between them. `bruis*` stands for every
    word that begins so, `(him|her)` for either, `word?` for a word that may be missing, `...` for up to four
    words of one sentence, `%` for a number, `^` for a word with a capital, `£` for a sum. A phrase with a
    capital letter is looked for in that very case.
    """
    pieces = _PIECE.findall(phrase)
    if not pieces or pieces[0] in ("...", "%", "^") or pieces[0].endswith("?") or pieces[-1] == "...":
        raise ValueError("a phrase begins and ends with a word")
    parts, between = [], ""
    for piece in pieces:
        if piece == "...":
            parts.append(_SOME_WORDS)
            continue
        optional = piece.endswith("?")
        word = "(?:" + "|".join(_word(each) for each in _choices(piece.removesuffix("?"))) + ")"
        parts.append(f"(?:{between}{word})?" if optional else between + word)
        between = _BETWEEN
    flags = re.NOFLAG if any(letter.isupper() for letter in phrase) else re.IGNORECASE
    keys = tuple(sorted({_key(each) for each in _choices(pieces[0])}))
    return Cue(phrase, re.compile(r"(?<!\w)" + "".join(parts) + r"(?!\w)", flags), keys)


def _choices(piece: str) -> list[str]:
    return piece[1:-1].split("|") if piece.startswith("(") else [piece]


def _word(word: str) -> str:
    if word == "%":
        return r"\d{1,6}"
    if word == "^":
        return r"[A-Z][\w'’-]{1,20}"
    if word == "£":
        return r"£ ?\d[\d,.]{0,12}[km]?"
    stem = re.escape(word.removesuffix("*")).replace("'", "['’]?")
    return stem + (r"\w{0,20}" if word.endswith("*") else "")


def _key(word: str) -> str:
    start = re.match(r"\w+", word)
    if start is None or (word.endswith("*") and start.end() < min(3, len(word) - 1)):
        raise ValueError("a phrase begins with a letter")
    if word.endswith("*") and len(word) < 4:
        raise ValueError("three letters at least stand before a star")
    return start[0][:3].lower()
