"""The whole flow: receive and prepare a case up to the queue, then disclose what people decided.

Every step asks the store for what is not yet done, so both halves can be stopped anywhere and run again.
Only this module and the review page know the store; only this module knows the runner.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from redactor import afterwards
from redactor.detect.grounds import suggest
from redactor.detect.people import resolve_people
from redactor.detect.remaining import find_remaining, find_withheld
from redactor.disclose import folder
from redactor.disclose.release import Release, Work, build_release
from redactor.domain.bundle import Approval, Entry, Fate
from redactor.domain.case import Case, SourceState
from redactor.domain.decision import Ruling
from redactor.domain.finding import Verdict
from redactor.domain.plain import from_plain, to_plain
from redactor.domain.redaction import CleanDocument, Exposure
from redactor.errors import Conflict, LeakFound, ReviewUnfinished, RosterError, TextLeft
from redactor.ingest.intake import receive
from redactor.ingest.unlock import NO_PASSWORDS, Passwords
from redactor.logs import speaking_of
from redactor.redact.attack import expose
from redactor.review import policy
from redactor.run.runner import Failure, Outcome, Runner
from redactor.store.store import Store
from redactor.tools import Tools, clean_key, detect_source, read_source, withhold_source
from redactor.verify import gate
from redactor.verify.readers import by_pdfium
from redactor.verify.secrets import Claims, PageProof, Proof, expect_divider, expect_page, join_proof

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

UNDECIDED = frozenset({Verdict.OPEN, Verdict.HOLD})

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how many documents of it are done, and how many there are."""


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the flow works with: the store, the runner, the tools, and somebody to tell how far it is."""

    store: Store
    runner: Runner
    tools: Tools
    progress: Progress = no_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a case stands: sources by state, findings, and how many of them are still undecided."""

    sources: dict[str, int]
    findings: int
    undecided: int


# ---------------------------------------------------------------- the first half
def open_case(case: Case, desk: Desk) -> None:
    """Open a case, or go on with it where it is open already.

    Raises RosterError where the request gives somebody a role that the rules do not have, CaseExists where
    another request has this reference.
    """
    roles = desk.tools.rulebook().roles
    for number, person in enumerate(case.people, 1):
        if person.role not in roles:
            known = ", ".join(sorted(roles))
            raise RosterError(
                f"people entry {number} has the unknown role {person.role!r}", remedy=f"Known are: {known}."
            )
    desk.store.cases.create(case)


def receive_folder(case: Case, inbox: Path, desk: Desk, *, passwords: Passwords = NO_PASSWORDS) -> None:
    """Take every file below `inbox` into the case, containers opened down to single files.

    Receiving the same folder again adds nothing, but for files in quarantine that can be opened now, as with
    `passwords`, which are used and forgotten.
    """
    cases = desk.store.cases
    first_number, known = cases.begin_intake(case.reference, inbox)
    arriving = receive(inbox, first_number=first_number, known=known, passwords=passwords)
    for done, received in enumerate(arriving, 1):
        cases.add_source(case.reference, received.source, received.content)
        desk.progress("Receiving", done, 0)


def prepare(case: Case, desk: Desk) -> Tally:
    """Take a case from the files received to a queue a person can work through."""
    _read_all(case, desk)
    _detect_all(case, desk)
    _resolve(case, desk)
    return tally(case, desk.store)


def _read_all(case: Case, desk: Desk) -> None:
    unread = [source.id for source in desk.store.cases.unread(case.reference)]
    for outcome in _mapped(desk, "Reading", partial(read_source, desk.tools, case.reference), unread):
        with speaking_of(case.reference, outcome.task):
            if outcome.answer is not None:
                desk.store.cases.record_reading(case.reference, outcome.answer.document, outcome.answer.facsimile)
            else:
                _quarantine(case, desk, outcome.task, outcome.failure)


def _detect_all(case: Case, desk: Desk) -> None:
    version = desk.tools.version
    undetected = list(desk.store.reviews.undetected(case.reference, version))
    for outcome in _mapped(desk, "Finding", partial(detect_source, desk.tools, case.reference), undetected):
        with speaking_of(case.reference, outcome.task):
            if outcome.answer is not None:
                desk.store.reviews.record_findings(case.reference, outcome.task, outcome.answer, version)
            else:
                _quarantine(case, desk, outcome.task, outcome.failure)


def _quarantine(case: Case, desk: Desk, source_id: str, failure: Failure | None) -> None:
    assert failure is not None
    log.warning("quarantined: %s (%s)", failure.reason, failure.error)
    desk.store.cases.record_quarantine(
        case.reference, source_id, error_class_name=failure.error, reason=failure.reason, remedy=failure.remedy
    )


def _resolve(case: Case, desk: Desk) -> None:
    """The pass over the whole case: who is who, whose is what, and what the rules suggest."""
    store, rulebook = desk.store, desk.tools.rulebook()
    desk.progress("Linking people", 0, 1)
    resolution = resolve_people(
        store.cases.documents(case.reference), store.reviews.raw_findings(case.reference), case, rulebook
    )
    store.reviews.record_resolution(case.reference, resolution.people, suggest(resolution, case, rulebook))
    desk.progress("Linking people", 1, 1)


def tally(case: Case, store: Store) -> Tally:
    """How the case stands now."""
    states = [source.state for source in store.cases.sources(case.reference)]
    rulings = store.reviews.rulings(case.reference)
    return Tally(
        sources={state.value: states.count(state) for state in SourceState},
        findings=len(rulings),
        undecided=sum(ruling.verdict in UNDECIDED for ruling in rulings),
    )


# ---------------------------------------------------------------- between the halves
def accept_all_suggestions(case: Case, store: Store) -> int:
    """Accept every suggestion on which nobody has ruled, under the name SUGGESTED_BY; returns how many."""
    undecided = [ruling.finding for ruling in store.reviews.rulings(case.reference) if ruling.verdict is Verdict.OPEN]
    decisions = policy.accept_suggestions(undecided, datetime.now(UTC))
    if decisions:
        store.reviews.decide(case.reference, decisions)
    return len(decisions)


# ---------------------------------------------------------------- the second half
def disclose(case: Case, desk: Desk, out: Path) -> Release:
    """Turn the decisions of a finished review into the output folder, or refuse.

    Raises ReviewUnfinished, LeakFound, OutputRefused, or Conflict where somebody decided anew meanwhile; then there
    is no folder.
    """
    folder.require_free(out)
    store = desk.store
    rulings = store.reviews.rulings(case.reference)
    approval = _approval(rulings)
    policy.require_finished(
        case,
        store.cases.sources(case.reference),
        rulings,
        exemptions=desk.tools.rulebook().exemptions,
        draft=approval is Approval.SUGGESTED,
        today=date.today(),
    )
    work = Work(
        case=case,
        sources=tuple(store.cases.sources(case.reference)),
        cleans=_clean_all(case, desk),
        rulings=rulings,
        exemptions=desk.tools.rulebook().exemptions,
        approval=approval,
        written=afterwards.answer_date(store, case.reference),
    )
    release = build_release(work)
    report = _verified(case, desk, release, work.cleans)
    left = _still_named(case, desk, release.bundle, rulings)
    _require_unchanged(case, store, rulings)
    _require_nobody_left(left)
    afterwards.keep_release(store, case, release, out)
    verification = json.dumps(to_plain(report), indent=1).encode()
    internal = afterwards.internal_files(store, case, release, verification)
    folder.write_folder(out, {**release.disclosed(), **internal})
    return release


def _require_unchanged(case: Case, store: Store, rulings: Sequence[Ruling]) -> None:
    """Raise Conflict unless the rulings are those that were found finished: what leaves is what was checked."""
    if tuple(store.reviews.rulings(case.reference)) != tuple(rulings):
        raise Conflict(
            f"decisions on case {case.reference} changed while the bundle was made", remedy="Disclose again."
        )


def _still_named(case: Case, desk: Desk, bundle: bytes, rulings: Sequence[Ruling]) -> list[tuple[int, str]]:
    """Where the finished bundle, read by another program, names somebody who is withheld: page number, finding id."""
    exemptions = desk.tools.rulebook().exemptions.values()
    printed = " ".join(text for each in exemptions for text in (each.label, each.public_label))
    subject = case.subject
    known = [
        subject.name, *subject.aliases, *subject.identifiers, *subject.emails, *subject.phones, *subject.addresses,
        case.requester.name, *case.requester.emails, case.controller.name, case.scope, case.reference,
    ]  # fmt: skip
    withheld = find_withheld(desk.store.cases.documents(case.reference), rulings, known=known, printed=printed)
    return list(find_remaining(by_pdfium(bundle), withheld))


def _require_nobody_left(left: Sequence[tuple[int, str]]) -> None:
    if left:
        page_number, finding_id = left[0]
        raise TextLeft(
            f"page {page_number} of the bundle still names what finding {finding_id} withholds ({len(left)} in all)",
            remedy="Look for the person on that page, withhold the mention in its record, and disclose again.",
        )


def _approval(rulings: Sequence[Ruling]) -> Approval:
    """SUGGESTED as soon as one standing decision was made by nobody."""
    return Approval.SUGGESTED if policy.approves_unseen(rulings) else Approval.REVIEWED


def _clean_all(case: Case, desk: Desk) -> dict[str, CleanDocument]:
    """Every document that was read, with what is withheld taken out; made side by side, kept as they come."""
    cases = desk.store.cases
    read = [source.id for source in cases.sources(case.reference) if source.state is SourceState.READ]
    cleans: dict[str, CleanDocument] = {}
    for outcome in _mapped(desk, "Redacting", partial(withhold_source, desk.tools, case.reference), read):
        if outcome.answer is None:
            raise LeakFound(f"document {outcome.task} could not be made clean")
        key = clean_key(desk.tools, case.reference, outcome.task)
        cases.record_clean(case.reference, outcome.answer, key)
        cleans[outcome.task] = outcome.answer
    return cleans


def _verified(case: Case, desk: Desk, release: Release, cleans: Mapping[str, CleanDocument]) -> gate.Report:
    """Check the finished bundle by other hands than those that made it; raises LeakFound."""
    pages = _page_proofs(case, desk.store, release.manifest.documents, cleans)
    proof = join_proof(pages, front=release.front_words, footer=case.reference)
    found = _look_for_leaks(desk, release.bundle, proof)
    widths = gate.check_widths(_exposures(case, desk.store, release.manifest.documents, cleans))
    report = gate.Report(checks=(*found.checks, widths))
    gate.require_clean(report)
    return report


def _exposures(
    case: Case, store: Store, entries: Iterable[Entry], cleans: Mapping[str, CleanDocument]
) -> list[tuple[int, Exposure]]:
    """What each withheld name still tells, with its page of the bundle."""
    people = [person.name for person in store.reviews.people(case.reference)]
    exposures: list[tuple[int, Exposure]] = []
    for entry in entries:
        if entry.id in cleans and entry.first_page is not None and entry.outcome is not Fate.WITHHELD:
            clean = cleans[entry.id]
            places = {page.page_index: entry.first_page + at for at, page in enumerate(clean.pages)}
            measured = expose(store.cases.document(case.reference, entry.id), clean, people)
            exposures += [(places[each.page_index], each) for each in measured]
    return exposures


def verify_case(case: Case, desk: Desk, bundle: bytes) -> gate.Report:
    """Check a bundle that was made earlier against what this case withholds; raises ReviewUnfinished without one."""
    released = desk.store.releases.of(case.reference)
    if not released:
        raise ReviewUnfinished(f"case {case.reference} has no bundle yet")
    entries = from_plain(tuple[Entry, ...], json.loads(released[-1].manifest_json)["documents"])
    cleans = {entry.id: withhold_source(desk.tools, case.reference, entry.id) for entry in entries if entry.first_page}
    front = f"{case.subject.name} {case.requester.name} {case.controller.name} {case.reference} {case.scope}"
    pages = _page_proofs(case, desk.store, entries, cleans)
    return _look_for_leaks(desk, bundle, join_proof(pages, front=front, footer=case.reference))


def _look_for_leaks(desk: Desk, bundle: bytes, proof: Proof) -> gate.Report:
    labels = [text for each in desk.tools.rulebook().exemptions.values() for text in (each.label, each.public_label)]
    return gate.verify(
        bundle,
        proof,
        ocr=desk.tools.words_seen,
        labels=[*labels, "Withheld"],
        progress=partial(desk.progress, "Verifying"),
    )


def _page_proofs(
    case: Case, store: Store, entries: Iterable[Entry], cleans: Mapping[str, CleanDocument]
) -> Iterator[PageProof]:
    """What must and must not stand on each bundle page, from the rulings themselves."""
    for entry in entries:
        if entry.id not in cleans or entry.first_page is None:
            continue
        document = store.cases.document(case.reference, entry.id)
        rulings = store.reviews.rulings(case.reference, entry.id)
        if entry.outcome is Fate.WITHHELD:
            yield expect_divider(document, page_number=entry.first_page)
            continue
        for at, page in enumerate(cleans[entry.id].pages):
            claims = Claims(covers=page.covers, moved=page.moved)
            yield expect_page(document, page.page_index, rulings, page_number=entry.first_page + at, claims=claims)


# ---------------------------------------------------------------- running
def _mapped(desk: Desk, step: str, call: Callable[[str], Answer], ids: Sequence[str]) -> Iterator[Outcome[str, Answer]]:
    """Run one call over many documents and tell how far it is."""
    desk.progress(step, 0, len(ids))
    for done, outcome in enumerate(desk.runner.map(call, ids), 1):
        yield outcome
        desk.progress(step, done, len(ids))
