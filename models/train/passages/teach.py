"""Labelled sentences in, a taught network out: the training loop."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.train.passages.network import SentenceNetwork, sentence_scores
from models.train.passages.sentences import Labelled, join_harmless, vary
from redactor.detect.classifier import NONE, PIECES

log = logging.getLogger(__name__)

BATCH = 48
JOINED = 300
"""Pairs of sentences shown as one an epoch, of each kind."""
WARM_UP = 0.06


@dataclass(frozen=True)
class Lessons:
    """How long and how hard to train."""

    epochs: int
    seed: int
    threads: int
    rate: float
    """Top learning rate of MiniLM's own layers; the new layer learns ten times as fast."""


def labels_of(sentences: Sequence[Labelled]) -> list[str]:
    """Every label in the order of the network's scores; "none" comes first."""
    return [NONE, *sorted({label for label, _ in sentences} - {NONE})]


def teach(network: SentenceNetwork, tokenizer: Tokenizer, sentences: Sequence[Labelled], lessons: Lessons) -> float:
    """Train the network in place; returns the minutes it took."""
    chance = random.Random(lessons.seed)  # noqa: S311 - draws sentences, no secret
    torch.set_num_threads(lessons.threads)
    numbers = {label: number for number, label in enumerate(labels_of(sentences))}
    optimiser, tops = _optimiser(network, lessons.rate)
    total = lessons.epochs * ((len(sentences) + 2 * JOINED) // BATCH + 1)
    started, step = time.monotonic(), 0
    network.train()
    for epoch in range(lessons.epochs):
        for batch in _batches(sentences, chance):
            share = min(1.0, step / (WARM_UP * total)) * max(0.0, 1 - step / total)
            for group, top in zip(optimiser.param_groups, tops, strict=True):
                group["lr"] = top * share
            ids, read = lay_pieces(tokenizer, [sentence for _, sentence in batch])
            wanted = torch.tensor([numbers[label] for label, _ in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                pieces = network(ids, read)
            scores = sentence_scores(pieces.float(), read)
            loss = nn.functional.cross_entropy(scores, wanted)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
        log.info("epoch %d: loss %.3f, %.1f minutes", epoch + 1, loss.item(), (time.monotonic() - started) / 60)
    return (time.monotonic() - started) / 60


def lay_pieces(tokenizer: Tokenizer, sentences: Sequence[str]) -> tuple[Tensor, Tensor]:
    """The word pieces of several sentences as one table, and where it holds a piece."""
    texts = []
    for sentence in sentences:
        ids = tokenizer.encode(sentence).ids
        texts.append(ids if len(ids) <= PIECES else [*ids[: PIECES - 1], ids[-1]])
    table = torch.zeros(len(texts), max(map(len, texts)), dtype=torch.int64)
    read = torch.zeros_like(table)
    for row, ids in enumerate(texts):
        table[row, : len(ids)] = torch.tensor(ids)
        read[row, : len(ids)] = 1
    return table, read


def _optimiser(network: SentenceNetwork, rate: float) -> tuple[torch.optim.Optimizer, list[float]]:
    head = list(network.families.parameters())
    given = [
        each for name, each in network.named_parameters() if each.requires_grad and not name.startswith("families")
    ]
    tops = [rate, 10 * rate]
    groups = [{"params": given, "lr": rate}, {"params": head, "lr": 10 * rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01), tops


def _batches(sentences: Sequence[Labelled], chance: random.Random) -> list[list[Labelled]]:
    """One epoch's batches in any order, each of sentences of about one length."""
    rows = [*vary(sentences, chance), *join_harmless(list(vary(sentences, chance)), chance, JOINED)]
    chance.shuffle(rows)
    rows.sort(key=lambda row: len(row[1]) // 24 + chance.random() * 1.5)
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    chance.shuffle(batches)
    return batches
