from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.finding import Category, Finding, Span, Verdict
from redactor.review.bulk import Filter, Mark, Order, preview_order, sieve
from tests.store.making import a_decision, found_at
from tests.web.conftest import EXEMPTIONS

AT = datetime(2026, 9, 8, 9, 0, tzinfo=UTC)
TOM = "p-0000000001"


def mark(
    place: int,
    words: str,
    *,
    document: str = "0001",
    category: Category = Category.PERSON,
    person: str | None = TOM,
    verdict: Verdict | None = Verdict.WITHHOLD,
    decided: Decision | None = None,
) -> Mark:
    finding = replace(found_at(document, Span(place, place + 5), category=category), person_id=person)
    if verdict is not None:
        finding = finding.suggested(verdict, "STAFF-REL" if verdict is Verdict.RELEASE else "TP-ID", "Why.")
    if decided is not None:
        decided = replace(decided, finding_id=finding.id)
    return Mark(ruling=Ruling(finding=finding, decision=decided), text=words, pages=(place // 100 + 1,))


def by(name: str, verdict: Verdict = Verdict.WITHHOLD) -> Decision:
    return replace(a_decision(_any(), verdict, by=name, code="TP-ID"), sequence=7)


def _any() -> Finding:
    return found_at("0001", Span(0, 1))


MARKS = (
    mark(10, "Tom  Reid"),
    mark(20, "tom reid", document="0002"),
    mark(120, "07700 900123", category=Category.CONTACT),
    mark(30, "Amy Lunt", person=None, verdict=Verdict.HOLD),
    mark(40, "Tom Reid", decided=by("Ben", Verdict.RELEASE)),
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), 5),
        (Filter(person=TOM), 4),
        (Filter(person=TOM, category="person"), 3),
        (Filter(text="Tom Reid"), 3),
        (Filter(document="0001", page=2), 1),
        (Filter(suggested="hold"), 1),
        (Filter(verdict="open"), 4),
        (Filter(verdict="release", by="Ben"), 1),
        (Filter(code="TP-ID", document="0002"), 1),
        (Filter(below=0.5), 0),
        (Filter(below=0.95), 5),
    ],
)
def test_a_filter_chooses(wanted: Filter, expected: int) -> None:
    assert len(sieve(MARKS, wanted)) == expected


def frozen(order: Order, marks: tuple[Mark, ...] = MARKS):  # type: ignore[no-untyped-def]
    return preview_order(marks, order, EXEMPTIONS, by="Ana", at=AT)


def test_accepting_takes_each_suggestion_and_leaves_what_only_a_person_can_judge() -> None:
    preview = frozen(Order(verdict=None))
    assert [each.verdict for each in preview.decisions] == [Verdict.WITHHOLD] * 3
    assert dict(preview.left_out) == {
        MARKS[3].ruling.finding.id: "can only be judged by itself",
        MARKS[4].ruling.finding.id: "is decided already",
    }


def test_one_ruling_names_the_reviewer_the_ground_and_what_stood() -> None:
    preview = frozen(Order(verdict=Verdict.WITHHOLD, code="TP-ID", reason="Pupils.", again=True))
    assert {(each.by, each.code, each.reason) for each in preview.decisions} == {("Ana", "TP-ID", "Pupils.")}
    assert preview.expected[MARKS[4].ruling.finding.id] == 7
    assert preview.expected[MARKS[0].ruling.finding.id] == 0
    assert len(preview.decisions) == 5


def test_what_lacks_something_is_left_out_with_the_reason() -> None:
    passage = mark(50, "He was hit.", category=Category.PASSAGE)
    preview = frozen(Order(verdict=Verdict.RELEASE), (passage, MARKS[0]))
    assert [each.finding_id for each in preview.decisions] == [MARKS[0].ruling.finding.id]
    assert preview.left_out == ((passage.ruling.finding.id, "needs a reason for the release"),)


def test_a_suggestion_that_was_accepted_unseen_counts_as_undecided() -> None:
    unseen = mark(60, "Tom Reid", decided=by(SUGGESTED_BY))
    assert sieve((unseen,), Filter(verdict="open")) == (unseen,)
    assert len(frozen(Order(verdict=None), (unseen,)).decisions) == 1


def test_the_seal_breaks_when_what_is_meant_or_what_stood_changes() -> None:
    order = Order(verdict=Verdict.WITHHOLD, code="TP-ID")
    seal = frozen(order).seal
    assert frozen(order).seal == seal
    assert frozen(order, MARKS[1:]).seal != seal
    assert frozen(replace(order, code="SH-ED", evidence="x")).seal != seal
    overtaken = (mark(10, "Tom  Reid", decided=replace(by("Ben"), verdict=Verdict.HOLD)), *MARKS[1:])
    assert frozen(replace(order, again=True), overtaken).seal != frozen(replace(order, again=True)).seal


def test_the_log_is_told_a_filter_without_the_words_of_a_record() -> None:
    assert Filter(person=TOM, category="person").in_words() == f"category person, person {TOM}"
    assert "Tom" not in Filter(text="Tom Reid").in_words()
    assert Filter().in_words() == "case"
