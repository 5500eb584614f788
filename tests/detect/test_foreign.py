"""Names models made elsewhere stand behind the same seam as the one that comes with redactor."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import spacy

from redactor.config import load_settings
from redactor.detect.foreign import load_finder
from redactor.detect.names import NameFinder
from redactor.errors import NoNameModel
from redactor.tools import tools_for
from tests.detect.graphs import write_classifier

FOLDER = Path(__file__).parents[2] / "models" / "names"
LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
WORDS = {"bethan": "B-PER", "pryce": "I-PER", "leeds": "B-LOC", "rang": "O"}


def found(finder: NameFinder, text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.label) for span in finder.find(text)]


@pytest.fixture
def pipeline_folder(tmp_path: Path) -> Path:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Bethan Pryce"}, {"label": "GPE", "pattern": "Leeds"}])
    pipeline.to_disk(tmp_path / "rules")
    return tmp_path / "rules"


def test_a_spacy_pipeline_stands_behind_the_same_seam(pipeline_folder: Path) -> None:
    finder = load_finder(pipeline_folder)
    text = "A page about nothing.\fBethan Pryce's bus to Leeds."
    assert found(finder, text) == [("Bethan Pryce", "PERSON"), ("Leeds", "LOC")]
    assert finder.version.startswith("spacy-")


def test_a_pipeline_that_finds_no_names_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(NoNameModel, match="no part that finds names"):
        load_finder(tmp_path / "blank")


def test_a_broken_spacy_pipeline_is_refused(pipeline_folder: Path) -> None:
    (pipeline_folder / "config.cfg").unlink()
    with pytest.raises(NoNameModel, match="no spaCy pipeline that loads"):
        load_finder(pipeline_folder)


@pytest.mark.parametrize("graph", ["model.onnx", "onnx/model.onnx"])
def test_a_token_classifier_of_the_hub_stands_behind_the_same_seam(tmp_path: Path, graph: str) -> None:
    write_classifier(tmp_path, LABELS, WORDS, graph)
    finder = load_finder(tmp_path)
    assert found(finder, "Then BETHAN\nPryce's mum rang\tLeeds") == [("BETHAN\nPryce", "PERSON"), ("Leeds", "LOC")]
    assert finder.version.startswith("hub-")
    assert finder.find("") == finder.find(" \n\f") == ()


def test_a_hub_model_without_begin_marks_masks_names_too(tmp_path: Path) -> None:
    write_classifier(tmp_path, ("O", "PERSON"), {"bethan": "PERSON", "pryce": "PERSON"})
    assert found(load_finder(tmp_path), "by Bethan Pryce\tBethan") == [("Bethan Pryce", "PERSON"), ("Bethan", "PERSON")]


def test_what_a_hub_model_says_is_rounded_to_whole_compounds(tmp_path: Path) -> None:
    write_classifier(tmp_path, LABELS, WORDS)
    assert found(load_finder(tmp_path), "Bethan Pryce-Okonkwo came") == [("Bethan Pryce-Okonkwo", "PERSON")]


def test_a_hub_model_reads_every_part_of_a_text_longer_than_its_window(tmp_path: Path) -> None:
    write_classifier(tmp_path, LABELS, WORDS)
    text = "".join(f"{'word ' * (part % 7 + 1)}Bethan Pryce rang. " for part in range(60))
    assert found(load_finder(tmp_path), text) == [("Bethan Pryce", "PERSON")] * 60


def test_a_hub_model_that_knows_no_people_is_refused(tmp_path: Path) -> None:
    write_classifier(tmp_path, ("O", "B-LOC"), {"leeds": "B-LOC"})
    with pytest.raises(NoNameModel, match="does not tell people"):
        load_finder(tmp_path)


@pytest.mark.parametrize("file", ["model.onnx", "config.json", "tokenizer.json"])
def test_a_broken_file_of_a_hub_model_is_refused(tmp_path: Path, file: str) -> None:
    write_classifier(tmp_path, LABELS, WORDS)
    (tmp_path / file).write_bytes(b"{}")
    with pytest.raises(NoNameModel, match="not those of a token classifier"):
        load_finder(tmp_path)


def test_a_hub_model_without_its_graph_is_refused(tmp_path: Path) -> None:
    write_classifier(tmp_path, LABELS, WORDS)
    (tmp_path / "model.onnx").unlink()
    with pytest.raises(NoNameModel, match="lacks"):
        load_finder(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoNameModel, match="holds no names model"):
        load_finder(tmp_path)


def test_the_setting_chooses_the_model_that_the_detectors_use(tmp_path: Path) -> None:
    write_classifier(tmp_path / "hub", LABELS, WORDS)
    shipped = tools_for(load_settings(tmp_path, environment={}))
    chosen = tools_for(load_settings(tmp_path, environment={"REDACTOR_NAMES_FOLDER": str(tmp_path / "hub")}))
    assert shipped.names().version.startswith("names-")
    assert chosen.names().version.startswith("hub-")
    assert chosen.version != shipped.version


def test_a_model_trained_anew_is_loaded_like_the_one_that_comes_with_redactor(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "anew")
    assert load_finder(tmp_path / "anew").version.startswith("names-")
