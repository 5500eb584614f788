"""Slices of the scores: texts rewritten with their marks, mentions chosen, people given other names."""

from __future__ import annotations

from pathlib import Path

from models.train.slices import slice_scores, slices_table
from redactor.detect.names import NameSpan

TEXT = "Bethan Pryce\t9:15\nTB told tomasz wilk. BETHAN PRYCE left in a hurry with Rowan."
NAMES = ("Bethan Pryce", "TB", "tomasz wilk", "BETHAN PRYCE", "Rowan")
SCORER = """
import argparse, json
def main(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold"); parser.add_argument("--pred"); parser.add_argument("--bootstrap")
    asked = parser.parse_args(argv)
    (gold,), (found,) = ([json.loads(line) for line in open(each)] for each in (asked.gold, asked.pred))
    names = [(m["start"], m["end"]) for m in gold["entities"] if m["label"] == "PERSON"]
    spans = [(m["start"], m["end"]) for m in found["entities"]]
    held = sum(any(s <= a and b <= e for s, e in spans) for a, b in names) / max(1, len(names))
    print(json.dumps({"PERSON": {"gold": [gold["text"][a:b] for a, b in names], "masked_r": held, "token_p": 1.0,
                                 "ci95": {"masked_r": [0.0, 1.0]}}}))
"""


class WholeText:
    """Takes every text for one name."""

    version = "whole"

    def find(self, text: str) -> tuple[NameSpan, ...]:
        return (NameSpan(0, len(text), "PERSON", 1.0),)


def scores(folder: Path) -> dict[str, list[str]]:
    (folder / "scorer.py").write_text(SCORER, encoding="utf-8")
    marks = [{"start": TEXT.index(n), "end": TEXT.index(n) + len(n), "label": "PERSON"} for n in NAMES]
    rows = slice_scores([{"id": "1", "text": TEXT, "entities": marks}], folder / "scorer.py", WholeText(), rounds=1)
    assert all(row["masked_r"] == 1.0 for _, row in rows)
    assert slices_table(rows).endswith("0.0 points.")
    return {name: row["gold"] for name, row in rows}


def test_each_slice_holds_its_own_mentions(tmp_path: Path) -> None:
    found = scores(tmp_path)
    assert found["all, as written"] == list(NAMES)
    assert found["mentions: initials"] == ["TB"]
    assert found["mentions: in a table"] == ["Bethan Pryce"]
    assert found["mentions: in lower case"] == ["tomasz wilk"]
    assert found["mentions: in capitals"] == ["BETHAN PRYCE"]
    assert found["mentions: one word"] == ["Rowan"]


def test_rewritten_texts_keep_their_marks_on_the_names(tmp_path: Path) -> None:
    found = scores(tmp_path)
    assert found["texts: all in capitals"] == [name.upper() for name in NAMES]
    assert found["texts: all in lower case"] == [name.lower() for name in NAMES]
    assert len(found["texts: with errors of OCR"]) == len(NAMES)


def test_somebody_retold_has_one_name_throughout_in_the_case_of_each_mention(tmp_path: Path) -> None:
    first, other, again, alone = scores(tmp_path)["names: South Asian"]
    assert first != "Bethan Pryce"
    assert again == first.upper()
    assert other == other.lower()
    assert alone != "Rowan"
    assert len(alone.split()) == 1
