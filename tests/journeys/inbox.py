"""A small inbox of real files, one of each kind, with everybody in it invented."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pymupdf

REFERENCE = "SAR-2026-014"
REQUEST = f"""\
[request]
reference = "{REFERENCE}"
received = 2026-09-03

[controller]
name = "Ashgrove Primary School"
kind = "school"

[subject]
name = "Marcus Pemberton"

[[people]]
name = "Helen Barraclough"
role = "staff"
note = "Head of Year"
"""
UNREADABLE = b"\x8fQZ0\x00\x01\xfe\xfd" * 40
THIRD_PARTIES = ("Oliver", "Fenwick", "07700 900123", "jane.fenwick@example.com", "Priya", "Raghunathan")
"""Words of the files below that the requester must not get."""

NOTE = """\
Meeting about Marcus Pemberton

Marcus Pemberton was pushed by Oliver Fenwick at lunch on Tuesday.
Helen Barraclough spoke to both boys. Marcus said that he felt better.
Oliver's mother Jane Fenwick can be reached on 07700 900123 or jane.fenwick@example.com.
"""
SCANNED = "Dear Mr Pemberton\n\nMarcus sat with Priya Raghunathan today.\nThank you for coming to the meeting.\n"


def make_inbox(folder: Path) -> Path:
    """Every file that a journey needs, one of them unreadable, one twice, one in an archive, one in a message."""
    files = {
        "clip.qz": UNREADABLE,
        "old.zip": an_archive({"inside/letter.txt": b"Marcus Pemberton moved to Year 5 in September.\n"}),
        "minutes.docx": a_word_file(),
        "note.txt": NOTE.encode(),
        "note (copy).txt": NOTE.encode(),
        "RE lunch.eml": a_message(),
        "report.pdf": a_report(),
        "scan.png": a_scan(),
        "Thumbs.db": b"\xd0\xcf\x11\xe0 nothing",
    }
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def make_tiny_inbox(folder: Path) -> Path:
    """One readable file."""
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text(NOTE, "utf-8")
    return folder


def write_request(path: Path, text: str = REQUEST) -> Path:
    path.write_text(text, "utf-8")
    return path


def an_archive(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()


def a_word_file() -> bytes:
    paper = docx.Document()
    paper.add_heading("Minutes", level=1)
    paper.add_paragraph("Present: Helen Barraclough, Marcus Pemberton.")
    paper.add_paragraph("Marcus Pemberton has settled well. Oliver Fenwick was not present.")
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def a_message() -> bytes:
    message = EmailMessage()
    message["From"] = "Helen Barraclough <h.barraclough@ashgrove.example.org>"
    message["To"] = "Jane Fenwick <jane.fenwick@example.com>"
    message["Date"] = "Tue, 03 Feb 2026 17:42:10 +0000"
    message["Subject"] = "Lunch"
    message.set_content(
        "Dear Mrs Fenwick\n\nMarcus Pemberton and Oliver had a quarrel at lunch.\n\nHelen Barraclough\n"
    )
    table = "Name,Class,Mark\nMarcus Pemberton,4B,61\nOliver Fenwick,4B,58\n"
    message.add_attachment(table, subtype="csv", filename="marks.csv")
    return message.as_bytes()


def a_report() -> bytes:
    with pymupdf.open() as paper:
        for lines in (
            ["School report", "Pupil: Marcus Pemberton", "Marcus works hard and reads well."],
            ["Seating", "Marcus Pemberton sits beside Oliver Fenwick in mathematics."],
        ):
            page = paper.new_page(width=420, height=298)
            for number, line in enumerate(lines):
                page.insert_text((40, 60 + 22 * number), line, fontsize=11)
        return bytes(paper.tobytes(no_new_id=True))


def a_scan(text: str = SCANNED) -> bytes:
    """A small page as a scanner leaves it: a picture that has no words of its own."""
    with pymupdf.open() as paper:
        page = paper.new_page(width=420, height=200)
        page.insert_textbox(pymupdf.Rect(30, 30, 400, 190), text, fontsize=12)
        picture = page.get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)
        picture.set_dpi(200, 200)
        return bytes(picture.tobytes("png"))
