from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from redactor.domain.account import Account
from redactor.store.entrance import SESSIONS
from redactor.store.sessions import SIGN_IN_TAKES, TimeOuts
from redactor.store.store import Store

AT = datetime(2026, 9, 3, 9, 0, tzinfo=UTC)
OUTS = TimeOuts(idle=timedelta(minutes=30), absolute=timedelta(hours=10), sessions=2)


def after(**more: float) -> datetime:
    return AT + timedelta(**more)


@pytest.fixture
def team(store: Store) -> Store:
    for name in ("Ana", "Ben"):
        store.accounts.add(Account(name=name), password_hash="hash")
    return store


def begin(store: Store, name: str = "Ana", at: datetime = AT) -> str:
    return store.sessions.begin(name, at=at, how="password", outs=OUTS)


def test_a_token_lets_its_owner_in_and_the_database_does_not_hold_it(team: Store) -> None:
    token = begin(team)
    assert team.sessions.whose(token, at=AT, outs=OUTS) == "Ana"
    assert team.sessions.whose(token + "x", at=AT, outs=OUTS) is None
    with team.database.reading() as connection:
        assert token not in {text for row in connection.execute(select(SESSIONS)) for text in row}


def test_a_session_ends_after_idling_and_goes_on_with_each_look_until_its_last_hour(team: Store) -> None:
    token = begin(team)
    assert team.sessions.whose(token, at=after(minutes=31), outs=OUTS) is None
    for minutes in range(20, 600, 20):
        assert team.sessions.whose(token, at=after(minutes=minutes), outs=OUTS) == "Ana"
    assert team.sessions.whose(token, at=after(minutes=601), outs=OUTS) is None


def test_of_too_many_sessions_the_oldest_ends(team: Store) -> None:
    first, second, third = (begin(team, at=after(minutes=minute)) for minute in range(3))
    ben = begin(team, "Ben")
    seen = [team.sessions.whose(token, at=after(minutes=3), outs=OUTS) for token in (first, second, third, ben)]
    assert seen == [None, "Ana", "Ana", "Ben"]


def test_signing_out_ends_one_session_or_all_and_so_does_another_password(team: Store) -> None:
    one, two = begin(team), begin(team)
    team.sessions.end(one)
    assert team.sessions.whose(one, at=AT) is None
    assert team.sessions.whose(two, at=AT) == "Ana"
    assert team.sessions.end_all("Ana", by="root") == 1
    assert team.sessions.whose(two, at=AT) is None
    third = begin(team)
    team.accounts.set_password("Ana", "other")
    assert team.sessions.whose(third, at=AT) is None


def test_what_a_sign_in_must_match_is_given_out_once_and_for_ten_minutes(team: Store) -> None:
    token, late = (team.sessions.keep_sign_in(noun, at=AT) for noun in ("{1}", "{2}"))
    assert team.sessions.take_sign_in(token, at=AT) == "{1}"
    assert team.sessions.take_sign_in(token, at=AT) is None
    assert team.sessions.take_sign_in(late, at=AT + SIGN_IN_TAKES + timedelta(seconds=1)) is None


def test_attempts_are_counted_by_key_within_their_time(store: Store) -> None:
    store.attempts.note(["ana", "192.0.2.7"], at=AT, forget_before=after(minutes=-15))
    store.attempts.note(["ana"], at=after(minutes=10), forget_before=after(minutes=-5))
    assert [store.attempts.count(key, since=AT) for key in ("ana", "192.0.2.7", "ben")] == [2, 1, 0]
    assert store.attempts.count("ana", since=after(minutes=5)) == 1
    store.attempts.forgive("ana")
    assert store.attempts.count("ana", since=AT) == 0
