"""Sentences in; out what each reads like, and which of its words weighed most: a voice beside the worded rules.

The rules know the wordings that somebody thought of. The reader that comes with redactor (models/passages) has learned
from sentences how harm, crime or advice is told in other words. It scores every piece of a sentence, and the sentence
by the mean over its pieces, so what each word added is known and not guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from redactor.errors import NoPassageModel

Numbers = npt.NDArray[np.int64]
Chances = npt.NDArray[np.float32]

NONE = "none"
"""What a sentence reads like that tells nothing of the kind."""
PIECES = 96
"""A sentence is read as far as this many word pieces."""
BATCH_PIECES = 1536
WORDS_TOLD = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence reads like: the likeliest family, the chance from 0 to 1 that it tells anything, its words."""

    family: str
    score: float
    words: tuple[str, ...]
    """The words that weighed most, in their order."""


class SentenceReader(Protocol):
    """Anything that tells what a sentence reads like; its version stands with every finding."""

    @property
    def version(self) -> str:
        """Name and version of the reader and its weights."""
        ...

    def read(self, sentences: Sequence[str]) -> tuple[Reading, ...]:
        """Read every sentence by itself; one Reading for each, in their order."""
        ...


def load_reader(folder: Path) -> SentenceReader:
    """Load the passages model in folder (models/passages); it runs on one thread.

    Raises:
        NoPassageModel: a file is missing or is not the one that was written with the others.
    """
    paths = {name: folder / name for name in ("passages.onnx", "tokenizer.json", "labels.json")}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if missing:
        raise NoPassageModel(f"The passages model lacks {', '.join(missing)}")
    weights, vocabulary = paths["passages.onnx"].read_bytes(), paths["tokenizer.json"].read_bytes()
    try:
        labels = json.loads(paths["labels.json"].read_bytes())
        families, sums = tuple(labels["families"]), dict(labels["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoPassageModel("The passages model's labels.json is not what it should be") from error
    for name, content in (("passages.onnx", weights), ("tokenizer.json", vocabulary)):
        if hashlib.sha256(content).hexdigest() != sums.get(name):
            raise NoPassageModel(f"The passages model's {name} is not the file that labels.json was written with")
    onnxruntime.disable_telemetry_events()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(weights, settings, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_buffer(vocabulary)
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES)
    return TransformerReader(session, tokenizer, families, f"passages-{sums['passages.onnx'][:12]}")


class TransformerReader:
    """The reader that comes with redactor. Made by `load_reader`; safe to share between threads."""

    def __init__(self, session: Any, tokenizer: Any, families: Sequence[str], version: str) -> None:
        self.version = version
        self._session, self._tokenizer, self._families = session, tokenizer, tuple(families)
        self._none = self._families.index(NONE)

    def read(self, sentences: Sequence[str]) -> tuple[Reading, ...]:
        """Read every sentence by itself; what stands twice is read once."""
        distinct = list(dict.fromkeys(sentences))
        encodings = self._tokenizer.encode_batch(distinct)
        # Sentences of like length are read together, so that little is padded.
        order = sorted(range(len(distinct)), key=lambda place: len(encodings[place].ids))
        readings: dict[str, Reading] = {}
        batch: list[int] = []
        for place in order:
            if batch and len(encodings[place].ids) * (len(batch) + 1) > BATCH_PIECES:
                readings |= self._read_batch(distinct, encodings, batch)
                batch = []
            batch.append(place)
        if batch:
            readings |= self._read_batch(distinct, encodings, batch)
        return tuple(readings[sentence] for sentence in sentences)

    def _read_batch(self, sentences: Sequence[str], encodings: Any, batch: Sequence[int]) -> dict[str, Reading]:
        ids, read = _lay([encodings[place].ids for place in batch])
        (pieces,) = self._session.run(["families"], {"ids": ids, "read": read})
        readings = {}
        for row, place in enumerate(batch):
            scores = pieces[row, : int(read[row].sum())]
            readings[sentences[place]] = self._reading(sentences[place], encodings[place], scores)
        return readings

    def _reading(self, sentence: str, encoding: Any, pieces: Chances) -> Reading:
        chances = _softmax(pieces.mean(axis=0))
        telling = chances.copy()
        telling[self._none] = 0.0
        family = int(telling.argmax())
        gains = pieces[:, family] - pieces[:, self._none]
        score = round(float(1.0 - chances[self._none]), 4)
        return Reading(self._families[family], score, _words_told(sentence, encoding, gains))


def _lay(texts: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """The pieces of several texts as one table, and where it holds a piece."""
    longest = max(len(text) for text in texts)
    ids = np.zeros((len(texts), longest), dtype=np.int64)
    read = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
        read[row, : len(text)] = 1
    return ids, read


def _words_told(sentence: str, encoding: Any, gains: Chances) -> tuple[str, ...]:
    """The words whose pieces added most, in their order."""
    total: dict[int, float] = {}
    spans: dict[int, tuple[int, int]] = {}
    for word, (start, end), gain in zip(encoding.word_ids, encoding.offsets, gains, strict=True):
        if word is None:
            continue
        total[word] = total.get(word, 0.0) + float(gain)
        spans[word] = (spans.get(word, (start, end))[0], end)
    telling = [word for word in total if sentence[slice(*spans[word])].isalnum()]
    most = sorted(sorted(telling, key=lambda word: -total[word])[:WORDS_TOLD])
    return tuple(dict.fromkeys(sentence[slice(*spans[word])] for word in most))


def _softmax(scores: Chances) -> Chances:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)
