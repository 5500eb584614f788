"""The taught folder in; its card out: what it was taught on, with hashes, and how it scores.

python -m models.train.passages.card --epochs N --minutes M writes it anew, as after a change of thresholds.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from models.train.passages.score import score, words_a_second
from models.train.passages.sentences import HELD_OUT, TAUGHT, Labelled, read_sentences
from redactor.config import shipped_folder
from redactor.detect.classifier import NONE, SentenceReader, load_reader
from redactor.detect.readings import SURE, VERY_SURE
from redactor.rulebook import load_rulebook

LADDER = (0.8, 0.9, 0.95, 0.97, 0.99, 0.995, 0.9985)
_CARD = """# The passages model

Tells what a sentence reads like: harm, crime, court, advice … told in words that no rule has; or nothing of the kind.
It raises a hold beside the rules (redactor/detect/readings.py) and never decides. `passages.onnx` holds the lower
three layers of all-MiniLM-L6-v2 (Apache-2.0), taught on, with 8-bit weights; a sentence's score is the mean over its
word pieces, so the words shown as a reason are those that weighed.

## Taught on

Sentences invented for this, by hand, in the ways of many authors; every name in them is invented. AGPL-3.0-or-later, as
the rest of this repository. `neutral.tsv` holds harmless lines of every other text of samples/ukdev, and of invented
UK records (uksynth, CC0 1.0). Each epoch shows them with other names, sexes, case, openings and slips, and some joined.

| file | SHA-256 | telling | harmless |
|---|---|---|---|
{files}

`heldout.tsv` was written before any model had been taught, and is never taught. Taught for {epochs} epochs, in
{minutes:.0f} minutes on a machine that was busy with other things.

## Scores

A sentence is raised from a chance of {sure} on, by its family, and from {very_sure} on where it speaks of rules,
lessons, forms or what might be: the lowest at which no harmless sentence of the development texts (two cases, and the
half of samples/ukdev that was not taught) is raised.
Shares of the held-out sentences raised, each standing by itself; for harmless ones these are false alarms.

| family | sentences | rules alone | rules and reader |
|---|---|---|---|
{rows}

Telling and harmless sentences of the held-out set raised with other thresholds (both set to one value):

| threshold | telling | harmless |
|---|---|---|
{ladder}

{speed:.0f} words a second of processor time, on the machine that taught it.

## Known failings

- At its threshold it finds a part of what the rules miss, no more. Below it, plain prose of logs and letters is taken
  along: on the two development cases 0.995 for all families costs 0.5 and 0.9 % of the harmless words, 0.97 costs 4
  and 7 %.
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


def write_card(folder: Path, *, minutes: float, epochs: int) -> None:
    """Write CARD.md into the folder of the model that was just written there."""
    rulebook, reader = load_rulebook(shipped_folder("rules")), load_reader(folder)
    held_out = read_sentences(HELD_OUT)
    rows = "\n".join(
        f"| {row.label} | {row.count} | {row.by_rules / row.count:.3f} | {row.with_reader / row.count:.3f} |"
        for row in score(held_out, rulebook, reader)
    )
    card = _CARD.format(
        ladder=_ladder(held_out, reader),
        files="\n".join(map(_file_row, (*TAUGHT, HELD_OUT))),
        epochs=epochs,
        minutes=minutes,
        sure=f"{min(SURE.values())} to {max(SURE.values())}",
        very_sure=VERY_SURE,
        rows=rows,
        speed=round(words_a_second(held_out, reader), -2),
    )
    (folder / "CARD.md").write_text(card, encoding="utf-8")


def _ladder(sentences: Sequence[Labelled], reader: SentenceReader) -> str:
    """A row for each threshold, of what the reader by itself would raise."""
    scores = [each.score for each in reader.read([sentence for _, sentence in sentences])]
    rows = []
    for threshold in LADDER:
        shares = []
        for harmless in (False, True):
            mine = [score for score, (label, _) in zip(scores, sentences, strict=True) if (label == NONE) == harmless]
            shares.append(sum(score >= threshold for score in mine) / len(mine))
        rows.append(f"| {threshold} | {shares[0]:.3f} | {shares[1]:.3f} |")
    return "\n".join(rows)


def _file_row(path: Path) -> str:
    count = Counter(label == NONE for label, _ in read_sentences(path))
    return f"| {path.name} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` | {count[False]:,} | {count[True]:,} |"


def main() -> None:
    """Write the card of the model in models/passages anew."""
    parser = argparse.ArgumentParser(prog="python -m models.train.passages.card", description=__doc__)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    asked = parser.parse_args()
    write_card(Path("models/passages"), minutes=asked.minutes, epochs=asked.epochs)


if __name__ == "__main__":
    main()
