"""Every route, by every wrong way in: a route that somebody adds and gives no rule fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from redactor.config import Settings
from redactor.domain.reviewer import Duty
from redactor.review.duties import MAY
from redactor.tools import tools_for
from redactor.web.access import LONGEST_BODY
from redactor.web.permits import PERMITS, Permit
from redactor.web.team import Elsewhere, Team
from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk
from tests.web.team import ADDRESS, OTHER_CASE, OURS, a_stranger, a_team_app, add_people, sign_in

SERVICE = Elsewhere(issuer="https://id.example.org", client_id="redactor", client_secret="s")
TEAM = Team(address=ADDRESS, elsewhere=SERVICE)
VALUES = {"reference": REFERENCE, "document_id": "0001", "page_number": "1"}
"""What stands in a path; a parameter that is not here gets a value that means nothing."""
REFUSED = {401, 403, 404, 405, 413, 421}
OUTSIDE = (
    "%2e%2e",
    "%2e%2e%2f%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//etc/passwd",
    "/etc/passwd",
    "%00",
    "0001%00",
)


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every route of the app, whichever router holds it."""

    def walk(routes: list[object]) -> Iterator[tuple[str, str]]:
        for route in routes:
            if isinstance(route, Mount):
                assert route.path == "/static", "what is mounted has no rule"
            elif inner := getattr(route, "original_router", None):
                yield from walk(inner.routes)
            else:
                yield from ((method, route.path) for method in route.methods)  # type: ignore[attr-defined]

    return sorted(set(walk(app.routes)))


@pytest.fixture
def app(desk: OnDesk) -> FastAPI:
    add_people(desk.store)
    return a_team_app(desk.store, TEAM)


def path_of(template: str, **values: str) -> str:
    """A path that the template fits."""
    given = {**VALUES, **values}
    return re.sub(r"\{(\w+)(?::path)?\}", lambda found: given.get(found[1], "x"), template)


def call(visitor: TestClient, method: str, path: str, **more: object) -> int:
    """Send a request as our own page would, and give the status of its answer."""
    body = {"json": {}} if method == "POST" and "content" not in more else {}
    return visitor.request(method, path, **{**body, **more}).status_code  # type: ignore[arg-type]


def closed_routes(app: FastAPI) -> list[tuple[str, str, Permit]]:
    """The routes that need somebody to have signed in."""
    every = [(method, path, PERMITS[(method, path)]) for method, path in routes_of(app)]
    return [(method, path, permit) for method, path, permit in every if permit.signed_in]


def test_every_route_has_a_rule_and_every_rule_a_route(desk: OnDesk, tmp_path: Path) -> None:
    routes = routes_of(a_team_app(desk.store, TEAM, tools=tools_for(Settings(home=tmp_path / "home"))))
    assert len(routes) >= 40
    assert set(routes) == set(PERMITS)


def test_a_route_without_a_rule_is_refused_to_everybody(desk: OnDesk, app: FastAPI) -> None:
    stray = APIRouter()
    stray.get("/case/{reference:path}/everything")(lambda reference: {"all": "of it"})
    dpo = sign_in(app, "Every dpo")
    app.router.routes.insert(0, _included(app, stray))
    assert dpo.get(f"/case/{REFERENCE}/everything").status_code == 403
    assert ("GET", "/case/{reference:path}/everything") in routes_of(app)


def _included(app: FastAPI, router: APIRouter) -> object:
    app.include_router(router)
    return app.router.routes.pop()


def test_nobody_who_has_not_signed_in_gets_anything(app: FastAPI) -> None:
    visitor = a_stranger(app)
    visitor.headers.update(OURS)
    for cookie in ("", "guessed", "x" * 4000):
        visitor.cookies.set("__Host-redactor", cookie)
        for method, template, _permit in closed_routes(app):
            assert call(visitor, method, path_of(template)) == 401, (method, template)


@pytest.mark.parametrize("duty", list(Duty))
def test_each_duty_opens_what_the_table_says_and_no_more(app: FastAPI, duty: Duty) -> None:
    visitor = sign_in(app, f"Every {duty.value}")
    for method, template, permit in closed_routes(app):
        if template.startswith("/sign-out"):
            continue
        answer = visitor.request(method, path_of(template), json={} if method == "POST" else None)
        status, by_duty = answer.status_code, "is the duty of" in answer.text
        if not permit.acts or any(duty in MAY[act] for act in permit.acts):
            assert not by_duty, (method, template, duty, status)
            assert status in (200, 404, 409, 422) or template.endswith("/sample/accept"), (method, template, status)
        else:
            assert (status, by_duty) == (403, True), (method, template, duty, status)


def test_who_does_not_work_on_the_records_is_shown_none(app: FastAPI) -> None:
    for duty in (Duty.AUDITOR, Duty.SPECIALIST):
        for method, template, permit in closed_routes(app):
            if permit.shows or "/document/" in template:
                assert all(duty not in MAY[act] for act in permit.acts), (method, template, duty)
    writing = {template for (method, template), permit in PERMITS.items() if method == "POST" and permit.acts}
    open_to = {
        duty: {path for path in writing if any(duty in MAY[act] for act in PERMITS[("POST", path)].acts)}
        for duty in Duty
    }
    assert open_to[Duty.SPECIALIST] == {"/case/{reference:path}/evidence"}
    assert open_to[Duty.AUDITOR] == {"/case/{reference:path}/prefer"}
    assert open_to[Duty.DPO] == writing


@pytest.mark.parametrize(
    ("name", "reference"), [("Ben", REFERENCE), ("Ana", OTHER_CASE), ("Nia", REFERENCE), ("Ana", "SAR-NONE")]
)
def test_another_case_is_as_if_it_were_not_there(app: FastAPI, name: str, reference: str) -> None:
    visitor = sign_in(app, name)
    for method, template, _permit in closed_routes(app):
        if "{reference" in template:
            assert call(visitor, method, path_of(template, reference=reference)) == 404, (method, template)


ORIGINS: list[dict[str, str]] = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": ADDRESS},
    {"origin": "https://evil.example.org"},
    {"origin": f"{ADDRESS}.evil.example.org"},
    {"origin": "http://sar.example.org"},
    {"origin": "null"},
    {},
]


def test_no_other_site_can_write_in_somebodys_name(app: FastAPI) -> None:
    visitor = sign_in(app, "Every dpo")
    del visitor.headers["sec-fetch-site"]
    for headers, (method, template) in product(ORIGINS, routes_of(app)):
        if method == "POST":
            assert call(visitor, method, path_of(template), headers=headers) == 403, template
    assert visitor.get("/").status_code == 200, "and nobody was signed out"


def test_a_form_of_another_page_cannot_write_for_it_lacks_the_header(app: FastAPI) -> None:
    visitor = sign_in(app, "Every dpo")
    del visitor.headers["x-redactor"]
    for method, template, permit in closed_routes(app):
        if method == "POST" and not permit.form:
            assert call(visitor, method, path_of(template)) == 403, template


HOSTS = ["evil.example.org", "sar.example.org.evil.example.org", "sar.example.org:9", "", "127.0.0.1"]


def test_no_other_host_name_is_answered(app: FastAPI) -> None:
    visitor = sign_in(app, "Every dpo")
    for host, (method, template) in product(HOSTS, [*routes_of(app), ("GET", "/static/review.js")]):
        assert call(visitor, method, path_of(template), headers={"host": host}) == 421, template
    doubled = [("host", "sar.example.org"), ("host", "evil.example.org")]
    assert visitor.get("/", headers=doubled).status_code == 421  # type: ignore[arg-type]


def test_what_is_too_large_is_refused_before_it_is_read(app: FastAPI) -> None:
    visitor = sign_in(app, "Every dpo")
    for method, template in routes_of(app):
        if method != "POST":
            continue
        path = path_of(template)
        assert call(visitor, method, path, content=b"x" * (LONGEST_BODY + 1)) == 413, template
        assert call(visitor, method, path, content=iter([b"x"])) == 413, template
        for length in ("-1", "1e9", "²".encode("latin-1"), "9" * 5000, ""):
            answer = visitor.request(method, path, content=b"", headers={"content-length": length})
            assert answer.status_code == 413, (template, length)


METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]


def test_no_other_method_does_anything(app: FastAPI) -> None:
    visitor = sign_in(app, "Every dpo")
    for method, (_method, template) in product(METHODS, routes_of(app)):
        assert visitor.request(method, path_of(template)).status_code == 405


def test_no_path_leads_out(app: FastAPI) -> None:
    visitor = sign_in(app, "Every dpo")
    for outside, (method, template, _permit) in product(OUTSIDE, closed_routes(app)):
        for parameter in re.findall(r"\{(\w+)", template):
            answer = visitor.request(method, path_of(template, **{parameter: outside}), json={})
            assert answer.status_code in {*REFUSED, 422}, (template, parameter, outside, answer.status_code)
            assert "root:" not in answer.text
    for outside in OUTSIDE:
        assert visitor.get(f"/static/{outside}").status_code in REFUSED


def test_only_what_is_in_its_folder_is_static(app: FastAPI) -> None:
    visitor = a_stranger(app)
    assert visitor.get("/static/review.css").status_code == 200
    for path in (
        "../access.py",
        "%2e%2e/access.py",
        "..%2faccess.py",
        "%2e%2e%2faccess.py",
        "../templates/case.html",
        "",
    ):
        answer = visitor.get(f"/static/{path}")
        assert answer.status_code in REFUSED, path
        assert "import" not in answer.text


@pytest.mark.parametrize(
    "evil", ["a\r\nset-cookie: x=1", "a\nlocation: //evil", "a\r\n\r\n<script>", "\u2028", "é" * 50]
)
def test_nothing_that_is_sent_becomes_a_header_or_markup(app: FastAPI, evil: str) -> None:
    visitor = sign_in(app, "Ana")
    answers = [
        a_stranger(app).get("/sign-in", params={"next": f"/{evil}"}),
        a_stranger(app).get(
            "/case/x", params={"a": evil}, headers={"accept": "text/html", "sec-fetch-site": "cross-site"}
        ),
        a_stranger(app).get("/case/x", params={"a": evil}, headers={"accept": "text/html"}),
        a_stranger(app).post(
            "/sign-in",
            data={"name": evil, "password": evil, "next": f"/{evil}"},
            headers={"sec-fetch-site": "same-origin"},
        ),
        visitor.get(f"/case/{REFERENCE}/document/0001", params={"page": evil}),
    ]
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert not answer.headers.get("location", "/").startswith("//")
        assert "<script>" not in answer.text or answer.headers["content-type"] == "application/json"
        assert answer.status_code < 500


def test_files_beside_the_home_are_out_of_reach(desk: OnDesk, app: FastAPI, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Mrs Canary Quill")
    visitor = sign_in(app, "Every dpo")
    for path in ("/secret.txt", "/static/../../../secret.txt", f"/case/{REFERENCE}/document/../secret.txt/image/1"):
        assert "Canary" not in visitor.get(path).text
