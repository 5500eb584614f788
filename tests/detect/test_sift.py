"""Mentions that run together are parted; words that name nobody are doubted, never dropped."""

from __future__ import annotations

import pytest

from redactor.domain.finding import Verdict
from tests.detect.casework import Worked, staff, the_case

PARTED = [
    ("Observed with [Dr Acheampong. Jamie] settled.", ("Dr Acheampong", "Jamie")),
    ("[Tyler Brandreth\n\nRhian Pugh] wrote.", ("Tyler Brandreth", "Rhian Pugh")),
    ("[Mr Tranter\nN Okafor] signed.", ("Mr Tranter", "N Okafor")),
    ("[J Lund: Leila] mentioned it.", ("J Lund", "Leila")),
    ("[Zara, Sasha, Deniz] are out.", ("Zara", "Sasha", "Deniz")),
    ("Then [Mrs Tully rang] again.", ("Mrs Tully",)),
    ("Group\tChildren\tAdult\nCalm start\t[Tyler, Ellie]\tMr Dunne", ("Tyler", "Ellie")),
]


@pytest.mark.parametrize(("text", "names"), PARTED, ids=[names[0] for _, names in PARTED])
def test_two_people_in_one_mention_are_two(text: str, names: tuple[str, ...]) -> None:
    worked = Worked(the_case(), text)
    for name in names:
        worked.found(name)


WHOLE = [
    "[BRANDRETH, Tyler] ran.",
    "seen by [Tyler\nBrandreth] today",
    "[Dr. Acheampong] wrote.",
    "[J. B. Keane] sang.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_one_person_stays_one(text: str) -> None:
    assert len(Worked(the_case(), text).findings) == 1


DOUBTED = [
    ("Name\t[Gender]\tScore\n[Tyler Brandreth]\tM\t4\n[Zara Khan]\tF\t5", "Gender"),
    ("Come on [Tuesday] please.", "Tuesday"),
    ("He likes reading; reading is fun, reading helps. [Reading] Expected.", "Reading"),
    ("Live at {address:4 Netherby Rise, Marlow}. The [Marlow] bus was late.", "Marlow"),
]


@pytest.mark.parametrize(("text", "words"), DOUBTED, ids=[words for _, words in DOUBTED])
def test_a_word_that_names_nobody_is_released_and_says_why(text: str, words: str) -> None:
    worked = Worked(the_case(), text)
    suggestion = worked.suggestion(words)
    assert suggestion.verdict is Verdict.RELEASE
    assert suggestion.why == worked.resolution.doubted[worked.found(words).id]


def test_what_fits_somebody_known_is_never_doubted() -> None:
    worked = Worked(the_case(), "grace, grace and grace. [Grace] sat. [Grace Whitlock] stood.")
    assert worked.verdict("Grace") is Verdict.WITHHOLD


def test_a_name_in_an_owners_column_is_never_doubted_as_a_place() -> None:
    worked = Worked(
        the_case(staff("Rosa Quill")),
        "Tenant\tAddress\n[SALEH, Ahmed]\t{address:Ahmed Saleh, 12 Mallard Court}\n"
        "[ORME, Alfred]\t{address:4 Mallard Court}",
    )
    assert worked.verdict("SALEH, Ahmed") is Verdict.WITHHOLD
