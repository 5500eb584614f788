"""How well the reader tells held-out sentences: python -m models.train.passages.score [--list].

For each family: of its held-out sentences, those that the rules raise by themselves, those that the reader raises at
its threshold, and those that either does. For harmless ones the same shares are false alarms.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.train.passages.sentences import HELD_OUT, Labelled, read_sentences
from redactor.config import shipped_folder
from redactor.detect.classifier import NONE, SentenceReader, load_reader
from redactor.detect.passages import find_passages
from redactor.domain.finding import Category
from redactor.rulebook import Rulebook, load_rulebook


@dataclass(frozen=True)
class Row:
    """One family's counts; `telling` stands for all families together."""

    label: str
    count: int
    by_rules: int
    with_reader: int


def score(sentences: Sequence[Labelled], rulebook: Rulebook, reader: SentenceReader) -> tuple[Row, ...]:
    """The rows in order of their labels, then all telling ones together, then the harmless ones."""
    count: Counter[str] = Counter()
    ruled: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for label, sentence in sentences:
        for name in {label, "telling" if label != NONE else NONE}:
            count[name] += 1
            ruled[name] += is_raised(sentence, rulebook, None)
            both[name] += is_raised(sentence, rulebook, reader)
    labels = [*sorted(set(count) - {NONE, "telling"}), "telling", NONE]
    return tuple(Row(label, count[label], ruled[label], both[label]) for label in labels)


def is_raised(sentence: str, rulebook: Rulebook, reader: SentenceReader | None) -> bool:
    """Whether a sentence that stands by itself makes a passage."""
    return any(hit.category is Category.PASSAGE for hit in find_passages(sentence, rulebook, reader=reader))


def words_a_second(sentences: Sequence[Labelled], reader: SentenceReader) -> float:
    """Words that the reader reads in a second of processor time."""
    texts = [sentence for _, sentence in sentences]
    reader.read(texts[:20])
    started = time.process_time()
    reader.read(texts)
    return sum(len(text.split()) for text in texts) / (time.process_time() - started)


def main() -> None:
    """Print the table, and every sentence that came out wrong where asked."""
    parser = argparse.ArgumentParser(prog="python -m models.train.passages.score", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print every sentence that came out wrong")
    asked = parser.parse_args()
    rulebook, reader = load_rulebook(shipped_folder("rules")), load_reader(shipped_folder("models") / "passages")
    sentences = read_sentences(HELD_OUT)
    for row in score(sentences, rulebook, reader):
        shares = f"{row.by_rules / row.count:6.3f} {row.with_reader / row.count:6.3f}"
        print(f"{row.label:18} {row.count:4} {shares}")
    print(f"{words_a_second(sentences, reader):.0f} words a second of processor time")
    for label, sentence in sentences if asked.list else ():
        if is_raised(sentence, rulebook, reader) == (label == NONE):
            print(f"{label}: {sentence}")


if __name__ == "__main__":
    main()
