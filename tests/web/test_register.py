"""The register and one request: what they show, what they take, and what they refuse."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from redactor.config import load_settings
from redactor.domain.case import Case, Clock, Requester, SourceState, Subject
from redactor.store.store import Store, open_store
from redactor.tools import tools_for
from redactor.web.app import create_app
from redactor.web.inboxes import INBOXES, Inboxes
from redactor.web.settings import WebSettings
from tests.store.making import a_source
from tests.web.conftest import ANA, EXEMPTIONS, ORIGIN, TOKEN

TODAY = date.today()
RECEIVED = TODAY - timedelta(days=10)
NOTE = b"Ada Quill asked for her file.\nOliver Fenwick can be reached on 07700 900123.\n"
SMALLEST: dict[str, Any] = {"request": {"received": RECEIVED.isoformat()}, "subject": {"name": "Ada Quill"}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("workers = 1\n", "utf-8")
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened


@pytest.fixture
def visitor(home: Path, store: Store) -> Iterator[TestClient]:
    """A browser that came in and writes as our own page does; the app lives as it does when served."""
    tools = tools_for(load_settings(home, environment={}))
    settings = WebSettings(alone=ANA, exemptions=EXEMPTIONS, token=TOKEN, tools=tools)
    with TestClient(create_app(store, settings), base_url=ORIGIN, follow_redirects=False) as client:
        client.get(f"/enter?token={TOKEN}")
        client.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
        yield client


def open_case(store: Store, reference: str, *, days_ago: int = 10, name: str = "Ada Quill", **clock: Any) -> Case:
    case = Case(
        reference=reference,
        received=TODAY - timedelta(days=days_ago),
        subject=Subject(name=name),
        requester=Requester(name=name),
        clock=Clock(**clock),
    )
    store.cases.create(case)
    return case


def order_of(page: str, *references: str) -> list[str]:
    """Those of the references that the page shows, in its order."""
    there = [each for each in references if f"/case/{each}/request" in page]
    return sorted(there, key=lambda each: page.index(f"/case/{each}/request"))


# ---------------------------------------------------------------- the register
def test_the_most_urgent_request_stands_first_and_columns_sort_both_ways(visitor: TestClient, store: Store) -> None:
    open_case(store, "B-1", days_ago=2, name="Zoe Ash")
    open_case(store, "A-2", days_ago=60, name="Amy Birch")
    open_case(store, "C-3", days_ago=25, name="Max Cole")
    everyone = ("A-2", "B-1", "C-3")
    assert order_of(visitor.get("/").text, *everyone) == ["A-2", "C-3", "B-1"]
    assert order_of(visitor.get("/?sort=reference").text, *everyone) == ["A-2", "B-1", "C-3"]
    assert order_of(visitor.get("/?sort=subject&order=desc").text, *everyone) == ["B-1", "C-3", "A-2"]
    assert 'aria-sort="descending"' in visitor.get("/?sort=subject&order=desc").text
    assert order_of(visitor.get("/?sort=nonsense&show=nonsense").text, *everyone) == ["A-2", "C-3", "B-1"]


def test_the_address_says_which_requests_are_shown(visitor: TestClient, store: Store) -> None:
    open_case(store, "LATE", days_ago=90)
    open_case(store, "CALM", days_ago=1, name="Zoe Ash")
    open_case(store, "PAUSED", days_ago=3, clarification_asked=TODAY - timedelta(days=2))
    open_case(store, "UNKNOWN", days_ago=3, id_requested=TODAY)
    store.releases.record("CALM", json.dumps({"bundle": {}}))
    store.register.assign("LATE", "Ben", by="Ana")
    everyone = ("LATE", "CALM", "PAUSED", "UNKNOWN")

    def shown(query: str) -> set[str]:
        return set(order_of(visitor.get(f"/?{query}").text, *everyone))

    assert shown("") == {"LATE", "PAUSED", "UNKNOWN"}
    assert shown("show=late") == {"LATE"}
    assert shown("show=paused") == {"PAUSED", "UNKNOWN"}
    assert shown("show=answered") == {"CALM"}
    assert shown("show=all&q=zoe+ash") == {"CALM"}
    assert shown("with=Ben") == {"LATE"}
    assert shown("with=-") == {"PAUSED", "UNKNOWN"}
    page = " ".join(visitor.get("/?show=all").text.split())
    for words in ("days late", "answered " + TODAY.isoformat(), "waiting for clarification", "not running", "Ben"):
        assert words in page


def test_what_waits_to_be_read_and_what_is_in_quarantine_is_told(visitor: TestClient, store: Store) -> None:
    open_case(store, "SAR-1")
    assert "no records yet" in visitor.get("/").text
    store.cases.add_source("SAR-1", a_source("0001", b"x"), b"x")
    assert "to be read" in visitor.get("/").text
    store.cases.add_source("SAR-1", a_source("0002", b"y", state=SourceState.QUARANTINED), b"y")
    assert "1 in quarantine" in visitor.get("/").text


def test_a_page_for_one_case_shows_no_other_and_opens_none(home: Path, store: Store) -> None:
    open_case(store, "SAR-1")
    open_case(store, "SAR-2")
    settings = WebSettings(alone=ANA, exemptions=EXEMPTIONS, token=TOKEN, reference="SAR-1")
    client = TestClient(create_app(store, settings), base_url=ORIGIN, follow_redirects=False)
    client.get(f"/enter?token={TOKEN}")
    client.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
    assert client.get("/case/SAR-1/request").status_code == 200
    for refused in (
        client.get("/case/SAR-2/request"),
        client.get("/case/SAR-2/upload"),
        client.get("/request"),
        client.post("/request", json=SMALLEST),
        client.post("/case/SAR-2/clock", json={"expected": {}}),
        client.post("/case/SAR-2/assign", json={"to": "Eve"}),
        client.post("/case/SAR-2/upload"),
        client.post("/case/SAR-1/upload"),
        client.post("/case/SAR-2/prepare"),
    ):
        assert refused.status_code == 404


# ---------------------------------------------------------------- a new request
def test_a_verbal_request_is_opened_with_all_that_was_told(visitor: TestClient, store: Store) -> None:
    form = {
        "request": {
            "received": "2026-01-31", "channel": "verbal", "taken_by": "Front desk", "reference": "SAR/7",
            "scope": "All of it", "regime": "uk-gdpr",
        },
        "controller": {"name": "Ashgrove", "kind": "school", "jurisdiction": "scotland"},
        "subject": {"name": "Ada Quill", "date_of_birth": "2014-03-02", "aliases": ["Adie"], "phones": []},
        "requester": {"name": "Bea Quill", "capacity": "parent", "authority": "Birth certificate seen"},
        "people": [{"name": "Helen Barraclough", "role": "staff", "note": "Head of Year", "consent": False}],
    }  # fmt: skip
    answer = visitor.post("/request", json=form)
    assert (answer.status_code, answer.json()["address"]) == (201, "/case/SAR/7/request")
    case = store.cases.find("SAR/7")
    assert (case.taken_by, case.subject.aliases, case.requester.capacity) == ("Front desk", ("Adie",), "parent")
    assert (case.subject.date_of_birth, case.people[0].role) == (date(2014, 3, 2), "staff")
    shown = " ".join(visitor.get("/case/SAR/7/request").text.split())
    for words in (
        "taken by Front desk",
        "Due 2026-03-02",
        "Helen Barraclough, staff, Head of Year",
        "Bea Quill (parent)",
    ):
        assert words in shown
    assert visitor.post("/request", json=form).status_code == 201, "the same again is no other request"


def test_the_smallest_request_gets_a_reference_and_the_subject_asks(visitor: TestClient, store: Store) -> None:
    assert visitor.post("/request", json={**SMALLEST, "requester": {"name": ""}}).status_code == 201
    (case,) = store.cases.list_cases()
    assert (case.reference, case.requester.name) == (f"SAR-{RECEIVED}-AQ", "Ada Quill")


@pytest.mark.parametrize(
    ("part", "change", "field"),
    [
        ("subject", {"name": " "}, "subject.name"),
        ("request", {"channel": "verbal"}, "request.taken_by"),
        ("request", {"received": (TODAY + timedelta(days=1)).isoformat()}, "request.received"),
        ("request", {"reference": "../x"}, "request.reference"),
    ],
)
def test_what_does_not_fit_is_told_by_its_field(
    visitor: TestClient, store: Store, part: str, change: dict[str, str], field: str
) -> None:
    refused = visitor.post("/request", json={**SMALLEST, part: {**SMALLEST[part], **change}})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert store.cases.list_cases() == ()


def test_a_role_without_rule_a_taken_reference_and_an_unknown_field_are_refused(
    visitor: TestClient, store: Store
) -> None:
    assert visitor.post("/request", json={**SMALLEST, "people": [{"name": "X", "role": "king"}]}).status_code == 422
    assert visitor.post("/request", json={**SMALLEST, "colour": "blue"}).status_code == 422
    assert visitor.post("/request", json=SMALLEST).status_code == 201
    other = {**SMALLEST, "subject": {"name": "Ann Quarry"}}
    assert visitor.post("/request", json=other).status_code == 409
    assert len(store.cases.list_cases()) == 1


# ---------------------------------------------------------------- clock and assignment
def clock_form(store: Store, reference: str, **moved: str) -> dict[str, Any]:
    clock = store.cases.find(reference).clock
    names = ("id_requested", "id_received", "clarification_asked", "clarification_answered", "extended", "reason")
    return {"expected": {name: str(getattr(clock, name) or "") for name in names}, **moved}


def test_events_move_the_limit_and_are_logged_by_whoever_moved_them(visitor: TestClient, store: Store) -> None:
    open_case(store, "SAR-1")
    asked = clock_form(store, "SAR-1", id_requested=str(TODAY - timedelta(days=5)))
    assert visitor.post("/case/SAR-1/clock", json=asked).json() == {"due": "", "standing": "not running"}
    again = visitor.post("/case/SAR-1/clock", json=asked)
    assert again.status_code == 409, "what the sender saw is no longer so"
    taken_back = visitor.post("/case/SAR-1/clock", json=clock_form(store, "SAR-1"))
    assert "left" in taken_back.json()["standing"]
    moves = [entry for entry in store.audit.entries("SAR-1") if entry.kind == "clock moved"]
    assert [entry.by for entry in moves] == ["Ana", "Ana"]


@pytest.mark.parametrize(
    "moved",
    [
        {"id_received": str(TODAY)},
        {"clarification_asked": str(TODAY), "clarification_answered": str(TODAY - timedelta(days=1))},
        {"extended": str(TODAY)},
        {"extended": str(TODAY + timedelta(days=60)), "reason": "complex"},
    ],
)
def test_events_that_clash_are_refused_as_on_the_command_line(
    visitor: TestClient, store: Store, moved: dict[str, str]
) -> None:
    case = open_case(store, "SAR-1")
    refused = visitor.post("/case/SAR-1/clock", json=clock_form(store, "SAR-1", **moved))
    assert refused.status_code == 422
    assert store.cases.find("SAR-1").clock == case.clock


def test_a_case_is_given_to_somebody_and_taken_back_and_both_are_logged(visitor: TestClient, store: Store) -> None:
    open_case(store, "SAR-1")
    visitor.post("/case/SAR-1/assign", json={"to": " Ben "})
    assert "<strong>Ben</strong>, given by Ana" in visitor.get("/case/SAR-1/request").text
    visitor.post("/case/SAR-1/assign", json={"to": "Ben"})
    visitor.post("/case/SAR-1/assign", json={"to": ""})
    assert store.register.assignments() == {}
    assert [entry.kind for entry in store.audit.entries("SAR-1")].count("case assigned") == 2
    assert visitor.post("/case/SAR-1/assign", json={"to": "a\nb"}).status_code == 422


# ---------------------------------------------------------------- records
def begin(visitor: TestClient, reference: str = "SAR-1") -> str:
    return str(visitor.post(f"/case/{reference}/upload").json()["id"])


def send(visitor: TestClient, upload: str, path: str, content: bytes) -> Any:
    return visitor.post(f"/case/SAR-1/upload/{upload}/file", params={"path": path}, content=content)


def wait_for_rest(visitor: TestClient) -> dict[str, Any]:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        standing: dict[str, Any] = visitor.get("/case/SAR-1/upload").json()
        if not standing["step"]:
            return standing
        time.sleep(0.2)
    raise AssertionError("it never came to rest")


def test_records_that_are_sent_in_are_read_and_searched_and_leave_no_copy(
    visitor: TestClient, store: Store, home: Path
) -> None:
    open_case(store, "SAR-1")
    upload = begin(visitor)
    assert send(visitor, upload, "mail/note.txt", NOTE).json() == {"path": "mail/note.txt"}
    assert send(visitor, upload, "mail/note.txt", b"Another.\n").json() == {"path": "mail/note (2).txt"}
    assert visitor.post(f"/case/SAR-1/upload/{upload}/done").json()["step"]
    standing = wait_for_rest(visitor)
    assert (standing["message"], standing["received"], standing["read"], standing["unread"]) == ("", 2, 2, 0)
    assert {source.path for source in store.cases.sources("SAR-1")} == {"mail/note.txt", "mail/note (2).txt"}
    assert store.reviews.findings("SAR-1")
    assert not [path for path in (home / INBOXES).rglob("*") if path.is_file()]
    (noted,) = (entry for entry in store.audit.entries("SAR-1") if entry.kind == "records uploaded")
    assert (noted.by, json.loads(noted.details)["files"]) == ("Ana", 2)
    assert "in review" in visitor.get("/").text


def test_what_was_begun_is_gone_on_with_when_a_server_starts(home: Path, store: Store, visitor: TestClient) -> None:
    open_case(store, "SAR-1")
    upload = begin(visitor)
    send(visitor, upload, "note.txt", NOTE)
    inboxes = Inboxes(home)
    inboxes.begin(inboxes.find("SAR-1", upload))  # as a server leaves it that was killed just then
    tools = tools_for(load_settings(home, environment={}))
    settings = WebSettings(alone=ANA, exemptions=EXEMPTIONS, token=TOKEN, tools=tools)
    with TestClient(create_app(store, settings), base_url=ORIGIN, follow_redirects=False) as later:
        later.get(f"/enter?token={TOKEN}")
        assert wait_for_rest(later)["read"] == 1
    assert inboxes.of("SAR-1") == ()


def test_what_was_not_finished_can_be_taken_or_thrown_away(visitor: TestClient, store: Store) -> None:
    open_case(store, "SAR-1")
    upload = begin(visitor)
    assert visitor.post(f"/case/SAR-1/upload/{upload}/done").status_code == 422, "nothing came"
    send(visitor, upload, "note.txt", NOTE)
    (waiting,) = visitor.get("/case/SAR-1/upload").json()["uploads"]
    assert (waiting["id"], waiting["files"], waiting["size"]) == (upload, 1, len(NOTE))
    assert visitor.post(f"/case/SAR-1/upload/{upload}/drop").json()["uploads"] == []
    assert send(visitor, upload, "note.txt", NOTE).status_code == 404


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/..", "", "a\\..\\x", " ", "x" * 999 + "/y", "/".join("a" * 30)]
)
def test_a_path_that_leads_elsewhere_is_refused(visitor: TestClient, store: Store, home: Path, path: str) -> None:
    open_case(store, "SAR-1")
    before = set(home.parent.rglob("*"))
    upload = begin(visitor)
    assert send(visitor, upload, path, b"x").status_code == 422
    new = [each for each in set(home.parent.rglob("*")) - before if each.is_file()]
    assert [each.name for each in new if INBOXES in each.parts] == ["case"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/etc/passwd", "etc/passwd"), ("a\\b.txt", "a/b.txt"), ("x\x00y\n?.txt", "x_y__.txt"), ("./é.txt", "é.txt")],
)
def test_a_path_stays_below_the_upload(visitor: TestClient, store: Store, home: Path, path: str, kept: str) -> None:
    open_case(store, "SAR-1")
    assert send(visitor, begin(visitor), path, b"x").json() == {"path": kept}


def test_an_upload_of_another_case_and_one_that_is_complete_take_nothing(
    visitor: TestClient, store: Store, home: Path
) -> None:
    open_case(store, "SAR-1")
    open_case(store, "SAR-2", name="Bea Ash")
    other = begin(visitor, "SAR-2")
    assert send(visitor, other, "x.txt", b"x").status_code == 404
    upload = begin(visitor)
    inboxes = Inboxes(home)
    inboxes.begin(inboxes.find("SAR-1", upload))
    assert send(visitor, upload, "x.txt", b"x").status_code == 409
    assert visitor.post(f"/case/SAR-1/upload/{upload}/drop").status_code == 409


def test_only_a_file_of_records_may_be_long_and_not_without_end(visitor: TestClient, store: Store) -> None:
    open_case(store, "SAR-1")
    upload = begin(visitor)
    assert send(visitor, upload, "long.bin", b"x" * 300_000).status_code == 200
    assert visitor.post("/case/SAR-1/assign", content=b"x" * 300_000).status_code == 413
    told = {"content-length": str(5 * 1024**3)}
    path = f"/case/SAR-1/upload/{upload}/file?path=x"
    assert visitor.post(path, content=b"x", headers=told).status_code == 413
