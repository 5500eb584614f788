"""Whether the areas that were withheld are empty: no glyph but the label's, no ink but the cover's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from redactor.domain.box import Box
from redactor.domain.picture import Picture
from redactor.verify.secrets import tokens_of

INSET_PT = 0.75
"""How far inside the box looking begins: neighbours may touch its edge, and the cover has an outline."""
TOLERANCE = 60
"""Grey levels by which a cover may vary (compression, soft edges) and still count as one colour."""


def foreign_glyphs(glyphs: Iterable[tuple[str, Box]], boxes: Sequence[Box], label_tokens: frozenset[str]) -> int:
    """How many glyphs stand in the boxes that belong to no label."""
    inside: dict[int, list[str]] = {}
    for mark, place in glyphs:
        x, y = (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2
        for index, box in enumerate(boxes):
            if box.x0 + INSET_PT < x < box.x1 - INSET_PT and box.y0 + INSET_PT < y < box.y1 - INSET_PT:
                inside.setdefault(index, []).append(mark)
                break
    foreign = 0
    for marks in inside.values():
        left = "".join(tokens_of("".join(marks)))
        foreign += len(_without_labels(left, label_tokens))
    return foreign


def _without_labels(text: str, label_tokens: frozenset[str]) -> str:
    for token in sorted(label_tokens, key=len, reverse=True):
        text = text.replace(token, "")
    return text


def busy_boxes(picture: Picture, boxes: Sequence[Box], label_glyphs: Sequence[Box]) -> list[int]:
    """The indices of boxes that show more than one colour beside the glyphs of a label.

    `boxes` and `label_glyphs` in points as the eye sees the page; `picture` is the page so drawn.
    """
    return [index for index, box in enumerate(boxes) if _is_busy(picture, box, label_glyphs)]


def _is_busy(picture: Picture, box: Box, label_glyphs: Sequence[Box]) -> bool:
    scale = picture.dpi / 72.0
    left, top = round((box.x0 + INSET_PT) * scale) + 1, round((box.y0 + INSET_PT) * scale) + 1
    right, bottom = round((box.x1 - INSET_PT) * scale) - 1, round((box.y1 - INSET_PT) * scale) - 1
    near = [glyph.grown(0.8) for glyph in label_glyphs if glyph.overlap(box) > 0]
    levels = bytearray()
    for y in range(max(top, 0), min(bottom, picture.height_px)):
        row = picture.grey[y * picture.width_px : (y + 1) * picture.width_px]
        for x in range(max(left, 0), min(right, picture.width_px)):
            if not any(glyph.contains_point((x + 0.5) / scale, (y + 0.5) / scale) for glyph in near):
                levels.append(row[x])
    if not levels:
        return False
    usual = sorted(levels)[len(levels) // 2]
    return sum(abs(level - usual) > TOLERANCE for level in levels) > 0.01 * len(levels)
