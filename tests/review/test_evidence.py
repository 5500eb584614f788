from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from redactor.domain.backing import (
    AlreadyKnown,
    Backing,
    Classed,
    Consent,
    Consulted,
    Opinion,
    Statement,
    Substance,
    ThirdPartyTest,
    Withdrawal,
)
from redactor.domain.case import Controller, ControllerKind, SourceState
from redactor.domain.decision import Ruling
from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Category, Finding, Span, Verdict, WholeDocument
from redactor.errors import OpinionExpired, SignOffMissing
from redactor.review.dossier import Dossier, open_dossier, plain_backing
from redactor.review.evidence import labelled
from redactor.review.policy import require_finished, shortcomings
from redactor.review.waiting import what_waits
from tests.review.test_policy import an_exemption
from tests.store.making import AT, a_case, a_decision, a_source, found_at

TODAY = date(2026, 9, 10)
EXEMPTIONS = {
    "TP-ID": an_exemption("TP-ID"),
    "HOLD-HEALTH": an_exemption(
        "HOLD-HEALTH",
        family="health_gate",
        evidence_required=("health_opinion_or_already_known",),
        evidence_expires_days=181,
        sign_off=("appropriate_health_professional",),
        record_class=RecordClass.HEALTH,
    ),
    "SH-HEALTH": an_exemption(
        "SH-HEALTH",
        family="serious_harm",
        evidence_required=("health_opinion",),
        evidence_expires_days=181,
        record_class=RecordClass.HEALTH,
    ),
    "SH-ED": an_exemption(
        "SH-ED",
        family="serious_harm",
        evidence_required=("harm_rationale", "who_is_harmed", "likelihood"),
        record_class=RecordClass.EDUCATION,
    ),
    "CRIME": an_exemption("CRIME", evidence_required=("prejudice_rationale", "police_view_dated", "review_date")),
    "CONSENT-REL": an_exemption("CONSENT-REL", releases=True, evidence_required=("consent_reference",)),
}
PASSAGE = found_at("0001", Span(20, 90), category=Category.PASSAGE, kind="harm.physical")
LETTER = PASSAGE.suggested(Verdict.HOLD, "HOLD-HEALTH", "A clinician's letter")
OPINION = Opinion(author="Dr Shah", profession="GP", given=date(2026, 9, 1), harm_likely=True)
ANSWERED = Consulted(originator="Police", on=date(2026, 9, 2), view="A live enquiry")


def on_record(*substances: Substance, target: str = PASSAGE.id, today: date | None = TODAY) -> Dossier:
    backings = (
        Backing(targets=(target,), substance=each, by="Ana", at=AT, number=number)
        for number, each in enumerate(substances, 1)
    )
    return open_dossier(a_case(), backings, today=today)


def lacks(
    code: str,
    dossier: Dossier | None = None,
    *,
    verdict: Verdict = Verdict.WITHHOLD,
    evidence: str = "",
    finding: Finding = PASSAGE,
) -> tuple[str, ...]:
    decision = replace(a_decision(finding, verdict, code=code, reason="Weighed"), evidence=evidence)
    return shortcomings(finding, decision, EXEMPTIONS, dossier or on_record())


def test_each_key_that_a_ground_asks_for_is_answered_by_itself() -> None:
    assert lacks("SH-ED", evidence="It would be bad") == ("needs evidence (harm_rationale, who_is_harmed, likelihood)",)
    told = "harm_rationale: threats in May; who_is_harmed: the younger brother\nlikelihood: high"
    assert lacks("SH-ED", evidence=told) == ()
    assert lacks("SH-ED", evidence=told.replace("high", " ")) == ("needs evidence (likelihood)",)
    stated = on_record(*(Statement(key=key, text="As told") for key in ("harm_rationale", "who_is_harmed")))
    assert lacks("SH-ED", stated, evidence="likelihood: high") == ()


def test_what_the_law_wants_from_somebody_else_is_never_answered_by_the_reviewers_words() -> None:
    assert lacks("SH-HEALTH", evidence="health_opinion: Dr Shah agrees") == ("needs evidence (health_opinion)",)
    assert lacks("SH-HEALTH", on_record(OPINION)) == ()
    assert lacks("SH-HEALTH", on_record(replace(OPINION, harm_likely=False))) == ("needs evidence (health_opinion)",)
    assert lacks("SH-HEALTH", on_record(AlreadyKnown(how="They were copied in"))) != ()


def test_an_opinion_on_a_document_speaks_for_each_of_its_findings_and_for_no_other_document() -> None:
    assert lacks("SH-HEALTH", on_record(OPINION, target="0001")) == ()
    assert lacks("SH-HEALTH", on_record(OPINION, target="0002")) != ()


@pytest.mark.parametrize(
    ("opinion", "today", "counts"),
    [
        (OPINION, date(2027, 3, 1), True),
        (OPINION, date(2027, 3, 2), False),
        (replace(OPINION, expires=date(2026, 10, 1)), date(2026, 10, 1), True),
        (replace(OPINION, expires=date(2026, 10, 1)), date(2026, 10, 2), False),
        (replace(OPINION, expires=date(2030, 1, 1)), date(2027, 3, 2), False),
    ],
)
def test_an_opinion_counts_for_half_a_year_or_less_where_its_author_says_so(
    opinion: Opinion, today: date, counts: bool
) -> None:
    assert (lacks("SH-HEALTH", on_record(opinion, today=today)) == ()) is counts
    old = lacks("SH-HEALTH", on_record(opinion, replace(opinion, given=date(2020, 1, 1)), today=today))
    assert (old == ()) is counts
    assert counts or old == ("has evidence too old to rely on (health_opinion)",)


def test_a_finished_review_stops_being_one_when_the_opinion_expires() -> None:
    ruling = Ruling(finding=PASSAGE, decision=a_decision(PASSAGE, code="SH-HEALTH"))

    def require(today: date) -> None:
        require_finished(a_case(), (), (ruling,), exemptions=EXEMPTIONS, dossier=on_record(OPINION, today=today))

    require(date(2027, 3, 1))
    with pytest.raises(OpinionExpired, match=PASSAGE.id):
        require(date(2027, 3, 2))


def test_a_newer_opinion_takes_the_place_of_an_expired_one() -> None:
    newer = replace(OPINION, given=date(2027, 2, 1))
    assert lacks("SH-HEALTH", on_record(OPINION, newer, today=date(2027, 3, 2))) == ()


def test_the_last_opinion_counts_and_one_on_the_finding_before_one_on_its_document() -> None:
    harmless = replace(OPINION, given=date(2026, 9, 3), harm_likely=False)
    assert lacks("SH-HEALTH", on_record(OPINION, harmless)) != ()
    assert lacks("", on_record(harmless, OPINION), verdict=Verdict.RELEASE, finding=LETTER) == ()
    assert lacks("", on_record(replace(harmless, given=date(2026, 8, 1)), OPINION), verdict=Verdict.RELEASE) == ()
    later = replace(OPINION, given=date(2026, 9, 4))
    assert lacks("", on_record(harmless, later), verdict=Verdict.RELEASE, finding=LETTER) != ()
    both = open_dossier(
        a_case(),
        (
            Backing(targets=(PASSAGE.id,), substance=OPINION, by="Ana", at=AT, number=1),
            Backing(targets=("0001",), substance=harmless, by="Ana", at=AT, number=2),
        ),
        today=TODAY,
    )
    assert lacks("", both, verdict=Verdict.RELEASE, finding=LETTER) != ()
    assert lacks("SH-HEALTH", both) == ()


def test_a_document_that_a_person_called_a_health_record_waits_as_a_whole() -> None:
    read = (a_source("0001", b"one", state=SourceState.READ),)

    def require(*substances: Substance, rulings: tuple[Ruling, ...] = (), draft: bool = False) -> None:
        said = (Classed(record_class=RecordClass.HEALTH), *substances)
        dossier = on_record(*said, target="0001")
        require_finished(a_case(), read, rulings, exemptions=EXEMPTIONS, dossier=dossier, draft=draft)

    for short in ((), (OPINION,), (replace(OPINION, given=date(2020, 1, 1), harm_likely=False),)):
        with pytest.raises(SignOffMissing, match=r"health record.*0001"):
            require(*short)
    require(replace(OPINION, harm_likely=False))
    require(AlreadyKnown(how="They have a copy"))
    require(draft=True)
    whole = found_at("0001", WholeDocument(), category=Category.DRAWN)
    require(rulings=(Ruling(finding=whole, decision=a_decision(whole, code="TP-ID")),))


def test_what_was_withdrawn_counts_no_longer() -> None:
    assert lacks("SH-HEALTH", on_record(OPINION, Withdrawal(number=1, why="Wrong patient"))) != ()


def test_health_data_is_released_only_on_an_opinion_or_because_it_is_known() -> None:
    def released(dossier: Dossier) -> tuple[str, ...]:
        return lacks("", dossier, verdict=Verdict.RELEASE, finding=LETTER)

    assert "health professional's opinion" in released(on_record())[0]
    assert released(on_record(OPINION)) != ()
    assert released(on_record(replace(OPINION, harm_likely=False))) == ()
    assert released(on_record(replace(OPINION, harm_likely=False), today=date(2028, 1, 1))) != ()
    assert released(on_record(AlreadyKnown(how="They signed it"))) == ()
    assert released(replace(on_record(), is_health_body=True)) == ()
    with pytest.raises(SignOffMissing):
        require_finished(
            a_case(),
            (),
            (Ruling(finding=LETTER, decision=a_decision(LETTER, Verdict.RELEASE, code="", reason="Fine")),),
            exemptions=EXEMPTIONS,
            dossier=on_record(),
        )


def test_health_data_may_wait_without_an_opinion() -> None:
    assert lacks("HOLD-HEALTH", finding=LETTER) == ()


def test_a_body_of_the_nhs_is_a_health_professional_itself() -> None:
    case = replace(a_case(), controller=Controller(kind=ControllerKind.NHS))
    assert open_dossier(case, ()).is_health_body
    assert not open_dossier(a_case(), ()).is_health_body


def test_what_a_person_says_a_record_is_comes_before_what_it_was_taken_for() -> None:
    health = on_record(Classed(record_class=RecordClass.HEALTH), target="0001")
    school = on_record(Classed(record_class=RecordClass.EDUCATION), target="0001")
    told = "harm_rationale: a; who_is_harmed: b; likelihood: c"
    assert lacks("SH-ED", school, evidence=told) == ()
    assert lacks("SH-ED", health, evidence=told) == ("names a ground for education records, and this is one of health",)
    assert lacks("", school, verdict=Verdict.RELEASE, finding=LETTER) == ()
    assert lacks("", health, verdict=Verdict.RELEASE) != ()
    last = on_record(Classed(record_class=RecordClass.HEALTH), Classed(record_class=RecordClass.ANY), target="0001")
    assert last.record_class("0001") is RecordClass.ANY


def test_the_police_are_asked_and_a_day_is_set_to_look_again() -> None:
    told = "prejudice_rationale: it would warn them; review_date: 2026-12-01"
    assert lacks("CRIME", on_record(ANSWERED), evidence=told) == ()
    assert lacks("CRIME", evidence=told) == ("needs evidence (police_view_dated)",)
    assert lacks("CRIME", on_record(ANSWERED), evidence=told.replace("2026-12-01", "soon")) == (
        "needs evidence (review_date)",
    )
    late = on_record(ANSWERED, today=date(2026, 12, 2))
    assert lacks("CRIME", late, evidence=told) == ("has evidence too old to rely on (review_date)",)


def test_consent_is_a_reference_or_a_test_that_came_out_so() -> None:
    test = ThirdPartyTest(without_naming="No", consent=Consent.OBTAINED, factors="Asked on 3 May", reasonable=True)
    name = found_at("0001", Span(0, 4))
    bare = replace(a_decision(name, Verdict.RELEASE, code="CONSENT-REL"), evidence="")
    assert shortcomings(name, bare, EXEMPTIONS) == ("needs evidence (consent_reference)",)
    assert shortcomings(name, replace(bare, evidence="Form 12"), EXEMPTIONS) == ()
    assert shortcomings(name, bare, EXEMPTIONS, on_record(test, target=name.id)) == ()


def test_nobody_is_withheld_whose_test_came_out_for_the_release() -> None:
    test = ThirdPartyTest(without_naming="No", consent=Consent.REFUSED, factors="Known already", reasonable=True)
    assert lacks("TP-ID", on_record(test)) == (
        "is withheld although the third-party test on record came out for the release",
    )
    assert lacks("TP-ID", on_record(test, replace(test, reasonable=False))) == ()


def test_labels_stand_at_the_start_of_a_line_or_after_a_semicolon() -> None:
    keys = ("harm_rationale", "likelihood")
    assert labelled("Note the likelihood: x", keys) == {}
    assert labelled("likelihood: a: b\n; harm_rationale:c", keys) == {"likelihood": "a: b", "harm_rationale": "c"}
    assert labelled("anything", ()) == {}


def test_what_waits_says_what_its_ground_demands() -> None:
    harm = PASSAGE.suggested(Verdict.HOLD, "SH-ED", "Speaks of harm")
    done = Ruling(finding=found_at("0001", Span(0, 4)), decision=a_decision(PASSAGE, code="TP-ID"))
    (waits,) = what_waits((Ruling(finding=harm), done), EXEMPTIONS, on_record(OPINION))
    assert (waits.finding, waits.families, waits.code) == (harm.id, ("harm.physical", "name"), "SH-ED")
    assert waits.record_class is RecordClass.EDUCATION
    assert waits.demands[0] == "Why serious harm is likely (harm_rationale)"
    assert waits.on_record == "1 opinion"
    short = Ruling(finding=harm, decision=a_decision(harm, code="SH-ED"))
    (waits,) = what_waits((short,), EXEMPTIONS, on_record())
    assert waits.lacks == ("needs evidence (harm_rationale, who_is_harmed, likelihood)",)


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_words_that_are_wanted_may_not_be_blank(blank: str) -> None:
    with pytest.raises(ValueError, match="blank"):
        Statement(key="harm_rationale", text=blank)
    with pytest.raises(ValueError, match="blank"):
        replace(OPINION, author=blank)
    assert replace(OPINION, text="").text == ""


def test_the_record_tells_what_was_said_in_plain_values() -> None:
    plain = plain_backing(Backing(targets=("0001",), substance=OPINION, by="Ana", at=AT, number=3))
    assert (plain["number"], plain["kind"], plain["targets"]) == (3, "opinion", ["0001"])
    assert plain["says"]["given"] == "2026-09-01"
