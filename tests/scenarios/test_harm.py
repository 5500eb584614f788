"""Scenarios about harm, health and crime, S23 to S33, through every detector.

S25 holds in part: everybody else on the wall list is withheld, but that the subject's own entry waits until somebody
records that the allergy is known (DPA 2018 Sch 3 para 6(2)) is not suggested for a bare list; it is for a clinician's
letter (S23). S29's question to the council is a person's, and the hold on the minutes asks for it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from redactor.domain.backing import AlreadyKnown, Backing, Opinion, Signature
from redactor.domain.case import Capacity, ControllerKind, Source, SourceState
from redactor.domain.decision import Decision, Ruling
from redactor.domain.finding import Verdict
from redactor.errors import ReviewUnfinished
from redactor.review.dossier import open_dossier
from redactor.review.policy import require_finished, shortcomings
from tests.detect.casework import the_case, the_rulebook
from tests.scenarios.playing import GONE, Played

LETTER = """\
Child and Adolescent Mental Health Service
Dear Dr Ahmed
Re: Jamie Hollis, born 02/04/2016
Thank you for referring Jamie, who has been having panic attacks and was diagnosed with generalised anxiety disorder.
Yours sincerely
Dr Priya Nair
Consultant Child Psychiatrist
"""


def test_s23_a_clinicians_letter_in_a_schools_file_waits_for_an_opinion() -> None:
    """Fail: treated as education data and released; or withheld with no opinion attached."""
    played = Played(LETTER)
    assert played.codes("panic attacks") == {"HOLD-HEALTH"}
    assert played.verdicts("panic attacks") == {Verdict.HOLD}
    assert "opinion" in " ".join(the_rulebook().exemptions["HOLD-HEALTH"].evidence_required)


def test_s23_a_health_body_needs_no_opinion_for_its_own_letter() -> None:
    played = Played(LETTER, case=the_case(aliases=("Jamie",), kind=ControllerKind.NHS))
    assert "HOLD-HEALTH" not in played.codes("panic attacks")


def test_s23_a_letter_that_was_sent_to_the_requester_is_known() -> None:
    played = Played(LETTER + "cc: Mrs Sarah Hollis\n")
    assert "HOLD-HEALTH" not in played.codes("panic attacks")


def test_s24_an_opinion_of_seven_months_is_none() -> None:
    """Fail: accepted."""
    finding = next(
        each for each in Played(LETTER).findings if each.suggestion and each.suggestion.code == "HOLD-HEALTH"
    )
    at, today, rules = datetime(2026, 9, 3, tzinfo=UTC), date(2026, 9, 3), the_rulebook().exemptions
    ruling = Ruling(
        finding=finding,
        decision=Decision(finding_id=finding.id, verdict=Verdict.WITHHOLD, by="dpo", at=at, code="SH-HEALTH"),
        seconded_by=("head",),
    )
    source = Source(id="0001", path="letter.txt", sha256="0" * 64, size=1, state=SourceState.READ)

    def require(given: date) -> None:
        opinion = Opinion(author="Dr Nair", profession="consultant psychiatrist", given=given, harm_likely=True)
        signed = [
            Signature(role=role, name="Head", on=today, verdict=Verdict.WITHHOLD, code="SH-HEALTH")
            for role in rules["SH-HEALTH"].sign_off
        ]
        backings = [Backing(targets=(finding.id,), substance=each, by="Head", at=at) for each in (opinion, *signed)]
        dossier = open_dossier(the_case(), backings, today=today)
        require_finished(the_case(), [source], [ruling], exemptions=rules, dossier=dossier)

    with pytest.raises(ReviewUnfinished, match="too old to rely on"):
        require(date(2026, 2, 1))
    require(date(2026, 8, 1))


def test_s25_of_an_allergy_list_the_others_go() -> None:
    """Fail: whole row released because it is on a wall."""
    played = Played("Allergies in 5B\nNuts: Jamie, Ava, Tomasz.")
    assert played.left() == "Allergies in 5B\nNuts: Jamie, ███, ██████."


def test_s26_a_road_safety_assembly_is_no_crime() -> None:
    """Fail: CRIME."""
    text = "PC Adams gave the road-safety assembly to 5B."
    assert Played(text).left() == text


def test_s28_a_closed_incident_of_the_subjects_own_is_released() -> None:
    """Fail: crime code because a reference number exists."""
    text = "Incident 42/1234/19, no further action. Jamie was seen near the bike shed."
    assert Played(text).left() == text


def test_s28_an_incident_in_which_somebody_else_is_named_is_not() -> None:
    played = Played("Incident 42/1234/19, no further action. Jamie and Aaron Blake were seen near the bike shed.")
    assert "42/1234/19" not in played.left()


MINUTES = """\
Strategy discussion minutes 4 May 2026
Chair: Helen Marsh, team manager, Children's Services
Child\tConcern\tAction
Aaron Blake\tBruise to arm seen at swimming\tSection 47 enquiry
Jamie Hollis\tLate collection on six days\tSchool to monitor
Mia Price\tMother's partner is known to police\tMARAC referral
"""


def test_s29_of_strategy_minutes_only_the_subjects_row_is_in_question() -> None:
    """Fail: whole minute released or whole minute refused without a record."""
    played = Played(MINUTES)
    for gone in ("Aaron", "Blake", "Bruise", "Section 47", "Mia", "Price", "partner", "MARAC"):
        assert gone not in played.left()
    assert "Helen Marsh" in played.left()
    assert "Jamie Hollis\tLate collection" in played.left()
    assert Verdict.HOLD in played.verdicts("Section 47 enquiry")


def test_s30_harm_to_somebody_else_is_held_with_its_source() -> None:
    """Fail: only considers harm to the subject."""
    case = the_case(requester="Peter Hollis", aliases=("Jamie",))
    played = Played("If Dad learns which family reported him, he has said he will 'sort them out'.", case=case)
    assert set(played.left()) <= {GONE, " "}
    (passage,) = played.passages()
    assert "TP-SRC" in the_rulebook().passages[passage.kind].suggests
    assert the_rulebook().exemptions["TP-SRC"].ncnd == "default"


def test_s31_abuse_of_equipment_is_no_abuse() -> None:
    """Fail: CA-BI review."""
    text = "Jamie was warned about abuse of equipment in the computing suite."
    played = Played(text)
    assert played.left() == text
    assert played.passages() == ()


def test_s33_an_adults_own_overdose_is_for_the_health_gate_and_not_withheld_as_such() -> None:
    """Fail: withheld because distressing."""
    grown = the_case(aliases=("Jamie",), requester="Jamie Hollis", capacity=Capacity.SUBJECT, born=date(2002, 4, 2))
    played = Played("In Year 10 Jamie took an overdose of paracetamol and was in hospital for two nights.", case=grown)
    (passage,) = played.passages()
    assert passage.suggestion
    assert passage.suggestion.verdict is Verdict.HOLD
    assert "HOLD-HEALTH" in the_rulebook().passages[passage.kind].suggests
    at, rules = datetime(2026, 9, 5, tzinfo=UTC), the_rulebook().exemptions
    release = Decision(finding_id=passage.id, verdict=Verdict.RELEASE, by="dpo", at=at, reason="Known to him")
    assert "opinion" in " ".join(shortcomings(passage, release, rules))
    known = Backing(targets=(passage.id,), substance=AlreadyKnown(how="He told us of it himself."), by="dpo", at=at)
    assert shortcomings(passage, release, rules, open_dossier(grown, [known])) == ()
