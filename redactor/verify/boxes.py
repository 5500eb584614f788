"""Whether the areas that were withheld are empty: no glyph but the label's, no ink but the cover's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from redactor.domain.box import Box
from redactor.domain.picture import Picture
from redactor.verify.secrets import Placed, tokens_of

INSET_PT = 0.75
"""How far inside the box looking begins: neighbours may touch its edge, and the cover has an outline."""
COVER_TOLERANCE = 12
"""Grey levels by which a cover, which is drawn as a rectangle of one colour, may vary."""
PICTURE_TOLERANCE = 60
"""The same for what lies under the cover: pictures are compressed with loss and noise stays in them."""
SPECK_SHARE = 0.01
SPECKS_PX = (3, 15)
"""Up to this share of a box may differ from its colour, at least and at most so many pixels."""


class Glyph(NamedTuple):
    """One glyph as PDFium reads it: its box round the ink and its box of the font's height, as the eye sees the page,
    points, origin top left."""

    mark: str
    ink: Box
    room: Box


def label_places(glyphs: Sequence[Glyph], labels: Iterable[str]) -> frozenset[int]:
    """The indices of the glyphs that spell a label from its first letter to its last, one after the other.

    Half a label proves nothing, so its glyphs are not among them.
    """
    spelled: list[str] = []
    owners: list[int] = []
    for index, glyph in enumerate(glyphs):
        for letter in _letters(glyph.mark):
            spelled.append(letter)
            owners.append(index)
    text = "".join(spelled)
    found: set[int] = set()
    for label in sorted({"".join(tokens_of(label)) for label in labels} - {""}, key=len, reverse=True):
        at = text.find(label)
        while at >= 0:
            found.update(owners[at : at + len(label)])
            at = text.find(label, at + len(label))
    return frozenset(found)


def proved_words(glyphs: Sequence[Glyph], placed: Sequence[Placed]) -> tuple[frozenset[int], tuple[Placed, ...]]:
    """The indices of the glyphs of kept words that stand where they are said to, and the words that do not.

    The glyphs of which the middle stands in a word's box, from left to right, have to spell the word, each once.
    """
    found: set[int] = set()
    absent: list[Placed] = []
    middles = _middles([glyph.room for glyph in glyphs]) if glyphs else np.zeros((0, 2))
    for word in placed:
        box = word.box
        inside = (box.x0 <= middles[:, 0]) & (middles[:, 0] <= box.x1)
        inside &= (box.y0 <= middles[:, 1]) & (middles[:, 1] <= box.y1)
        own = sorted((int(index) for index in np.flatnonzero(inside)), key=lambda index: middles[index, 0])
        if sorted("".join(_letters(glyphs[index].mark) for index in own)) == sorted(_letters(word.text)):
            found.update(own)
        else:
            absent.append(word)
    return frozenset(found), tuple(absent)


def foreign_glyphs(glyphs: Sequence[Glyph], boxes: Sequence[Box], labels: frozenset[int]) -> int:
    """How many letters and digits stand in the boxes; `labels` are the indices of glyphs that may.

    A glyph stands in a box where the middle of its ink and the middle of its room both do.
    """
    others = [glyph for index, glyph in enumerate(glyphs) if index not in labels and _letters(glyph.mark)]
    if not others or not boxes:
        return 0
    ink, room = _middles([glyph.ink for glyph in others]), _middles([glyph.room for glyph in others])
    inside = np.zeros(len(others), dtype=bool)
    for box in boxes:
        inside |= _are_in(ink, box) & _are_in(room, box)
    return int(inside.sum())


def _letters(mark: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", mark).casefold() if each.isalnum())


def _middles(boxes: Sequence[Box]) -> np.ndarray:
    return np.array([((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in boxes])


def _are_in(points: np.ndarray, box: Box) -> np.ndarray:
    x, y = points[:, 0], points[:, 1]
    margin_x, margin_y = min(INSET_PT, box.width / 4), min(INSET_PT, box.height / 4)
    across = (box.x0 + margin_x < x) & (x < box.x1 - margin_x)
    return np.asarray(across & (box.y0 + margin_y < y) & (y < box.y1 - margin_y))


def busy_boxes(picture: Picture, boxes: Sequence[Box], *, labels: Sequence[Box], tolerance: int) -> list[int]:
    """The indices of boxes that show more than one colour beside the glyphs of a label.

    `boxes` and `labels` (where the glyphs of labels are) in points as the eye sees the page; `picture` is the page
    so drawn; `tolerance` in grey levels.
    """
    levels = np.frombuffer(picture.grey, dtype=np.uint8).reshape(picture.height_px, picture.width_px)
    masked = np.zeros(levels.shape, dtype=bool)
    scale = picture.dpi / 72.0
    for label in labels:
        masked[_pixels(label.grown(1.0), scale, outwards=1)] = True
    return [
        index
        for index, box in enumerate(boxes)
        if _is_busy(levels, masked, _pixels(_inset(box), scale, outwards=0), tolerance)
    ]


def _inset(box: Box) -> Box:
    across, down = min(INSET_PT, box.width / 4), min(INSET_PT, box.height / 4)
    return Box(box.x0 + across, box.y0 + down, box.x1 - across, box.y1 - down)


def _pixels(box: Box, scale: float, *, outwards: int) -> tuple[slice, slice]:
    """The pixels of a box: those that lie in it as a whole, or with `outwards` all it touches and so many more."""
    if outwards:
        left, top = int(box.x0 * scale) - outwards, int(box.y0 * scale) - outwards
        right, bottom = int(box.x1 * scale) + 1 + outwards, int(box.y1 * scale) + 1 + outwards
    else:
        left, top = int(np.ceil(box.x0 * scale)), int(np.ceil(box.y0 * scale))
        right, bottom = max(int(box.x1 * scale), left + 1), max(int(box.y1 * scale), top + 1)
    return slice(max(top, 0), max(bottom, 0)), slice(max(left, 0), max(right, 0))


def _is_busy(levels: np.ndarray, masked: np.ndarray, where: tuple[slice, slice], tolerance: int) -> bool:
    seen = levels[where][~masked[where]].astype(np.int16)
    if not seen.size:
        return False
    usual = np.sort(seen)[seen.size // 2]
    differing = int((np.abs(seen - usual) > tolerance).sum())
    fewest, most = SPECKS_PX
    return differing > min(max(SPECK_SHARE * int(seen.size), fewest), most)
