"""Windows in, a taught network out: the training loop."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.train.corpus import Piece, draw_epoch, layout_code
from models.train.network import Network
from models.train.tags import NOT_PERSON, TAGS, UNKNOWN
from redactor.detect.layout import (
    AFTER_LINE,
    AFTER_SPACE,
    CAPITALISED,
    LOWER,
    MIXED,
    ONE_CAPITAL,
    UPPER,
)

log = logging.getLogger(__name__)

BATCH = 16
MASK_SHARE = 1.0
"""Weight of the second head's loss beside the first one's."""
LOWERED, RAISED, REWRAPPED = 0.12, 0.06, 0.25
"""Shares of windows shown without capitals, shown all in capitals, and shown with other line breaks."""


@dataclass(frozen=True)
class Lessons:
    """How long and how hard to train."""

    epochs: float
    minutes: float
    seed: int
    rate: float
    """Top learning rate of MiniLM's own layers; the new layers learn ten times as fast."""


@dataclass(frozen=True)
class Taught:
    """What the lessons came to."""

    steps: int
    minutes: float
    cut: bool
    """Whether the limit of minutes ended them, rather than the epochs."""


def teach(network: Network, corpus: dict[str, list[list[Piece]]], marks: tuple[int, int], lessons: Lessons) -> Taught:
    """Train the network in place.

    `marks` are the numbers of the pieces put before and after every window. The rate falls linearly to nothing by
    the end of the epochs or of the minutes, whichever comes first.
    """
    chance = np.random.default_rng(lessons.seed)
    steps_an_epoch = len(draw_epoch(corpus, np.random.default_rng(lessons.seed))) // BATCH
    total = int(steps_an_epoch * lessons.epochs)
    groups = _groups(network, lessons.rate)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    network.train()
    began, lost, steps = time.monotonic(), 0.0, 0
    for step, batch in enumerate(_batches(corpus, chance, total), 1):
        spent = (time.monotonic() - began) / 60
        done = max((step - 1) / total, spent / lessons.minutes)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * (1 - done) * min(1.0, step / 50)
        lost += _step(network, batch, marks, optimiser, chance)
        if step % 50 == 0:
            log.info("step %d of %d, %.1f minutes, %.0f %% done, loss %.4f", step, total, spent, 100 * done, lost / 50)
            lost = 0.0
        steps = step
    network.eval()
    return Taught(steps, (time.monotonic() - began) / 60, cut=steps < total)


def _groups(network: Network, rate: float) -> list[dict[str, object]]:
    new = [*network.layout.parameters(), *network.tags.parameters(), *network.masks.parameters()]
    known = {id(each) for each in new}
    old = [each for each in network.parameters() if each.requires_grad and id(each) not in known]
    return [{"params": old, "top": rate, "lr": 0.0}, {"params": new, "top": 10 * rate, "lr": 0.0}]


def _batches(corpus: dict[str, list[list[Piece]]], chance: np.random.Generator, total: int) -> Iterator[list[Piece]]:
    """Yield batches of windows of like length, epoch after epoch, in random order."""
    given = 0
    while given < total:
        windows = draw_epoch(corpus, chance)
        batches: list[list[Piece]] = []
        for start in range(0, len(windows), BATCH * 40):
            near = sorted(windows[start : start + BATCH * 40], key=lambda each: len(each.ids))
            batches.extend(near[i : i + BATCH] for i in range(0, len(near), BATCH))
        given += len(batches)
        yield from (batches[i] for i in chance.permutation(len(batches)))


def _step(
    network: Network,
    batch: list[Piece],
    marks: tuple[int, int],
    optimiser: torch.optim.Optimizer,
    chance: np.random.Generator,
) -> float:
    ids, layout, read, tags, masks = _stack(batch, marks, chance)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tag_scores, mask_scores = network(ids, layout, read)
    loss = _tag_loss(tag_scores.float(), tags) + MASK_SHARE * _mask_loss(mask_scores.float(), masks)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_([each for each in network.parameters() if each.requires_grad], 1.0)
    optimiser.step()
    return float(loss.detach())


def _stack(batch: list[Piece], marks: tuple[int, int], chance: np.random.Generator) -> tuple[Tensor, ...]:
    length = max(len(window.ids) for window in batch) + 2
    ids, layout, read = (np.zeros((len(batch), length), dtype=np.int64) for _ in range(3))
    tags, masks = (np.full((len(batch), length), UNKNOWN, dtype=np.int64) for _ in range(2))
    for row, window in enumerate(batch):
        end = len(window.ids) + 1
        ids[row, 0], ids[row, end] = marks
        ids[row, 1:end] = window.ids
        layout[row, 1:end] = layout_code(*_restyle(window, chance))
        read[row, : end + 1] = 1
        tags[row, 1:end] = window.tags
        masks[row, 1:end] = window.masks
    return tuple(torch.from_numpy(each) for each in (ids, layout, read, tags, masks))


def _restyle(window: Piece, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Show some windows in other capitals or wrapped elsewhere; the vocabulary itself knows no capitals."""
    case, gap = window.case, window.gap
    roll = chance.random()
    if roll < LOWERED:
        case = np.where(np.isin(case, (UPPER, ONE_CAPITAL, CAPITALISED)), LOWER, case)
    elif roll < LOWERED + RAISED:
        case = np.where(np.isin(case, (LOWER, CAPITALISED, MIXED)), UPPER, case)
    if chance.random() < REWRAPPED:
        wrapped = chance.random(len(gap)) < 0.12
        gap = np.where((gap == AFTER_SPACE) & wrapped, AFTER_LINE, gap)
    return case, gap


def _tag_loss(scores: Tensor, tags: Tensor) -> Tensor:
    """Cross entropy; for a piece known only to be no person, that of "no person" against "person"."""
    chances = torch.log_softmax(scores, dim=-1)
    others = [i for i, tag in enumerate(TAGS) if not tag.endswith("PERSON")]
    no_person = torch.logsumexp(chances[..., others], dim=-1)
    exact = chances.gather(-1, tags.clamp(min=0)[..., None])[..., 0]
    learnt = torch.where(tags == NOT_PERSON, no_person, exact)[tags != UNKNOWN]
    return -learnt.mean()


def _mask_loss(scores: Tensor, masks: Tensor) -> Tensor:
    if not bool((masks != UNKNOWN).any()):
        return scores.sum() * 0.0
    return nn.functional.cross_entropy(scores.flatten(0, 1), masks.flatten(), ignore_index=UNKNOWN)
