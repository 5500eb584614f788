"""Many requests in one go: a bundle each, a reason for each that has none, and on again after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from redactor.store.store import open_store
from tests.journeys.apart import CHECKOUT, kill_group
from tests.journeys.command import Place, Told
from tests.journeys.inbox import UNREADABLE

MANY, BROKEN = 20, 3
REQUEST = '[request]\nreference = "{reference}"\nreceived = 2026-09-03\n[subject]\nname = "Ada Quill"\n'
NOTE = "Ada Quill asked for her file.\nOliver Fenwick can be reached on 07700 900123.\n"
killable = pytest.mark.skipif(os.name == "nt", reason="process groups are killed by POSIX signals")


def make_request(folder: Path, reference: str, note: str = NOTE) -> Path:
    (folder / "input").mkdir(parents=True)
    (folder / "input" / "note.txt").write_text(note, "utf-8")
    (folder / "request.toml").write_text(REQUEST.format(reference=reference), "utf-8")
    return folder


def make_many(place: Place) -> Path:
    """Twenty requests: the third has an unknown key, the tenth no records, the last the reference of the first."""
    many = place.folder / "requests"
    for number in range(1, MANY + 1):
        make_request(many / f"r{number:02}", f"SAR-{number:02}")
    with (many / "r03" / "request.toml").open("a", encoding="utf-8") as writer:
        writer.write('colour = "blue"\n')
    (many / "r10" / "input" / "note.txt").unlink()
    (many / "r10" / "input").rmdir()
    (many / "r20" / "request.toml").write_text(REQUEST.format(reference="SAR-01"), "utf-8")
    return many


def begin(place: Place, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """`redactor batch` in a process group of its own."""
    place.home.mkdir(exist_ok=True)
    (place.home / "settings.toml").write_text("workers = 1\n", "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "redactor", "--home", str(place.home), "batch", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=place.folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def batch(place: Place, *arguments: str | Path) -> tuple[Told, dict[str, Any]]:
    """`redactor --json batch` with what it printed."""
    told = place.redactor("--json", "batch", *arguments)
    return told, json.loads(told.out)


def rows_of(plain: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in plain["requests"]}


def bundles(out: Path) -> set[str]:
    return {path.parents[1].name for path in out.glob("[!.]*/disclosure/bundle.pdf")}


@killable
def test_of_twenty_requests_three_are_explained_and_the_rest_come_out_though_it_was_killed(tmp_path: Path) -> None:
    place, out = Place(tmp_path), tmp_path / "answers"
    many = make_many(place)
    process = begin(place, many, "--out", out, "--approve", "suggested")
    wait_until(lambda: len(bundles(out)) >= 3)
    assert kill_group(process)
    before = {name: (out / name / "disclosure" / "bundle.pdf").stat().st_mtime_ns for name in bundles(out)}

    told, plain = batch(place, many, "--out", out, "--approve", "suggested")
    assert plain["counts"] == {
        "bundle": MANY - BROKEN - len(before), "done before": len(before), "to review": 0, "failed": BROKEN,
    }  # fmt: skip
    assert told.code == 3
    assert len(bundles(out)) == MANY - BROKEN
    assert {name: (out / name / "disclosure" / "bundle.pdf").stat().st_mtime_ns for name in before} == before
    assert {path.name for path in out.iterdir()} == bundles(out), "nothing half made is left"
    rows = rows_of(plain)
    assert "unknown key 'colour'" in rows["r03"]["message"]
    assert "no folder of records" in rows["r10"]["message"]
    assert "r01 has the reference SAR-01" in rows["r20"]["message"]
    assert all(row["remedy"] for row in plain["requests"] if row["end"] == "failed")
    with open_store(place.home) as store:
        assert Counter(len(store.releases.of(case.reference)) for case in store.cases.list_cases()) == {1: 17}
        assert all(store.audit.verify_chain(case.reference) > 0 for case in store.cases.list_cases())


def test_without_approval_each_request_waits_in_the_queue(tmp_path: Path) -> None:
    place = Place(tmp_path)
    make_request(tmp_path / "requests" / "one", "SAR-1")
    make_request(tmp_path / "requests" / "two", "SAR-2")
    told, plain = batch(place, tmp_path / "requests", "--out", tmp_path / "answers")
    assert told.code == 6
    assert plain["counts"]["to review"] == 2
    assert not (tmp_path / "answers").exists()
    place.redactor("decide", "SAR-1", "--approve", "suggested")
    told, plain = batch(place, tmp_path / "requests", "--out", tmp_path / "answers")
    assert (told.code, bundles(tmp_path / "answers")) == (6, {"one"})


def test_a_draft_is_no_answer_to_a_request_that_was_to_be_reviewed(tmp_path: Path) -> None:
    place, out = Place(tmp_path), tmp_path / "answers"
    make_request(tmp_path / "requests" / "one", "SAR-1")
    batch(place, tmp_path / "requests", "--out", out, "--approve", "suggested")
    told, plain = batch(place, tmp_path / "requests", "--out", out)
    assert told.code == 9
    assert "draft" in rows_of(plain)["one"]["message"]


def test_a_bundle_that_was_altered_is_not_taken_for_ours(tmp_path: Path) -> None:
    place, out = Place(tmp_path), tmp_path / "answers"
    make_request(tmp_path / "requests" / "one", "SAR-1")
    batch(place, tmp_path / "requests", "--out", out, "--approve", "suggested")
    with (out / "one" / "disclosure" / "bundle.pdf").open("ab") as writer:
        writer.write(b" ")
    told, plain = batch(place, tmp_path / "requests", "--out", out, "--approve", "suggested")
    assert (told.code, rows_of(plain)["one"]["error"]) == (9, "OutputExists")


def test_a_register_names_a_request_a_row_and_its_days_are_written_as_here(tmp_path: Path) -> None:
    place, out = Place(tmp_path), tmp_path / "answers"
    for name in ("ada", "bea"):
        (tmp_path / "records" / name).mkdir(parents=True)
        (tmp_path / "records" / name / "note.txt").write_text(NOTE, "utf-8")
    (tmp_path / "records" / "ada" / "clip.qz").write_bytes(UNREADABLE)
    make_request(tmp_path / "records" / "cleo", "SAR-9")
    (tmp_path / "register.csv").write_text(
        "Path;Reference;Received;Subject;subject.aliases;taken_by\n"
        "records/ada;SAR-1;03/09/2026;Ada Quill;Adie Quill;Mr Brown\n"
        'records/bea;../SAR/2;2026-09-04;Ada Quill;;\nrecords/bea;SAR/3;2026-09-04;Ada Quill;"Adie;Addy";\n'
        "records/cleo;;;;;Mrs Green\nrecords/none;SAR-4;soon;Ada Quill;;\n;;;;;\n",
        "utf-8-sig",
    )
    told, plain = batch(place, tmp_path / "register.csv", "--out", out, "--approve", "suggested")
    rows = rows_of(plain)
    assert {name: row["end"] for name, row in rows.items()} == {
        "SAR-1": "bundle", "SAR-2": "failed", "SAR-3": "bundle", "cleo": "bundle", "SAR-4": "failed",
    }  # fmt: skip
    assert (told.code, rows["SAR-1"]["exit_code"], rows["SAR-1"]["quarantined"]) == (3, 5, 1)
    with open_store(place.home) as store:
        assert str(store.cases.find("SAR-1").received) == "2026-09-03"
        assert store.cases.find("SAR/3").subject.aliases == ("Adie", "Addy")
        assert store.cases.find("SAR-9").taken_by == "Mrs Green"


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("reference,subject\nSAR-1,Ada\n", "path"),
        ("path,reference\na,SAR-1\nb,sar-1\n", "row 3"),
        ("path,reference\n", "no requests"),
    ],
)
def test_a_register_that_cannot_be_read_is_refused_as_a_whole(tmp_path: Path, register: str, said: str) -> None:
    (tmp_path / "register.csv").write_text(register, "utf-8")
    told = Place(tmp_path).redactor("batch", tmp_path / "register.csv", "--out", tmp_path / "answers")
    assert told.code == 3
    assert said in told.err


def test_the_folder_to_make_lies_apart_from_the_requests(tmp_path: Path) -> None:
    make_request(tmp_path / "requests" / "one", "SAR-1")
    told = Place(tmp_path).redactor("batch", tmp_path / "requests", "--out", tmp_path / "requests" / "out")
    assert told.code == 9


@killable
def test_a_watched_folder_takes_up_what_arrives_and_what_is_put_right(tmp_path: Path) -> None:
    place, out = Place(tmp_path), tmp_path / "answers"
    many = tmp_path / "requests"
    (many / "late" / "input").mkdir(parents=True)
    process = begin(place, many, "--out", out, "--approve", "suggested", "--watch", "--every", "0.1")
    try:
        make_request(many / "one", "SAR-1")
        wait_until(lambda: bundles(out) == {"one"})
        (many / "late" / "input" / "note.txt").write_text(NOTE, "utf-8")
        (many / "late" / "request.toml").write_text(REQUEST.format(reference="SAR-2"), "utf-8")
        wait_until(lambda: bundles(out) == {"one", "late"})
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        said = process.communicate()[0].decode()
    finally:
        kill_group(process)
    assert "there is no request file" in said
