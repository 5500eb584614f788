"""Scenarios about confidence, employment and legal advice, S34 to S41, through every detector.

S34's handwriting and signature are areas that a person looks at (S12). S40 is held whole for a person, who releases the
substance: which of its words only the writer could know, no rule tells. Of S41, that the published part stays is shown;
that a part II is looked at again as such is not suggested, only what it names.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from redactor.domain.case import Capacity, Case
from redactor.domain.decision import Decision
from redactor.domain.finding import Verdict
from redactor.review.policy import shortcomings
from tests.detect.casework import staff, the_case, the_rulebook
from tests.scenarios.playing import Played

HEAD = staff("Ngozi Okafor", "Headteacher")


def an_employee() -> Case:
    return the_case(
        HEAD, name="Dawn Price", aliases=(), requester="Dawn Price", capacity=Capacity.SUBJECT, born=date(1984, 1, 2)
    )


def test_s34_a_witness_keeps_out_of_sight_and_the_substance_stays() -> None:
    """Fail: removes the name, leaves "I was in the end cubicle when…"."""
    played = Played(
        "Witness statement\nName: Aaron Blake\nI was in the end cubicle when Jamie came in and threw a bag down.\n"
        "Signed: Aaron Blake"
    )
    for gone in ("Aaron", "Blake", "end cubicle"):
        assert gone not in played.left()
    assert "Jamie came in and threw a bag down" in played.left()
    assert played.codes("end cubicle") == {"TP-CTX"}


def test_s35_a_reference_is_withheld_as_one_and_its_covering_mail_by_itself() -> None:
    """Fail: released as ordinary correspondence."""
    reference = (
        "Confidential\nReference for Dawn Price, teaching assistant\nDear Ms Lowe\n"
        "I have known Dawn for years. In my opinion she is reliable but finds change hard, and I would re-employ her.\n"
        "Yours sincerely\nNgozi Okafor\nHeadteacher"
    )
    mail = "From: Ngozi Okafor <n.okafor@thornfield.example>\nSubject: staffing\n\nDawn Price leaves us on Friday.\n"
    notice = "Confidential\nThe boiler room is closed to all staff on Friday."
    played = Played(reference, mail, notice, case=an_employee())
    assert "REF" in played.codes("finds change hard")
    assert "finds change hard" not in played.left(1)
    assert "Dawn Price leaves us on Friday." in played.left(2)
    assert played.left(3) == notice


def test_s36_advice_and_the_reply_that_sums_it_up_are_privileged_and_the_instruction_is_not() -> None:
    """Fail: only the attachment, or every mention of "section 20"."""
    played = Played(
        "Counsel advises we have weak prospects on the section 20 point.",
        "So we should settle, given what counsel says about our chances.",
        "We instructed counsel on 3 May.",
        "He slept on the sofa under a section 20 arrangement.",
        case=an_employee(),
    )
    assert played.codes("weak prospects", number=1) == {"LPP"}
    assert played.codes("what counsel says", number=2) == {"LPP"}
    assert played.left(3) == "We instructed counsel on 3 May."
    assert played.left(4) == "He slept on the sofa under a section 20 arrangement."


def test_s37_plans_are_held_until_a_day_that_must_be_named() -> None:
    """Fail: permanent box."""
    played = Played("Pool of three incl. Dawn Price; aim to close by May.", case=an_employee())
    (passage,) = played.passages()
    assert passage.suggestion
    assert (passage.suggestion.verdict, passage.suggestion.code) == (Verdict.HOLD, "MGMT")
    assert "review_date" in the_rulebook().exemptions["MGMT"].evidence_required


def test_s38_a_settlement_range_is_held_while_talks_go_on() -> None:
    """Fail: released."""
    played = Played("Settlement range: max £12k before tribunal. Our walk-away figure is £15k.", case=an_employee())
    assert "£12k" not in played.left()
    assert "NEG" in {each.suggestion.code for each in played.passages() if each.suggestion}


def test_s40_a_whistleblowers_note_is_for_a_person_and_its_source_is_not_told() -> None:
    """Fail: refuses everything, or names the sender."""
    played = Played(
        "An anonymous note says that Dawn Price drinks at work. I saw her with a flask in the stock room at 2.15. "
        "Please don't say it was me.",
        case=an_employee(),
    )
    assert "stock room" not in played.left()
    assert all(each.suggestion and each.suggestion.verdict is Verdict.HOLD for each in played.passages())
    suggested = {code for each in played.passages() for family in each.evidence.rule.split(",")
                 for code in the_rulebook().passages[family].suggests}  # fmt: skip
    assert "TP-SRC" in suggested


def test_s41_of_governors_minutes_the_published_part_stays_and_governors_are_tested() -> None:
    """Fail: treats published as automatically released in full."""
    played = Played(
        "Minutes of the governing body, 4 May 2026\n"
        "Present: Mr Alan Frith (chair of governors), Ngozi Okafor (headteacher)\n"
        "1 Apologies: none.\nPart II - confidential\n"
        "7 The head reported the suspension of Jamie Hollis after the incident with Aaron Blake.",
        case=the_case(HEAD, aliases=("Jamie",)),
    )
    assert played.verdicts("Mr Alan Frith") == {Verdict.HOLD}
    assert "Minutes of the governing body, 4 May 2026" in played.left()
    assert "Ngozi Okafor (headteacher)" in played.left()
    assert "the suspension of Jamie Hollis after the incident with █████ █████" in played.left()


def test_s48_a_ground_without_its_evidence_cannot_be_applied() -> None:
    """Fail: accepted silently."""
    played = Played("Counsel advises we have weak prospects on the section 20 point.", case=an_employee())
    (passage,) = played.passages()
    bare = Decision(
        finding_id=passage.id, verdict=Verdict.WITHHOLD, by="dpo", at=datetime(2026, 9, 5, tzinfo=UTC), code="LPP"
    )
    assert any("evidence" in lacking for lacking in shortcomings(passage, bare, the_rulebook().exemptions))
    quoted = Played("Our policy: staff may seek legal advice, see www.example.org.", case=an_employee())
    assert "LPP" not in {each.suggestion.code for each in quoted.findings if each.suggestion}
