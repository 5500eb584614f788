"""A folder in, a names finder out: names models that others made, behind the seam of detect/names.py.

Three kinds of folder are known, each by the files in it: the model that comes with redactor or one trained anew like
it, a spaCy pipeline, and a token classifier of the Hugging Face hub with its ONNX export. Nothing is ever fetched.
What a foreign model says is rounded to whole words, as half a surname masked is a surname leaked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime.capi import onnxruntime_pybind11_state as failures
from tokenizers import Tokenizer

from redactor.detect.layout import TextWord, Window, join_compounds, lay_windows, split_words
from redactor.detect.names import (
    LABELS,
    Chances,
    NameFinder,
    NameSpan,
    Numbers,
    gather,
    judge_words,
    load_names,
    open_session,
    softmax,
)
from redactor.errors import NoNameModel

GRAPHS = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")
"""Where exports of hub models keep their graph; the first that is there is taken."""
HUB_THRESHOLD = 0.3
"""From this chance on a hub model's word is a person's name; a missed name costs more than one that is released."""
LONGEST_WINDOW = 256
"""Pieces that a hub model reads at once, where it could read more: attention's cost grows with the square."""

_SAME = {
    **dict.fromkeys(("PERSON", "PER", "PERS"), "PERSON"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "ORGANISATION", "NORP"), "ORG"),
    **dict.fromkeys(("LOC", "LOCATION", "GPE", "FAC"), "LOC"),
}
"""What models call the three labels."""


def load_finder(folder: Path) -> NameFinder:
    """Load whatever names model lies in folder.

    Raises:
        NoNameModel: the folder holds none that is known, or one that does not load.
    """
    if (folder / "labels.json").is_file():
        return load_names(folder)
    if (folder / "meta.json").is_file():
        return load_spacy_names(folder)
    if (folder / "tokenizer.json").is_file():
        return load_hub_names(folder)
    raise NoNameModel("The names folder holds no names model: neither labels.json, nor meta.json, nor tokenizer.json")


# ---------------------------------------------------------------- spaCy
def load_spacy_names(folder: Path) -> NameFinder:
    """Load a spaCy pipeline with named entities from its folder (the one that holds config.cfg).

    Raises:
        NoNameModel: spaCy is missing, the folder holds no pipeline that loads here, or the pipeline names nobody.
    """
    try:
        # spaCy takes a second to import and is not needed by the finder that comes with redactor.
        import spacy
    except ImportError as error:
        raise NoNameModel("A spaCy pipeline needs spaCy", remedy="pip install 'redactor[spacy]'") from error
    try:
        pipeline = spacy.load(folder)
    except (OSError, ValueError) as error:
        raise NoNameModel("The folder holds no spaCy pipeline that loads here") from error
    if not {"ner", "entity_ruler", "span_ruler"} & set(pipeline.pipe_names):
        raise NoNameModel("The spaCy pipeline has no part that finds names")
    return SpacyNames(pipeline)


class SpacyNames:
    """A spaCy pipeline as a names finder. spaCy tells no chances, so every span scores the same."""

    SCORE = 0.85

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self.version = f"spacy-{pipeline.meta.get('name', 'pipeline')}-{pipeline.meta.get('version', '0')}"

    def find(self, text: str) -> tuple[NameSpan, ...]:
        """Find the names page by page; the spans come in order and do not overlap."""
        spans: list[NameSpan] = []
        offset = 0
        for page in text.split("\f"):
            words = split_words(page)
            units = [(words[unit[0]].start, words[unit[-1]].end) for unit in join_compounds(page, words)]
            for found in self._pipeline(page).ents:
                touched = [unit for unit in units if unit[0] < found.end_char and unit[1] > found.start_char]
                label = _SAME.get(found.label_)
                if label and touched and (not spans or offset + touched[0][0] >= spans[-1].end):
                    spans.append(NameSpan(offset + touched[0][0], offset + touched[-1][1], label, self.SCORE))
            offset += len(page) + 1
        return tuple(spans)


# ---------------------------------------------------------------- the hub
def load_hub_names(folder: Path) -> NameFinder:
    """Load a token classifier as the Hugging Face hub keeps it: config.json, tokenizer.json and an ONNX graph.

    Raises:
        NoNameModel: a file is missing or broken, or no label of the model means a person.
    """
    graph = next((folder / name for name in GRAPHS if (folder / name).is_file()), None)
    if graph is None or not (folder / "config.json").is_file():
        raise NoNameModel(f"The names folder lacks config.json or an ONNX graph: {', '.join(GRAPHS)}")
    vocabulary = (folder / "tokenizer.json").read_bytes()
    try:
        untrusted = json.loads((folder / "config.json").read_bytes())
        labels = [str(untrusted["id2label"][str(place)]) for place in range(len(untrusted["id2label"]))]
        longest = int(untrusted.get("max_position_embeddings", LONGEST_WINDOW + 2))
        json.loads(vocabulary)  # the tokenizers library does not say in its exceptions that a file is broken
        session, tokenizer = open_session(str(graph)), Tokenizer.from_buffer(vocabulary)
    except (ValueError, KeyError, TypeError, AttributeError, *_BROKEN_GRAPH) as error:
        raise NoNameModel("The names folder's files are not those of a token classifier") from error
    shape = session.get_outputs()[0].shape
    if len(shape) != 3 or "PERSON" not in {label for label, _ in map(_read_label, labels)}:
        raise NoNameModel("The model in the names folder does not tell people from other words")
    version = f"hub-{hashlib.sha256(graph.read_bytes()).hexdigest()[:12]}"
    # Some models count places from 2, so that the last two of them stay unused.
    return HubNames(session, tokenizer, labels, min(longest - 2, LONGEST_WINDOW), version)


class HubNames:
    """A token classifier of the hub as a names finder. Made by `load_hub_names`; safe to share between threads."""

    def __init__(self, session: Any, tokenizer: Tokenizer, labels: Sequence[str], longest: int, version: str) -> None:
        self.version = version
        self._session = session
        self._inputs = {each.name for each in session.get_inputs()}
        self._tokenizer = tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._marks = _marks_around(tokenizer)
        self._size = longest - sum(map(len, self._marks))
        read = [_read_label(label) for label in labels]
        self._begins = _columns(read, begins=True)
        self._inside = _columns(read, begins=False)

    def find(self, text: str) -> tuple[NameSpan, ...]:
        """Find the names in text; the spans come in order, lie inside the text and do not overlap."""
        words = split_words(text)
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        if not words or not encoding.ids:
            return ()
        chances = self._run(np.array(encoding.ids, dtype=np.int64))
        owners = np.array(_owners(words, encoding.offsets), dtype=np.int64)
        owned = owners >= 0
        told = gather(chances[owned], owners[owned], len(words))
        return judge_words(text, words, told @ self._begins, told @ self._inside, person_threshold=HUB_THRESHOLD)

    def _run(self, ids: Numbers) -> Chances:
        """Read all pieces, window by window; each piece's chances come from the window where it is most central."""
        kept = []
        for window in lay_windows(len(ids), self._size, self._size * 3 // 4):
            (scores,) = self._session.run(None, self._feed(ids, window))[:1]
            first = len(self._marks[0]) - window.start
            kept.append(softmax(scores[0, first + window.keep_start : first + window.keep_end].astype(np.float32)))
        return np.concatenate(kept)

    def _feed(self, ids: Numbers, window: Window) -> dict[str, Numbers]:
        before, after = self._marks
        row = np.concatenate([before, ids[window.start : window.end], after])[None, :]
        fed = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        return {name: fed[name] for name in self._inputs}


_BROKEN_GRAPH = (
    failures.Fail,
    failures.InvalidArgument,
    failures.InvalidGraph,
    failures.InvalidProtobuf,
    failures.NotImplemented,
    failures.RuntimeException,
)
"""What ONNX Runtime raises for a graph that it cannot run; these have no class above them but Exception."""


def _read_label(label: str) -> tuple[str, bool]:
    """What a model's own label means, "" where it is none of ours, and whether it begins a name."""
    scheme, dash, name = label.partition("-")
    if not dash or len(scheme) != 1:
        scheme, name = "", label
    return _SAME.get(name.upper(), ""), scheme in ("B", "S", "U")


def _columns(read: Sequence[tuple[str, bool]], *, begins: bool) -> Chances:
    """The matrix that adds up a model's labels to ours: those that begin a name, or all others."""
    rows = [[float(meant == (label, begins)) for label in LABELS] for meant in read]
    return np.array(rows, dtype=np.float32)


def _marks_around(tokenizer: Tokenizer) -> tuple[Numbers, Numbers]:
    """The numbers of the pieces that the tokenizer puts before a text, and of those after it."""
    bare = len(tokenizer.encode("a", add_special_tokens=False).ids)
    marked = tokenizer.encode("a")
    first = marked.special_tokens_mask.index(0)
    ids = np.array(marked.ids, dtype=np.int64)
    return ids[:first], ids[first + bare :]


def _owners(words: Sequence[TextWord], offsets: Sequence[tuple[int, int]]) -> list[int]:
    """The index of the first word that each piece stands in, -1 for a piece of white space; both are in order."""
    owners, place = [], 0
    for start, end in offsets:
        while place < len(words) and words[place].end <= start:
            place += 1
        owners.append(place if place < len(words) and words[place].start < end else -1)
    return owners
