from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, update

from redactor.domain.account import Account
from redactor.domain.reviewer import Duty
from redactor.errors import AccountRefused, NoSuchAccount, NoSuchCase, StoreError
from redactor.store.entrance import ACCESS_LOG
from redactor.store.store import Store
from tests.store.making import REFERENCE

REVIEWER, DPO = frozenset({Duty.REVIEWER}), frozenset({Duty.DPO})


def add_ana(store: Store) -> Account:
    ana = Account(name="Ana Osei", duties=DPO, case_duties={REFERENCE: REVIEWER}, identity="ana@example.org")
    store.accounts.add(ana, password_hash="hash", by="root")
    return store.accounts.find("Ana Osei")


def test_an_account_is_found_by_its_name_in_any_case_and_by_its_identity(case_store: Store) -> None:
    ana = add_ana(case_store)
    assert (ana.duties, ana.case_duties, ana.has_password) == (DPO, {REFERENCE: REVIEWER}, True)
    assert case_store.accounts.find("ANA osei ") == ana == case_store.accounts.vouched_for("ana@example.org")
    assert case_store.accounts.password_hash("ana osei") == "hash"
    assert case_store.accounts.every() == (ana,)
    assert case_store.accounts.vouched_for("") is None
    assert case_store.accounts.password_hash("Ben") == ""


def test_a_name_and_an_identity_belong_to_one_person_for_good(case_store: Store) -> None:
    add_ana(case_store)
    with pytest.raises(AccountRefused):
        case_store.accounts.add(Account(name="ana osei"))
    with pytest.raises(AccountRefused):
        case_store.accounts.add(Account(name="Ben", identity="ana@example.org"))
    case_store.accounts.remove("Ana Osei")
    with pytest.raises(AccountRefused):
        case_store.accounts.add(Account(name="Ana Osei"))
    with pytest.raises(NoSuchAccount):
        case_store.accounts.find("Ana Osei")
    case_store.accounts.add(Account(name="Ben", identity="ana@example.org"))
    assert [each.name for each in case_store.accounts.every()] == ["Ben"]


def test_duties_are_given_and_taken_overall_and_in_one_case(case_store: Store) -> None:
    add_ana(case_store)
    case_store.accounts.give("Ana Osei", {Duty.APPROVER, Duty.REVIEWER}, reference=REFERENCE)
    case_store.accounts.take("Ana Osei", DPO)
    ana = case_store.accounts.find("Ana Osei")
    assert (ana.duties, ana.at(REFERENCE).duties) == (frozenset(), {Duty.APPROVER, Duty.REVIEWER})
    assert ana.at("SAR-OTHER").duties == frozenset()
    assert not ana.works_on("SAR-OTHER")
    with pytest.raises(NoSuchCase):
        case_store.accounts.give("Ana Osei", DPO, reference="SAR-OTHER")


def test_every_change_is_in_the_log_of_accesses_which_the_database_does_not_let_anybody_change(
    case_store: Store,
) -> None:
    add_ana(case_store)
    case_store.accounts.give("Ana Osei", {Duty.AUDITOR}, by="root")
    case_store.accounts.set_password("Ana Osei", "other", by="root")
    case_store.accounts.remove("Ana Osei", by="root")
    entries = case_store.accounts.log()
    assert [each.kind for each in entries] == ["account added", "duty given", "password set", "account removed"]
    assert {each.by for each in entries} == {"root"}
    assert json.loads(entries[1].details) == {"case": "", "duties": ["auditor"]}
    assert not any("hash" in each.details or "other" in each.details for each in entries)
    for change in (update(ACCESS_LOG).values(kind="x"), delete(ACCESS_LOG)):
        with pytest.raises(StoreError, match="refused"), case_store.database.writing() as connection:
            connection.execute(change)
