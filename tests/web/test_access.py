from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.store.making import REFERENCE
from tests.web.conftest import ORIGIN, TOKEN, OnDesk, a_client

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
UNDO = f"/case/{REFERENCE}/undo"


def test_the_address_works_once_and_leaves_a_cookie_that_no_script_can_read(desk: OnDesk) -> None:
    visitor = a_client(desk.store)
    answer = visitor.get(f"/enter?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert visitor.get(f"/case/{REFERENCE}").status_code == 200
    assert visitor.get(f"/enter?token={TOKEN}").status_code == 303
    visitor.cookies.clear()
    assert visitor.get(f"/enter?token={TOKEN}").status_code == 403


@pytest.mark.parametrize("path", ["/", f"/case/{REFERENCE}", f"/case/{REFERENCE}/document/0001/image/1", "/enter"])
def test_nobody_sees_anything_without_the_cookie(desk: OnDesk, path: str) -> None:
    visitor = a_client(desk.store)
    assert visitor.get(path).status_code == 403
    visitor.get("/enter?token=guessed")
    assert visitor.get(path).status_code == 403


def test_a_name_rebound_to_loopback_is_refused(client: TestClient) -> None:
    for host in ("evil.example.com", "127.0.0.1.example.com:8765", ""):
        assert client.get("/", headers={"host": host}).status_code == 421
    assert client.get("/", headers={"host": "localhost:8765"}).status_code != 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-redactor": "1", "sec-fetch-site": "same-origin"}, 200),
        ({"x-redactor": "1", "origin": ORIGIN}, 200),
        ({"x-redactor": "1", "sec-fetch-site": "cross-site", "origin": ORIGIN}, 403),
        ({"x-redactor": "1", "sec-fetch-site": "same-site"}, 403),
        ({"x-redactor": "1", "origin": "http://127.0.0.1:9999"}, 403),
        ({"x-redactor": "1", "origin": "null"}, 403),
        ({"x-redactor": "1"}, 403),
        ({"sec-fetch-site": "same-origin"}, 403),
    ],
)
def test_writes_are_taken_from_our_own_page_only(desk: OnDesk, headers: dict[str, str], status: int) -> None:
    visitor = a_client(desk.store)
    visitor.get(f"/enter?token={TOKEN}")
    assert visitor.post(UNDO, json={}, headers=headers).status_code == status


def test_a_huge_write_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post(UNDO, content=b"x" * 200_000).status_code == 413
    assert client.post(UNDO, content=iter([b"x"])).status_code == 413


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/case/{REFERENCE}", "no-store"),
        (f"/case/{REFERENCE}/document/0001/sheet", "no-store"),
        (f"/case/{REFERENCE}/document/0001/image/1", "private, max-age=3600"),
        ("/static/review.js", "no-cache"),
        ("/nowhere", "no-store"),
    ],
)
def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient, path: str, kept: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == kept


def test_refusals_are_sealed_too(desk: OnDesk) -> None:
    assert a_client(desk.store).get("/").headers["content-security-policy"] == POLICY


def test_two_reviews_on_one_machine_do_not_share_a_session(desk: OnDesk) -> None:
    one, other = a_client(desk.store), a_client(desk.store)
    one.get(f"/enter?token={TOKEN}")
    other.cookies = one.cookies
    assert other.get("/").status_code == 403
