"""A taught network in; the folder that the names finder loads out."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from models.train.network import Network
from models.train.tags import MASK_TAGS, TAGS

SAMPLE_PIECES = 128


def write_folder(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Write names.onnx (8-bit weights), tokenizer.json and labels.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _export(network, whole)
        quantize_dynamic(whole, folder / "names.onnx", weight_type=QuantType.QInt8, per_channel=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("names.onnx", "tokenizer.json")}
    labels = {"tags": TAGS, "masks": MASK_TAGS, "sha256": sums}
    (folder / "labels.json").write_text(json.dumps(labels, indent=2) + "\n", encoding="utf-8")


def _export(network: Network, path: Path) -> None:
    shape = (2, SAMPLE_PIECES)
    sample = tuple(torch.ones(shape, dtype=torch.int64) for _ in range(3))
    axes = {0: "texts", 1: "pieces"}
    names = ["ids", "layout", "read", "tags", "masks"]
    with warnings.catch_warnings(), torch.no_grad():
        # The newer exporter needs a further package and makes a graph that quantises no better.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network.eval(),
            sample,
            str(path),
            input_names=names[:3],
            output_names=names[3:],
            dynamic_axes=dict.fromkeys(names, axes),
            opset_version=17,
            dynamo=False,
        )
