from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from redactor.domain.decision import Ruling
from redactor.domain.finding import Category, PageBox, Verdict, WholeDocument, WholePage
from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk

CASE = f"/case/{REFERENCE}"


def corners(**more: Any) -> dict[str, Any]:
    return {"document_id": "0001", "page_number": 1, "x0": 100, "y0": 300, "x1": 200, "y1": 320} | more


def drawn(desk: OnDesk) -> list[Ruling]:
    return [each for each in desk.store.reviews.rulings(REFERENCE) if each.finding.category is Category.DRAWN]


def test_a_box_is_moved_as_one_act_and_goes_back_with_one_undo(desk: OnDesk, client: TestClient) -> None:
    first = client.post(f"{CASE}/draw", json=corners(code="TP-ID")).json()["finding_id"]
    body = corners(x0=120, x1=260, finding_id=first)
    moved = client.post(f"{CASE}/move", json=body, headers={"idempotency-key": "m-1"}).json()["finding_id"]
    assert client.post(f"{CASE}/move", json=body, headers={"idempotency-key": "m-1"}).json()["finding_id"] == moved
    standing = {each.finding.id: each for each in drawn(desk)}
    assert {each: ruling.verdict for each, ruling in standing.items()} == {
        first: Verdict.RELEASE,
        moved: Verdict.WITHHOLD,
    }
    place = standing[moved].finding.place
    assert isinstance(place, PageBox)
    assert (place.box.x0, place.box.x1) == (120, 260)
    decision = standing[moved].decision
    assert decision is not None
    assert decision.code == "TP-ID"
    client.post(f"{CASE}/undo", json={})
    assert {each.finding.id: each.verdict for each in drawn(desk)} == {
        first: Verdict.WITHHOLD,
        moved: Verdict.RELEASE,
    }


def test_only_a_box_drawn_by_hand_that_is_withheld_is_moved(desk: OnDesk, client: TestClient) -> None:
    assert client.post(f"{CASE}/move", json=corners(finding_id=desk.pupil.id)).status_code == 404
    first = client.post(f"{CASE}/draw", json=corners(code="TP-ID")).json()["finding_id"]
    client.post(f"{CASE}/undo", json={})
    assert client.post(f"{CASE}/move", json=corners(x0=120, finding_id=first)).status_code == 422
    assert client.post(f"{CASE}/move", json=corners(x1=100.5, finding_id=first)).status_code == 422


def test_a_box_snaps_to_the_words_that_it_means(desk: OnDesk, client: TestClient) -> None:
    word = next(each for each in desk.document.pages[0].words if each.text == "Reid")
    near = corners(x0=word.box.x0 + 3, x1=word.box.x1 - 2, y0=word.box.y0 + 2, y1=word.box.y1 + 4)
    x, y, width, height = client.post(f"{CASE}/snap", json=near).json()["box"]
    assert (x, y, x + width, y + height) == pytest.approx(
        (word.box.x0, word.box.y0, word.box.x1, word.box.y1), abs=0.01
    )
    assert client.post(f"{CASE}/snap", json=corners(y0=700, y1=750)).status_code == 422


def test_whole_pages_and_documents_are_ruled_on(desk: OnDesk, client: TestClient) -> None:
    for page_number, place in ((2, WholePage(1)), (None, WholeDocument())):
        body = {"document_id": "0001", "page_number": page_number, "code": "TP-ID", "reason": "Another family."}
        assert client.post(f"{CASE}/whole", json=body).status_code == 200
        assert any(each.finding.place == place and each.verdict is Verdict.WITHHOLD for each in drawn(desk))
    assert client.post(f"{CASE}/whole", json={"document_id": "0001", "page_number": 9}).status_code == 404
    assert client.post(f"{CASE}/whole", json={"document_id": "0001", "page_number": 1}).status_code == 422
