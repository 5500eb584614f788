"""Marks in a text: places are counted, nest, and are refused where they are not sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samples.marked import HARMLESS, NAME, PASSAGE, Fate, read_folder, read_marks

FOLDER = Path(__file__).parents[2] / "samples" / "ukdev"
ROLES = {"s": "subject", "a": "third", "t": "staff", "p": "tested"}


def test_a_mark_is_the_place_of_its_words_in_the_plain_text() -> None:
    text, (name, phone) = read_marks("Rang {a:Ann Bell} on {a/phone:07700 900123}.", ROLES)
    assert text == "Rang Ann Bell on 07700 900123."
    assert (text[name.start : name.end], name.kind, name.fate) == ("Ann Bell", NAME, Fate.WITHHOLD)
    assert (text[phone.start : phone.end], phone.kind, phone.who) == ("07700 900123", "phone", "a")


def test_marks_stand_in_one_another_and_the_outer_comes_first() -> None:
    text, (passage, subject) = read_marks("{!harm:{s:Tom} was hit.}", ROLES)
    assert (passage.kind, passage.family, text[passage.start : passage.end]) == (PASSAGE, "harm", "Tom was hit.")
    assert (subject.who, subject.fate) == ("s", Fate.KEEP)


def test_a_mark_says_what_must_become_of_its_place() -> None:
    marks = read_marks("{t:Mr Low} {t/phone!:1} {p:PC Roe} {a/phone=:2} {?:x} {-:a hit song}", ROLES)[1]
    expected = [Fate.KEEP, Fate.WITHHOLD, Fate.EITHER, Fate.KEEP, Fate.EITHER, Fate.KEEP]
    assert [mark.fate for mark in marks] == expected
    assert marks[-1].kind == HARMLESS


@pytest.mark.parametrize("body", ["{a:Ann", "Ann}", "{z:Zed}", "{Ann}"])
def test_a_mark_that_is_not_sound_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"mark|brace|called"):
        read_marks(body, ROLES)


def test_the_development_set_is_fifty_short_records_each_with_a_subject() -> None:
    texts = read_folder(FOLDER)
    assert len(texts) == 50
    for marked in texts:
        assert "subject" in marked.roles.values(), marked.id
        assert 80 <= len(re.findall(r"\w+", marked.text)) <= 350, marked.id
        named = {mark.who for mark in marked.marks}
        assert set(marked.roles) <= named, f"{marked.id} speaks of nobody as {set(marked.roles) - named}"
