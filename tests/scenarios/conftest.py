"""One small case of whole files, taken to a draft once."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest

from tests.journeys.command import Place

REQUEST = """\
[request]
reference = "SAR-2026-101"
received = 2026-09-03
[controller]
name = "Thornfield Junior School"
kind = "school"
[subject]
name = "Jamie Hollis"
aliases = ["Jamie"]
date_of_birth = 2016-04-02
identifiers = ["B823432126001"]
[requester]
name = "Sarah Hollis"
capacity = "parent"
[[people]]
name = "Ngozi Okafor"
role = "staff"
"""
NOTE = "Jamie Hollis was pushed by Aaron Blake at lunch. Mrs Okafor spoke to both boys.\n"
NOTEBOOK = "My own notes - Ngozi Okafor\nJamie cried after maths. Aaron Blake told me it was about the football.\n"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Files of S09, S10, S44 and S47, received and disclosed as a draft."""
    folder = tmp_path_factory.mktemp("scenarios")
    inbox = folder / "inbox"
    for name, content in {
        "paper file/letter.txt": NOTE.encode(),
        "sharepoint/letter.txt": NOTE.encode(),
        "paper file/letter with a note.txt": (NOTE + "Rang Claire Blake, no answer.\n").encode(),
        "notebook.txt": NOTEBOOK.encode(),
        "visit.docx": a_word_file(),
        "tracker.xlsx": a_workbook(),
    }.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "request.toml").write_text(REQUEST, "utf-8")
    place = Place(folder)
    told = place.run("--approve", "suggested")
    assert told.code == 0, told.err
    return place


def a_word_file() -> bytes:
    """Clean to the eye; a parent among its properties, a name in a deletion, two pupils in a comment."""
    document = docx.Document()
    document.add_paragraph("Jamie had a good afternoon.")
    document.core_properties.author = "Karen Blakelock"
    comment = document.add_comment(
        document.paragraphs[0].runs, text="Compare Tomasz Nowak and Zainab Shah", author="NO"
    )
    assert comment is not None
    written = io.BytesIO()
    document.save(written)
    return _with_deletion(written.getvalue(), "Aaron cried")


def _with_deletion(content: bytes, words: str) -> bytes:
    deleted = (
        '<w:p><w:del w:id="9" w:author="NO" w:date="2026-03-01T10:00:00Z"><w:r><w:delText>'
        f"{words}</w:delText></w:r></w:del></w:p>"
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:body>", b"<w:body>" + deleted.encode())
            new.writestr(name, part)
    return changed.getvalue()


def a_workbook() -> bytes:
    """The subject's row on the sheet that shows; the class on one that is hidden."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Jamie"
    for row in (("Name", "Score"), ("Hollis, Jamie", 38)):
        sheet.append(row)
    hidden = book.create_sheet("All 5B")
    for row in (("Name", "Score"), ("Petrenko, Oksana", 41), ("Hollis, Jamie", 38), ("Price, Mia", 52)):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
