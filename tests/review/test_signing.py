from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from redactor.domain.backing import Backing, Classed, Opinion, Signature, Statement, Substance, Withdrawal
from redactor.domain.decision import Ruling
from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Category, Span, Verdict
from redactor.domain.reviewer import EVERY_DUTY, Duty, Reviewer
from redactor.errors import NotAllowed, SignOffMissing
from redactor.review.dossier import Dossier, open_dossier
from redactor.review.policy import awaited_hands, require_finished
from redactor.review.recording import awaiting, require_may_withdraw, signatures_for, troubles_with
from tests.review.test_policy import an_exemption
from tests.store.making import AT, a_case, a_decision, found_at

TODAY = date(2026, 9, 10)
EXEMPTIONS = {
    "SRC": an_exemption("SRC", sign_off=("dpo",)),
    "LPP": an_exemption("LPP", sign_off=("legal",)),
    "HARM": an_exemption("HARM", sign_off=("head_or_dsl", "dpo"), minimum_reviewers=2),
    "HEALTH": an_exemption("HEALTH", sign_off=("appropriate_health_professional",), evidence_expires_days=181),
}
PASSAGE = found_at("0001", Span(20, 90), category=Category.PASSAGE, kind="harm")
ANA, BEN, CEM = (Reviewer(name=name, duties=EVERY_DUTY) for name in ("Ana", "Ben", "Cem"))


def ruled(code: str, by: str = "Ana", *seconds: str) -> Ruling:
    return Ruling(finding=PASSAGE, decision=a_decision(PASSAGE, code=code, by=by), seconded_by=seconds)


def signature(code: str, role: str, name: str, note: str = "") -> Signature:
    return Signature(role=role, name=name, on=TODAY, verdict=Verdict.WITHHOLD, code=code, note=note)


def with_record(*said: tuple[Substance, str]) -> Dossier:
    backings = [
        Backing(targets=(PASSAGE.id,), substance=each, by=by, at=AT, number=number)
        for number, (each, by) in enumerate(said, 1)
    ]
    return open_dossier(a_case(), backings, today=TODAY)


def troubles(substance: Substance, who: Reviewer, ruling: Ruling, *targets: str) -> tuple[str, ...]:
    return troubles_with(
        substance,
        targets or (PASSAGE.id,),
        who,
        {PASSAGE.id: ruling},
        exemptions=EXEMPTIONS,
        dossier=with_record(),
    )


def test_a_release_waits_for_each_role_that_the_ground_names() -> None:
    ruling = ruled("HARM")
    head, dpo = (signature("HARM", "head_or_dsl", "Ben"), "Ben"), (signature("HARM", "dpo", "Cem"), "Cem")
    assert awaited_hands(ruling, EXEMPTIONS, with_record()) == (
        "needs the same decision by 2 reviewers",
        "needs the signature of: head_or_dsl, dpo",
    )
    assert awaited_hands(ruling, EXEMPTIONS, with_record(head)) == ("needs the signature of: dpo",)
    assert awaited_hands(ruling, EXEMPTIONS, with_record(head, dpo)) == ()
    with pytest.raises(SignOffMissing, match="signature of: dpo"):
        require_finished(a_case(), (), (ruling,), exemptions=EXEMPTIONS, dossier=with_record(head))
    require_finished(a_case(), (), (ruling,), exemptions=EXEMPTIONS, dossier=with_record(head, dpo))
    require_finished(a_case(), (), (ruling,), exemptions=EXEMPTIONS, dossier=with_record(), draft=True)


def test_a_signature_lapses_when_another_ground_or_verdict_stands() -> None:
    dossier = with_record((signature("SRC", "dpo", "Ben"), "Ben"))
    assert awaited_hands(ruled("SRC"), EXEMPTIONS, dossier) == ()
    assert awaited_hands(ruled("HARM"), EXEMPTIONS, dossier)[1] == "needs the signature of: head_or_dsl, dpo"
    gone = with_record((signature("SRC", "dpo", "Ben"), "Ben"), (Withdrawal(number=1, why="In error"), "Ben"))
    assert awaited_hands(ruled("SRC"), EXEMPTIONS, gone) != ()


def test_where_two_reviewers_are_wanted_the_author_neither_signs_nor_enters_a_signature() -> None:
    own = troubles(signature("HARM", "dpo", "Ana"), ANA, ruled("HARM"))
    entered = troubles(signature("HARM", "head_or_dsl", "Ms Hall", "Minute of 3 May"), ANA, ruled("HARM"))
    assert "your own ruling" in own[0]
    assert "your own ruling" in entered[0]
    assert troubles(signature("HARM", "head_or_dsl", "Ms Hall", "Minute of 3 May"), BEN, ruled("HARM")) == ()
    smuggled = with_record((signature("HARM", "dpo", "Ana"), "Ana"), (signature("HARM", "head_or_dsl", "X"), "Ana"))
    assert "needs the signature of: head_or_dsl, dpo" in awaited_hands(ruled("HARM"), EXEMPTIONS, smuggled)


def test_a_signature_on_paper_signs_and_is_no_second_reviewer() -> None:
    paper = (signature("HARM", "head_or_dsl", "Ms Hall", "Minute"), "Ben")
    dpo_by_author = (signature("HARM", "dpo", "Ana"), "Ana")
    assert awaited_hands(ruled("HARM"), EXEMPTIONS, with_record(paper, dpo_by_author)) == (
        "needs the same decision by 2 reviewers",
        "needs the signature of: dpo",
    )
    assert awaited_hands(ruled("HARM", "Ana", "Ben"), EXEMPTIONS, with_record(paper)) == (
        "needs the signature of: dpo",
    )


def test_the_dpo_who_ruled_alone_signs_as_the_dpo_where_one_reviewer_is_enough() -> None:
    dpo = Reviewer(name="Ana", duties=frozenset({Duty.DPO}))
    assert troubles(signature("SRC", "dpo", "Ana"), dpo, ruled("SRC")) == ()
    assert awaited_hands(ruled("SRC"), EXEMPTIONS, with_record((signature("SRC", "dpo", "Ana"), "Ana"))) == ()
    assert troubles(signature("LPP", "legal", "Ana"), dpo, ruled("LPP")) != ()


@pytest.mark.parametrize(
    ("given", "who", "said"),
    [
        (signature("SRC", "legal", "Ben"), BEN, "asks for no signature of the role legal"),
        (signature("LPP", "legal", "Ben"), BEN, "was decided otherwise since"),
        (signature("SRC", "dpo", "Cem", "Mail"), BEN, "in person"),
        (signature("SRC", "dpo", "Ben"), Reviewer(name="Ben", duties=frozenset({Duty.APPROVER})), "in person"),
    ],
)
def test_a_signature_is_refused(given: Signature, who: Reviewer, said: str) -> None:
    assert any(said in each for each in troubles(given, who, ruled("SRC")))


def test_a_signature_on_paper_needs_its_place_and_something_withheld() -> None:
    assert "note" in troubles(signature("LPP", "legal", "A. Solicitor"), BEN, ruled("LPP"))[0]
    assert "no withholding" in troubles(signature("LPP", "legal", "Ben"), BEN, Ruling(finding=PASSAGE))[0]
    assert troubles(signature("LPP", "legal", "Ben"), BEN, ruled("LPP"), "0001-ffffffffffff") != ()


@pytest.mark.parametrize("duty", [Duty.REVIEWER, Duty.SPECIALIST, Duty.AUDITOR])
def test_those_whose_duty_it_is_not_sign_nothing(duty: Duty) -> None:
    with pytest.raises(NotAllowed):
        troubles(signature("SRC", "dpo", "Ben"), Reviewer(name="Ben", duties=frozenset({duty})), ruled("SRC"))


def test_a_professional_signs_by_an_opinion_in_date() -> None:
    opinion = Opinion(author="Dr Shah", profession="GP", given=date(2026, 9, 1), harm_likely=True)
    assert awaited_hands(ruled("HEALTH"), EXEMPTIONS, with_record()) != ()
    assert awaited_hands(ruled("HEALTH"), EXEMPTIONS, with_record((opinion, "Ana"))) == ()
    for wrong in (replace(opinion, given=date(2020, 1, 1)), replace(opinion, harm_likely=False)):
        assert awaited_hands(ruled("HEALTH"), EXEMPTIONS, with_record((wrong, "Ana"))) != ()
    entered = signature("HEALTH", "appropriate_health_professional", "Dr Shah", "Letter")
    assert "opinion" in troubles(entered, BEN, ruled("HEALTH"))[0]


def test_a_specialist_and_an_auditor_put_no_evidence_on_record() -> None:
    rules = {"X": an_exemption("X", evidence_required=("basis",))}
    for duty in (Duty.SPECIALIST, Duty.AUDITOR):
        with pytest.raises(NotAllowed):
            troubles_with(
                Statement(key="basis", text="x"),
                (PASSAGE.id,),
                Reviewer(name="Ana", duties=frozenset({duty})),
                {PASSAGE.id: ruled("SRC")},
                exemptions=rules,
                dossier=with_record(),
            )


def test_only_the_dpo_or_an_approver_takes_a_document_out_of_the_health_gate() -> None:
    reviewer = Reviewer(name="Ana", duties=frozenset({Duty.REVIEWER}))
    assert troubles(Classed(record_class=RecordClass.HEALTH), reviewer, ruled("SRC"), "0001") == ()
    with pytest.raises(NotAllowed):
        troubles(Classed(record_class=RecordClass.EDUCATION), reviewer, ruled("SRC"), "0001")
    assert troubles(Classed(record_class=RecordClass.HEALTH), reviewer, ruled("SRC"), PASSAGE.id) != ()


def test_an_opinion_from_the_future_and_an_unknown_key_are_refused() -> None:
    early = Opinion(author="Dr Shah", profession="GP", given=date(2027, 1, 1), harm_likely=True)
    assert troubles(early, ANA, ruled("SRC")) == ("The opinion is dated in the future.",)
    backwards = replace(early, given=TODAY, expires=date(2026, 1, 1))
    assert troubles(backwards, ANA, ruled("SRC")) == ("The opinion expires before it was given.",)
    assert troubles(Statement(key="shoe_size", text="9"), ANA, ruled("SRC")) != ()


def test_what_waits_for_a_role_is_signed_ground_by_ground() -> None:
    other = found_at("0001", Span(0, 4))
    rulings = {
        PASSAGE.id: ruled("SRC"),
        other.id: Ruling(finding=other, decision=a_decision(other, code="HARM")),
    }
    waits = awaiting("dpo", rulings, EXEMPTIONS, with_record())
    assert {ruling.finding.id for ruling in waits} == set(rulings)
    signed = signatures_for(waits, role="dpo", name="Ben", on=TODAY, note="")
    assert {each.code: ids for each, ids in signed.items()} == {"SRC": (PASSAGE.id,), "HARM": (other.id,)}


def test_one_withdraws_ones_own_and_the_dpo_anybodys() -> None:
    backings = [
        Backing(targets=(PASSAGE.id,), substance=Statement(key="k", text="t"), by="Ana", at=AT, number=1),
    ]
    reviewer = frozenset({Duty.REVIEWER})
    require_may_withdraw(Reviewer(name="Ana", duties=reviewer), 1, backings)
    require_may_withdraw(BEN, 1, backings)
    for who, number in ((Reviewer(name="Ben", duties=reviewer), 1), (BEN, 2)):
        with pytest.raises(NotAllowed):
            require_may_withdraw(who, number, backings)
