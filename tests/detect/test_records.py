"""A clinician's letter is told from a school's own."""

from __future__ import annotations

import pytest

from redactor.detect.profile import start_profile
from redactor.detect.records import is_clinical_letter, was_sent_to

CLINIC = "Dunmere Hospital\nDear Dr Ahmed\nRe: Jamie Hollis\nHe was seen today.\nDr P Nair\nConsultant Paediatrician\n"
HOLLIS = (start_profile("Jamie Hollis"), start_profile("Sarah Hollis"))


def test_a_letter_from_a_clinic_with_a_clinicians_title_below_is_one() -> None:
    assert is_clinical_letter(CLINIC)


@pytest.mark.parametrize(
    "text",
    [
        "Thornfield Junior School\nDear Mrs Hollis\nJamie went to hospital on Friday.\nN Okafor\nClass teacher\n",
        "NHS leaflet: washing your hands\nThe school nurse will visit on Friday.\n",
        "Accident form\nSent to hospital: no\nFirst aider: N Okafor\n",
    ],
)
def test_a_schools_own_letter_a_leaflet_and_a_form_are_none(text: str) -> None:
    assert not is_clinical_letter(text)


def test_who_got_the_letter_or_a_copy_is_read() -> None:
    assert not was_sent_to(CLINIC, HOLLIS)
    assert was_sent_to(CLINIC + "cc Mrs Sarah Hollis, GP\n", HOLLIS)
    assert was_sent_to(CLINIC.replace("Dear Dr Ahmed", "Dear Mrs Sarah Hollis"), HOLLIS)
