from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from redactor.domain.account import Account
from redactor.domain.reviewer import Duty
from redactor.store.sessions import TimeOuts
from redactor.web.knocking import (
    MOST_AS_ONE_NAME,
    MOST_FROM_ONE_ADDRESS,
    MOST_FROM_ONE_ADDRESS_AS_ONE_NAME,
    WINDOW,
    Knocks,
)
from redactor.web.passwords import Passwords, hash_password, trouble_with_password
from redactor.web.team import Team, safe_path
from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk
from tests.web.team import A_FORM, ADDRESS, HASH, PASSWORD, TEAM, a_stranger, a_team_app, add_people, names, sign_in

NOW = datetime(2026, 9, 7, 10, 30, tzinfo=UTC)
PAGE = {"accept": "text/html", "sec-fetch-site": "none"}


@pytest.fixture
def app(desk: OnDesk) -> FastAPI:
    add_people(desk.store)
    return a_team_app(desk.store)


def test_a_password_lets_in_and_leaves_a_cookie_that_nobody_else_can_set_or_read(desk: OnDesk, app: FastAPI) -> None:
    visitor = a_stranger(app)
    answer = visitor.post("/sign-in", data={"name": " ANA ", "password": PASSWORD, "next": "/x?y=1"}, headers=A_FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/x?y=1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-redactor=")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert visitor.get(f"/case/{REFERENCE}").status_code == 200
    assert "strict-transport-security" in answer.headers
    assert names(desk.store.accounts.log())[-1] == "signed in"


def test_the_database_holds_no_token_and_no_password(desk: OnDesk, app: FastAPI) -> None:
    visitor = sign_in(app, "Ana")
    token = visitor.cookies["__Host-redactor"]
    desk.store.close()
    content = b"".join(path.read_bytes() for path in desk.store.vault.folder.parent.glob("redactor.db*"))
    assert b"Ana" in content
    assert token.encode() not in content
    assert PASSWORD.encode() not in content


@pytest.mark.parametrize(("name", "password"), [("Ana", "wrong"), ("Nobody", PASSWORD), ("", ""), ("Ana", "")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(app: FastAPI, name: str, password: str) -> None:
    answer = a_stranger(app).post("/sign-in", data={"name": name, "password": password}, headers=A_FORM)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


def test_nobody_without_a_password_comes_in_by_the_form(desk: OnDesk, app: FastAPI) -> None:
    desk.store.accounts.add(Account(name="Cam", identity="cam@example.org", duties=frozenset({Duty.DPO})))
    for tried in ("", "None", HASH):
        answer = a_stranger(app).post("/sign-in", data={"name": "Cam", "password": tried}, headers=A_FORM)
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
    ],
)
def test_another_site_cannot_sign_anybody_in(app: FastAPI, headers: dict[str, str]) -> None:
    answer = a_stranger(app).post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403


def test_an_old_browser_is_known_by_its_origin(app: FastAPI) -> None:
    answer = a_stranger(app).post("/sign-in", data={"name": "Ana", "password": PASSWORD}, headers={"origin": ADDRESS})
    assert answer.status_code == 303


def test_guessing_is_stopped_and_the_right_password_does_not_help_then(app: FastAPI) -> None:
    visitor = a_stranger(app)
    for _ in range(MOST_FROM_ONE_ADDRESS_AS_ONE_NAME):
        assert visitor.post("/sign-in", data={"name": "Ana", "password": "x"}, headers=A_FORM).status_code == 401
    refused = visitor.post("/sign-in", data={"name": "ana", "password": PASSWORD}, headers=A_FORM)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    sign_in(app, "Ana", address="192.0.2.8")
    sign_in(app, "Ben")


def test_knocking_is_counted_by_address_by_name_and_for_a_quarter_of_an_hour(desk: OnDesk) -> None:
    knocks = Knocks(desk.store.attempts)
    for number in range(MOST_FROM_ONE_ADDRESS):
        assert not knocks.are_too_many("x", "2001:db8::1", at=NOW)
        knocks.failed(f"name {number}", f"2001:db8::{number}", at=NOW)
    assert knocks.are_too_many("x", "2001:db8::ffff", at=NOW), "one network, whatever its last half"
    assert not knocks.are_too_many("x", "2001:db8:0:1::1", at=NOW)
    for number in range(MOST_AS_ONE_NAME):
        knocks.failed("Ana", f"192.0.2.{number}", at=NOW)
    assert knocks.are_too_many("ANA", "198.51.100.1", at=NOW)
    assert not knocks.are_too_many("Ana", "198.51.100.1", at=NOW + WINDOW + timedelta(seconds=1))
    knocks.failed("Ana", "::ffff:192.0.2.1", at=NOW + 2 * WINDOW)
    assert desk.store.attempts.count("address 192.0.2.1", since=NOW) == 1, "the old ones are forgotten"


def test_a_slip_is_forgiven_once_the_password_was_right(app: FastAPI) -> None:
    for _ in range(3):
        for _ in range(MOST_FROM_ONE_ADDRESS_AS_ONE_NAME - 1):
            a_stranger(app).post("/sign-in", data={"name": "Ana", "password": "x"}, headers=A_FORM)
        sign_in(app, "Ana")


def test_sessions_end_after_a_while_of_nothing_and_after_a_day_in_any_case(desk: OnDesk) -> None:
    add_people(desk.store)
    sessions, outs = desk.store.sessions, TimeOuts(idle=timedelta(minutes=30), absolute=timedelta(hours=2))
    token = sessions.begin("Ana", at=NOW, how="password", outs=outs)
    at = NOW
    for _ in range(5):
        at += timedelta(minutes=20)
        assert sessions.whose(token, at=at, outs=outs) == "Ana"
    assert sessions.whose(token, at=NOW + timedelta(hours=2, seconds=1), outs=outs) is None
    idle = sessions.begin("Ana", at=NOW, how="password", outs=outs)
    assert sessions.whose(idle, at=NOW + timedelta(minutes=31), outs=outs) is None
    assert sessions.whose("guessed", at=NOW, outs=outs) is None


def test_a_timed_out_browser_is_sent_to_sign_in_and_a_script_is_told(desk: OnDesk, app: FastAPI) -> None:
    visitor = sign_in(a_team_app(desk.store, Team(address=ADDRESS, outs=TimeOuts(idle=timedelta(0)))), "Ana")
    place = f"/case/{REFERENCE}?a=1"
    answer = visitor.get(place, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={quote(place, safe='')}")
    told = visitor.post(f"/case/{REFERENCE}/undo", json={})
    assert (told.status_code, told.json()["sign_in"]) == (401, "/sign-in")


def test_of_too_many_sessions_the_oldest_ends(desk: OnDesk) -> None:
    add_people(desk.store)
    outs, sessions = TimeOuts(sessions=2), desk.store.sessions
    first, second, third = (
        sessions.begin("Ana", at=NOW + timedelta(seconds=number), how="password", outs=outs) for number in range(3)
    )
    at = NOW + timedelta(seconds=5)
    assert [sessions.whose(token, at=at, outs=outs) for token in (first, second, third)] == [None, "Ana", "Ana"]


def test_signing_out_ends_the_session_on_the_server_and_the_pictures_in_the_browser(app: FastAPI) -> None:
    visitor = sign_in(app, "Ana")
    token = visitor.cookies["__Host-redactor"]
    answer = visitor.post("/sign-out", headers=A_FORM)
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"cache", "storage"')
    visitor.cookies.set("__Host-redactor", token)
    assert visitor.get("/").status_code == 401


def test_signing_out_everywhere_ends_all_of_ones_own_sessions(app: FastAPI) -> None:
    one, two, ben = sign_in(app, "Ana"), sign_in(app, "Ana"), sign_in(app, "Ben")
    one.post("/sign-out-everywhere", headers=A_FORM)
    assert [each.get("/").status_code for each in (one, two, ben)] == [401, 401, 200]


def test_another_password_and_removal_end_every_session(desk: OnDesk, app: FastAPI) -> None:
    ana, ben = sign_in(app, "Ana"), sign_in(app, "Ben")
    desk.store.accounts.set_password("Ana", HASH, by="admin")
    desk.store.accounts.remove("Ben", by="admin")
    assert [each.get("/").status_code for each in (ana, ben)] == [401, 401]
    assert (
        a_stranger(app).post("/sign-in", data={"name": "Ben", "password": PASSWORD}, headers=A_FORM).status_code == 401
    )
    sign_in(app, "Ana")


def test_duties_hold_from_the_next_click(desk: OnDesk, app: FastAPI) -> None:
    ana, place = sign_in(app, "Ana"), f"/case/{REFERENCE}/document/0001/sheet"
    assert ana.get(place).status_code == 200
    desk.store.accounts.take("Ana", {Duty.REVIEWER}, reference=REFERENCE)
    assert ana.get(place).status_code == 404
    desk.store.accounts.give("Ana", {Duty.AUDITOR}, reference=REFERENCE)
    assert ana.get(place).status_code == 403


def test_a_link_from_elsewhere_is_followed_by_a_page_of_ours_that_has_the_strict_cookie(app: FastAPI) -> None:
    answer = a_stranger(app).get("/case/A%22><b>", headers={**PAGE, "sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert 'content="0;url=/case/A&quot;&gt;&lt;b&gt;"' in answer.text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example.org",
        "//evil.example.org",
        "/\\evil",
        "javascript:1",
        "",
        "/a\r\nb",
        "/" + "x" * 2000,
        "\\\\evil",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(wanted: str) -> None:
    assert safe_path(wanted) == "/"


def test_people_see_the_cases_they_have_a_duty_in(app: FastAPI) -> None:
    assert REFERENCE in sign_in(app, "Ana").get("/").text
    assert REFERENCE not in sign_in(app, "Ben").get("/").text
    assert "There is no request yet" in sign_in(app, "Nia").get("/").text
    for name in ("Every dpo", "Every auditor"):
        assert REFERENCE in sign_in(app, name).get("/").text


def test_decisions_are_stored_in_the_name_of_whoever_sent_them(desk: OnDesk, app: FastAPI) -> None:
    ana, dpo = sign_in(app, "Ana"), sign_in(app, "Every dpo")
    for visitor, finding, verdict in ((ana, desk.pupil, "withhold"), (dpo, desk.staff, "release")):
        choice = {
            "finding_id": finding.id,
            "verdict": verdict,
            "code": "TP-ID" if verdict == "withhold" else "",
            "expected": 0,
        }
        assert visitor.post(f"/case/{REFERENCE}/decide", json=choice).status_code == 200
    assert {each.finding_id: each.by for each in desk.store.reviews.decisions(REFERENCE)} == {
        desk.pupil.id: "Ana",
        desk.staff.id: "Every dpo",
    }
    assert ana.post(f"/case/{REFERENCE}/undo", json={}).json()["findings"] == [desk.pupil.id]


def test_what_somebody_was_shown_is_written_down_by_whom_and_when_and_does_not_grow(desk: OnDesk, app: FastAPI) -> None:
    ana, document = sign_in(app, "Ana"), f"/case/{REFERENCE}/document/0001"
    for _ in range(5):
        assert ana.get(f"{document}/image/2").status_code == 200
        ana.get(f"{document}/sheet?page=1")
    for path in (f"{document}/image/99", f"{document}/sheet?page=99", f"/case/{REFERENCE}/document/0777/image/1"):
        assert ana.get(path).status_code == 404
    for path in (f"{document}/image/{'9' * 5000}", f"{document}/sheet?page={'9' * 5000}", f"{document}/sheet?page=-1"):
        assert ana.get(path).status_code in (404, 422)
    sign_in(app, "Every auditor").get(f"{document}/image/1")
    views = desk.store.views.of(REFERENCE)
    shown = sorted(
        (each.view.by, each.view.document_id, each.view.page_number, each.view.shown, each.times) for each in views
    )
    assert shown == [("Ana", "0001", 1, "text", 5), ("Ana", "0001", 2, "picture", 5)]
    assert all(each.first_at <= each.last_at for each in views)
    chained = [entry for entry in desk.store.audit.entries(REFERENCE) if entry.kind == "shown"]
    assert [(entry.by, "0001" in entry.details) for entry in chained] == [("Ana", True)]
    assert desk.store.audit.verify_chain(REFERENCE)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9, 192.0.2.50"}, 200),
        ({"x-forwarded-proto": "http"}, 403),
        ({}, 403),
    ],
)
def test_behind_a_proxy_only_the_proxy_is_heard(desk: OnDesk, headers: dict[str, str], status: int) -> None:
    add_people(desk.store)
    app = a_team_app(desk.store, Team(address=ADDRESS, trusted_proxy="10.0.0.2"))
    assert a_stranger(app, address="10.0.0.2").get("/sign-in", headers=headers).status_code == status
    assert a_stranger(app, address="10.0.0.3").get("/sign-in", headers=headers).status_code == 403


def test_guessing_behind_a_proxy_is_counted_by_the_address_that_the_proxy_saw(desk: OnDesk) -> None:
    add_people(desk.store)
    visitor = a_stranger(a_team_app(desk.store, Team(address=ADDRESS, trusted_proxy="10.0.0.2")), address="10.0.0.2")
    forged = {**A_FORM, "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.1, 192.0.2.50"}
    visitor.post("/sign-in", data={"name": "Ana", "password": "x"}, headers=forged)
    assert desk.store.attempts.count("address 192.0.2.50", since=NOW) == 1
    assert desk.store.attempts.count("address 198.51.100.1", since=NOW) == 0


def test_passwords_are_checked_few_at_a_time_and_hashed_by_argon2id() -> None:
    hashed = hash_password(PASSWORD)
    assert hashed.startswith("$argon2id$")
    passwords = Passwords()
    assert passwords.fits(hashed, PASSWORD)
    assert not passwords.fits(hashed, PASSWORD + "x")
    assert not passwords.fits("", "nobody has this password")
    assert not passwords.fits("not a hash", PASSWORD)


@pytest.mark.parametrize("password", ["short", "x" * 20, "x" * 2000, "this is ana's own password", ""])
def test_passwords_that_are_easily_guessed_are_refused(password: str) -> None:
    assert trouble_with_password(password, "Ana")
    assert not trouble_with_password(PASSWORD, "Ana")


def test_the_address_of_a_team_is_a_scheme_and_a_host() -> None:
    assert (TEAM.host, TEAM.is_secure, TEAM.cookie) == ("sar.example.org", True, "__Host-redactor")
