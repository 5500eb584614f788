"""The shape of a text: tables with their headings, form fields, mail headers; from the gaps alone.

A text line with tabs is a table row; "Label: value" is a form field; "From: Name <address>" a mail header, also
below quote marks. Offsets are spans of the text that was given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

MAIL_ADDRESS = re.compile(r"[\w.+'’-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_FIELD = re.compile(r"^[> ]{0,8}(?P<label>[^\t\n:]{2,70}?)\s?(?::[ \t]+|\t)(?P<value>[^\t\n]*\S)[ \t]*$")
_INNER_LABEL = re.compile(r"(?<![^\s])([A-Z][\w'’()/-]{1,20}(?: [\w'’()/-]{1,20}){0,3}):\s")
_HEADER = re.compile(r"^(?P<quote>[> ]{0,12})(?P<label>from|to|cc|bcc|reply-to|sender)\s?:[ \t]*(?P<value>.*)$", re.I)
_SEPARATOR = re.compile(r",(?=(?:[^\"\n]*\"[^\"\n]*\")*[^\"\n]*$)")
_VALUES = re.compile(r"^(?:[^,\n]*,(?! )){3}", re.M)
_LEAST_ROWS = 3
_NO_FIELD = re.compile(r"http|subject|sent\b|date(?! and place of birth)", re.I)
_LABELLED = re.compile(r"[A-Z][^\t\n:]{1,40}:\s+\S")
_HEADING_WORD = re.compile(
    r"\b(name|surname|forename|pupils?|students?|child(ren)?|tenant|patient|employee|resident|client|customer|"
    r"caller|member|date|time|dob|d\.o\.b|upn|no\.?|ref|note|notes|details|comment|comments|action|category|staff|"
    r"entered by|taken by|handler|officer|teacher|address|number|telephone|phone|e-?mail|relationship|class|group|"
    r"score|mark|adult|message|role|type|opened|tenancy|applicant|worker|who|source|contact|subject|"
    r"complainant|received|property|stage|summary|owner|status|outcome|reason|amount|balance|event|concern)\b",
    re.I,
)

_FORM_LABEL = re.compile(
    r"^(?:(?:legal|full|first|last|middle|family|given|preferred|maiden|previous|home|present|current) )?(?:name|names|"
    r"surname|forename(?:\(s\)|s)?|known as|likes to be called|title|date of birth|dob|upn.*|.*number|.*address|"
    r"postcode|telephone|mobile.*|phone.*|e-?mail.*|religion|ethnicity.*|nationality.*|first language|gender|sex|"
    r"medical.*|doctor|gp.*|dietary.*|allergies.*|relationship|occupation|contact \d|emergency contact.*|"
    r"next of kin.*|employer|job title|start date|previous (?:school|setting|employer)|place of birth|"
    r"marital status|signed.*)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its span without blanks at the ends (may be empty), its column from 0, the heading over it."""

    start: int
    end: int
    column: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the heading."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand together; `headings` is () where none could be told."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    heading_span: tuple[int, int] = (0, 0)
    """Where the heading row stands; empty where there is none or it stands on an earlier page."""


@dataclass(frozen=True, slots=True)
class Field:
    """One form field: "Label: value"."""

    label: str
    start: int
    """Where the value starts."""
    end: int


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A name and an address of a mail header; either span may be empty (start == end)."""

    label: str
    name_start: int
    name_end: int
    mail_start: int
    mail_end: int


@dataclass(frozen=True)
class Shape:
    """Tables, fields and correspondents of one text, in text order."""

    text: str
    tables: tuple[Table, ...]
    fields: tuple[Field, ...]
    correspondents: tuple[Correspondent, ...]

    @cached_property
    def _rows(self) -> tuple[tuple[int, Table, Row], ...]:
        return tuple((row.start, table, row) for table in self.tables for row in table.rows)

    @cached_property
    def _row_starts(self) -> tuple[int, ...]:
        return tuple(start for start, _, _ in self._rows)

    @cached_property
    def _field_starts(self) -> tuple[int, ...]:
        return tuple(field.start for field in self.fields)

    def row_at(self, offset: int) -> tuple[Table, Row] | None:
        """The table and the row round a character."""
        index = bisect_right(self._row_starts, offset) - 1
        if index < 0:
            return None
        _, table, row = self._rows[index]
        return (table, row) if offset <= row.end else None

    def is_heading(self, offset: int) -> bool:
        """Whether a character stands in the heading row of a table."""
        return any(table.heading_span[0] <= offset < table.heading_span[1] for table in self.tables)

    def cell_at(self, offset: int) -> Cell | None:
        """The cell round a character."""
        found = self.row_at(offset)
        if not found:
            return None
        return next((cell for cell in found[1].cells if cell.start <= offset < max(cell.end, cell.start + 1)), None)

    def field_at(self, offset: int) -> Field | None:
        """The form field whose value holds a character."""
        index = bisect_right(self._field_starts, offset) - 1
        return self.fields[index] if index >= 0 and offset < self.fields[index].end else None

    def label_at(self, offset: int) -> str:
        """The column heading or form label over a character, or ""."""
        cell = self.cell_at(offset)
        if cell:
            return cell.heading
        field = self.field_at(offset)
        if field is None:
            return ""
        inner = list(_INNER_LABEL.finditer(self.text, field.start, offset))
        return inner[-1][1] if inner else field.label


def lay_out_rows(text: str) -> str:
    """The text, of the same length, with tabs for the commas of lines that are rows of comma-separated values.

    Prose has a blank behind its commas, and no three lines on end with as many of them.
    """
    if not _VALUES.search(text):
        return text
    lines = text.split("\n")
    counts = [len(_SEPARATOR.findall(line)) if _VALUES.search(line) else 0 for line in lines]
    laid = list(lines)
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and counts[stop] and counts[stop] == counts[at]:
            stop += 1
        if stop - at >= _LEAST_ROWS:
            laid[at:stop] = [_SEPARATOR.sub("\t", line) for line in lines[at:stop]]
            laid[at] = laid[at].replace("_", " ")
        at = max(stop, at + 1)
    return "\n".join(laid)


def read_shape(text: str) -> Shape:
    """Read the shape of a text once."""
    tables: list[Table] = []
    fields: list[Field] = []
    correspondents: list[Correspondent] = []
    block: list[tuple[int, str]] = []
    lines = list(_lines(text))
    for (at, line), (_, following) in zip(lines, [*lines[1:], (0, "")], strict=True):
        if line.count("\t") and _is_labelled(line):
            cells = _read_row(at, line, ()).cells
            fields.extend(each for cell in cells if (each := _read_field(text[cell.start : cell.end], cell.start)))
            continue
        if line.count("\t") and not _is_label_pair(line, block, following):
            block.append((at, line))
            continue
        if block:
            _close(block, tables, fields)
            block = []
        header = _HEADER.match(line)
        if header:
            correspondents.extend(_read_header(at, header))
            continue
        if field := _read_field(line, at):
            fields.append(field)
    if block:
        _close(block, tables, fields)
    fields.sort(key=lambda each: each.start)
    return Shape(text, tuple(tables), tuple(fields), tuple(correspondents))


def _read_field(line: str, at: int) -> Field | None:
    field = _FIELD.match(line)
    if field is None or _NO_FIELD.match(field["label"]):
        return None
    return Field(field["label"].strip(), at + field.start("value"), at + field.end("value"))


def _is_labelled(line: str) -> bool:
    """Whether each cell of a line is a form field of its own: "Age: 41<tab>Occupation: cook"."""
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    return len(cells) > 1 and all(_LABELLED.match(cell) for cell in cells)


def _close(block: list[tuple[int, str]], tables: list[Table], fields: list[Field]) -> None:
    """Put a finished block where it belongs: a form in two columns is fields, all else is a table."""
    if not _is_form(block):
        tables.append(_read_table(block, tables))
        return
    for at, line in block:
        field = _FIELD.match(line)
        if field:
            fields.append(Field(field["label"].strip(), at + field.start("value"), at + field.end("value")))


def _is_form(block: list[tuple[int, str]]) -> bool:
    """Two columns, of which the first holds labels all the way down and the second hardly any."""
    pairs = [[cell.strip() for cell in line.split("\t")] for _, line in block]
    if len(pairs) < 3 or any(len(pair) != 2 for pair in pairs):
        return False
    left = sum(bool(_FORM_LABEL.search(pair[0])) for pair in pairs[1:])
    right = sum(bool(_HEADING_WORD.search(pair[1])) and len(pair[1]) < 40 for pair in pairs[1:])
    return left >= 2 and 3 * left >= len(pairs) and left > 2 * right


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in re.split(r"[\n\f]", text):
        yield at, line
        at += len(line) + 1


def _is_label_pair(line: str, block: list[tuple[int, str]], following: str) -> bool:
    """A lone "Label<tab>value" is a form field; two columns below a heading row are a table."""
    if line.count("\t") != 1 or block:
        return False
    first, second = line.split("\t")
    if not _HEADING_WORD.search(first) or len(second) > 30 or re.search(r"\d", second):
        return True
    if _HEADING_WORD.search(second):
        return False
    below = following.split("\t")
    return len(below) != 2 or _HEADING_WORD.search(below[0]) is not None


def _read_table(block: list[tuple[int, str]], earlier: list[Table]) -> Table:
    headings: tuple[str, ...] = ()
    span = (0, 0)
    first = [cell.strip() for cell in block[0][1].split("\t")]
    if _is_heading(first) and len(block) > 1:
        span = (block[0][0], block[0][0] + len(block[0][1]))
        headings, block = tuple(first), block[1:]
    else:
        # Rows after a page break, or shown apart because they were hidden: the last table of the same width heads them.
        same = (table.headings for table in reversed(earlier) if len(table.headings) == len(first) > 1)
        headings = next(same, ())
    return Table(headings, tuple(_read_row(at, line, headings) for at, line in block), span)


def _is_heading(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(re.search(r"\d{3}|@", cell) or len(cell) > 45 for cell in filled):
        return False
    return sum(bool(_HEADING_WORD.search(cell)) for cell in filled) >= max(1, len(filled) // 3)


def _read_row(at: int, line: str, headings: tuple[str, ...]) -> Row:
    cells: list[Cell] = []
    place = at
    for column, raw in enumerate(line.split("\t")):
        start = place + len(raw) - len(raw.lstrip())
        end = max(start, place + len(raw.rstrip()))
        cells.append(Cell(start, end, column, headings[column] if column < len(headings) else ""))
        place += len(raw) + 1
    return Row(at, at + len(line), tuple(cells))


def _read_header(at: int, header: re.Match[str]) -> Iterator[Correspondent]:
    value, origin = header["value"], at + header.start("value")
    label = header["label"].lower()
    begin = 0
    for mail in MAIL_ADDRESS.finditer(value):
        angled = mail.start() > 0 and value[mail.start() - 1] == "<"
        name_from = max(begin, value.rfind(";", begin, mail.start()) + 1)
        yield from _names_alone(value, begin, name_from, origin=origin, label=label)
        name_start, name_end = _trim(value, name_from, mail.start() - (1 if angled else 0))
        yield Correspondent(label, origin + name_start, origin + name_end, origin + mail.start(), origin + mail.end())
        begin = mail.end() + (1 if angled else 0)
    yield from _names_alone(value, begin, len(value), origin=origin, label=label)


def _names_alone(value: str, begin: int, end: int, *, origin: int, label: str) -> Iterator[Correspondent]:
    """The names between semicolons that have no address beside them."""
    for part in re.finditer(r"[^;]+", value[begin:end]):
        start, stop = _trim(value, begin + part.start(), begin + part.end())
        if 1 < stop - start < 60:
            yield Correspondent(label, origin + start, origin + stop, origin + stop, origin + stop)


def _trim(value: str, start: int, end: int) -> tuple[int, int]:
    while start < end and value[start] in " \t,;>\"'<[(":
        start += 1
    while end > start and value[end - 1] in " \t,;<\"'[(":
        end -= 1
    return start, end
