"""Cases, the files received for them, and what was read and made from those.

Every step asks here for what is not yet done, so a run can be killed at any moment and begun again: bytes are
on the disk before a row names them, and a row is written once however often the same step is told again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from redactor.domain.case import Case, Clock, Source, SourceState, source_order
from redactor.domain.document import Document
from redactor.domain.plain import from_plain, to_plain
from redactor.domain.redaction import CleanDocument, CleanPage, Redaction
from redactor.errors import CaseExists, Purged, StoreError
from redactor.store.audit import Audit, Writing, begin_chain, canonical, now
from redactor.store.database import Database
from redactor.store.schema import CASES, CLEAN_DOCUMENTS, DETECTIONS, DOCUMENTS, FINDINGS, INTAKES, PURGES, SOURCES
from redactor.store.sealed import sealing_with
from redactor.store.vault import Vault

NO_TROUBLE = {"reason": "", "error": "", "remedy": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far a case has come: how many sources stand in each state, and how many pages were read."""

    received: int
    """All sources, at every depth."""
    states: Mapping[SourceState, int]
    """Every state is a key."""
    pages: int


class Cases:
    """The cases of one store."""

    def __init__(self, database: Database, vault: Vault, audit: Audit) -> None:
        self._database = database
        self._vault = vault
        self._audit = audit

    def create(self, case: Case) -> None:
        """Open a case; nothing happens where it is open already, and CaseExists is raised where it differs,
        Purged where it was purged.

        The clock is no part of that: it moves while the case is open, and the stored one stands.
        """
        with self._database.writing() as connection:
            noun = connection.scalar(select(CASES.c.noun).where(CASES.c.reference == case.reference))
            if noun is None:
                row = {"reference": case.reference, "noun": canonical(to_plain(case)), "opened_at": now(), "edition": 0}
                self._open(connection, row)
            elif not noun:
                raise Purged(f"case {case.reference} was purged", remedy="Use another reference.")
            elif replace(from_plain(Case, json.loads(noun)), clock=case.clock) != case:
                raise CaseExists(f"case {case.reference} exists with another request")

    def _open(self, connection: Connection, row: Mapping[str, Any]) -> None:
        """Write down a new case with its key and its log. The case comes first: the others refer to it."""
        reference = row["reference"]
        connection.execute(insert(CASES), {**row, "noun": ""})
        key = self._vault.make(connection, reference)
        with sealing_with(key):
            connection.execute(update(CASES).where(CASES.c.reference == reference).values(noun=row["noun"]))
            begin_chain(connection, reference, key)

    def find(self, reference: str) -> Case:
        """The case with this reference; raises NoSuchCase, and Purged."""
        self._vault.of(reference)
        with self._database.reading() as connection:
            noun = connection.execute(select(CASES.c.noun).where(CASES.c.reference == reference)).scalar_one()
        return from_plain(Case, json.loads(noun))

    def move_clock(self, reference: str, clock: Clock, *, by: str) -> None:
        """Write down the events that move the time limit, as they now stand; raises NoSuchCase."""
        case = self.find(reference)
        with self._audit.writing(reference) as writing:
            noun = canonical(to_plain(replace(case, clock=clock)))
            writing.connection.execute(update(CASES).where(CASES.c.reference == reference).values(noun=noun))
            writing.note("clock moved", by=by, **{name: str(day) for name, day in _dates(clock)})

    def list_cases(self) -> tuple[Case, ...]:
        """Every case that was not purged, in the order in which they were opened."""
        with self._database.reading() as connection:
            kept = CASES.c.reference.not_in(select(PURGES.c.case_reference))
            asked = select(CASES.c.noun).where(kept).order_by(CASES.c.opened_at, CASES.c.reference)
            nouns = connection.scalars(asked).all()
        return tuple(from_plain(Case, json.loads(noun)) for noun in nouns)

    def begin_intake(self, reference: str, folder: Path) -> tuple[int, dict[str, str]]:
        """The number for the first source out of a folder, and what came before it: SHA-256 -> source id.

        The same folder always gets the same answer, so that an interrupted intake can be run again.
        """
        sources = self.sources(reference)
        blinded = self._vault.of(reference).blind(str(folder.absolute()))  # a folder may be named for a person
        with self._audit.writing(reference) as writing:
            known = _is(INTAKES, reference, "folder", blinded)
            first = writing.connection.scalar(select(INTAKES.c.first_number).where(*known))
            if first is None:
                first = 1 + max((source_order(source.id)[0] for source in sources), default=0)
                row = {"case_reference": reference, "folder": blinded, "first_number": first}
                writing.connection.execute(insert(INTAKES), row)
                writing.note("intake begun", first_number=first)
        earlier = (source for source in sources if source_order(source.id)[0] < first and source.size)
        return first, {source.sha256: source.id for source in reversed(list(earlier)) if not source.duplicate_of}

    def add_source(self, reference: str, source: Source, content: bytes) -> None:
        """Keep a file as it was received; nothing happens where the same source is kept already, unless it stands
        in quarantine and can now be opened (with a password, by a newer version).

        Raises StoreError where the bytes are not those of `source.sha256` or the id stands for another file.
        """
        if self._vault.files(reference).write(content) != source.sha256:
            raise StoreError(f"the bytes of source {source.id} do not have its hash")
        noun = canonical(to_plain(source))
        with self._audit.writing(reference) as writing:
            place = _is(SOURCES, reference, "id", source.id)
            known = writing.connection.execute(select(SOURCES).where(*place)).one_or_none()
            if known is not None:
                if known.noun != noun:
                    _take_anew(writing, known, source, noun)
                return
            row = {"case_reference": reference, "id": source.id, "position": _position(source.id), "noun": noun}
            row |= {"state": source.state.value, **NO_TROUBLE, "reason": source.reason}
            writing.connection.execute(insert(SOURCES), row)
            writing.note(
                "source received", source=source.id, sha256=source.sha256, size=source.size, state=source.state.value
            )

    def source(self, reference: str, source_id: str) -> Source:
        """One source as it now stands; raises StoreError where there is no such source."""
        with self._database.reading() as connection:
            row = connection.execute(select(SOURCES).where(*_is(SOURCES, reference, "id", source_id))).one_or_none()
        if row is None:
            raise StoreError(f"no source {source_id} in {reference}")
        return _source(row)

    def sources(self, reference: str) -> tuple[Source, ...]:
        """Every source of the case as it now stands, in source order; raises NoSuchCase."""
        return self._sources(reference)

    def unread(self, reference: str) -> tuple[Source, ...]:
        """The sources that wait to be read, in source order."""
        return self._sources(reference, SourceState.RECEIVED)

    def remedies(self, reference: str) -> dict[str, tuple[str, str]]:
        """For each quarantined source, by id: the class name of what went wrong, and what can be done about it."""
        quarantined = SOURCES.c.state == SourceState.QUARANTINED.value
        with self._database.reading() as connection:
            rows = connection.execute(select(SOURCES).where(SOURCES.c.case_reference == reference, quarantined)).all()
        return {row.id: (row.error, row.remedy) for row in sorted(rows, key=lambda row: source_order(row.id))}

    def content(self, reference: str, source_id: str) -> bytes:
        """The bytes of a source exactly as they were received; raises StoreError where there is no such source."""
        with self._database.reading() as connection:
            noun = connection.scalar(select(SOURCES.c.noun).where(*_is(SOURCES, reference, "id", source_id)))
        if noun is None:
            raise StoreError(f"no source {source_id} in {reference}")
        return self._vault.files(reference).read(from_plain(Source, json.loads(noun)).sha256)

    def record_reading(self, reference: str, document: Document, facsimile_pdf: bytes) -> None:
        """Write down what was read from a source; it is then READ.

        Telling the same again changes nothing. Another reading of a source replaces the first and drops what
        detectors found in it, since their spans count in the old text; boxes drawn by hand stay.
        """
        plain = canonical(to_plain(document)).encode()
        row = {
            "case_reference": reference,
            "source_id": document.id,
            "text_file": self._vault.files(reference).write(zlib.compress(plain)),
            "facsimile_file": self._vault.files(reference).write(facsimile_pdf),
            "pages": len(document.pages),
        }
        with self._audit.writing(reference) as writing:
            place = _is(DOCUMENTS, reference, "source_id", document.id)
            known = writing.connection.execute(select(DOCUMENTS).where(*place)).mappings().one_or_none()
            if known is None or dict(known) != row:
                if known is not None:
                    self._forget_reading(writing, document.id)
                writing.connection.execute(insert(DOCUMENTS), row)
                writing.note("source read", source=document.id, pages=len(document.pages), file=row["text_file"])
            _set_state(writing, document.id, SourceState.READ)

    def record_quarantine(
        self, reference: str, source_id: str, *, error_class_name: str, reason: str, remedy: str
    ) -> None:
        """Put a source aside that could not be read; it then blocks disclosure."""
        with self._audit.writing(reference) as writing:
            trouble = {"reason": reason, "error": error_class_name, "remedy": remedy}
            changed = _set_state(writing, source_id, SourceState.QUARANTINED, trouble=trouble)
            if changed:
                writing.note("source quarantined", source=source_id, error=error_class_name, reason=reason)

    def document(self, reference: str, source_id: str) -> Document:
        """What was read from a source; raises StoreError where it has not been read."""
        plain = zlib.decompress(self._vault.files(reference).read(self._document_row(reference, source_id).text_file))
        return from_plain(Document, json.loads(plain))

    def reading_key(self, reference: str, source_id: str) -> tuple[str, str]:
        """The hashes of a source's reading and of its facsimile: they change when it is read anew."""
        row = self._document_row(reference, source_id)
        return row.text_file, row.facsimile_file

    def facsimile(self, reference: str, source_id: str) -> bytes:
        """The PDF whose page k is page k of the Document; raises StoreError where it has not been read."""
        return self._vault.files(reference).read(self._document_row(reference, source_id).facsimile_file)

    def documents(self, reference: str) -> Iterator[Document]:
        """Every Document of the case in source order, one at a time in memory."""
        for source in self._sources(reference, SourceState.READ):
            yield self.document(reference, source.id)

    def tally(self, reference: str) -> Tally:
        """How far the case has come; raises NoSuchCase."""
        self.find(reference)
        here = SOURCES.c.case_reference == reference
        with self._database.reading() as connection:
            rows = connection.execute(select(SOURCES.c.state, func.count()).where(here).group_by(SOURCES.c.state)).all()
            pages = connection.scalar(
                select(func.coalesce(func.sum(DOCUMENTS.c.pages), 0)).where(DOCUMENTS.c.case_reference == reference)
            )
        counts = {SourceState(state): count for state, count in rows}
        states = {state: counts.get(state, 0) for state in SourceState}
        return Tally(received=sum(states.values()), states=states, pages=int(pages or 0))

    def page_counts(self, reference: str) -> dict[str, int]:
        """How many pages each read source has, by id."""
        here = DOCUMENTS.c.case_reference == reference
        with self._database.reading() as connection:
            rows = connection.execute(select(DOCUMENTS.c.source_id, DOCUMENTS.c.pages).where(here)).all()
        return {row.source_id: row.pages for row in rows}

    def record_clean(self, reference: str, clean: CleanDocument, key: str) -> None:
        """Keep a redacted document under the key of what it was made from; it replaces an older one."""
        noun = canonical({"pages": to_plain(clean.pages), "redactions": to_plain(clean.redactions)})
        row = {"case_reference": reference, "source_id": clean.document_id, "key": key}
        row |= {"pdf_file": self._vault.files(reference).write(clean.pdf), "noun": noun}
        with self._audit.writing(reference) as writing:
            place = _is(CLEAN_DOCUMENTS, reference, "source_id", clean.document_id)
            known = writing.connection.execute(select(CLEAN_DOCUMENTS).where(*place)).mappings().one_or_none()
            if known is not None and dict(known) == row:
                return
            writing.connection.execute(delete(CLEAN_DOCUMENTS).where(*place))
            writing.connection.execute(insert(CLEAN_DOCUMENTS), row)
            writing.note("document made clean", source=clean.document_id, file=row["pdf_file"])

    def clean(self, reference: str, source_id: str, key: str) -> CleanDocument | None:
        """The redacted document that was made from just this, or None where there is none yet."""
        place = _is(CLEAN_DOCUMENTS, reference, "source_id", source_id)
        with self._database.reading() as connection:
            row = connection.execute(select(CLEAN_DOCUMENTS).where(*place)).one_or_none()
        if row is None or row.key != key:
            return None
        plain = json.loads(row.noun)
        return CleanDocument(
            document_id=source_id,
            pdf=self._vault.files(reference).read(row.pdf_file),
            pages=tuple(from_plain(CleanPage, page) for page in plain["pages"]),
            redactions=tuple(from_plain(Redaction, redaction) for redaction in plain["redactions"]),
        )

    def _sources(self, reference: str, state: SourceState | None = None) -> tuple[Source, ...]:
        self.find(reference)
        asked = select(SOURCES).where(SOURCES.c.case_reference == reference).order_by(SOURCES.c.position)
        with self._database.reading() as connection:
            rows = connection.execute(asked if state is None else asked.where(SOURCES.c.state == state.value)).all()
        return tuple(_source(row) for row in rows)

    def _document_row(self, reference: str, source_id: str) -> Row[Any]:
        with self._database.reading() as connection:
            place = _is(DOCUMENTS, reference, "source_id", source_id)
            row = connection.execute(select(DOCUMENTS).where(*place)).one_or_none()
        if row is None:
            raise StoreError(f"source {source_id} of {reference} has not been read")
        return row

    def _forget_reading(self, writing: Writing, source_id: str) -> None:
        for table, column in ((DOCUMENTS, "source_id"), (DETECTIONS, "document_id"), (CLEAN_DOCUMENTS, "source_id")):
            writing.connection.execute(delete(table).where(*_is(table, writing.reference, column, source_id)))
        found = _is(FINDINGS, writing.reference, "document_id", source_id)
        writing.connection.execute(delete(FINDINGS).where(*found, FINDINGS.c.drawn.is_(False)))
        count_edition(writing.connection, writing.reference)


def count_edition(connection: Connection, reference: str) -> None:
    """Say that the case's set of findings has changed."""
    connection.execute(update(CASES).where(CASES.c.reference == reference).values(edition=CASES.c.edition + 1))


def _take_anew(writing: Writing, known: Row[Any], source: Source, noun: str) -> None:
    """Put the same file, opened, in the place of one in quarantine; raises StoreError where it is another file."""
    before = from_plain(Source, json.loads(known.noun))
    is_same = before.sha256 == source.sha256 or not (before.size and source.size)  # no bytes where it stayed closed
    if before.path != source.path or not is_same:
        raise StoreError(f"source {source.id} of {writing.reference} is another file already")
    if known.state != SourceState.QUARANTINED.value or source.state is SourceState.QUARANTINED:
        return
    place = _is(SOURCES, writing.reference, "id", source.id)
    writing.connection.execute(update(SOURCES).where(*place).values(noun=noun))
    _set_state(writing, source.id, source.state)
    writing.note("source opened after all", source=source.id, sha256=source.sha256, state=source.state.value)


def _set_state(
    writing: Writing, source_id: str, state: SourceState, *, trouble: Mapping[str, str] = NO_TROUBLE
) -> bool:
    """Bring a source to a state; False where it stood so already. Raises StoreError where there is none."""
    place = _is(SOURCES, writing.reference, "id", source_id)
    columns = (SOURCES.c.state, SOURCES.c.reason, SOURCES.c.error, SOURCES.c.remedy)
    row = writing.connection.execute(select(*columns).where(*place)).mappings().one_or_none()
    if row is None:
        raise StoreError(f"no source {source_id} in {writing.reference}")
    wanted = {"state": state.value, **trouble}
    if dict(row) == wanted:
        return False
    writing.connection.execute(update(SOURCES).where(*place).values(**wanted))
    return True


def _source(row: Row[Any]) -> Source:
    return replace(from_plain(Source, json.loads(row.noun)), state=SourceState(row.state), reason=row.reason)


def _position(source_id: str) -> str:
    """A text that sorts as source_order does, in any collation: groups of eight digits."""
    return ".".join(f"{part:08d}" for part in source_order(source_id))


def _is(table: Table, reference: str, column: str, value: str) -> tuple[Any, ...]:
    return table.c.case_reference == reference, table.c[column] == value


def _dates(clock: Clock) -> Iterator[tuple[str, date]]:
    """The dated events of a clock; its reason is text and stays out of the log."""
    for field in fields(clock):
        day = getattr(clock, field.name)
        if isinstance(day, date):
            yield field.name, day
