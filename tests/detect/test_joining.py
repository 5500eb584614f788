"""Findings of several detectors become one claim each, and none is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redactor.detect.joining import drop_second_readings, join_findings
from redactor.domain.box import Box
from redactor.domain.document import Document, LoosePage, LooseReading, LooseWord, bind_pages
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


def twice_read(first: str, second: str) -> Document:
    """A page on which both engines read as many words at the same places."""
    accounts = [
        tuple(LooseWord(word, Box(50 * at, 10, 50 * at + 40, 20)) for at, word in enumerate(text.split()))
        for text in (first, second)
    ]
    page = LoosePage(595, 842, accounts[0], readings=(LooseReading("other", accounts[1]),))
    return bind_pages([page], id="0001")


def seen_again(start: int, end: int, category: Category = Category.PERSON) -> Finding:
    return Finding(
        document_id="0001", category=category, place=Span(start, end, 0), evidence=Evidence(detector="names")
    )


def test_what_the_second_reading_repeats_goes_and_a_name_of_which_the_first_claims_half_stays() -> None:
    document = twice_read("Seen by Anne 0kafor today", "Seen by Anne Okafor today")
    whole, half = claim(8, 19), claim(8, 12)
    again = seen_again(8, 19)
    assert drop_second_readings(document, [whole, again]) == (whole,)
    assert drop_second_readings(document, [half, again]) == (half, again)


def test_a_passage_that_the_first_reading_claims_for_the_most_part_is_not_told_twice() -> None:
    document = twice_read("he hit her and then ran", "he hit her and then ran")
    told = claim(0, 14, Category.PASSAGE)
    assert drop_second_readings(document, [told, seen_again(0, 23, Category.PASSAGE)]) == (told,)
    elsewhere = seen_again(15, 23, Category.PASSAGE)
    assert drop_second_readings(document, [told, elsewhere]) == (told, elsewhere)


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
