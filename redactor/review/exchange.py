"""Decisions out to CSV or JSON and in again, so that a spreadsheet or a script can review.

Going out, cells that a spreadsheet would run as a formula are quoted. Coming in, every row is looked at before
any is taken: one that is unknown, contradictory or overtaken by another reviewer refuses the whole file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.document import Document
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Span, Verdict, pages_of
from redactor.errors import ImportRefused
from redactor.review.dossier import EMPTY, Dossier
from redactor.review.policy import shortcomings

JSON_SCHEMA = 1
LONGEST_TEXT = 1_000
"""Characters of a passage that are shown; the whole of it stands on the page."""
LISTED = 50
_RISKY = tuple("=+-@\t\r'＝＋－＠")
_FINDING_ID = re.compile(r"[0-9.]{1,60}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding and what stands on it, as a spreadsheet shows it.

    Read back are finding, verdict, code, reason, evidence and sequence; the rest is for the reader's eyes.
    """

    finding: str
    document: str = ""
    page: str = ""
    """Page numbers from 1, as "3" or "3-4"."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import comes to: decisions to be stored as one act, and what the reviewer saw standing."""

    decisions: tuple[Decision, ...]
    expected: Mapping[str, int]


def rows_of(document: Document, rulings: Iterable[Ruling]) -> tuple[Row, ...]:
    """The rows of one document's rulings, in their order."""
    return tuple(_row(document, ruling) for ruling in rulings if ruling.finding.document_id == document.id)


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
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if missing := {"finding", "verdict", "code", "reason", "evidence", "sequence"} - set(names):
            raise ImportRefused(f"the file lacks the column(s) {', '.join(sorted(missing))}")
        reader.fieldnames = names
        return tuple(
            Row(**{name: _unquoted(record[name]) for name in COLUMNS if isinstance(record.get(name), str)})
            for record in reader
        )
    except csv.Error:
        raise ImportRefused(f"line {reader.line_num} of the file is not CSV") from None


def write_json(reference: str, rows: Iterable[Row]) -> bytes:
    """The rows as one JSON object with a schema version."""
    plain = {"schema": JSON_SCHEMA, "case": reference, "rulings": [asdict(row) for row in rows]}
    return json.dumps(plain, indent=1, ensure_ascii=False).encode()


def read_json(untrusted: bytes) -> tuple[Row, ...]:
    """The rows of a JSON file as `write_json` makes it; raises ImportRefused where it is none."""
    try:
        plain = json.loads(_decoded(untrusted))
    except (json.JSONDecodeError, RecursionError):
        raise ImportRefused("the file is not JSON") from None
    if not isinstance(plain, dict) or plain.get("schema") != JSON_SCHEMA or not isinstance(plain.get("rulings"), list):
        raise ImportRefused(f"the file is not an export of decisions with schema {JSON_SCHEMA}")
    return tuple(_row_from(record, number) for number, record in enumerate(plain["rulings"], start=1))


def take_rows(
    rows: Sequence[Row],
    rulings: Sequence[Ruling],
    exemptions: Mapping[str, Exemption],
    *,
    by: str,
    dossier: Dossier = EMPTY,
) -> Taken:
    """The decisions that the rows add to what stands, in the name of the person who imports them.

    Rows without a verdict, and rows that say what stands already, add nothing. Raises ImportRefused with every
    row that is unknown, contradicts another, was overtaken by another decision, or lacks what its verdict needs.
    """
    at = datetime.now(UTC)
    known = {ruling.finding.id: ruling for ruling in rulings}
    decisions: dict[str, Decision] = {}
    expected: dict[str, int] = {}
    troubles: list[str] = []
    for number, row in enumerate(rows, start=1):
        ruling = known.get(row.finding)
        if ruling is None:
            troubles.append(f"row {number}: {_safe(row.finding)} is not in this case")
            continue
        if not row.verdict.strip():
            continue
        decision = _decision(row, exemptions, by=by, at=at)
        if decision is None:
            troubles.append(f"row {number}: {row.finding} has no verdict of release, withhold or hold")
        elif not _adds_nothing(decision, ruling):
            lacking = shortcomings(ruling.finding, decision, exemptions, dossier)
            troubles.extend(f"row {number}: {row.finding} {each}" for each in lacking)
            if (stood := ruling.decision.sequence if ruling.decision else 0) != _number(row.sequence):
                troubles.append(f"row {number}: {row.finding} was decided by somebody since the export")
            if decisions.setdefault(row.finding, decision) != decision:
                troubles.append(f"row {number}: {row.finding} contradicts an earlier row")
            expected[row.finding] = stood
    if troubles:
        more = f"; and {len(troubles) - LISTED} more" if len(troubles) > LISTED else ""
        raise ImportRefused(f"nothing was imported: {'; '.join(troubles[:LISTED])}{more}")
    return Taken(decisions=tuple(decisions.values()), expected=expected)


def _row(document: Document, ruling: Ruling) -> Row:
    finding, decision, suggestion = ruling.finding, ruling.decision, ruling.finding.suggestion
    is_decided = decision is not None and decision.verdict is not Verdict.OPEN
    pages = pages_of(document, finding.place)
    return Row(
        finding=finding.id,
        document=document.id,
        page="-".join(str(index + 1) for index in sorted({pages[0], pages[-1]})) if pages else "",
        category=finding.category.value,
        kind=finding.kind,
        text=_text_at(document, finding.place) if isinstance(finding.place, Span) else "",
        suggested=suggestion.verdict.value if suggestion else "",
        code=decision.code if decision and is_decided else suggestion.code if suggestion else "",
        verdict=decision.verdict.value if decision and is_decided else "",
        reason=decision.reason if decision else "",
        evidence=decision.evidence if decision else "",
        by=decision.by if decision else "",
        at=decision.at.isoformat() if decision else "",
        sequence=str(decision.sequence) if decision else "0",
    )


def _text_at(document: Document, span: Span) -> str:
    text = document.text if span.reading is None else document.readings[span.reading].text
    found = text[span.start : span.end]
    return found if len(found) <= LONGEST_TEXT else found[: LONGEST_TEXT - 1] + "…"


def _decision(row: Row, exemptions: Mapping[str, Exemption], *, by: str, at: datetime) -> Decision | None:
    """The decision a row asks for; a ground to withhold is dropped from a release, where it was only suggested."""
    word, code = row.verdict.strip().lower(), row.code.strip()
    if word not in (Verdict.RELEASE, Verdict.WITHHOLD, Verdict.HOLD):
        return None
    verdict = Verdict(word)
    if verdict is Verdict.RELEASE and code in exemptions and not exemptions[code].releases:
        code = ""
    return Decision(
        finding_id=row.finding,
        verdict=verdict,
        by=by,
        at=at,
        code=code,
        reason=row.reason.strip(),
        evidence=row.evidence.strip(),
    )


def _adds_nothing(decision: Decision, ruling: Ruling) -> bool:
    """Whether it says what stands, and whoever imports it stands behind that already.

    What somebody else decided it seconds. A suggestion that was accepted unseen it does not make a person's: for
    that a row has to be changed, if only by a reason.
    """
    stands = ruling.decision
    if stands is None or (decision.verdict, decision.code, decision.reason, decision.evidence) != (
        stands.verdict, stands.code, stands.reason.strip(), stands.evidence.strip(),
    ):  # fmt: skip
        return False
    return stands.by in (decision.by, SUGGESTED_BY) or decision.by in ruling.seconded_by


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


def _number(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"[0-9]{1,12}", cell.strip()) else None


def _safe(untrusted_id: str) -> str:
    """A finding's id where it is one; what else stands in the cell may be anything, and is not repeated."""
    return untrusted_id if _FINDING_ID.fullmatch(untrusted_id) else "its finding"
