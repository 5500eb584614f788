"""What the reader of sentences raises beside the rules, how far it reaches, and what keeps it silent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from redactor.detect.classifier import NONE, Reading
from redactor.detect.hits import PassageHit
from redactor.detect.passages import find_passages
from redactor.domain.finding import Category
from redactor.rulebook import load_rulebook

RULES = load_rulebook(Path(__file__).parents[2] / "rules")


class ListedReader:
    """Finds a sentence telling where it holds one of the words listed."""

    version = "listed"

    def __init__(self, **families: str) -> None:
        self._families, self.seen = families, list[str]()

    def read(self, sentences: Sequence[str]) -> tuple[Reading, ...]:
        self.seen.extend(sentences)
        return tuple(map(self._of, sentences))

    def _of(self, sentence: str) -> Reading:
        for word, family in self._families.items():
            if word in sentence:
                return Reading(family, 0.9999, (word,))
        return Reading("court", 0.05, ())


def raised(text: str, reader: ListedReader) -> list[PassageHit]:
    return [hit for hit in find_passages(text, RULES, reader=reader) if hit.category is Category.PASSAGE]


def test_a_sentence_no_rule_knows_raises_what_goes_on_about_it_with_its_words_and_the_reader() -> None:
    text = (
        "We met at noon by the gate and the bus came at ten. "
        "She said the flarp was worse on Fridays. He would not go in. "
        "The coach for the museum is booked, and the packed lunches are to be ordered from the kitchen by Monday."
    )
    (hit,) = raised(text, ListedReader(flarp="harm.physical"))
    assert text[hit.start : hit.end] == "She said the flarp was worse on Fridays. He would not go in."
    assert (hit.kind, hit.context, hit.reader, hit.score) == ("harm.physical", ("flarp",), "listed", 0.99)


def test_a_paragraph_that_mostly_tells_is_one_passage() -> None:
    text = "Kim spoke to me at noon. She said the flarp was worse on Fridays. The flarp hurts, said Kim. It went on."
    (hit,) = raised(text, ListedReader(flarp="harm.physical"))
    assert text[hit.start : hit.end].startswith("Kim spoke")
    assert hit.end == len(text)


def test_two_telling_neighbours_are_one_passage() -> None:
    text = (
        "The flarp began in May. The flarp ended in June. The trip money came in today and the coach is booked for "
        "nine on Friday. The bins were emptied late this week as the lorry broke down near the station."
    )
    (hit,) = raised(text, ListedReader(flarp="harm.physical"))
    assert text[hit.start : hit.end] == "The flarp began in May. The flarp ended in June."


def test_a_source_is_withheld_by_its_sentence_alone() -> None:
    text = "The bins were emptied at nine on Tuesday. Kim flarped to us about the noise. The lift works again."
    (hit,) = raised(text, ListedReader(flarp="complaint.source"))
    assert text[hit.start : hit.end] == "Kim flarped to us about the noise."


def test_what_a_rule_raised_is_not_read_again() -> None:
    reader = ListedReader(bruise="court")
    (hit,) = raised("Kofi had a bruise on his cheek and said dad punched him.", reader)
    assert hit.reader == ""
    assert reader.seen == []


@pytest.mark.parametrize(
    "text",
    [
        "Child Protection Policy\n\nAny flarp must be reported to the lead at once by all staff.",
        "If a child tells staff of a flarp they should always report it.",
        "Flarp and more flarp",
        "flarp again.",
    ],
)
def test_rules_forms_headings_and_scraps_raise_nothing(text: str) -> None:
    assert raised(text, ListedReader(flarp="harm.physical", Flarp="harm.physical")) == []


def test_a_family_without_a_rule_is_not_raised() -> None:
    assert raised("She said the flarp was worse on Fridays.", ListedReader(flarp=NONE)) == []
