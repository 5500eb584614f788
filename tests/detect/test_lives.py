"""What tells of somebody withheld without a name: their life in ordinary words, a class behind a name, a door."""

from __future__ import annotations

import pytest

from redactor.domain.case import KnownPerson
from tests.detect.casework import Worked, staff, the_case


def test_a_sentence_that_goes_on_about_a_withheld_person_is_withheld_in_part() -> None:
    worked = Worked(the_case(), "[Dora Finch] rang. She works at the bakery on Mill Row, and asked after Jamie.")
    left = worked.left()
    assert "bakery" not in left
    assert "asked after Jamie" in left


def test_the_subjects_own_work_and_home_stay() -> None:
    worked = Worked(
        the_case(), "[Jamie] came in late. He lives with his aunt near the park and works at home on Fridays."
    )
    assert "near the park" in worked.left()


def test_a_teachers_sentence_stays() -> None:
    worked = Worked(the_case(staff("Rosa Quill")), "[Mrs Quill] rang. She works at the infant site on Mondays.")
    assert worked.left() == "Mrs Quill rang. She works at the infant site on Mondays."


def test_the_writer_of_a_message_who_is_withheld_speaks_of_their_own_life() -> None:
    mail = (
        "From: [Dora Finch] <{email:dora@example.net}>\nTo: {email:office@thornfield.example.org}\n\n"
        "Please ring after six. I work at the cannery in Eastport.\n"
    )
    left = Worked(the_case(), mail).left()
    assert "cannery" not in left
    assert "Please ring after six." in left


def test_a_relative_without_a_name_has_a_life_too() -> None:
    case = the_case(KnownPerson(name="Freya Hollis", role="family", note="Sister"))
    worked = Worked(case, "[Jamie] was tired. His uncle has moved to Eastport with a new partner.")
    assert "Eastport" not in worked.left()


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("[Dora Finch] (3H) fell.", "3H"),
        ("[Dora Finch] (Year 4) fell.", "Year 4"),
        ("[Dora Finch] (7) fell.", "(7)"),
        ("[Dora Finch], 8R, fell.", "8R"),
    ],
)
def test_a_class_or_an_age_right_behind_a_withheld_name_goes_with_it(text: str, tag: str) -> None:
    assert tag not in Worked(the_case(), text).left()


def test_the_subjects_class_stays() -> None:
    assert "(5B)" in Worked(the_case(), "[Jamie] (5B) fell.").left()


def test_somebody_pointed_out_by_a_door_is_withheld_but_not_at_the_subjects_own() -> None:
    case = the_case(addresses=("9 Harbour Court, Eastport, ZZ1 1ZZ",))
    left = Worked(case, "He gets on with the little lad at 12. The man at 9 is loud. Come at 12 noon.").left()
    assert "lad" not in left
    assert "The man at 9" in left
    assert "Come at 12 noon." in left
