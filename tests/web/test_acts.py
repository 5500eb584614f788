from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from redactor.domain.box import Box
from redactor.domain.decision import Ruling
from redactor.domain.document import LoosePage, bind_pages
from redactor.domain.finding import Category, Finding, PageBox, Verdict
from tests.store.making import REFERENCE, a_decision, a_source, found_at
from tests.web.conftest import TOKEN, OnDesk, a_client, a_facsimile

CASE = f"/case/{REFERENCE}"


def choice(finding: Finding, verdict: str = "withhold", **changes: Any) -> dict[str, Any]:
    return {"finding_id": finding.id, "verdict": verdict, "code": "TP-ID", "expected": 0} | changes


def standing(desk: OnDesk, finding: Finding) -> Ruling:
    (found,) = (ruling for ruling in desk.store.reviews.rulings(REFERENCE) if ruling.finding.id == finding.id)
    return found


def drawing(**changes: Any) -> dict[str, Any]:
    corners = {"x0": 300, "y0": 400, "x1": 100, "y1": 420}
    return {"document_id": "0001", "page_number": 2, "code": "TP-ID"} | corners | changes


def test_a_decision_is_stored_before_it_is_answered(desk: OnDesk, client: TestClient) -> None:
    answer = client.post(f"{CASE}/decide", json=choice(desk.pupil, reason=" Another pupil "))
    assert answer.status_code == 200
    decision = standing(desk, desk.pupil).decision
    assert decision is not None
    assert (decision.verdict, decision.by, decision.reason) == (Verdict.WITHHOLD, "Ana", "Another pupil")
    assert answer.json()["decision"]["sequence"] == decision.sequence == 1


def test_a_decision_overtaken_by_another_reviewer_is_answered_with_both(desk: OnDesk, client: TestClient) -> None:
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.pupil, Verdict.RELEASE, by="Ben", code=""),))
    answer = client.post(f"{CASE}/decide", json=choice(desk.pupil))
    assert answer.status_code == 409
    said = answer.json()
    assert (said["standing"]["by"], said["standing"]["verdict"], said["standing"]["sequence"]) == ("Ben", "release", 1)
    assert (said["wanted"]["by"], said["wanted"]["verdict"]) == ("Ana", "withhold")
    assert standing(desk, desk.pupil).verdict is Verdict.RELEASE
    assert client.post(f"{CASE}/decide", json=choice(desk.pupil, expected=1)).status_code == 200


def test_a_decision_sent_again_because_its_answer_was_lost_is_stored_once(desk: OnDesk, client: TestClient) -> None:
    first = client.post(f"{CASE}/decide", json=choice(desk.pupil)).json()
    assert client.post(f"{CASE}/decide", json=choice(desk.pupil)).json() == first
    assert len(desk.store.reviews.decisions(REFERENCE)) == 1


def test_a_decision_that_lacks_something_is_not_stored(desk: OnDesk, client: TestClient) -> None:
    for wrong, lacking in (
        (choice(desk.passage, "release", code=""), "needs a reason for the release"),
        (choice(desk.pupil, code=""), "needs a ground to withhold"),
        (choice(desk.passage, code="SH-ED"), "needs evidence (harm_rationale)"),
        (choice(desk.pupil, "open"), "may not be given the verdict open"),
    ):
        answer = client.post(f"{CASE}/decide", json=wrong)
        assert (answer.status_code, answer.json()) == (422, {"lacking": [lacking]})
    assert desk.store.reviews.decisions(REFERENCE) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"finding_id": "<script>"},
        {"verdict": "perhaps"},
        {"expected": -1},
        {"reason": "x" * 5000},
        {"reason": "a\0b"},
        {"by": "Ben"},
    ],
)
def test_a_form_of_the_wrong_shape_is_refused(desk: OnDesk, client: TestClient, changes: dict[str, Any]) -> None:
    assert client.post(f"{CASE}/decide", json=choice(desk.pupil, **changes)).status_code == 422
    assert desk.store.reviews.decisions(REFERENCE) == ()


def test_a_finding_that_is_not_there_cannot_be_decided(client: TestClient, desk: OnDesk) -> None:
    for finding_id in ("0001-000000000000", "0009-000000000000"):
        assert client.post(f"{CASE}/decide", json=choice(desk.pupil, finding_id=finding_id)).status_code == 404


def test_a_drawn_box_is_withheld_and_found_again_where_it_was_drawn(desk: OnDesk, client: TestClient) -> None:
    finding_id = client.post(f"{CASE}/draw", json=drawing()).json()["finding_id"]
    sheet = client.get(f"{CASE}/document/0001/sheet?page=2").json()
    (shown,) = (each for each in sheet["findings"] if each["id"] == finding_id)
    assert (shown["boxes"], shown["verdict"], shown["code"]) == ([[100.0, 400.0, 200.0, 20.0]], "withhold", "TP-ID")
    stored = desk.store.reviews.findings(REFERENCE, "0001")[-1]
    assert stored.place == PageBox(1, Box(100.0, 400.0, 300.0, 420.0))
    assert stored.evidence.detector == "person:Ana"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_on_a_turned_page_comes_back_where_the_eye_put_it(
    desk: OnDesk, client: TestClient, rotation: int
) -> None:
    document = bind_pages([LoosePage(595.0, 842.0, rotation=rotation)], id="0003", kind="pdf")
    desk.store.cases.add_source(REFERENCE, a_source("0003", b"x"), b"x")
    desk.store.cases.record_reading(REFERENCE, document, a_facsimile(document, rotation))
    wanted = drawing(document_id="0003", page_number=1, x0=10, y0=20.5, x1=110, y1=50.25)
    assert client.post(f"{CASE}/draw", json=wanted).status_code == 200
    sheet = client.get(f"{CASE}/document/0003/sheet").json()
    assert sheet["findings"][0]["boxes"] == [[10.0, 20.5, 100.0, 29.75]]
    assert (sheet["width"], sheet["height"]) == ((842.0, 595.0) if rotation % 180 else (595.0, 842.0))


@pytest.mark.parametrize(
    ("rotation", "seen"),
    [(0, [5, 7, 20, 10]), (90, [825, 5, 10, 20]), (180, [570, 825, 20, 10]), (270, [7, 570, 10, 20])],
)
def test_a_box_is_shown_where_its_page_was_turned_to(
    desk: OnDesk, client: TestClient, rotation: int, seen: list[float]
) -> None:
    document = bind_pages([LoosePage(595.0, 842.0, rotation=rotation)], id="0003", kind="pdf")
    desk.store.cases.add_source(REFERENCE, a_source("0003", b"x"), b"x")
    desk.store.cases.record_reading(REFERENCE, document, a_facsimile(document, rotation))
    picture = found_at("0003", PageBox(0, Box(5, 7, 25, 17)), category=Category.PICTURE)
    desk.store.reviews.record_resolution(REFERENCE, (), (picture,))
    assert client.get(f"{CASE}/document/0003/sheet").json()["findings"][0]["boxes"] == [seen]


def test_a_box_is_cut_to_the_page_and_refused_where_nothing_is_left(desk: OnDesk, client: TestClient) -> None:
    assert client.post(f"{CASE}/draw", json=drawing(x0=-50, x1=40)).status_code == 200
    assert desk.store.reviews.findings(REFERENCE, "0001")[-1].place == PageBox(1, Box(0.0, 400.0, 40.0, 420.0))
    for nothing in (drawing(x0=100, x1=101), drawing(x0=700, x1=800)):
        assert client.post(f"{CASE}/draw", json=nothing).json() == {"lacking": ["is too small to see"]}
    assert client.post(f"{CASE}/draw", json=drawing(code="")).json() == {"lacking": ["needs a ground to withhold"]}
    assert client.post(f"{CASE}/draw", json=drawing(page_number=9)).status_code == 404
    assert client.post(f"{CASE}/draw", json=drawing(document_id="0009")).status_code == 404
    assert client.post(f"{CASE}/draw", content=b'{"x0": NaN}').status_code == 422


def test_a_box_sent_again_because_its_answer_was_lost_is_drawn_once(desk: OnDesk, client: TestClient) -> None:
    assert client.post(f"{CASE}/draw", json=drawing()).json() == client.post(f"{CASE}/draw", json=drawing()).json()
    drawn = [each for each in desk.store.reviews.findings(REFERENCE) if each.category is Category.DRAWN]
    assert (len(drawn), len(desk.store.reviews.decisions(REFERENCE))) == (1, 1)


def test_undo_takes_the_last_act_back_and_says_which(desk: OnDesk, client: TestClient) -> None:
    client.post(f"{CASE}/decide", json=choice(desk.pupil))
    assert client.post(f"{CASE}/undo", json={}).json() == {"findings": [desk.pupil.id]}
    assert standing(desk, desk.pupil).verdict is Verdict.OPEN
    assert client.post(f"{CASE}/undo", json={}).json() == {"findings": []}


def test_undo_of_what_another_reviewer_changed_is_a_conflict(desk: OnDesk, client: TestClient) -> None:
    client.post(f"{CASE}/decide", json=choice(desk.pupil))
    ben = a_client(desk.store, "Ben")
    ben.get(f"/enter?token={TOKEN}")
    ben.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
    assert ben.post(f"{CASE}/decide", json=choice(desk.pupil, "release", code="", expected=1)).status_code == 200
    answer = client.post(f"{CASE}/undo", json={})
    assert answer.status_code == 409
    assert desk.pupil.id in answer.json()["error"]
