"""`doctor` and `rules`: what is installed, and what the rules find in a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.command import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_doctor_tries_every_part(place: Place) -> None:
    told = place.redactor("--json", "doctor")
    parts = {part["name"]: part for part in json.loads(told.out)["parts"]}
    assert told.code == 0
    assert {"rules", "names model", "OCR", "store"} <= set(parts)
    assert all(part["well"] for part in parts.values() if part["needed"])
    assert parts["store"]["told"].endswith("home")


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
