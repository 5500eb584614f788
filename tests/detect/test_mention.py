"""A mention is taken apart the way a reader of school and housing files would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.detect.folding import fold, fold_name
from redactor.detect.mention import Mention, parse_mention
from redactor.detect.shortforms import nearly_same, same_given, short_forms

READ = {
    "BRANDRETH, Tyler": Mention(given=("tyler",), family="brandreth"),
    "BRANDRETH Tyler": Mention(given=("tyler",), family="brandreth"),
    "Tyler Brandreth": Mention(given=("tyler",), family="brandreth"),
    "TYLER BRANDRETH": Mention(given=("tyler",), family="brandreth"),
    "Mrs N Okafor": Mention(title="mrs", given_initials="n", family="okafor"),
    "Mrs. Okafor": Mention(title="mrs", family="okafor"),
    "MrsFarrow": Mention(title="mrs", family="farrow"),
    "Tyler B": Mention(given=("tyler",), family_initials="b"),
    "Kofi M-H": Mention(given=("kofi",), family_initials="mh"),
    "KMH": Mention(initials="kmh", word="kmh"),
    "J.B.": Mention(initials="jb"),
    "S. Keane": Mention(given_initials="s", family="keane"),
    "Saleh, A": Mention(given_initials="a", family="saleh"),
    "Nana Joyce": Mention(title="nana", given=("joyce",)),
    "PC Haslam": Mention(title="pc", family="haslam"),
    "Tyler's": Mention(word="tyler"),
    "Siân Bebb": Mention(given=("sian",), family="bebb"),
    "Ruby-Mae Stubbs": Mention(given=("ruby-mae",), family="stubbs"),
    "Abdul van der Berg": Mention(given=("abdul",), family="van der berg"),
    "jen.farrow@example.net": Mention(given=("jen",), family="farrow", is_mail=True),
    "f.iqbal@example.com": Mention(given_initials="f", family="iqbal", is_mail=True),
    "office@school.example.org": Mention(is_mail=True),
}


@pytest.mark.parametrize(("text", "mention"), READ.items(), ids=READ.keys())
def test_a_mention_is_taken_apart(text: str, mention: Mention) -> None:
    assert parse_mention(text) == mention


def test_a_form_label_says_which_part_of_the_name_is_asked_for() -> None:
    assert parse_mention("KOFI EMMANUEL", label="Forename(s)").given == ("kofi", "emmanuel")
    assert parse_mention("HOLLIS", label="Legal surname").family == "hollis"


@pytest.mark.parametrize(
    ("one", "other"),
    [("sasha", "alexander"), ("mo", "mohammed"), ("bill", "william"), ("peggy", "margaret"), ("ruby", "ruby-mae")],
)
def test_short_forms_are_the_same_given_name(one: str, other: str) -> None:
    assert same_given(one, other)
    assert same_given(other, one)


def test_different_given_names_are_not_the_same() -> None:
    assert not same_given("ella", "jamie")
    assert not same_given("freya", "faye")
    assert "jamie" not in short_forms("ella")


def test_one_slip_is_allowed_in_long_names_only() -> None:
    assert nearly_same("brandreth", "brandeth")
    assert not nearly_same("ella", "elle")
    assert not nearly_same("farrow", "harrow")


@given(st.text(max_size=40))
def test_any_text_can_be_parsed_and_folding_is_stable(text: str) -> None:
    parse_mention(text)
    assert fold_name(fold_name(text)) == fold_name(fold(text))
