"""Whether two accounts of the same paper tell the same words: two engines, or a text layer and its picture.

A text layer can be wrong though its page looks right: letters mapped to other letters, an old OCR layer under the
picture, text of which only a part is there. What a page shows is what its reader sees, so the picture is believed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from redactor.domain.box import Box

SAME_PLACE = 0.3
"""Two words speak of the same place where they share this much of the smaller one's box."""
FEW_LETTERS = 2
"""Shorter words say nothing."""
STRANGE_SHARE = 0.06
STRANGE_WORDS = 3
FEWEST_WORDS = 25
"""With so many words and no common one among them, a text is looked at."""

_VOWELS = frozenset("aeiouyw")
_JOINS = frozenset("-'’.&@/_+:*#%£$€()[]{}")
_EVERYDAY = frozenset(
    "the of and to in a is was for on with at by from he she be this that not it as are has have had his her they we "
    "you i or an will were been no yes date name mr mrs ms".split()
)

Account = Sequence[tuple[str, Box]]
"""Words with their boxes, all in one frame."""


def plain_text(text: str) -> str:
    """Letters and digits alone, in lower case and without accents."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in folded if mark.isalnum())


def agreement(one: Account, other: Account) -> float:
    """The share of the words of either account that the other tells as well at the same place, 0-1; 1 without words."""
    pairs = [_confirmed(one, other), _confirmed(other, one)]
    told = sum(words for _, words in pairs)
    return sum(agreed for agreed, _ in pairs) / told if told else 1.0


def confirmed_share(one: Account, other: Account) -> float:
    """The share of the words of `one` that the other account tells as well, 0-1; 1 where there are none."""
    agreed, words = _confirmed(one, other)
    return agreed / words if words else 1.0


def _confirmed(one: Account, other: Account) -> tuple[int, int]:
    worded = [(plain, box) for text, box in one if len(plain := plain_text(text)) >= FEW_LETTERS]
    against = [(plain, box) for text, box in other if (plain := plain_text(text))]
    if not worded or not against:
        return 0, len(worded)
    edges = np.array([(box.x0, box.y0, box.x1, box.y1) for _, box in against])
    areas = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1])
    agreed = 0
    for plain, box in worded:
        across = np.minimum(edges[:, 2], box.x1) - np.maximum(edges[:, 0], box.x0)
        down = np.minimum(edges[:, 3], box.y1) - np.maximum(edges[:, 1], box.y0)
        shared = np.clip(across, 0, None) * np.clip(down, 0, None)
        near = np.flatnonzero(shared > SAME_PLACE * np.minimum(areas, box.area))
        agreed += plain in "".join(
            against[place][0] for place in sorted(near, key=lambda place: float(edges[place, 0]))
        )
    return agreed, len(worded)


def is_strange(texts: Sequence[str]) -> bool:
    """Whether the words of a text layer look as if their letters stood for others, so that the picture must be asked.

    A cheap sign and no verdict: lists of names and foreign words raise it too.
    """
    words = [text.casefold() for text in texts if sum(map(str.isalpha, text)) >= 3]
    strange = sum(map(_is_strange, words))
    if strange >= max(STRANGE_WORDS, STRANGE_SHARE * len(words)):
        return True
    return len(words) >= FEWEST_WORDS and not _EVERYDAY.intersection(text.casefold().strip(".,:;") for text in texts)


def _is_strange(word: str) -> bool:
    """Whether a word has no vowel among four letters or more, or signs between its letters that no word has."""
    letters = [mark for mark in unicodedata.normalize("NFKD", word) if mark.isalpha()]
    if len(letters) >= 4 and not _VOWELS.intersection(letters) and not any(map(str.isdigit, word)):
        return True
    inner = word.strip("".join(_JOINS) + '"“”‘’,;!?…•–—<>|=')
    return any(
        not (mark.isalnum() or mark in _JOINS or unicodedata.combining(mark)) for mark in inner if mark not in "–—,;"
    )
