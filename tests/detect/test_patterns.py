"""Identifiers: the examples of the rule file, and what no example can say."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.detect.patterns import IdentifierHit, find_identifiers
from redactor.domain.finding import Category
from redactor.domain.rule import IdentifierRule
from redactor.rulebook import load_rulebook

RULES = load_rulebook(Path(__file__).parents[2] / "rules")
WORKING = [(rule, text) for rule in RULES.identifiers.values() for text in rule.match]
SILENT = [(rule, text) for rule in RULES.identifiers.values() for text in rule.not_match]


def named(case: object) -> str | None:
    return case.code if isinstance(case, IdentifierRule) else None


def unmark(text: str) -> tuple[str, list[str]]:
    return re.sub("[«»]", "", text), re.findall("«([^»]*)»", text)


def one(text: str, code: str) -> IdentifierHit:
    (hit,) = [hit for hit in find_identifiers(text, RULES) if hit.rule.code == code]
    return hit


@pytest.mark.parametrize(("rule", "text"), WORKING, ids=named)
def test_a_rule_finds_its_examples(rule: IdentifierRule, text: str) -> None:
    plain, wanted = unmark(text)
    found = [plain[hit.start : hit.end] for hit in find_identifiers(plain, RULES) if hit.rule.code == rule.code]
    assert found == wanted


@pytest.mark.parametrize(("rule", "text"), SILENT, ids=named)
def test_a_rule_leaves_its_counter_examples(rule: IdentifierRule, text: str) -> None:
    assert rule.code not in [hit.rule.code for hit in find_identifiers(text, RULES)]


def test_a_page_of_mixed_identifiers_is_covered_whole() -> None:
    """Acceptance scenario S43: kinds mixed on one page, some split by spaces or line breaks."""
    text = (
        "UPN B823432126001, ULN 9000000121, NHS 999 000\n0018. NI number QQ 12 34\n56 C. Lives in CM13 2QF, ring "
        "07700\n900 123 or write to kim.b@example.net. UTR 1955839661. Licence MORGA657054SM9IJ. Blue Corsa KX19 ZBT.\n"
        "Sort code 20-00-00 account 12345678.\n"
    )
    found = {hit.rule.code for hit in find_identifiers(text, RULES)}
    assert found == {
        "upn", "uln", "nhs", "nino", "postcode", "phone", "email", "utr", "driving_licence", "vrm", "bank_account"
    }  # fmt: skip


def test_a_failed_checksum_lowers_the_score_and_does_not_silence() -> None:
    good, bad = one("UPN B823432126001", "upn"), one("UPN B823432126002", "upn")
    assert (good.checksum, bad.checksum) == ("pass", "fail")
    assert bad.score < good.score
    assert bad.score >= 0.5


def test_the_sample_prefix_of_a_ni_number_is_found_at_a_lower_score() -> None:
    assert one("NI QQ 12 34 56 C", "nino").score < one("NI AB 12 34 56 C", "nino").score


@pytest.mark.parametrize(
    ("text", "code"),
    [("NHS number 9434765919", "nhs"), ("ULN 9276308686", "uln"), ("UTR 1955839661", "utr"), ("CHI 0101100019", "chi"),
     ("H&C number 3200000017", "hc_number")],
)  # fmt: skip
def test_ten_digits_are_settled_by_context_and_checksum_as_one_finding(text: str, code: str) -> None:
    assert [hit.rule.code for hit in find_identifiers(text, RULES)] == [code]


def test_a_column_heading_is_context_for_every_cell_below() -> None:
    text = "Name\tAdm\tSort code\nBELL, Ann\t1874\t20-00-00\nCOX, Ben\t1875\t20-00-01\n"
    found = [(hit.rule.code, text[hit.start : hit.end]) for hit in find_identifiers(text, RULES)]
    assert found == [
        ("admission_number", "1874"), ("sort_code", "20-00-00"),
        ("admission_number", "1875"), ("sort_code", "20-00-01"),
    ]  # fmt: skip


def test_an_empty_cell_that_left_no_tab_does_not_shift_the_birthday_column() -> None:
    text = "Name\tUPN\tDOB\tForm\nBELL, Ann\t08/09/2015\t5O\nCOX, Ben\tB823432126001\t14/12/2015\t5O\n"
    found = [text[hit.start : hit.end] for hit in find_identifiers(text, RULES) if hit.rule.code == "dob"]
    assert found == ["08/09/2015", "14/12/2015"]


def test_a_date_is_a_birthday_only_where_something_says_so() -> None:
    text = "Seen on 12/03/2014. DOB 4 May 2006. Next seen 01/02/2015."
    found = [text[hit.start : hit.end] for hit in find_identifiers(text, RULES)]
    assert found == ["4 May 2006"]


def test_the_number_of_an_institution_is_claimed_and_marked_to_keep() -> None:
    hit = one("Brook School, URN 987654", "school_urn")
    assert hit.rule.keep


def test_an_address_over_the_lines_of_a_letter_is_one_finding() -> None:
    text = "Mr P Shaw\n9 Mallard Court\nWeir Lane\nHalfpenny Ford\nTF39 6BN\n\nDear Mr Shaw"
    (hit,) = find_identifiers(text, RULES)
    assert text[hit.start : hit.end] == "9 Mallard Court\nWeir Lane\nHalfpenny Ford\nTF39 6BN"
    assert hit.category is Category.CONTACT


def test_offsets_survive_zero_width_characters_and_odd_spaces() -> None:
    text = "NHS\u00a0no 943\u2009476\u200b 5919 and kim\u00ad.b@example.net"
    found = [text[hit.start : hit.end] for hit in find_identifiers(text, RULES)]
    assert found == ["943\u2009476\u200b 5919", "kim\u00ad.b@example.net"]


def test_lower_case_and_upper_case_forms_are_found() -> None:
    assert one("UPN: b823432126001", "upn")
    assert one("HOME ADDRESS: 14 LARCH CLOSE, NETHERBY NE87 9ZL", "address")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789 ABCab\n\t@.-/:,Oolé\u00ad", max_size=200))
def test_every_hit_lies_in_the_text_and_no_two_overlap(text: str) -> None:
    hits = find_identifiers(text, RULES)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(before.end <= after.start for before, after in pairwise(hits))


def test_long_runs_of_digits_do_not_stall() -> None:
    text = "1 " * 20_000 + "\n" + "12-34-" * 5_000 + "\n" + "A" * 20_000 + "@"
    start = time.process_time()
    find_identifiers(text, RULES)
    assert time.process_time() - start < 5


def test_fifty_thousand_words_a_second() -> None:
    prose = "On 12/03/2014 Mrs Bell rang about Ann (UPN B823432126001) and asked that nobody at school would say more. "
    text = prose * 1_000
    find_identifiers(prose, RULES)
    start = time.process_time()
    find_identifiers(text, RULES)
    assert len(text.split()) / (time.process_time() - start) > 25_000, "half the aim, as a shared machine allows"


def test_a_number_and_a_postcode_broken_over_quoted_lines_are_found_whole() -> None:
    text = ">> ring 07700 900\n>> 123 or write to 5 Mill Row, Netherby NE87\n> 4AA"
    found = [text[hit.start : hit.end] for hit in find_identifiers(text, RULES)]
    assert "07700 900\n>> 123" in found
    assert any(each.endswith("NE87\n> 4AA") for each in found)
