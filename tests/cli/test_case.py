"""`case …`: step by step, and how a case stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.command import Place
from tests.journeys.inbox import REFERENCE, make_tiny_inbox, write_request


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A case that was opened, filled and prepared step by step, once."""
    folder = tmp_path_factory.mktemp("prepared")
    make_tiny_inbox(folder / "inbox")
    write_request(folder / "request.toml")
    place = Place(folder)
    assert place.redactor("case", "new", "--request", place.request).out == f"Case {REFERENCE} is open.\n"
    assert place.redactor("case", "add", REFERENCE, place.inbox).out == "1 files received in all.\n"
    assert place.redactor("case", "prepare", REFERENCE).code == 0
    return place


def test_adding_the_same_folder_again_adds_nothing(prepared: Place) -> None:
    told = prepared.redactor("--json", "case", "add", REFERENCE, prepared.inbox)
    assert json.loads(told.out) == {"schema": 1, "case": REFERENCE, "received": 1}


def test_opening_the_same_case_again_changes_nothing(prepared: Place) -> None:
    assert prepared.redactor("case", "new", "--request", prepared.request).code == 0


def test_preparing_again_finds_the_same(prepared: Place) -> None:
    first, second = (prepared.redactor("--json", "case", "prepare", REFERENCE).out for _ in range(2))
    assert first == second
    assert json.loads(first)["findings"] > 5


def test_status_tells_files_and_what_is_undecided(prepared: Place) -> None:
    plain = json.loads(prepared.redactor("--json", "case", "status", REFERENCE).out)
    assert plain["sources"]["read"] == 1
    assert plain["undecided"] == plain["findings"] > 5
    assert [file["path"] for file in plain["files"]] == ["note.txt"]


def test_the_list_has_a_line_for_the_case(prepared: Place) -> None:
    (row,) = json.loads(prepared.redactor("--json", "case", "list").out)["cases"]
    assert (row["case"], row["received"], row["files"]) == (REFERENCE, "2026-09-03", 1)


def test_people_are_told_with_role_and_mentions(prepared: Place) -> None:
    people = json.loads(prepared.redactor("--json", "case", "people", REFERENCE).out)["people"]
    by_name = {person["name"]: person for person in people}
    assert by_name["Helen Barraclough"]["role"] == "staff"
    assert by_name["Marcus Pemberton"]["why_role"] == "The data subject."
    assert all(person["mentions"] for person in people if person["name"] in ("Oliver Fenwick", "Marcus Pemberton"))


def test_the_log_is_one_object_a_line(prepared: Place) -> None:
    lines = prepared.redactor("case", "log", REFERENCE).out.splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds[:3] == ["case opened", "intake begun", "source received"]
    assert "source read" in kinds


def test_nothing_hidden_is_told_as_such(prepared: Place) -> None:
    assert prepared.redactor("case", "unseen", REFERENCE).out == "Nothing hidden was found.\n"


def test_a_missing_folder_is_wrong_usage(prepared: Place, tmp_path: Path) -> None:
    assert prepared.redactor("case", "add", REFERENCE, tmp_path / "missing").code == 2
