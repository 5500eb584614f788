"""Scenarios about whole files and what leaves, S09, S10, S43, S44, S46 and S47.

Not shown, because its room is not built yet: S45, a document whose very existence is kept quiet (suppression). Of S10,
that no pivot cache is left needs no test of its own: what leaves is a new PDF, never a workbook.
"""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from redactor.errors import LeakFound
from redactor.verify.gate import require_clean
from tests.detect.casework import the_case
from tests.journeys.command import Place
from tests.redact.papers import a_pdf
from tests.scenarios.playing import Played
from tests.verify.bundles import a_bundle, by_mupdf


def pages_of(place: Place, source: str) -> str:
    """The text of one source's pages in the bundle."""
    first, last = next((each["first_page"], each["last_page"]) for each in rows_of(place) if each["source"] == source)
    with pymupdf.open(place.out / "disclosure" / "bundle.pdf") as bundle:
        return "\n".join(bundle[number - 1].get_text() for number in range(first, last + 1))


def rows_of(place: Place) -> list[dict[str, object]]:
    manifest = json.loads((place.out / "internal" / "manifest.json").read_text("utf-8"))
    return manifest["documents"]  # type: ignore[no-any-return]


def leaving(place: Place) -> bytes:
    """Every byte of the folder that is sent, streams unpacked."""
    raw = b""
    for path in sorted((place.out / "disclosure").iterdir()):
        raw += path.read_bytes()
    with pymupdf.open(place.out / "disclosure" / "bundle.pdf") as bundle:
        for number in range(1, bundle.xref_length()):
            raw += bundle.xref_object(number).encode()
            raw += bundle.xref_stream(number) or b"" if bundle.xref_is_stream(number) else b""
        raw += "\n".join(page.get_text() for page in bundle).encode()
    return raw


@pytest.mark.parametrize("secret", ["Blakelock", "Aaron", "Tomasz", "Nowak", "Zainab", "Shah"])
def test_s09_what_a_word_file_hides_does_not_leave(played: Place, secret: str) -> None:
    """Fail: visible layer only."""
    assert secret.encode() not in leaving(played)
    assert "Jamie had a good afternoon." in " ".join(pages_of(played, "visit.docx").split())


@pytest.mark.parametrize("secret", ["Petrenko", "Oksana", "Price", "All 5B"])
def test_s10_of_a_workbook_only_the_sheet_that_shows_leaves(played: Place, secret: str) -> None:
    """Fail: hides the rows instead."""
    assert secret.encode() not in leaving(played)
    assert "Hollis, Jamie" in " ".join(pages_of(played, "tracker.xlsx").split())


PAGE = """\
Jamie Hollis UPN B823432126001, ULN 9000000121, NHS 999 000 0018.
Aaron Blake UPN A823432126005, NHS 943 476
5919, NI number QQ 12 34 56 C, phone 07700 900 123, home CM13 2QF, aaron.blake@example.net.
Claire Blake: UTR 12345 67890, driving licence BLAKE 806125 C99AB, car LD19 KXR, sort code 20-00-00 account 5577 9911.
"""


def test_s43_every_value_of_somebody_else_goes_though_it_is_split_and_the_subjects_stay() -> None:
    """Fail: misses those split by spaces or line breaks."""
    own = ("B823432126001", "9000000121", "999 000 0018")
    played = Played(PAGE, case=the_case(aliases=("Jamie",), identifiers=own))
    left = played.left()
    assert all(value in left for value in own)
    for gone in ("A823432126005", "943", "5919", "QQ", "56 C", "07700", "CM13", "aaron", "12345", "67890", "806125",
                 "C99AB", "LD19", "KXR", "20-00-00", "5577"):  # fmt: skip
        assert gone not in left, gone
    kinds = {each.kind for each in played.findings}
    assert {"upn", "nhs", "nino", "phone", "postcode", "email", "utr", "driving_licence", "vrm"} <= kinds


def test_s44_identical_copies_have_one_set_of_decisions_and_the_annotated_one_is_shown(played: Place) -> None:
    """Fail: redacted in two, missed in the third."""
    rows = {str(each["source"]): each for each in rows_of(played)}
    outcomes = sorted(str(rows[name]["outcome"]) for name in ("paper file/letter.txt", "sharepoint/letter.txt"))
    assert outcomes == ["disclosed", "duplicate"]
    annotated = pages_of(played, "paper file/letter with a note.txt")
    assert "Rang" in annotated
    assert b"Blake" not in leaving(played)


def test_s46_a_surname_left_in_a_ligature_of_a_footer_stops_the_bundle() -> None:
    """Fail: ships."""
    made = a_bundle(a_pdf("Seen by Wilma Griffin at the gate on Friday."), "Wilma Griffin")
    require_clean(made.check())

    def leave_a_footer(paper: pymupdf.Document) -> None:
        writer = pymupdf.TextWriter(paper[1].rect)
        writer.append((72, 780), "Copied to W Grif\ufb01n", font=pymupdf.Font("helv"))
        writer.write_text(paper[1])

    report = made.check(by_mupdf(made.pdf, leave_a_footer))
    assert any(problem.page_number == 2 for problem in report.problems)
    with pytest.raises(LeakFound):
        require_clean(report)


def test_s47_a_teachers_own_notebook_is_searched_like_the_rest(played: Place) -> None:
    """Fail: dropped from the bundle because "own use"."""
    left = " ".join(pages_of(played, "notebook.txt").split())
    assert "Jamie cried after maths." in left
    assert "Aaron" not in left


def test_what_is_sent_is_there(played: Place) -> None:
    assert {path.name for path in Path(played.out / "disclosure").iterdir()} >= {"bundle.pdf", "schedule.csv"}
