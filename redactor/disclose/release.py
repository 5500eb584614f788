"""Everything that leaves and everything that stays behind, made in memory before a single file is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from redactor.disclose.assemble import Part, Readings, Style, assemble, count_pages, no_readings, place_parts
from redactor.disclose.fields import Account, bundle_fields, letter_fields
from redactor.disclose.front import Block, Drawn, draw_blocks
from redactor.disclose.letter import DRAFT_NOTICE, SHEET, Letter, fill, find_template, letter_docx
from redactor.disclose.numbering import number_parts
from redactor.disclose.schedule import (
    Boxed,
    Line,
    key_to_labels,
    kind_words,
    labels_used,
    redaction_log,
    schedule_csv,
    schedule_lines,
    withheld_words,
)
from redactor.domain.bundle import MANIFEST_SCHEMA, Approval, Entry, Fate, Manifest, count_fates
from redactor.domain.case import Case, Source, SourceState, below
from redactor.domain.decision import Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Verdict, WholeDocument
from redactor.domain.organisation import Organisation
from redactor.domain.plain import to_plain
from redactor.domain.redaction import CleanDocument, Treatment

BUNDLE_FILE = "bundle.pdf"

_FATES = {
    SourceState.QUARANTINED: Fate.QUARANTINED,
    SourceState.DUPLICATE: Fate.DUPLICATE,
    SourceState.SKIPPED: Fate.SKIPPED,
    SourceState.CONTAINER: Fate.SKIPPED,
    SourceState.RECEIVED: Fate.QUARANTINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The files of a finished request, still in memory: what is sent and what our own record keeps."""

    bundle: bytes
    letter: bytes
    schedule: bytes
    manifest: Manifest
    log: bytes
    front_words: str
    """What letter, key and schedule say: none of it comes from a document."""

    def disclosed(self) -> dict[str, bytes]:
        """The files that are sent, by their path below the output folder."""
        return {
            f"disclosure/{BUNDLE_FILE}": self.bundle,
            "disclosure/letter.docx": self.letter,
            "disclosure/schedule.csv": self.schedule,
        }

    def manifest_json(self) -> bytes:
        """The manifest as it stands in the output folder."""
        plain = {"schema": MANIFEST_SCHEMA, "case": self.manifest.case, "approval": self.manifest.approval.value}
        plain["bundle"] = {"file": self.manifest.file, "sha256": self.manifest.sha256, "pages": self.manifest.pages}
        plain["documents"] = to_plain(self.manifest.documents)
        plain["counts"] = self.manifest.counts()
        plain["containers"] = self.manifest.containers()
        return json.dumps(plain, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A case whose documents are clean: what a release is made from.

    `cleans` holds one clean document for every source that was read; `written` dates the letter. Of the sources in
    `suppressed`, and of all that came out of them, nothing that leaves may tell that they exist. `on_record` names, by
    finding id, what stands behind a decision beside its own words.
    """

    case: Case
    sources: tuple[Source, ...]
    cleans: Mapping[str, CleanDocument]
    rulings: tuple[Ruling, ...]
    exemptions: Mapping[str, Exemption]
    approval: Approval
    written: date
    organisation: Organisation = field(default_factory=Organisation)
    templates: Path | None = None
    """The folder of the user's own templates."""
    suppressed: frozenset[str] = frozenset()
    readings: Readings = no_readings
    on_record: Mapping[str, str] = field(default_factory=dict)

    def is_suppressed(self, source_id: str) -> bool:
        """Whether a source, or one that it came out of, is suppressed."""
        return below(source_id, self.suppressed)

    def parts(self) -> tuple[Part, ...]:
        """The documents that have pages in the bundle, in source order, numbered without gaps."""
        shown = [each for each in self.sources if each.id in self.cleans and not self.is_suppressed(each.id)]
        numbers = number_parts([source.id for source in shown])
        return tuple(_part(self.cleans[each.id], numbers[each.id], kind_words(each.kind)) for each in shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands before the pages: the letter, the sheet, the key to the labels, the schedule."""

    letter: Letter
    sheet: Letter
    key: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    def words(self) -> str:
        """Everything that it says, as text."""
        told = [self.letter.text(), self.sheet.text(), *(text for pair in self.key for text in pair)]
        told += [f"{line.number} {line.kind} {withheld_words(line)}" for line in self.lines]
        return "\n".join(told)

    def blocks(self) -> tuple[Block, ...]:
        """It as blocks to be set in type."""
        return (*letter_blocks(self.letter), *letter_blocks(self.sheet), *_key_blocks(self.key),
                *_schedule_blocks(self.lines))  # fmt: skip


def build_release(work: Work) -> Release:
    """Make all that leaves and its record; raises SettingsError where the letter lacks a field."""
    parts = work.parts()
    front, drawn = _settle_front(work, parts)
    entries = _entries(work, parts, front_pages=len(drawn.places))
    style = Style(
        reference=work.case.reference,
        draft=work.approval is Approval.SUGGESTED,
        language=_language(front.letter),
    )
    bundle = assemble(drawn, parts, style, readings=work.readings)
    manifest = Manifest(
        case=work.case.reference,
        approval=work.approval,
        file=BUNDLE_FILE,
        sha256=hashlib.sha256(bundle).hexdigest(),
        pages=count_pages(bundle),
        documents=entries,
    )
    return Release(
        bundle=bundle,
        letter=letter_docx(front.letter),
        schedule=schedule_csv(front.lines),
        manifest=manifest,
        log=redaction_log(_boxed(work, entries)),
        front_words=front.words(),
    )


def _language(letter: Letter) -> str:
    return "en-GB" if letter.language == "en" else letter.language


def require_letter(work: Work) -> None:
    """Raise SettingsError, naming every field that is missing, where the letter or the sheet could not be written."""
    _letters(
        work,
        Account(counts={**count_fates(()), "received": 1, Fate.DISCLOSED.value: 1}, pages=1, first_page=1, documents=1),
    )


def _letters(work: Work, account: Account) -> tuple[Letter, Letter]:
    organisation, draft = work.organisation, work.approval is Approval.SUGGESTED
    fields = letter_fields(work.case, organisation, written=work.written) | bundle_fields(account)
    templates = [find_template(kind, work.templates, language=organisation.language) for kind in ("disclosure", SHEET)]
    letter, sheet = (fill(each, fields, draft=draft, language=organisation.language) for each in templates)
    return letter, sheet


def _settle_front(work: Work, parts: Sequence[Part]) -> tuple[Front, Drawn]:
    """The front matter, drawn again until the page numbers it names are those it leads to."""
    pages = 4
    while True:
        front = _front(work, parts, front_pages=pages)
        drawn = draw_blocks(front.blocks(), at_least=pages)
        if len(drawn.places) == pages:
            return front, drawn
        pages = len(drawn.places)


def _front(work: Work, parts: Sequence[Part], *, front_pages: int) -> Front:
    entries = _entries(work, parts, front_pages=front_pages)
    known = [entry for entry in entries if not _is_hidden(entry, entries)]
    shown = [work.cleans[part.document_id] for part in parts]
    labels = labels_used(shown)
    account = Account(
        counts={"received": len(known), **count_fates(known)},
        pages=front_pages + sum(part.sheets for part in parts),
        first_page=front_pages + 1,
        documents=len(parts),
        labels=labels,
        withheld=any(part.withheld for part in parts) or any(_leaves_a_box(clean) for clean in shown),
    )
    letter, sheet = _letters(work, account)
    key = key_to_labels(shown, work.exemptions)
    return Front(letter=letter, sheet=sheet, key=tuple(key), lines=tuple(schedule_lines(known, work.cleans, parts)))


def _leaves_a_box(clean: CleanDocument) -> bool:
    return any(each.treatment is not Treatment.SUPPRESSED for each in clean.redactions)


def _is_hidden(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a row may not be counted before the requester: it is suppressed, or a copy of what is."""
    originals = {each.id for each in entries if each.suppressed}
    return entry.suppressed or entry.duplicate_of in originals


def letter_blocks(letter: Letter) -> tuple[Block, ...]:
    """A letter as blocks, from a new page on."""
    draft = [Block("P", (DRAFT_NOTICE,), style="draft")] if letter.draft else []
    blocks = [*draft, *(Block(kind, (text,)) for kind, text in letter.lines)]
    return (replace(blocks[0], new_page=True), *blocks[1:]) if blocks else ()


def _key_blocks(key: Sequence[tuple[str, str]]) -> tuple[Block, ...]:
    head = Block("H1", ("Key to the labels",), new_page=True)
    if not key:
        return (head, Block("P", ("None used.",)))
    shares = (0.28, 0.72)
    rows = (Block("TR", pair, shares) for pair in key)
    return (head, Block("TH", ("Label", "What it means"), shares), *rows)


def _schedule_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    shares = (0.1, 0.28, 0.16, 0.46)
    head = Block("H1", ("Schedule of documents",), new_page=True)
    rows = (Block("TR", (line.number, line.kind, line.page_span(), withheld_words(line)), shares) for line in lines)
    return (head, Block("TH", ("No.", "Kind", "Pages", "Withheld"), shares), *rows)


def _entries(work: Work, parts: Sequence[Part], *, front_pages: int) -> tuple[Entry, ...]:
    """One row for every source, in source order, with the bundle pages of those that have any."""
    places = place_parts(parts, front_pages=front_pages)
    whole = {
        ruling.finding.document_id
        for ruling in work.rulings
        if isinstance(ruling.finding.place, WholeDocument) and ruling.verdict is Verdict.WITHHOLD
    }
    whole |= {clean.document_id for clean in work.cleans.values() if is_withheld(clean)}
    numbers = {part.document_id: part.number for part in parts}
    rows = [_entry(source, places.get(source.id), withheld=source.id in whole) for source in work.sources]
    rows = [replace(row, number=numbers.get(row.id, "")) for row in rows]
    hidden = {source.id for source in work.sources if work.is_suppressed(source.id)}
    return tuple(_suppressed(row) if row.id in hidden else row for row in rows)


def _suppressed(entry: Entry) -> Entry:
    fate = Fate.WITHHELD if entry.outcome is Fate.DISCLOSED else entry.outcome
    return replace(entry, suppressed=True, outcome=fate)


def _entry(source: Source, place: tuple[int, int] | None, *, withheld: bool) -> Entry:
    fate = Fate.WITHHELD if withheld else _FATES.get(source.state, Fate.DISCLOSED)
    reason = source.reason or ("container" if source.state is SourceState.CONTAINER else "")
    return Entry(
        id=source.id,
        source=source.path,
        sha256=source.sha256,
        outcome=fate,
        reason=reason,
        duplicate_of=source.duplicate_of,
        first_page=place[0] if place else None,
        last_page=place[1] if place else None,
    )


def is_withheld(clean: CleanDocument) -> bool:
    """Whether nothing of a document is left: it has no pages, or each is withheld as a whole."""
    whole = {each.page_index for each in clean.redactions if each.treatment is Treatment.WHOLE_PAGE}
    return all(page.page_index in whole for page in clean.pages)


def _part(clean: CleanDocument, number: str, kind: str) -> Part:
    return Part(
        document_id=clean.document_id,
        pdf=clean.pdf,
        page_count=len(clean.pages),
        withheld=is_withheld(clean),
        number=number,
        kind=kind,
        pages=clean.pages,
    )


def _boxed(work: Work, entries: Iterable[Entry]) -> Iterator[Boxed]:
    """Every box of the bundle once for each finding it serves."""
    rulings = {ruling.finding.id: ruling for ruling in work.rulings}
    for entry in entries:
        clean = work.cleans.get(entry.id)
        if clean is None or entry.first_page is None:
            continue
        places = {page.page_index: at for at, page in enumerate(clean.pages)}
        for redaction in clean.redactions:
            at = 0 if entry.outcome is Fate.WITHHELD else places[redaction.page_index]
            for finding_id in redaction.finding_ids:
                ruling = rulings[finding_id]
                decision = ruling.decision
                yield Boxed(
                    document=entry.id,
                    bundle_page=entry.first_page + at,
                    treatment=redaction.treatment,
                    label=redaction.label,
                    finding=ruling.finding,
                    code=redaction.code,
                    reviewer=decision.by if decision else "",
                    reason=decision.reason if decision else "",
                    evidence="; ".join(
                        filter(None, (decision.evidence if decision else "", work.on_record.get(finding_id, "")))
                    ),
                    at=decision.at.isoformat() if decision else "",
                )
