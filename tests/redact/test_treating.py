"""What stands in the box over a person: as somebody chose, else as the organisation does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from redactor.config import shipped_folder
from redactor.domain.finding import Category, Verdict
from redactor.domain.manner import Manner, Manners, Reach
from redactor.domain.organisation import LabelStyle
from redactor.domain.person import Person, Standing
from redactor.domain.redaction import Redaction, Treating, Treatment
from redactor.redact.plan import plan_redactions
from redactor.redact.treating import role_word, treating_for
from redactor.rulebook import load_rulebook
from tests.redact.papers import EXEMPTIONS, a_pdf, a_ruling, read_document, span_of

ROLES = load_rulebook(shipped_folder("rules")).roles
OLIVER = Person(id="p-1", name="Oliver Fenwick", role="pupil")
MARCUS = Person(id="p-2", name="Marcus Pemberton", role="pupil", standing=Standing.SUBJECT)
AT = datetime(2026, 9, 3, tzinfo=UTC)


def a_manner(reach: Reach, treatment: Treatment, target: str = "p-1") -> Manner:
    return Manner(
        reach=reach, target=target, treatment=treatment, by="Ana", at=AT, reason="harm", review_on=date(2027, 1, 1)
    )  # fmt: skip


def test_the_style_of_the_organisation_holds_where_nobody_chose() -> None:
    manners = Manners(pseudonyms={"p-1": "Pupil Q"})
    for style, shown in (
        (LabelStyle.LABEL, {}),
        (LabelStyle.ROLE, {"p-1": (Treatment.ROLE, "another pupil")}),
        (LabelStyle.PSEUDONYM, {"p-1": (Treatment.PSEUDONYM, "Pupil Q")}),
        (LabelStyle.BLOCK, {"p-1": (Treatment.BLOCK, "")}),
    ):
        assert treating_for([OLIVER, MARCUS], manners, ROLES, style).people == shown


def test_a_choice_for_a_person_comes_before_the_style() -> None:
    manners = Manners(standing=(a_manner(Reach.PERSON, Treatment.ROLE),))
    assert treating_for([OLIVER], manners, ROLES, LabelStyle.BLOCK).people["p-1"] == (Treatment.ROLE, "another pupil")


def test_a_case_that_keeps_its_grounds_to_itself_shows_no_role_either() -> None:
    manners = Manners(standing=(a_manner(Reach.CASE, Treatment.NEUTRAL, ""),))
    treating = treating_for([OLIVER], manners, ROLES, LabelStyle.ROLE)
    assert (treating.people, treating.neutral) == ({}, True)


def test_every_role_has_a_word_that_reads() -> None:
    words = {role_word(role, ROLES) for role in (*ROLES, "unknown", "never heard of")}
    assert {"another pupil", "a member of staff", "another person"} <= words
    assert all(word.split()[0] in ("a", "an", "another") for word in words)


@pytest.mark.parametrize("treatment", [Treatment.ROLE, Treatment.PSEUDONYM])
def test_a_document_cannot_be_shown_as_a_person(treatment: Treatment) -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        a_manner(Reach.DOCUMENT, treatment, "0001")


def test_what_is_kept_from_the_requester_needs_a_reason_and_a_day() -> None:
    with pytest.raises(ValueError, match="reason"):
        Manner(reach=Reach.DOCUMENT, target="0001", treatment=Treatment.SUPPRESSED, by="Ana", at=AT)


def planned(treating: Treating, *, category: Category = Category.PERSON, code: str = "TP-ID") -> Redaction:
    document = read_document(a_pdf("Marcus sat beside Oliver Fenwick at lunch."))
    ruling = a_ruling(span_of(document, "Oliver Fenwick"), Verdict.WITHHOLD, code=code, category=category)
    finding = ruling.finding
    (redaction,) = plan_redactions(document, [ruling], EXEMPTIONS, treating).redactions
    assert finding.id in redaction.finding_ids
    return redaction


def test_no_box_of_a_neutral_case_tells_its_ground() -> None:
    assert planned(Treating()).label == "Third party"
    assert planned(Treating(neutral=True)).label == "Withheld"


def test_one_place_may_have_the_public_label_alone() -> None:
    document = read_document(a_pdf("Marcus sat beside Oliver Fenwick at lunch."))
    ruling = a_ruling(span_of(document, "Oliver Fenwick"), Verdict.WITHHOLD, code="SH-ED")
    treating = Treating(findings={ruling.finding.id: Treatment.NEUTRAL})
    (redaction,) = plan_redactions(document, [ruling], EXEMPTIONS, treating).redactions
    assert (redaction.label, redaction.treatment, redaction.code) == ("Withheld", Treatment.NEUTRAL, "SH-ED")
