"""The names model as a component of a spaCy pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

import redactor.detect.component  # noqa: F401  (makes its name known to spaCy)
from redactor.errors import NoNameModel

TEXT = "The coat was torn by Bethan Pryce, who lives in Sheffield."


def test_the_component_sets_people_and_places() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("redactor_names")
    assert [(name.text, name.label_) for name in pipeline(TEXT).ents] == [
        ("Bethan Pryce", "PERSON"),
        ("Sheffield", "LOC"),
    ]


def test_what_an_earlier_component_found_stays() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "COUNCIL", "pattern": "Sheffield"}])
    pipeline.add_pipe("redactor_names")
    assert [(name.text, name.label_) for name in pipeline(TEXT).ents] == [
        ("Bethan Pryce", "PERSON"),
        ("Sheffield", "COUNCIL"),
    ]


def test_a_pipeline_with_the_component_can_be_kept_and_loaded(tmp_path: Path) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("redactor_names")
    pipeline.to_disk(tmp_path)
    assert [name.text for name in spacy.load(tmp_path)(TEXT).ents] == ["Bethan Pryce", "Sheffield"]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoNameModel):
        spacy.blank("en").add_pipe("redactor_names", config={"folder": str(tmp_path)})
