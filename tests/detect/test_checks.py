"""Check digits, against values worked out by hand or published by the body that issues them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.detect.checks import CHECKS, as_digits

GOOD = {
    "nhs": ["9434765919", "943 476 5919", "9990000018", "943 476 59l9"],
    "chi": ["0101100019"],
    "uln": ["9276308686", "9000000121"],
    "utr": ["1955839661", "19558 39661"],
    "upn": ["B823432126001", "b801200005001", "M80120000500A", "B 8234 3212 6001", "B82343212600l"],
    "nino": ["AB123456C", "AB 12 34 56 C", "ab123456", "AB 12 34 S6 C"],
    "driving_licence": ["MORGA657054SM9IJ", "MORGA 657054 SM9IJ"],
    "iban": ["GB29NWBK60161331926819", "GB29 NWBK 6016 1331 9268 19"],
    "vat": ["GB 980 7806 84", "980780684"],
    "luhn": ["4111 1111 1111 1111", "5555555555554444", "490154203237518"],
    "pnc": ["79/163001B", "2002/0073319Z"],
    "cro": ["65656/91H", "SF39/56131Q"],
    "ip_address": ["192.0.2.44", "2001:db8:0:0:0:ff00:42:8329"],
    "street_capitals": ["12 Mallard Court", "1 Stow on the Wold Road"],
    "passport_zone": ["P<GBRBAKER<<ALICE<<<<<<<<<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
}  # fmt: skip
BAD = {
    "nhs": ["9434765918", "943476591", ""],
    "chi": ["9434765919"],
    "uln": ["9276308687", "927630868"],
    "utr": ["1955839662"],
    "upn": ["Q207000016049", "B823432126002", "B82343212600"],
    "nino": ["QQ123456C", "BG123456A", "AO123456A", "AB123456E"],
    "driving_licence": ["MORGA699054SM9IJ", "MORGA657"],
    "iban": ["GB29NWBK60161331926818"],
    "vat": ["980780685"],
    "luhn": ["4111 1111 1111 1112"],
    "pnc": ["79/163001C"],
    "cro": ["65656/91J"],
    "ip_address": ["192.0.2.444"],
    "street_capitals": ["3 years down the Road"],
    "passport_zone": ["L898902C37UTO7408122F1204159ZE184226B<<<<<10"],
}


def test_every_check_has_examples() -> None:
    assert set(GOOD) == set(BAD) == set(CHECKS)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD.items() for value in values])
def test_a_good_value_passes(name: str, value: str) -> None:
    assert CHECKS[name](value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_fails(name: str, value: str) -> None:
    assert not CHECKS[name](value)


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=50))
def test_only_the_shape_is_assumed_by_most_checks(value: str) -> None:
    for name in (
        "nhs",
        "chi",
        "uln",
        "utr",
        "upn",
        "nino",
        "driving_licence",
        "iban",
        "vat",
        "luhn",
        "street_capitals",
    ):
        assert CHECKS[name](value) in (True, False)


def test_letters_that_ocr_reads_for_digits_are_put_right() -> None:
    assert as_digits("O1l S5 B8 Z2") == "01155882" + "2"
