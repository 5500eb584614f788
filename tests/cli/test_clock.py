"""`case clock`: the time limit on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from redactor.cli.main import cli

REQUEST = """\
[request]
reference = "SAR-1"
received = 2026-09-03
[subject]
name = "Ada Quill"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with one open case."""
    (tmp_path / "request.toml").write_text(REQUEST)
    told = call(tmp_path / "home", "case", "new", "--request", str(tmp_path / "request.toml"))
    assert told.exit_code == 0, told.output
    return tmp_path / "home"


def call(home: Path, *arguments: str) -> Result:
    """Run one command as a script would."""
    return CliRunner().invoke(cli, ["--home", str(home), "--json", *arguments], standalone_mode=False)


def test_events_move_the_limit_and_stay_moved(home: Path) -> None:
    moved = ("--clarification-asked", "2026-09-07", "--clarification-answered", "2026-09-09")
    assert json.loads(call(home, "case", "clock", "SAR-1").stdout)["due"] == "2026-10-05"
    assert json.loads(call(home, "case", "clock", "SAR-1", *moved).stdout)["due"] == "2026-10-06"
    assert json.loads(call(home, "case", "list").stdout)["cases"][0]["due"] == "2026-10-06"
    assert json.loads(call(home, "case", "status", "SAR-1").stdout)["clock"]["paused_days"] == 3


def test_an_open_case_goes_on_with_the_same_request_after_its_clock_was_moved(home: Path) -> None:
    call(home, "case", "clock", "SAR-1", "--id-requested", "2026-09-04")
    again = call(home, "case", "new", "--request", str(home.parent / "request.toml"))
    assert again.exit_code == 0
    assert json.loads(call(home, "case", "clock", "SAR-1").stdout)["due"] is None


@pytest.mark.parametrize(
    "moved",
    [
        ("--id-received", "2026-09-08"),
        ("--clarification-asked", "2026-09-07", "--clarification-answered", "2026-09-06"),
        ("--extended", "2026-09-28"),
        ("--extended", "2026-10-06", "--reason", "complex"),
    ],
)
def test_events_in_an_impossible_order_are_refused(home: Path, moved: tuple[str, ...]) -> None:
    assert call(home, "case", "clock", "SAR-1", *moved).exception
    assert json.loads(call(home, "case", "clock", "SAR-1").stdout)["due"] == "2026-10-05"
