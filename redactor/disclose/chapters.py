"""The chapters of the internal record, written from what is known of a case; `record` gives them pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redactor.disclose.changes import HEADS, Change
from redactor.disclose.record import Chapter, Record
from redactor.domain.bundle import Approval, Fate, Manifest
from redactor.domain.case import Case
from redactor.domain.decision import SUGGESTED_BY, Ruling
from redactor.domain.event import Event, EventKind
from redactor.domain.finding import Verdict

_NOT_SENT = frozenset({Fate.WITHHELD, Fate.OUT_OF_SCOPE, Fate.QUARANTINED, Fate.SKIPPED, Fate.DUPLICATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that the record tells of one version of an answer. `checks` and `head` are plain JSON values."""

    case: Case
    version: int
    manifest: Manifest
    rulings: Sequence[Ruling]
    events: Sequence[Event]
    changes: Sequence[Change]
    checks: Sequence[Mapping[str, Any]]
    head: Mapping[str, Any]


def write_record(told: Told) -> Record:
    """The record, chapter by chapter. It names people and files: it never leaves the organisation."""
    chapters = (
        _request(told.case, told.manifest),
        _clock(told.case),
        _search(told.manifest),
        _files(told.manifest),
        _exclusions(told.manifest),
        _decisions(told.rulings),
        _sign_offs(told.rulings),
        _verification(told.checks),
        _changes(told.changes, told.version),
        _events("Deliveries and transfers", told.events, EventKind.DELIVERED, EventKind.RECEIPT),
        _events(
            "What happened afterwards", told.events, EventKind.REOPENED, EventKind.CLOSED, EventKind.RESTRICTED,
            EventKind.UNRESTRICTED, EventKind.COMPLAINT, EventKind.INTERNAL_REVIEW,
        ),
        _events("Statements kept with the record", told.events, EventKind.RECTIFICATION),
        _log(told.head),
    )  # fmt: skip
    return Record(case=told.case.reference, version=told.version, chapters=chapters)


def _request(case: Case, manifest: Manifest) -> Chapter:
    approval = "reviewed by people" if manifest.approval is Approval.REVIEWED else "DRAFT: suggestions, not reviewed"
    rows = (
        ("Reference", case.reference),
        ("Received", f"{case.received} {case.channel} {case.taken_by}".strip()),
        ("Controller", f"{case.controller.name} ({case.controller.kind.value})"),
        ("About", case.subject.name),
        ("Asked by", f"{case.requester.name} as {case.requester.capacity.value}. {case.requester.authority}".strip()),
        ("Scope", case.scope or "everything held"),
        ("Law", case.regime.value),
        ("Answer", f"{manifest.pages} pages, {approval}"),
        ("SHA-256 of the bundle", manifest.sha256),
    )
    return Chapter(title="Request", heads=("", ""), rows=rows)


def _clock(case: Case) -> Chapter:
    told = {
        "Identity asked for": case.clock.id_requested,
        "Identity known": case.clock.id_received,
        "Clarification asked for": case.clock.clarification_asked,
        "Clarification given": case.clock.clarification_answered,
        "Extended": case.clock.extended,
        "Why it took longer": case.clock.reason,
    }
    rows = tuple((name, str(day)) for name, day in told.items() if day)
    return Chapter(title="Time limit", heads=("", ""), rows=rows, empty="Nothing moved it.")


def _search(manifest: Manifest) -> Chapter:
    counts = manifest.counts()
    rows = tuple((name.replace("_", " "), str(number)) for name, number in counts.items())
    return Chapter(title="Search: what was received", heads=("outcome", "files"), rows=rows)


def _files(manifest: Manifest) -> Chapter:
    rows = tuple(
        (entry.id, entry.source, f"{entry.first_page}-{entry.last_page}")
        for entry in manifest.documents
        if entry.first_page
    )
    return Chapter(title="Files in the bundle", heads=("number", "file", "pages"), rows=rows)


def _exclusions(manifest: Manifest) -> Chapter:
    rows = tuple(
        (entry.id, entry.source, entry.outcome.value.replace("_", " "), entry.reason or entry.duplicate_of or "")
        for entry in manifest.documents
        if entry.outcome in _NOT_SENT
    )
    return Chapter(title="Files left out, and why", heads=("number", "file", "outcome", "why"), rows=rows)


def _decisions(rulings: Sequence[Ruling]) -> Chapter:
    counted = Counter(
        (ruling.verdict.value, ruling.decision.code or "-", ruling.decision.by)
        for ruling in rulings
        if ruling.decision is not None
    )
    rows = tuple((*key, str(number)) for key, number in sorted(counted.items()))
    return Chapter(title="Decisions", heads=("verdict", "ground", "by", "findings"), rows=rows)


def _sign_offs(rulings: Sequence[Ruling]) -> Chapter:
    """Decisions that carry evidence or a second person's agreement, each with its finding."""
    rows = []
    for ruling in rulings:
        decision = ruling.decision
        if decision is None or decision.by == SUGGESTED_BY or decision.verdict is Verdict.OPEN:
            continue
        if decision.evidence or ruling.seconded_by:
            day = decision.at.date().isoformat()
            seconds = ", ".join(ruling.seconded_by)
            place = f"{ruling.finding.document_id} {ruling.finding.id}"
            rows.append((place, decision.code, decision.by, day, seconds, decision.evidence))
    heads = ("finding", "ground", "by", "on", "seconded by", "evidence")
    return Chapter(title="Evidence and sign-offs", heads=heads, rows=tuple(rows))


def _verification(checks: Sequence[Mapping[str, Any]]) -> Chapter:
    rows = tuple(
        (str(check["name"]), str(check["library"]), str(check["seen"]), str(len(check["problems"]))) for check in checks
    )
    return Chapter(title="Verification of the bundle", heads=("check", "made by", "saw", "problems"), rows=rows)


def _changes(changes: Sequence[Change], version: int) -> Chapter:
    empty = "This is the first version." if version == 1 else "Nothing."
    rows = tuple(change.row() for change in changes)
    return Chapter(title="What changed since the version before", heads=HEADS, rows=rows, empty=empty)


def _events(title: str, events: Sequence[Event], *kinds: EventKind) -> Chapter:
    rows = tuple(
        (
            str(event.number),
            event.at.date().isoformat(),
            event.kind.value.replace("_", " "),
            event.by,
            "; ".join([event.text, *(f"{name}: {told}" for name, told in event.particulars.items() if told)]).strip(
                "; "
            ),
        )
        for event in events
        if event.kind in kinds
    )
    return Chapter(title=title, heads=("no.", "on", "what", "by", "particulars"), rows=rows)


def _log(head: Mapping[str, Any]) -> Chapter:
    rows = tuple((name, str(head[name])) for name in ("seq", "head", "verifying", "signature"))
    return Chapter(title="Log: its signed head", heads=("", ""), rows=rows)
