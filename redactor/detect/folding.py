"""Fold names and words so that two writings of one are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "’": "'", "‘": "'", "‐": "-"})


_IDLE_MARKS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]|(?<=\\n)(?:[>|] ?){1,8}")


def drop_idle_marks(text: str) -> tuple[str, Sequence[int]]:
    """A copy without zero-width characters and the quote marks that begin a line, and where each character stood.

    A number or an address that a mail program broke over two quoted lines is whole again in the copy.
    """
    if not _IDLE_MARKS.search(text):
        return text, range(len(text))
    back: list[int] = []
    at = 0
    for mark in _IDLE_MARKS.finditer(text):
        back.extend(range(at, mark.start()))
        at = mark.end()
    back.extend(range(at, len(text)))
    return "".join(text[place] for place in back), back


_DIGIT_IN_WORD = re.compile(r"(?<=[A-Za-z])[01](?=[A-Za-z]|\b)|\b[01](?=[A-Za-z]{2})")


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


def blurred(word: str) -> str:
    """The folded word with letters that OCR confuses made one."""
    return word.replace("rn", "m").replace("1", "l").replace("i", "l").replace("0", "o").replace("vv", "w")


def unread(words: str) -> str:
    """Words that OCR read with digits in them ("FlTZGIBB0N", "J0nty"), the digits made the letters they look like."""
    return " ".join(_unread_word(word) for word in words.split())


def _unread_word(word: str) -> str:
    letters = _DIGIT_IN_WORD.sub(lambda digit: "o" if digit[0] == "0" else "l", word)
    capitals = sum(mark.isupper() for mark in letters)
    return letters.replace("l", "I").upper() if 2 * capitals > len(letters) > 3 else letters
