from __future__ import annotations

import json
from typing import Any

from fastapi.testclient import TestClient

from redactor.domain.finding import Verdict
from tests.store.making import REFERENCE, a_decision
from tests.web.conftest import TOM, OnDesk

CASE = f"/case/{REFERENCE}"


def asked(**more: Any) -> dict[str, Any]:
    return {"wanted": {"person": TOM.id}, "verdict": "withhold", "code": "TP-ID"} | more


def verdicts(desk: OnDesk) -> dict[str, Verdict]:
    return {ruling.finding.id: ruling.verdict for ruling in desk.store.reviews.rulings(REFERENCE)}


def test_one_ruling_for_a_person_is_previewed_then_decided_as_one_act(desk: OnDesk, client: TestClient) -> None:
    preview = client.post(f"{CASE}/many/preview", json=asked()).json()
    assert (preview["count"], preview["documents"]) == (2, 1)
    assert {each["text"] for each in preview["shown"]} == {"Tom Reid", "07700 900123"}
    assert desk.store.reviews.decisions(REFERENCE) == ()
    key = {"idempotency-key": "k-1"}
    for _ in range(2):
        answer = client.post(f"{CASE}/many/decide", json=asked(seal=preview["seal"]), headers=key)
        assert (answer.status_code, answer.json()) == (200, {"count": 2})
    assert [verdicts(desk)[each.id] for each in (desk.pupil, desk.phone)] == [Verdict.WITHHOLD] * 2
    (entry,) = [each for each in desk.store.audit.entries(REFERENCE) if each.kind == "decision over many"]
    assert json.loads(entry.details)["over"] == f"person {TOM.id}"
    taken = client.post(f"{CASE}/undo", json={}).json()
    assert set(taken["findings"]) == {desk.pupil.id, desk.phone.id}
    assert set(verdicts(desk).values()) == {Verdict.OPEN}
    assert client.post(f"{CASE}/redo", json={}).json() == taken


def test_what_changed_since_the_preview_is_not_decided(desk: OnDesk, client: TestClient) -> None:
    preview = client.post(f"{CASE}/many/preview", json=asked()).json()
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.phone, Verdict.RELEASE, by="Ben", code=""),))
    assert client.post(f"{CASE}/many/decide", json=asked(seal=preview["seal"])).status_code == 409
    assert client.post(f"{CASE}/many/decide", json=asked()).status_code == 409
    assert verdicts(desk)[desk.pupil.id] is Verdict.OPEN


def test_what_lacks_something_is_left_out_and_named(desk: OnDesk, client: TestClient) -> None:
    wanted = {"wanted": {}, "verdict": "release", "code": "STAFF-REL"}
    preview = client.post(f"{CASE}/many/preview", json=wanted).json()
    assert preview["count"] == 4
    assert [(each["id"], each["why"]) for each in preview["left_out"]] == [
        (desk.passage.id, "needs a reason for the release")
    ]


def test_the_list_of_findings_follows_its_address(desk: OnDesk, client: TestClient) -> None:
    page = client.get(f"{CASE}/findings", params={"person": TOM.id, "verdict": "open", "page": "2"})
    assert page.status_code == 200
    assert "07700 900123" in page.text
    assert "Amy Lunt" not in page.text
    assert "1 of 5 findings, 1 of them to decide" in page.text
    assert client.get(f"{CASE}/findings", params={"page": "first"}).status_code == 422
    assert client.get(f"{CASE}/findings", params={"whatever": "1"}).status_code == 422
    assert client.get(f"{CASE}/findings").text.count("<tr>") == 6


def test_another_case_is_out_of_reach(desk: OnDesk, client: TestClient) -> None:
    for path in ("findings", "people", "search", "progress"):
        assert client.get(f"/case/OTHER/{path}").status_code == 404
    for path in ("many/preview", "many/decide"):
        assert client.post(f"/case/OTHER/{path}", json=asked()).status_code == 404
