"""What was withheld, told twice: the requester's schedule without names of files, and our own log of every box."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from redactor.domain.bundle import Entry, Fate
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Finding
from redactor.domain.redaction import CleanDocument, Treatment

KIND_WORDS = {
    "pdf": "PDF document",
    "jpeg": "Picture",
    "png": "Picture",
    "tiff": "Scanned document",
    "docx": "Word document",
    "xlsx": "Spreadsheet",
    "eml": "E-mail",
    "csv": "Table",
    "txt": "Text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the schedule: nothing in it comes from a document or its file name."""

    number: str
    kind: str
    first_page: int
    last_page: int
    withheld: str
    labels: tuple[str, ...]


def schedule_lines(
    entries: Iterable[Entry], cleans: Mapping[str, CleanDocument], kinds: Mapping[str, str]
) -> list[Line]:
    """The schedule in bundle order: every document that has pages in the bundle."""
    lines = []
    for entry in entries:
        if entry.first_page is None or entry.last_page is None:
            continue
        clean = cleans[entry.id]
        lines.append(
            Line(
                number=plain_number(entry.id),
                kind=KIND_WORDS.get(kinds[entry.id], "Document"),
                first_page=entry.first_page,
                last_page=entry.last_page,
                withheld=_extent(entry, clean),
                labels=labels_used([clean]),
            )
        )
    return lines


def plain_number(source_id: str) -> str:
    """A source id as people say it: 0012.1 is document 12.1."""
    return ".".join(str(int(part)) for part in source_id.split("."))


def _extent(entry: Entry, clean: CleanDocument) -> str:
    if entry.outcome is Fate.WITHHELD:
        return "all"
    return "part" if clean.redactions else "none"


def labels_used(cleans: Iterable[CleanDocument]) -> tuple[str, ...]:
    """Every label that stands on the pages, in alphabetical order."""
    return tuple(sorted({redaction.label for clean in cleans for redaction in clean.redactions if redaction.label}))


def key_to_labels(labels: Sequence[str], exemptions: Mapping[str, Exemption]) -> list[tuple[str, str]]:
    """What each label means, in one plain sentence for the requester.

    A label that several grounds share is explained by the first of them in the rules, the most general one; a label
    of no ground gets a neutral sentence (ICO guidance: a limited answer where the reason itself would harm).
    """
    meanings: dict[str, str] = {}
    for exemption in exemptions.values():
        meanings.setdefault(exemption.label, exemption.explanation)
    neutral = "This information has been withheld because the law allows or requires us to."
    return [(label, meanings.get(label, neutral)) for label in labels]


def schedule_csv(lines: Sequence[Line]) -> bytes:
    """The schedule as CSV, UTF-8 with a byte-order mark so that spreadsheets read it right."""
    rows = [("document", "kind", "first page", "last page", "withheld", "labels")]
    rows += [
        (line.number, line.kind, str(line.first_page), str(line.last_page), line.withheld, "; ".join(line.labels))
        for line in lines
    ]
    return csv_of(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """One box of the bundle with the finding and the ruling behind it, for our own log."""

    document: str
    bundle_page: int
    treatment: Treatment
    label: str
    finding: Finding
    code: str
    reviewer: str
    reason: str
    evidence: str
    at: str


def redaction_log(boxes: Iterable[Boxed]) -> bytes:
    """Every box as CSV: id, document, page, rule, code, detector, score, reviewer, reason, evidence, time."""
    rows = [
        ("id", "document", "page", "category", "kind", "rule", "code", "label", "treatment", "detector", "score",
         "reviewer", "reason", "evidence", "time")
    ]  # fmt: skip
    for box in boxes:
        why = box.finding.evidence
        rows.append(
            (box.finding.id, box.document, str(box.bundle_page), box.finding.category.value, box.finding.kind, why.rule,
             box.code, box.label, box.treatment.value, why.detector, f"{why.score:.2f}",
             box.reviewer, box.reason, box.evidence, box.at)
        )  # fmt: skip
    return csv_of(rows)


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV, UTF-8 with a byte-order mark so that spreadsheets read it right, and no cell a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
