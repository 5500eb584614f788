"""The network: MiniLM-L6 with a learned case-and-layout embedding and two heads, in plain torch."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor, nn

from models.train.tags import MASK_TAGS, TAGS
from redactor.detect.layout import CASE_COUNT, GAP_COUNT


class Block(nn.Module):
    """One transformer layer as BERT has it: attention, then a feed-forward step, each added and normalised."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm_attention = nn.LayerNorm(width, eps=1e-12)
        self.norm_output = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Read x (texts, pieces, width) where mask (texts, 1, 1, pieces) is 0, not where it is very negative."""
        texts, pieces, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(texts, pieces, self.heads, width // self.heads).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / (width // self.heads) ** 0.5
        weights = self.drop(torch.softmax(scores + mask, dim=-1))
        read = (weights @ split(self.value(x))).transpose(1, 2).reshape(texts, pieces, width)
        x = self.norm_attention(x + self.drop(self.output(read)))
        out: Tensor = self.norm_output(x + self.drop(self.narrow(nn.functional.gelu(self.widen(x)))))
        return out


class Network(nn.Module):
    """Word pieces with their case and gap in; scores for TAGS and for MASK_TAGS out."""

    def __init__(self, config: dict[str, int]) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.sort = nn.Parameter(torch.zeros(width))
        self.layout = nn.Embedding(CASE_COUNT * GAP_COUNT, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.blocks = nn.ModuleList(
            Block(width, config["num_attention_heads"], config["intermediate_size"])
            for _ in range(config["num_hidden_layers"])
        )
        self.tags = nn.Linear(width, len(TAGS))
        self.masks = nn.Linear(width, len(MASK_TAGS))
        nn.init.normal_(self.layout.weight, std=0.02)
        self.words.weight.requires_grad_(False)

    def forward(self, ids: Tensor, layout: Tensor, read: Tensor) -> tuple[Tensor, Tensor]:
        """Score pieces; all three inputs are (texts, pieces) of int64, read is 1 where there is a piece."""
        mask = (1.0 - read[:, None, None, :].to(torch.float32)) * -10000.0
        x = self.words(ids) + self.layout(layout) + self.places.weight[: ids.shape[1]] + self.sort
        x = self.drop(self.norm(x))
        for block in self.blocks:
            x = block(x, mask)
        x = self.drop(x)
        return self.tags(x), self.masks(x)


def load_pretrained(folder: Path) -> Network:
    """Build the network with the MiniLM weights found in folder; the new layers are drawn at random."""
    from safetensors.torch import load_file

    network = Network(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    given = load_file(folder / "model.safetensors")
    state = network.state_dict()
    state["words.weight"] = given["embeddings.word_embeddings.weight"]
    state["places.weight"] = given["embeddings.position_embeddings.weight"]
    state["sort"] = given["embeddings.token_type_embeddings.weight"][0]
    names = {"norm": "embeddings.LayerNorm"}
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "output": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm_output": "output.LayerNorm",
    }
    for number in range(len(network.blocks)):
        names |= {f"blocks.{number}.{ours}": f"encoder.layer.{number}.{theirs}" for ours, theirs in parts.items()}
    for ours, theirs in names.items():
        for kind in ("weight", "bias"):
            state[f"{ours}.{kind}"] = given[f"{theirs}.{kind}"]
    network.load_state_dict(state)
    return network
