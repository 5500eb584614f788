"""A team's server over the tests' case: accounts with every duty, and browsers that sign in."""

from __future__ import annotations

from collections.abc import Iterable

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from redactor.domain.account import Account
from redactor.domain.reviewer import Duty
from redactor.store.store import Store
from redactor.tools import Tools
from redactor.web.app import create_app
from redactor.web.settings import WebSettings
from redactor.web.team import Team
from tests.store.making import REFERENCE, a_case
from tests.web.conftest import EXEMPTIONS

ADDRESS = "https://sar.example.org"
TEAM = Team(address=ADDRESS)
PASSWORD = "three unrelated words"
OTHER_CASE = "SAR-2026-099"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Real argon2id at a cost that tests can pay; what is stored names its own cost."""
HASH = CHEAP.hash(PASSWORD)
OURS = {"x-redactor": "1", "sec-fetch-site": "same-origin"}
A_FORM = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}


def add_people(store: Store) -> None:
    """One person for each duty overall, a reviewer of this case, one of another, and one with no duty."""
    store.cases.create(a_case(OTHER_CASE))
    for duty in Duty:
        store.accounts.add(Account(name=f"Every {duty.value}", duties=frozenset({duty})), password_hash=HASH)
    mine, other = {REFERENCE: frozenset({Duty.REVIEWER})}, {OTHER_CASE: frozenset({Duty.REVIEWER})}
    store.accounts.add(Account(name="Ana", case_duties=mine, identity="ana@example.org"), password_hash=HASH)
    store.accounts.add(Account(name="Ben", case_duties=other), password_hash=HASH)
    store.accounts.add(Account(name="Nia"), password_hash=HASH)


def a_team_app(store: Store, team: Team = TEAM, *, tools: Tools | None = None) -> FastAPI:
    """The app that serves a team."""
    return create_app(store, WebSettings(team=team, exemptions=EXEMPTIONS, tools=tools))


def a_stranger(app: FastAPI, *, address: str = "192.0.2.7") -> TestClient:
    """A browser at that IP address that has not signed in."""
    return TestClient(app, base_url=ADDRESS, follow_redirects=False, client=(address, 50_000))


def sign_in(app: FastAPI, name: str, password: str = PASSWORD, *, address: str = "192.0.2.7") -> TestClient:
    """A browser that signed in by the form, and writes as our own page does."""
    visitor = a_stranger(app, address=address)
    answer = visitor.post("/sign-in", data={"name": name, "password": password}, headers=A_FORM)
    assert answer.status_code == 303, answer.text
    visitor.headers.update(OURS)
    return visitor


def names(entries: Iterable[object]) -> list[str]:
    """The kinds of the entries of a log."""
    return [entry.kind for entry in entries]  # type: ignore[attr-defined]
