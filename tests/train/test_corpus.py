"""Annotated texts become labelled word pieces, as models/train teaches them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from models.train.corpus import INVENTED, RECIPES, Piece, describe_files, draw_epoch, read_windows
from models.train.tags import NOT_PERSON, TAGS, UNKNOWN

TOKENIZER = Tokenizer.from_file(str(Path(__file__).parents[2] / "models" / "names" / "tokenizer.json"))
TEXT = "Ms Bethan Pryce-Okonkwo\tLeeds City Council"
MARKS = [
    {"start": 0, "end": 23, "label": "PERSON", "identifier_type": "DIRECT"},
    {"start": 24, "end": 42, "label": "ORG", "identifier_type": "NO_MASK"},
]


def read(folder: Path, file: str, **text: object) -> Piece:
    """Write one text as the only one of that training file, and give its first window."""
    return read_all(folder, file, **text)[0][0]


def read_all(folder: Path, file: str, **text: object) -> list[list[Piece]]:
    """Write one text as the only one of that training file, and give all its windows each time that it stands there."""
    for recipe in RECIPES:
        (folder / recipe.file).write_text("", encoding="utf-8")
    (folder / file).write_text(
        json.dumps({"id": "1", "text": TEXT, "entities": MARKS, **text}) + "\n", encoding="utf-8"
    )
    return read_windows(folder, TOKENIZER, invented=5)[file]


def tags(window: Piece) -> list[str]:
    return [TAGS[tag] if tag >= 0 else str(tag) for tag in window.tags]


def test_the_first_piece_of_a_name_begins_it_and_all_others_stand_inside(tmp_path: Path) -> None:
    window = read(tmp_path, "uksynth_train.jsonl")
    names = [tag for tag in tags(window) if tag.endswith("PERSON")]
    assert names[0] == "B-PERSON"
    assert set(names[1:]) == {"I-PERSON"}
    assert tags(window)[-3:] == ["B-ORG", "I-ORG", "I-ORG"]


def test_where_only_people_are_marked_nothing_is_taught_of_organisations(tmp_path: Path) -> None:
    window = read(tmp_path, "email_linking_train.jsonl")
    assert list(window.tags[-3:]) == [NOT_PERSON] * 3


def test_a_pronoun_and_an_address_are_no_names(tmp_path: Path) -> None:
    text = "you amy@example.com"
    marks = [
        {"start": 0, "end": 3, "label": "PERSON", "kind": "pronoun"},
        {"start": 4, "end": 19, "label": "PERSON", "kind": "email"},
    ]
    window = read(tmp_path, "email_linking_train.jsonl", text=text, entities=marks)
    assert set(window.tags) == {NOT_PERSON}


def test_only_court_judgments_teach_what_must_be_masked(tmp_path: Path) -> None:
    assert set(read(tmp_path, "uksynth_train.jsonl").masks) == {UNKNOWN}
    judgment = read(tmp_path, "tab_train.jsonl")
    assert judgment.masks[0] == 1
    assert judgment.masks[-1] == 0


def test_share_alike_texts_are_left_out(tmp_path: Path) -> None:
    for recipe in RECIPES:
        (tmp_path / recipe.file).write_text("", encoding="utf-8")
    row = {"id": "1", "text": TEXT, "entities": MARKS, "meta": {"genre": "bio"}}
    (tmp_path / "gum_train.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert read_windows(tmp_path, TOKENIZER, invented=5)["gum_train.jsonl"] == []


def test_a_text_that_stands_twice_is_cut_into_windows_at_other_places(tmp_path: Path) -> None:
    text = "one two three four five six seven " * 40
    once, again = read_all(tmp_path, "tab_train.jsonl", text=text, entities=[])
    assert list(once[0].ids[47:]) == list(again[0].ids[: len(once[0].ids) - 47])


def test_an_epoch_draws_no_more_of_a_file_than_its_share(tmp_path: Path) -> None:
    window = read(tmp_path, "uksynth_train.jsonl")
    recipes = (*RECIPES, INVENTED)
    corpus = {recipe.file: [[window]] * 3000 for recipe in recipes}
    drawn = draw_epoch(corpus, np.random.default_rng(1))
    assert len(drawn) == sum(recipe.texts or 3000 for recipe in recipes)


def test_the_card_can_tell_which_files_were_taught(tmp_path: Path) -> None:
    read(tmp_path, "tab_train.jsonl")
    rows = {row["file"]: row for row in describe_files(tmp_path)}
    assert rows["tab_train.jsonl"]["texts"] == 1
    assert len(rows["tab_train.jsonl"]["sha256"]) == 64
