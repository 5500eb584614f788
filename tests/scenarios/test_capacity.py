"""Scenarios about who asks and what stands between people, S15 to S22, through every detector.

Not shown here, because their rooms are not built yet: that nothing in labels, schedule or page numbers gives S15 and
S19 away (suppression), and S22's clock, which runs from the authority. S17's first question, whether the child's own
right comes first, is a person's finding about capacity and no suggestion answers it.
"""

from __future__ import annotations

from datetime import date

from redactor.domain.case import Capacity, ControllerKind, KnownPerson
from redactor.domain.finding import Verdict
from tests.detect.casework import the_case, the_rulebook
from tests.scenarios.playing import GONE, Played


def test_s15_a_disclosure_about_the_requester_is_held_whole_in_the_childs_best_interests() -> None:
    """Fail: released; or boxed "Child protection"."""
    played = Played("Jamie told Miss Patel his mum hits him with a belt.")
    assert set(played.left()) <= {GONE, " "}
    (passage,) = played.passages()
    assert passage.suggestion
    assert passage.suggestion.verdict is Verdict.HOLD
    assert passage.suggestion.code == "CA-BI"
    assert the_rulebook().exemptions["CA-BI"].public_label == "Withheld"


def test_s15_the_same_words_asked_for_by_the_child_at_18_have_another_ground() -> None:
    grown = the_case(aliases=("Jamie",), requester="Jamie Hollis", capacity=Capacity.SUBJECT, born=date(2005, 4, 2))
    (passage,) = Played("Jamie told Miss Patel his mum hits him with a belt.", case=grown).passages()
    assert passage.suggestion
    assert passage.suggestion.code == "SH-ED"


def test_s17_what_a_child_told_a_counsellor_in_trust_is_held() -> None:
    """Fail: "parent with PR, release"."""
    played = Played(
        "Jamie told the school counsellor he feels low most days and asked her: please don't tell mum.",
        case=the_case(aliases=("Jamie",), born=date(2011, 4, 2)),
    )
    assert "Jamie" not in played.left()
    assert played.codes("please don't tell mum") == {"EW-HEALTH"}


def test_s17_the_wish_has_no_force_against_the_child_itself() -> None:
    grown = the_case(aliases=("Jamie",), requester="Jamie Hollis", capacity=Capacity.SUBJECT, born=date(2005, 4, 2))
    played = Played("Jamie told the nurse he felt low and asked her: please don't tell mum.", case=grown)
    assert not any(code.startswith("EW-") for each in played.passages() for code in [each.suggestion.code])  # type: ignore[union-attr]


SECRET = (
    "Mum (Esther Hollis) has moved to 14 Quay Street, Alderbrook, AB10 4DD. Address not to be shared with dad. "
    "New number 07700 900456, car LD19 KXR. GP is Dr Ahmed at Harbour Surgery. Jamie starts at Quayside School."
)
FORM = (
    "Emergency contacts\nName: Jamie Hollis\nContact 1: Esther Hollis\n"
    "Address: 14 Quay St, Alderbrook AB10 4DD\nTelephone: 07700 900456\n"
)


def test_s19_everything_that_tells_where_the_other_parent_lives_goes() -> None:
    """Fail: masks house number only."""
    mother = KnownPerson(name="Esther Hollis", role="family", note="Mother. Address not to be shared with father")
    played = Played(SECRET, FORM, case=the_case(mother, requester="Peter Hollis", aliases=("Jamie",)))
    for told in ("Quay Street", "AB10", "not to be shared", "900456", "LD19", "Ahmed", "Harbour", "Quayside"):
        assert told not in played.left(1), told
    for told in ("Quay St", "AB10", "900456"):
        assert told not in played.left(2), told
    assert "Jamie" in played.left(1)


def test_s20_an_order_about_contact_raises_a_review_and_refuses_nothing_else() -> None:
    """Fail: auto-refuses."""
    order = "A prohibited steps order was made on 3 May limiting father's contact with Jamie."
    played = Played(order, "Jamie read well today.", case=the_case(requester="Peter Hollis", aliases=("Jamie",)))
    assert Verdict.HOLD in played.verdicts("prohibited steps order")
    assert Verdict.WITHHOLD not in played.verdicts("prohibited steps order")
    assert played.left(2) == "Jamie read well today."


def the_employee(name: str = "Dawn Price", *people: KnownPerson) -> Played:
    own = KnownPerson(name=name, role="staff", note="Teaching assistant")
    case = the_case(
        own, *people, name=name, requester=name, capacity=Capacity.SUBJECT, born=date(1984, 1, 2), aliases=()
    )
    return Played(
        "On 4 March Dawn Price spoke sharply to Aaron Blake. His mother Claire Blake complained.\n"
        "Grievance: Karen Frost said Dawn had ignored her for weeks.\n"
        "Pool of three including Dawn Price; aim to close the post by May.",
        case=case,
    )


def test_s21_in_a_staff_file_pupils_parents_and_colleagues_are_third_parties() -> None:
    """Fail: pupil defaults reused."""
    played = the_employee()
    for gone in ("Aaron", "Blake", "Claire", "Karen", "Frost"):
        assert gone not in played.left()
    assert "Dawn Price spoke sharply to" in played.left()
    assert "MGMT" in played.codes("Pool of three")


def test_s22_a_solicitors_authority_for_the_child_does_not_reach_the_parent() -> None:
    """Fail: sends both."""
    case = the_case(aliases=("Jamie",), requester="Amy Lowe", capacity=Capacity.REPRESENTATIVE)
    played = Played(
        "Jamie was late on Monday.\nSarah Hollis can be reached on 07700 900456. She has been off with depression.",
        case=case,
    )
    assert "Jamie was late on Monday." in played.left()
    for gone in ("Sarah", "900456", "depression"):
        assert gone not in played.left()


def test_a_landlords_file_has_no_ground_that_only_schools_have() -> None:
    case = the_case(aliases=("Jamie",), kind=ControllerKind.HOUSING_ASSOCIATION)
    (passage,) = Played("Jamie told Miss Patel his mum hits him with a belt.", case=case).passages()
    assert passage.suggestion
    assert passage.suggestion.code != "SH-ED"
