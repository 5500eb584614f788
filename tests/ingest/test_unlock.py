"""Locked files are opened with the passwords that a user gives, and with no others; passwords leave no trace."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import msoffcrypto
import openpyxl
import pikepdf
import pymupdf
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from redactor.errors import Encrypted, SettingsError
from redactor.ingest.intake import receive
from redactor.ingest.unlock import Passwords, read_passwords, unlock

PASSWORD = "five ways home"


def locked_pdf(password: str = PASSWORD) -> bytes:
    with pymupdf.open() as plain:
        plain.new_page().insert_text((72, 72), "Joanna Pike")
        content = plain.tobytes()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user=password, owner=password))
    return out.getvalue()


def locked_workbook(password: str = PASSWORD) -> bytes:
    plain, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, out)
    return out.getvalue()


def given(*lines: str) -> Passwords:
    return read_passwords("\n".join(lines).encode())


def rows(inbox: Path, passwords: Passwords) -> list[tuple[str, str, str, str]]:
    received = receive(inbox, passwords=passwords)
    return [(one.source.id, one.source.kind, one.source.state.value, one.source.reason) for one in received]


@pytest.mark.parametrize(("name", "content", "kind", "open_kind"), [
    ("a.pdf", locked_pdf(), "pdf", "pdf"), ("a.xlsx", locked_workbook(), "unknown:locked-office", "xlsx"),
])  # fmt: skip
def test_a_locked_file_holds_the_same_file_unlocked(
    tmp_path: Path, name: str, content: bytes, kind: str, open_kind: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert rows(tmp_path, given("wrong", PASSWORD)) == [
        ("0001", kind, "container", ""),
        ("0001.1", open_kind, "received", ""),
    ]
    ((_, _, state, reason),) = rows(tmp_path, given("wrong"))
    assert (state, reason) in {("received", ""), ("quarantined", "encrypted")}


def test_a_password_for_one_name_is_tried_on_no_other(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(locked_pdf() + name.encode())
    states = [state for _, _, state, _ in rows(tmp_path, given(f"B.PDF\t{PASSWORD}"))]
    assert states == ["quarantined", "container", "received"]


@pytest.mark.skipif(shutil.which("zip") is None, reason="no program here writes locked archives")
def test_a_locked_archive_is_opened(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "note.txt").write_text("Joanna Pike came in")
    subprocess.run(["zip", "-q", "-j", "-P", PASSWORD, tmp_path / "in" / "a.zip", tmp_path / "note.txt"], check=True)
    assert rows(tmp_path / "in", given("x")) == [("0001", "zip", "quarantined", "encrypted")]
    assert rows(tmp_path / "in", given("x", PASSWORD)) == [
        ("0001", "zip", "container", ""),
        ("0001.1", "txt", "received", ""),
    ]


def test_what_is_not_locked_stays_as_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    assert [row[2] for row in rows(tmp_path, given("x"))] == ["container", "received"]


def test_no_password_that_fits_is_said() -> None:
    with pytest.raises(Encrypted):
        unlock("pdf", locked_pdf(), ("wrong",), "a.pdf")
    assert not msoffcrypto.OfficeFile(
        io.BytesIO(unlock("unknown:locked-office", locked_workbook(), (PASSWORD,), "a")[0].content)
    ).is_encrypted()


def test_passwords_show_in_no_representation() -> None:
    assert PASSWORD not in repr(given(PASSWORD))


@pytest.mark.parametrize("raw", [b"", b"\n \n", b"x\n" * 1001])
def test_a_file_without_passwords_is_refused(raw: bytes) -> None:
    with pytest.raises(SettingsError):
        read_passwords(raw)
