"""What is suggested, on which ground: the scenarios of a school's, an employer's and a landlord's file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from redactor.detect.grounds import is_employment, suggest
from redactor.detect.precedence import is_child, passage_code
from redactor.domain.box import Box, PageBox
from redactor.domain.case import Capacity, ControllerKind, KnownPerson
from redactor.domain.finding import Category, Evidence, Finding, Verdict, WholePage
from tests.detect.casework import Worked, staff, the_case, the_rulebook


def test_a_teacher_in_role_is_released() -> None:
    """S01. Fail: the name boxed because it is a name."""
    worked = Worked(the_case(staff("Ngozi Okafor")), "[Mrs Okafor] moved [Jamie] to the blue table at 10:15.")
    assert worked.left() == "Mrs Okafor moved Jamie to the blue table at 10:15."
    assert worked.suggestion("Mrs Okafor").code == "STAFF-REL"


def test_another_pupil_is_withheld_and_the_sentence_stays() -> None:
    """S02. Fail: the whole sentence blocked, or the surname left behind."""
    worked = Worked(the_case(), "[Jamie] pushed [Aaron Blake] and said he hated him.")
    assert worked.left() == "Jamie pushed █████ █████ and said he hated him."
    assert worked.suggestion("Aaron Blake").code == "TP-ID"


def test_the_same_surname_does_not_keep_a_stranger() -> None:
    """S03. Fail: surname match keeps Ella."""
    worked = Worked(the_case(), "[Ella Hollis] (6W) and [Jamie] were in the library.")
    assert worked.left() == "████ ██████ (██) and Jamie were in the library."


def test_the_subjects_sibling_is_for_a_person_to_judge() -> None:
    """S05. Fail: an automatic box of the name, and no question asked."""
    case = the_case(KnownPerson(name="Freya Hollis", role="family", note="Sister"))
    worked = Worked(case, "[Jamie] and his sister [Freya] arrived late; [Freya] said mum had been crying.")
    assert worked.verdict("Freya") is Verdict.HOLD
    assert worked.verdict("Jamie") is Verdict.RELEASE


def test_the_same_sentence_quoted_four_times_is_treated_the_same() -> None:
    """S14. Fail: decides per occurrence."""
    line = "Tyler was there and Jamie fell."
    thread = (
        "From: [Sarah Hollis] <{email:sarah@example.com}>\nTo: [Rosa Quill] <{email:head@thornfield.example.org}>\n"
        "Cc: [Kim Brandreth] <{email:kim@example.net}>; {email:f.iqbal@example.com}\nSubject: RE: field\n\n"
        f"{line}\n> {line}\n>> {line}\n>>> {line}\n\n[Tyler Brandreth] is in 5B.\n"
    )
    case = replace(the_case(staff("Rosa Quill", "Headteacher")))
    case = replace(case, requester=replace(case.requester, emails=("sarah@example.com",)))
    worked = Worked(case, thread)
    left = worked.left()
    assert left.count("█████ was there and Jamie fell.") == 4
    assert worked.verdict("Sarah Hollis") is Verdict.RELEASE
    assert worked.verdict("sarah@example.com") is Verdict.RELEASE
    assert worked.verdict("head@thornfield.example.org") is Verdict.RELEASE
    for third in ("Kim Brandreth", "kim@example.net", "f.iqbal@example.com"):
        assert worked.verdict(third) is not Verdict.RELEASE, third


def test_in_an_employment_file_pupils_and_colleagues_are_third_parties() -> None:
    """S21. Fail: pupil defaults reused."""
    case = the_case(
        staff("Dana Whitfield", "Headteacher"),
        name="Moira Kell",
        requester="Moira Kell",
        capacity=Capacity.SUBJECT,
        kind=ControllerKind.EMPLOYER,
        born=None,
    )
    worked = Worked(
        case,
        "From: [Petra Lowe] <{email:p.lowe@thornfield.example.org}>\nSubject: grievance\n\n"
        "[Moira] shouted at [Aaron Blake] (5B). [Mrs Whitfield] heard it.\n",
    )
    assert worked.verdict("Moira") is Verdict.RELEASE
    assert worked.verdict("Mrs Whitfield") is Verdict.RELEASE
    assert worked.verdict("Aaron Blake") is Verdict.WITHHOLD
    assert worked.verdict("Petra Lowe") is Verdict.HOLD


def test_harm_to_somebody_else_is_held_whole() -> None:
    """S30. Fail: only considers harm to the subject."""
    worked = Worked(
        the_case(requester="Daniel Hale"),
        "{passage.harm.physical:If Dad learns which family reported him, he has said he will sort them out.}",
    )
    suggestion = worked.suggestion("If Dad learns which family reported him, he has said he will sort them out.")
    assert suggestion.verdict is Verdict.HOLD


def test_best_interests_depend_on_who_asks() -> None:
    rulebook = the_rulebook()
    family = next(code for code, rule in rulebook.passages.items() if "CA-BI" in rule.suggests)
    assert "CA-BI" in rulebook.passages[family].suggests
    adult = the_case(requester="Jamie Hollis", capacity=Capacity.SUBJECT)
    assert passage_code(family, adult, rulebook) != "CA-BI"
    only = replace(rulebook, passages={family: replace(rulebook.passages[family], suggests=("CA-BI", "TP-CTX"))})
    assert passage_code(family, the_case(), only) == "CA-BI"
    assert passage_code(family, adult, only) == "TP-CTX"
    assert passage_code("no such family", adult, only) == "NEUTRAL"


def test_a_landlord_holds_no_education_data() -> None:
    rulebook = the_rulebook()
    family = next(code for code, rule in rulebook.passages.items() if "SH-ED" in rule.suggests)
    landlord = the_case(kind=ControllerKind.HOUSING_ASSOCIATION)
    assert passage_code(family, landlord, rulebook) != "SH-ED"


def test_a_child_turns_eighteen_on_the_birthday() -> None:
    case = the_case()
    assert is_child(case)
    born = case.received.replace(year=case.received.year - 18)
    assert not is_child(replace(case, subject=replace(case.subject, date_of_birth=born)))
    assert is_child(replace(case, subject=replace(case.subject, date_of_birth=born.replace(day=born.day + 1))))


def test_a_social_worker_is_released_and_a_police_officer_is_held() -> None:
    worked = Worked(the_case(), "Spoke to duty worker: [Siân Morris]. [DC Amrit Gill] rang.")
    assert worked.suggestion("Siân Morris").code == "SW-REL"
    assert worked.verdict("Siân Morris") is Verdict.RELEASE
    assert worked.verdict("DC Amrit Gill") is Verdict.HOLD


def test_a_doctor_is_released_by_statute_in_a_health_record_and_by_the_ordinary_test_elsewhere() -> None:
    text = "[Dr Adebayo] wrote about [Jamie]."
    assert Worked(the_case(), text).suggestion("Dr Adebayo").code == "ROLE-REL"
    assert Worked(the_case(kind=ControllerKind.NHS), text).verdict("Dr Adebayo") is Verdict.RELEASE


def test_a_doctor_is_held_where_an_address_is_kept_from_the_requester() -> None:
    mother = KnownPerson(name="Esther Hollis", role="family", note="Address not to be shared with father")
    worked = Worked(the_case(mother), "[Esther Hollis] rang. [Dr Adebayo] wrote about [Jamie].")
    assert worked.verdict("Dr Adebayo") is Verdict.HOLD


def test_consent_releases() -> None:
    case = the_case(KnownPerson(name="Aaron Blake", role="pupil", consent=True))
    assert Worked(case, "[Aaron Blake] saw it.").suggestion("Aaron Blake").code == "CONSENT-REL"


def test_staff_privacy_is_kept() -> None:
    worked = Worked(
        the_case(staff("Ngozi Okafor")),
        "[Mrs Okafor] lives at {address:5 Mill Row, Netherby NE87 4AA} and is {special:off with her back}.",
    )
    assert worked.verdict("Mrs Okafor") is Verdict.RELEASE
    assert worked.verdict("5 Mill Row, Netherby NE87 4AA") is not Verdict.RELEASE
    assert worked.verdict("off with her back") is not Verdict.RELEASE


def test_what_has_no_words_is_held_and_what_a_reviewer_drew_is_left() -> None:
    worked = Worked(the_case(), "[Jamie] is here.")
    box = PageBox(0, Box(10, 10, 60, 60))
    areas = [
        Finding(document_id="0001", category=category, place=place, evidence=Evidence(detector="layout"))
        for category, place in (
            (Category.PICTURE, box),
            (Category.UNREAD, WholePage(0)),
            (Category.UNSEEN, WholePage(0)),
            (Category.DRAWN, box),
        )
    ]
    resolution = replace(worked.resolution, findings=tuple(areas))
    picture, unread, unseen, drawn = suggest(resolution, the_case(), the_rulebook())
    for finding in (picture, unread, unseen):
        assert finding.suggestion
        assert finding.suggestion.verdict is Verdict.HOLD
        assert finding.suggestion.why
    assert drawn.suggestion is None


def test_every_suggestion_says_why_and_names_a_code_of_the_rules() -> None:
    worked = Worked(
        the_case(staff("Ngozi Okafor")),
        "[Mrs Okafor], [Aaron Blake], [Jamie], {phone:07700 900 742}, {special:asthma}, [JH]\n"
        "Name\tScore\n[Ava]\t4\n[Tom]\t5",
    )
    for finding in worked.findings:
        assert finding.suggestion
        assert finding.suggestion.why
        assert finding.suggestion.code in the_rulebook().exemptions


def test_a_pupils_school_mail_makes_no_personnel_file() -> None:
    case = the_case(emails=("16hollisj@thornfield.example.org",))
    assert not is_employment(case)
    grown = the_case(
        emails=("j.hollis@thornfield.example.org",), capacity=Capacity.SUBJECT, requester="Jamie Hollis",
        born=date(1988, 2, 1),
    )  # fmt: skip
    assert is_employment(grown)


def test_an_educational_psychologist_is_staff_of_the_record() -> None:
    """Sch 3 para 14(4): contracted by the council that maintains the school."""
    worked = Worked(the_case(), "Seen by [Leila Achebe], educational psychologist.")
    assert worked.suggestion("Leila Achebe").code == "STAFF-REL"


def test_a_detective_is_held_and_a_constable_only_beside_an_enquiry() -> None:
    assert Worked(the_case(), "[PC Lane] gave the assembly.").verdict("PC Lane") is Verdict.RELEASE
    enquiry = "[PC Lane] rang. {passage.crime.police:Nobody is to be told about the warrant.}"
    assert Worked(the_case(), enquiry).verdict("PC Lane") is Verdict.HOLD


def test_a_lawyer_is_released_where_the_advice_stands_and_weighed_elsewhere() -> None:
    advice = "{passage.legal.advice:We advise that you settle.}\n[Bea Moor], solicitor."
    assert Worked(the_case(), advice).suggestion("Bea Moor").code == "ROLE-REL"
    assert Worked(the_case(), "Mum brought [Bea Moor], solicitor.").verdict("Bea Moor") is Verdict.HOLD


def test_health_in_the_subjects_own_form_is_the_subjects_and_not_under_a_heading_for_others() -> None:
    form = (
        "Full name\t[Jamie Hollis]\nDate of birth\t{dob:02/04/2016}\nMobile\t{phone:07700 900123}\nReligion\tNone\n"
        "Support needs\n{special:Takes tablets for a bad back.}\n"
        "Sister and brother\n{special:Takes insulin twice daily.}\n"
    )
    worked = Worked(the_case(), form)
    assert worked.verdict("Takes tablets for a bad back.") is Verdict.RELEASE
    assert worked.verdict("Takes insulin twice daily.") is not Verdict.RELEASE


def test_what_hangs_on_the_requester_is_tried_before_serious_harm() -> None:
    """The order of grounds: bars by statute, then the requester, then the family's own order."""
    told = "[Jamie] told {x:Miss Patel} his mum hits him with a belt. {passage.harm.physical:The mark is red.}"
    suggestion = Worked(the_case(), told).suggestion("The mark is red.")
    assert (suggestion.verdict, suggestion.code) == (Verdict.HOLD, "CA-BI")
    assert "SH-ED" in suggestion.why


def test_a_clinical_letter_waits_before_the_health_gate_but_not_in_a_health_body() -> None:
    """DPA 2018 Sch 3 para 6, acceptance scenario S23."""
    letter = "[Jamie] was seen. {passage.health.clinical:She has a diagnosis of arthritis.}"
    held = Worked(the_case(), letter).suggestion("She has a diagnosis of arthritis.")
    assert (held.verdict, held.code) == (Verdict.HOLD, "HOLD-HEALTH")
    trust = Worked(the_case(kind=ControllerKind.NHS), letter)
    assert trust.verdict("She has a diagnosis of arthritis.") is Verdict.RELEASE
