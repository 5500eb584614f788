"""`doctor`: what is installed."""

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
    assert {"rules", "names model", "passages model", "OCR", "store"} <= set(parts)
    assert all(part["well"] for part in parts.values() if part["needed"])
    assert parts["store"]["told"].endswith("home")
