"""The records that are invented for training are annotated where their names stand."""

from __future__ import annotations

import re

from models.train.records import write_records

TEXTS = [
    {"text": "Bethan Pryce met Tomasz Wilk.", "entities": [{"start": 0, "end": 12, "label": "PERSON"}]},
    {"text": "Rowan Ashdown-Reed left.", "entities": [{"start": 0, "end": 18, "label": "PERSON"}]},
    {"text": "Leeds City left.", "entities": [{"start": 0, "end": 10, "label": "ORG"}]},
]
RECORDS = write_records(TEXTS, 400, seed=1)


def test_the_same_seed_writes_the_same_records() -> None:
    assert write_records(TEXTS, 20, seed=1) == RECORDS[:20]


def test_every_mark_covers_whole_words_of_the_text_and_no_slot_is_left() -> None:
    for record in RECORDS:
        text = record["text"]
        assert not re.search(r"[{}]", text)
        for mark in record["entities"]:
            assert text[mark["start"]].isalnum()
            assert not text[mark["start"] - 1 : mark["start"]].isalnum()
            assert not text[mark["end"] : mark["end"] + 1].isalnum()


def test_the_people_bear_the_names_of_the_texts_given() -> None:
    people = {
        record["text"][mark["start"] : mark["end"]].casefold()
        for record in RECORDS
        for mark in record["entities"]
        if mark["label"] == "PERSON"
    }
    assert any("pryce" in name for name in people)
    assert any("ashdown-reed, bethan" in name for name in people)
    assert not any("leeds" in name for name in people)


def test_codes_beside_names_are_not_marked() -> None:
    marked = {record["text"][mark["start"] : mark["end"]] for record in RECORDS for mark in record["entities"]}
    assert not marked & {"M", "F", "Y", "N", "K", "K SEMH", "EHCP", "Urdu", "EXS", "CONCERN LOG"}


def test_some_records_name_nobody() -> None:
    assert any(not record["entities"] for record in RECORDS)
