"""A names model and the invented UK records in; how it does on each kind of text, mention and name out.

    python -m models.train.slices --data DIR --scorer score_ner.py

Kinds of text are the same records rewritten: in capitals, in lower case, with errors of OCR. Kinds of mention are the
mentions of the records as they stand. For kinds of name, the same records tell of people with names of one origin
after another, so that nothing but the names differs.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from models.train.corpus import read_texts
from models.train.origins import ORIGINS
from models.train.score import judge_texts, load_script
from redactor.detect.foreign import load_finder
from redactor.detect.names import NameFinder

FILE = "uksynth_dev.jsonl"
ORIGIN_TEXTS = 250
"""So many records are told anew for each origin."""
OCR_ERRORS = 0.02
"""Share of letters that OCR reads wrongly, where they have a likeness."""

_LOOKALIKES = {
    "l": ("1", "I"), "I": ("l", "1"), "i": ("l",), "O": ("0",), "o": ("0", "c"), "S": ("5",), "s": ("5",), "B": ("8",),
    "e": ("c",), "c": ("e",), "h": ("b",), "n": ("ri",), "m": ("rn", "nn"), "u": ("ii",), "a": ("o",), "t": ("f",),
    "g": ("q",), "v": ("y",), "r": ("i",), "d": ("cl",),
}  # fmt: skip
_NAMES = re.compile(r"[^\W\d_]{3,}(?: [^\W\d_]{3,})?")
"""Mentions that other names can stand for: one name or two, no initials and no titles."""

Text = dict[str, Any]


def slice_scores(texts: list[Text], scorer: Path, finder: NameFinder, *, rounds: int = 1000) -> list[tuple[str, Any]]:
    """Score every slice: its name and the measures of PERSON; of kinds of mention only the recall means anything."""
    judge = load_script(scorer)
    options = ["--bootstrap", str(rounds)]
    rows = []
    for name, rewritten in _kinds(texts):
        found = [(text["id"], finder.find(text["text"])) for text in rewritten]
        rows.append((name, judge_texts(judge, rewritten, found, options)["PERSON"]))
    return rows


def slices_table(rows: list[tuple[str, Any]]) -> str:
    """Lay the slices out as a Markdown table, with the gap between origins below it."""
    lines = ["| slice of uksynth_dev | mentions | masked recall | token precision |", "|---|---|---|---|"]
    for name, row in rows:
        low, high = row["ci95"]["masked_r"]
        precision = f"{row['token_p']:.3f}" if name.startswith(("all", "texts")) else ""
        lines.append(f"| {name} | {row['gold']} | {row['masked_r']:.3f} ({low:.3f}–{high:.3f}) | {precision} |")
    recalls = [row["masked_r"] for name, row in rows if name.startswith("names:")]
    lines.append(f"\nGap between the origins of names: {100 * (max(recalls) - min(recalls)):.1f} points.")
    return "\n".join(lines)


def _kinds(texts: list[Text]) -> Iterator[tuple[str, list[Text]]]:
    yield "all, as written", texts
    yield "texts: all in capitals", [_respell(text, str.upper) for text in texts]
    yield "texts: all in lower case", [_respell(text, str.lower) for text in texts]
    chance = np.random.default_rng(20)
    yield "texts: with errors of OCR", [_respell(text, lambda letter: _misread(letter, chance)) for text in texts]
    for name, belongs in MENTIONS.items():
        yield f"mentions: {name}", [_only(text, belongs) for text in texts]
    tellable = [text for text in texts if any(_NAMES.fullmatch(name) for name in _people(text))]
    for origin, (givens, families) in ORIGINS.items():
        chance = np.random.default_rng(20)
        retold = [_retell(text, givens, families, chance) for text in tellable[:ORIGIN_TEXTS]]
        yield f"names: {origin}", [_only(text, lambda _, mark: bool(mark.get("told"))) for text in retold]


def _people(text: Text) -> Iterator[str]:
    return (text["text"][mark["start"] : mark["end"]] for mark in text["entities"] if mark["label"] == "PERSON")


# ---------------------------------------------------------------- kinds of mention
def _initials(text: str, mark: Text) -> bool:
    letters = [each for each in text[mark["start"] : mark["end"]] if each not in ". "]
    return 1 < len(letters) <= 3 and all(each.isupper() for each in letters)


def _in_capitals(text: str, mark: Text) -> bool:
    return text[mark["start"] : mark["end"]].isupper() and not _initials(text, mark)


def _in_table(text: str, mark: Text) -> bool:
    end = text.find("\n", mark["end"])
    return "\t" in text[text.rfind("\n", 0, mark["start"]) + 1 : len(text) if end < 0 else end]


MENTIONS: dict[str, Callable[[str, Text], bool]] = {
    "in capitals": _in_capitals,
    "in lower case": lambda text, mark: text[mark["start"] : mark["end"]].islower(),
    "in a table": _in_table,
    "initials": _initials,
    "one word": lambda text, mark: text[mark["start"] : mark["end"]].isalpha() and not _initials(text, mark),
}


def _only(text: Text, belongs: Callable[[str, Text], bool]) -> Text:
    """Leave the label PERSON to the mentions that belong; others become "REST", which is not scored."""
    marks = [
        {**mark, "label": "REST"} if mark["label"] == "PERSON" and not belongs(text["text"], mark) else mark
        for mark in text["entities"]
    ]
    return {**text, "entities": marks}


# ---------------------------------------------------------------- kinds of text and of name
def _respell(text: Text, spell: Callable[[str], str]) -> Text:
    """Rewrite a text letter by letter, its marks moved along."""
    letters = [spell(letter) for letter in text["text"]]
    places = [0, *np.cumsum([len(letter) for letter in letters]).tolist()]
    marks = [{**mark, "start": places[mark["start"]], "end": places[mark["end"]]} for mark in text["entities"]]
    return {**text, "text": "".join(letters), "entities": marks}


def _misread(letter: str, chance: np.random.Generator) -> str:
    looks = _LOOKALIKES.get(letter)
    if looks is None or chance.random() >= OCR_ERRORS:
        return letter
    return looks[int(chance.integers(len(looks)))]


def _retell(text: Text, givens: tuple[str, ...], families: tuple[str, ...], chance: np.random.Generator) -> Text:
    """Give everybody who stands with one name or two other ones, cased alike; marks say "told"."""
    told: dict[str, str] = {}
    written, marks, done = "", [], 0
    for mark in sorted(text["entities"], key=lambda each: each["start"]):
        name = text["text"][mark["start"] : mark["end"]]
        changed = mark["label"] == "PERSON" and _NAMES.fullmatch(name) is not None
        if changed and name.lower() not in told:
            given, family = givens[chance.integers(len(givens))], families[chance.integers(len(families))]
            told[name.lower()] = f"{given} {family}" if " " in name else (given, family)[chance.integers(2)]
        written += text["text"][done : mark["start"]]
        start = len(written)
        written += _cased_like(told[name.lower()], name) if changed else name
        marks.append({**mark, "start": start, "end": len(written), "told": changed})
        done = mark["end"]
    return {**text, "text": written + text["text"][done:], "entities": marks}


def _cased_like(name: str, pattern: str) -> str:
    return name.upper() if pattern.isupper() else name.lower() if pattern.islower() else name


def main() -> None:
    """Print the table of slices."""
    parser = argparse.ArgumentParser(prog="python -m models.train.slices", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/names"))
    parser.add_argument("--rounds", type=int, default=1000)
    asked = parser.parse_args()
    rows = slice_scores(read_texts(asked.data / FILE), asked.scorer, load_finder(asked.names), rounds=asked.rounds)
    sys.stdout.write(slices_table(rows) + "\n")


if __name__ == "__main__":
    main()
