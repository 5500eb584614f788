"""Which redactions cannot be laid anew: areas, pages, cut words, lines that something runs through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from redactor.domain.box import Box
from redactor.domain.redaction import Redaction, Treatment
from redactor.redact.segments import Atom, Frame, Segment, is_level

CUT_PT = 2.2
"""A word of which a box takes less than this is not cut: margins of boxes reach so far."""


def staying_redactions(
    segments: Sequence[Segment], redactions: Sequence[Redaction], frame: Frame, edges: Sequence[Box]
) -> set[int]:
    """The redactions that are no words of level lines: areas, pages, cut words, and what shares a line with them.

    `edges` are strokes and sides of pictures, level and upright, in the reading frame.
    """
    strokes = [edge for edge in edges if edge.width > edge.height]
    posts = [edge for edge in edges if edge.height > edge.width]
    taken: dict[int, list[Atom]] = {}
    for segment in segments:
        for atom in segment.atoms:
            if atom.taken is not None:
                taken.setdefault(atom.taken, []).append(atom)
    staying = {at for at, each in enumerate(redactions) if not _is_of_words(each, taken.get(at, ()), frame)}
    areas = [frame.seen(redactions[at].box) for at in staying]
    lines = [(segment, {atom.taken for atom in segment.atoms} - {None}) for segment in segments if segment.touched]
    for segment, own in lines:
        covered = any(area.overlap(segment.box) for area in areas) or is_struck(segment, strokes)
        covered = covered or _is_crossed(segment, posts)
        if covered or not segment.level or _is_cut(segment, redactions, frame):
            staying |= {at for at in own if at is not None}
    while True:
        more = {at for _, own in lines if own & staying for at in own if at is not None}
        if more <= staying:
            return staying
        staying |= more


def _is_of_words(redaction: Redaction, atoms: Sequence[Atom], frame: Frame) -> bool:
    if not atoms or redaction.treatment is Treatment.WHOLE_PAGE:
        return False
    box = frame.seen(redaction.box)
    height = max(atom.box.height for atom in atoms)
    covered = sum(atom.box.width for atom in atoms)
    return all(is_level(one.box, other.box) for one, other in pairwise(atoms)) and (
        box.height <= 2.2 * height and box.width <= 2.5 * covered + 2 * height
    )


def _is_cut(segment: Segment, redactions: Sequence[Redaction], frame: Frame) -> bool:
    """Whether a box takes a part of a word that stays."""
    boxes = [frame.seen(each.box) for each in redactions]
    return any(
        atom.taken is None
        and is_level(box, atom.box)
        and _shared_width(box, atom.box) > max(0.2 * atom.box.width, CUT_PT)
        for atom in segment.atoms
        for box in boxes
    )


def spread(redaction: Redaction, at: int, segments: Sequence[Segment], frame: Frame, *, ocr: bool) -> Redaction:
    """A redaction that stays where it is; on a scan it takes its whole line, so that it tells no width."""
    own = [segment for segment in segments if any(atom.taken == at for atom in segment.atoms)]
    box = frame.seen(redaction.box)
    if not ocr or not own or redaction.treatment is Treatment.WHOLE_PAGE or box.height > 2.5 * own[0].height:
        return redaction
    for segment in own:
        box = box.joined(segment.box)
    return replace(redaction, box=frame.back(box))


def is_struck(segment: Segment, strokes: Sequence[Box]) -> bool:
    """Whether a stroke that does not belong to the line alone runs through it."""
    own = segment.box
    inner, room = Box(own.x0, own.y0 + 0.2 * own.height, own.x1, own.y1 - 0.15 * own.height), own.grown(1.0)
    return any(
        inner.y0 < stroke.y0 < inner.y1
        and _shared_width(inner, stroke) > 0
        and not (room.x0 <= stroke.x0 and stroke.x1 <= room.x1)
        for stroke in strokes
    )


def _is_crossed(segment: Segment, posts: Sequence[Box]) -> bool:
    """Whether an upright stroke stands within a word that is taken: it stays, and would be seen where the word was."""
    taken = [atom.box for atom in segment.atoms if atom.taken is not None]
    return any(
        box.x0 + CUT_PT < post.x0 < box.x1 - CUT_PT and min(box.y1, post.y1) - max(box.y0, post.y0) > 0.2 * box.height
        for box in taken
        for post in posts
    )


def _shared_width(one: Box, other: Box) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)
