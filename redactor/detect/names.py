"""Text in, spans of names out: the seam behind which any names finder may stand (others: detect/foreign.py).

The finder that comes with redactor runs a small transformer (models/names) by onnxruntime. It reads text in
overlapping windows and decides by whole words: half a surname masked is a surname leaked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from redactor.detect.layout import GAP_COUNT, GLUED, TextWord, Window, join_compounds, lay_windows, split_words
from redactor.errors import NoNameModel

Numbers = npt.NDArray[np.int64]
Chances = npt.NDArray[np.float32]

LABELS = ("PERSON", "ORG", "LOC")
BATCH_WINDOWS = 4
"""Windows read at once; with more of them a tenth slower, as they no longer fit the processor's cache."""

PERSON_THRESHOLD = 0.2
"""From this chance on a word is a person's name; chosen on development texts, for few misses (models/names/CARD.md)."""
OTHER_THRESHOLD = 0.5
MASK_THRESHOLD = 0.12


@dataclass(frozen=True, slots=True)
class NameSpan:
    """The characters `start` to `end` (half open) of the text given, with what they name and how sure the finder is."""

    start: int
    end: int
    label: str
    """"PERSON", "ORG" or "LOC"."""
    score: float
    """From 0 to 1."""


class NameFinder(Protocol):
    """Anything that finds names in running text; its version stands with every finding."""

    @property
    def version(self) -> str:
        """Name and version of the finder and its weights."""
        ...

    def find(self, text: str) -> tuple[NameSpan, ...]:
        """Find the names in text; the spans come in order, lie inside the text and do not overlap."""
        ...


def load_names(folder: Path) -> NameFinder:
    """Load the names model in folder (models/names); it runs on one thread.

    Raises:
        NoNameModel: a file is missing or is not the one that was written with the others.
    """
    return load_transformer(folder)


def load_transformer(folder: Path) -> TransformerNames:
    """Load the names model as `load_names` does, with its second reading for quasi-identifiers."""
    paths = {name: folder / name for name in ("names.onnx", "tokenizer.json", "labels.json")}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if missing:
        raise NoNameModel(f"The names model lacks {', '.join(missing)}")
    weights, vocabulary = paths["names.onnx"].read_bytes(), paths["tokenizer.json"].read_bytes()
    try:
        labels = json.loads(paths["labels.json"].read_bytes())
        tags, sums = tuple(labels["tags"]), dict(labels["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoNameModel("The names model's labels.json is not what it should be") from error
    # Neither library says in its exceptions that a file is broken, so broken files are kept from them.
    for name, content in (("names.onnx", weights), ("tokenizer.json", vocabulary)):
        if hashlib.sha256(content).hexdigest() != sums.get(name):
            raise NoNameModel(f"The names model's {name} is not the file that labels.json was written with")
    version = f"names-{sums['names.onnx'][:12]}"
    return TransformerNames(open_session(weights), Tokenizer.from_buffer(vocabulary), tags, version)


def open_session(weights: bytes | str) -> onnxruntime.InferenceSession:
    """Open an ONNX graph, given whole or by its path, on one thread of the processor and without telemetry."""
    # On Windows ONNX Runtime hears only this, not the variables that redactor/__init__.py sets.
    onnxruntime.disable_telemetry_events()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights, settings, providers=["CPUExecutionProvider"])


class TransformerNames:
    """The finder that comes with redactor. Made by `load_names`; safe to share between threads."""

    def __init__(self, session: Any, tokenizer: Any, tags: Sequence[str], version: str) -> None:
        self.version = version
        self._session = session
        self._tokenizer = tokenizer
        self._marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
        self._begins = [tags.index(f"B-{label}") for label in LABELS]
        self._inside = [tags.index(f"I-{label}") for label in LABELS]

    def find(self, text: str) -> tuple[NameSpan, ...]:
        """Find the names in text; the spans come in order, lie inside the text and do not overlap."""
        words = split_words(text)
        tags, _ = self._read(text, words)
        return judge_words(text, words, tags[:, self._begins], tags[:, self._inside])

    def find_identifying(self, text: str) -> tuple[NameSpan, ...]:
        """Find what helps to identify somebody, whatever it is (dates, places, offices …); the label is "MASK".

        Learned from court judgments alone (the Text Anonymization Benchmark), so expect less of it elsewhere.
        """
        words = split_words(text)
        _, masks = self._read(text, words)
        chances = masks[:, 1]
        return tuple(
            NameSpan(words[unit[0]].start, words[unit[-1]].end, "MASK", round(float(score), 4))
            for unit in join_compounds(text, words)
            if (score := max(chances[place] for place in unit)) >= MASK_THRESHOLD
        )

    def _read(self, text: str, words: Sequence[TextWord]) -> tuple[Chances, Chances]:
        """Give each word its chances for the tags and for masking."""
        encoding = self._tokenizer.encode(
            [text[word.start : word.end] for word in words], is_pretokenized=True, add_special_tokens=False
        )
        owners = np.array(encoding.word_ids, dtype=np.int64)
        if not len(owners):
            return np.zeros((len(words), 7), np.float32), np.zeros((len(words), 2), np.float32)
        first = np.diff(owners, prepend=-1) != 0
        case = np.array([word.case for word in words])[owners]
        gap = np.where(first, np.array([word.gap for word in words])[owners], GLUED)
        tags, masks = self._run(np.array(encoding.ids, dtype=np.int64), case * GAP_COUNT + gap)
        return gather(tags, owners, len(words)), gather(masks, owners, len(words))

    def _run(self, ids: Numbers, layout: Numbers) -> tuple[Chances, Chances]:
        """Read all pieces window by window, batch by batch; each piece's chances come from its best window."""
        windows = lay_windows(len(ids))
        kept: tuple[list[Chances], list[Chances]] = ([], [])
        for start in range(0, len(windows), BATCH_WINDOWS):
            batch = windows[start : start + BATCH_WINDOWS]
            scores = self._session.run(["tags", "masks"], self._feed(batch, ids, layout))
            for row, window in enumerate(batch):
                best = slice(1 + window.keep_start - window.start, 1 + window.keep_end - window.start)
                for parts, head in zip(kept, scores, strict=True):
                    parts.append(softmax(head[row, best]))
        return np.concatenate(kept[0]), np.concatenate(kept[1])

    def _feed(self, batch: Sequence[Window], ids: Numbers, layout: Numbers) -> dict[str, Numbers]:
        # All windows of a text are of one length, so that nothing is padded.
        length = batch[0].end - batch[0].start + 2
        fed = {name: np.zeros((len(batch), length), dtype=np.int64) for name in ("ids", "layout", "read")}
        fed["read"][:] = 1
        fed["ids"][:, 0], fed["ids"][:, -1] = self._marks
        for row, window in enumerate(batch):
            fed["ids"][row, 1:-1] = ids[window.start : window.end]
            fed["layout"][row, 1:-1] = layout[window.start : window.end]
        return fed


def judge_words(
    text: str,
    words: tuple[TextWord, ...],
    begins: Chances,
    inside: Chances,
    *,
    person_threshold: float = PERSON_THRESHOLD,
) -> tuple[NameSpan, ...]:
    """Make spans of whole words and compounds from each word's chances to begin a name, or to stand inside one.

    Both are (words, labels) in the order of `LABELS`. The spans come in order and do not overlap; a name never
    reaches over a tab or a form feed.
    """
    units = [_judge(words, unit, begins, inside, person_threshold) for unit in join_compounds(text, words)]
    return tuple(_join(text, units))


@dataclass(frozen=True, slots=True)
class _Unit:
    """A whole word, or compound of words, as judged: label is empty where it is no name."""

    start: int
    end: int
    label: str
    score: float
    begins: bool


def _judge(words: Sequence[TextWord], unit: tuple[int, ...], begins: Chances, inside: Chances, least: float) -> _Unit:
    rows = list(unit)
    chances = (begins[rows] + inside[rows]).max(axis=0)
    label = 0 if chances[0] >= least else int(chances.argmax())
    wanted = least if label == 0 else OTHER_THRESHOLD
    score = float(min(chances[label], 1.0))
    return _Unit(
        words[unit[0]].start,
        words[unit[-1]].end,
        LABELS[label] if score >= wanted else "",
        round(score, 4),
        bool(begins[unit[0], label] >= inside[unit[0], label]),
    )


def _join(text: str, units: Sequence[_Unit]) -> Iterator[NameSpan]:
    """Join neighbouring units of one name; a tab, the border of a table cell, always parts them."""
    current: list[_Unit] = []
    for unit in units:
        if current and not (unit.label == current[-1].label and not unit.begins and _tied(text, current[-1], unit)):
            yield _span(current)
            current = []
        if unit.label:
            current.append(unit)
    if current:
        yield _span(current)


def _tied(text: str, left: _Unit, right: _Unit) -> bool:
    gap = text[left.end : right.start]
    return "\t" not in gap and "\f" not in gap and len(gap) <= 4


def _span(units: Sequence[_Unit]) -> NameSpan:
    return NameSpan(units[0].start, units[-1].end, units[0].label, max(unit.score for unit in units))


def gather(chances: Chances, owners: Numbers, word_count: int) -> Chances:
    """Average the chances of a word's pieces; a word without pieces has none."""
    totals = np.zeros((word_count, chances.shape[1]), dtype=np.float32)
    np.add.at(totals, owners, chances)
    counts = np.bincount(owners, minlength=word_count).astype(np.float32)
    return np.asarray(totals / np.maximum(counts, 1)[:, None], dtype=np.float32)


def softmax(scores: Chances) -> Chances:
    """Turn the scores of the last axis into chances that add up to one."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)
