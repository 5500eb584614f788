"""Words that tell who is meant without a name."""

from __future__ import annotations

import pytest

from redactor.domain.case import KnownPerson
from redactor.domain.finding import Verdict
from tests.detect.casework import Worked, staff, the_case


@pytest.mark.parametrize(
    "words",
    [
        "the only other girl in Y6",
        "The new boy from Poland",
        "the lad who sits by the door",
        "That girl with the red coat",
        "the woman who runs the chip shop",
        "the family next door",
        "His older brother in Year 9",
        "third from the left",
    ],
)
def test_a_description_of_one_person_is_held(words: str) -> None:
    worked = Worked(the_case(), f"[Jamie] was there. It was {words}, we think.")
    assert worked.verdict(words) is Verdict.HOLD
    assert worked.suggestion(words).code == "TP-CTX"


@pytest.mark.parametrize(
    "text",
    [
        "A child who is unwell should stay at home.",
        "The pupil must bring a coat.",
        "The only way in is by the gate.",
        "The boys lined up and the girls went in.",
        "Parents with concerns may ring the office.",
        "The children in Year 5 went to the farm.",
        "She came third in the race.",
    ],
)
def test_ordinary_words_point_at_nobody(text: str) -> None:
    assert Worked(the_case(), text).left() == text


def test_a_description_ends_before_the_subjects_name() -> None:
    worked = Worked(the_case(), "It was the boy who sits next to [Jamie] in maths.")
    assert worked.left().endswith(" Jamie in maths.")


def test_what_a_pupil_says_of_the_requester_is_held_and_of_their_own_mother_is_not() -> None:
    worked = Worked(the_case(), "[Aaron] said mum shouts. [Mia] said her mum would ring.")
    assert worked.verdict("Aaron said mum shouts") is Verdict.HOLD
    assert worked.left().endswith("said her mum would ring.")


def test_what_staff_say_of_the_requester_stays() -> None:
    worked = Worked(the_case(staff("Ngozi Okafor")), "[Mrs Okafor] told mum that [Jamie] read well.")
    assert worked.left() == "Mrs Okafor told mum that Jamie read well."


@pytest.mark.parametrize(
    "text", ["Party A: [Maureen Tully]", "[Maureen Tully] (Party A)", "party A\n[Maureen Tully] rang"]
)
def test_a_label_beside_a_name_goes_with_it(text: str) -> None:
    assert "arty A" not in Worked(the_case(), text).left()


def test_a_label_beside_the_subject_stays() -> None:
    assert Worked(the_case(), "Party B: [Jamie Hollis]").left() == "Party B: Jamie Hollis"


def test_what_a_thing_of_somebodys_looks_like_and_what_is_at_their_home_goes() -> None:
    worked = Worked(
        the_case(),
        "The scooter belongs to [Bilal Saleh], blue, name on the handle.\n"
        "We will come on Friday. The same fault was reported at [Mr Orme]'s so we will look there too.",
    )
    left = worked.left()
    assert "blue" not in left
    assert "same fault" not in left
    assert "We will come on Friday." in left


def test_a_visit_of_the_subjects_to_a_home_stays_but_for_the_name() -> None:
    left = Worked(the_case(), "[Jamie] had tea at [Aaron]'s on Friday.").left()
    assert left.startswith("Jamie had tea at █████")


def test_a_witness_keeps_out_of_sight_and_a_teachers_statement_is_no_witness_of_that_kind() -> None:
    told = "Statement of {}\nI was behind the shed when [Jamie] ran past. We had no ball."
    assert "behind the shed" not in Worked(the_case(), told.format("[Aaron Blake]")).left()
    kept = Worked(the_case(staff("Ngozi Okafor")), told.format("[Ngozi Okafor]")).left()
    assert "I was behind the shed when Jamie ran past." in kept


def test_the_surgery_of_somebody_whose_address_is_kept_secret_is_held_and_the_organisations_own_name_is_not() -> None:
    mother = KnownPerson(name="Esther Hollis", role="family", note="Address not to be shared with father")
    text = "[Esther Hollis] is now with Harbour Surgery. [Jamie] stays at Thornfield Junior School."
    worked = Worked(the_case(mother, requester="Peter Hollis"), text)
    assert worked.verdict("Harbour Surgery") is Verdict.HOLD
    assert "Thornfield Junior School" in worked.left()
    assert "Harbour Surgery" in Worked(the_case(), text).left()


def test_every_such_finding_says_what_raised_it() -> None:
    worked = Worked(the_case(), "[Aaron] said mum shouts at the only other girl in Y6.")
    raised = [each for each in worked.findings if each.evidence.detector == "context"]
    assert {each.kind for each in raised} == {"report", "pointer"}
    assert all(each.evidence.why and each.evidence.rule and each.evidence.score < 1 for each in raised)
