from __future__ import annotations

import re

from fastapi.testclient import TestClient

from redactor.domain.finding import Category, Verdict
from tests.store.making import REFERENCE
from tests.web.conftest import OnDesk

CASE = f"/case/{REFERENCE}"


def seal_of(page: str) -> str:
    found = re.search(r'data-seal="(\w+)"', page)
    assert found
    return found[1]


def test_search_names_every_place_and_the_finding_that_covers_it(desk: OnDesk, client: TestClient) -> None:
    page = client.get(f"{CASE}/search", params={"words": "TOM"}).text
    assert "4 places" not in page
    assert "3 places, 0 of them outside every finding" in page or "3 places, 1 of them" in page
    assert "Words inside pictures" in page
    assert f"#{desk.pupil.id}" in page


def test_every_hit_is_withheld_as_one_act_and_taken_back_as_one(desk: OnDesk, client: TestClient) -> None:
    seal = seal_of(client.get(f"{CASE}/search", params={"words": "monday"}).text)
    body = {"words": "monday", "code": "TP-ID", "seal": seal}
    for _ in range(2):
        answer = client.post(f"{CASE}/search/withhold", json=body, headers={"idempotency-key": "s-1"})
        assert (answer.status_code, answer.json()) == (200, {"count": 1})
    (drawn,) = (each for each in desk.store.reviews.rulings(REFERENCE) if each.finding.category is Category.DRAWN)
    span = drawn.finding.span
    assert span is not None
    assert desk.document.text[span.start : span.end] == "Monday"
    client.post(f"{CASE}/undo", json={})
    (drawn,) = (each for each in desk.store.reviews.rulings(REFERENCE) if each.finding.category is Category.DRAWN)
    assert drawn.verdict is Verdict.RELEASE


def test_other_hits_than_those_that_were_seen_are_not_withheld(desk: OnDesk, client: TestClient) -> None:
    body = {"words": "monday", "code": "TP-ID", "seal": "0" * 64}
    assert client.post(f"{CASE}/search/withhold", json=body).status_code == 409
    assert client.post(f"{CASE}/search/withhold", json={**body, "seal": "", "code": ""}).status_code == 409
    seal = seal_of(client.get(f"{CASE}/search", params={"words": "monday"}).text)
    assert client.post(f"{CASE}/search/withhold", json={**body, "seal": seal, "code": "SH-ED"}).status_code == 422
    assert desk.store.reviews.decisions(REFERENCE) == ()
