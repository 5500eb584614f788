from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from redactor.detect.correct import write_resolution
from redactor.detect.people import resolve_people
from redactor.domain.finding import Finding, Verdict
from redactor.domain.person import Person
from redactor.people import apply_corrections
from redactor.store.store import Store, open_store
from tests.detect.casework import a_document, staff, the_case, the_rulebook
from tests.store.making import a_decision, a_source
from tests.web.conftest import TOKEN, a_client, a_facsimile

REFERENCE = "CASE-1"
CASE = f"/case/{REFERENCE}"
TEXT = "[Tyler Brandreth] pushed another child.\n[Kane Aldous] was sent home.\n[Jamie Hollis] was upset."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A case that the detectors have resolved."""
    case = the_case(staff("Gemma Holt"))
    document, _ = a_document(TEXT)
    with open_store(tmp_path / "home") as opened:
        opened.cases.create(case)
        opened.cases.add_source(REFERENCE, a_source("0001", b"x"), b"x")
        opened.cases.record_reading(REFERENCE, document, a_facsimile(document))
        run_again(opened)
        yield opened


def run_again(store: Store) -> None:
    """A run of the detectors, as the flow does it."""
    case = store.cases.find(REFERENCE)
    document, found = a_document(TEXT)
    resolution = resolve_people([document], found, case, the_rulebook())
    people, findings = apply_corrections(resolution, store.people.corrections(REFERENCE), case, the_rulebook())
    store.reviews.record_resolution(REFERENCE, people, findings, resolution=write_resolution(resolution))


@pytest.fixture
def client(store: Store) -> TestClient:
    visitor = a_client(store, reference=REFERENCE)
    visitor.get(f"/enter?token={TOKEN}")
    visitor.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
    return visitor


def person(store: Store, name: str) -> Person:
    (found,) = (each for each in store.reviews.people(REFERENCE) if each.name == name)
    return found


def theirs(store: Store, person_id: str) -> list[Finding]:
    return [each for each in store.reviews.findings(REFERENCE) if each.person_id == person_id]


def said(change: str, person_id: str, **more: Any) -> dict[str, Any]:
    return {"change": change, "person_id": person_id} | more


def test_what_a_correction_would_change_is_told_and_nothing_is_stored(store: Store, client: TestClient) -> None:
    tyler = person(store, "Tyler Brandreth")
    told = client.post(f"{CASE}/people/weigh", json=said("role", tyler.id, value="staff")).json()
    assert told["moves"] == [{"from": "withhold", "to": "release", "count": 1}]
    assert [(each["text"], each["to"]) for each in told["open"]] == [("Tyler Brandreth", "release")]
    assert store.people.corrections(REFERENCE) == ()
    assert person(store, "Tyler Brandreth") == tyler


def test_what_was_said_outlives_a_new_run_of_the_detectors(store: Store, client: TestClient) -> None:
    tyler, kane = person(store, "Tyler Brandreth"), person(store, "Kane Aldous")
    assert client.post(f"{CASE}/people/correct", json=said("merge", tyler.id, others=[kane.id])).status_code == 200
    assert client.post(f"{CASE}/people/correct", json=said("role", tyler.id, value="staff")).status_code == 200
    for _ in range(2):
        assert kane.id not in {each.id for each in store.reviews.people(REFERENCE)}
        verdicts = {each.suggestion.verdict for each in theirs(store, tyler.id) if each.suggestion}
        assert (len(theirs(store, tyler.id)), verdicts) == (2, {Verdict.RELEASE})
        run_again(store)


def test_decided_findings_stay_and_are_told(store: Store, client: TestClient) -> None:
    tyler = person(store, "Tyler Brandreth")
    (mention,) = theirs(store, tyler.id)
    store.reviews.decide(REFERENCE, (a_decision(mention, code="TP-ID"),))
    told = client.post(f"{CASE}/people/weigh", json=said("role", tyler.id, value="staff")).json()
    assert (told["open_count"], told["decided_count"]) == (0, 1)
    client.post(f"{CASE}/people/correct", json=said("role", tyler.id, value="staff"))
    (ruling,) = (each for each in store.reviews.rulings(REFERENCE) if each.finding.id == mention.id)
    assert ruling.verdict is Verdict.WITHHOLD


def test_a_correction_is_taken_back_and_the_people_are_as_before(store: Store, client: TestClient) -> None:
    before, findings = store.reviews.people(REFERENCE), store.reviews.findings(REFERENCE)
    tyler, kane = person(store, "Tyler Brandreth"), person(store, "Kane Aldous")
    client.post(f"{CASE}/people/correct", json=said("merge", tyler.id, others=[kane.id]))
    back = said("merge", tyler.id, undoes=1)
    key = {"idempotency-key": "back-1"}
    assert [client.post(f"{CASE}/people/correct", json=back, headers=key).status_code for _ in range(2)] == [200, 200]
    assert (store.reviews.people(REFERENCE), store.reviews.findings(REFERENCE)) == (before, findings)
    assert client.post(f"{CASE}/people/correct", json=back).status_code == 422
    assert "What was said" not in client.get(f"{CASE}/people").text


def test_a_split_makes_another_person_of_the_chosen_mentions(store: Store, client: TestClient) -> None:
    tyler = person(store, "Tyler Brandreth")
    (mention,) = theirs(store, tyler.id)
    body = said("split", tyler.id, value="Tyler Senior", finding_ids=[mention.id])
    assert client.post(f"{CASE}/people/correct", json=body).status_code == 200
    assert [each.id for each in theirs(store, person(store, "Tyler Senior").id)] == [mention.id]
    listed = client.get(f"{CASE}/people/{person(store, 'Tyler Senior').id}/mentions").json()
    assert [each["text"] for each in listed["mentions"]] == ["Tyler Brandreth"]


@pytest.mark.parametrize(
    ("change", "more", "why"),
    [
        ("role", {"value": "wizard"}, "no such role"),
        ("rename", {"value": " "}, "a name is wanted"),
        ("merge", {"others": ["p-0123456789"]}, "another person"),
        ("standing", {"value": "subject"}, "the subject is the request's"),
        ("consent", {"value": "perhaps"}, "yes or no"),
        ("split", {"value": "Somebody"}, "no mention"),
        ("role", {"value": "staff", "undoes": 9}, "taken back already"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    store: Store, client: TestClient, change: str, more: dict[str, Any], why: str
) -> None:
    tyler = person(store, "Tyler Brandreth")
    for path in ("weigh", "correct"):
        answer = client.post(f"{CASE}/people/{path}", json=said(change, tyler.id, **more))
        assert answer.status_code == 422
        assert why in answer.json()["lacking"][0]
    assert store.people.corrections(REFERENCE) == ()


def test_a_correction_weighed_before_another_one_is_a_conflict(store: Store, client: TestClient) -> None:
    tyler = person(store, "Tyler Brandreth")
    edition = store.reviews.edition(REFERENCE)
    client.post(f"{CASE}/people/correct", json=said("role", tyler.id, value="staff", edition=edition))
    answer = client.post(f"{CASE}/people/correct", json=said("role", tyler.id, value="pupil", edition=edition))
    assert answer.status_code == 409


def test_the_people_page_lists_everybody_with_their_mentions(store: Store, client: TestClient) -> None:
    client.post(f"{CASE}/people/correct", json=said("pseudonym", person(store, "Kane Aldous").id, value="Pupil A"))
    page = client.get(f"{CASE}/people").text
    for words in ("Tyler Brandreth", "Gemma Holt", "shown as Pupil A", "Take back"):
        assert words in page
