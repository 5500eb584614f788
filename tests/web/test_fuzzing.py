"""Whatever is sent to whichever route by somebody who may do everything: an answer or a refusal, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any, get_type_hints
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.routing import Mount

from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk
from tests.web.team import a_team_app, add_people, sign_in
from tests.web.test_routes import path_of, routes_of

ODD = ("", " ", "\x00", "\ud800", "‮", "..", "../..", "a\r\nb", "=1+1", "'\"<b>", "9" * 400, "é" * 300, "0001-", "NaN")
NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, 10**40, 1e308, -0.0, float("nan"), float("inf"))


@pytest.fixture
def app(desk: OnDesk) -> FastAPI:
    add_people(desk.store)
    return a_team_app(desk.store)


@pytest.fixture
def dpo(app: FastAPI) -> TestClient:
    return sign_in(app, "Every dpo")


def forms_of(app: FastAPI) -> dict[str, dict[str, Any]]:
    """Path of a route that takes a form -> the JSON schema of the form; {} for a route that takes none."""
    found: dict[str, dict[str, Any]] = {}

    def walk(routes: list[Any]) -> None:
        for route in routes:
            if inner := getattr(route, "original_router", None):
                walk(inner.routes)
            elif not isinstance(route, Mount) and "POST" in route.methods and "sign" not in route.path:
                hints = get_type_hints(route.endpoint).values()
                forms = [each for each in hints if isinstance(each, type) and issubclass(each, BaseModel)]
                found[route.path] = forms[0].model_json_schema() if forms else {}

    walk(app.routes)
    return found


def filled(schema: dict[str, Any], known: list[str], named: dict[str, Any]) -> st.SearchStrategy[Any]:
    """A form that fits its schema in shape, with odd values among those that mean something."""
    if "$ref" in schema:
        return filled(named[schema["$ref"].rsplit("/", 1)[1]], known, named)
    if choices := schema.get("anyOf", schema.get("oneOf")):
        return st.one_of([filled(each, known, named) for each in choices])
    if "const" in schema or "enum" in schema:
        return st.sampled_from([*schema.get("enum", [schema.get("const")])])
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return st.fixed_dictionaries({name: filled(each, known, named) for name, each in parts.items()})
        case "array":
            return st.lists(filled(schema.get("items", {}), known, named), min_size=1, max_size=2)
        case "integer" | "number":
            return st.sampled_from(NUMBERS) | st.integers(-2, 3)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return st.sampled_from([*known, *ODD]) | st.text(max_size=6)


ANYTHING = st.recursive(
    st.sampled_from([*ODD, *NUMBERS, True, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ODD) | st.text(max_size=4), inner),
    max_leaves=8,
)


def test_no_form_breaks_the_server_or_the_log(desk: OnDesk, app: FastAPI, dpo: TestClient) -> None:
    known = ["0001", "0002", "TP-ID", desk.pupil.id, desk.passage.id, desk.staff.person_id or "", "2026-09-03", "High"]
    known += ["harm_rationale", "release", "Ana", "SAR-1", "Third party", "verbal"]
    forms = forms_of(app)
    assert sum(map(bool, forms.values())) > 15
    bodies = st.one_of(
        [
            st.tuples(st.just(path_of(path)), filled(schema, known, schema.get("$defs", {})) | ANYTHING)
            for path, schema in forms.items()
        ]
    )
    answers = set()

    @given(bodies)
    @settings(max_examples=400, deadline=None, database=None)
    def send(sent: tuple[str, object]) -> None:
        place, body = sent
        answer = dpo.post(place, content=json.dumps(body), headers={"content-type": "application/json"})
        assert answer.status_code < 500, sent
        answers.add(answer.status_code)

    send()
    assert 200 in answers, "some of it was done"
    assert desk.store.audit.verify_chain(REFERENCE)


def test_bytes_that_are_no_form_are_refused(app: FastAPI, dpo: TestClient) -> None:
    places = [path_of(path) for method, path in routes_of(app) if method == "POST" and "sign" not in path]
    kinds = (
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/\xff",
        "",
    )

    @given(st.sampled_from(places), st.binary(max_size=60) | st.just(b"[" * 20_000), st.sampled_from(kinds))
    @settings(max_examples=100, deadline=None, database=None)
    def send(place: str, body: bytes, kind: str) -> None:
        assert dpo.post(place, content=body, headers={"content-type": kind.encode("latin-1")}).status_code < 500

    send()


def test_no_address_breaks_the_server(desk: OnDesk, app: FastAPI, dpo: TestClient) -> None:
    names = ("page", "words", "whole", "show", "sort", "with", "verdict", "person", "below", "sheet", "small", "next")
    parts = st.sampled_from([*ODD, "0001", REFERENCE, "%ed%a0%80", "%00", "%2e%2e%2f", "1", "-1"]) | st.text(max_size=5)
    asked = st.dictionaries(st.sampled_from(names), parts | st.sampled_from(NUMBERS).map(str), max_size=4)
    templates = [path for method, path in routes_of(app) if method == "GET"]

    @given(st.sampled_from(templates), st.tuples(parts, parts, parts), asked)
    @settings(max_examples=200, deadline=None, database=None)
    def look(template: str, values: tuple[str, str, str], query: dict[str, str]) -> None:
        named = dict(zip(("document_id", "page_number", "person_id"), map(_in_a_path, values), strict=True))
        asked_for = {name: _in_utf8(value) for name, value in query.items()}
        answer = dpo.get(path_of(template, **named), params=asked_for)
        assert answer.status_code < 500, (template, values, query)

    look()


def _in_utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _in_a_path(text: str) -> str:
    return quote(_in_utf8(text), safe="%/") or "x"
