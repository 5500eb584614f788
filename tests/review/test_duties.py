from __future__ import annotations

import pytest

from redactor.domain.backing import Backing, Referral
from redactor.domain.decision import SUGGESTED_BY
from redactor.domain.finding import Span, Verdict
from redactor.domain.reviewer import Duty, Reviewer
from redactor.errors import NotAllowed
from redactor.review.dossier import EMPTY, open_dossier
from redactor.review.duties import MAY, Act, may, may_see, require_may, require_may_advise, require_may_rule
from tests.store.making import AT, a_case, a_decision, found_at

NAME = found_at("0001", Span(5, 9))
OTHER = found_at("0002", Span(5, 9))
STANDS = a_decision(NAME, by="Ben")


def who(*duties: Duty, name: str = "Ana") -> Reviewer:
    return Reviewer(name=name, duties=frozenset(duties))


@pytest.mark.parametrize(
    ("duty", "acts"),
    [
        (Duty.REVIEWER, {Act.RULE, Act.SECOND, Act.SUPPORT, Act.ACCEPT_MANY, Act.READ}),
        (Duty.APPROVER, {Act.SECOND, Act.SIGN, Act.CLASSIFY, Act.READ}),
        (Duty.SPECIALIST, {Act.ADVISE}),
        (Duty.AUDITOR, {Act.LOOK, Act.LOG}),
    ],
)
def test_a_duty_allows(duty: Duty, acts: set[Act]) -> None:
    allowed = {act for act in Act if may(who(duty), act)}
    assert acts <= allowed
    if duty in (Duty.SPECIALIST, Duty.AUDITOR):
        assert allowed == acts


def test_every_act_has_its_duties_and_the_dpo_may_do_all() -> None:
    assert set(MAY) == set(Act)
    for act in Act:
        require_may(who(Duty.DPO), act)
        with pytest.raises(NotAllowed, match="the duty of"):
            require_may(who(), act)


def test_reviewers_decide_and_auditors_and_specialists_do_not() -> None:
    decision = a_decision(NAME, by="Ana")
    require_may_rule(who(Duty.REVIEWER), (decision,), {})
    for duty in (Duty.AUDITOR, Duty.SPECIALIST):
        with pytest.raises(NotAllowed):
            require_may_rule(who(duty), (decision,), {})


def test_nobody_decides_in_another_name_or_in_nobodys() -> None:
    with pytest.raises(NotAllowed, match="own name"):
        require_may_rule(who(Duty.DPO), (a_decision(NAME, by="Ben"),), {})
    for nobody in (SUGGESTED_BY, " "):
        with pytest.raises(NotAllowed, match="person"):
            require_may_rule(who(Duty.DPO, name=nobody), (a_decision(NAME, by=nobody),), {})


def test_an_approver_seconds_what_another_decided_or_holds_it_and_does_nothing_else() -> None:
    approver = who(Duty.APPROVER)
    same = a_decision(NAME, by="Ana")
    require_may_rule(approver, (same,), {NAME.id: STANDS})
    require_may_rule(approver, (a_decision(NAME, Verdict.HOLD, by="Ana", code=""),), {NAME.id: STANDS})
    for stands in ({}, {NAME.id: a_decision(NAME, by="Ana")}, {NAME.id: a_decision(NAME, by=SUGGESTED_BY)}):
        with pytest.raises(NotAllowed):
            require_may_rule(approver, (same,), stands)
    for other in (a_decision(NAME, Verdict.RELEASE, by="Ana", code=""), a_decision(NAME, by="Ana", code="SH-ED")):
        with pytest.raises(NotAllowed, match="seconds a decision or holds it"):
            require_may_rule(approver, (other,), {NAME.id: STANDS})


def test_a_specialist_advises_on_and_sees_what_was_referred_to_them() -> None:
    specialist = who(Duty.SPECIALIST)
    asked = Referral(to="Ana", question="Would it harm?")
    dossier = open_dossier(a_case(), (Backing(targets=(NAME.id,), substance=asked, by="Ben", at=AT, number=1),))
    require_may_advise(specialist, (NAME.id,), dossier)
    assert may_see(specialist, NAME, dossier)
    assert not may_see(specialist, OTHER, dossier)
    for targets in ((OTHER.id,), (NAME.id, "0001"), ("0002",)):
        with pytest.raises(NotAllowed, match="not referred"):
            require_may_advise(specialist, targets, dossier)
    with pytest.raises(NotAllowed):
        require_may_advise(who(Duty.SPECIALIST, name="Cem"), (NAME.id,), dossier)
    with pytest.raises(NotAllowed):
        require_may_advise(who(Duty.APPROVER), (NAME.id,), EMPTY)
    whole = open_dossier(a_case(), (Backing(targets=("0001",), substance=asked, by="Ben", at=AT, number=1),))
    require_may_advise(specialist, (NAME.id, "0001"), whole)
    assert may_see(specialist, NAME, whole)
    assert not may_see(who(Duty.AUDITOR), NAME, whole)
