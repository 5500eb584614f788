from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from redactor.domain.account import Account
from redactor.domain.reviewer import Duty
from redactor.web.team import Elsewhere, Team
from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk
from tests.web.team import ADDRESS, a_stranger, a_team_app, add_people, names
from tests.web.vouching_service import CLIENT, SECRET, Service, a_service


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with a_service() as service:
        yield service


@pytest.fixture
def service(running: Service) -> Service:
    """The provider, unbent."""
    running.bent, running.signs_wrongly, running.signs_nothing = {}, False, False
    running.claims = {"sub": "subject-1", "email": "Ana@Example.org", "email_verified": True}
    return running


@pytest.fixture
def app(desk: OnDesk, service: Service) -> FastAPI:
    add_people(desk.store)
    return a_team_app(desk.store, a_team(service))


def a_team(service: Service, claim: str = "email") -> Team:
    elsewhere = Elsewhere(
        issuer=service.issuer, client_id=CLIENT, client_secret=SECRET, claim=claim, label="Example ID"
    )
    return Team(address=ADDRESS, elsewhere=elsewhere)


def go_there(visitor: TestClient, wanted: str = "/") -> str:
    """Go to the provider's page and give the address that it sends the browser back to."""
    answer = visitor.get("/sign-in/elsewhere", params={"next": wanted})
    assert answer.status_code == 303, answer.text
    return httpx.get(answer.headers["location"]).headers["location"]


def come_back(visitor: TestClient, address: str) -> Any:
    parts = urlsplit(address)
    return visitor.get(f"{parts.path}?{parts.query}", headers={"sec-fetch-site": "cross-site"})


def test_whoever_the_service_vouches_for_comes_in_as_the_account_it_belongs_to(desk: OnDesk, app: FastAPI) -> None:
    visitor = a_stranger(app)
    assert "Sign in with Example ID" in visitor.get("/sign-in").text
    back = go_there(visitor, f"/case/{REFERENCE}")
    assert back.startswith(f"{ADDRESS}/sign-in/back?")
    answer = come_back(visitor, back)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert f'content="0;url=/case/{REFERENCE}"' in answer.text
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert "Ana" in visitor.get(f"/case/{REFERENCE}").text
    assert '"how":"vouched for"' in desk.store.accounts.log()[-1].details


def test_the_same_answer_lets_nobody_in_twice_nor_in_another_browser(app: FastAPI) -> None:
    visitor = a_stranger(app)
    back = go_there(visitor)
    assert come_back(a_stranger(app), back).status_code == 400
    assert come_back(visitor, back).status_code == 200
    visitor.cookies.clear()
    assert come_back(visitor, back).status_code == 400


def test_an_answer_to_another_question_lets_nobody_in(app: FastAPI) -> None:
    one, two = a_stranger(app), a_stranger(app)
    of_one, of_two = go_there(one), go_there(two)
    assert come_back(one, of_two).status_code == 400
    assert come_back(two, of_one.replace("code=", "code=x")).status_code == 400


@pytest.mark.parametrize(
    "bent",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"iss": "https://evil.example.org"},
        {"exp": int(time.time()) - 3600},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ["ana@example.org"]},
        {"email": ""},
        {"email": "ana@example.org\r\n"},
    ],
)
def test_a_word_that_is_not_for_us_or_not_checked_is_not_believed(
    app: FastAPI, service: Service, bent: dict[str, Any]
) -> None:
    visitor = a_stranger(app)
    service.bent = bent
    answer = come_back(visitor, go_there(visitor))
    assert answer.status_code == 400
    assert "did not sign you in" in answer.text
    assert visitor.get("/").status_code == 401


@pytest.mark.parametrize("how", ["signs_wrongly", "signs_nothing"])
def test_a_word_that_the_service_did_not_sign_is_not_believed(app: FastAPI, service: Service, how: str) -> None:
    visitor = a_stranger(app)
    setattr(service, how, True)
    assert come_back(visitor, go_there(visitor)).status_code == 400


def test_nobody_gets_an_account_by_being_known_elsewhere(desk: OnDesk, app: FastAPI, service: Service) -> None:
    service.claims["email"] = "stranger@example.org"
    visitor = a_stranger(app)
    answer = come_back(visitor, go_there(visitor))
    assert answer.status_code == 403
    assert "nobody has given you an account" in answer.text
    assert "Ana" not in names(desk.store.accounts.log())
    assert visitor.get("/").status_code == 401


def test_a_removed_account_is_nobody_any_more(desk: OnDesk, app: FastAPI) -> None:
    desk.store.accounts.remove("Ana")
    visitor = a_stranger(app)
    assert come_back(visitor, go_there(visitor)).status_code == 403


def test_another_claim_may_be_the_identity_and_then_the_address_counts_for_nothing(
    desk: OnDesk, service: Service
) -> None:
    add_people(desk.store)
    app = a_team_app(desk.store, a_team(service, claim="sub"))
    visitor = a_stranger(app)
    assert come_back(visitor, go_there(visitor)).status_code == 403
    desk.store.accounts.add(Account(name="Cam", identity="subject-1", duties=frozenset({Duty.AUDITOR})))
    assert come_back(visitor, go_there(visitor)).status_code == 200
    assert "Cam" in visitor.get("/").text


def test_a_service_that_refuses_or_is_away_is_told_calmly(app: FastAPI, desk: OnDesk) -> None:
    visitor = a_stranger(app)
    go_there(visitor)
    refused = visitor.get("/sign-in/back", params={"error": "access_denied", "error_description": "<b>no</b>"})
    assert refused.status_code == 400
    assert "<b>" not in refused.text
    away = Team(address=ADDRESS, elsewhere=Elsewhere(issuer="http://127.0.0.1:9", client_id="x", client_secret="y"))
    assert a_stranger(a_team_app(desk.store, away)).get("/sign-in/elsewhere").status_code == 502


def test_going_there_over_and_over_is_stopped(app: FastAPI) -> None:
    visitor = a_stranger(app)
    answers = [visitor.get("/sign-in/elsewhere").status_code for _ in range(25)]
    assert answers[0] == 303
    assert answers[-1] == 429
