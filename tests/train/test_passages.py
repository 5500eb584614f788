"""The passages model on sentences that were never taught: what it adds to the rules may only get better."""

from __future__ import annotations

from models.train.passages.score import score
from models.train.passages.sentences import HELD_OUT, TAUGHT, read_sentences
from redactor.config import shipped_folder
from redactor.detect.classifier import load_reader
from redactor.rulebook import load_rulebook

TELLING_FLOOR = 0.32
"""Of telling sentences in words that no rule was written for, with the reader; raise it, never lower it."""
HARMLESS_CEILING = 0.02
READ_FLOOR, READ_CEILING = 0.60, 0.04
"""The reader by itself at an even-handed threshold: of telling sentences at least, of harmless ones at most."""
EVEN = 0.9


def test_the_reader_finds_more_than_the_rules_and_raises_no_more_harmless_sentences() -> None:
    rows = {
        row.label: row
        for row in score(
            read_sentences(HELD_OUT),
            load_rulebook(shipped_folder("rules")),
            load_reader(shipped_folder("models") / "passages"),
        )
    }
    telling, harmless = rows["telling"], rows["none"]
    assert telling.with_reader > 2 * telling.by_rules
    assert telling.with_reader / telling.count >= TELLING_FLOOR
    assert harmless.with_reader / harmless.count <= HARMLESS_CEILING


def test_the_reader_parts_telling_sentences_from_harmless_ones() -> None:
    sentences = read_sentences(HELD_OUT)
    readings = load_reader(shipped_folder("models") / "passages").read([sentence for _, sentence in sentences])
    raised = [
        [
            reading.score >= EVEN
            for reading, (label, _) in zip(readings, sentences, strict=True)
            if (label == "none") == none
        ]
        for none in (False, True)
    ]
    assert sum(raised[0]) / len(raised[0]) >= READ_FLOOR
    assert sum(raised[1]) / len(raised[1]) <= READ_CEILING


def test_no_held_out_sentence_is_taught() -> None:
    taught = {sentence.lower() for path in TAUGHT for _, sentence in read_sentences(path)}
    assert not taught & {sentence.lower() for _, sentence in read_sentences(HELD_OUT)}
