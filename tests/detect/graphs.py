"""A folder as the hub keeps token classifiers, made by hand: a graph that looks each word's scores up in a table.

Written as protocol buffer fields, since running an ONNX graph does not need the package that builds one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordLevel

MARKS = ("[UNK]", "[CLS]", "[SEP]")


def write_classifier(folder: Path, labels: Sequence[str], words: Mapping[str, str], graph: str = "model.onnx") -> None:
    """Write a model of so many labels that knows these lower-case words, each by its label, and no others."""
    numbers = {word: place for place, word in enumerate((*MARKS, *words))}
    told = ["O"] * len(MARKS) + list(words.values())
    scores = np.array([[6.0 if label == name else 0.0 for label in labels] for name in told], dtype=np.float32)
    (folder / graph).parent.mkdir(parents=True, exist_ok=True)
    (folder / graph).write_bytes(_lookup_graph(scores))
    names = {"id2label": {str(place): label for place, label in enumerate(labels)}, "max_position_embeddings": 34}
    (folder / "config.json").write_text(json.dumps(names), encoding="utf-8")
    tokenizer = Tokenizer(WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.enable_truncation(8)
    tokenizer.save(str(folder / "tokenizer.json"))


def _lookup_graph(scores: np.ndarray) -> bytes:
    """A model with one node: Gather(scores, input_ids)."""
    table = _number(1, scores.shape[0]) + _number(1, scores.shape[1]) + _number(2, 1) + _block(8, b"scores")
    node = _block(1, b"scores") + _block(1, b"input_ids") + _block(2, b"logits") + _block(4, b"Gather")
    graph = _block(1, node) + _block(2, b"lookup") + _block(5, table + _block(9, scores.tobytes()))
    graph += _block(11, _port(b"input_ids", 7, 2)) + _block(12, _port(b"logits", 1, 3))
    return _number(1, 8) + _block(7, graph) + _block(8, _number(2, 17))


def _port(name: bytes, kind: int, rank: int) -> bytes:
    shape = b"".join(_block(1, _block(2, b"any%d" % place)) for place in range(rank))
    return _block(1, name) + _block(2, _block(1, _number(1, kind) + _block(2, shape)))


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _block(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])
