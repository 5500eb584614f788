from __future__ import annotations

from fastapi.testclient import TestClient

from tests.store.making import REFERENCE
from tests.web.conftest import TOKEN, OnDesk, a_client

CASE = f"/case/{REFERENCE}"


def test_a_referral_stands_on_the_case_until_it_is_settled(desk: OnDesk, client: TestClient) -> None:
    body = {"document_id": "0001", "page_number": 1, "finding_id": desk.passage.id, "text": "Is this harm?"}
    asked = client.post(f"{CASE}/comment", json={**body, "referred_to": "Dr Shah"}).json()
    assert "Ana asks Dr Shah" in client.get(CASE).text
    shown = client.get(f"{CASE}/document/0001/sheet").json()["comments"]
    assert [(each["text"], each["referred_to"], each["finding"]) for each in shown] == [
        ("Is this harm?", "Dr Shah", desk.passage.id)
    ]
    assert client.post(f"{CASE}/comment", json={**body, "settles": 9}).status_code == 404
    client.post(f"{CASE}/comment", json={**body, "text": "No.", "settles": asked["id"]})
    assert "Ana asks Dr Shah" not in client.get(CASE).text


def test_a_document_that_somebody_else_has_open_says_so_until_it_is_taken_over(
    desk: OnDesk, client: TestClient
) -> None:
    ben = a_client(desk.store, "Ben")
    ben.get(f"/enter?token={TOKEN}")
    ben.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
    assert client.post(f"{CASE}/document/0001/claim", json={}).json()["mine"]
    held = ben.post(f"{CASE}/document/0001/claim", json={}).json()
    assert (held["by"], held["mine"]) == ("Ana", False)
    assert "Ana has it open" in ben.get(CASE).text
    assert ben.post(f"{CASE}/document/0001/claim", json={"take": True}).json()["mine"]
    assert client.post(f"{CASE}/document/0001/claim", json={}).json()["by"] == "Ben"
    assert client.post(f"{CASE}/document/0099/claim", json={}).status_code == 404


def test_the_review_goes_on_where_the_reviewer_was(desk: OnDesk, client: TestClient) -> None:
    assert "where you were" not in client.get(CASE).text
    client.post(f"{CASE}/prefer", json={"name": "place", "value": "0001 2"})
    assert "/document/0001?page=2" in client.get(CASE).text
    client.post(f"{CASE}/prefer", json={"name": "place", "value": "0099 x"})
    assert "where you were" not in client.get(CASE).text
    assert client.post(f"{CASE}/prefer", json={"name": "theme", "value": "dark"}).status_code == 422


def test_progress_counts_the_whole_case(desk: OnDesk, client: TestClient) -> None:
    assert client.get(f"{CASE}/progress").json() == {"total": 5, "undecided": 5}
