"""A person decides: the run stops at the queue, a spreadsheet goes out and in, and the same run ends it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.journeys.command import Place
from tests.journeys.inbox import REFERENCE, make_inbox, write_request
from tests.journeys.looking import page_texts


@pytest.fixture
def readable(tmp_path: Path) -> Place:
    """The whole inbox without the file that nobody can read."""
    (make_inbox(tmp_path / "inbox") / "clip.qz").unlink()
    write_request(tmp_path / "request.toml")
    return Place(tmp_path)


def decide_all(exported: Path) -> None:
    """Give every row the suggested verdict, and withhold what is held."""
    rows = list(csv.DictReader(io.StringIO(exported.read_text("utf-8-sig"))))
    assert rows
    for row in rows:
        assert not row["verdict"]
        row["verdict"] = "release" if row["suggested"] == "release" else "withhold"
    with exported.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_run_without_a_review_stops_at_the_queue_and_names_the_next_commands(tiny: Place) -> None:
    told = tiny.run()
    assert told.code == 6
    assert f"redactor review '{REFERENCE}'" in told.err
    assert f"redactor decide '{REFERENCE}' --export" in told.err
    assert "--approve suggested" in told.err
    assert told.out == ""
    assert not tiny.out.exists()


def test_decisions_by_spreadsheet_end_in_a_reviewed_bundle_without_a_draft_mark(readable: Place) -> None:
    assert readable.run().code == 6
    exported = readable.folder / "decisions.csv"
    assert readable.redactor("decide", REFERENCE, "--export", exported).code == 0
    decide_all(exported)
    assert readable.redactor("decide", REFERENCE, "--import", exported, "--as", "Ana Reyes").code == 0
    told = readable.run()
    assert (told.code, told.err) == (0, "")
    assert readable.manifest()["approval"] == "reviewed"
    assert "draft" not in " ".join(page_texts(readable.bundle())).casefold()
    log = (readable.out / "internal" / "redaction-log.csv").read_text("utf-8-sig")
    assert {row["reviewer"] for row in csv.DictReader(io.StringIO(log))} == {"Ana Reyes"}


def test_a_reviewed_bundle_is_not_made_while_its_letter_lacks_a_field(tiny: Place) -> None:
    assert tiny.run().code == 6
    exported = tiny.folder / "decisions.csv"
    tiny.redactor("decide", REFERENCE, "--export", exported)
    decide_all(exported)
    assert tiny.redactor("decide", REFERENCE, "--import", exported, "--as", "Ana Reyes").code == 0
    assert tiny.redactor("config", "set", "signatory.name", "").code == 0
    told = tiny.run()
    assert told.code == 3
    assert "lacks: signatory" in told.err
    assert "redactor config set signatory.name" in told.err
    assert not tiny.out.exists()


def test_one_decision_missing_is_one_too_many(tiny: Place) -> None:
    assert tiny.run().code == 6
    exported = tiny.folder / "decisions.csv"
    tiny.redactor("decide", REFERENCE, "--export", exported)
    decide_all(exported)
    lines = exported.read_text("utf-8-sig").splitlines(keepends=True)
    exported.write_text("".join(lines[:-1]), "utf-8")
    tiny.redactor("decide", REFERENCE, "--import", exported)
    assert tiny.run().code == 6
    told = tiny.redactor("disclose", REFERENCE, "--out", tiny.out)
    assert told.code == 6
    assert "1 finding(s) without a decision" in told.err
    assert not tiny.out.exists()


def test_a_finding_that_is_held_stops_the_bundle(tiny: Place) -> None:
    tiny.run()
    exported = tiny.folder / "decisions.csv"
    tiny.redactor("decide", REFERENCE, "--export", exported)
    decide_all(exported)
    exported.write_text(exported.read_text("utf-8-sig").replace(",withhold,,", ",hold,,", 1), "utf-8")
    assert tiny.redactor("decide", REFERENCE, "--import", exported).code == 0
    assert tiny.redactor("disclose", REFERENCE, "--out", tiny.out).code == 6
    assert not tiny.out.exists()


def test_a_spreadsheet_with_one_bad_row_is_refused_whole(tiny: Place) -> None:
    tiny.run()
    exported = tiny.folder / "decisions.csv"
    tiny.redactor("decide", REFERENCE, "--export", exported)
    decide_all(exported)
    exported.write_text(exported.read_text("utf-8-sig").replace("release", "perhaps"), "utf-8")
    assert tiny.redactor("decide", REFERENCE, "--import", exported).code == 3
    assert '"undecided": 0' not in tiny.redactor("--json", "case", "status", REFERENCE).out


def test_a_file_in_quarantine_holds_the_release_back_until_a_person_withholds_it(tiny: Place) -> None:
    (tiny.inbox / "clip.qz").write_bytes(bytes(range(256)) * 8)
    assert tiny.run().code == 6
    exported = tiny.folder / "decisions.csv"
    assert tiny.redactor("decide", REFERENCE, "--export", exported).code == 0
    decide_all(exported)
    assert tiny.redactor("decide", REFERENCE, "--import", exported, "--as", "Ana Reyes").code == 0
    assert tiny.run().code == 6
    files = json.loads(tiny.redactor("--json", "case", "status", REFERENCE).out)["files"]
    (stuck,) = (row["id"] for row in files if row["state"] == "quarantined")
    assert tiny.redactor("case", "withhold", REFERENCE, stuck, "--ground", "STAFF-REL", "--reason", "r").code == 2
    withheld = tiny.redactor("case", "withhold", REFERENCE, stuck, "--ground", "TP-ID", "--reason", "not readable")
    assert withheld.code == 0
    assert tiny.run().code == 0
    (row,) = (row for row in tiny.manifest()["documents"] if row["id"] == stuck)
    assert (row["outcome"], row["first_page"]) == ("withheld", None)
