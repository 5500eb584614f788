"""`case …`: step by step, and how a case stands."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pikepdf
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


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_a_file_says_of_people_is_taken_in_and_stays_after_another_run(prepared: Place, form: str) -> None:
    file = prepared.folder / f"people.{form}"
    assert prepared.redactor("case", "people", REFERENCE, "--export", file).code == 0
    untouched = prepared.redactor("--json", "case", "people", REFERENCE, "--import", file)
    assert json.loads(untouched.out)["corrected"] == 0
    if form == "csv":
        changed = [
            line.replace(",no,", ",yes,", 1) if "Oliver Fenwick" in line else line
            for line in file.read_text("utf-8-sig").splitlines()
        ]
        file.write_text("\n".join(changed), "utf-8")
        assert prepared.redactor("case", "people", REFERENCE, "--import", file, "--as", "Ana").code == 0
        assert prepared.redactor("case", "prepare", REFERENCE).code == 0
        people = json.loads(prepared.redactor("--json", "case", "people", REFERENCE).out)["people"]
        assert [person["consent"] for person in people if person["name"] == "Oliver Fenwick"] == [True]


def test_the_log_is_one_object_a_line(prepared: Place) -> None:
    *lines, last = prepared.redactor("case", "log", REFERENCE).out.splitlines()
    assert json.loads(last)["signed_head"]["seq"] == len(lines)
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds[:3] == ["case opened", "intake begun", "source received"]
    assert "source read" in kinds


def test_nothing_hidden_is_told_as_such(prepared: Place) -> None:
    assert prepared.redactor("case", "unseen", REFERENCE).out == "Nothing hidden was found.\n"


def test_a_missing_folder_is_wrong_usage(prepared: Place, tmp_path: Path) -> None:
    assert prepared.redactor("case", "add", REFERENCE, tmp_path / "missing").code == 2


def test_a_locked_file_is_opened_when_it_is_added_again_with_its_password(tmp_path: Path) -> None:
    make_tiny_inbox(tmp_path / "inbox")
    write_request(tmp_path / "request.toml")
    secret = "Zebra!crossing-77"
    with pikepdf.new() as locked:
        locked.add_blank_page()
        locked.save(tmp_path / "inbox" / "locked.pdf", encryption=pikepdf.Encryption(user=secret, owner=secret))
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "Two files"
    mail.set_content("See both.")
    mail.add_attachment("Third of them", filename="one.txt")
    mail.add_attachment("Third of them", filename="same.txt")
    (tmp_path / "inbox" / "mail.eml").write_bytes(mail.as_bytes())
    (tmp_path / "passwords.txt").write_text(f"not this\nlocked.pdf\t{secret}\n", "utf-8")
    place = Place(tmp_path)
    place.redactor("case", "new", "--request", place.request)
    place.redactor("case", "add", REFERENCE, place.inbox)
    assert place.redactor("case", "prepare", REFERENCE).code == 5
    assert "--password-file" in place.redactor("case", "status", REFERENCE).out
    options = ("--password-file", tmp_path / "passwords.txt")
    for more in (options, (), options):  # a later run without passwords takes nothing back
        assert place.redactor("case", "add", REFERENCE, place.inbox, *more).code == 0
    assert place.redactor("case", "prepare", REFERENCE).code == 0
    plain = json.loads(place.redactor("--json", "case", "status", REFERENCE).out)
    states = {file["path"]: file["state"] for file in plain["files"]}
    assert (states["locked.pdf"], states["locked.pdf!/locked.pdf"]) == ("container", "read")
    assert [each["path"] for each in plain["containers"]] == ["locked.pdf", "mail.eml"]
    assert plain["containers"][1]["states"] == {"read": 1, "duplicate": 1}
    assert all(sum(each["states"].values()) == each["received"] for each in plain["containers"])
    kept = b"".join(path.read_bytes() for path in place.home.rglob("*") if path.is_file())
    assert secret.encode() not in kept
