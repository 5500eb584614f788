"""`redactor verify` on anybody's PDF: a drawn box and a real redaction are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from tests.journeys.command import Place
from tests.leaks import files, hidden, scans
from tests.redact.papers import a_pdf, clean

LINES = ("Dear Wilma Quillfeather, thank you.", "Best wishes from all of us.")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "inbox").mkdir()
    return Place(tmp_path)


def with_drawn_boxes(pdf: bytes) -> bytes:
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        for found in paper[0].search_for("Quillfeather"):
            paper[0].draw_rect(found, fill=(0, 0, 0))
        return bytes(paper.tobytes())


def put(place: Place, name: str, pdf: bytes) -> Path:
    path = place.folder / name
    path.write_bytes(pdf)
    return path


def test_a_drawn_box_and_a_real_redaction_are_told_apart_without_a_secret(place: Place) -> None:
    naive = put(place, "naive.pdf", with_drawn_boxes(a_pdf(*LINES)))
    ours = put(place, "ours.pdf", clean(a_pdf(*LINES), "Quillfeather").pdf)
    told = place.redactor("verify", naive)
    assert told.code == 7
    assert "naive.pdf: DO NOT SEND" in told.out
    assert "page 1: 12 letters can be read under a dark box" in told.out
    assert "a tool that deletes what is under the box" in told.out
    told = place.redactor("verify", ours)
    assert told.code == 0
    assert "ours.pdf: nothing found by" in told.out


def test_a_secret_makes_the_report_name_the_readers_and_never_the_secret(place: Place) -> None:
    naive = put(place, "naive.pdf", with_drawn_boxes(a_pdf(*LINES)))
    ours = put(place, "ours.pdf", clean(a_pdf(*LINES), "Quillfeather").pdf)
    terms = place.folder / "terms.txt"
    terms.write_text("Quillfeather\n", "utf-8")
    told = place.redactor("verify", naive, ours, "--secret", terms)
    assert told.code == 7
    assert "found by pypdfium2, pymupdf, pypdf, pdfminer" in told.out
    assert "ours.pdf: nothing found" in told.out
    assert "quillf" not in (told.out + told.err).casefold()
    assert place.redactor("verify", ours, "--terms", terms).code == 0


def test_the_json_report_has_every_file_and_check(place: Place) -> None:
    naive = put(place, "naive.pdf", with_drawn_boxes(a_pdf(*LINES)))
    told = json.loads(place.redactor("--json", "verify", naive).out)
    assert told["clean"] is False
    (file,) = told["files"]
    assert {check["name"] for check in file["checks"]} >= {"text", "boxes", "strings", "bytes", "leftovers", "covers"}
    assert file["problems"] == [
        {"check": "covers", "kind": "text", "page": 1, "what": "12 letters can be read under a dark box"}
    ]


SEEN_WITHOUT_A_SECRET = {
    "a mark that was never applied": hidden.VECTORS["under_a_redact"],
    "a layer that is off": hidden.VECTORS["layer_by_off"],
    "a highlight in black": hidden.VECTORS["under_a_highlight"],
    "an earlier revision": files.VECTORS["changed_later"],
    "a covered picture": scans.VECTORS["scan_under_a_cover"],
    "a text layer under a box on a scan": scans.VECTORS["ocr_layer_under_a_box"],
}


@pytest.mark.parametrize("how", SEEN_WITHOUT_A_SECRET)
def test_bad_redaction_is_found_without_a_secret(place: Place, how: str) -> None:
    assert place.redactor("verify", put(place, "bad.pdf", SEEN_WITHOUT_A_SECRET[how]())).code == 7


def test_pictures_are_read_for_the_secret(place: Place) -> None:
    terms = place.folder / "terms.txt"
    terms.write_text("Quillfeather\n", "utf-8")
    scan = put(place, "scan.pdf", scans.VECTORS["scan_grey"]())
    assert place.redactor("verify", scan).code == 0
    told = place.redactor("verify", scan, "--terms", terms)
    assert told.code == 7
    assert "can be seen" in told.out


def test_a_file_that_nobody_can_read_is_no_pass(place: Place) -> None:
    assert place.redactor("verify", put(place, "locked.pdf", files.VECTORS["encrypted_with_password"]())).code == 7
    assert place.redactor("verify", put(place, "no.pdf", b"no pdf at all")).code == 7


def test_a_case_takes_one_file(place: Place) -> None:
    one = put(place, "one.pdf", a_pdf("x"))
    assert place.redactor("verify", one, one, "--case", "SAR-1").code == 2
