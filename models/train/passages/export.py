"""A taught network in; the folder that the reader of sentences loads out."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from models.train.passages.network import SentenceNetwork


def write_folder(network: SentenceNetwork, tokenizer: Tokenizer, labels: Sequence[str], folder: Path) -> None:
    """Write passages.onnx (8-bit weights), tokenizer.json and labels.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _export(network, whole)
        quantize_dynamic(whole, folder / "passages.onnx", weight_type=QuantType.QInt8, per_channel=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    names = ("passages.onnx", "tokenizer.json")
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    told = {"families": list(labels), "sha256": sums}
    (folder / "labels.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _export(network: SentenceNetwork, path: Path) -> None:
    sample = tuple(torch.ones((2, 24), dtype=torch.int64) for _ in range(2))
    names = ["ids", "read", "families"]
    with warnings.catch_warnings(), torch.no_grad():
        # The newer exporter needs a further package and makes a graph that quantises no better.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network.eval(),
            sample,
            str(path),
            input_names=names[:2],
            output_names=names[2:],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in names},
            opset_version=17,
            dynamo=False,
        )
