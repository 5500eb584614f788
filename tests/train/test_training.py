"""The whole of training from nothing, small: texts and starting weights in, a names model that loads out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.train.corpus import RECIPES
from redactor.detect.names import load_transformer

torch = pytest.importorskip("torch", reason="training needs the extra [train]")
pytest.importorskip("onnx", reason="training needs the extra [train]")

ROOT = Path(__file__).parents[2]
TEXT = "it was seen by ms bethan pryce at the gate in the rain of the day"
MARK = {"start": 15, "end": 30, "label": "PERSON", "identifier_type": "DIRECT"}


def write_corpus(folder: Path) -> None:
    text = {"text": TEXT, "entities": [MARK], "meta": {"genre": "news"}}
    for recipe in RECIPES:
        lines = [json.dumps({"id": str(number), **text}) for number in range(40)]
        (folder / recipe.file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_start(folder: Path) -> None:
    """Write random weights under the names that MiniLM has them, one narrow layer deep."""
    from safetensors.torch import save_file

    width, inner = 32, 32
    sizes = {"hidden_size": width, "num_attention_heads": 2, "intermediate_size": inner, "num_hidden_layers": 1}
    places = {"vocab_size": 30522, "max_position_embeddings": 160}
    (folder / "config.json").write_text(json.dumps({**sizes, **places}), encoding="utf-8")
    (folder / "tokenizer.json").write_bytes((ROOT / "models" / "names" / "tokenizer.json").read_bytes())
    shapes = {
        "embeddings.word_embeddings.weight": (30522, width),
        "embeddings.position_embeddings.weight": (160, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "encoder.layer.0.intermediate.dense.weight": (inner, width),
        "encoder.layer.0.intermediate.dense.bias": (inner,),
        "encoder.layer.0.output.dense.weight": (width, inner),
        "encoder.layer.0.output.dense.bias": (width,),
    }
    for part in ("self.query", "self.key", "self.value", "output.dense"):
        shapes[f"encoder.layer.0.attention.{part}.weight"] = (width, width)
        shapes[f"encoder.layer.0.attention.{part}.bias"] = (width,)
    torch.manual_seed(1)
    weights = {name: torch.randn(shape) * 0.1 for name, shape in shapes.items()}
    for norm in ("embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"):
        weights |= {f"{norm}.LayerNorm.weight": torch.ones(width), f"{norm}.LayerNorm.bias": torch.zeros(width)}
    save_file(weights, folder / "model.safetensors")


def train(folder: Path, out: str) -> None:
    from models.train.__main__ import main

    places = ["--data", str(folder), "--pretrained", str(folder), "--out", str(folder / out)]
    threads = torch.get_num_threads()
    main([*places, "--epochs", "3", "--rate", "3e-3", "--invented", "5", "--threads", "1"])
    torch.set_num_threads(threads)


def test_one_command_trains_a_names_model_from_nothing_and_again_the_same(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    write_start(tmp_path)
    train(tmp_path, "first")
    finder = load_transformer(tmp_path / "first")
    assert [TEXT[span.start : span.end] for span in finder.find(TEXT)] == [TEXT[15:30]]
    assert {TEXT[span.start : span.end] for span in finder.find_identifying(TEXT)} == {"ms", "bethan", "pryce"}
    record = json.loads((tmp_path / "first" / "training.json").read_text(encoding="utf-8"))
    assert record["steps"] > 0
    assert not record["cut"]
    assert {file["file"] for file in record["files"]} == {recipe.file for recipe in RECIPES}
    train(tmp_path, "second")
    assert load_transformer(tmp_path / "second").version == finder.version
