from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from redactor.store.desks import CLAIM_SECONDS, Comment
from redactor.store.schema import CLAIMS
from redactor.store.store import Store
from tests.store.making import REFERENCE


def remark(**more: Any) -> Comment:
    return Comment(document_id="0001", page_number=2, by="Ana", text="Is that her aunt?", **more)


def test_comments_stand_in_their_order_and_the_log_holds_none_of_their_words(case_store: Store) -> None:
    first = case_store.desks.comment(REFERENCE, remark(referred_to="Dr Shah"))
    second = case_store.desks.comment(REFERENCE, remark(settles=first.id, finding_id="0001-000000000000"))
    assert case_store.desks.comments(REFERENCE, "0001") == (first, second)
    assert (first.id, second.id, second.settles) == (1, 2, 1)
    entries = case_store.audit.entries(REFERENCE)[-2:]
    assert [entry.kind for entry in entries] == ["referred", "settled"]
    assert not any("aunt" in entry.details for entry in entries)


def test_a_comment_sent_twice_under_one_key_is_added_once(case_store: Store) -> None:
    sent = [case_store.desks.comment(REFERENCE, remark(), key="k") for _ in range(2)]
    assert sent[0] == sent[1]
    assert len(case_store.desks.comments(REFERENCE)) == 1


def test_a_document_is_held_by_the_first_until_taken_over(case_store: Store) -> None:
    desks = case_store.desks
    assert desks.claim(REFERENCE, "0001", "Ana").by == "Ana"
    assert desks.claim(REFERENCE, "0001", "Ben").by == "Ana"
    assert desks.claim(REFERENCE, "0001", "Ben", take=True).by == "Ben"
    assert desks.claim(REFERENCE, "0001", "Ana").by == "Ben"
    assert {each: claim.by for each, claim in desks.claims(REFERENCE).items()} == {"0001": "Ben"}
    assert [entry.kind for entry in case_store.audit.entries(REFERENCE)].count("document taken over") == 1


def test_a_claim_of_somebody_who_went_away_falls_to_the_next(case_store: Store) -> None:
    case_store.desks.claim(REFERENCE, "0001", "Ana")
    long_ago = (datetime.now(UTC) - timedelta(seconds=CLAIM_SECONDS + 1)).isoformat(timespec="milliseconds")
    with case_store.audit.writing(REFERENCE) as writing:
        writing.connection.execute(update(CLAIMS).values(seen=long_ago))
    assert case_store.desks.claims(REFERENCE) == {}
    assert case_store.desks.claim(REFERENCE, "0001", "Ben").by == "Ben"


def test_what_somebody_prefers_is_theirs_alone(case_store: Store) -> None:
    for value in ("one", "two"):
        case_store.desks.prefer("Ana", "keys", value)
    assert case_store.desks.preference("Ana", "keys") == "two"
    assert case_store.desks.preference("Ben", "keys") == ""
