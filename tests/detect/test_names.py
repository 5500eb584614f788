"""The names model that comes with redactor, and the seam behind which it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.detect.names import load_names, load_transformer
from redactor.errors import NoNameModel

FOLDER = Path(__file__).parents[2] / "models" / "names"
FINDER = load_names(FOLDER)


def people(text: str) -> list[str]:
    return [text[span.start : span.end] for span in FINDER.find(text) if span.label == "PERSON"]


def masked(text: str, name: str) -> bool:
    """Whether every letter of the first mention of name lies in a PERSON span."""
    start = text.index(name)
    covered = {place for span in FINDER.find(text) if span.label == "PERSON" for place in range(span.start, span.end)}
    return all(place in covered for place in range(start, start + len(name)) if text[place].isalnum())


def test_a_full_name_is_one_span_without_the_full_stop_after_it() -> None:
    assert people("The coat was torn by Bethan Pryce.") == ["Bethan Pryce"]


def test_a_surname_in_capitals_with_a_forename_after_the_comma_is_one_name() -> None:
    assert people("Pupil: OKONKWO-REED, Tobias\nYear: 5") == ["OKONKWO-REED, Tobias"]


@pytest.mark.parametrize(
    "text",
    [
        "i saw bethan pryce push him in the corridor",
        "I SAW BETHAN PRYCE PUSH HIM IN THE CORRIDOR",
        "I saw Bethan Pryce push him in the corridor",
    ],
)
def test_a_name_is_found_in_lower_case_capitals_and_as_written(text: str) -> None:
    start = text.lower().index("bethan")
    assert masked(text, text[start : start + len("bethan pryce")])


def test_a_name_over_a_line_break_is_found_whole() -> None:
    assert masked("The meeting was called by the headteacher, Mrs Bethan\nPryce, on Monday.", "Bethan\nPryce")


def test_names_in_neighbouring_cells_are_two_spans() -> None:
    found = people("Pupil\tTeacher\nBethan Pryce\tTomasz Wilk\nRowan Ashdown\tTomasz Wilk\n")
    assert found == ["Bethan Pryce", "Tomasz Wilk", "Rowan Ashdown", "Tomasz Wilk"]


def test_a_possessive_s_is_not_part_of_the_name() -> None:
    assert people("We found Bethan Pryce's coat in the hall.") == ["Bethan Pryce"]


def test_compounds_are_masked_whole() -> None:
    text = "A call came from Mrs O\u2019Sullivan-Achebe about J.K. Marlowe."
    assert masked(text, "O\u2019Sullivan-Achebe")
    assert masked(text, "J.K. Marlowe")


def test_offsets_hold_after_emoji_and_combining_accents() -> None:
    text = "\U0001f600\U0001f44d\U0001f3fd fine. Zoe\u0308 Brule\u0301 told Bethan Pryce."
    assert masked(text, "Zoe\u0308 Brule\u0301")
    assert people(text)[-1] == "Bethan Pryce"


def test_a_form_feed_between_pages_parts_words() -> None:
    text = "The letter was signed by Bethan Pryce\fTomasz Wilk was absent."
    assert masked(text, "Bethan Pryce")
    assert masked(text, "Tomasz Wilk")


def test_a_name_is_found_in_every_part_of_a_long_text() -> None:
    filler = "The school closes early on Friday and coats must be taken home before the weekend. "
    text = "".join(f"{filler * (part % 3 + 3)}It was seen by Bethan Pryce at the gate. " for part in range(16))
    assert people(text).count("Bethan Pryce") == 16


def test_text_without_words_holds_no_names() -> None:
    assert FINDER.find("") == ()
    assert FINDER.find(" \n\t\f") == ()
    assert FINDER.find("\u0301 \u200b ,;") == ()


@pytest.mark.parametrize(
    "text",
    [
        "The trip will take place in May or June, and parents may come along.",
        "We will meet again in August. Will you bring the forms?",
        "It may rain on Sunday, but the hall will be open in April and September.",
    ],
)
def test_months_and_ordinary_words_are_not_people(text: str) -> None:
    assert people(text) == []


def test_organisations_and_places_are_told_from_people() -> None:
    text = "The family moved to Sheffield and the referral went to Leeds City Council."
    assert {(text[span.start : span.end], span.label) for span in FINDER.find(text)} == {
        ("Sheffield", "LOC"),
        ("Leeds City Council", "ORG"),
    }


def test_the_version_tells_which_weights_were_used() -> None:
    assert FINDER.version.startswith("names-")
    assert FINDER.version == load_names(FOLDER).version


def test_what_identifies_an_applicant_is_found_beside_names() -> None:
    text = "The applicant, Ms Bethan Pryce, was born in 1964 and lives in Cardiff. The Court notes that this is so."
    spans = load_transformer(FOLDER).find_identifying(text)
    found = {text[span.start : span.end] for span in spans}
    assert {"Bethan", "Pryce", "1964", "Cardiff"} <= found
    assert "notes" not in found


def test_a_missing_folder_is_named_as_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(NoNameModel, match=r"names\.onnx, tokenizer\.json, labels\.json"):
        load_names(tmp_path)


def test_a_cut_off_model_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "names")
    weights = (tmp_path / "names" / "names.onnx").read_bytes()
    (tmp_path / "names" / "names.onnx").write_bytes(weights[:-1])
    with pytest.raises(NoNameModel, match=r"names\.onnx is not the file"):
        load_names(tmp_path / "names")


def test_labels_that_are_not_json_are_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "names")
    (tmp_path / "names" / "labels.json").write_text("tags", encoding="utf-8")
    with pytest.raises(NoNameModel, match=r"labels\.json"):
        load_names(tmp_path / "names")


PARTS = st.one_of(
    st.sampled_from(["Bethan", "PRYCE", "o'brien", "'s", "J.", "-", "Ms ", "\t", "\f", "\n", ", ", " ", "Zoe\u0308"]),
    st.text(max_size=6),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, max_size=30).map("".join))
def test_spans_lie_inside_the_text_in_order_and_apart(text: str) -> None:
    before = 0
    for span in FINDER.find(text):
        assert before <= span.start < span.end <= len(text)
        assert 0 <= span.score <= 1
        assert text[span.start].isalnum()
        assert not text[span.start : span.end].endswith((".", ",", "'s"))
        before = span.end
