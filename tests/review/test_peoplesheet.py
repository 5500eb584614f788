from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.correction import Change
from redactor.domain.person import Person, Standing
from redactor.errors import ImportRefused
from redactor.review.peoplesheet import (
    PERSON_COLUMNS,
    PersonRow,
    person_rows,
    read_people_cells,
    read_people_csv,
    read_people_json,
    take_people,
    write_people_cells,
    write_people_csv,
    write_people_json,
)
from tests.store.making import AT

TOM = Person(id="p-0000000001", name="Tom Reid", role="pupil", aliases=("Tommy",), why_role="=On the list")
LEILA = Person(id="p-0000000002", name="Leila Okafor", standing=Standing.SUBJECT)
PEOPLE = (TOM, LEILA)
ROLES = ("pupil", "staff", "unknown")
ROWS = person_rows(PEOPLE, {TOM.id: 4})
cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


def take(*rows: PersonRow) -> list[tuple[str, Change, str]]:
    said = take_people(rows, PEOPLE, ROLES, by="Ana", at=AT)
    assert {each.by for each in said} <= {"Ana"}
    return [(each.person_id, each.change, each.value) for each in said]


def test_what_nobody_touched_says_nothing_in_any_form() -> None:
    assert take(*read_people_csv(write_people_csv(ROWS))) == []
    assert take(*read_people_json(write_people_json("SAR-1", ROWS))) == []
    assert take(*read_people_cells(write_people_cells(ROWS))) == []
    assert ROWS[0].mentions == "4"


def test_what_is_changed_becomes_corrections() -> None:
    tom = replace(ROWS[0], role="staff", consent=" YES ", pseudonym="Pupil B", name="Thomas Reid")
    assert take(tom, ROWS[1]) == [
        (TOM.id, Change.RENAME, "Thomas Reid"),
        (TOM.id, Change.ROLE, "staff"),
        (TOM.id, Change.CONSENT, "yes"),
        (TOM.id, Change.PSEUDONYM, "Pupil B"),
    ]


def test_every_bad_row_is_named_and_nothing_is_taken() -> None:
    rows = (
        replace(ROWS[0], consent="yes"),
        replace(ROWS[0], role="wizard"),
        replace(ROWS[1], role="staff"),
        replace(ROWS[0], name=" "),
        replace(ROWS[0], consent="perhaps"),
        replace(ROWS[0], person="p-00000000ff"),
        replace(ROWS[0], person="Canary Quill"),
        replace(ROWS[0], pseudonym="a\nb"),
    )
    with pytest.raises(ImportRefused) as caught:
        take(*rows)
    said = str(caught.value)
    for part in (
        "row 2: the role of p-0000000001",
        f"row 3: the role of {LEILA.id}",
        "row 4: the name",
        "row 5: the consent",
        "row 6: p-00000000ff is not in this case",
        "row 7: its person is not",
        "row 8: the pseudonym",
        "row 2: p-0000000001 contradicts",
    ):
        assert part in said
    assert "row 1" not in said
    assert "Canary" not in said
    assert "wizard" not in said


@given(st.binary(max_size=300))
def test_any_bytes_are_people_or_are_refused(untrusted: bytes) -> None:
    for read in (read_people_csv, read_people_json):
        with suppress(ImportRefused):
            take_people(read(untrusted), PEOPLE, ROLES, by="Ana", at=AT)


@given(st.lists(st.builds(PersonRow, **dict.fromkeys(PERSON_COLUMNS, cells)), max_size=5))
def test_whatever_stands_in_the_cells_comes_back(rows: list[PersonRow]) -> None:
    assert read_people_json(write_people_json("SAR-1", rows)) == tuple(rows)
    kept = tuple(row for row in rows if any(getattr(row, name).strip() for name in PERSON_COLUMNS))
    assert read_people_csv(write_people_csv(rows)) == kept


def test_json_with_a_number_without_end_or_half_a_letter_is_refused() -> None:
    with pytest.raises(ImportRefused):
        read_people_json(b"[" + b"9" * 5_000 + b"]")
    half = json.loads(write_people_json("SAR-1", ROWS))
    half["people"][0]["pseudonym"] = "\ud800"
    with pytest.raises(ImportRefused):
        take(*read_people_json(json.dumps(half).encode()))
