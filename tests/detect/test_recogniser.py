"""The names model as a recogniser of Presidio; needs the extra [presidio]."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

presidio_analyzer = pytest.importorskip("presidio_analyzer", reason="the recogniser needs the extra [presidio]")

TEXT = "The coat was torn by Bethan Pryce, who lives in Sheffield."


def test_presidio_reports_the_people_that_the_model_finds(tmp_path: Path) -> None:
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from redactor.detect.recogniser import NamesRecogniser

    spacy.blank("en").to_disk(tmp_path / "blank")
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": str(tmp_path / "blank")}])
    registry = presidio_analyzer.RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(NamesRecogniser())
    analyzer = presidio_analyzer.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    (found,) = analyzer.analyze(TEXT, language="en")
    assert (found.entity_type, TEXT[found.start : found.end]) == ("PERSON", "Bethan Pryce")
    assert found.score > 0.5


def test_only_the_labels_asked_for_are_reported() -> None:
    from redactor.detect.recogniser import NamesRecogniser

    recogniser = NamesRecogniser(labels=("PERSON", "LOCATION"))
    asked = recogniser.analyze(TEXT, ["PERSON", "LOCATION", "ORGANIZATION"])
    assert [found.entity_type for found in asked] == ["PERSON", "LOCATION"]
    assert [found.entity_type for found in recogniser.analyze(TEXT, ["LOCATION"])] == ["LOCATION"]
