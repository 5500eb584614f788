"""Text and CSV files as pages."""

import codecs
import csv

import pytest

from redactor.domain.document import bind_pages
from redactor.errors import Damaged, TooLarge, UnknownKind
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.plain import MAX_PLAIN_BYTES, decode_plain, parse_csv, read_csv, read_plain, sniff_delimiter


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text.rpartition("\n")[0]


def test_lines_and_blank_lines_are_kept() -> None:
    assert text_of(read_plain(b"Dear Ann\r\n\r\n  indented\r\nend")) == "Dear Ann\n\nindented\nend"


def test_an_indent_is_kept_on_paper() -> None:
    words = read_plain(b"a\n    b").pages[0].words
    assert words[1].box.x0 > words[0].box.x0 + 8


def test_a_tab_between_columns_stays_a_tab() -> None:
    assert text_of(read_plain(b"Ann\t07700 900123\nBob\t07700 900456")) == "Ann\t07700 900123\nBob\t07700 900456"


@pytest.mark.parametrize(
    "content",
    [
        "Fee £30 – Zoë".encode(),
        codecs.BOM_UTF8 + "Fee £30 – Zoë".encode(),
        "Fee £30 – Zoë".encode("cp1252"),
        codecs.BOM_UTF16_LE + "Fee £30 – Zoë".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Fee £30 – Zoë".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "Fee £30 – Zoë".encode("utf-32-le"),
    ],
)
def test_the_encoding_is_found(content: bytes) -> None:
    assert decode_plain(content) == "Fee £30 – Zoë"


def test_bytes_that_windows_1252_does_not_know_lose_no_neighbour() -> None:
    assert decode_plain(b"a\x81b \xe9") == "a\x81b é"


@pytest.mark.parametrize("content", [b"MZ\x00\x01", b"abc\x07def", b"\x7fELF\x02\x01"])
def test_control_characters_say_that_it_is_no_text(content: bytes) -> None:
    with pytest.raises(UnknownKind):
        read_plain(content)


@pytest.mark.parametrize("read", [read_plain, read_csv])
def test_an_empty_file_is_damaged(read) -> None:
    with pytest.raises(Damaged):
        read(b" \r\n")


def test_a_file_past_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_plain(b"a" * (MAX_PLAIN_BYTES + 1))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["Name", "Born", "Note"], ["Ann", "01/02/2014", "said: no, thanks"], ["Bob", "", "x"]]
    text = "\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    assert sniff_delimiter(text) == delimiter
    assert [list(row) for row in parse_csv(text)] == rows


def test_a_row_of_a_csv_is_one_line_with_tabs_though_a_cell_holds_line_ends() -> None:
    content = b'Name;Note\n"Pike; Joanna";"line one\nline two"\n'
    assert text_of(read_csv(content)) == "Name\tNote\nPike; Joanna\tline one line two"


def test_reading_a_csv_leaves_the_limit_on_cells_as_it_was() -> None:
    before = csv.field_size_limit()
    read_csv(b"name,note\nAnn,late\n")
    assert csv.field_size_limit() == before


def test_a_ragged_csv_loses_nothing() -> None:
    content = b"a,b\nc\nd,e,f,g\n,,h\n"
    assert text_of(read_csv(content)) == "a\tb\nc\nd\te\tf\tg\n\t\th"


def test_a_wide_csv_stands_on_landscape_pages_with_its_header_on_each() -> None:
    head = ",".join(f"Column {i}" for i in range(9))
    content = (head + "\n" + "some longer value," * 8 + "end\n").encode() * 1 + b"x,y\n" * 90
    pages = read_csv(content).pages
    assert len(pages) > 1
    assert all(page.width > page.height for page in pages)
    assert all(page.words[0].text == "Column" for page in pages)


def test_an_unclosed_quote_does_not_swallow_the_file() -> None:
    facsimile = read_csv(b'Name,Note\nAnn,"open\nBob,x\n')
    assert "Bob" in text_of(facsimile)
