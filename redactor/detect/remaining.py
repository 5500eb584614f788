"""The finished pages looked through once more for people and numbers that were withheld.

What comes in was read from the finished file by a program that did not write it. The trap is the false alarm: it
stops a release that nothing is wrong with. So a name counts where it is whole ("Tom Reed", "Reed, Tom") or follows a
title ("Mrs Okafor"), and never where somebody of that name, or the name itself, was released.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from redactor.detect.folding import fold, fold_name
from redactor.detect.ordinary import ORDINARY
from redactor.detect.titles import TITLES
from redactor.domain.decision import Ruling
from redactor.domain.document import Document
from redactor.domain.finding import Category, Finding, Verdict

SHORTEST_NUMBER = 6
"""Values of fewer digits stand in a page by chance, and what is mostly words may be said of anybody."""
SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What may stand nowhere any more: names word by word and squashed numbers, each with the finding it is of."""

    names: Mapping[Name, str]
    titled: Mapping[Name, str]
    """Surnames after a title, with the title before them left out."""
    numbers: Mapping[str, str]


def find_withheld(
    documents: Iterable[Document], rulings: Sequence[Ruling], *, known: Iterable[str], printed: str
) -> Withheld:
    """What the rulings withhold and nobody released anywhere in the case.

    `known` are names that may stand in every bundle: subject, requester, controller. `printed` is what the program
    prints by itself, such as labels.
    """
    by_document: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        by_document.setdefault(ruling.finding.document_id, []).append(ruling)
    names: dict[Name, str] = {}
    titled: dict[Name, str] = {}
    numbers: dict[str, str] = {}
    released: set[str] = {word for text in (*known, printed) for word in _words(text)}
    free_numbers: set[str] = {_squashed(text) for text in known}
    for document in documents:
        for ruling in by_document.get(document.id, ()):
            text = _text_of(document, ruling.finding)
            words = tuple(_words(text))
            if ruling.verdict is not Verdict.WITHHOLD:
                released.update(words)
                free_numbers.add(_squashed(text))
            elif ruling.finding.category is Category.PERSON:
                _note_name(words, text, ruling.finding.id, names, titled)
            elif ruling.finding.category in (Category.IDENTIFIER, Category.CONTACT):
                number = _squashed(text)
                if "@" in text or sum(mark.isdigit() for mark in number) >= SHORTEST_NUMBER:
                    numbers.setdefault(number, ruling.finding.id)
    return Withheld(
        names={name: by for name, by in names.items() if not released.issuperset(name)},
        titled={name: by for name, by in titled.items() if not released & set(name)},
        numbers={number: by for number, by in numbers.items() if not any(number in free for free in free_numbers)},
    )


def _note_name(words: Name, text: str, by: str, names: dict[Name, str], titled: dict[Name, str]) -> None:
    plain = tuple(word for word in words if word not in TITLES and len(word) >= SHORTEST_NAME)
    if len(plain) >= 2 and plain[0] != plain[-1]:
        names.setdefault((plain[0], plain[-1]), by)
    elif len(plain) == 1 and len(words) == 2 and words[0] in TITLES and plain[0] not in ORDINARY:
        titled.setdefault(plain, by)


def _text_of(document: Document, finding: Finding) -> str:
    span = finding.span
    if span is None:
        return ""
    text = document.text if span.reading is None else document.readings[span.reading].text
    return text[span.start : span.end]


def _words(text: str) -> Iterator[str]:
    return (fold_name(match[0]) for match in _WORD.finditer(text))


def _squashed(text: str) -> str:
    return "".join(mark for mark in fold(text) if mark.isalnum())


def find_remaining(texts: Iterable[str], withheld: Withheld) -> Iterator[tuple[int, str]]:
    """Each sight of what is withheld in the texts of the finished pages: page number from 1 and finding id."""
    for number, text in enumerate(texts, 1):
        words = [(fold_name(match[0]), match[0][0].isupper()) for match in _WORD.finditer(text)]
        found = {by for by in (_named_at(words, at, withheld) for at in range(len(words))) if by}
        squashed = _squashed(text)
        found |= {by for digits, by in withheld.numbers.items() if digits in squashed}
        yield from ((number, by) for by in sorted(found))


def _named_at(words: Sequence[tuple[str, bool]], at: int, withheld: Withheld) -> str | None:
    """The finding of whoever is named from this word on; first and last name may have one word between them."""
    word, capital = words[at]
    if not capital:
        return None
    if word in TITLES and at + 1 < len(words) and words[at + 1][1]:
        return withheld.titled.get((words[at + 1][0],))
    for other, also in words[at + 1 : at + 3]:
        by = also and (withheld.names.get((word, other)) or withheld.names.get((other, word)))
        if by:
            return by
    return None
