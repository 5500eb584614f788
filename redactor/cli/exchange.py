"""Decisions, findings and people between the store and files; the form of a file follows from its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from redactor.desk import Desk
from redactor.domain.reviewer import Reviewer
from redactor.dossiers import dossier_of
from redactor.errors import ImportRefused, SourceError
from redactor.ingest.sheet import read_first_sheet
from redactor.people import make_corrections
from redactor.review.duties import require_may_rule
from redactor.review.exchange import documents_named, rows_of, take_rows
from redactor.review.peoplesheet import (
    person_rows,
    read_people_cells,
    read_people_csv,
    read_people_json,
    take_people,
    write_people_cells,
    write_people_csv,
    write_people_json,
)
from redactor.review.rows import Row, read_cells, read_csv, read_json, write_cells, write_csv, write_json
from redactor.review.workbook import write_workbook

FORMS = (".csv", ".json", ".xlsx")


def form_of(file: Path) -> str:
    """The form of a file by its name; raises UsageError for another."""
    form = file.suffix.lower()
    if form not in FORMS:
        raise click.UsageError(f"the name of the file ends in one of {', '.join(FORMS)}")
    return form


def export_decisions(desk: Desk, reference: str, to: Path) -> int:
    """Write every finding with what stands on it; returns how many."""
    form = form_of(to)
    rows = [
        row
        for document in desk.store.cases.documents(reference)
        for row in rows_of(document, desk.store.reviews.rulings(reference, document.id))
    ]
    to.write_bytes(_written(form, reference, rows))
    return len(rows)


def import_decisions(desk: Desk, reference: str, untrusted: Path, who: Reviewer) -> int:
    """Take a file of decisions in, whole or not at all; returns how many.

    Raises ImportRefused with every row that does not fit, and NotAllowed where it is not the person's duty.
    """
    store = desk.store
    rows = _read(form_of(untrusted), untrusted.read_bytes())
    rulings = store.reviews.rulings(reference)
    known = store.cases.page_counts(reference)
    taken = take_rows(
        rows,
        rulings,
        desk.tools.rulebook().exemptions,
        by=who.name,
        dossier=dossier_of(store.cases.find(reference), store),
        documents={each: store.cases.document(reference, each) for each in documents_named(rows) if each in known},
    )
    standing = {ruling.finding.id: ruling.decision for ruling in rulings if ruling.decision is not None}
    require_may_rule(who, taken.decisions, standing)
    store.reviews.mark(reference, taken.marked, taken.decisions, expected=taken.expected)
    return len(taken.decisions)


def lines_of_workbook(untrusted: bytes) -> tuple[tuple[str, ...], ...]:
    """The lines of a workbook's first sheet; raises ImportRefused where it is none that can be read."""
    try:
        return read_first_sheet(untrusted)
    except SourceError as error:
        raise ImportRefused(f"the workbook cannot be read: {error}") from None


def _read(form: str, untrusted: bytes) -> Sequence[Row]:
    readers: dict[str, Callable[[bytes], Sequence[Row]]] = {".csv": read_csv, ".json": read_json}
    return read_cells(lines_of_workbook(untrusted)) if form == ".xlsx" else readers[form](untrusted)


def _written(form: str, reference: str, rows: Sequence[Row]) -> bytes:
    match form:
        case ".json":
            return write_json(reference, rows)
        case ".xlsx":
            return write_workbook("Decisions", write_cells(rows))
    return write_csv(rows)


def export_people(desk: Desk, reference: str, to: Path) -> int:
    """Write the people of a case; returns how many."""
    form = form_of(to)
    mentions = Counter(finding.person_id for finding in desk.store.reviews.findings(reference))
    rows = person_rows(desk.store.reviews.people(reference), mentions)
    match form:
        case ".json":
            to.write_bytes(write_people_json(reference, rows))
        case ".xlsx":
            to.write_bytes(write_workbook("People", write_people_cells(rows)))
        case _:
            to.write_bytes(write_people_csv(rows))
    return len(rows)


def import_people(desk: Desk, reference: str, untrusted: Path, who: Reviewer) -> int:
    """Take what a file says of the people in, whole or not at all; returns how many corrections it came to."""
    content = untrusted.read_bytes()
    match form_of(untrusted):
        case ".json":
            rows = read_people_json(content)
        case ".xlsx":
            rows = read_people_cells(lines_of_workbook(content))
        case _:
            rows = read_people_csv(content)
    rulebook = desk.tools.rulebook()
    people = desk.store.reviews.people(reference)
    said = take_people(rows, people, rulebook.roles, by=who.name, at=datetime.now(UTC))
    return len(make_corrections(desk.store, reference, said, rulebook))
