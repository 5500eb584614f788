"""The command line: help without loading anything, and one door through which every error leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from redactor import __version__
from redactor.cli.main import COMMANDS, cli
from redactor.errors import ExitCode
from tests.journeys.command import Place

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "inbox").mkdir()
    return Place(tmp_path)


def every_command(group: click.Group = cli, *path: str) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found: list[tuple[str, ...]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += every_command(command, *path, name)
    return found


def test_every_command_of_the_table_is_there_with_its_line_in_the_help(place: Place) -> None:
    told = place.redactor("--help")
    assert told.code == 0
    for name, (_, line) in COMMANDS.items():
        assert name in told.out
        assert line.split(":")[0] in " ".join(told.out.split())


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_explains_itself(place: Place, command: tuple[str, ...]) -> None:
    told = place.redactor(*command, "--help")
    assert told.code == 0
    assert "Usage: redactor" in told.out
    assert len(told.out.splitlines()) > 4


def test_help_and_version_load_no_heavy_library() -> None:
    program = (
        "import sys\nfrom redactor.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'pymupdf', 'numpy', 'spacy', 'onnxruntime', 'sqlalchemy', 'tesserocr'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    assert run.stdout.rstrip().endswith("[]")


def test_the_version_is_that_of_the_package(place: Place) -> None:
    assert __version__ in place.redactor("--version").out


def test_the_module_can_be_run() -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    run = subprocess.run(
        [sys.executable, "-m", "redactor", "--version"], capture_output=True, check=True, env=environment
    )
    assert __version__.encode() in run.stdout


def test_an_unknown_command_is_wrong_usage_and_is_named(place: Place) -> None:
    told = place.redactor("redcat")
    assert told.code == ExitCode.USAGE
    assert "redcat" in told.err
    assert told.out == ""


def test_an_unknown_option_is_wrong_usage(place: Place) -> None:
    assert place.redactor("case", "list", "--colour").code == ExitCode.USAGE


def test_a_home_that_is_a_file_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "redactor", "--home", str(tmp_path / "file"), "case", "list"]
    run = subprocess.run(command, capture_output=True, check=False, env=environment, text=True)
    assert run.returncode == ExitCode.SETTINGS
    assert "Traceback" not in run.stderr


def test_an_empty_store_lists_no_cases_in_words_and_in_json(place: Place) -> None:
    assert place.redactor("case", "list").out == "No cases yet.\n"
    assert json.loads(place.redactor("--json", "case", "list").out) == {"schema": 1, "cases": []}
