"""The people whom the request names are found however their names and numbers are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from redactor.detect.roster import find_known, fold_text
from redactor.domain.case import Case, KnownPerson, Requester, Subject
from redactor.domain.finding import Category

CASE = Case(
    reference="S-1",
    received=date(2026, 11, 2),
    subject=Subject(
        name="Zoë Price-Jones",
        aliases=("Zo", "ZPJ"),
        date_of_birth=date(2014, 5, 9),
        identifiers=("T987220720295", "Adm 1874", "payment ref 6330 0056 1882"),
        emails=("zoe@example.com",),
        phones=("07700 900 833",),
        addresses=("Flat 9, Mallard Court, Weir Lane, Halfpenny Ford, TF39 6BN",),
    ),
    requester=Requester(name="Daniel Hale", emails=("dan.hale@example.com",)),
    people=(
        KnownPerson(name="Ngozi Okafor", role="staff", aliases=("NOK",)),
        KnownPerson(name="Siân O'Dell", role="staff"),
    ),
)


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("Zoë Price-Jones", "subject"),
        ("ZOE PRICE JONES", "subject"),
        ("zoe price-\njones", "subject"),
        ("PRICE-JONES, Zoë", "subject"),
        ("Zoe Ann Price-Jones", "subject"),
        ("ZPJ", "subject"),
        ("T987 2207 20295", "subject"),
        ("Adm. no 1874", "subject"),
        ("6330 0056\n1882", "subject"),
        ("+44 7700 900833", "subject"),
        ("(07700) 900833", "subject"),
        ("ZOE@example.com", "subject"),
        ("9 May 2014", "subject"),
        ("09.05.14", "subject"),
        ("9th of May, 2014", "subject"),
        ("2014-05-09", "subject"),
        ("9 Mallard Ct", "subject"),
        ("Flat 9", "subject"),
        ("9 Mallard Court\nWeir Lane\nHalfpenny Ford\nTF39 6BN", "subject"),
        ("TF39 6BN", "subject"),
        ("Hale, Daniel", "requester"),
        ("dan.hale@example.com", "requester"),
        ("NGOZI OKAFOR", "people[0]"),
        ("Sian O’Dell", "people[1]"),
    ],
)
def test_a_known_person_is_found(written: str, who: str) -> None:
    text = f"Seen: {written}; thank you."
    assert (written, who) in [(text[hit.start : hit.end], hit.who) for hit in find_known(text, CASE)]


@pytest.mark.parametrize(
    "text",
    ["Price rise", "zoo", "in 1874", "the zpj file", "9 May 2015", "Flat 99", "Daniel Haleem", "107700 900 8331"],
)
def test_somebody_or_something_else_is_left(text: str) -> None:
    assert find_known(text, CASE) == ()


def test_kinds_of_mention_have_their_category() -> None:
    text = "Zoë Price-Jones\nT987220720295\nzoe@example.com\n09/05/2014"
    assert [hit.category for hit in find_known(text, CASE)] == [
        Category.PERSON, Category.IDENTIFIER, Category.CONTACT, Category.DATE_OF_BIRTH
    ]  # fmt: skip


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "ÀĞİßŁøﬁ’–日本 Zoë"
    assert len(fold_text(text)) == len(text)
    assert fold_text("Łódź Zoë’s") == "lodz zoe's"


def test_a_number_broken_over_quoted_lines_is_known() -> None:
    text = "> ring 07700\n>> 900 123 now"
    hits = find_known(text, replace(CASE, subject=replace(CASE.subject, phones=("07700 900 123",))))
    assert [text[hit.start : hit.end] for hit in hits] == ["07700\n>> 900 123"]
