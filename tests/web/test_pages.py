from __future__ import annotations

from fastapi.testclient import TestClient

from redactor.domain.case import SourceState
from redactor.domain.finding import Verdict
from tests.store.making import REFERENCE, a_case, a_decision, a_document, a_source, found_at
from tests.web.conftest import TOKEN, OnDesk, a_client

CASE = f"/case/{REFERENCE}"


def test_the_review_of_one_case_begins_there_and_shows_no_other(desk: OnDesk, client: TestClient) -> None:
    desk.store.cases.create(a_case("SAR-2"))
    assert client.get("/").headers["location"] == CASE
    assert client.get("/case/SAR-2").status_code == 404
    assert client.post("/case/SAR-2/undo", json={}).status_code == 404


def test_the_list_of_cases_counts_what_is_decided(desk: OnDesk) -> None:
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.pupil),))
    visitor = a_client(desk.store, reference=None)
    visitor.get(f"/enter?token={TOKEN}")
    shown = visitor.get("/").text
    assert REFERENCE in shown
    assert "4 of 5" in shown


def test_a_case_shows_every_source_its_state_and_what_is_left_to_do(desk: OnDesk, client: TestClient) -> None:
    desk.store.cases.add_source(REFERENCE, a_source("0003", b"x"), b"x")
    desk.store.cases.record_quarantine(
        REFERENCE, "0003", error_class_name="Encrypted", reason="encrypted", remedy="Ask for the password."
    )
    desk.store.cases.add_source(REFERENCE, a_source("0004", b"", state=SourceState.SKIPPED), b"")
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.pupil, Verdict.HOLD),))
    shown = " ".join(client.get(CASE).text.split())
    for words in ("in quarantine: encrypted", "skipped", "3 of 4 to decide, 1 on hold", "1 of 5 decided, 4 to go"):
        assert words in shown
    assert f'href="{CASE}/document/0001">Continue' in shown
    assert f'href="{CASE}/document/0003"' not in shown


def test_a_name_from_a_request_is_never_taken_for_markup(desk: OnDesk) -> None:
    desk.store.cases.create(a_case("<b>x</b>/&1"))
    visitor = a_client(desk.store, reference=None)
    visitor.get(f"/enter?token={TOKEN}")
    shown = visitor.get("/").text
    assert "<b>x" not in shown
    assert visitor.get("/case/%3Cb%3Ex%3C/b%3E/%261").status_code == 200


def test_a_sheet_lists_the_findings_of_its_page_from_top_to_bottom_with_all_that_explains_them(
    desk: OnDesk, client: TestClient
) -> None:
    sheet = client.get(f"{CASE}/document/0001/sheet").json()
    assert [each["id"] for each in sheet["findings"]] == [desk.staff.id, desk.pupil.id, desk.passage.id]
    assert (sheet["open_pages"], sheet["counts"]) == ([1, 2], {"total": 4, "undecided": 4})
    pupil = sheet["findings"][1]
    assert (pupil["text"], pupil["category"], pupil["verdict"], pupil["sequence"]) == ("Tom Reid", "Person", "open", 0)
    assert pupil["before"].endswith("Leila and")
    assert pupil["after"].startswith("on Monday.")
    assert pupil["suggestion"] == {"verdict": "withhold", "code": "TP-ID", "why": "Another pupil."}
    assert pupil["person"]["why_role"] == "He stands on the class list."
    assert pupil["evidence_of"]["detector"] == "names"


def test_the_next_sheet_has_the_next_pages_findings(desk: OnDesk, client: TestClient) -> None:
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.phone),))
    sheet = client.get(f"{CASE}/document/0001/sheet?page=2").json()
    assert [(each["id"], each["verdict"], each["by"]) for each in sheet["findings"]] == [
        (desk.phone.id, "withhold", "Ana")
    ]
    assert sheet["open_pages"] == [1]


def test_a_new_resolution_shows_at_once(desk: OnDesk, client: TestClient) -> None:
    client.get(f"{CASE}/document/0001/sheet")
    desk.store.reviews.record_resolution(REFERENCE, (), (desk.staff,))
    assert [each["id"] for each in client.get(f"{CASE}/document/0001/sheet").json()["findings"]] == [desk.staff.id]


def test_what_is_not_there_is_not_found(desk: OnDesk, client: TestClient) -> None:
    desk.store.cases.add_source(REFERENCE, a_source("0003", b"x"), b"x")
    for path in ("0009", "0003", "0001/sheet?page=3", "0001/image/3", "0001/image/0", "0009/image/1"):
        assert client.get(f"{CASE}/document/{path}").status_code == 404
    assert client.get(f"{CASE}/document/0001/sheet?page=0").status_code == 422


def test_only_grounds_to_withhold_are_offered_beside_a_box(client: TestClient) -> None:
    shown = client.get(f"{CASE}/document/0001").text
    assert 'value="TP-ID"' in shown
    assert 'value="STAFF-REL"' not in shown


def test_a_finding_without_a_place_on_paper_still_has_to_be_decided_on_the_first_page(
    desk: OnDesk, client: TestClient
) -> None:
    between_words = found_at("0001", type(desk.pupil.place)(4, 5))  # type: ignore[call-arg]
    desk.store.reviews.record_resolution(REFERENCE, (), (between_words,))
    sheet = client.get(f"{CASE}/document/0001/sheet").json()
    assert [(each["id"], each["boxes"]) for each in sheet["findings"]] == [(between_words.id, [])]


def test_a_finding_of_another_reading_of_the_source_is_gone(desk: OnDesk, client: TestClient) -> None:
    client.get(f"{CASE}/document/0002/sheet")
    desk.store.cases.record_reading(REFERENCE, a_document("0002", "Minutes"), b"%PDF")
    assert client.get(f"{CASE}/document/0002/sheet").json()["findings"] == []
