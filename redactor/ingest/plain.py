"""Text and CSV files come in as bytes, pages go out; the encoding is found by mark, then UTF-8, then Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from redactor.errors import Damaged, TooLarge, UnknownKind
from redactor.ingest.blocks import Paragraph, Table
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.typeset import typeset

MAX_PLAIN_BYTES = 50_000_000
MAX_CELL = 1_000_000
SAMPLE = 64_000
"""So many characters decide the delimiter."""
DELIMITERS = ",;\t|"
WIDE_ROW = 78
"""A table whose columns want more characters side by side than this stands on landscape pages."""
WIDE_CELL = 28

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1b\x85")


def decode_plain(untrusted: bytes) -> str:
    """The text of the bytes, without a byte order mark.

    Raises UnknownKind where NUL or control characters say that this is no text, TooLarge past 50 MB.
    """
    if len(untrusted) > MAX_PLAIN_BYTES:
        raise TooLarge(f"a text file of more than {MAX_PLAIN_BYTES} bytes")
    text = decode_leniently(untrusted)
    if any(char < " " and char not in _TEXT_CONTROLS for char in set(text)):
        raise UnknownKind("control characters say that this is not a text file")
    return text


def decode_leniently(untrusted: bytes) -> str:
    """The text of the bytes whatever they are: by mark, then UTF-8, then Windows-1252, nothing dropped."""
    for mark, encoding in _MARKS:
        if untrusted.startswith(mark):
            return untrusted[len(mark) :].decode(encoding, errors="replace")
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_LENIENT_1252[byte] for byte in untrusted)


def _lenient_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_LENIENT_1252 = tuple(_lenient_1252(byte) for byte in range(256))


def read_plain(untrusted: bytes) -> Facsimile:
    """A text file as pages, its lines and indents kept. Raises UnknownKind, TooLarge or Damaged (when empty)."""
    text = decode_plain(untrusted)
    if not text.strip():
        raise Damaged("the file holds no text")
    pdf, pages = typeset([Paragraph(text.strip("\n\r"))], footer="Typeset by redactor from a text file")
    return Facsimile(pdf, pages)


def read_csv(untrusted: bytes) -> Facsimile:
    """A CSV file as a table, every cell of every row, the first row repeated on each page.

    Raises UnknownKind, TooLarge or Damaged (when empty).
    """
    rows = parse_csv(decode_plain(untrusted))
    if not rows:
        raise Damaged("the file holds no rows")
    table = Table(rows, header_rows=1 if len(rows) > 1 else 0)
    pdf, pages = typeset([table], landscape=is_wide(rows), footer="Typeset by redactor from a CSV file")
    return Facsimile(pdf, pages)


def parse_csv(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows that hold anything, as long as each is. A text that no quoting rule fits is cut line by line."""
    delimiter = sniff_delimiter(text)
    usual_limit = csv.field_size_limit(MAX_CELL)
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        rows = [tuple(line.split(delimiter)) for line in text.splitlines()]
    finally:
        csv.field_size_limit(usual_limit)
    return tuple(row for row in rows if any(cell.strip() for cell in row))


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the most lines into the same number of cells; a comma where none does."""
    sample = text[:SAMPLE]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            lengths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            continue
        usual = max(set(lengths), key=lengths.count, default=1)
        score = lengths.count(usual) / len(lengths) * min(usual - 1, 20) ** 0.5 if lengths else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def is_wide(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the columns of a table want landscape pages."""
    wants: dict[int, int] = {}
    for row in rows[:400]:
        for cell, text in enumerate(row):
            wants[cell] = max(wants.get(cell, 4), min(len(text), WIDE_CELL))
    return sum(wants.values()) > WIDE_ROW
