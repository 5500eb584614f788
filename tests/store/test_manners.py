"""How what is withheld is shown, as it is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

from redactor.domain.manner import Manner, Reach
from redactor.domain.redaction import Treatment
from redactor.store.store import Store
from tests.store.making import REFERENCE

AT = datetime(2026, 9, 3, tzinfo=UTC)


def a_manner(treatment: Treatment, *, target: str = "0001", reach: Reach = Reach.DOCUMENT) -> Manner:
    return Manner(
        reach=reach, target=target, treatment=treatment, by="Ana Reyes", at=AT, reason="harm",
        review_on=date(2027, 3, 1),
    )  # fmt: skip


def test_the_last_choice_stands_and_every_one_is_kept_and_logged(case_store: Store) -> None:
    for treatment in (Treatment.SUPPRESSED, Treatment.LABEL):
        case_store.manners.record(REFERENCE, a_manner(treatment))
    assert [each.treatment for each in case_store.manners.history(REFERENCE)] == ["suppressed", "label"]
    assert case_store.manners.of(REFERENCE).standing == (a_manner(Treatment.LABEL),)
    assert case_store.manners.of(REFERENCE).suppressed_documents == frozenset()
    assert [each.kind for each in case_store.audit.entries(REFERENCE)][-2:] == ["manner chosen", "manner chosen"]


def test_a_person_keeps_their_name_of_ours_and_no_two_share_one(case_store: Store) -> None:
    people = {f"p-{number}": "Pupil" for number in range(30)}
    case_store.manners.name_people(REFERENCE, people)
    first = case_store.manners.of(REFERENCE).pseudonyms
    case_store.manners.name_people(REFERENCE, {**people, "p-x": "Parent"})
    second = case_store.manners.of(REFERENCE).pseudonyms
    assert len(set(first.values())) == 30
    assert {key: second[key] for key in first} == dict(first)
    assert second["p-x"].startswith("Parent ")


def test_the_letters_do_not_follow_the_order_of_people(case_store: Store) -> None:
    people = {f"p-{number:02}": "Pupil" for number in range(12)}
    case_store.manners.name_people(REFERENCE, people)
    given = case_store.manners.of(REFERENCE).pseudonyms
    assert [given[key] for key in sorted(given)] != sorted(given.values())  # by chance once in 479 million
