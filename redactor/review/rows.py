"""The rows in which findings and decisions travel, and the forms they take: CSV, JSON, and cells of a workbook.

Going out, cells that a spreadsheet would run as a formula are quoted in CSV. Coming in, nothing is believed: what is
no such file is refused with its line or row, and what stands in a cell is not repeated.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from redactor.errors import ImportRefused

JSON_SCHEMA = 1
READ_BACK = frozenset({"finding", "verdict", "code", "reason", "evidence", "sequence"})
"""The columns without which a file says nothing."""
_RISKY = tuple("=+-@\t\r'＝＋－＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding and what stands on it, as a spreadsheet shows it.

    Read back are finding, verdict, code, reason, evidence and sequence, and where a row has no finding, document and
    place; the rest is for the reader's eyes.
    """

    finding: str
    document: str = ""
    page: str = ""
    """Page numbers from 1, as "3" or "3-4"."""
    place: str = ""
    """Where exactly: see `review/places.py`."""
    category: str = ""
    kind: str = ""
    text: str = ""
    suggested: str = ""
    code: str = ""
    """The ground that stands, or the suggested one where nothing does."""
    verdict: str = ""
    """release, withhold or hold; empty where nobody has decided, and left so to leave it undecided."""
    reason: str = ""
    evidence: str = ""
    by: str = ""
    at: str = ""
    sequence: str = ""
    """Which decision stood when the row was written: how an overtaken row is known."""


COLUMNS = tuple(field.name for field in fields(Row))


def write_csv(rows: Iterable[Row]) -> bytes:
    """The rows as CSV in UTF-8 with a byte order mark, which spreadsheets need to read accents right."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_quoted(cell) for cell in asdict(row).values()])
    return stream.getvalue().encode("utf-8-sig")


def read_csv(untrusted: bytes) -> tuple[Row, ...]:
    """The rows of a CSV file; raises ImportRefused where it is none, or lacks a column that is read back."""
    reader = csv.DictReader(io.StringIO(_decoded(untrusted), newline=""), restval="")
    try:
        names = _require_columns(reader.fieldnames or ())
        reader.fieldnames = names
        return tuple(
            Row(**{name: _unquoted(record[name]) for name in COLUMNS if isinstance(record.get(name), str)})
            for record in reader
        )
    except csv.Error:
        raise ImportRefused(f"line {reader.line_num} of the file is not CSV") from None


def read_cells(untrusted_lines: Iterable[Sequence[str]]) -> tuple[Row, ...]:
    """The rows of a worksheet whose first line names the columns; raises ImportRefused where one is lacking."""
    lines = iter(untrusted_lines)
    names = _require_columns(next(lines, ()))
    records = (dict(zip(names, line, strict=False)) for line in lines if any(cell.strip() for cell in line))
    return tuple(Row(**{name: cell for name, cell in record.items() if name in COLUMNS}) for record in records)


def write_cells(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    """The lines of a worksheet, the names of the columns first; what quotes a formula is the workbook's business."""
    yield COLUMNS
    for row in rows:
        yield tuple(asdict(row).values())


def write_json(reference: str, rows: Iterable[Row]) -> bytes:
    """The rows as one JSON object with a schema version."""
    plain = {"schema": JSON_SCHEMA, "case": reference, "rulings": [asdict(row) for row in rows]}
    return json.dumps(plain, indent=1, ensure_ascii=False).encode()


def read_json(untrusted: bytes) -> tuple[Row, ...]:
    """The rows of a JSON file as `write_json` makes it; raises ImportRefused where it is none."""
    try:
        plain = json.loads(_decoded(untrusted))
    except (ValueError, RecursionError):  # also for a number of too many digits
        raise ImportRefused("the file is not JSON") from None
    if not isinstance(plain, dict) or plain.get("schema") != JSON_SCHEMA or not isinstance(plain.get("rulings"), list):
        raise ImportRefused(f"the file is not an export of decisions with schema {JSON_SCHEMA}")
    return tuple(_row_from(record, number) for number, record in enumerate(plain["rulings"], start=1))


def _require_columns(untrusted_names: Iterable[str | None]) -> list[str]:
    names = [(name or "").strip().lower() for name in untrusted_names]
    if missing := READ_BACK - set(names):
        raise ImportRefused(f"the file lacks the column(s) {', '.join(sorted(missing))}")
    if repeated := {name for name in COLUMNS if names.count(name) > 1}:
        raise ImportRefused(f"the file has twice the column(s) {', '.join(sorted(repeated))}")
    return names


def _row_from(record: Any, number: int) -> Row:
    if not isinstance(record, dict) or not isinstance(record.get("finding"), str):
        raise ImportRefused(f"row {number} names no finding")
    cells = {name: record[name] for name in COLUMNS if name in record}
    if not all(isinstance(cell, str) for cell in cells.values()):
        raise ImportRefused(f"row {number} has a cell that is not text")
    return Row(**cells)


def _decoded(untrusted: bytes) -> str:
    try:
        return untrusted.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused("the file is not UTF-8", remedy='Save it as "CSV UTF-8" and import it again.') from None


def _quoted(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_RISKY) else cell
