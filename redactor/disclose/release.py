"""Everything that leaves and everything that stays behind, made in memory before a single file is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from redactor.disclose.assemble import Front, Part, assemble, count_pages, draw_front, place_parts, words_of
from redactor.disclose.letter import letter_docx, write_letter
from redactor.disclose.schedule import Boxed, key_to_labels, labels_used, redaction_log, schedule_csv, schedule_lines
from redactor.domain.bundle import MANIFEST_SCHEMA, Approval, Entry, Fate, Manifest, count_fates
from redactor.domain.case import Case, Source, SourceState
from redactor.domain.decision import Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Verdict, WholeDocument
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

    `cleans` holds one clean document for every source that was read; `written` dates the letter.
    """

    case: Case
    sources: tuple[Source, ...]
    cleans: Mapping[str, CleanDocument]
    rulings: tuple[Ruling, ...]
    exemptions: Mapping[str, Exemption]
    approval: Approval
    written: date

    def parts(self) -> tuple[Part, ...]:
        """The documents that have pages in the bundle, in source order."""
        return tuple(_part(self.cleans[source.id]) for source in self.sources if source.id in self.cleans)


def build_release(work: Work) -> Release:
    """Make letter, key, schedule, bundle, manifest and log."""
    parts = work.parts()
    front, drawn = _settle_front(work, parts)
    entries = _entries(work, parts, front_pages=count_pages(drawn))
    bundle = assemble(drawn, parts, reference=work.case.reference, draft=work.approval is Approval.SUGGESTED)
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
        front_words=words_of(front),
    )


def _settle_front(work: Work, parts: Sequence[Part]) -> tuple[Front, bytes]:
    """The front matter, drawn again until the page numbers it names are those it leads to."""
    pages = 3
    while True:
        front = _front(work, parts, front_pages=pages)
        drawn = draw_front(front, at_least=pages)
        if count_pages(drawn) == pages:
            return front, drawn
        pages = count_pages(drawn)


def _front(work: Work, parts: Sequence[Part], *, front_pages: int) -> Front:
    entries = _entries(work, parts, front_pages=front_pages)
    letter = write_letter(
        work.case,
        counts={"received": len(entries), **count_fates(entries)},
        pages=front_pages + sum(part.sheets for part in parts),
        approval=work.approval,
        written=work.written,
    )
    key = key_to_labels(labels_used(work.cleans.values()), work.exemptions)
    kinds = {source.id: source.kind for source in work.sources}
    return Front(letter=letter, key=tuple(key), lines=tuple(schedule_lines(entries, work.cleans, kinds)))


def _entries(work: Work, parts: Sequence[Part], *, front_pages: int) -> tuple[Entry, ...]:
    """One row for every source, in source order, with the bundle pages of those that have any."""
    places = place_parts(parts, front_pages=front_pages)
    whole = {
        ruling.finding.document_id
        for ruling in work.rulings
        if isinstance(ruling.finding.place, WholeDocument) and ruling.verdict is Verdict.WITHHOLD
    }
    whole |= {clean.document_id for clean in work.cleans.values() if is_withheld(clean)}
    return tuple(_entry(source, places.get(source.id), withheld=source.id in whole) for source in work.sources)


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


def _part(clean: CleanDocument) -> Part:
    return Part(document_id=clean.document_id, pdf=clean.pdf, page_count=len(clean.pages), withheld=is_withheld(clean))


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
                    evidence=decision.evidence if decision else "",
                    at=decision.at.isoformat() if decision else "",
                )
