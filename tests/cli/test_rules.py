"""`rules`: whether they are sound, what stands in them, and what they make of a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redactor.cli.rules import document_of
from redactor.detect.examples import find_broken_examples
from redactor.rulebook import load_rulebook
from tests.journeys.command import Place

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_rules_are_sound(place: Place) -> None:
    told = place.redactor("rules", "check")
    assert (told.code, told.out.startswith("The rules are sound")) == (0, True)


def test_the_rules_list_every_ground_with_its_citation(place: Place) -> None:
    grounds = json.loads(place.redactor("--json", "rules", "list").out)["exemptions"]
    assert {"TP-ID", "LPP"} <= {ground["code"] for ground in grounds}


def test_a_text_can_be_tried(place: Place) -> None:
    told = place.redactor("--json", "rules", "try", "Please ring Oliver Fenwick on 07700 900123.")
    found = {row["text"]: row["category"] for row in json.loads(told.out)["findings"]}
    assert found["Oliver Fenwick"] == "person"
    assert found["07700 900123"] == "contact"


def test_a_text_about_nobody_gives_nothing(place: Place) -> None:
    assert place.redactor("rules", "try", "The weather was fine.").out == "Nothing found.\n"


def test_a_text_is_tried_with_the_ground_that_the_requester_leaves_open(place: Place) -> None:
    text = "Tom Reed told Miss Patel that his mum hits him with a belt."
    asked = ["--json", "rules", "try", text, "--subject", "Tom Reed", "--controller", "school"]
    (passage,) = [row for row in _found(place, *asked, "--capacity", "parent") if row["category"] == "passage"]
    assert (passage["verdict"], passage["code"]) == ("hold", "CA-BI")
    assert "SH-ED" in passage["suggestion"]
    (passage,) = [row for row in _found(place, *asked) if row["category"] == "passage"]
    assert passage["code"] == "SH-ED"


def _found(place: Place, *words: str) -> list[dict[str, str]]:
    return json.loads(place.redactor(*words).out)["findings"]


def test_a_text_keeps_its_lines_and_cells() -> None:
    text = "Name\tDOB\nBELL, Ann\t03/04/2015"
    assert document_of(text).text == text


@pytest.mark.parametrize("shelf", ["grounds", "identifiers", "passages", "roles"])
def test_every_shelf_of_rules_can_be_listed(place: Place, shelf: str) -> None:
    told = place.redactor("rules", "list", shelf)
    assert told.code == 0
    assert len(told.out.splitlines()) > 10


def test_an_example_that_does_not_hold_is_named(tmp_path: Path) -> None:
    for path in RULES.glob("*.yaml"):
        text = path.read_text("utf-8")
        if path.name == "identifiers.yaml":
            text = text.replace("NHS no «943 476 5919»", "NHS no «943 476»")
        (tmp_path / path.name).write_text(text, "utf-8")
    (broken,) = find_broken_examples(load_rulebook(tmp_path))
    assert (broken.file, broken.code) == ("identifiers.yaml", "nhs")
    assert "943 476" in broken.line()
