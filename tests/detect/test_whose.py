"""Values find their owners: by the request, the form, the row, the header, the same value elsewhere, nearness."""

from __future__ import annotations

import pytest

from redactor.detect.owners import Owner
from redactor.detect.values import fold_date, fold_phone, read_address
from redactor.domain.case import Capacity, Case, KnownPerson
from redactor.domain.finding import Verdict
from tests.detect.casework import Worked, staff, the_case


def the_mothers_address_is_secret() -> Case:
    """S19: the father asks; the mother's new address must not reach him."""
    mother = KnownPerson(name="Esther Hollis", role="family", note="Mother. Address not to be shared with father")
    return the_case(mother, requester="Daniel Hale", addresses=("3 Quarry Row, Netherby, NE87 3QT",))


SECRET = [
    "Contacts\nPriority\tName\tRelationship\tTelephone\tAddress\n"
    "1\t[Esther Hollis]\tMother\t{phone:07700 900 871}\t{address:14 Larch Close, Netherby NE87 9ZL}\n"
    "2\t[Daniel Hale]\tFather\t{phone:07700 900 318}\t{address:3 Quarry Row, Netherby, NE87 3QT}\n",
    "Admission form\nForename: [Jamie]\nSurname: [Hollis]\nHome address: {address:14 LARCH CLOSE, NETHERBY NE87 9ZL}\n"
    "Previous address: {address:3 Quarry Row, Netherby}\n",
    "From: [Esther Hollis] <{email:esther.h@example.com}>\nSubject: address change\n\n"
    "My blue car is {vrm:KX19 ZBT}, in case [Mr Dunne] is on the gate. Postcode {postcode:NE87 9ZL}.\n",
]


def test_a_protected_address_is_withheld_wherever_it_stands() -> None:
    """S19. Fail: masks the house number only, or leaves it in the subject's own form."""
    worked = Worked(the_mothers_address_is_secret(), *SECRET)
    for words in ("14 Larch Close, Netherby NE87 9ZL", "14 LARCH CLOSE, NETHERBY NE87 9ZL", "07700 900 871"):
        assert worked.verdict(words) is Verdict.WITHHOLD, words
    for words in ("esther.h@example.com", "KX19 ZBT", "NE87 9ZL"):
        assert worked.verdict(words) is Verdict.WITHHOLD, words
    assert "Larch" not in worked.left("0001")
    assert "LARCH" not in worked.left("0002")


def test_the_address_that_the_request_gives_stays() -> None:
    worked = Worked(the_mothers_address_is_secret(), *SECRET)
    assert worked.verdict("3 Quarry Row, Netherby, NE87 3QT") is Verdict.RELEASE
    assert worked.verdict("3 Quarry Row, Netherby") is Verdict.RELEASE


def test_mixed_identifiers_are_owned_each_by_its_person() -> None:
    """S43, the owners: the subject's stay, every third person's is withheld."""
    case = the_case(identifiers=("B823432126001", "999 000 0018"), phones=("07700 900 123",))
    worked = Worked(
        case,
        "Pupil name: [Jamie Hollis]\nUPN: {upn:B 823 432 126 001}\nNHS: {nhs:999 000 0018}\n"
        "Date of birth: {dob:2 April 2016}\n"
        "Mobile: {phone:+44 7700 900123}\n\n[Aaron Blake] has UPN {upn:B801200005001} "
        "and was born on {dob:01/01/2016}.\n"
        "Ring [Kim Blake] on {phone:07700\n900 742} about the car {vrm:AB12 CDE}.\n",
    )
    for own in ("B 823 432 126 001", "999 000 0018", "2 April 2016", "+44 7700 900123"):
        assert worked.verdict(own) is Verdict.RELEASE, own
    for others in ("B801200005001", "01/01/2016", "07700\n900 742", "AB12 CDE"):
        assert worked.verdict(others) is Verdict.WITHHOLD, others
    assert worked.name("B801200005001") == "Aaron Blake"
    assert worked.name("07700\n900 742") == "Kim Blake"


def test_a_value_near_the_subject_that_the_request_does_not_give_is_held() -> None:
    worked = Worked(the_case(), "[Jamie] knows the number {phone:07700 900 555}.")
    assert worked.verdict("07700 900 555") is Verdict.HOLD


def test_a_neighbours_flat_is_not_the_subjects_though_the_street_is() -> None:
    case = the_case(
        name="Piotr Grabowski",
        requester="Piotr Grabowski",
        capacity=Capacity.SUBJECT,
        born=None,
        addresses=("Flat 9, Mallard Court, Weir Lane, Halfpenny Ford, TF39 6BN",),
    )
    worked = Worked(
        case,
        "[Mrs Tully], {address:8 Mallard Court}, rang about {address:9 Mallard Court}.\n\n"
        "He lives at {address:Flat 9}.\n\n"
        "Post to {postcode:TF39 6BN}. [Mr Saleh] of {address:12 Mallard Court} wrote.",
    )
    assert worked.verdict("9 Mallard Court") is Verdict.RELEASE
    assert worked.verdict("Flat 9") is Verdict.RELEASE
    assert worked.verdict("TF39 6BN") is Verdict.RELEASE
    assert worked.verdict("8 Mallard Court") is Verdict.WITHHOLD
    assert worked.verdict("12 Mallard Court") is Verdict.WITHHOLD


def test_a_form_field_about_a_relative_is_theirs() -> None:
    worked = Worked(
        the_case(),
        "Forename: [Jamie]\nSurname: [Hollis]\nSibling date of birth and UPN: "
        "{dob:23/09/2018} {upn:R987220722140}\n"
        "Father place of work: PHLEBOTOMY, SCARHOLME GENERAL\n",
    )
    assert worked.verdict("23/09/2018") is Verdict.WITHHOLD
    assert worked.verdict("R987220722140") is Verdict.WITHHOLD
    assert "PHLEBOTOMY" not in worked.left()


def test_the_organisations_own_contacts_are_released() -> None:
    worked = Worked(
        the_case(staff("Ngozi Okafor")),
        "Thornfield Junior School, {address:Brambling Lane, Netherby NE87 3BL} Tel {phone:01632 960 114}\n\n"
        "Ring the office on {phone:01632 960 114} or write to {email:office@thornfield.example.org}.",
        "From: [Ngozi Okafor] <{email:n.okafor@thornfield.example.org}>\n"
        "Subject: hello\n\nHome: {phone:07700 900 001}\n",
    )
    for words in ("Brambling Lane, Netherby NE87 3BL", "01632 960 114", "office@thornfield.example.org"):
        assert worked.verdict(words) is Verdict.RELEASE, words
    assert worked.verdict("n.okafor@thornfield.example.org") is Verdict.RELEASE
    assert worked.verdict("07700 900 001") is not Verdict.RELEASE


def test_class_marks_of_others_go_with_their_names() -> None:
    """S11. Fail: boxes names, leaves scores in roll order."""
    worked = Worked(
        the_case(),
        "Name\tScore\tRank\n[Ava Reed]\t47\t1\n[Jamie Hollis]\t34\t2\n[Tomasz Nowak]\t22\t3\n",
    )
    lines = worked.left().split("\n")
    assert lines[0] == "Name\tScore\tRank"
    assert lines[2].startswith("Jamie Hollis\t34\t")
    assert not any(mark.isalnum() for mark in lines[1] + lines[3])
    assert worked.verdict("2") is Verdict.HOLD


def test_a_log_about_several_people_keeps_date_and_writer() -> None:
    worked = Worked(
        the_case(staff("Carol Frith")),
        "Date\tTaken by\tPupil\tMessage\n04/09/2025\t[Carol Frith]\t[Jamie Hollis]\tDentist at ten\n"
        "02/02/2026\t[Carol Frith]\t[Tyler Brandreth]\tTummy bug\n",
    )
    assert worked.left().split("\n")[2] == "02/02/2026\tCarol Frith\t█████ █████████\t█████ ███"


def test_a_private_fact_belongs_to_whom_the_sentence_names() -> None:
    worked = Worked(
        the_case(),
        "[Jamie] has {special:mild asthma}. [Aaron Blake] has {special:a hearing aid}. "
        "[Jamie] and [Aaron] share {special:a counsellor}. His mum is {special:in recovery}.",
    )
    assert worked.verdict("mild asthma") is Verdict.RELEASE
    assert worked.verdict("a hearing aid") is Verdict.WITHHOLD
    assert worked.verdict("a counsellor") is Verdict.HOLD
    assert worked.verdict("in recovery") is not Verdict.RELEASE


def test_owners_say_why() -> None:
    worked = Worked(the_case(), "Ring [Kim Blake] on {phone:07700 900 742}.")
    claim = worked.resolution.owners[worked.found("07700 900 742").id]
    assert claim.owner is Owner.PERSON
    assert claim.why


@pytest.mark.parametrize("text", ["07700 900123", "+44 7700 900 123", "0044 (0)7700-900-123", "07700\n900 123"])
def test_one_phone_number_has_one_key(text: str) -> None:
    assert fold_phone(text) == "7700900123"


@pytest.mark.parametrize("text", ["19/05/2016", "19 May 2016", "19th May, 2016", "19.5.16", "2016-05-19"])
def test_one_date_has_one_key(text: str) -> None:
    assert fold_date(text) == "2016-05-19"


def test_an_address_covers_its_short_forms_and_no_other_house() -> None:
    whole = read_address("Flat 9, Mallard Court, Weir Lane, TF39 6BN")
    assert whole.covers(read_address("9 Mallard Ct"))
    assert whole.covers(read_address("TF39 6BN"))
    assert not whole.covers(read_address("8 Mallard Court"))
    assert not whole.covers(read_address("9 Heron Court"))
    assert not whole.covers(read_address("Mallard Court"))
