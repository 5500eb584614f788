"""Fold names and words so that two writings of one are equal."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "’": "'", "‘": "'", "‐": "-"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, without accents, curly apostrophes straightened."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


@lru_cache(maxsize=65536)
def fold_name(word: str) -> str:
    """A name word folded for comparison: as `fold`, without apostrophes, dots and a possessive."""
    word = fold(word)
    word = word.removesuffix("'s") if len(word) > 3 else word
    return word.replace("'", "").strip(".-")
