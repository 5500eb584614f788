"""What a table or a form says of somebody besides the name: the other cells of that person's row.

In a list where each row is about a person, everything in another person's row is theirs: marks, notes, balances.
The heading row and the subject's own row are kept; so are columns that say nothing of anybody (number, date, who
wrote it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from redactor.detect.folding import fold
from redactor.detect.sightings import find_owner_column
from redactor.detect.signs import STAFF_HEADING
from redactor.detect.tables import Cell, Row, Shape, Table
from redactor.domain.document import Document
from redactor.domain.finding import Category, Evidence, Finding, Span

_NOTHING_OF_ANYBODY = re.compile(
    r"^(no|nr|number of \w+|#|row|date|time|day|date ?/ ?time|date and time|(call |case |our )?ref(erence)?|when|"
    r"opened|received|stage|"
    r"closed|week|term|period|lesson|session|subject)$"
)
_RANK = re.compile(r"^(rank|position|place|pos|placing|rank order|percentile)\b")
_CONTACTS = re.compile(r"^(relationship|relation|priority|parental responsibility|pr)\b")
KIN_LABEL = re.compile(
    r"\b(mother|father|mum|mam|dad|parent|step-?(?:mum|mam|mom|dad|mother|father|brother|sister|son|daughter|parents?|child\w*)|"
    r"sibling|brother|sister|grand\w+|nan|partner(?!s)|spouse|husband|wife|"
    r"next of kin|emergency contact|guardian|son|daughter|other (?:children|adults|people|occupants|residents|tenants|"
    r"pupils|contacts?)|household members?|others? in the (?:household|home|property)|"
    r"who else (?:lives|will live)[\w ]*|occupants?|lodgers?|dependants?)('?s)?\b"
)
"""Form labels that ask about a relative (folded)."""

_EMPTY = re.compile(r"^[\W_]*(n/?a|none|no|yes|nil|not known|unknown|nobody)?[\W_]*$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOwners:
    """Who is who for the rows: `people` is the person of each person finding (None: not sure)."""

    people: Mapping[str, str | None]
    third: frozenset[str]
    """The people whose rows are withheld."""
    subject: str


def find_table_names(
    document: Document, named: Sequence[Finding], shape: Shape, *, reading: int | None
) -> Iterator[Finding]:
    """Names that no detector saw in a column of names: every other cell of it holds one."""
    for table in shape.tables:
        column = find_owner_column(table, named)
        if column is None:
            continue
        cells = [row.cells[column] for row in table.rows if column < len(row.cells)]
        filled = [cell for cell in cells if any(_within(each, cell) for each in named)]
        if len(cells) < 2 or len(filled) < 0.5 * len(cells):
            continue
        for cell in cells:
            words = shape.text[cell.start : cell.end].split()
            if cell in filled or not 1 <= len(words) <= 4 or not all(word[0].isalpha() for word in words):
                continue
            if words[0][0].isupper() and not _EMPTY.match(shape.text[cell.start : cell.end]):
                why = "Stands in a column of names."
                evidence = Evidence(detector="table", score=0.8, why=why)
                place = Span(cell.start, cell.end, reading)
                yield Finding(document_id=document.id, category=Category.PERSON, place=place, evidence=evidence)


def find_row_cells(
    document: Document,
    named: Sequence[Finding],
    shape: Shape,
    *,
    reading: int | None,
    owners: RowOwners,
) -> Iterator[Finding]:
    """The other cells of rows that belong to somebody else, and the subject's own rank."""
    for table in shape.tables:
        column = find_owner_column(table, named)
        if column is None or any(_CONTACTS.match(fold(heading)) for heading in table.headings):
            continue
        for row in table.rows:
            owner = _owner_of(row, column, named)
            if owner is None or owner.id not in owners.people:
                continue
            person = owners.people[owner.id]
            if person == owners.subject:
                yield from _rank_cells(document, table, row, reading)
            elif person is None or person in owners.third:
                for cell in _telling_cells(shape.text, row, column):
                    if _is_name_alone(cell, named, owners):
                        continue
                    yield _cell_finding(document, cell, reading, _mixed(cell, named, owners, person))


def find_kin_fields(document: Document, shape: Shape, *, reading: int | None) -> Iterator[Finding]:
    """The value of every form field whose label asks about a relative."""
    for field in shape.fields:
        label = fold(field.label)
        value = shape.text[field.start : field.end]
        if not KIN_LABEL.search(label) or "sign" in label or len(label) > 45 or _EMPTY.match(value) or len(value) > 200:
            continue
        if re.search(r"\bnames?\b|\bin school\b|\?", label) or len(value) < 3:
            continue
        evidence = Evidence(detector="table", score=0.8, why="The field asks about a relative.", context=(field.label,))
        place = Span(field.start, field.end, reading)
        yield Finding(document_id=document.id, category=Category.ROW, kind="field", place=place, evidence=evidence)


def _within(finding: Finding, cell: Cell) -> bool:
    span = finding.span
    return span is not None and cell.start <= span.start and span.end <= cell.end


def _owner_of(row: Row, column: int, named: Sequence[Finding]) -> Finding | None:
    if column >= len(row.cells):
        return None
    cell = row.cells[column]
    inside = [each for each in named if _within(each, cell)]
    widest = max(inside, key=lambda each: each.span.end - each.span.start if each.span else 0, default=None)
    if widest is None or widest.span is None:
        return None
    least = 0.6 if len(inside) > 1 else 0.4
    return widest if widest.span.end - widest.span.start >= least * (cell.end - cell.start) else None


def _telling_cells(text: str, row: Row, column: int) -> Iterator[Cell]:
    for cell in row.cells:
        heading = fold(cell.heading).strip(" .:*")
        if cell.column == column or cell.end <= cell.start:
            continue
        if _NOTHING_OF_ANYBODY.match(heading) or STAFF_HEADING.match(heading):
            continue
        if any(mark.isalnum() for mark in text[cell.start : cell.end]):
            yield cell


def _is_name_alone(cell: Cell, named: Sequence[Finding], owners: RowOwners) -> bool:
    """Whether the cell holds nothing but the name of somebody who is not withheld: the name is judged by itself."""
    inside = [each for each in named if _within(each, cell) and each.span]
    people = {owners.people.get(each.id) for each in inside}
    covered = max((each.span.end - each.span.start for each in inside if each.span), default=0)
    return len(people) == 1 and not people & {None, *owners.third} and covered >= 0.9 * (cell.end - cell.start)


def _mixed(cell: Cell, named: Sequence[Finding], owners: RowOwners, person: str | None) -> str | None:
    """The person of the row, or None where the cell speaks of the subject too."""
    inside = (owners.people.get(each.id) for each in named if _within(each, cell))
    return None if owners.subject in inside else person


def _rank_cells(document: Document, table: Table, row: Row, reading: int | None) -> Iterator[Finding]:
    for cell in row.cells:
        if _RANK.match(fold(cell.heading)) and cell.end > cell.start:
            why = "A rank among others may tell something of them."
            evidence = Evidence(detector="table", score=0.6, why=why)
            place = Span(cell.start, cell.end, reading)
            yield Finding(document_id=document.id, category=Category.ROW, kind="rank", place=place, evidence=evidence)


def _cell_finding(document: Document, cell: Cell, reading: int | None, person: str | None) -> Finding:
    return Finding(
        document_id=document.id,
        category=Category.ROW,
        place=Span(cell.start, cell.end, reading),
        evidence=Evidence(detector="table", score=0.9, why="Stands in another person's row of a list."),
        person_id=person,
    )
