"""What policy forbids is refused on the server, by a direct request too, and nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from redactor.domain.account import Account
from redactor.domain.backing import Opinion, Referral
from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Category, Verdict
from redactor.domain.reviewer import EVERY_DUTY, Duty
from redactor.review.acceptance import BulkPolicy, Pace
from redactor.review.sample import Bar
from redactor.store.store import Store
from redactor.web.app import create_app
from redactor.web.settings import WebSettings
from tests.store.making import REFERENCE, a_case, a_decision
from tests.web.conftest import EXEMPTIONS, ORIGIN, TOKEN, TOM, OnDesk

CASE = f"/case/{REFERENCE}"
RULES = {
    **EXEMPTIONS,
    "SH-ED": replace(
        EXEMPTIONS["SH-ED"],
        sign_off=("head_or_dsl", "dpo"),
        minimum_reviewers=2,
        evidence_required=("harm_rationale", "likelihood"),
    ),
    "SH-HEALTH": replace(
        EXEMPTIONS["SH-ED"],
        code="SH-HEALTH",
        evidence_required=("health_opinion",),
        evidence_expires_days=181,
        record_class=RecordClass.HEALTH,
    ),
    "HOLD-HEALTH": replace(
        EXEMPTIONS["SH-ED"],
        code="HOLD-HEALTH",
        family="health_gate",
        evidence_required=("health_opinion_or_already_known",),
        evidence_expires_days=181,
        record_class=RecordClass.HEALTH,
    ),
}
TODAY = date.today()
TOLD = "harm_rationale: threats; likelihood: high"


def visitor(store: Store, name: str, *duties: Duty, reference: str | None = REFERENCE) -> TestClient:
    """Somebody with these duties who came in, and writes as our own page does."""
    settings = WebSettings(
        exemptions=RULES,
        token=TOKEN,
        reference=reference,
        alone=Account(name=name, duties=frozenset(duties) or EVERY_DUTY),
        policy=BulkPolicy(bar=Bar(size=60, worst=0.06), pace=Pace(at_once=2, an_hour=3)),
    )
    client = TestClient(create_app(store, settings), base_url=ORIGIN, follow_redirects=False)
    client.get(f"/enter?token={TOKEN}")
    client.headers.update({"x-redactor": "1", "sec-fetch-site": "same-origin"})
    return client


def choice(desk: OnDesk, **changes: Any) -> dict[str, Any]:
    return {"finding_id": desk.pupil.id, "verdict": "withhold", "code": "TP-ID", "expected": 0} | changes


def harm(desk: OnDesk, **changes: Any) -> dict[str, Any]:
    return choice(desk, finding_id=desk.passage.id, code="SH-ED", evidence=TOLD) | changes


def entry(desk: OnDesk, kind: str, **says: Any) -> dict[str, Any]:
    return {"targets": [desk.passage.id], "says": {"kind": kind, **says}}


def signature(desk: OnDesk, role: str, name: str, note: str = "") -> dict[str, Any]:
    return entry(desk, "signature", role=role, name=name, on=str(TODAY), code="SH-ED", note=note)


def an_opinion(desk: OnDesk, given: date, *, harm_likely: bool = True) -> None:
    opinion = Opinion(author="Dr Shah", profession="GP", given=given, harm_likely=harm_likely)
    desk.store.backings.add(REFERENCE, (desk.passage.id,), opinion, by="Ana")


def nothing_was_stored(desk: OnDesk) -> bool:
    reviews = desk.store.reviews.decisions(REFERENCE)
    return (reviews, desk.store.backings.of(REFERENCE), desk.store.samples.of(REFERENCE)) == ((), (), ())


DRAWING = {"document_id": "0001", "page_number": 1, "x0": 9, "y0": 9, "x1": 99, "y1": 99, "code": "TP-ID"}


@pytest.mark.parametrize(
    ("duty", "path", "body"),
    [
        (Duty.AUDITOR, "decide", choice),
        (Duty.SPECIALIST, "decide", choice),
        (Duty.APPROVER, "decide", choice),
        (Duty.AUDITOR, "draw", lambda _: DRAWING),
        (Duty.APPROVER, "draw", lambda _: DRAWING),
        (Duty.AUDITOR, "undo", lambda _: {}),
        (Duty.SPECIALIST, "undo", lambda _: {}),
        (Duty.SPECIALIST, "redo", lambda _: {}),
        (Duty.APPROVER, "whole", lambda _: {"document_id": "0001", "verdict": "withhold", "code": "TP-ID"}),
        (
            Duty.APPROVER,
            "people/correct",
            lambda _: {"change": "role", "person_id": TOM.id, "value": "staff"},
        ),
        (Duty.AUDITOR, "evidence", lambda desk: entry(desk, "already_known", how="x")),
        (Duty.SPECIALIST, "evidence", lambda desk: entry(desk, "already_known", how="x")),
        (Duty.REVIEWER, "evidence", lambda desk: signature(desk, "dpo", "Ana")),
        (
            Duty.SPECIALIST,
            "evidence",
            lambda desk: entry(desk, "opinion", author="A", profession="GP", given=str(TODAY), harm_likely=False),
        ),
        (
            Duty.REVIEWER,
            "evidence",
            lambda desk: {"targets": ["0001"], "says": {"kind": "record_class", "record_class": "education"}},
        ),
        (Duty.AUDITOR, "sample/draw", lambda _: {}),
        (Duty.SPECIALIST, "sample/answer", lambda _: {"question": "0001/1", "grade": "right"}),
        (Duty.APPROVER, "sample/accept", lambda _: {}),
        (Duty.REVIEWER, "sample/accept", lambda _: {}),
    ],
)
def test_an_act_outside_ones_duty_is_refused(desk: OnDesk, duty: Duty, path: str, body: Any) -> None:
    answer = visitor(desk.store, "Ana", duty).post(f"{CASE}/{path}", json=body(desk))
    assert answer.status_code == 403, answer.text
    assert nothing_was_stored(desk)


@pytest.mark.parametrize("path", ["holds", "waiting", "evidence", "sample"])
def test_those_who_do_not_work_on_the_case_do_not_look_at_what_waits(desk: OnDesk, path: str) -> None:
    assert visitor(desk.store, "Ana", Duty.SPECIALIST).get(f"{CASE}/{path}").status_code == 403
    assert visitor(desk.store, "Ana", Duty.DPO).get(f"{CASE}/{path}").status_code == 200


@pytest.mark.parametrize("path", ["evidence", "sample/draw", "sample/answer", "sample/accept"])
def test_another_case_is_out_of_reach(desk: OnDesk, path: str) -> None:
    desk.store.cases.create(a_case("SAR-2"))
    here = visitor(desk.store, "Ana")
    body = entry(desk, "already_known", how="x") if path == "evidence" else {"question": "0001/1", "grade": "right"}
    assert here.post(f"/case/SAR-2/{path}", json=body).status_code == 404
    everywhere = visitor(desk.store, "Ana", reference=None)
    other = everywhere.post("/case/SAR-2/evidence", json=entry(desk, "already_known", how="x"))
    assert other.status_code == 422
    assert desk.store.backings.of("SAR-2") == ()


def test_a_withholding_without_its_evidence_is_refused_and_with_it_stored(desk: OnDesk) -> None:
    ana = visitor(desk.store, "Ana", Duty.REVIEWER)
    bare = ana.post(f"{CASE}/decide", json=harm(desk, evidence="because"))
    assert (bare.status_code, bare.json()) == (422, {"lacking": ["needs evidence (harm_rationale, likelihood)"]})
    stated = ana.post(f"{CASE}/evidence", json=entry(desk, "statement", key="likelihood", text="High"))
    assert stated.json()["evidence"]["number"] == 1
    half = ana.post(f"{CASE}/decide", json=harm(desk, evidence=""))
    assert half.json() == {"lacking": ["needs evidence (harm_rationale)"]}
    assert ana.post(f"{CASE}/decide", json=harm(desk, evidence="harm_rationale: threats")).status_code == 200


def test_an_opinion_that_is_missing_or_has_expired_is_not_relied_on(desk: OnDesk) -> None:
    ana = visitor(desk.store, "Ana", Duty.REVIEWER)
    wanted = harm(desk, code="SH-HEALTH")
    assert ana.post(f"{CASE}/decide", json=wanted).json() == {"lacking": ["needs evidence (health_opinion)"]}
    an_opinion(desk, TODAY - timedelta(days=182))
    expired = ana.post(f"{CASE}/decide", json=wanted)
    assert (expired.status_code, expired.json()) == (
        422,
        {"lacking": ["has evidence too old to rely on (health_opinion)"]},
    )
    an_opinion(desk, TODAY - timedelta(days=181))
    assert ana.post(f"{CASE}/decide", json=wanted).status_code == 200


def test_health_data_is_not_released_by_a_direct_request_without_an_opinion(desk: OnDesk) -> None:
    letter = desk.passage.suggested(Verdict.HOLD, "HOLD-HEALTH", "A clinician's letter.")
    desk.store.reviews.record_resolution(REFERENCE, (), (letter,))
    ana = visitor(desk.store, "Ana", Duty.REVIEWER)
    release = harm(desk, verdict="release", code="", evidence="", reason="It is theirs")
    assert ana.post(f"{CASE}/decide", json=release).status_code == 422
    an_opinion(desk, TODAY, harm_likely=False)
    assert ana.post(f"{CASE}/decide", json=release).status_code == 200


def test_nobody_approves_their_own(desk: OnDesk) -> None:
    ana, ben = visitor(desk.store, "Ana"), visitor(desk.store, "Ben", Duty.APPROVER, Duty.DPO)
    assert ana.post(f"{CASE}/decide", json=harm(desk)).status_code == 200
    for own in (signature(desk, "dpo", "Ana"), signature(desk, "head_or_dsl", "Ms Hall", "Minute")):
        answer = ana.post(f"{CASE}/evidence", json=own)
        assert answer.status_code == 422
        assert "your own ruling" in answer.json()["lacking"][0]
    assert desk.store.backings.of(REFERENCE) == ()
    assert ben.post(f"{CASE}/evidence", json=signature(desk, "dpo", "Ben")).status_code == 200
    waits = ana.get(f"{CASE}/waiting").json()["waiting"]
    assert [each["roles"] for each in waits if each["finding"] == desk.passage.id] == [["head_or_dsl"]]
    assert ben.post(f"{CASE}/evidence", json=signature(desk, "head_or_dsl", "Ms Hall", "Minute")).status_code == 200
    assert ana.get(f"{CASE}/waiting").json()["waiting"] == []


def test_an_approver_seconds_another_reviewer_and_not_themselves(desk: OnDesk) -> None:
    ben = visitor(desk.store, "Ben", Duty.APPROVER)
    desk.store.reviews.decide(REFERENCE, (a_decision(desk.pupil, by="Ana", code="TP-ID"),))
    assert ben.post(f"{CASE}/decide", json=choice(desk, verdict="release", code="", expected=1)).status_code == 403
    assert ben.post(f"{CASE}/decide", json=choice(desk, expected=1)).status_code == 200
    assert ben.post(f"{CASE}/decide", json=choice(desk, expected=2)).status_code == 403


def test_a_specialist_advises_on_what_was_referred_and_nothing_else(desk: OnDesk) -> None:
    desk.store.backings.add(REFERENCE, (desk.passage.id,), Referral(to="Dr Shah", question="Harm?"), by="Ana")
    shah = visitor(desk.store, "Dr Shah", Duty.SPECIALIST)
    opinion = entry(desk, "opinion", author="Dr Shah", profession="GP", given=str(TODAY), harm_likely=True)
    assert shah.post(f"{CASE}/evidence", json=opinion).status_code == 200
    assert shah.post(f"{CASE}/evidence", json=opinion | {"targets": [desk.pupil.id]}).status_code == 403
    assert shah.post(f"{CASE}/evidence", json=opinion | {"targets": ["0001"]}).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"targets": []},
        {"targets": ["<script>"]},
        {"says": {"kind": "rumour", "how": "x"}},
        {"says": {"kind": "already_known", "how": " "}},
        {"says": {"kind": "already_known", "how": "a\0b"}},
        {"says": {"kind": "already_known", "how": "x", "by": "Ben"}},
        {"says": {"kind": "already_known", "how": "x" * 4001}},
        {"says": {"kind": "opinion", "author": "A", "profession": "B", "given": "soon", "harm_likely": True}},
        {"says": {"kind": "opinion", "author": "A", "profession": "B", "given": "2999-01-01", "harm_likely": True}},
        {"targets": ["0001-ffffffffffff"]},
    ],
)
def test_an_entry_that_does_not_fit_is_refused(desk: OnDesk, wrong: dict[str, Any]) -> None:
    answer = visitor(desk.store, "Ana").post(
        f"{CASE}/evidence", json=entry(desk, "already_known", how="They wrote it") | wrong
    )
    assert answer.status_code == 422
    assert nothing_was_stored(desk)


def test_suggestions_are_accepted_in_bulk_after_a_passed_sample_and_not_faster_than_the_pace(desk: OnDesk) -> None:
    ana = visitor(desk.store, "Ana", Duty.REVIEWER)
    assert ana.post(f"{CASE}/sample/accept", json={}).status_code == 403
    assert ana.post(f"{CASE}/sample/draw", json={}).status_code == 200
    assert ana.post(f"{CASE}/sample/draw", json={}).status_code == 403
    assert ana.post(f"{CASE}/sample/answer", json={"question": "0009/1", "grade": "right"}).status_code == 422
    (sample,) = desk.store.samples.of(REFERENCE)
    for question in sample.questions:
        assert ana.post(f"{CASE}/sample/accept", json={}).status_code == 403
        page = ana.get(f"{CASE}/sample").text
        assert "Place" in page
        ana.post(f"{CASE}/sample/answer", json={"question": question.id, "grade": "right"})
    assert "passed" in ana.get(f"{CASE}/sample").text
    assert ana.post(f"{CASE}/sample/accept", json={}).json() == {"accepted": 2, "left": 2}
    assert ana.post(f"{CASE}/sample/accept", json={}).json() == {"accepted": 1, "left": 1}
    assert ana.post(f"{CASE}/sample/accept", json={}).status_code == 403
    ruled = [each for each in desk.store.reviews.rulings(REFERENCE) if each.decision]
    assert {each.decision.by for each in ruled if each.decision} == {"Ana"}
    assert Category.PASSAGE not in {each.finding.category for each in ruled}
    assert "95&nbsp;% interval" in ana.get(CASE).text


def test_suggestions_are_not_accepted_over_a_document_without_a_sample_but_a_person_is_ruled_on(desk: OnDesk) -> None:
    ana = visitor(desk.store, "Ana", Duty.REVIEWER)
    wide = {"wanted": {"document": "0001"}, "verdict": None, "code": ""}
    seal = ana.post(f"{CASE}/many/preview", json=wide).json()["seal"]
    assert ana.post(f"{CASE}/many/decide", json=wide | {"seal": seal}).status_code == 403
    assert desk.store.reviews.decisions(REFERENCE) == ()
    narrow = {"wanted": {"person": TOM.id}, "verdict": "withhold", "code": "TP-ID"}
    seal = ana.post(f"{CASE}/many/preview", json=narrow).json()["seal"]
    auditor = visitor(desk.store, "Cem", Duty.AUDITOR)
    assert auditor.post(f"{CASE}/many/decide", json=narrow | {"seal": seal}).status_code == 403
    assert ana.post(f"{CASE}/many/decide", json=narrow | {"seal": seal}).status_code == 200


def test_what_waits_is_shown_with_forms_and_everything_in_them_is_escaped(desk: OnDesk) -> None:
    ana = visitor(desk.store, "Ana")
    known = entry(desk, "already_known", how="<script>alert(1)</script>")
    assert ana.post(f"{CASE}/evidence", json=known).status_code == 200
    shown = ana.get(f"{CASE}/holds").text
    assert desk.passage.id in shown
    assert "harm_rationale" in shown
    assert "<script>alert" not in shown
