"""Layout: column headings and labels say what stands under and after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from redactor.detect.fields import find_field_values, read_fields
from redactor.domain.finding import Category
from redactor.rulebook import load_rulebook

WORDS = load_rulebook(Path(__file__).parents[2] / "rules").vocabulary


def values(text: str, category: Category = Category.PERSON) -> list[str]:
    hits = find_field_values(text, read_fields(text, WORDS), WORDS)
    return [text[hit.start : hit.end] for hit in hits if hit.category is category]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Legal surname: MENSAH-HALE\nForename(s): KOFI EMMANUEL\nKnown as: KOFI",
            ["MENSAH-HALE", "KOFI EMMANUEL", "KOFI"],
        ),
        ("Surname\tpowell\nForename\tsian", ["powell", "sian"]),
        ("Name of pupil: Saoirse Keane Class: 5O Date: 3/2/26 Adult: Miss Patel", ["Saoirse Keane", "Miss Patel"]),
        ("Name: Tyler B (5O)", ["Tyler B"]),
        ("Witness: Grace Whitlock", ["Grace Whitlock"]),
        ("Sibling in school: ABENA MENSAH-HALE, YEAR 2 (R)", ["ABENA MENSAH-HALE"]),
        ("Linked pupils: TB, WF, SK, RS", ["TB", "WF", "SK", "RS"]),
        ("Present: Mrs Lund, Mrs Okafor and Ms Mensah", ["Mrs Lund", "Mrs Okafor", "Ms Mensah"]),
        ("Name: none\nSurname: N/A\nMother: Mum", []),
        ("Father: see above", []),
        ("He said: I did not do it", []),
        (
            "From: Kim Shaw <kim@example.net>\nTo: Office <o@example.org>; Jo Bell <jo@example.com>\nSubject: Trip",
            ["Kim Shaw", "Jo Bell"],
        ),
        ("From: Hale, Ian <ian@example.net>", ["Hale, Ian"]),
    ],
)
def test_labels_name_people(text: str, names: list[str]) -> None:
    assert values(text) == names


def test_a_column_of_names_in_capitals_is_found_to_the_last_row() -> None:
    rows = ["ASANTE, Kofi", "O'BRIEN, Ciaran", "VAN DER BERG, Anna", "NG, Li"]
    text = "No\tName\tUPN\tDOB\n" + "\n".join(
        f"{n}\t{name}\tT98722072029{n}\t08/09/2015" for n, name in enumerate(rows)
    )
    assert values(text) == rows


def test_a_table_that_runs_over_a_page_keeps_its_headings() -> None:
    text = "No\tName\tForm\n1\tAnn Bell\t5O\nPage 1\fBrook School\n2\tBen Cox\t5O\n"
    assert values(text) == ["Ann Bell", "Ben Cox"]


def test_another_table_brings_its_own_headings() -> None:
    text = "No\tName\tForm\n1\tAnn Bell\t5O\n\nSubject\tMark\tEffort\nReading\t31\tGood\n"
    assert values(text) == ["Ann Bell"]


def test_a_heading_row_is_no_value() -> None:
    assert values("Name\tRelationship\tAddress\nJo Bell\tMother\t3 Mill Lane\n") == ["Jo Bell"]
    assert values("Name\tRelationship\tAddress\n") == []


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Religion: METHODIST", ["METHODIST"]),
        ("Medical conditions: MILD ASTHMA", ["MILD ASTHMA"]),
        ("Sibling medical: sickle cell trait", ["sickle cell trait"]),
        ("Medical conditions: NONE", []),
        ("Name\tFSM\tSEN\nAnn Bell\tY\tK SEMH\nBen Cox\tN\tEHCP\n", ["Y", "K SEMH", "N", "EHCP"]),
    ],
)
def test_special_columns_and_labels_are_facts(text: str, facts: list[str]) -> None:
    assert values(text, Category.SPECIAL) == facts


def test_address_and_workplace_labels_are_contacts() -> None:
    text = "Home address: c/o Nan, Dock Cottages\nMother place of work: Scarholme General, ext 4471\n"
    assert values(text, Category.CONTACT) == ["c/o Nan, Dock Cottages", "Scarholme General, ext 4471"]


@pytest.mark.parametrize("label", ["Present post", "Parent phone number", "Child's address", "Employee job title"])
def test_a_label_asks_for_what_its_last_word_says(label: str) -> None:
    assert values(f"{label}: Teaching assistant at Mill Row") == []
