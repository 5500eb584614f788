from __future__ import annotations

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.verify.needles import Needles

NAME = b"Quillfeather"
GUISES = {
    "plain": NAME,
    "upper case": NAME.upper(),
    "UTF-16 one way": NAME.decode().encode("utf-16-be"),
    "UTF-16 the other way": NAME.decode().encode("utf-16-le"),
    "hexadecimal": b"(" + NAME.hex().encode() + b")",
    "hexadecimal with blanks": b"<" + NAME.hex(" ").encode().upper() + b">",
    "hexadecimal UTF-16": b"<FEFF" + NAME.decode().encode("utf-16-be").hex().encode() + b">",
    "base64": base64.b64encode(b"Dear " + NAME + b", hello"),
    "percent-coded": b"mailto:%51uill%66eather@example.org",
    "backwards": NAME[::-1],
    "accents in UTF-8": "Quíllfëather".encode(),
    "accents in cp1252": "Quíllfëather".encode("cp1252"),
    "UTF-16 with a mark": "\ufeffQuíllfeather".encode("utf-16-be"),
}


@pytest.mark.parametrize("guise", GUISES)
def test_a_secret_is_found_in_every_guise(guise: str) -> None:
    needles = Needles(["quillfeather", "ottoline"])
    assert needles.are_in(b"before " + GUISES[guise] + b" after" if b"\xfe" not in GUISES[guise][:1] else GUISES[guise])
    assert not needles.are_in(b"before and after")


def test_short_secrets_and_no_secrets_find_nothing() -> None:
    assert not Needles(["rose"]).are_in(b"a rose")
    assert not Needles([]).are_in(NAME)


@pytest.mark.parametrize("at", [0, (1 << 20) - 6, (1 << 20) - 1, 1 << 20, (1 << 20) + 3])
def test_a_secret_across_two_pieces_is_found(at: int) -> None:
    assert Needles(["quillfeather"]).are_in(b"\x01" * at + NAME)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_a_secret_is_found_between_any_bytes(before: bytes, after: bytes) -> None:
    assert Needles(["quillfeather"]).are_in(before + NAME + after)


def test_noise_holds_none_of_a_thousand_secrets() -> None:
    needles = Needles(f"secret{number}name" for number in range(1000))
    assert not needles.are_in(os.urandom(3_000_000))


def test_long_numbers_are_found_and_those_that_hexadecimal_codes_spell_are_not() -> None:
    needles = Needles(["07700900123", "000300"])
    assert needles.are_in(b"<x>07700900123</x>")
    assert not needles.are_in(b"<0001000300040005> Tj")
