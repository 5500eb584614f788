"""Names in; invented UK records with their annotations out: class lists, logs, forms and short letters.

They teach what other training texts lack: cells of codes beside cells of names, initials, word-names (Will, Grace)
beside the same words in their plain sense, addresses, headings in capitals. Every sentence, place and school is
invented here; the people's names come from the texts given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.train.phrases import (
    CODES,
    FIELDS,
    HEADINGS,
    LANGUAGES,
    NAMED,
    NOTES,
    PLAIN,
    STREET_KINDS,
    STREETS,
    TOWN_ENDS,
    TOWN_STARTS,
    WORD_FAMILIES,
    WORD_GIVENS,
)

_FULL = re.compile(r"([^\W\d_][\w'’-]+) ([^\W\d_][\w'’-]+)")
_SLOT = re.compile(r"\{(\w+?)(\d?)\}")
TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr", "Cllr", "PC", "Nurse")


@dataclass(frozen=True)
class Person:
    """Somebody invented."""

    given: str
    family: str
    title: str

    def initials(self) -> str:
        """First letters of given and family name: TB."""
        return self.given[0].upper() + "".join(part[0] for part in self.family.split("-")).upper()


_FORMS: dict[str, Callable[[Person], str]] = {
    "full": lambda who: f"{who.given} {who.family}",
    "given": lambda who: who.given,
    "family": lambda who: who.family,
    "titled": lambda who: f"{who.title} {who.family}",
    "listed": lambda who: f"{who.family.upper()}, {who.given}",
    "filed": lambda who: f"{who.family}, {who.given}",
    "shouted": lambda who: f"{who.given} {who.family.upper()}",
    "initials": lambda who: who.initials(),
    "dotted": lambda who: ".".join(who.initials()) + ".",
    "short": lambda who: f"{who.given} {who.family[0]}",
    "staff": lambda who: f"{who.given[0]} {who.family}",
}

_HEADS = {"family": ("Surname", "Family name", "Last name"), "given": ("Forename", "First name", "Known as")}


class Scribe:
    """Writes one record and keeps account of what it named."""

    def __init__(self, chance: np.random.Generator, cast: Sequence[Person]) -> None:
        self.chance = chance
        self.cast = cast
        self.text = ""
        self.marks: list[dict[str, Any]] = []

    def put(self, text: str, label: str = "") -> None:
        """Write text; with a label, as a name."""
        if label:
            self.marks.append({"start": len(self.text), "end": len(self.text) + len(text), "label": label})
        self.text += text

    def pick(self, options: Sequence[str]) -> str:
        """Draw one of the options."""
        return options[int(self.chance.integers(len(options)))]

    def number(self, low: int, high: int) -> int:
        """Draw a whole number from low to high."""
        return int(self.chance.integers(low, high + 1))

    def fill(self, pattern: str) -> None:
        """Write a pattern such as "{given1} rang {titled2} on {date}."."""
        done = 0
        for slot in _SLOT.finditer(pattern):
            self.put(pattern[done : slot.start()])
            self._slot(slot.group(1), slot.group(2))
            done = slot.end()
        self.put(pattern[done:])

    def _slot(self, kind: str, place: str) -> None:
        if kind in _FORMS:
            who = self.cast[(int(place or 1) - 1) % len(self.cast)]
            self.put(_FORMS[kind](who), "PERSON")
        elif kind == "address":
            self.put(f"{self.number(1, 140)} {self.pick(STREETS)} {self.pick(STREET_KINDS)}", "LOC")
            self.put(", ")
            self.put(self.town(), "LOC")
            if self.chance.random() < 0.7:
                self.put(f" {self.postcode()}")
        elif kind == "town":
            self.put(self.town(), "LOC")
        elif kind == "school":
            ending = self.pick(("Primary School", "Academy", "High School", "Surgery", "General Hospital", "Council"))
            self.put(f"{self.town()} {ending}", "ORG")
        else:
            self.put(self.plain(kind))

    def plain(self, kind: str) -> str:
        """Draw a value that names nobody."""
        if kind == "date":
            return self.pick(
                (
                    f"{self.number(1, 28):02}/{self.number(1, 12):02}/20{self.number(10, 26)}",
                    f"{self.number(1, 28)} {self.pick(('May', 'June', 'April', 'March', 'August'))}",
                )
            )
        if kind == "time":
            return f"{self.number(8, 17)}:{self.number(0, 59):02}"
        if kind == "count":
            return str(self.number(1, 120))
        if kind == "code":
            return f"{self.pick('ABCDEFGHJKLMNPRT')}{self.number(100000, 999999)}"
        if kind == "money":
            return f"£{self.number(12, 3000)}.{self.number(0, 99):02}"
        if kind == "tel":
            return f"07700 900{self.number(100, 999)}"
        if kind == "language":
            return self.pick(LANGUAGES)
        if kind == "note":
            return self.pick(NOTES)
        return self.pick(CODES[kind])

    def town(self) -> str:
        """Invent a place."""
        return self.pick(TOWN_STARTS) + self.pick(TOWN_ENDS)

    def postcode(self) -> str:
        """Invent a postcode in an area that does not exist."""
        return f"{self.pick(('YY', 'ZX', 'QV', 'XA'))}{self.number(1, 9)} {self.number(1, 9)}{self.pick('ABDEFG')}Z"


def write_records(texts: Sequence[dict[str, Any]], count: int, *, seed: int) -> list[dict[str, Any]]:
    """Write `count` annotated records whose people bear names found in the annotated texts; same seed, same records."""
    chance = np.random.default_rng(seed)
    givens, families = _names(texts)
    kinds = (_table, _table, _log, _log, _form, _prose, _prose, _plain_prose)
    records = []
    for number in range(count):
        scribe = Scribe(chance, [_invent(chance, givens, families) for _ in range(int(chance.integers(2, 15)))])
        kinds[int(chance.integers(len(kinds)))](scribe)
        text = _capitals(scribe.text) if chance.random() < 0.07 else scribe.text
        records.append({"id": f"records-{number}", "text": text, "entities": scribe.marks})
    return records


def _capitals(text: str) -> str:
    """Capitals letter by letter, so that no offset moves ("ß" would become two letters)."""
    return "".join(each.upper() if len(each.upper()) == 1 else each for each in text)


def _names(texts: Sequence[dict[str, Any]]) -> tuple[list[str], list[str]]:
    givens: set[str] = set()
    families: set[str] = set()
    for text in texts:
        for mark in text["entities"]:
            whole = _FULL.fullmatch(text["text"][mark["start"] : mark["end"]])
            if mark["label"] != "PERSON" or not whole or whole.group(1) in (*TITLES, "Sir", "Rev", "Mx", "Prof", "DC"):
                continue
            if all(part[0].isupper() and part[1:2].islower() for part in whole.groups()):
                givens.add(whole.group(1))
                families.add(whole.group(2))
    return sorted(givens), sorted(families)


def _invent(chance: np.random.Generator, givens: Sequence[str], families: Sequence[str]) -> Person:
    given = WORD_GIVENS if chance.random() < 0.25 or not givens else givens
    family = WORD_FAMILIES if chance.random() < 0.15 or not families else families
    return Person(
        given[int(chance.integers(len(given)))],
        family[int(chance.integers(len(family)))],
        TITLES[int(chance.integers(len(TITLES)))],
    )


def _table(scribe: Scribe) -> None:
    """A list of people with columns of codes beside their names."""
    name = scribe.pick(("listed", "full", "filed", "shouted", "staff", "short", "initials", "given", "family+given"))
    others = [kind for kind in FIELDS if scribe.chance.random() < 0.4] or ["date"]
    before = others[: scribe.number(0, 2)]
    columns = [*before, *name.split("+"), *others[len(before) :]]
    gap = scribe.pick(("\t", "\t", "\t", " | ", ",", ";"))
    if gap == ",":
        columns = [column for column in columns if column not in ("listed", "filed", "address")]
    if scribe.chance.random() < 0.85:
        scribe.put(
            gap.join(
                scribe.pick(_HEADS.get(column) or FIELDS.get(column, ("Name", "Pupil", "Tenant", "Patient")))
                for column in columns
            )
            + "\n"
        )
    for place, _ in enumerate(scribe.cast, 1):
        for position, column in enumerate(columns):
            scribe.put(gap if position else "")
            if column == "adult":
                scribe.cast, cast = scribe.cast[-2:], scribe.cast
                scribe.fill(scribe.pick(("{titled1}", "{staff2}", "{initials1}", "{dotted2}", "{full1}")))
                scribe.cast = cast
            elif column in _FORMS:
                who = scribe.cast[place - 1]
                scribe.put(_FORMS[column](who), "PERSON")
            elif scribe.chance.random() < 0.9:
                scribe.fill("{" + column + "}")
        scribe.put("\n")


def _log(scribe: Scribe) -> None:
    """A log as a table: number, time, who wrote it, what happened, who else, what was done."""
    gap = scribe.pick(("\t", "\t", "\t", " - ", " | "))
    for _ in range(scribe.number(1, 5)):
        scribe.put(f"{scribe.number(1000, 99999)}{gap}")
        scribe.fill("{date} {time}" + gap + scribe.pick(("{staff2}", "{titled2}", "{initials2}", "{full2}")) + gap)
        scribe.fill(scribe.pick(CODES["category"]) + gap)
        _sentences(scribe, scribe.number(1, 4), share=0.75)
        scribe.put(gap)
        scribe.fill(
            scribe.pick(("{initials1}, {initials3}", "{initials1}", "{short1}, {given3}", "None", "", "{full3}"))
        )
        scribe.put(gap)
        _sentences(scribe, 1, share=0.4)
        scribe.put("\n")


def _form(scribe: Scribe) -> None:
    """A form: labels with their values, some lines without a name."""
    gap = scribe.pick((": ", ": ", "\t", ":\t"))
    shouted = scribe.chance.random() < 0.3
    if scribe.chance.random() < 0.5:
        scribe.put(scribe.pick(HEADINGS) + "\n")
    rows = [
        ("Surname", "{family1}"), ("Forename(s)", "{given1}"), ("Known as", "{given1}"), ("Full name", "{full1}"),
        ("Signed", "{staff2}"), ("Parent/carer", "{titled2}"), ("Address", "{address}"), ("GP", "{titled3}, {school}"),
        ("Previous school", "{school}"), ("Emergency contact", "{full2} (Nana)"), ("Completed by", "{initials3}"),
        ("Place of birth", "{town}"), *((scribe.pick(labels), "{" + kind + "}") for kind, labels in FIELDS.items()),
    ]  # fmt: skip
    for place in scribe.chance.permutation(len(rows))[: scribe.number(5, 16)]:
        label, value = rows[int(place)]
        if label != "":
            scribe.put(label + gap)
            start = len(scribe.text)
            scribe.fill(value if value != "{adult}" else "{titled2}")
            if shouted:
                scribe.text = scribe.text[:start] + _capitals(scribe.text[start:])
            scribe.put("\n")


def _prose(scribe: Scribe) -> None:
    """Running text, as in a letter, an e-mail or minutes."""
    if scribe.chance.random() < 0.3:
        scribe.put(scribe.pick(HEADINGS) + "\n")
    if scribe.chance.random() < 0.4:
        scribe.fill(
            scribe.pick(("Dear {titled2},\n\n", "Hi {given2},\n", "{given2}\n\n", "Dear {titled1} and {titled3}\n"))
        )
    _sentences(scribe, scribe.number(2, 8), share=0.7)
    if scribe.chance.random() < 0.4:
        scribe.fill(
            scribe.pick(
                (
                    "\n\nThanks\n{given3}",
                    "\nKind regards,\n\n{full3}\n",
                    "\n{initials3}",
                    "\nYours sincerely\n{titled3}",
                )
            )
        )


def _plain_prose(scribe: Scribe) -> None:
    """Running text that names nobody."""
    if scribe.chance.random() < 0.6:
        scribe.put(scribe.pick(HEADINGS) + "\n")
    _sentences(scribe, scribe.number(2, 7), share=0.0)


def _sentences(scribe: Scribe, count: int, *, share: float) -> None:
    for place in range(count):
        scribe.put(scribe.pick((" ", " ", " ", "\n")) if place else "")
        scribe.fill(scribe.pick(NAMED if scribe.chance.random() < share else PLAIN))
