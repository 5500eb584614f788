"""A names model and annotated development texts in; a table of scores out.

    python -m models.train.score --data DIR --scorer score_ner.py

DIR holds files *_dev.jsonl, one text a line as for training. The scorer is a script that takes --gold and --pred
files and prints one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from models.train.corpus import read_texts
from redactor.config import shipped_folder
from redactor.detect.foreign import load_finder
from redactor.detect.names import NameFinder, NameSpan, TransformerNames
from redactor.detect.patterns import find_identifiers
from redactor.rulebook import load_rulebook

LABELS = ("PERSON", "ORG", "LOC")


def score_folder(folder: Path, scorer: Path, finder: NameFinder, *, rounds: int = 1000) -> dict[str, Any]:
    """Score every development file: file -> label -> measures, with 95 % intervals from `rounds` resamplings.

    Court judgments are scored by what must be masked as well: the second head alone, and together with the rules for
    identifiers, which know the shape of case numbers.
    """
    judge = load_script(scorer)
    options = ["--labels", *LABELS, "--bootstrap", str(rounds)]
    scores: dict[str, Any] = {}
    for gold in sorted(folder.glob("*_dev.jsonl")):
        texts = read_texts(gold)
        found = [(text["id"], finder.find(text["text"])) for text in texts]
        scores[gold.name] = judge_texts(judge, texts, found, options)
        if gold.name.startswith("tab_") and isinstance(finder, TransformerNames):
            scores |= _score_masking(judge, gold.name, texts, finder, rounds)
    return scores


def _score_masking(
    judge: ModuleType, name: str, texts: list[dict[str, Any]], finder: TransformerNames, rounds: int
) -> dict[str, Any]:
    rules = load_rulebook(shipped_folder("rules"))
    options = ["--mode", "tab", "--bootstrap", str(rounds)]
    alone = [(text["id"], finder.find_identifying(text["text"])) for text in texts]
    shapes = [[hit for hit in find_identifiers(text["text"], rules) if not hit.rule.keep] for text in texts]
    both = [
        (number, (*spans, *(NameSpan(hit.start, hit.end, "MASK", hit.score) for hit in hits)))
        for (number, spans), hits in zip(alone, shapes, strict=True)
    ]
    return {
        f"{name} (masking)": judge_texts(judge, texts, alone, options),
        f"{name} (masking, with the rules for identifiers)": judge_texts(judge, texts, both, options),
    }


def table(scores: dict[str, Any]) -> str:
    """Lay the scores out as a Markdown table, one line a file and label."""
    lines = [
        "| texts | label | mentions | masked recall | token precision | exact F1 | documents clean |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, labels in scores.items():
        for label in LABELS:
            row = labels.get(label)
            if row and row["gold"]:
                cells = [_cell(row, key) for key in ("masked_r", "token_p", "exact_f1", "doc_clean")]
                lines.append(f"| {name} | {label} | {row['gold']} | {' | '.join(cells)} |")
    for name, labels in scores.items():
        if "TAB" in labels:
            keys = ("entity_r_direct", "entity_r_quasi", "token_r", "token_p")
            cells = [f"{key} {_cell(labels['TAB'], key)}" for key in keys]
            lines.append(f"\n{name}: {', '.join(cells)}")
    return "\n".join(lines)


def _cell(row: dict[str, Any], key: str) -> str:
    interval = row.get("ci95", {}).get(key)
    return f"{row[key]:.3f}" + (f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else "")


def judge_texts(
    judge: ModuleType,
    texts: list[dict[str, Any]],
    found: Sequence[tuple[str, Sequence[NameSpan]]],
    options: Sequence[str],
) -> dict[str, Any]:
    """Let the scorer compare what was found in each text, by its id, with the text's own marks."""
    with tempfile.TemporaryDirectory() as folder:
        gold, path = Path(folder) / "gold.jsonl", Path(folder) / "found.jsonl"
        gold.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
        with path.open("w", encoding="utf-8") as out:
            for number, spans in found:
                marks = [{"start": span.start, "end": span.end, "label": span.label} for span in spans]
                out.write(json.dumps({"id": number, "entities": marks}) + "\n")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            judge.main(["--gold", str(gold), "--pred", str(path), *options])
    scores: dict[str, Any] = json.loads(printed.getvalue())
    return scores


def load_script(path: Path) -> ModuleType:
    """Load the scorer from its file."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit("The scorer is not a Python script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the table, and write the scores as JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m models.train.score", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/names"))
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--json", type=Path, help="write all measures here")
    asked = parser.parse_args()
    scores = score_folder(asked.data, asked.scorer, load_finder(asked.names), rounds=asked.rounds)
    if asked.json:
        asked.json.write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(table(scores) + "\n")


if __name__ == "__main__":
    main()
