"""What the command refuses, with which exit code, and that it leaves nothing behind."""

from __future__ import annotations

import json

import pytest

from tests.journeys.command import Place
from tests.journeys.inbox import REFERENCE, REQUEST, write_request


def test_an_output_folder_that_exists_is_never_touched(tiny: Place) -> None:
    tiny.out.mkdir()
    (tiny.out / "mine.txt").write_text("mine", "utf-8")
    assert tiny.run("--approve", "suggested").code == 9
    assert [path.name for path in tiny.out.iterdir()] == ["mine.txt"]
    assert tiny.redactor("case", "list").out.strip() == "No cases yet."


@pytest.mark.parametrize("inside", ["answer", "deep/er/answer"])
def test_an_output_folder_inside_the_input_is_refused(tiny: Place, inside: str) -> None:
    assert tiny.run("--approve", "suggested", out=tiny.inbox / inside).code == 9
    assert [path.name for path in tiny.inbox.iterdir()] == ["note.txt"]


def test_an_input_folder_inside_the_output_is_refused(tiny: Place) -> None:
    assert tiny.run("--approve", "suggested", out=tiny.folder).code == 9


def test_a_link_into_the_input_does_not_hide_that_it_is_inside(tiny: Place) -> None:
    (tiny.folder / "link").symlink_to(tiny.inbox)
    assert tiny.run("--approve", "suggested", out=tiny.folder / "link" / "answer").code == 9


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[subject\n", "not TOML"),
        ("[subject]\nalias = 'M'\nname = 'Marcus'\n", "'alias'"),
        ("[request]\nreceived = 2026-09-03\n", "subject.name"),
        (REQUEST.replace('"staff"', '"wizard"'), "wizard"),
    ],
)
def test_a_request_that_does_not_load_is_named_and_nothing_is_begun(tiny: Place, text: str, named: str) -> None:
    write_request(tiny.request, text)
    told = tiny.run("--approve", "suggested")
    assert told.code == 3
    assert named in told.err
    assert not tiny.out.exists()


def test_a_request_file_that_is_missing_is_exit_code_3(tiny: Place) -> None:
    tiny.request.unlink()
    assert tiny.run().code == 3


def test_another_request_under_the_same_reference_is_refused(tiny: Place) -> None:
    assert tiny.run().code == 6
    write_request(tiny.request, REQUEST.replace("Marcus", "Martin"))
    told = tiny.run()
    assert told.code == 8
    assert "exists with another request" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("case", "status"),
        ("case", "prepare"),
        ("case", "people"),
        ("case", "log"),
        ("disclose", "--out", "nowhere"),
        ("decide", "--approve", "suggested"),
    ],
)
def test_an_unknown_case_is_exit_code_8(tiny: Place, arguments: tuple[str, ...]) -> None:
    told = tiny.redactor(*arguments, "SAR-0000")
    assert told.code == 8
    assert "no case SAR-0000" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("run",),
        ("run", "missing-folder", "--request", "r.toml", "--out", "o"),
        ("run", ".", "--request", "r.toml", "--out", "o", "--approve", "everything"),
        ("decide", REFERENCE),
        ("verify", "missing.pdf"),
    ],
)
def test_wrong_usage_is_exit_code_2(tiny: Place, arguments: tuple[str, ...]) -> None:
    assert tiny.redactor(*arguments).code == 2


def test_settings_that_do_not_load_are_exit_code_3(tiny: Place) -> None:
    tiny.home.mkdir()
    (tiny.home / "settings.toml").write_text("wrokers = 2\n", "utf-8")
    told = tiny.run()
    assert told.code == 3
    assert "wrokers" in told.err
    assert "workers" in told.err


def test_a_way_of_reading_that_is_not_known_is_named(tiny: Place) -> None:
    tiny.home.mkdir()
    (tiny.home / "settings.toml").write_text('workers = 1\nocr = "crystal ball"\n', "utf-8")
    told = tiny.run("--approve", "suggested")
    assert told.code == 3
    assert "'ocr'" in told.err
    assert not tiny.out.exists()


def test_with_json_a_refusal_is_one_object_on_standard_output(tiny: Place) -> None:
    told = tiny.redactor("--json", "case", "status", "SAR-0000")
    plain = json.loads(told.out)
    assert plain["error"] == "NoSuchCase"
    assert plain["exit_code"] == told.code == 8
    assert plain["remedy"]


def test_with_json_a_finished_run_is_one_object_on_standard_output(tiny: Place) -> None:
    told = tiny.redactor(
        "--json", "run", tiny.inbox, "--request", tiny.request, "--out", tiny.out, "--approve", "suggested"
    )
    plain = json.loads(told.out)
    assert told.code == 0
    assert plain["approval"] == "suggested"
    assert plain["counts"]["received"] == plain["counts"]["disclosed"] == 1
