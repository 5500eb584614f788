"""A network that was taught is written as a folder that the names finder loads; needs the extra [train]."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from redactor.detect.names import load_names

torch = pytest.importorskip("torch", reason="training needs the extra [train]")
pytest.importorskip("onnx", reason="training needs the extra [train]")

FOLDER = Path(__file__).parents[2] / "models" / "names"


def test_a_network_taught_that_all_is_a_name_says_so_after_export(tmp_path: Path) -> None:
    from models.train.export import write_folder
    from models.train.network import Network
    from models.train.tags import TAGS

    logging.disable(logging.WARNING)
    sizes = {"hidden_size": 24, "num_attention_heads": 2, "intermediate_size": 24, "num_hidden_layers": 1}
    network = Network({**sizes, "vocab_size": 30522, "max_position_embeddings": 128})
    with torch.no_grad():
        network.tags.bias[TAGS.index("I-PERSON")] = 40.0
        network.tags.bias[TAGS.index("B-PERSON")] = 30.0
    write_folder(network, Tokenizer.from_file(str(FOLDER / "tokenizer.json")), tmp_path)
    logging.disable(logging.NOTSET)
    (span,) = load_names(tmp_path).find("one two three " * 200)
    assert (span.start, span.end, span.label) == (0, 200 * 14 - 1, "PERSON")
