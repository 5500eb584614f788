"""Mentions become people: names that mislead, namesakes, relatives, roles, over the whole case."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.detect.people import resolve_people
from redactor.domain.case import Capacity, KnownPerson
from redactor.domain.finding import Category, Evidence, Verdict
from redactor.domain.person import Standing
from tests.detect.casework import Worked, a_document, staff, the_case, the_rulebook


def test_another_pupil_with_the_subjects_surname_is_somebody_else() -> None:
    """S03. Fail: the surname keeps Ella because it is the subject's."""
    worked = Worked(the_case(), "[Ella Hollis] (6W) and [Jamie] were in the library. [Ella] chose a book.")
    assert worked.name("Ella Hollis") == "Ella Hollis"
    assert worked.name("Ella") == "Ella Hollis"
    assert worked.name("Jamie") == "Jamie Hollis"
    assert worked.verdict("Ella Hollis") is Verdict.WITHHOLD


def test_another_pupil_with_the_subjects_forename_is_somebody_else() -> None:
    worked = Worked(
        the_case(name="Kofi Mensah-Hale", aliases=("Kofi", "KMH")),
        "Lego: [Kofi] A, [Grace]. [Kofi] was late. [KMH] settled well.",
        "Name\tUPN\n[ASANTE, Kofi]\t{upn:N987220720082}\n[MENSAH-HALE, Kofi]\t{upn:T987220720295}\n",
    )
    first, second = [each for each in worked.findings if worked.text_of(each) == "Kofi"][:2]
    assert worked.names()[first.person_id or ""] == "ASANTE, Kofi"
    assert worked.names()[second.person_id or ""] == "Kofi Mensah-Hale"
    assert worked.name("KMH") == "Kofi Mensah-Hale"
    assert worked.verdict("ASANTE, Kofi") is Verdict.WITHHOLD
    assert worked.verdict("MENSAH-HALE, Kofi") is Verdict.RELEASE


def test_a_bare_forename_in_another_row_of_the_list_is_not_the_subject() -> None:
    worked = Worked(
        the_case(name="Kofi Mensah-Hale", aliases=("Kofi",)),
        "Name\tReading age\n[Kofi M-H]\t9:11\n[Kofi]\t8:02\n[Zainab]\t11:09\n",
    )
    assert worked.verdict("Kofi M-H") is Verdict.RELEASE
    assert worked.verdict("Kofi") is not Verdict.RELEASE


def test_two_children_of_one_name_are_told_apart_by_their_numbers() -> None:
    worked = Worked(
        the_case(identifiers=("B823432126001",)),
        "Name\tUPN\tDOB\n[HOLLIS, Jamie]\t{upn:B801200005001}\t{dob:09/09/2015}\n"
        "[HOLLIS, Jamie]\t{upn:B823432126001}\t{dob:02/04/2016}\n",
    )
    other, own = [each for each in worked.findings if each.category is Category.PERSON]
    assert other.person_id != own.person_id
    assert other.suggestion
    assert other.suggestion.verdict is Verdict.WITHHOLD
    assert own.suggestion
    assert own.suggestion.verdict is Verdict.RELEASE


def test_the_father_keeps_a_name_that_is_part_of_the_subjects() -> None:
    case = the_case(name="Kofi Mensah-Hale", requester="Daniel Hale")
    worked = Worked(case, "Dear [Mr Hale]\n[Kofi] is well. [Ellie Hale] (3H) rang. [Hale] family.")
    assert worked.name("Mr Hale") == "Daniel Hale"
    assert worked.name("Ellie Hale") == "Ellie Hale"
    assert worked.verdict("Ellie Hale") is Verdict.WITHHOLD
    assert worked.verdict("Hale") is not Verdict.RELEASE


def test_a_nickname_leads_to_the_full_name_on_the_roll() -> None:
    """S06. Fail: left visible because it is not on the roll verbatim."""
    worked = Worked(the_case(), "[Sasha] hid under the coat pegs with [Jamie].", "Class list: [PETROV, Alexander]")
    assert worked.name("Sasha") == "PETROV, Alexander"
    assert worked.verdict("Sasha") is Verdict.WITHHOLD


def test_initials_keep_the_subject_and_withhold_the_other() -> None:
    """S07. Fail: boxes JH, or leaves AB."""
    worked = Worked(the_case(), "[JH] and [AB] fell out again; [AB]'s mum rang.", "[Aaron Blake] was away.")
    assert worked.verdict("JH") is Verdict.RELEASE
    assert worked.name("AB") == "Aaron Blake"
    assert worked.verdict("AB") is Verdict.WITHHOLD


def test_initials_that_two_pupils_share_are_held() -> None:
    worked = Worked(the_case(), "[JH] refused to line up.", "[Jack Harris] and [Jamie Hollis] are in 5B.")
    assert worked.found("JH").person_id is None
    assert worked.verdict("JH") is Verdict.HOLD
    assert "p-" in worked.found("JH").evidence.why


def test_a_title_parts_a_couple_of_one_surname() -> None:
    worked = Worked(the_case(staff("Will Tranter", "Headteacher")), "[Mr Tranter] wrote. [Mrs Tranter] replied.")
    assert worked.name("Mr Tranter") == "Will Tranter"
    assert worked.name("Mrs Tranter") != "Will Tranter"
    assert worked.verdict("Mrs Tranter") is Verdict.WITHHOLD


def test_nearness_never_releases_what_may_be_a_third_person() -> None:
    worked = Worked(
        the_case(staff("Will Tranter", "Headteacher")),
        "[Mr Will Tranter] watched. [Will] grabbed the coat.",
        "[William Farrow] (5O) was there.",
    )
    assert worked.verdict("Will") is Verdict.HOLD


def test_a_subjects_unlisted_short_form_is_held() -> None:
    worked = Worked(the_case(name="Alexander Petrov"), "[Sasha] hid. [Alexander] came.")
    assert worked.verdict("Sasha") is Verdict.HOLD
    assert worked.verdict("Alexander") is Verdict.RELEASE


def test_staff_are_known_by_the_organisations_mail_domain() -> None:
    worked = Worked(
        the_case(),
        "From: [Carol Frith] <{email:c.frith@thornfield.example.org}>\nTo: [Kim Brandreth] <{email:kim@example.net}>\n"
        "Subject: hello\n\nDear [Mrs Brandreth]\nThank you.\n[Mrs Frith]\n",
    )
    person = next(each for each in worked.resolution.people if each.name == "Carol Frith")
    assert person.role == "staff"
    assert "address of the organisation" in person.why_role
    assert worked.verdict("Mrs Frith") is Verdict.RELEASE
    assert worked.verdict("Mrs Brandreth") is Verdict.WITHHOLD
    assert worked.verdict("kim@example.net") is Verdict.WITHHOLD
    assert worked.verdict("c.frith@thornfield.example.org") is Verdict.RELEASE


def test_staff_are_known_by_the_column_and_the_job_title() -> None:
    worked = Worked(
        the_case(),
        "Date\tEntered by\tPupil\n01/02/2026\t[H Patel]\t[Tyler Brandreth]\n",
        "Yours sincerely\n\n[Rosa Quill]\nHeadteacher\n",
        "He told the teacher [Aaron Blake] hit him.",
    )
    assert worked.verdict("H Patel") is Verdict.RELEASE
    assert worked.verdict("Tyler Brandreth") is Verdict.WITHHOLD
    assert worked.verdict("Rosa Quill") is Verdict.RELEASE
    assert worked.verdict("Aaron Blake") is Verdict.WITHHOLD


def test_a_name_in_a_mail_header_is_found_without_a_detector() -> None:
    worked = Worked(the_case(), "From: Fazana Iqbal <f.iqbal@example.com>\nSubject: hi\n\nHello\n")
    assert worked.verdict("Fazana Iqbal") is Verdict.WITHHOLD


def test_a_column_of_names_is_read_to_its_end() -> None:
    worked = Worked(the_case(), "Name\tScore\n[Tyler]\t22\n[Zainab]\t47\nOla\t41\n[Jamie]\t34\n")
    assert worked.verdict("Ola") is Verdict.WITHHOLD


def test_person_ids_are_stable_when_documents_are_added() -> None:
    case = the_case(KnownPerson(name="Esther Hollis", role="family"))
    one = Worked(case, "[Tyler Brandreth] and [Jamie].")
    more = Worked(case, "[Tyler Brandreth] and [Jamie].", "[Zainab Chaudhry] came with [Tyler].")
    assert {each.id for each in one.resolution.people} <= {each.id for each in more.resolution.people}
    assert one.found("Tyler Brandreth").person_id == more.found("Tyler Brandreth").person_id


def test_documents_that_can_be_walked_only_once_are_enough() -> None:
    document, findings = a_document("[Tyler Brandreth] ran. Brandreth fell.")
    resolution = resolve_people(iter([document]), iter(findings), the_case(), the_rulebook())
    assert len(resolution.findings) == 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Ella Hollis", "Ella", "Mrs Hollis", "E Hollis", "Freya Hollis", "Hollis, Ella"]), max_size=6
    )
)
def test_no_relatives_mention_is_ever_the_subject(names: list[str]) -> None:
    worked = Worked(the_case(), "[Ella Hollis] came. " + " ".join(f"[{name}] sat." for name in names))
    subject = next(each for each in worked.resolution.people if each.standing is Standing.SUBJECT)
    assert all(finding.person_id != subject.id for finding in worked.findings)


def test_an_adult_subject_bears_a_title() -> None:
    case = the_case(name="Piotr Grabowski", requester="Piotr Grabowski", capacity=Capacity.SUBJECT, born=None)
    worked = Worked(case, "Dear [Mr Grabowski]\nYour sister [Ewa Grabowska] rang.")
    assert worked.verdict("Mr Grabowski") is Verdict.RELEASE
    assert worked.verdict("Ewa Grabowska") is Verdict.WITHHOLD


def test_a_surname_and_a_forename_in_two_columns_are_one_person() -> None:
    worked = Worked(
        the_case(KnownPerson(name="Freya Hollis", role="family", note="Sister")),
        "Surname\tForename\tScore\n[Hollis]\t[Jamie]\t12\n[Hollis]\t[Freya]\t14\n[Blake]\t[Aaron]\t9\n",
    )
    assert worked.name("Jamie") == "Jamie Hollis"
    assert worked.verdict("Hollis") is Verdict.RELEASE
    assert "12" in worked.left()
    assert "14" not in worked.left()


def test_the_parts_of_the_subjects_name_in_a_form_of_two_columns_are_the_subjects() -> None:
    worked = Worked(
        the_case(name="Jamie Hollis-Reed", aliases=("Jamie",)),
        "Legal surname\t[HOLLIS-REED]\nForename(s)\t[JAMIE LEE]\nKnown as\t[JAMIE]\nDate of birth\t{dob:02/04/2016}\n",
    )
    assert worked.left().startswith("Legal surname\tHOLLIS-REED\nForename(s)\tJAMIE LEE\nKnown as\tJAMIE")


def test_a_form_of_the_subjects_name_that_the_request_lists_is_the_subjects_beside_a_namesake() -> None:
    case = the_case(
        KnownPerson(name="Ada Hollis", role="family", note="Wife"),
        aliases=("Mr Hollis", "Mr H"),
        capacity=Capacity.SUBJECT,
        requester="Jamie Hollis",
        born=None,
    )
    document, findings = a_document("[Mr Hollis] was absent. [Mr H] rang.")
    listed = [replace(each, evidence=Evidence(detector="roster", rule="subject")) for each in findings]
    people = resolve_people([document], listed, case, the_rulebook())
    names = {person.id: person.name for person in people.people}
    assert [names.get(each.person_id or "") for each in people.findings] == ["Jamie Hollis", "Jamie Hollis"]


def test_a_greeting_and_the_line_below_are_two_people() -> None:
    worked = Worked(the_case(requester="Sam Reid", name="Jamie Hollis-Reid"), "Dear [Mr Reid],\n[Jamie] is well.")
    assert worked.verdict("Mr Reid") is Verdict.RELEASE
    assert worked.verdict("Jamie") is Verdict.RELEASE


def test_the_name_of_a_body_makes_no_person() -> None:
    worked = Worked(the_case(), "[Dunmere High School] wrote. He left school early and liked School dinners.")
    assert worked.left() == "Dunmere High School wrote. He left school early and liked School dinners."


def test_a_title_before_a_name_belongs_to_it_and_a_job_behind_it_does_not() -> None:
    worked = Worked(the_case(), "Seen by Mr [Aaron Blake]. Sent to [Ann Moor, HR].")
    assert worked.verdict("Mr Aaron Blake") is Verdict.WITHHOLD
    assert worked.found("Ann Moor")
