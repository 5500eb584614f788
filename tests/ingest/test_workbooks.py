"""Workbooks of the older and other formats: cells on pages, hidden ones listed."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from redactor.domain.document import bind_pages
from redactor.errors import Encrypted, SourceError, TooLarge
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.ods import read_ods
from redactor.ingest.reading import read_confined
from redactor.ingest.recognition import recognise
from redactor.ingest.sandbox import Limits
from redactor.ingest.xls import read_xls
from redactor.ingest.xlsb import read_xlsb

REGISTER = Path(__file__).parent / "files" / "register.xls"
"""Invented; made with openpyxl and LibreOffice, as nothing in Python writes this format."""
ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:'
    'style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties '
    'table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
)


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text


def told(facsimile: Facsimile) -> dict[str, str]:
    return {each.place: each.text for each in facsimile.unseen}


def ods(sheets: str, manifest: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest or "<m/>")
        archive.writestr(
            "content.xml", f"{ODS_HEAD}{sheets}</office:spreadsheet></office:body></office:document-content>"
        )
    return out.getvalue()


def cell(text: str, inside: str = "", more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}>{inside}<text:p>{text}</text:p></table:table-cell>'


NOTE = "<office:annotation><dc:creator>C Frith</dc:creator><text:p>NOTETEXT</text:p></office:annotation>"
BOOK = ods(
    '<table:table table:name="One"><table:table-column/><table:table-column table:visibility="collapse"/>'
    f"<table:table-row>{cell('Name')}{cell('SECRETCOLUMN')}{cell('Last', NOTE)}</table:table-row>"
    f'<table:table-row table:visibility="filter">{cell("SECRETROW")}</table:table-row>'
    f'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    f"<table:table-row>{cell('FAR')}</table:table-row></table:table>"
    f'<table:table table:name="Two" table:style-name="ta2"><table:table-row>{cell("SECRETSHEET")}</table:table-row>'
    "</table:table>"
)


def test_an_old_workbook_shows_its_cells_and_lists_what_is_hidden() -> None:
    read = read_xls(REGISTER.read_bytes())
    text = text_of(read)
    assert text.startswith("Sheet: Register\nA C D\n1\tName\tNote\n2\tJoanna Pike\ton time\t5%\n4\tBethan Crowe\n")
    assert "Hidden in this sheet, and listed apart: rows 3; columns B." in text
    everything = " ".join(each.place + each.text + each.author for each in read.unseen)
    for secret in ("SECRETROW", "SECRETWHITE", "SECRETSHEET", "NOTETEXT", "2014-03-02", "LINKTARGET"):
        assert secret not in text
        assert secret in everything


def test_an_open_workbook_shows_its_cells_and_lists_what_is_hidden() -> None:
    assert recognise(BOOK, "a") == "ods"
    read = read_ods(BOOK)
    text = text_of(read)
    assert "1\tName\tLast\n" in text
    assert "1048003\tFAR" in text
    assert told(read)["hidden row 2 of sheet One"] == "SECRETROW"
    assert told(read)["hidden column B of sheet One, row 1"] == "Name\tSECRETCOLUMN"
    assert told(read)["row 1 of hidden sheet Two"] == "SECRETSHEET"
    assert [(each.text, each.author) for each in read.unseen if each.place.startswith("comment")] == [
        ("NOTETEXT", "C Frith")
    ]
    assert not any(secret in text for secret in ("SECRET", "NOTETEXT"))


def test_a_locked_open_workbook_says_so() -> None:
    with pytest.raises(Encrypted):
        read_ods(ods("", "<m><manifest:encryption-data/></m>"))


def test_repeats_are_no_bomb() -> None:
    wide_cell = cell("x", more='table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{wide_cell}'
    with pytest.raises(TooLarge):
        read_ods(ods(f'<table:table table:name="B">{(row + "</table:table-row>") * 3}</table:table>'))


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_sheet(*rows: tuple[bool, str]) -> bytes:
    body = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, 0)) + record(145)
    for number, (hidden, text) in enumerate(rows):
        body += record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if hidden else 0, 0) + b"\0\0\0\0")
        body += record(6, struct.pack("<II", 0, 0) + wide(text))
    return body + record(146) + record(130)


def xlsb(*rows: tuple[bool, str]) -> bytes:
    bundle = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("One"))
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{}" Type="{}" Target="{}"/></Relationships>'  # noqa: E501
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", links.format("rId1", f"{kinds}/officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", bundle + record(144) + record(132))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", links.format("rId1", f"{kinds}/worksheet", "worksheets/sheet1.bin")
        )
        archive.writestr("xl/worksheets/sheet1.bin", binary_sheet(*rows))
    return out.getvalue()


def test_a_binary_workbook_shows_its_cells_and_lists_hidden_rows() -> None:
    book = xlsb((False, "Name"), (True, "SECRETROW"), (False, "Joanna"))
    assert recognise(book, "a") == "xlsb"
    read = read_xlsb(book)
    assert "1\tName\n3\tJoanna" in text_of(read)
    assert told(read)["hidden row 2 of sheet One"] == "SECRETROW"


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
@pytest.mark.parametrize("seed", range(4))
def test_a_workbook_with_flipped_bytes_is_read_or_refused(kind: str, seed: int) -> None:
    noise = random.Random(seed)
    whole = {"xls": REGISTER.read_bytes(), "ods": BOOK, "xlsb": xlsb((False, "x"))}[kind]
    broken = bytearray(whole)
    for _ in range(20):
        broken[noise.randrange(len(broken))] = noise.randrange(256)
    try:
        read = read_confined(bytes(broken), kind, limits=Limits(seconds=20, memory_mb=800))
    except SourceError:
        return
    assert read.pages
