from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from redactor.domain.backing import (
    AlreadyKnown,
    Classed,
    Consent,
    Consulted,
    Opinion,
    Referral,
    Signature,
    Statement,
    Substance,
    ThirdPartyTest,
    Withdrawal,
)
from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Verdict
from redactor.domain.sample import Grade, Graded, Question, Sample, Stratum, mark_of
from redactor.errors import Conflict, NoSuchCase, RedactorError
from redactor.store.store import Store
from tests.store.making import AT, REFERENCE, a_case, a_document, a_finding, a_source

DAY = date(2026, 9, 1)
EVERY: tuple[Substance, ...] = (
    Statement(key="harm_rationale", text="Canary Quill threatened him"),
    Opinion(author="Dr Shah", profession="GP", given=DAY, harm_likely=True, expires=date(2026, 12, 1)),
    AlreadyKnown(how="They wrote it"),
    ThirdPartyTest(without_naming="No", consent=Consent.NOT_ASKED, factors="Unsafe", reasonable=False),
    Consulted(originator="Police", on=DAY, view="Live"),
    Signature(role="dpo", name="Ben", on=DAY, verdict=Verdict.WITHHOLD, code="SRC"),
    Referral(to="Dr Shah", question="Harm?"),
    Classed(record_class=RecordClass.HEALTH),
    Withdrawal(number=1, why="In error"),
)
FINDING = a_finding(a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there"), "Tom Reid")
QUESTION = Question(id="0001/2", stratum=Stratum.PAGES, document_id="0001", page_number=2)
SAMPLE = Sample(
    seed=2**53 - 2,
    questions=(QUESTION,),
    covers=(mark_of(FINDING.id, Verdict.WITHHOLD, "TP"),),
    pages=1,
    wanted=60,
    worst=0.06,
    by="Ana",
    at=AT,
)


def test_everything_that_can_be_said_comes_back_as_it_was_said(case_store: Store) -> None:
    case_store.reviews.record_resolution(REFERENCE, (), (FINDING,))
    stored = [case_store.backings.add(REFERENCE, (FINDING.id, "0001"), each, by="Ana") for each in EVERY]
    kept = case_store.backings.of(REFERENCE)
    assert kept == tuple(stored)
    assert tuple(each.substance for each in kept) == EVERY
    assert [each.number for each in kept] == list(range(1, len(EVERY) + 1))


def test_the_log_says_what_was_put_on_record_without_its_words(case_store: Store) -> None:
    case_store.backings.add(REFERENCE, ("0001",), EVERY[0], by="Ana")
    (entry,) = (each for each in case_store.audit.entries(REFERENCE) if each.kind == "on record")
    assert (entry.by, "statement" in entry.details, "Canary" in entry.details) == ("Ana", True, False)
    case_store.audit.verify_chain(REFERENCE)


def test_what_speaks_of_something_outside_the_case_is_not_stored(case_store: Store) -> None:
    case_store.cases.create(a_case("SAR-2"))
    case_store.cases.add_source("SAR-2", a_source("0007", b"x"), b"x")
    for target in ("0002", "0001-ffffffffffff", "0007"):
        with pytest.raises(Conflict):
            case_store.backings.add(REFERENCE, ("0001", target), EVERY[0], by="Ana")
    with pytest.raises(Conflict, match="number 9"):
        case_store.backings.add(REFERENCE, ("0001",), Withdrawal(number=9, why="x"), by="Ana")
    with pytest.raises(NoSuchCase):
        case_store.backings.add("SAR-3", ("0001",), EVERY[0], by="Ana")
    assert case_store.backings.of(REFERENCE) == ()


def test_a_sample_and_its_answers_come_back_in_order(case_store: Store) -> None:
    stored = case_store.samples.add(REFERENCE, SAMPLE)
    assert stored == replace(SAMPLE, number=1)
    assert case_store.samples.add(REFERENCE, SAMPLE).number == 2
    first = Graded(question="0001/2", grade=Grade.MISSED, by="Ana", at=AT, note="A name", sample=1)
    case_store.samples.grade(REFERENCE, first)
    case_store.samples.grade(REFERENCE, replace(first, grade=Grade.RIGHT))
    assert case_store.samples.graded(REFERENCE) == (first, replace(first, grade=Grade.RIGHT))
    assert [each.number for each in case_store.samples.of(REFERENCE)] == [1, 2]


def test_an_answer_that_no_sample_asked_for_is_not_stored(case_store: Store) -> None:
    case_store.samples.add(REFERENCE, SAMPLE)
    good = Graded(question="0001/2", grade=Grade.RIGHT, by="Ana", at=AT, sample=1)
    for wrong in (replace(good, sample=2), replace(good, question="0001/1")):
        with pytest.raises(Conflict):
            case_store.samples.grade(REFERENCE, wrong)
    assert case_store.samples.graded(REFERENCE) == ()


@pytest.mark.parametrize("table", ["backings", "samples", "grades"])
def test_the_database_itself_refuses_to_change_what_is_on_record(case_store: Store, table: str) -> None:
    case_store.backings.add(REFERENCE, ("0001",), EVERY[0], by="Ana")
    case_store.samples.add(REFERENCE, SAMPLE)
    graded = Graded(question="0001/2", grade=Grade.RIGHT, by="Ana", at=AT, sample=1)
    case_store.samples.grade(REFERENCE, graded)

    def change() -> None:
        with case_store.audit.writing(REFERENCE) as writing:
            writing.connection.execute(text(f"UPDATE {table} SET noun = '{{}}'"))

    with pytest.raises(RedactorError):
        change()
