"""The people of a case out to a spreadsheet or a script, and what it says of them in again (pure).

What may be changed is name, role, consent and pseudonym; a person is known by their id and by nothing else. Who is
the subject, and who speaks of whom, is not said in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from redactor.domain.correction import Change, Correction
from redactor.domain.person import Person, Standing
from redactor.errors import ImportRefused

PEOPLE_SCHEMA = 1
LISTED = 50
LONGEST_NAME = 200
_RISKY = tuple("=+-@\t\r'＝＋－＠")
_PERSON_ID = re.compile(r"p-[0-9a-f]{1,40}")
_CONSENT = {"yes": "yes", "no": "no", "true": "yes", "false": "no", "": "no"}
_CHANGES = {
    "name": Change.RENAME,
    "role": Change.ROLE,
    "consent": Change.CONSENT,
    "pseudonym": Change.PSEUDONYM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person as a spreadsheet shows them. Read back are person, name, role, consent and pseudonym."""

    person: str
    name: str = ""
    role: str = ""
    consent: str = ""
    """yes or no."""
    pseudonym: str = ""
    standing: str = ""
    aliases: str = ""
    mentions: str = ""
    why_role: str = ""


PERSON_COLUMNS = tuple(field.name for field in fields(PersonRow))
_READ_BACK = ("person", "name", "role", "consent", "pseudonym")


def person_rows(people: Iterable[Person], mentions: Mapping[str | None, int]) -> tuple[PersonRow, ...]:
    """The rows of the people, in their order."""
    return tuple(
        PersonRow(
            person=each.id,
            name=each.name,
            role=each.role,
            consent="yes" if each.consent else "no",
            pseudonym=each.pseudonym,
            standing=each.standing.value,
            aliases="; ".join(each.aliases),
            mentions=str(mentions.get(each.id, 0)),
            why_role=each.why_role,
        )
        for each in people
    )


def write_people_cells(rows: Iterable[PersonRow]) -> Iterable[tuple[str, ...]]:
    """The lines of a worksheet, the names of the columns first."""
    yield PERSON_COLUMNS
    for row in rows:
        yield tuple(asdict(row).values())


def write_people_csv(rows: Iterable[PersonRow]) -> bytes:
    """The rows as CSV in UTF-8 with a byte order mark; no cell begins as a formula does."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for line in write_people_cells(rows):
        writer.writerow([f"'{cell}" if cell.startswith(_RISKY) else cell for cell in line])
    return stream.getvalue().encode("utf-8-sig")


def write_people_json(reference: str, rows: Iterable[PersonRow]) -> bytes:
    """The rows as one JSON object with a schema version."""
    plain = {"schema": PEOPLE_SCHEMA, "case": reference, "people": [asdict(row) for row in rows]}
    return json.dumps(plain, indent=1, ensure_ascii=False).encode()


def read_people_csv(untrusted: bytes) -> tuple[PersonRow, ...]:
    """The rows of a CSV file; raises ImportRefused where it is none, or lacks a column."""
    try:
        lines = [*csv.reader(io.StringIO(untrusted.decode("utf-8-sig"), newline=""))]
    except UnicodeDecodeError:
        raise ImportRefused("the file is not UTF-8", remedy='Save it as "CSV UTF-8" and import it again.') from None
    except csv.Error:
        raise ImportRefused("the file is not CSV") from None
    unquoted = (
        [cell[1:] if cell[:1] == "'" and cell[1:].startswith(_RISKY) else cell for cell in line] for line in lines
    )
    return read_people_cells(unquoted)


def read_people_cells(untrusted_lines: Iterable[Sequence[str]]) -> tuple[PersonRow, ...]:
    """The rows of lines of which the first names the columns; raises ImportRefused where one is lacking or twice."""
    lines = iter(untrusted_lines)
    names = [name.strip().lower() for name in next(lines, ())]
    if missing := [name for name in _READ_BACK if names.count(name) != 1]:
        raise ImportRefused(f"the file lacks, or has twice, the column(s) {', '.join(missing)}")
    records = (dict(zip(names, line, strict=False)) for line in lines if any(cell.strip() for cell in line))
    return tuple(
        PersonRow(**{"person": "", **{name: cell for name, cell in record.items() if name in PERSON_COLUMNS}})
        for record in records
    )


def read_people_json(untrusted: bytes) -> tuple[PersonRow, ...]:
    """The rows of a JSON file as `write_people_json` makes it; raises ImportRefused where it is none."""
    try:
        plain = json.loads(untrusted.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ImportRefused("the file is not JSON") from None
    people = plain.get("people") if isinstance(plain, dict) and plain.get("schema") == PEOPLE_SCHEMA else None
    if not isinstance(people, list):
        raise ImportRefused(f"the file is not an export of people with schema {PEOPLE_SCHEMA}")
    rows = []
    for number, record in enumerate(people, start=1):
        if not isinstance(record, dict) or not all(isinstance(record.get(name), str) for name in _READ_BACK):
            raise ImportRefused(f"row {number} lacks one of {', '.join(_READ_BACK)}")
        rows.append(PersonRow(**{name: record[name] for name in PERSON_COLUMNS if isinstance(record.get(name), str)}))
    return tuple(rows)


def take_people(
    rows: Sequence[PersonRow], people: Iterable[Person], roles: Collection[str], *, by: str, at: datetime
) -> tuple[Correction, ...]:
    """What the rows say anew of people, in order; a row that says what stands says nothing.

    Raises ImportRefused with every row that names nobody of the case, contradicts another, or says what cannot be.
    """
    known = {person.id: person for person in people}
    said: dict[tuple[str, Change], str] = {}
    troubles: list[str] = []
    for number, row in enumerate(rows, start=1):
        person = known.get(row.person.strip())
        if person is None:
            named = row.person.strip() if _PERSON_ID.fullmatch(row.person.strip()) else "its person"
            troubles.append(f"row {number}: {named} is not in this case")
            continue
        for column, change in _CHANGES.items():
            value = _value(row, column)
            if value is None or not _fits(change, value, person, roles):
                troubles.append(f"row {number}: the {column} of {person.id} does not fit")
            elif said.setdefault((person.id, change), value) != value:
                troubles.append(f"row {number}: {person.id} contradicts an earlier row")
    if troubles:
        more = f"; and {len(troubles) - LISTED} more" if len(troubles) > LISTED else ""
        raise ImportRefused(f"nothing was imported: {'; '.join(troubles[:LISTED])}{more}")
    return tuple(
        Correction(change=change, person_id=person_id, by=by, at=at, value=value)
        for (person_id, change), value in said.items()
        if value != _stands(known[person_id], change)
    )


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_RISKY) else cell


def _value(row: PersonRow, column: str) -> str | None:
    text = str(getattr(row, column)).strip()
    return _CONSENT.get(text.lower()) if column == "consent" else text


def _fits(change: Change, value: str, person: Person, roles: Collection[str]) -> bool:
    if value == _stands(person, change):
        return True
    if any(not letter.isprintable() for letter in value) or len(value) > LONGEST_NAME:
        return False
    if change is Change.ROLE:
        return value in roles and person.standing is Standing.OTHER
    return change is not Change.RENAME or bool(value)


def _stands(person: Person, change: Change) -> str:
    match change:
        case Change.RENAME:
            return person.name
        case Change.ROLE:
            return person.role
        case Change.CONSENT:
            return "yes" if person.consent else "no"
    return person.pseudonym
