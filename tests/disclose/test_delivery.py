from __future__ import annotations

import io
import zipfile

import pikepdf
import pymupdf
import pyrage
import pytest

from redactor.disclose.delivery import LETTERS, Package, Wrapping, new_passphrase, pack
from redactor.disclose.record import Chapter, Record, draw_record


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """A disclosure of two pages and a schedule."""
    with pymupdf.open() as paper:
        for number in (1, 2):
            paper.new_page().insert_text((72, 72), f"Page {number} about Marcus Pemberton")
        return {"bundle.pdf": bytes(paper.tobytes()), "schedule.csv": b"a,b\r\n"}


def test_a_locked_pdf_asks_for_the_passphrase_and_shows_the_same_pages(files: dict[str, bytes]) -> None:
    package = pack(files, Wrapping.PDF)
    assert b"Pemberton" not in package.content
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(package.content))
    with pikepdf.open(io.BytesIO(package.content), password=package.passphrase) as paper:
        assert (paper.encryption.R, paper.encryption.bits) == (6, 256)
    with pymupdf.open(stream=package.content) as paper:
        assert paper.authenticate(package.passphrase)
        assert "Page 2 about Marcus" in paper[1].get_text()


def test_an_age_package_holds_every_file_of_the_disclosure(files: dict[str, bytes]) -> None:
    package = pack(files, Wrapping.AGE)
    with zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(package.content, package.passphrase))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(package.content, new_passphrase())


def test_passphrases_are_long_easy_to_read_out_and_never_printed_by_accident() -> None:
    made = {new_passphrase() for _ in range(200)}
    assert len(made) == 200
    assert all(set(each) <= set(LETTERS) | {"-"} and len(each) == 24 for each in made)
    assert "secret" not in repr(Package(content=b"", passphrase="secret"))


def test_a_long_record_fills_many_pages_none_of_which_loses_a_row_or_runs_off_the_paper() -> None:
    rows = tuple((f"{number:04d}", f"mail/{'a-long-name-' * 12}{number}.eml", "skipped") for number in range(150))
    chapters = (
        Chapter(title="Files", heads=("number", "file", "outcome"), rows=rows),
        Chapter(title="Statements <kept>", heads=("",), rows=()),
    )
    with pymupdf.open(stream=draw_record(Record(case="SAR-1", version=2, chapters=chapters))) as paper:
        told = " ".join(page.get_text() for page in paper)
        assert all(row[0] in told for row in rows)
        assert "Statements <kept>" in told
        assert all(word[2] <= page.rect.width - 30 for page in paper for word in page.get_text("words"))
        assert all("Never send this" in page.get_text() for page in paper)
        assert [entry[1:] for entry in paper.get_toc()] == [["Files", 1], ["Statements <kept>", paper.page_count]]
