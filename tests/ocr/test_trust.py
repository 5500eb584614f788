from __future__ import annotations

import pytest

from redactor.domain.box import Box
from redactor.ocr.trust import agreement, confirmed_share, is_strange, plain_text
from tests.ocr.paper import LETTER


def account(text: str, *, shift: float = 0.0) -> list[tuple[str, Box]]:
    return [(word, Box(50 * at + shift, 0, 50 * at + 40 + shift, 10)) for at, word in enumerate(text.split())]


def shifted(text: str) -> str:
    """The text as a wrong letter map tells it: every letter one further."""
    return "".join(chr(ord(mark) + 1) if mark.isascii() and mark.isalpha() else mark for mark in text)


def test_accounts_that_tell_the_same_agree_whatever_the_case_and_the_commas() -> None:
    assert agreement(account("Siobhán O'Rourke, aged 9 was"), account("SIOBHAN ORourke aged 8 was")) == 1.0


def test_a_word_in_another_place_confirms_nothing() -> None:
    assert agreement(account("Marcus"), account("Marcus", shift=45)) == 0.0


def test_a_word_in_two_pieces_confirms_the_whole_and_half_of_it_does_not() -> None:
    whole, halves = [("Pemberton", Box(0, 0, 80, 10))], [("Pember", Box(0, 0, 50, 10)), ("ton", Box(50, 0, 80, 10))]
    assert agreement(whole, halves) == 1.0
    assert agreement(whole, halves[:1]) == 0.5


def test_what_the_other_account_lacks_is_not_confirmed() -> None:
    assert confirmed_share(account("Marcus was here"), account("Marcus")) == pytest.approx(1 / 3)
    assert confirmed_share(account("Marcus"), account("Marcus was here")) == 1.0


def test_without_words_there_is_nothing_to_disagree_about() -> None:
    assert agreement([], []) == 1.0


def test_letters_that_stand_for_others_look_strange_and_a_letter_home_does_not() -> None:
    assert is_strange(shifted(LETTER).split())
    assert not is_strange(LETTER.split())


@pytest.mark.parametrize(
    "text",
    [
        "Name Form Att%\nSzczepański, Dominik 8K 97.1\nWójcik, Kacper 8K 88.0\nNg, Sam 8B 91.2",
        "12/03/2024 £1,250.00 £88.10 PHSE KS3 SENCO EHCP 07700 900123",
        "https://example.org/a?b=1 a.smith@example.org O'Rourke-Lee “quoted” (NH), 50% A&E w/c 3/4",
        "Eglwys Llanfair ym Mhwllgwyngyll yw'r ysgol y bu'n ei mynychu",
    ],
)
def test_names_codes_and_welsh_are_not_strange(text: str) -> None:
    assert not is_strange(text.split())


def test_a_few_names_in_a_font_of_wrong_letters_are_enough() -> None:
    text = "He said that he was there with her on Tuesday and that it was late"
    assert is_strange([*text.split(), "Q\ue000f\ue001n", "Cb#ss~bd^p", "Nx‡c§t"])


def test_plain_text_is_letters_and_digits() -> None:
    assert plain_text("Siobhán O’Rourke-9") == "siobhanorourke9"
