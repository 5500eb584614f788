"""Findings of several detectors become one claim each, and none is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redactor.detect.joining import join_findings
from redactor.domain.finding import Category, Evidence, Finding, Span, WholePage


def claim(
    start: int,
    end: int,
    category: Category = Category.PERSON,
    *,
    detector: str = "names",
    kind: str = "",
    score: float = 0.9,
) -> Finding:
    evidence = Evidence(detector=detector, rule=kind, score=score, context=(detector,))
    return Finding(document_id="0001", category=category, place=Span(start, end), evidence=evidence, kind=kind)


def test_the_same_claim_twice_is_one_with_the_better_score() -> None:
    (joined,) = join_findings([claim(0, 5, score=0.4), claim(0, 5, detector="table", score=0.8)])
    assert joined.evidence.score == 0.8
    assert set(joined.evidence.context) == {"names", "table"}


def test_the_roster_says_whose_and_the_pattern_says_what() -> None:
    pattern = claim(0, 13, Category.IDENTIFIER, detector="pattern", kind="upn", score=0.99)
    (joined,) = join_findings([pattern, claim(0, 13, Category.IDENTIFIER, detector="roster", kind="", score=0.99)])
    assert joined.kind == "upn"
    assert joined.evidence.detector == "roster"


def test_a_part_of_a_name_is_dropped_within_the_whole() -> None:
    assert join_findings([claim(0, 5), claim(6, 11), claim(0, 11)]) == (claim(0, 11),)


def test_a_name_within_an_email_or_address_is_part_of_it() -> None:
    email = claim(0, 20, Category.CONTACT, detector="pattern", kind="email")
    assert join_findings([email, claim(0, 5)]) == (email,)


def test_a_name_within_a_field_that_holds_an_address_stays() -> None:
    field = claim(0, 40, Category.CONTACT, detector="table", kind="address")
    assert len(join_findings([field, claim(4, 10)])) == 2


def test_names_and_facts_within_a_passage_stay() -> None:
    passage = claim(0, 90, Category.PASSAGE, detector="passage", kind="harm.physical")
    fact = claim(10, 40, Category.SPECIAL, detector="passage", kind="special.health")
    assert len(join_findings([passage, fact, claim(2, 8)])) == 3


def test_a_fact_that_is_the_whole_passage_is_not_said_twice() -> None:
    passage = claim(0, 30, Category.PASSAGE, detector="passage", kind="harm.domestic")
    assert join_findings([passage, claim(0, 30, Category.SPECIAL)]) == (passage,)


def test_claims_about_pages_are_kept_once() -> None:
    page = Finding(
        document_id="0001", category=Category.UNREAD, place=WholePage(0), evidence=Evidence(detector="pages")
    )
    assert join_findings([page, page, claim(0, 3)]) == (claim(0, 3), page)


spans = st.tuples(
    st.integers(0, 60),
    st.integers(1, 30),
    st.sampled_from([Category.PERSON, Category.CONTACT, Category.SPECIAL, Category.PASSAGE]),
)


@given(st.lists(spans, max_size=25))
def test_no_character_that_was_claimed_is_lost(claims: list[tuple[int, int, Category]]) -> None:
    findings = [
        claim(start, start + length, category, detector="pattern", kind="address") for start, length, category in claims
    ]
    joined = join_findings(findings)
    before = {place for finding in findings if finding.span for place in range(finding.span.start, finding.span.end)}
    after = {place for finding in joined if finding.span for place in range(finding.span.start, finding.span.end)}
    assert before == after
    assert join_findings(joined) == joined
    assert len({finding.id for finding in joined}) == len(joined)
