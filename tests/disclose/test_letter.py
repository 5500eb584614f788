"""Letters from templates: filled whole, refused by name where a field is missing, the user's own before ours."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from redactor.disclose.fields import Account, bundle_fields, letter_fields
from redactor.disclose.letter import KINDS, SHEET, Letter, fill, find_template, letter_docx, long_date, template_docx
from redactor.domain.case import Case
from redactor.domain.organisation import Organisation
from redactor.errors import SettingsError
from tests.disclose.making import CASE, ORGANISATION, WRITTEN

COUNTS = {
    "received": 4,
    "disclosed": 2,
    "withheld": 1,
    "duplicate": 1,
    "out_of_scope": 0,
    "quarantined": 0,
    "skipped": 0,
}
ACCOUNT = Account(counts=COUNTS, pages=12, first_page=5, documents=3, labels=("Third party",), withheld=True)


def fields(case: Case = CASE, organisation: Organisation = ORGANISATION) -> dict[str, str]:
    told = letter_fields(case, organisation, written=WRITTEN, due=date(2026, 12, 3), reason="It is not ours to give.")
    return told | bundle_fields(ACCOUNT)


def a_letter(kind: str = "disclosure", **changed: str) -> Letter:
    return fill(find_template(kind), fields() | changed)


def test_the_letter_of_a_bundle_has_every_section_and_accounts_for_every_file() -> None:
    text = a_letter().text()
    for told in (
        "We gathered 4 files", "2 disclosed, 1 withheld, 1 a second copy of another", "12 pages", "pages 5–12",
        "Everything since Year 7", "the file", "section 164A", "section 165", "section 167", "within 30 days",
        "Information Commissioner", "“Third party”", "large print", "Mrs Lunn can help.", "Ana Reyes", "Headteacher",
        "3 September 2026", "1 October 2026", "Nia Dole",
    ):  # fmt: skip
        assert told in text, told


def test_the_sheet_tells_what_article_15_asks_for() -> None:
    text = a_letter(SHEET).text()
    for told in ("To teach.", "Marks.", "The council.", "until 25", "You.", "automated", "correct", "164A", "object"):
        assert told in text, told


@pytest.mark.parametrize("kind", [*KINDS, SHEET])
def test_no_field_of_any_letter_is_left_unfilled(kind: str) -> None:
    text = a_letter(kind).text()
    assert not set("{}?") & set(text.replace("https://", ""))


@pytest.mark.parametrize("kind", ["refusal", "part-refusal"])
def test_a_refusal_tells_why_and_every_way_to_complain(kind: str) -> None:
    text = a_letter(kind).text()
    for told in ("It is not ours to give.", "164A", "165", "court"):
        assert told in text


def test_an_extension_names_the_new_day() -> None:
    assert "3 December 2026" in a_letter("extension").text()


@pytest.mark.parametrize(("missing", "remedy"), [("signatory", "signatory.name"), ("retention", "retention.")])
def test_a_missing_field_is_named_with_the_command_that_gives_it(missing: str, remedy: str) -> None:
    kind = SHEET if missing == "retention" else "disclosure"
    with pytest.raises(SettingsError, match=f"lacks: {missing}") as refused:
        a_letter(kind, **{missing: ""})
    assert remedy in refused.value.remedy


def test_in_a_draft_a_missing_field_is_a_gap_that_says_so() -> None:
    letter = fill(find_template("disclosure"), fields() | {"signatory": ""}, draft=True)
    assert "[signatory: to be filled in]" in letter.text()


def test_what_is_not_known_and_not_needed_leaves_no_empty_sentence() -> None:
    assert "You described it as" not in a_letter(scope="").text()


def test_braces_in_what_the_requester_wrote_are_left_as_they_are() -> None:
    letter = fill(find_template("disclosure"), fields(replace(CASE, scope="{files} {0} {unknown}")))
    assert "{files} {0} {unknown}" in letter.text()


def test_a_template_of_the_user_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "refusal.txt").write_text("# Na\n\nDear {requester}\n\n- one\n- two\n", "utf-8")
    letter = fill(find_template("refusal", tmp_path), fields())
    assert letter.lines == (("H1", "Na"), ("P", "Dear Ruth Pemberton"), ("LI", "one"), ("LI", "two"))
    assert "164A" in fill(find_template("extension", tmp_path), fields()).text()


def test_a_template_with_an_unknown_field_names_it(tmp_path: Path) -> None:
    (tmp_path / "refusal.txt").write_text("# Hello\n\nDear {nobody}\n", "utf-8")
    with pytest.raises(SettingsError, match="unknown field: nobody"):
        fill(find_template("refusal", tmp_path), fields())


def test_a_word_template_keeps_its_letterhead_and_is_read_for_the_pages(tmp_path: Path) -> None:
    paper = docx.Document(io.BytesIO(template_docx("refusal")))
    paper.sections[0].header.paragraphs[0].text = "ASHGROVE {reference}"
    paper.save(str(tmp_path / "refusal.docx"))
    letter = fill(find_template("refusal", tmp_path), fields() | {"dpo": ""})
    written = docx.Document(io.BytesIO(letter_docx(letter)))
    text = "\n".join(paragraph.text for paragraph in written.paragraphs)
    assert written.sections[0].header.paragraphs[0].text == "ASHGROVE SAR-2026-014"
    assert "It is not ours to give." in text
    assert "data protection officer" not in text
    assert ("H2", "Why") in letter.lines


def test_a_letter_in_welsh_needs_a_welsh_template_and_dates_it_in_welsh(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"refusal\.cy"):
        find_template("refusal", tmp_path, language="cy")
    (tmp_path / "refusal.cy.txt").write_text("# Eich cais\n\n{received}\n", "utf-8")
    told = fields(organisation=replace(ORGANISATION, language="cy"))
    letter = fill(find_template("refusal", tmp_path, language="cy"), told, language="cy")
    assert letter.lines[-1] == ("P", "3 Medi 2026")


@pytest.mark.parametrize("draft", [True, False])
def test_the_word_file_says_draft_where_it_is_one(draft: bool) -> None:
    letter = fill(find_template("disclosure"), fields(), draft=draft)
    paper = docx.Document(io.BytesIO(letter_docx(letter)))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert ("Draft: suggestions not reviewed by a person" in text) == draft
    assert "Ruth Pemberton" in text
    assert paper.core_properties.author == "Ashgrove <Primary> School"
    assert paper.core_properties.comments == ""


def test_a_date_is_written_as_letters_write_it() -> None:
    assert long_date(date(2026, 9, 3)) == "3 September 2026"
