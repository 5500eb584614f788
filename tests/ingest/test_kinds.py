"""What a file is, by its content; what its name may decide."""

from __future__ import annotations

import io
import zipfile

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from redactor.ingest.kinds import CONTAINERS, READERS
from redactor.ingest.recognition import find_remedy, recognise

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIL = b"From: Amina Okafor <a@example.org>\r\nTo: b@example.org\r\nSubject: Coat\r\n\r\nHello"


def package(*names: str, stored: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, stored)
    return out.getvalue()


def pdf() -> bytes:
    with pymupdf.open() as document:
        document.new_page()
        return bytes(document.tobytes())


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, kind)
    return out.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(), "letter.docx", "pdf"),
        (b"\0\r\njunk\r\n" * 20 + pdf(), "letter.pdf", "pdf"),
        (b"To make a PDF write %PDF-1.4 at the top\n", "note.txt", "txt"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "letter.pdf", "unknown:shortcut"),
        (b"oops\n", "letter.pdf", "pdf"),
        (picture("JPEG"), "a.png", "jpeg"),
        (picture("PNG"), "a.jpg", "png"),
        (picture("TIFF"), "a", "tiff"),
        (picture("GIF"), "a", "gif"),
        (picture("BMP"), "a", "bmp"),
        (picture("WEBP"), "a", "webp"),
        (DOCX, "a.zip", "docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "a", "xlsx"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "a", "pptx"),
        (package("mimetype", "content.xml"), "a.odt", "unknown:opendocument"),
        (package("mimetype", "content.xml", stored=b"application/vnd.oasis.opendocument.text"), "a", "odt"),
        (package("mimetype", "content.xml", stored=b"application/vnd.oasis.opendocument.presentation"), "a", "odp"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.txt", "doc"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "a", "ppt"),
        (package("letter.docx", stored=DOCX), "a.zip", "zip"),
        (package("content.xml", "letter.txt"), "a.zip", "zip"),
        (DOCX[:-30], "a.docx", "docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "unknown:locked-office"),
        (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "a", "msg"),
        (MAIL, "a.eml", "eml"),
        (MAIL, "a", "eml"),
        (MAIL, "pasted.txt", "txt"),
        (b"MIME-Version: 1.0\n" + MAIL, "really a mail.txt", "eml"),
        (b"From x@example.org Tue May 10 2005\n" + MAIL, "a", "eml"),
        (b"From x@example.org Tue May 10 2005\n" + MAIL + b"\n\nFrom y@example.org Tue\n" + MAIL, "a", "mbox"),
        (b"From time to time it rains\nand Tyler said: so what", "a.txt", "txt"),
        (b"Name,Class\nKofi,5O\n", "a.csv", "csv"),
        (b"Name,Class\nKofi,5O\n", "a.txt", "txt"),
        ("Siân — £30".encode("cp1252"), "a.txt", "txt"),
        ("Siân".encode("utf-16"), "a.txt", "txt"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (b"\n<!DOCTYPE html><p>x", "a.xls", "html"),
        (b"BEGIN:VCALENDAR\r\n", "a.ics", "ics"),
        (b"BEGIN:VCARD\nFN:Amina\n", "a", "vcf"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<html><body>x", "a.txt", "html"),
        (b"MIME-Version: 1.0\nFrom: <Saved by Blink>\nContent-Type: multipart/related\n\n--x\n", "a", "mhtml"),
        (package("[Content_Types].xml", "xl/workbook.bin"), "a", "xlsb"),
        (OLE + "Workbook".encode("utf-16-le"), "a.doc", "xls"),
        (b"\x78\x9f\x3e\x22\x01\x00", "winmail.dat", "tnef"),
        (b"\0\0\0\x18ftypheic", "a.jpg", "heic"),
        (b"\0\0\0\x0cjP  \r\n", "a", "jp2"),
        (b"\0\0\0\x18ftypmp42", "a.jpg", "unknown:media"),
        (b'{"url": "https://docs.google.com/open?id=1"}', "minutes.gdoc", "unknown:shortcut"),
        (b"[InternetShortcut]\r\nURL=https://x.example.org\r\n", "a.url", "unknown:shortcut"),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\0", "a.one", "unknown:onenote"),
        (OLE + "Quill".encode("utf-16-le"), "a.pub", "unknown:publisher"),

        (b"MZ\x90\0", "a.exe", "unknown:program"),
        (bytes(range(256)) * 4, "a.pdf", "unknown:binary"),
        (b"Thumb", "pictures/Thumbs.db", "clutter"),
        (b"x", "__MACOSX/a.txt", "clutter"),
        (b"\x00\x05\x16\x07rest", "._letter.pdf", "clutter"),
        (b"words of a record", "._letter.txt", "txt"),
        (b"\x08Amina" + b"\0" * 150, "~$letter.docx", "clutter"),
        (b"a real record " * 400, "~$letter.txt", "txt"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, name: str, kind: str) -> None:
    assert recognise(content, name) == kind


@given(st.binary(max_size=300), st.text(max_size=20))
def test_anything_has_a_kind(content: bytes, name: str) -> None:
    kind = recognise(content, name)
    assert kind == "clutter" or kind in READERS or kind in CONTAINERS or kind.startswith("unknown:")


@given(st.binary(max_size=200))
def test_an_archive_with_any_directory_has_a_kind(rest: bytes) -> None:
    assert recognise(b"PK\x03\x04" + rest + b"PK\x05\x06" + rest, "a")


def test_every_unknown_kind_has_a_remedy_that_fits() -> None:
    assert ".eml" in find_remedy("unknown:pst")
    assert "PDF" in find_remedy("unknown:drawing")
