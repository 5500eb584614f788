"""The taught folder in; its card out: what it was taught on, with hashes, and how it scores."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from models.train.passages.score import HELD_OUT, score, words_a_second
from models.train.passages.sentences import read_sentences
from redactor.config import shipped_folder
from redactor.detect.classifier import NONE, load_reader
from redactor.detect.readings import SURE, VERY_SURE
from redactor.rulebook import load_rulebook

_CARD = """# The passages model

Tells what a sentence reads like: harm, crime, court, advice … told in words that no rule has; or nothing of the kind.
It raises a hold beside the rules (redactor/detect/readings.py) and never decides. `passages.onnx` holds the lower
{layers} layers of all-MiniLM-L6-v2 (Apache-2.0), taught on, with 8-bit weights; a sentence's score is the mean over its
word pieces, so the words shown as a reason are those that weighed.

## Taught on

Sentences invented for this, by hand, in the ways of many authors; every name in them is invented. AGPL-3.0-or-later, as
the rest of this repository. Each epoch shows them with other names, sexes, case, openings and slips, and some joined.

| file | SHA-256 | telling | harmless |
|---|---|---|---|
{files}

`heldout.tsv` was written before any model had been taught, and is never taught. Taught for {epochs} epochs, in
{minutes:.0f} minutes on a machine that was busy with other things.

## Scores

A sentence is raised from {sure} on, and from {very_sure} on where it speaks of rules, lessons, forms or what might be.
Shares of the held-out sentences raised, each standing by itself; for harmless ones these are false alarms.

| family | sentences | rules alone | rules and reader |
|---|---|---|---|
{rows}

{speed:.0f} words a second of processor time, on the machine that taught it.

## Known failings

- A sentence is read by itself. What is told only by two together ("I asked how. He pointed at the stove.")
  may be missed.
- The held-out sentences have the same author as the taught ones: expect less on other people's records.
- It tells families apart less well than telling from harmless; the ground suggested is a first guess.
- English only.

## Train it anew

    pip install 'redactor[train]'
    python -m models.train.passages --out models/passages
    python -m models.train.passages.score --list
"""


def write_card(folder: Path, taught: Path, *, minutes: float, epochs: int, layers: int) -> None:
    """Write CARD.md into the folder of the model that was just written there."""
    rulebook, reader = load_rulebook(shipped_folder("rules")), load_reader(folder)
    held_out = read_sentences(HELD_OUT)
    rows = "\n".join(
        f"| {row.label} | {row.count} | {row.by_rules / row.count:.3f} | {row.with_reader / row.count:.3f} |"
        for row in score(held_out, rulebook, reader)
    )
    card = _CARD.format(
        layers={3: "three", 6: "six"}.get(layers, layers),
        files="\n".join(map(_file_row, (taught / "taught.tsv", HELD_OUT))),
        epochs=epochs,
        minutes=minutes,
        sure=SURE,
        very_sure=VERY_SURE,
        rows=rows,
        speed=round(words_a_second(held_out, reader), -2),
    )
    (folder / "CARD.md").write_text(card, encoding="utf-8")


def _file_row(path: Path) -> str:
    count = Counter(label == NONE for label, _ in read_sentences(path))
    return f"| {path.name} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` | {count[False]:,} | {count[True]:,} |"
