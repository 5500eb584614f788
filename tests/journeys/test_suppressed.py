"""A document of which nothing may be told, searched for in every byte that leaves; people shown by other words."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.journeys.command import Place
from tests.journeys.inbox import REFERENCE, write_request

SECRET_FILE = "Zebedee referral.eml"
TRACES = ("zebedee", "quillfeather", "tamsin", "kx-4471")
"""Name, people and reference of the suppressed message and of its attachment."""
FIRST = (
    "Meeting about Marcus Pemberton\n\nMarcus Pemberton sat with Oliver Fenwick at lunch.\nOliver Fenwick was kind.\n"
)
LAST = "Marcus Pemberton moved to Year 5 in September. Oliver Fenwick moved too.\n"


def a_secret_message() -> bytes:
    message = EmailMessage()
    message["From"] = "Tamsin Quillfeather <tamsin.quillfeather@example.com>"
    message["To"] = "Helen Barraclough <helen@example.org>"
    message["Date"] = "Tue, 08 Sep 2026 09:00:00 +0100"
    message["Subject"] = "Referral KX-4471 about Marcus Pemberton"
    message.set_content("Tamsin Quillfeather told us in confidence about Marcus Pemberton.\n")
    message.add_attachment(
        b"Tamsin Quillfeather: notes on KX-4471\n", maintype="text", subtype="plain", filename="n.txt"
    )
    return message.as_bytes()


@pytest.fixture(scope="module")
def suppressed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Three files, the second suppressed with its attachment, and Oliver shown by a name of ours."""
    place = Place(tmp_path_factory.mktemp("suppressed"))
    place.inbox.mkdir()
    (place.inbox / "A first.txt").write_text(FIRST, "utf-8")
    (place.inbox / SECRET_FILE).write_bytes(a_secret_message())
    (place.inbox / "a last.txt").write_text(LAST, "utf-8")
    write_request(place.request)
    assert place.redactor("case", "new", "--request", place.request).code == 0
    assert place.redactor("case", "add", REFERENCE, place.inbox).code == 0
    assert place.redactor("case", "prepare", REFERENCE).code == 0
    assert place.redactor("decide", REFERENCE, "--approve", "suggested").code == 0
    why = ("--reason", "Knowing of it would lead to its author", "--review-on", "2027-03-01", "--as", "Ana Reyes")
    assert place.redactor("case", "suppress", REFERENCE, "--document", secret_id(place), *why).code == 0
    assert place.redactor("case", "treat", REFERENCE, "Oliver Fenwick", "--shown-as", "pseudonym").code == 0
    told = place.redactor("disclose", REFERENCE, "--out", place.out)
    assert (told.code, told.err) == (0, "")
    return place


def secret_id(place: Place) -> str:
    files = json.loads(place.redactor("--json", "case", "status", REFERENCE).out)["files"]
    return next(each["id"] for each in files if each["path"].startswith(SECRET_FILE))


def every_text(folder: Path) -> dict[str, str]:
    """Every byte of every file, as it stands and unpacked, each as text."""
    texts: dict[str, str] = {}
    for path in folder.rglob("*"):
        raw = path.read_bytes()
        texts[f"{path.name} as it stands"] = raw.decode("latin-1")
        if path.suffix == ".docx":
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                texts |= {f"{path.name} {name}": archive.read(name).decode("latin-1") for name in archive.namelist()}
        for at, packed in enumerate(re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL)):
            texts[f"{path.name} stream {at}"] = unpacked(packed).decode("latin-1")
    with pikepdf.open(folder / "bundle.pdf") as paper:
        texts["objects"] = "\n".join(str(thing) for thing in paper.objects if not isinstance(thing, pikepdf.Stream))
    return texts


def unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed)
    except zlib.error:
        return b""


def page_words(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_nothing_of_it_stands_in_any_byte_of_what_leaves(suppressed: Place) -> None:
    texts = every_text(suppressed.out / "disclosure") | {"pages": page_words(suppressed.bundle())}
    wanted = {name: (name, name.encode("utf-16-be").decode("latin-1")) for name in TRACES}
    found = [
        (place, name)
        for place, text in texts.items()
        for name, shapes in wanted.items()
        if any(shape in text.casefold() for shape in shapes)
    ]
    assert found == []
    assert "Marcus" in texts["pages"]


def test_neither_numbers_nor_counts_nor_bookmarks_leave_a_gap(suppressed: Place) -> None:
    with pikepdf.open(suppressed.out / "disclosure" / "bundle.pdf") as paper, paper.open_outline() as outline:
        assert [each.title for each in outline.root][1:] == ["Document 1: Text", "Document 2: Text"]
        pages = len(paper.pages)
    words = page_words(suppressed.bundle())
    assert "We gathered 2 files" in words
    assert "2 documents" in words
    assert "Document 3" not in words
    assert [f"Page {number} of {pages}" in words for number in range(1, pages + 1)] == [True] * pages
    schedule = (suppressed.out / "disclosure" / "schedule.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(schedule)))
    assert [row["document"] for row in rows] == ["1", "2"]
    assert int(rows[1]["first page"]) == int(rows[0]["last page"]) + 1


def test_inside_it_is_written_down_with_who_why_and_when_to_look_again(suppressed: Place) -> None:
    rows = {row["source"]: row for row in suppressed.manifest()["documents"]}
    assert [row["suppressed"] for name, row in rows.items() if name.startswith(SECRET_FILE)] == [True, True]
    assert [row["number"] for row in rows.values() if not row["suppressed"]] == ["1", "2"]
    treatments = (suppressed.out / "internal" / "treatments.csv").read_text("utf-8-sig")
    row = next(each for each in csv.DictReader(io.StringIO(treatments)) if each["for"] == "document")
    assert (row["shown as"], row["by"], row["review on"]) == ("suppressed", "Ana Reyes", "2027-03-01")
    assert "lead to its author" in row["reason"]
    log = (suppressed.out / "internal" / "audit.jsonl").read_text("utf-8")
    assert "manner chosen" in log


def test_one_person_has_one_name_of_ours_on_every_page_and_its_key_stays_inside(suppressed: Place) -> None:
    words = page_words(suppressed.bundle())
    key = (suppressed.out / "internal" / "pseudonyms.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(key))
    assert row["name"] == "Oliver Fenwick"
    assert words.count(row["shown as"]) >= 4
    assert "Fenwick" not in words
    assert not (suppressed.out / "disclosure" / "pseudonyms.csv").exists()


def test_a_page_that_names_the_suppressed_document_stops_the_bundle(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.inbox.mkdir()
    (place.inbox / "register.txt").write_text("Marcus Pemberton. See Marigold statement.txt for more.\n", "utf-8")
    (place.inbox / "Marigold statement.txt").write_text("Marcus Pemberton was there.\n", "utf-8")
    write_request(place.request)
    for step in (("new", "--request", place.request), ("add", REFERENCE, place.inbox), ("prepare", REFERENCE)):
        assert place.redactor("case", *step).code == 0
    files = json.loads(place.redactor("--json", "case", "status", REFERENCE).out)["files"]
    hidden = next(each["id"] for each in files if each["path"].startswith("Marigold"))
    why = ("--reason", "it would harm", "--review-on", "2027-03-01")
    assert place.redactor("case", "suppress", REFERENCE, "--document", hidden, *why).code == 0
    place.redactor("decide", REFERENCE, "--approve", "suggested")
    told = place.run("--approve", "suggested")
    assert told.code == 7
    assert f"tells of the suppressed document {hidden}" in told.err
    assert not place.out.exists()


def test_a_case_that_keeps_its_grounds_to_itself_says_withheld_alone(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.inbox.mkdir()
    (place.inbox / "first.txt").write_text(FIRST, "utf-8")
    write_request(place.request)
    assert place.redactor("case", "new", "--request", place.request).code == 0
    why = ("--reason", "the ground tells who asked", "--review-on", "2027-03-01")
    assert place.redactor("case", "suppress", REFERENCE, "--grounds", *why).code == 0
    assert place.run("--approve", "suggested").code == 0
    words = page_words(place.bundle()) + (place.out / "disclosure" / "schedule.csv").read_text("utf-8-sig")
    assert "Third party" not in words
    assert "Fenwick" not in words
    assert "Withheld" in words
    log = (place.out / "internal" / "redaction-log.csv").read_text("utf-8-sig")
    assert {row["code"] for row in csv.DictReader(io.StringIO(log))} == {"TP-ID"}


def test_a_place_that_is_suppressed_leaves_no_box(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.inbox.mkdir()
    (place.inbox / "first.txt").write_text("Marcus Pemberton was told by Oliver Fenwick to wait.\n", "utf-8")
    write_request(place.request)
    for step in (("new", "--request", place.request), ("add", REFERENCE, place.inbox), ("prepare", REFERENCE)):
        assert place.redactor("case", *step).code == 0
    place.redactor("decide", REFERENCE, "--export", tmp_path / "queue.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "queue.csv").read_text("utf-8-sig")))
    (finding,) = [row["finding"] for row in rows if "Fenwick" in " ".join(map(str, row.values()))]
    why = ("--reason", "it would harm", "--review-on", "2027-03-01")
    assert place.redactor("case", "suppress", REFERENCE, "--finding", finding, *why).code == 0
    assert place.run("--approve", "suggested").code == 0
    words = page_words(place.bundle())
    assert "Marcus Pemberton was told by to wait." in words
    assert "We have withheld nothing" in words
    assert "Third party" not in words


def test_suppressing_without_a_reason_or_a_day_of_review_is_refused(suppressed: Place) -> None:
    told = suppressed.redactor("case", "suppress", REFERENCE, "--grounds", "--reason", "because")
    assert told.code == 2
    assert "--review-on" in told.err
