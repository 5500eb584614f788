"""What was withheld, told twice: the requester's schedule without names of files, and our own log of every box."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from redactor.disclose.assemble import Part
from redactor.domain.bundle import Entry, Fate
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Finding
from redactor.domain.manner import Manner
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
    "msg": "E-mail",
    "mbox": "E-mail",
    "doc": "Word document",
    "odt": "Text document",
    "rtf": "Text document",
    "xls": "Spreadsheet",
    "xlsb": "Spreadsheet",
    "ods": "Spreadsheet",
    "pptx": "Slides",
    "ppt": "Slides",
    "odp": "Slides",
    "heic": "Picture",
    "html": "Web page",
    "ics": "Calendar entry",
    "vcf": "Address card",
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

    def page_span(self) -> str:
        """Its pages as a person writes them: 12, or 12–14."""
        return str(self.first_page) if self.first_page == self.last_page else f"{self.first_page}–{self.last_page}"


def schedule_lines(entries: Iterable[Entry], cleans: Mapping[str, CleanDocument], parts: Iterable[Part]) -> list[Line]:
    """The schedule in bundle order: every document that has pages in the bundle."""
    by_id = {part.document_id: part for part in parts}
    return [
        Line(
            number=by_id[entry.id].number,
            kind=by_id[entry.id].kind,
            first_page=entry.first_page,
            last_page=entry.last_page,
            withheld=_extent(entry, cleans[entry.id]),
            labels=labels_used([cleans[entry.id]]),
        )
        for entry in entries
        if entry.first_page is not None and entry.last_page is not None
    ]


def kind_words(kind: str) -> str:
    """What a kind of file is called in the schedule."""
    return KIND_WORDS.get(kind, "Document")


def _extent(entry: Entry, clean: CleanDocument) -> str:
    if entry.outcome is Fate.WITHHELD:
        return "all"
    return "part" if any(each.treatment is not Treatment.SUPPRESSED for each in clean.redactions) else "none"


def withheld_words(line: Line) -> str:
    """What the schedule says in words about what is withheld of a document."""
    return {"none": "nothing", "all": "all of it"}.get(line.withheld, f"part: {', '.join(line.labels) or 'boxes'}")


def labels_used(cleans: Iterable[CleanDocument]) -> tuple[str, ...]:
    """Every label that stands on the pages, in alphabetical order; names of ours and role words count as one."""
    used = {
        _GROUPS.get(redaction.treatment, redaction.label)
        for clean in cleans
        for redaction in clean.redactions
        if redaction.label
    }
    return tuple(sorted(used))


NEUTRAL_MEANING = "This information has been withheld because the law allows or requires us to."
_MEANINGS = {
    Treatment.ROLE: "The name of another person has been withheld; these words say what they are in the story.",
    Treatment.PSEUDONYM: "The name of another person has been withheld. The same letter stands for the same person "
    "everywhere in these pages; it has nothing to do with their name.",
}
_GROUPS = {Treatment.ROLE: "a word for a person", Treatment.PSEUDONYM: "a letter for a person"}
BLOCK_LABEL = "A box without a label"


def key_to_labels(cleans: Iterable[CleanDocument], exemptions: Mapping[str, Exemption]) -> list[tuple[str, str]]:
    """What each label means, in one plain sentence for the requester, in alphabetical order.

    A label that several grounds share is explained by the first of them in the rules, the most general one; a label
    of no ground gets a neutral sentence (ICO guidance: a limited answer where the reason itself would harm).
    """
    meanings: dict[str, str] = {}
    for exemption in exemptions.values():
        if exemption.label != exemption.public_label:
            meanings.setdefault(exemption.label, exemption.explanation)
    told: dict[str, str] = {}
    people: dict[Treatment, set[str]] = {}
    plain = False
    for redaction in (each for clean in cleans for each in clean.redactions):
        plain = plain or (not redaction.label and redaction.treatment is Treatment.BLOCK)
        if redaction.label and redaction.treatment in _MEANINGS:
            people.setdefault(redaction.treatment, set()).add(redaction.label)
        elif redaction.label:
            told.setdefault(redaction.label, meanings.get(redaction.label, NEUTRAL_MEANING))
    rows = sorted(told.items())
    rows += [(", ".join(sorted(words)), _MEANINGS[treatment]) for treatment, words in sorted(people.items())]
    following = "Withheld too: for the reason of the label before it, or for one that we need not give."
    return [*rows, (BLOCK_LABEL, following)] if plain else rows


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


def treatments_csv(manners: Iterable[Manner]) -> bytes:
    """Every choice that stands of how something withheld is shown or not shown: who, why, and when to look again."""
    rows = [("for", "id", "shown as", "by", "reason", "review on", "time")]
    rows += [
        (each.reach.value, each.target, each.treatment.value, each.by, each.reason, str(each.review_on or ""),
         each.at.isoformat())
        for each in manners
    ]  # fmt: skip
    return csv_of(rows)


def pseudonyms_csv(pseudonyms: Mapping[str, str], names: Mapping[str, str]) -> bytes:
    """The key from our names to people; it stays inside."""
    rows = [("shown as", "person", "name")]
    rows += [(words, person, names.get(person, "")) for person, words in sorted(pseudonyms.items(), key=lambda k: k[1])]
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
