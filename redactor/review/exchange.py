"""Findings and decisions out to a spreadsheet or a script, and in again.

Every row is looked at before any is taken: one that is unknown, contradictory, overtaken by another reviewer or short
of what its verdict needs refuses the whole file, and each such row is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.document import Document
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Category, Evidence, Finding, Span, Verdict, pages_of
from redactor.errors import ImportRefused
from redactor.review.dossier import EMPTY, Dossier
from redactor.review.places import parse_place, write_place
from redactor.review.policy import shortcomings
from redactor.review.rows import Row

LONGEST_TEXT = 1_000
"""Characters of a passage that are shown; the whole of it stands on the page."""
LISTED = 50
LONGEST_WORDS = 4_000
"""Characters of a reason or of evidence, as on the review page."""
_FINDING_ID = re.compile(r"[0-9.]{1,60}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import comes to: decisions to be stored as one act, and what the reviewer saw standing."""

    decisions: tuple[Decision, ...]
    expected: Mapping[str, int]
    marked: tuple[Finding, ...] = ()
    """Places that the file adds; each has a decision."""


def rows_of(document: Document, rulings: Iterable[Ruling]) -> tuple[Row, ...]:
    """The rows of one document's rulings, in their order."""
    return tuple(_row(document, ruling) for ruling in rulings if ruling.finding.document_id == document.id)


def documents_named(rows: Iterable[Row]) -> frozenset[str]:
    """The documents in which rows without a finding mark a place: what `take_rows` has to be given."""
    return frozenset(row.document.strip() for row in rows if not row.finding.strip() and row.place.strip())


def take_rows(
    rows: Sequence[Row],
    rulings: Sequence[Ruling],
    exemptions: Mapping[str, Exemption],
    *,
    by: str,
    dossier: Dossier = EMPTY,
    documents: Mapping[str, Document] | None = None,
) -> Taken:
    """The decisions that the rows add to what stands, in the name of the person who imports them.

    Rows without a verdict, and rows that say what the same person stands behind already, add nothing; a row that says
    what somebody else decided seconds it. A row without a finding marks a place of one of the `documents`. Raises
    ImportRefused with every row that is unknown, contradicts another, was overtaken by another decision, or lacks
    what its verdict needs.
    """
    at = datetime.now(UTC)
    known = {ruling.finding.id: ruling for ruling in rulings}
    decisions: dict[str, Decision] = {}
    expected: dict[str, int] = {}
    marked: dict[str, Finding] = {}
    troubles: list[str] = []
    for number, row in enumerate(rows, start=1):
        ruling = known.get(row.finding.strip()) or _marking(row, documents or {}, known, by)
        if ruling is None:
            troubles.append(f"row {number}: {_safe(row)} is not in this case")
            continue
        if not row.verdict.strip():
            continue
        if not all(map(_can_be_kept, (row.code, row.reason, row.evidence))):
            troubles.append(f"row {number}: a cell is too long, or holds characters that cannot be kept")
            continue
        name = ruling.finding.id if row.finding.strip() else "the place"
        decision = _decision(row, ruling.finding, exemptions, by=by, at=at)
        if decision is None:
            troubles.append(f"row {number}: {name} has no verdict of release, withhold or hold")
        elif not _adds_nothing(decision, ruling):
            lacking = shortcomings(ruling.finding, decision, exemptions, dossier)
            troubles.extend(f"row {number}: {name} {each}" for each in lacking)
            stood = ruling.decision.sequence if ruling.decision else 0
            if row.finding.strip() and stood != _number(row.sequence):
                troubles.append(f"row {number}: {name} was decided by somebody since the export")
            if not row.finding.strip() and decision.verdict is not Verdict.WITHHOLD:
                troubles.append(f"row {number}: a place is marked to be withheld")
            if decisions.setdefault(ruling.finding.id, decision) != decision:
                troubles.append(f"row {number}: {name} contradicts an earlier row")
            expected[ruling.finding.id] = stood
            if ruling.finding.id not in known:
                marked[ruling.finding.id] = ruling.finding
    if troubles:
        more = f"; and {len(troubles) - LISTED} more" if len(troubles) > LISTED else ""
        raise ImportRefused(f"nothing was imported: {'; '.join(troubles[:LISTED])}{more}")
    return Taken(decisions=tuple(decisions.values()), expected=expected, marked=tuple(marked.values()))


def _marking(row: Row, documents: Mapping[str, Document], known: Mapping[str, Ruling], by: str) -> Ruling | None:
    """The place that a row without a finding marks by hand, with what stands on it if it is marked already."""
    document = documents.get(row.document.strip())
    place = parse_place(row.place, document) if document and not row.finding.strip() else None
    if document is None or place is None:
        return None
    evidence = Evidence(detector=f"person:{by}", why="Marked in an imported file.")
    finding = Finding(document_id=document.id, category=Category.DRAWN, place=place, evidence=evidence)
    return known.get(finding.id, Ruling(finding=finding))


def _row(document: Document, ruling: Ruling) -> Row:
    finding, decision, suggestion = ruling.finding, ruling.decision, ruling.finding.suggestion
    is_decided = decision is not None and decision.verdict is not Verdict.OPEN
    pages = pages_of(document, finding.place)
    return Row(
        finding=finding.id,
        document=document.id,
        place=write_place(finding.place),
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


def _decision(
    row: Row, finding: Finding, exemptions: Mapping[str, Exemption], *, by: str, at: datetime
) -> Decision | None:
    """The decision a row asks for; a ground to withhold is dropped from a release, where it was only suggested."""
    word, code = row.verdict.strip().lower(), row.code.strip()
    if word not in (Verdict.RELEASE, Verdict.WITHHOLD, Verdict.HOLD):
        return None
    verdict = Verdict(word)
    if verdict is Verdict.RELEASE and code in exemptions and not exemptions[code].releases:
        code = ""
    return Decision(
        finding_id=finding.id,
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


def _can_be_kept(cell: str) -> bool:
    """Whether a database takes it: no NUL, no half of a surrogate pair, not without end."""
    return len(cell) <= LONGEST_WORDS and not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in cell)


def _number(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r"[0-9]{1,12}", cell.strip()) else None


def _safe(row: Row) -> str:
    """A finding's id where it is one; what else stands in the cell may be anything, and is not repeated."""
    if not row.finding.strip():
        return "its place"
    return row.finding.strip() if _FINDING_ID.fullmatch(row.finding.strip()) else "its finding"
