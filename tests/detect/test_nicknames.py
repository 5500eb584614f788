"""Nicknames that the records give themselves."""

from __future__ import annotations

import pytest

from redactor.detect.mention import parse_mention
from redactor.detect.nicknames import find_nick, join_nicknamed, without_nick
from redactor.detect.tables import read_shape
from redactor.domain.finding import Verdict
from tests.detect.casework import Worked, a_document, the_case


@pytest.mark.parametrize("name", ['Alexander "Bear" Petrov', "Alexander (Bear) Petrov", "Alexander ‘Bear’ Petrov"])
def test_a_nickname_inside_a_name_is_no_part_of_it(name: str) -> None:
    assert parse_mention(name) == parse_mention("Alexander Petrov")


@pytest.mark.parametrize("words", ["Sarah (Mum) Hollis", "Jamie (Year) Hollis"])
def test_a_word_for_a_relative_in_brackets_is_no_nickname(words: str) -> None:
    assert without_nick(words) == words


@pytest.mark.parametrize(
    "behind",
    [' ("Bear") hid', ", known as Bear, hid", " (known as Bear) hid", ' aka "Bear" hid', " who is called Bear hid"],
)
def test_a_nickname_behind_a_name_is_read(behind: str) -> None:
    text = "Alexander Petrov" + behind
    assert find_nick(text, 0, 16, read_shape(text)) == "bear"


@pytest.mark.parametrize("behind", [" (Aaron) hid", ", Aaron and Mia", ". Bear with us", " said “Stop it”"])
def test_what_stands_behind_a_name_is_not_its_nickname_without_a_word_or_quotes(behind: str) -> None:
    text = "Alexander Petrov" + behind
    assert find_nick(text, 0, 16, read_shape(text)) == ""


def test_the_parts_that_a_detector_found_become_one_mention() -> None:
    document, findings = a_document('[Alexander] "[Sasha" Petrov] hid.')
    (joined,) = join_nicknamed(findings, document.text, reading=None)
    assert joined.span
    assert document.text[joined.span.start : joined.span.end] == 'Alexander "Sasha" Petrov'


def test_a_form_and_a_column_say_what_somebody_is_called() -> None:
    worked = Worked(
        the_case(),
        "Full name: [Oluwaseun Adeyemi]\nKnown as: Bear\nDate: 3 May\n",
        "Legal name\tKnown as\tScore\n[Tamsin Grey]\tPidge\t7\n",
        "[Bear] and [Pidge] fought.",
    )
    assert worked.name("Bear", document="0003") == "Oluwaseun Adeyemi"
    assert worked.name("Pidge", document="0003") == "Tamsin Grey"


def test_a_nickname_that_the_records_give_the_subject_stays() -> None:
    worked = Worked(the_case(), '[Jamie "Bear" Hollis] was late.', "[Bear] cried.")
    assert worked.verdict("Bear") is Verdict.RELEASE
