from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from redactor.domain.correction import Change, Correction
from redactor.domain.finding import Finding, Verdict
from redactor.domain.person import Person
from redactor.errors import Conflict
from redactor.store.people import Corrected
from redactor.store.store import Store
from tests.store.making import REFERENCE, a_decision, a_finding

AT = datetime(2026, 9, 8, 9, 0, tzinfo=UTC)
TOM = Person(id="p-0000000001", name="Tom Reid", role="pupil")
SAID = Correction(change=Change.ROLE, person_id=TOM.id, value="staff", by="Ana", at=AT)


@pytest.fixture
def findings(case_store: Store) -> tuple[Finding, ...]:
    document = case_store.cases.document(REFERENCE, "0001")
    found = tuple(
        replace(a_finding(document, words).suggested(Verdict.WITHHOLD, "TP-ID", "Why."), person_id=TOM.id)
        for words in ("Ms Adeyemi", "Tom Reid")
    )
    case_store.reviews.record_resolution(REFERENCE, (TOM,), found, resolution={"people": []})
    return found


def said(case_store: Store, findings: tuple[Finding, ...]) -> Corrected:
    edition = case_store.reviews.edition(REFERENCE)
    return Corrected(correction=SAID, people=(TOM,), findings=findings, edition=edition)


def after(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(each.suggested(Verdict.RELEASE, "STAFF-REL", "Staff.") for each in findings)


def test_a_correction_changes_people_and_undecided_suggestions_and_leaves_decided_ones(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    case_store.reviews.decide(REFERENCE, (a_decision(findings[0]),))
    edition = case_store.reviews.edition(REFERENCE)
    people = (replace(TOM, role="staff"),)
    stored = case_store.people.record(
        REFERENCE, Corrected(correction=SAID, people=people, findings=after(findings), edition=edition)
    )
    assert stored.sequence == 1
    assert case_store.people.corrections(REFERENCE) == (stored,)
    assert case_store.reviews.people(REFERENCE) == people
    suggested = [each.suggestion.verdict for each in case_store.reviews.findings(REFERENCE) if each.suggestion]
    assert suggested == [Verdict.WITHHOLD, Verdict.RELEASE]
    assert case_store.reviews.rulings(REFERENCE)[0].verdict is Verdict.WITHHOLD
    entry = case_store.audit.entries(REFERENCE)[-1]
    assert (entry.kind, entry.by) == ("people corrected", "Ana")
    assert case_store.audit.verify_chain(REFERENCE)


def test_a_correction_of_a_case_that_has_changed_since_is_a_conflict(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    corrected = said(case_store, findings)
    case_store.people.record(REFERENCE, corrected)
    with pytest.raises(Conflict):
        case_store.people.record(REFERENCE, corrected)
    assert len(case_store.people.corrections(REFERENCE)) == 1


def test_a_correction_sent_twice_under_one_key_is_stored_once(case_store: Store, findings: tuple[Finding, ...]) -> None:
    corrected = said(case_store, findings)
    sent = [case_store.people.record(REFERENCE, corrected, key="k-1") for _ in range(2)]
    assert sent[0] == sent[1] == case_store.people.said(REFERENCE, "k-1")
    assert case_store.people.said(REFERENCE, "k-2") is None


def test_what_the_detectors_resolved_is_kept_beside_what_persons_made_of_it(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    assert case_store.people.resolution(REFERENCE) == {"people": []}
    case_store.reviews.record_resolution(REFERENCE, (TOM,), findings, resolution={"people": [1]})
    assert case_store.people.resolution(REFERENCE) == {"people": [1]}
