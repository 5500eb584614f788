from __future__ import annotations

import json
from dataclasses import replace

import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.decision import SUGGESTED_BY, standing_rulings
from redactor.domain.document import Document
from redactor.domain.finding import Category, Finding, Span, Verdict
from redactor.domain.person import Person
from redactor.errors import Conflict
from redactor.store.store import Store
from tests.store.making import REFERENCE, a_decision, a_document, a_finding, a_source, found_at

TOM = Person(id="p-0000000001", name="Tom Reid", role="pupil")


@pytest.fixture
def document(case_store: Store) -> Document:
    return case_store.cases.document(REFERENCE, "0001")


@pytest.fixture
def findings(case_store: Store, document: Document) -> tuple[Finding, ...]:
    """Two findings of a resolved case: Ms Adeyemi and Tom Reid."""
    found = (a_finding(document, "Ms Adeyemi"), replace(a_finding(document, "Tom Reid"), person_id=TOM.id))
    case_store.reviews.record_resolution(REFERENCE, (TOM,), found)
    return found


def verdicts(store: Store) -> list[tuple[Verdict, str]]:
    """What stands on each finding, and in whose name."""
    rulings = store.reviews.rulings(REFERENCE)
    return [(ruling.verdict, ruling.decision.by if ruling.decision else "") for ruling in rulings]


def test_a_document_waits_for_its_search_until_this_version_has_searched_it(
    case_store: Store, document: Document
) -> None:
    reviews = case_store.reviews
    assert reviews.undetected(REFERENCE, "v1") == ("0001",)
    found = (a_finding(document, "Tom Reid"),)
    reviews.record_findings(REFERENCE, "0001", found, "v1")
    reviews.record_findings(REFERENCE, "0001", found, "v1")
    assert reviews.undetected(REFERENCE, "v1") == ()
    assert reviews.undetected(REFERENCE, "v2") == ("0001",)
    assert reviews.raw_findings(REFERENCE) == found
    assert [entry.kind for entry in case_store.audit.entries(REFERENCE)].count("document searched") == 1


def test_raw_findings_come_in_source_order(case_store: Store) -> None:
    found = []
    for source_id in ("0010", "0002", "0001"):
        document = a_document(source_id, "Tom Reid")
        if source_id != "0001":
            case_store.cases.add_source(REFERENCE, a_source(source_id, b"x"), b"x")
        found.append(a_finding(document, "Tom Reid"))
        case_store.reviews.record_findings(REFERENCE, source_id, found[-1:], "v1")
    assert case_store.reviews.raw_findings(REFERENCE) == tuple(reversed(found))


def test_a_decision_stands_with_its_place_in_the_order_and_in_the_log(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    stored = case_store.reviews.decide(REFERENCE, (a_decision(findings[1], reason="Another pupil"),))
    assert stored == (replace(a_decision(findings[1], reason="Another pupil"), sequence=1),)
    assert verdicts(case_store) == [(Verdict.OPEN, ""), (Verdict.WITHHOLD, "Ana")]
    entry = case_store.audit.entries(REFERENCE)[-1]
    details = json.loads(entry.details)
    assert (entry.kind, entry.by, details["finding"], details["reason"]) == (
        "decision",
        "Ana",
        findings[1].id,
        "Another pupil",
    )
    assert not any("Tom" in entry.details for entry in case_store.audit.entries(REFERENCE))


def test_a_decision_on_what_somebody_else_has_decided_meanwhile_is_a_conflict_and_stores_nothing(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    reviews = case_store.reviews
    both = {finding.id: 0 for finding in findings}
    reviews.decide(REFERENCE, (a_decision(findings[0], by="Ben"),), expected={findings[0].id: 0})
    before = case_store.audit.entries(REFERENCE)
    with pytest.raises(Conflict, match=findings[0].id):
        reviews.decide(REFERENCE, [a_decision(each, Verdict.RELEASE) for each in findings], expected=both)
    assert reviews.decisions(REFERENCE)[-1].by == "Ben"
    assert case_store.audit.entries(REFERENCE) == before
    reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.RELEASE),), expected={findings[0].id: 1})
    assert verdicts(case_store)[0] == (Verdict.RELEASE, "Ana")


def test_a_decision_on_a_finding_that_is_not_there_is_a_conflict(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    with pytest.raises(Conflict):
        case_store.reviews.decide(REFERENCE, (a_decision(found_at("0001", Span(0, 1))),))


def test_an_act_has_one_author_and_may_be_empty(case_store: Store, findings: tuple[Finding, ...]) -> None:
    with pytest.raises(ValueError, match="one author"):
        case_store.reviews.decide(REFERENCE, [a_decision(findings[0]), a_decision(findings[1], by="Ben")])
    assert case_store.reviews.decide(REFERENCE, ()) == ()


def test_undo_takes_a_whole_act_back_and_then_the_one_before(case_store: Store, findings: tuple[Finding, ...]) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.HOLD),))
    reviews.decide(REFERENCE, [a_decision(each, Verdict.RELEASE) for each in findings])
    reviews.undo(REFERENCE, "Ana")
    assert verdicts(case_store) == [(Verdict.HOLD, "Ana"), (Verdict.OPEN, "Ana")]
    reviews.undo(REFERENCE, "Ana")
    assert verdicts(case_store) == [(Verdict.OPEN, "Ana"), (Verdict.OPEN, "Ana")]
    assert reviews.undo(REFERENCE, "Ana") == ()
    assert case_store.audit.verify_chain(REFERENCE)


def test_undo_leaves_the_acts_of_others_alone(case_store: Store, findings: tuple[Finding, ...]) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0]),))
    reviews.decide(REFERENCE, (a_decision(findings[1], by="Ben"),))
    reviews.undo(REFERENCE, "Ana")
    assert verdicts(case_store) == [(Verdict.OPEN, "Ana"), (Verdict.WITHHOLD, "Ben")]


def test_what_somebody_else_has_decided_since_cannot_be_undone(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0]),))
    reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.RELEASE, by="Ben"),))
    with pytest.raises(Conflict, match=findings[0].id):
        reviews.undo(REFERENCE, "Ana")
    reviews.undo(REFERENCE, "Ben")
    assert verdicts(case_store)[0] == (Verdict.WITHHOLD, "Ana")
    reviews.undo(REFERENCE, "Ana")
    assert verdicts(case_store)[0] == (Verdict.OPEN, "Ana")


def test_an_undo_over_an_accepted_suggestion_does_not_make_a_person_stand_behind_it(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    case_store.reviews.decide(REFERENCE, (a_decision(findings[0], by=SUGGESTED_BY),))
    case_store.reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.RELEASE),))
    case_store.reviews.undo(REFERENCE, "Ana")
    assert verdicts(case_store)[0] == (Verdict.WITHHOLD, SUGGESTED_BY)


def test_a_second_reviewer_who_agrees_seconds_and_one_who_took_it_back_does_not(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0]),))
    reviews.decide(REFERENCE, (a_decision(findings[0], by="Ben"),))
    assert reviews.rulings(REFERENCE)[0].seconded_by == ("Ana",)
    reviews.undo(REFERENCE, "Ben")
    ruling = reviews.rulings(REFERENCE)[0]
    assert (ruling.verdict, ruling.seconded_by) == (Verdict.WITHHOLD, ())


def test_a_suggestion_seconds_nobody(case_store: Store, findings: tuple[Finding, ...]) -> None:
    case_store.reviews.decide(REFERENCE, (a_decision(findings[0], by=SUGGESTED_BY),))
    case_store.reviews.decide(REFERENCE, (a_decision(findings[0]),))
    assert case_store.reviews.rulings(REFERENCE)[0].seconded_by == ()


def test_a_new_resolution_replaces_people_and_findings_and_keeps_every_decision(
    case_store: Store, document: Document, findings: tuple[Finding, ...]
) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.RELEASE),))
    edition = reviews.edition(REFERENCE)
    again = (findings[0].suggested(Verdict.WITHHOLD, "TP"), a_finding(document, "was there", category=Category.PASSAGE))
    other = Person(id="p-0000000002", name="Ms Adeyemi", role="staff")
    reviews.record_resolution(REFERENCE, (other,), again)
    assert reviews.people(REFERENCE) == (other,)
    assert reviews.findings(REFERENCE) == again
    assert verdicts(case_store) == [(Verdict.RELEASE, "Ana"), (Verdict.OPEN, "")]
    assert reviews.edition(REFERENCE) > edition


def test_what_a_person_withheld_stays_though_a_later_run_does_not_find_it(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[1]),))
    reviews.record_resolution(REFERENCE, (), findings[:1])
    assert reviews.findings(REFERENCE) == (findings[0], replace(findings[1], person_id=None))
    assert verdicts(case_store) == [(Verdict.OPEN, ""), (Verdict.WITHHOLD, "Ana")]


def test_what_was_released_or_withheld_unseen_goes_where_a_later_run_does_not_find_it(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    case_store.reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.RELEASE),))
    case_store.reviews.decide(REFERENCE, (a_decision(findings[1], by=SUGGESTED_BY),))
    case_store.reviews.record_resolution(REFERENCE, (), ())
    assert case_store.reviews.findings(REFERENCE) == ()
    assert len(case_store.reviews.decisions(REFERENCE)) == 2


def test_a_box_drawn_by_hand_outlives_new_resolutions(case_store: Store, findings: tuple[Finding, ...]) -> None:
    drawn = found_at("0001", PageBox(0, Box(10, 10, 50, 20)), category=Category.DRAWN)
    (stored,) = case_store.reviews.add_drawn(REFERENCE, drawn, a_decision(drawn))
    case_store.reviews.add_drawn(REFERENCE, drawn)
    case_store.reviews.record_resolution(REFERENCE, (), findings)
    assert case_store.reviews.findings(REFERENCE, "0001") == (*findings, drawn)
    assert case_store.reviews.rulings(REFERENCE)[-1].decision == stored


def test_an_area_keeps_its_id_when_it_is_written_down(case_store: Store) -> None:
    picture = found_at("0001", PageBox(0, Box(10 / 3, 20 / 3, 100 / 3, 50 / 7)), category=Category.PICTURE)
    case_store.reviews.record_resolution(REFERENCE, (), (picture,))
    case_store.reviews.decide(REFERENCE, (a_decision(picture),))
    (ruling,) = case_store.reviews.rulings(REFERENCE)
    assert (ruling.finding.id, ruling.verdict) == (picture.id, Verdict.WITHHOLD)


def test_undoing_a_drawn_box_releases_it(case_store: Store, findings: tuple[Finding, ...]) -> None:
    drawn = found_at("0001", PageBox(0, Box(10, 10, 50, 20)), category=Category.DRAWN)
    case_store.reviews.add_drawn(REFERENCE, drawn, a_decision(drawn))
    case_store.reviews.undo(REFERENCE, "Ana")
    assert verdicts(case_store)[-1] == (Verdict.RELEASE, "Ana")


def test_only_drawn_findings_are_added_by_hand(case_store: Store, findings: tuple[Finding, ...]) -> None:
    with pytest.raises(ValueError, match="drawn"):
        case_store.reviews.add_drawn(REFERENCE, findings[0])


def test_progress_counts_what_is_open_and_what_is_held(case_store: Store, findings: tuple[Finding, ...]) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.HOLD),))
    reviews.decide(REFERENCE, (a_decision(findings[1]),))
    reviews.undo(REFERENCE, "Ana")
    progress = reviews.progress(REFERENCE)["0001"]
    assert (progress.findings, progress.undecided, progress.held) == (2, 1, 1)


def test_rulings_of_one_document_are_those_of_the_case(case_store: Store, findings: tuple[Finding, ...]) -> None:
    case_store.reviews.decide(REFERENCE, [a_decision(each) for each in findings])
    rulings = case_store.reviews.rulings(REFERENCE, "0001")
    assert rulings == case_store.reviews.rulings(REFERENCE)
    assert rulings == standing_rulings(findings, case_store.reviews.decisions(REFERENCE))
    assert case_store.reviews.rulings(REFERENCE, "0002") == ()
    standing = case_store.reviews.standing(REFERENCE, [findings[0].id])
    assert standing == {findings[0].id: rulings[0].decision}


def test_one_act_over_very_many_findings_is_stored_whole(case_store: Store) -> None:
    many = tuple(found_at("0001", Span(n, n + 1)) for n in range(1200))
    case_store.reviews.record_resolution(REFERENCE, (), many)
    expected = {finding.id: 0 for finding in many}
    stored = case_store.reviews.decide(REFERENCE, [a_decision(each) for each in many], expected=expected)
    assert [decision.sequence for decision in stored] == list(range(1, 1201))
    with pytest.raises(Conflict, match="and 1180 more"):
        case_store.reviews.decide(REFERENCE, [a_decision(each) for each in many], expected=expected)
    case_store.reviews.undo(REFERENCE, "Ana")
    assert case_store.reviews.progress(REFERENCE)["0001"].undecided == 1200


def test_several_acts_are_taken_back_and_done_again_one_by_one(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    reviews, (first, second) = case_store.reviews, findings[:2]
    reviews.decide(REFERENCE, (a_decision(first, Verdict.RELEASE, code=""),))
    reviews.decide(REFERENCE, (a_decision(second),))
    for _ in range(2):
        reviews.undo(REFERENCE, "Ana")
    assert _verdicts(case_store)[:2] == [Verdict.OPEN, Verdict.OPEN]
    assert [each.finding_id for each in reviews.redo(REFERENCE, "Ana")] == [first.id]
    assert [each.finding_id for each in reviews.redo(REFERENCE, "Ana")] == [second.id]
    assert _verdicts(case_store)[:2] == [Verdict.RELEASE, Verdict.WITHHOLD]
    assert reviews.redo(REFERENCE, "Ana") == ()
    reviews.undo(REFERENCE, "Ana")
    reviews.decide(REFERENCE, (a_decision(first),))
    assert reviews.redo(REFERENCE, "Ana") == ()
    assert case_store.audit.verify_chain(REFERENCE)


def test_what_somebody_else_has_decided_since_is_not_done_again(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    reviews = case_store.reviews
    reviews.decide(REFERENCE, (a_decision(findings[0]),))
    reviews.undo(REFERENCE, "Ana")
    reviews.decide(REFERENCE, (a_decision(findings[0], Verdict.RELEASE, by="Ben", code=""),))
    with pytest.raises(Conflict):
        reviews.redo(REFERENCE, "Ana")


def test_an_act_sent_twice_under_one_key_is_done_once(case_store: Store, findings: tuple[Finding, ...]) -> None:
    reviews = case_store.reviews
    for finding in findings[:2]:
        reviews.decide(REFERENCE, (a_decision(finding),), key=f"k-{finding.id}")
    sent = [reviews.decide(REFERENCE, (a_decision(findings[0]),), key=f"k-{findings[0].id}") for _ in range(2)]
    assert sent[0] == sent[1]
    taken = [reviews.undo(REFERENCE, "Ana", key="undo-1") for _ in range(3)]
    assert taken[0] == taken[1] == taken[2]
    assert _verdicts(case_store)[:2] == [Verdict.WITHHOLD, Verdict.OPEN]


def test_one_ruling_over_many_is_one_entry_of_the_log_and_one_undo(
    case_store: Store, findings: tuple[Finding, ...]
) -> None:
    before = len(case_store.audit.entries(REFERENCE))
    case_store.reviews.decide(REFERENCE, [a_decision(each) for each in findings], over="person p-0000000001")
    (entry,) = case_store.audit.entries(REFERENCE)[before:]
    details = json.loads(entry.details)
    assert (entry.kind, details["count"], details["over"]) == (
        "decision over many",
        len(findings),
        "person p-0000000001",
    )
    assert {each[0] for each in details["rulings"]} == {each.id for each in findings}
    case_store.reviews.undo(REFERENCE, "Ana")
    assert set(_verdicts(case_store)) == {Verdict.OPEN}
    assert len(case_store.audit.entries(REFERENCE)) == before + 2


def _verdicts(case_store: Store) -> list[Verdict]:
    return [ruling.verdict for ruling in case_store.reviews.rulings(REFERENCE)]
