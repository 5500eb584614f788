"""The names model for users of Presidio: a recogniser to add to an AnalyzerEngine's registry.

    analyzer.registry.add_recognizer(NamesRecogniser())

Needs the extra [presidio].
"""

from __future__ import annotations

from pathlib import Path

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from redactor.config import shipped_folder
from redactor.detect.foreign import load_finder

_SAME = {"PERSON": "PERSON", "ORG": "ORGANIZATION", "LOC": "LOCATION"}
"""What Presidio calls the three labels."""


class NamesRecogniser(EntityRecognizer):  # type: ignore[misc]  # presidio is taken as Any
    """Finds PERSON, ORGANIZATION and LOCATION in English text, without any words of context."""

    def __init__(self, folder: Path | None = None, *, labels: tuple[str, ...] = ("PERSON",)) -> None:
        """Load the names model in folder, by default that of redactor, and report so many of Presidio's labels.

        Raises:
            NoNameModel: the folder holds no names model.
        """
        self._finder = load_finder(folder or shipped_folder("models") / "names")
        super().__init__(
            supported_entities=list(labels),
            name="RedactorNames",
            supported_language="en",
            version=self._finder.version,
        )

    def load(self) -> None:
        """Do nothing: the model is loaded when the recogniser is made."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Find the names whose labels are among `entities`; the spans come in order and do not overlap."""
        return [
            RecognizerResult(
                entity_type=_SAME[span.label],
                start=span.start,
                end=span.end,
                score=span.score,
                analysis_explanation=AnalysisExplanation(
                    recognizer=self.name, original_score=span.score, textual_explanation=f"Found by {self.version}."
                ),
            )
            for span in self._finder.find(text)
            if _SAME[span.label] in self.supported_entities and _SAME[span.label] in entities
        ]
