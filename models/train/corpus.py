"""Annotated texts in; numbered word pieces with their labels out.

Every line of a file is {"id", "text", "entities": [{"start", "end", "label", ...}]}.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from models.train.records import write_records
from models.train.tags import NOT_PERSON, TAGS, UNKNOWN
from redactor.detect.layout import GAP_COUNT, GLUED, STRIDE_PIECES, TextWord, lay_windows, split_words


@dataclass(frozen=True)
class Recipe:
    """How one file takes part: how many texts an epoch draws from it and what its labels can be trusted for."""

    file: str
    texts: int | None = None
    """Texts drawn anew for each epoch; None draws all."""
    persons_only: bool = False
    """Organisations and places are not marked in it, so only "no person" is known of the rest."""
    teaches_masking: bool = False
    genres: tuple[str, ...] = ()
    """Where given, only texts of these genres are read."""
    times: int = 1
    """How often each text stands in the corpus, cut into windows at another place every time."""


RECIPES = (
    Recipe("uksynth_train.jsonl", texts=2300),
    Recipe("tab_train.jsonl", teaches_masking=True, times=2),
    Recipe("wikigold_train.jsonl"),
    # The biographies and travel guides of GUM are share-alike; what is left is CC BY or public domain.
    Recipe("gum_train.jsonl", persons_only=True, genres=("academic", "court", "interview", "news")),
    Recipe("re3d_gov_train.jsonl"),
    Recipe("email_linking_train.jsonl", persons_only=True),
    Recipe("btc_train.jsonl", texts=1500),
    Recipe("wnut_train.jsonl", texts=1200),
)
INVENTED = Recipe("records", texts=1300)
"""Records written by records.py with the names of the first file's people."""
INVENTED_COUNT = 5200
"""Records written, of which each epoch draws its share."""

_SAME = {"PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC"}
_UNSURE = {"HANDLE", "GROUP"}


@dataclass(frozen=True)
class Piece:
    """A window of word pieces as arrays of one length: numbers, case, gap and the label for each head."""

    ids: np.ndarray
    case: np.ndarray
    gap: np.ndarray
    tags: np.ndarray
    masks: np.ndarray


def read_texts(path: Path) -> list[dict[str, Any]]:
    """Read all annotated texts of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def describe_files(folder: Path) -> list[dict[str, Any]]:
    """Name, SHA-256 and size in texts of every training file, for the card."""
    rows = []
    for recipe in RECIPES:
        content = (folder / recipe.file).read_bytes()
        rows.append(
            {
                "file": recipe.file,
                "sha256": hashlib.sha256(content).hexdigest(),
                "texts": content.count(b"\n"),
                "drawn": recipe.texts,
                "times": recipe.times,
                "genres": recipe.genres,
            }
        )
    return rows


def read_windows(folder: Path, tokenizer: Tokenizer, *, invented: int = INVENTED_COUNT) -> dict[str, list[list[Piece]]]:
    """Turn every training file, and so many invented records, into windows, grouped by file and text."""
    texts = {recipe: list(_chosen(folder, recipe)) for recipe in RECIPES}
    texts[INVENTED] = write_records(texts[RECIPES[0]], invented, seed=20)
    return {
        recipe.file: [
            _windows(text, recipe, tokenizer, skipped=time * STRIDE_PIECES // recipe.times)
            for time in range(recipe.times)
            for text in chosen
        ]
        for recipe, chosen in texts.items()
    }


def draw_epoch(corpus: dict[str, list[list[Piece]]], chance: np.random.Generator) -> list[Piece]:
    """Draw one epoch's windows in random order, holding each file to its share."""
    windows: list[Piece] = []
    for recipe in (*RECIPES, INVENTED):
        texts = corpus[recipe.file]
        drawn = chance.permutation(len(texts))[: recipe.texts]
        windows.extend(window for place in drawn for window in texts[place])
    return [windows[place] for place in chance.permutation(len(windows))]


def _chosen(folder: Path, recipe: Recipe) -> Iterator[dict[str, Any]]:
    for text in read_texts(folder / recipe.file):
        if not recipe.genres or text["meta"]["genre"] in recipe.genres:
            yield text


def _windows(text: dict[str, Any], recipe: Recipe, tokenizer: Tokenizer, *, skipped: int) -> list[Piece]:
    """Cut a text into windows, the first of which begins after so many pieces."""
    words = split_words(text["text"])
    tags = _label_words(words, text["entities"], recipe)
    masks = _label_masks(words, text["entities"], recipe)
    encoding = tokenizer.encode(
        [text["text"][word.start : word.end] for word in words], is_pretokenized=True, add_special_tokens=False
    )
    columns: list[tuple[int, int, int, int, int]] = []
    before = -1
    owners = [place for place in encoding.word_ids if place is not None]
    for number, place in zip(encoding.ids, owners, strict=True):
        word, tag = words[place], tags[place]
        first = place != before
        if not first and tag > 0 and TAGS[tag].startswith("B-"):
            tag += 1
        columns.append((number, word.case, word.gap if first else GLUED, tag, masks[place]))
        before = place
    if skipped >= len(columns):
        return []
    table = np.array(columns[skipped:], dtype=np.int64)
    return [Piece(*table[window.start : window.end].T) for window in lay_windows(len(table))]


def _label_words(words: tuple[TextWord, ...], marks: list[dict[str, Any]], recipe: Recipe) -> list[int]:
    labels = [NOT_PERSON if recipe.persons_only else 0] * len(words)
    taken = [False] * len(words)
    for mark in sorted(marks, key=lambda each: each["start"] - each["end"]):
        inside = [i for i, word in enumerate(words) if word.start < mark["end"] and word.end > mark["start"]]
        if not inside or any(taken[i] for i in inside):
            continue
        unsure = mark["label"] in _UNSURE
        label = _SAME.get(mark["label"]) if mark.get("kind", "name") == "name" else None
        if recipe.persons_only and label != "PERSON":
            label = None
        if not unsure and label is None:
            continue
        for i in inside:
            taken[i] = True
            labels[i] = UNKNOWN if unsure else TAGS.index(f"I-{label}")
        if not unsure:
            labels[inside[0]] = TAGS.index(f"B-{label}")
    return labels


def _label_masks(words: tuple[TextWord, ...], marks: list[dict[str, Any]], recipe: Recipe) -> list[int]:
    labels = [0 if recipe.teaches_masking else UNKNOWN] * len(words)
    if recipe.teaches_masking:
        for mark in marks:
            if mark["identifier_type"] != "NO_MASK":
                for i, word in enumerate(words):
                    if word.start < mark["end"] and word.end > mark["start"]:
                        labels[i] = 1
    return labels


def layout_code(case: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Number of the layout embedding for a case class and a gap class."""
    return np.asarray(case * GAP_COUNT + gap)
