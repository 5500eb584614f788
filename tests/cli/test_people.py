"""`case correct` and `case rule`: people and rulings over many, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from redactor.cli.main import cli
from redactor.domain.finding import Verdict
from redactor.errors import CorrectionRefused
from redactor.store.store import Store, open_store
from tests.web.test_people import REFERENCE, person, theirs
from tests.web.test_people import store as people_store

__all__ = ["people_store"]


@pytest.fixture
def home(people_store: Store, tmp_path: Path) -> Path:
    """The home of a case that the detectors have resolved."""
    people_store.close()
    return tmp_path / "home"


def call(home: Path, *arguments: str) -> Result:
    """Run one command as a script would."""
    return CliRunner().invoke(cli, ["--home", str(home), "--json", *arguments], standalone_mode=False)


def named(home: Path, name: str) -> str:
    with open_store(home) as store:
        return person(store, name).id


def test_a_correction_is_told_then_made_and_taken_back(home: Path) -> None:
    tyler = named(home, "Tyler Brandreth")
    said = ("case", "correct", REFERENCE, "--person", tyler, "--role", "staff", "--as", "Ana")
    tried = json.loads(call(home, *said, "--dry-run").stdout)
    assert (tried["number"], len(tried["open"])) == (None, 1)
    assert json.loads(call(home, *said).stdout)["number"] == 1
    with open_store(home) as store:
        assert {each.suggestion.verdict for each in theirs(store, tyler) if each.suggestion} == {Verdict.RELEASE}
    back = call(home, "case", "correct", REFERENCE, "--person", tyler, "--take-back", "1")
    assert json.loads(back.stdout)["number"] == 2
    with open_store(home) as store:
        assert person(store, "Tyler Brandreth").role != "staff"


def test_a_correction_that_does_not_fit_is_refused(home: Path) -> None:
    tyler = named(home, "Tyler Brandreth")
    refused = call(home, "case", "correct", REFERENCE, "--person", tyler, "--role", "wizard")
    assert isinstance(refused.exception, CorrectionRefused)
    for wrong in ((), ("--role", "staff", "--rename", "Ty")):
        assert call(home, "case", "correct", REFERENCE, "--person", tyler, *wrong).exit_code != 0


def test_one_ruling_over_a_person_is_told_then_made(home: Path) -> None:
    tyler = named(home, "Tyler Brandreth")
    rule = ("case", "rule", REFERENCE, "--person", tyler, "--verdict", "withhold", "--ground", "TP-ID", "--as", "Ana")
    tried = json.loads(call(home, *rule, "--dry-run").stdout)["decided"]
    with open_store(home) as store:
        assert store.reviews.decisions(REFERENCE) == ()
        assert tried == [each.id for each in theirs(store, tyler)]
    assert json.loads(call(home, *rule).stdout)["decided"] == tried
    again = json.loads(call(home, *rule).stdout)
    assert (again["decided"], again["left_out"][0]["why"]) == ([], "is decided so already")
    with open_store(home) as store:
        assert [each.verdict for each in store.reviews.decisions(REFERENCE)] == [Verdict.WITHHOLD]
