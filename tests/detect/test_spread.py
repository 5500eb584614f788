"""Known people are found wherever they stand, and words that are no names are left alone."""

from __future__ import annotations

import time

import pytest

from redactor.detect.people import resolve_people
from redactor.domain.document import WordOrigin
from redactor.domain.finding import Verdict
from tests.detect.casework import Worked, a_document, staff, the_case, the_rulebook

KNOWN = (
    "[Tyler Brandreth], [William Farrow], [Mohammed Iqbal], [Ruby-Mae Stubbs], [Grace Whitlock], [May Ashford], "
    "[Ioan Prichard] and [Jen Farrow] were seen."
)

FOUND = [
    ("The Brandreth family moved.", "Brandreth"),
    ("tyler did it again.", "tyler"),
    ("I asked Brandeth to sit.", "Brandeth"),
    ("MrsFarrow never rang back.", "MrsFarrow"),
    ("Then Mo came in.", "Mo"),
    ("He left with Ruby today.", "Ruby"),
    ("so Grace offered her mat.", "Grace"),
    ("Will was laughing at him.", "Will"),
    ("Posted as #TylerBrandreth at noon.", "#TylerBrandreth"),
    ("seen by Tyler\nBrandreth in the hall", "Tyler\nBrandreth"),
    ("BRANDRETH, Tyler was out.", "BRANDRETH, Tyler"),
    ("TYLER BRANDRETH WAS OUT.", "TYLER BRANDRETH"),
    ("about Tyler's mum", "Tyler"),
    ("Linked pupils\tAction\nWF\tNone\n", "WF"),
]


@pytest.mark.parametrize(("text", "words"), FOUND, ids=[words for _, words in FOUND])
def test_a_known_person_is_found_in_every_form(text: str, words: str) -> None:
    worked = Worked(the_case(), KNOWN, text)
    assert worked.verdict(words, document="0002") in (Verdict.WITHHOLD, Verdict.HOLD)


LEFT = [
    "May half term dates are on the website.",
    "He hit the target in May.",
    "Will you let us know?",
    "You will be told; you may ask.",
    "He read with real grace and timing.",
    "Grace Notes choir sings at the chapel.",
    "Will writing advice every Thursday.",
    "Brandreth Close is shut on Monday.",
    "MAY DAY FUND",
]


@pytest.mark.parametrize("text", LEFT)
def test_a_word_that_is_also_a_name_is_left_alone(text: str) -> None:
    worked = Worked(the_case(), KNOWN, text)
    assert [worked.text_of(each) for each in worked.findings if each.document_id == "0002"] == []


def test_a_name_that_ocr_misread_is_found_on_a_scan_only() -> None:
    scan = Worked(the_case(), KNOWN, "Then loan pushed him.", origin=WordOrigin.OCR)
    assert scan.verdict("loan", document="0002") is Verdict.WITHHOLD
    typed = Worked(the_case(), KNOWN, "Then loan pushed him.")
    assert not [each for each in typed.findings if each.document_id == "0002"]


def test_the_roster_is_looked_for_without_any_mention() -> None:
    worked = Worked(the_case(staff("Ngozi Okafor")), "Mrs Okafor moved Jamie to the blue table.")
    assert worked.name("Mrs Okafor") == "Ngozi Okafor"
    assert worked.verdict("Mrs Okafor") is Verdict.RELEASE
    assert worked.verdict("Jamie") is Verdict.RELEASE


def test_the_surname_left_behind_is_taken_too() -> None:
    """S02. Fail: "Blake" left behind, or the whole sentence blocked."""
    worked = Worked(the_case(), "Jamie pushed [Aaron] Blake and said he hated him.", "[Aaron Blake] (5B)")
    assert worked.left() == "Jamie pushed █████ █████ and said he hated him."


def test_a_long_case_is_walked_quickly() -> None:
    page = KNOWN + " " + "The class walked to the library and read about trains until the bell rang. " * 40
    made = [a_document(page, id=f"{number:04}") for number in range(1, 61)]
    begun = time.process_time()
    resolve_people(
        [document for document, _ in made], [each for _, found in made for each in found], the_case(), the_rulebook()
    )
    assert time.process_time() - begun < 8
