from __future__ import annotations

import io
import json
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

import docx
import openpyxl
import pymupdf
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
CASES = ("pupil", "staff")
SCANNED = (".jpg", ".tif")


def truth_of(case: str) -> list[dict[str, list]]:
    return json.loads((SAMPLES / case / "truth.json").read_text("utf-8"))["sources"]


def content_of(case: str, source: str) -> tuple[str, bytes]:
    """The name and bytes of a source, out of its container if it has one."""
    name, _, member = source.partition("!/")
    content = (SAMPLES / case / "input" / name).read_bytes()
    if not member:
        return name, content
    if name.endswith(".zip"):
        return member, zipfile.ZipFile(io.BytesIO(content)).read(member)
    (attached,) = message_from_bytes(content, policy=policy.default).iter_attachments()
    assert attached.get_filename() == member
    return member, attached.get_payload(decode=True)


def text_of(name: str, content: bytes) -> str:
    """What the pages of a source show, spaces made single; scanned pages have none."""
    match Path(name).suffix:
        case ".pdf":
            return " ".join(" ".join(page.get_text(clip=page.rect) for page in pymupdf.open(stream=content)).split())
        case ".docx":
            word = docx.Document(io.BytesIO(content))
            section = word.sections[0]
            parts = [*section.header.paragraphs, *section.footer.paragraphs, *word.paragraphs]
            cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
            return " ".join([*(part.text for part in parts), *cells])
        case ".xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            shown = [row for number, row in enumerate(sheet.values, 1) if not sheet.row_dimensions[number].hidden]
            return " ".join(str(cell) for row in shown for cell in row)
        case ".eml":
            message = message_from_bytes(content, policy=policy.default)
            body = message.get_body(("plain",))
            return " ".join(" ".join([*map(str, message.values()), body.get_content() if body else ""]).split())
    return " ".join(content.decode().split())


@pytest.mark.parametrize("case", CASES)
def test_every_file_has_its_truth_and_every_truth_its_file(case: str) -> None:
    told = {source["source"] for source in truth_of(case)}
    files = {path.name for path in (SAMPLES / case / "input").iterdir()}
    assert {source.partition("!/")[0] for source in told} == files


@pytest.mark.parametrize("case", CASES)
def test_what_must_go_and_what_must_stay_is_printed_on_the_pages(case: str) -> None:
    for source in truth_of(case):
        name, content = content_of(case, source["source"])
        if name.endswith(SCANNED) or "scan" in name or "fit note" in name or "Police" in name:
            continue
        text = text_of(name, content)
        for string in [*source["withhold"], *source["keep"], *(passage["text"] for passage in source["passages"])]:
            assert string in text, (source["source"], string)


@pytest.mark.parametrize("case", CASES)
def test_what_is_unseen_does_not_stand_on_the_pages(case: str) -> None:
    for source in truth_of(case):
        text = text_of(*content_of(case, source["source"])) if source["unseen"] else ""
        longer = [string for string in source["unseen"] if len(string) > 12]
        assert not [string for string in longer if string in text], source["source"]


@pytest.mark.parametrize("case", CASES)
def test_nothing_must_both_go_and_stay(case: str) -> None:
    for source in truth_of(case):
        for kept in source["keep"]:
            assert not [gone for gone in source["withhold"] if gone in kept or kept == gone], (source["source"], kept)


@pytest.mark.parametrize("case", CASES)
def test_the_request_names_its_subject(case: str) -> None:
    request = tomllib.loads((SAMPLES / case / "request.toml").read_text("utf-8"))
    assert any(request["subject"]["name"] in source["keep"] for source in truth_of(case))
    assert set(request) <= {"request", "controller", "subject", "requester", "people", "clock"}


def test_the_cases_come_out_the_same_when_made_anew(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make.py", tmp_path], check=True)
    for case in CASES:
        for name in ("request.toml", "truth.json"):
            assert (tmp_path / case / name).read_bytes() == (SAMPLES / case / name).read_bytes()
        made, kept = ({p.name for p in (root / case / "input").iterdir()} for root in (tmp_path, SAMPLES))
        assert made == kept
