"""Labelled sentences in; out the same sentences as other authors would have put them down."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
TAUGHT = (FOLDER / "taught.tsv", FOLDER / "neutral.tsv")
HELD_OUT = FOLDER / "heldout.tsv"
"""Never taught."""
Labelled = tuple[str, str]
"""A family's code, or "none", and a sentence."""

_SWAPS = (
    ("he", "she"), ("him", "her"), ("his", "her"), ("himself", "herself"), ("dad", "mum"), ("daddy", "mummy"),
    ("father", "mother"), ("brother", "sister"), ("uncle", "aunt"), ("nan", "grandad"), ("boy", "girl"),
    ("son", "daughter"), ("mr", "mrs"), ("husband", "wife"), ("stepdad", "stepmum"), ("lad", "lass"),
)  # fmt: skip
_OTHER = dict(_SWAPS) | {b: a for a, b in reversed(_SWAPS)}
_WORD = re.compile(r"[A-Za-z]+")
_NAMES = (
    "Aaron Abi Adil Alice Amina Ana Arjun Bella Callum Carys Chidi Dani Dev Eilidh Elena Ewan Farah Femi Freya Gita "
    "Hana Imran Isla Jamal Josh Kasia Kofi Layla Lewis Marek Megan Mina Nia Omar Orla Petra Rhys Rosa Samir Sean Tara "
    "Tomasz Uma Wei Yusra Zain"
).split()
_OPENERS = (
    "", "", "", "", "14/3 ", "Note: ", "TB: ", "12.40 - ", "Mon pm. ", "- ", "Fri 9 May, 10:15 ", "1. ", "(LK) ", "> ",
)  # fmt: skip


def read_sentences(path: Path) -> list[Labelled]:
    """The sentences of a file of tab-separated labels and sentences."""
    rows = (line.split("\t", 1) for line in path.read_text("utf-8").splitlines() if line)
    return [(label, sentence) for label, sentence in rows]


def vary(sentences: Sequence[Labelled], chance: random.Random) -> Iterator[Labelled]:
    """Every sentence once, with other sexes, names, case, openings and slips here and there."""
    for label, sentence in sentences:
        if chance.random() < 0.4:
            sentence = _WORD.sub(_swap, sentence)
        if chance.random() < 0.3:
            sentence = _rename(sentence, chance)
        if chance.random() < 0.15:
            sentence = sentence.lower().replace("'", "")
        if chance.random() < 0.04:
            sentence = sentence.upper()
        if chance.random() < 0.12:
            sentence = _slip(sentence, chance)
        if chance.random() < 0.1:
            sentence = sentence.rstrip(".")
        yield label, chance.choice(_OPENERS) + sentence if chance.random() < 0.3 else sentence


def join_harmless(sentences: Sequence[Labelled], chance: random.Random, count: int) -> Iterator[Labelled]:
    """Two harmless sentences as one, and a telling one beside a harmless one, as many lines hold them."""
    harmless = [sentence for label, sentence in sentences if label == "none"]
    telling = [each for each in sentences if each[0] != "none"]
    for _ in range(count):
        yield "none", f"{chance.choice(harmless)} {chance.choice(harmless)}"
        label, sentence = chance.choice(telling)
        other = chance.choice(harmless)
        yield label, f"{other} {sentence}" if chance.random() < 0.5 else f"{sentence} {other}"


def _swap(word: re.Match[str]) -> str:
    other = _OTHER.get(word[0].lower())
    if other is None:
        return word[0]
    return other.capitalize() if word[0][0].isupper() else other


def _rename(sentence: str, chance: random.Random) -> str:
    """Another name for each word with a capital behind a small one, which is mostly a name."""
    return re.sub(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b", lambda _: chance.choice(_NAMES), sentence)


def _slip(sentence: str, chance: random.Random) -> str:
    """One letter lost, doubled or swapped with its neighbour."""
    if len(sentence) < 12:
        return sentence
    at = chance.randrange(1, len(sentence) - 2)
    kind = chance.randrange(3)
    if kind == 0:
        return sentence[:at] + sentence[at + 1 :]
    if kind == 1:
        return sentence[:at] + sentence[at] + sentence[at:]
    return sentence[:at] + sentence[at + 1] + sentence[at] + sentence[at + 2 :]
