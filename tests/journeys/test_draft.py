"""`run --approve suggested` over one file of each kind, one of them unreadable."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
from collections import Counter

import pytest

from tests.journeys.command import Place, Told
from tests.journeys.inbox import REFERENCE, THIRD_PARTIES
from tests.journeys.looking import page_texts, words_seen
from tests.leaks.hunters import bytes_of, read_all, squash

Drafted = tuple[Place, Told]
EVERY_FILE = {
    "Thumbs.db": "skipped",
    "RE lunch.eml": "disclosed",
    "RE lunch.eml!/marks.csv": "disclosed",
    "clip.qz": "quarantined",
    "minutes.docx": "disclosed",
    "note (copy).txt": "disclosed",
    "note.txt": "duplicate",
    "old.zip": "skipped",
    "old.zip!/inside/letter.txt": "disclosed",
    "report.pdf": "disclosed",
    "scan.png": "disclosed",
}


def test_an_unreadable_file_ends_in_exit_code_5_and_the_draft_is_made_all_the_same(drafted: Drafted) -> None:
    place, told = drafted
    assert told.code == 5
    assert "quarantined: 0001 (unsupported)" in told.out
    assert {path.relative_to(place.out).as_posix() for path in place.out.rglob("*.*")} == {
        "disclosure/bundle.pdf",
        "disclosure/letter.docx",
        "disclosure/schedule.csv",
        "internal/audit.jsonl",
        "internal/evidence.json",
        "internal/manifest.json",
        "internal/pseudonyms.csv",
        "internal/record.json",
        "internal/record.pdf",
        "internal/redaction-log.csv",
        "internal/sampling.json",
        "internal/treatments.csv",
        "internal/verification.json",
    }


def test_every_file_at_every_depth_has_exactly_one_row(drafted: Drafted) -> None:
    rows = drafted[0].manifest()["documents"]
    assert len(rows) == len(EVERY_FILE)
    assert {row["source"]: row["outcome"] for row in rows} == EVERY_FILE


def test_the_counts_add_up_and_the_pages_follow_one_another(drafted: Drafted) -> None:
    place, _ = drafted
    manifest = place.manifest()
    fates = Counter(row["outcome"] for row in manifest["documents"])
    assert manifest["counts"] == {"received": len(EVERY_FILE), "withheld": 0, "out_of_scope": 0, **fates}
    spans = [(row["first_page"], row["last_page"]) for row in manifest["documents"] if row["first_page"]]
    assert [first for first, _ in spans[1:]] == [last + 1 for _, last in spans[:-1]]
    assert manifest["bundle"]["pages"] == spans[-1][1] == len(page_texts(place.bundle()))
    assert manifest["bundle"]["sha256"] == hashlib.sha256(place.bundle()).hexdigest()


def test_a_duplicate_names_the_file_whose_copy_it_is(drafted: Drafted) -> None:
    by_source = {row["source"]: row for row in drafted[0].manifest()["documents"]}
    assert by_source["note.txt"]["duplicate_of"] == by_source["note (copy).txt"]["id"]
    assert by_source["note.txt"]["first_page"] is None


def test_every_page_and_the_manifest_say_draft(drafted: Drafted) -> None:
    place, told = drafted
    assert place.manifest()["approval"] == "suggested"
    assert "draft" in told.out
    for text in page_texts(place.bundle()):
        assert "Draft: suggestions not reviewed by a person" in text


def test_the_requester_keeps_what_is_theirs_and_the_staff_who_acted(drafted: Drafted) -> None:
    pages = page_texts(drafted[0].bundle())
    told = " ".join(pages)
    for kept in ("Marcus works hard and reads well", "Helen Barraclough spoke to both boys", "61", "settled well"):
        assert kept in told
    assert "Marcus sat with" in pages[-1]


@pytest.mark.parametrize("secret", THIRD_PARTIES)
def test_no_reader_and_no_stream_gives_back_what_was_withheld(drafted: Drafted, secret: str) -> None:
    bundle = drafted[0].bundle()
    assert [name for name, text in read_all(bundle).items() if squash(secret) in squash(text)] == []
    stored = bytes_of(bundle).lower()
    forms = (secret.encode(), secret.encode("utf-16-be"), secret.encode().hex().encode())
    assert [form for form in forms if form.lower() in stored] == []


def test_no_eye_sees_what_was_withheld(drafted: Drafted) -> None:
    seen = squash(words_seen(drafted[0].bundle()))
    assert "helenbarraclough" in seen, "the eye is blind"
    assert [secret for secret in THIRD_PARTIES if squash(secret) in seen] == []


def test_letter_and_schedule_name_nobody_and_no_file(drafted: Drafted) -> None:
    sent = drafted[0].out / "disclosure"
    with (sent / "schedule.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    numbers = [row["document"] for row in rows]
    assert numbers == ["1", "2", "3", "4", "4.1", "5", "6"], "a number left out tells of a file"
    told = " ".join(cell for row in rows for cell in row.values())
    assert not [word for word in (*THIRD_PARTIES, "Marcus", ".eml", "lunch", "marks") if word in told]


def test_every_box_of_the_log_lies_on_a_page_of_its_document(drafted: Drafted) -> None:
    place, _ = drafted
    pages = {row["id"]: (row["first_page"], row["last_page"]) for row in place.manifest()["documents"]}
    text = (place.out / "internal" / "redaction-log.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["document"] for row in rows} == {"0002", "0003", "0006", "0006.1", "0007", "0008"}
    for row in rows:
        first, last = pages[row["document"]]
        assert first <= int(row["page"]) <= last
        assert row["code"]
        assert row["reviewer"] == "suggestion"


def test_the_log_of_the_case_is_a_chain_and_holds_no_text(drafted: Drafted) -> None:
    text = (drafted[0].out / "internal" / "audit.jsonl").read_text("utf-8")
    *entries, last = [json.loads(line) for line in text.splitlines()]
    assert last["signed_head"]["head"] == entries[-1]["hash"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert all(after["previous_hash"] == before["hash"] for before, after in itertools.pairwise(entries))
    assert not [secret for secret in THIRD_PARTIES if secret in text]


def test_every_check_of_the_gate_was_run_and_saw_something(drafted: Drafted) -> None:
    report = json.loads((drafted[0].out / "internal" / "verification.json").read_bytes())
    assert {check["name"] for check in report["checks"]} >= {"text", "boxes", "strings", "bytes", "leftovers"}
    assert all(check["seen"] and not check["problems"] for check in report["checks"])


def test_the_finished_bundle_can_be_verified_again_by_itself(drafted: Drafted) -> None:
    place, _ = drafted
    bundle = place.out / "disclosure" / "bundle.pdf"
    assert place.redactor("verify", bundle, "--case", REFERENCE).code == 0
    terms = place.folder / "terms.txt"
    terms.write_text("Raghunathan\nBarraclough\n", "utf-8")
    told = place.redactor("verify", bundle, "--terms", terms)
    assert told.code == 7
    assert "Barraclough" not in told.out + told.err


def test_status_accounts_for_every_file_and_names_a_remedy(drafted: Drafted) -> None:
    told = drafted[0].redactor("case", "status", REFERENCE)
    assert told.code == 0
    assert "11 files: 7 read, 1 container, 1 quarantined, 1 duplicate, 1 skipped" in told.out
    assert "0001 clip.qz: unsupported. Find out which program made it" in told.out


def test_a_second_run_into_another_folder_gives_the_same_bundle(drafted: Drafted) -> None:
    place, _ = drafted
    again = place.folder / "again"
    assert place.run("--approve", "suggested", out=again).code == 5
    assert (again / "disclosure" / "bundle.pdf").read_bytes() == place.bundle()


def test_the_list_of_people_says_who_the_subject_is(drafted: Drafted) -> None:
    place, _ = drafted
    (line,) = (line for line in place.redactor("case", "people", REFERENCE).out.splitlines() if "(subject;" in line)
    assert "Marcus" in line
