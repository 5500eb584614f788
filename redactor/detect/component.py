"""The names model for users of spaCy: a component that sets a Doc's entities.

    import spacy, redactor.detect.component
    pipeline = spacy.blank("en")
    pipeline.add_pipe("redactor_names", config={"folder": "models/names"})

Importing this module makes the component's name known to spaCy. Needs the extra [spacy].
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from redactor.config import shipped_folder
from redactor.detect.foreign import load_finder
from redactor.detect.names import NameFinder


class NamesComponent:
    """Sets PERSON, ORG and LOC; entities that were set before stay, and go before ours where both claim a token."""

    def __init__(self, finder: NameFinder) -> None:
        self._finder = finder

    def __call__(self, doc: Doc) -> Doc:
        """Add the names found in the Doc's text to its entities, each widened to whole tokens."""
        found = [
            doc.char_span(span.start, span.end, label=span.label, alignment_mode="expand")
            for span in self._finder.find(doc.text)
        ]
        held = {token.i for span in doc.ents for token in span}
        free = [span for span in found if span is not None and not held & set(range(span.start, span.end))]
        doc.set_ents([*doc.ents, *filter_spans(free)])
        return doc


def make_component(nlp: Any, name: str, folder: str) -> NamesComponent:
    """Make the component for a pipeline; `folder` as in the setting names_folder, "" for the model of redactor.

    Raises:
        NoNameModel: the folder holds no names model.
    """
    return NamesComponent(load_finder(Path(folder) if folder else shipped_folder("models") / "names"))


Language.factory(
    "redactor_names", default_config={"folder": ""}, assigns=["doc.ents", "token.ent_type"], func=make_component
)
