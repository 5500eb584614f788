"""The covering letter."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from redactor.disclose.letter import Letter, letter_docx, long_date, write_letter
from redactor.domain.bundle import Approval
from redactor.errors import SettingsError
from tests.disclose.making import CASE, WRITTEN

COUNTS = {"received": 4, "disclosed": 2, "withheld": 1, "duplicate": 1, "skipped": 0}


def a_letter(approval: Approval = Approval.REVIEWED) -> Letter:
    return write_letter(CASE, counts=COUNTS, pages=12, approval=approval, written=WRITTEN)


def test_the_letter_accounts_for_every_file() -> None:
    text = " ".join(text for _, text in a_letter().sections)
    assert "We gathered 4 files" in text
    assert "2 disclosed, 1 withheld, 1 a second copy of another" in text
    assert "12 pages" in text
    assert "Everything since Year 7" in text
    assert "section 164A" in text


def test_no_field_is_left_unfilled() -> None:
    told = " ".join(part for section in a_letter().sections for part in section)
    assert "{" not in told
    assert "}" not in told


def test_braces_in_what_the_requester_wrote_are_left_as_they_are() -> None:
    case = replace(CASE, scope="{files} {0} {unknown}")
    letter = write_letter(case, counts=COUNTS, pages=1, approval=Approval.REVIEWED, written=WRITTEN)
    assert any("{files} {0} {unknown}" in text for _, text in letter.sections)


def test_a_template_with_an_unknown_field_names_its_section(tmp_path: Path) -> None:
    template = tmp_path / "letter.txt"
    template.write_text("# Hello\nDear {nobody}\n", "utf-8")
    with pytest.raises(SettingsError, match="'Hello'"):
        write_letter(
            CASE, counts=COUNTS, pages=1, approval=Approval.REVIEWED, written=WRITTEN, template=template
        )  # fmt: skip


@pytest.mark.parametrize(("approval", "marked"), [(Approval.SUGGESTED, True), (Approval.REVIEWED, False)])
def test_the_word_file_says_draft_where_it_is_one(approval: Approval, marked: bool) -> None:
    paper = docx.Document(io.BytesIO(letter_docx(a_letter(approval))))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert ("Draft: suggestions not reviewed by a person" in text) == marked
    assert "Ruth Pemberton" in text
    assert "Ashgrove <Primary> School" in text
    assert "1 October 2026" in text
    assert paper.core_properties.author == "Ashgrove <Primary> School"


def test_a_date_is_written_as_letters_write_it() -> None:
    assert long_date(date(2026, 9, 3)) == "3 September 2026"
