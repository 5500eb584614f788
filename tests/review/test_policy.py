from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from redactor.domain.box import Box, PageBox
from redactor.domain.case import Source, SourceState
from redactor.domain.decision import SUGGESTED_BY, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Category, Finding, Span, Verdict, WholeDocument
from redactor.errors import NoDecision, OnHold, OpinionExpired, ReviewUnfinished, SignOffMissing
from redactor.review.dossier import Dossier
from redactor.review.policy import (
    accept_suggestions,
    allowed_verdicts,
    approves_unseen,
    require_finished,
    shortcomings,
)
from tests.store.making import AT, a_case, a_decision, a_source, found_at


def an_exemption(code: str, **changes: object) -> Exemption:
    plain = Exemption(
        code=code,
        label="Third party",
        public_label="Withheld",
        citation="DPA 2018 Sch 2 para 16",
        verified="V",
        family="rights_of_others",
        explanation="About somebody else.",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


EXEMPTIONS = {
    "TP": an_exemption("TP"),
    "SH-ED": an_exemption("SH-ED", minimum_reviewers=2, evidence_required=("harm_rationale",)),
    "SH-HEALTH": an_exemption("SH-HEALTH", evidence_required=("opinion",), evidence_expires_days=183),
    "STAFF-REL": an_exemption("STAFF-REL", releases=True),
}
NAME = found_at("0001", Span(5, 9))
PASSAGE = found_at("0001", Span(20, 90), category=Category.PASSAGE, kind="harm.physical")
READ = a_source("0001", b"one", state=SourceState.READ)


def ruled(finding: Finding, verdict: Verdict = Verdict.WITHHOLD, **changes: object) -> Ruling:
    decision = a_decision(finding, verdict, code="TP" if verdict is Verdict.WITHHOLD else "")
    return Ruling(finding=finding, decision=replace(decision, **changes))  # type: ignore[arg-type]


def require(*rulings: Ruling, sources: tuple[Source, ...] = (READ,), draft: bool = False) -> None:
    require_finished(a_case(), sources, rulings, exemptions=EXEMPTIONS, draft=draft)


def test_a_review_in_which_everything_is_decided_is_finished() -> None:
    require(ruled(NAME), ruled(PASSAGE, Verdict.RELEASE, reason="The subject's own account"))


@pytest.mark.parametrize("state", [SourceState.CONTAINER, SourceState.DUPLICATE, SourceState.SKIPPED])
def test_sources_without_pages_of_their_own_hold_nothing_up(state: SourceState) -> None:
    require(sources=(READ, a_source("0002", b"two", state=state)))


def test_an_open_finding_holds_everything_up_and_the_message_names_it_by_id_alone() -> None:
    with pytest.raises(NoDecision, match=rf"2 finding\(s\) without a decision: {NAME.id}, {PASSAGE.id}"):
        require(Ruling(finding=NAME), ruled(PASSAGE, Verdict.OPEN))


def test_a_held_finding_holds_everything_up() -> None:
    with pytest.raises(OnHold, match=NAME.id):
        require(ruled(NAME, Verdict.HOLD))
    with pytest.raises(OnHold):
        require(ruled(NAME, Verdict.HOLD), draft=True)


def test_an_unread_source_holds_even_a_draft_up() -> None:
    waiting = (READ, a_source("0002", b"two"))
    for draft in (False, True):
        with pytest.raises(ReviewUnfinished, match=r"not read: 0002"):
            require(sources=waiting, draft=draft)


def test_a_quarantined_source_holds_up_all_but_a_draft_until_a_person_withholds_it_whole() -> None:
    aside = (READ, a_source("0002", b"two", state=SourceState.QUARANTINED))
    whole = found_at("0002", WholeDocument(), category=Category.DRAWN)
    with pytest.raises(ReviewUnfinished, match=r"quarantine: 0002"):
        require(sources=aside)
    require(sources=aside, draft=True)
    require(ruled(whole), sources=aside)
    for not_withheld in (ruled(whole, by=SUGGESTED_BY), ruled(whole, Verdict.RELEASE)):
        with pytest.raises(ReviewUnfinished, match=r"quarantine: 0002"):
            require(not_withheld, sources=aside)


def test_suggestions_accepted_unseen_make_a_draft_and_no_more() -> None:
    unseen = ruled(NAME, by=SUGGESTED_BY, code="")
    with pytest.raises(NoDecision, match="unseen"):
        require(unseen)
    require(unseen, draft=True)
    assert approves_unseen((ruled(PASSAGE), unseen))
    assert not approves_unseen((ruled(PASSAGE), Ruling(finding=NAME)))


@pytest.mark.parametrize(
    ("finding", "verdict", "changes", "lacking"),
    [
        (NAME, Verdict.WITHHOLD, {"code": ""}, "needs a ground to withhold"),
        (NAME, Verdict.WITHHOLD, {"code": "XX"}, "names a ground that the rules do not have"),
        (NAME, Verdict.WITHHOLD, {"code": "STAFF-REL"}, "names a ground to release, not to withhold"),
        (NAME, Verdict.RELEASE, {"code": "TP"}, "names a ground to withhold, not to release"),
        (PASSAGE, Verdict.RELEASE, {"reason": " "}, "needs a reason for the release"),
        (PASSAGE, Verdict.WITHHOLD, {"code": "SH-HEALTH"}, "needs evidence (opinion)"),
        (NAME, Verdict.OPEN, {}, "may not be given the verdict open"),
    ],
)
def test_a_decision_lacks(finding: Finding, verdict: Verdict, changes: dict[str, str], lacking: str) -> None:
    ruling = ruled(finding, verdict, **changes)
    assert ruling.decision is not None
    assert shortcomings(finding, ruling.decision, EXEMPTIONS) == (lacking,)
    if verdict is not Verdict.OPEN:
        with pytest.raises(SignOffMissing, match=finding.id):
            require(ruling)


@pytest.mark.parametrize("category", [Category.PASSAGE, Category.UNREAD, Category.UNSEEN])
def test_the_release_of_what_nobody_may_release_lightly_needs_a_reason(category: Category) -> None:
    finding = replace(PASSAGE, category=category)
    with pytest.raises(SignOffMissing):
        require(ruled(finding, Verdict.RELEASE))
    require(ruled(finding, Verdict.RELEASE, reason="Read with the pupil present"))


def test_the_release_of_a_name_needs_no_reason_and_may_stand_on_a_ground_to_release() -> None:
    require(ruled(NAME, Verdict.RELEASE), ruled(found_at("0001", Span(1, 3)), Verdict.RELEASE, code="STAFF-REL"))


def test_a_ground_for_two_reviewers_waits_for_the_second() -> None:
    ruling = ruled(PASSAGE, code="SH-ED", evidence="Risk assessment of 3 May")
    with pytest.raises(SignOffMissing, match="2 reviewers"):
        require(ruling)
    require(replace(ruling, seconded_by=("Ben",)))


def test_a_hold_needs_no_evidence_yet() -> None:
    assert shortcomings(PASSAGE, a_decision(PASSAGE, Verdict.HOLD, code="SH-ED"), EXEMPTIONS) == ()


def test_evidence_older_than_its_ground_allows_no_longer_counts() -> None:
    ruling = ruled(PASSAGE, code="SH-HEALTH", evidence="Opinion of Dr Shah")
    last_day = date(2027, 3, 9)
    require_finished(a_case(), (READ,), (ruling,), exemptions=EXEMPTIONS, dossier=Dossier(today=last_day))
    with pytest.raises(OpinionExpired, match=PASSAGE.id):
        require_finished(a_case(), (READ,), (ruling,), exemptions=EXEMPTIONS, dossier=Dossier(today=date(2027, 3, 10)))


def test_a_long_list_is_cut_and_counted() -> None:
    with pytest.raises(NoDecision, match=r"30 finding\(s\).* and 10 more"):
        require(*(Ruling(finding=found_at("0001", Span(n, n + 1))) for n in range(30)))


def test_a_drawn_box_is_never_held() -> None:
    drawn = found_at("0001", PageBox(0, Box(1, 1, 2, 2)), category=Category.DRAWN)
    assert allowed_verdicts(drawn) == (Verdict.WITHHOLD, Verdict.RELEASE)
    assert Verdict.HOLD in allowed_verdicts(NAME)


def test_accepting_suggestions_withholds_a_hold_and_leaves_the_unclear_open() -> None:
    findings = (
        NAME.suggested(Verdict.RELEASE, "STAFF-REL", "Staff in role"),
        PASSAGE.suggested(Verdict.HOLD, "SH-ED", "Speaks of harm"),
        found_at("0001", Span(1, 3)),
    )
    accepted = accept_suggestions(findings, AT)
    assert [(each.finding_id, each.verdict, each.code, each.by) for each in accepted] == [
        (NAME.id, Verdict.RELEASE, "STAFF-REL", SUGGESTED_BY),
        (PASSAGE.id, Verdict.WITHHOLD, "SH-ED", SUGGESTED_BY),
    ]
