"""The whole flow: receive and prepare a case up to the queue, then disclose what people decided.

Every step asks the store for what is not yet done, so both halves can be stopped anywhere and run again.
Only this module and the review page know the store; only this module knows the runner.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from redactor import afterwards
from redactor.desk import Desk, mapped
from redactor.detect.correct import write_resolution
from redactor.detect.people import resolve_people
from redactor.disclose import folder
from redactor.disclose.release import Release, Work, build_release, require_letter
from redactor.disclose.schedule import pseudonyms_csv, treatments_csv
from redactor.domain.bundle import Approval
from redactor.domain.case import Case, SourceState
from redactor.domain.decision import Ruling
from redactor.domain.finding import Category, Verdict
from redactor.domain.plain import to_plain
from redactor.domain.redaction import CleanDocument, Treatment
from redactor.dossiers import dossier_of, own_record
from redactor.errors import Conflict, LeakFound, RosterError
from redactor.ingest.intake import receive
from redactor.ingest.unlock import NO_PASSWORDS, Passwords
from redactor.logs import speaking_of
from redactor.organisation import TEMPLATES_FOLDER, load_organisation
from redactor.people import apply_corrections
from redactor.proving import prove, require_no_trace, require_nobody_left, still_named
from redactor.redact.treating import role_name, treatment_of
from redactor.review import policy
from redactor.run.runner import Failure
from redactor.store.store import Store
from redactor.tools import clean_key, detect_source, read_source, withhold_source
from redactor.verify import gate

log = logging.getLogger(__name__)

UNDECIDED = frozenset({Verdict.OPEN, Verdict.HOLD})


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
    for outcome in mapped(desk, "Reading", partial(read_source, desk.tools, case.reference), unread):
        with speaking_of(case.reference, outcome.task):
            if outcome.answer is not None:
                desk.store.cases.record_reading(case.reference, outcome.answer.document, outcome.answer.facsimile)
            else:
                _quarantine(case, desk, outcome.task, outcome.failure)


def _detect_all(case: Case, desk: Desk) -> None:
    version = desk.tools.version
    undetected = list(desk.store.reviews.undetected(case.reference, version))
    for outcome in mapped(desk, "Finding", partial(detect_source, desk.tools, case.reference), undetected):
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
    people, findings = apply_corrections(resolution, store.people.corrections(case.reference), case, rulebook)
    store.reviews.record_resolution(case.reference, people, findings, resolution=write_resolution(resolution))
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
    work = _work(case, desk, rulings)
    policy.require_finished(
        case,
        work.sources,
        rulings,
        exemptions=work.exemptions,
        draft=work.approval is Approval.SUGGESTED,
        dossier=dossier_of(case, store),
    )
    require_letter(work)
    name_people(case, desk)
    work = replace(work, cleans=_clean_all(case, desk))
    release = build_release(work)
    report = prove(case, desk, release, work.cleans)
    left = still_named(case, desk, release.bundle, rulings)
    require_no_trace(case, desk, release, work.suppressed)
    _require_unchanged(case, store, rulings)
    require_nobody_left(left)
    afterwards.keep_release(store, case, release, out)
    folder.write_folder(out, _files(case, desk, release, report))
    return release


def _work(case: Case, desk: Desk, rulings: Sequence[Ruling]) -> Work:
    """What a release is made from, but for the clean pages."""
    store, home = desk.store, desk.tools.home
    dossier = dossier_of(case, store)
    return Work(
        case=case,
        sources=tuple(store.cases.sources(case.reference)),
        cleans={},
        rulings=tuple(rulings),
        exemptions=desk.tools.rulebook().exemptions,
        approval=_approval(rulings),
        written=afterwards.answer_date(store, case.reference),
        organisation=load_organisation(home),
        templates=home / TEMPLATES_FOLDER,
        suppressed=store.manners.of(case.reference).suppressed_documents,
        readings=partial(store.cases.document, case.reference),
        on_record={each.finding.id: dossier.numbers_behind(each.finding) for each in rulings},
    )


def name_people(case: Case, desk: Desk) -> None:
    """Give a name of ours to everybody who is to be shown by one and has none yet."""
    store, roles = desk.store, desk.tools.rulebook().roles
    manners, style = store.manners.of(case.reference), load_organisation(desk.tools.home).label_style
    withheld = {
        each.finding.person_id
        for each in store.reviews.rulings(case.reference)
        if each.verdict is Verdict.WITHHOLD and each.finding.category is Category.PERSON
    }
    wanted = {
        person.id: role_name(person.role, roles)
        for person in store.reviews.people(case.reference)
        if person.id in withheld and treatment_of(person, manners, style) is Treatment.PSEUDONYM
    }
    if wanted.keys() - manners.pseudonyms.keys():
        store.manners.name_people(case.reference, wanted)


def _require_unchanged(case: Case, store: Store, rulings: Sequence[Ruling]) -> None:
    """Raise Conflict unless the rulings are those that were found finished: what leaves is what was checked."""
    if tuple(store.reviews.rulings(case.reference)) != tuple(rulings):
        raise Conflict(
            f"decisions on case {case.reference} changed while the bundle was made", remedy="Disclose again."
        )


def _approval(rulings: Sequence[Ruling]) -> Approval:
    """SUGGESTED as soon as one standing decision was made by nobody."""
    return Approval.SUGGESTED if policy.approves_unseen(rulings) else Approval.REVIEWED


def _clean_all(case: Case, desk: Desk) -> dict[str, CleanDocument]:
    """Every document that was read, with what is withheld taken out; made side by side, kept as they come."""
    cases = desk.store.cases
    read = [source.id for source in cases.sources(case.reference) if source.state is SourceState.READ]
    cleans: dict[str, CleanDocument] = {}
    for outcome in mapped(desk, "Redacting", partial(withhold_source, desk.tools, case.reference), read):
        if outcome.answer is None:
            raise LeakFound(f"document {outcome.task} could not be made clean")
        key = clean_key(desk.tools, case.reference, outcome.task)
        cases.record_clean(case.reference, outcome.answer, key)
        cleans[outcome.task] = outcome.answer
    return cleans


def _files(case: Case, desk: Desk, release: Release, report: gate.Report) -> dict[str, bytes]:
    manners = desk.store.manners.of(case.reference)
    names = {person.id: person.name for person in desk.store.reviews.people(case.reference)}
    verification = json.dumps(to_plain(report), indent=1).encode()
    return {
        **release.disclosed(),
        **afterwards.internal_files(desk.store, case, release, verification),
        "internal/treatments.csv": treatments_csv(manners.standing),
        "internal/pseudonyms.csv": pseudonyms_csv(manners.pseudonyms, names),
        **own_record(case, desk.store),
    }
