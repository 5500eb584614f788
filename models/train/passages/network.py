"""The network: the lower layers of MiniLM, and a score for every family at every piece.

A sentence's score is the mean over its pieces, so what each word adds to it can be told exactly.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from models.train.network import load_pretrained


class SentenceNetwork(nn.Module):
    """Word pieces in; scores of families for every piece out."""

    def __init__(self, pretrained: Path, *, layers: int, families: int) -> None:
        super().__init__()
        given = load_pretrained(pretrained)
        width = given.words.embedding_dim
        self.words, self.places, self.sort, self.norm = given.words, given.places, given.sort, given.norm
        self.blocks = nn.ModuleList(list(given.blocks)[:layers])
        self.drop = nn.Dropout(0.1)
        self.families = nn.Linear(width, families)

    def forward(self, ids: Tensor, read: Tensor) -> Tensor:
        """Score pieces; both inputs are (texts, pieces) of int64, read is 1 where there is a piece."""
        mask = (1.0 - read[:, None, None, :].to(torch.float32)) * -10000.0
        x = self.drop(self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.sort))
        for block in self.blocks:
            x = block(x, mask)
        scores: Tensor = self.families(self.drop(x))
        return scores


def sentence_scores(pieces: Tensor, read: Tensor) -> Tensor:
    """The mean score of each text over its pieces."""
    weights = read.to(pieces.dtype)[:, :, None]
    return (pieces * weights).sum(1) / weights.sum(1).clamp(min=1)
