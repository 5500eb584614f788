"""Lines of a scan closed up in the pixels: what stays is cut out, the line is wiped, and the pieces are put down anew.

Only where that can be done cleanly: on plain paper, with no ink between the words that is not theirs. A line where
it cannot is covered from its first word to its last, since a box among words that stay where they were would tell
the width of what it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from redactor.domain.box import Box
from redactor.domain.document import Page
from redactor.domain.redaction import Redaction
from redactor.redact.labels import seen_box
from redactor.redact.relay import Relay

INK = 70
"""Grey levels by which ink is darker than the paper round it."""
STRAY_SHARE = 0.02
"""Up to this part of the room between words may be specks."""
CROWDED = 0.25
"""A line into which more than this part of another line's word reaches stays as it is, with its boxes in place."""
WORD_MARGIN_PT = 0.6
LINE_MARGIN_PT = 1.0
ROUGH = 24
"""Grey levels by which plain paper varies at most."""


@dataclass(frozen=True)
class Scan:
    """A page drawn as the eye sees it, RGB, and how many pixels a point has."""

    image: Image.Image
    scale: float

    def corners(self, box: Box) -> tuple[int, int, int, int]:
        """The pixels that a box of the seen frame touches: left, top, right, bottom."""
        left, top = int(box.x0 * self.scale), int(box.y0 * self.scale)
        right, bottom = -int(-box.x1 * self.scale // 1), -int(-box.y1 * self.scale // 1)
        width, height = self.image.size
        return max(left, 0), max(top, 0), min(max(right, left + 1), width), min(max(bottom, top + 1), height)


def settle(scan: Scan, page: Page, relay: Relay, redactions: Sequence[Redaction]) -> Relay:
    """The relay as this scan allows it: lines that cannot be closed up cleanly become boxes from end to end."""
    swept: list[Box] = []
    covered: list[Redaction] = []
    rough: list[Box] = []
    for line in relay.swept:
        own = [each for each in redactions if _serves(each, line, page)]
        targets = [each.place for each in relay.shifts if line.contains_point(*_middle(each.word.box))]
        targets += [each.box for each in relay.labels if each.line == line]
        level = relay.turn == page.rotation % 360 and not _is_crowded(page, line)
        if level and _is_clean(scan, page, line, targets, own):
            swept.append(line)
            continue
        rough.append(line)
        if _is_crowded(page, line):
            covered += [each for each in own if each not in covered and each not in relay.in_place]
            continue
        bearer = next((each for each in own if each.label), own[0])
        covered.append(replace(bearer, box=_round(line, [each.box for each in own])))
    boxes = [each.box for each in (*relay.in_place, *covered)]
    return replace(
        relay,
        shifts=tuple(
            each
            for each in relay.shifts
            if not any(line.contains_point(*_middle(each.word.box)) for line in rough)
            and not any(box.overlap(each.place) > 0.1 * each.place.area for box in boxes)
        ),
        labels=tuple(each for each in relay.labels if each.line not in rough),
        swept=tuple(swept),
        in_place=(*relay.in_place, *covered),
    )


def _is_crowded(page: Page, line: Box) -> bool:
    """Whether other lines reach so far into this one that neither can be cut out or covered without the other."""
    others = (word.box for word in page.words if not line.contains_point(*_middle(word.box)))
    return any(line.overlap(box) > CROWDED * box.area for box in others)


def _serves(redaction: Redaction, line: Box, page: Page) -> bool:
    """Whether a redaction takes words of a line."""
    words = (word.box for word in page.words if redaction.box.contains_point(*_middle(word.box)))
    return any(line.contains_point(*_middle(box)) for box in words)


def _round(line: Box, boxes: Sequence[Box]) -> Box:
    for box in boxes:
        line = line.joined(box)
    return line


def _is_clean(scan: Scan, page: Page, line: Box, targets: Sequence[Box], own: Sequence[Redaction]) -> bool:
    """Whether a line, and the room it will take, hold plain paper and its own words alone."""
    old = seen(page, line).grown(LINE_MARGIN_PT)
    new = old
    for box in targets:
        new = new.joined(seen(page, box))
    left, top, right, bottom = scan.corners(new)
    grey = np.asarray(scan.image.crop((left, top, right, bottom)).convert("L")).astype(np.int16)
    paper = int(np.percentile(grey, 80))
    known = np.zeros(grey.shape, dtype=bool)
    taken = [word.box for word in page.words if line.contains_point(*_middle(word.box))]
    for box in (*taken, *(each.box for each in own)):
        x0, y0, x1, y1 = scan.corners(seen(page, box).grown(2 * WORD_MARGIN_PT))
        known[max(y0 - top, 0) : y1 - top, max(x0 - left, 0) : x1 - left] = True
    room = grey[~known]
    if not room.size:
        return True
    stray = (room < paper - INK).mean()
    return paper > 150 and bool(stray <= STRAY_SHARE) and bool(np.percentile(np.abs(room - paper), 75) <= ROUGH)


def close_up(scan: Scan, page: Page, relay: Relay, redactions: Sequence[Redaction]) -> Image.Image:
    """The page with its lines closed up; covers and labels are not painted yet."""
    if not relay.swept:
        return scan.image
    image = scan.image.copy()
    for line in relay.swept:
        for each in redactions:
            if line.overlap(each.box):
                _wipe(image, scan, seen(page, each.box), line=seen(page, line))
    pieces = [(shift, image.crop(scan.corners(_piece(page, shift.word.box)))) for shift in relay.shifts]
    for line in relay.swept:
        _wipe(image, scan, seen(page, line).grown(LINE_MARGIN_PT), line=seen(page, line))
    for shift, piece in pieces:
        source, target = _piece(page, shift.word.box), seen(page, shift.place)
        left = round((target.x0 - WORD_MARGIN_PT * shift.scale) * scan.scale)
        top = scan.corners(source)[1] + round((target.y0 - seen(page, shift.word.box).y0) * scan.scale)
        if shift.scale < 0.995:
            size = (max(round(piece.width * shift.scale), 1), piece.height)
            piece = piece.resize(size, Image.Resampling.LANCZOS)
        image.paste(piece, (left, top))
    return image


def _piece(page: Page, box: Box) -> Box:
    own = seen(page, box)
    return Box(own.x0 - WORD_MARGIN_PT, own.y0 - LINE_MARGIN_PT, own.x1 + WORD_MARGIN_PT, own.y1 + LINE_MARGIN_PT)


def _wipe(image: Image.Image, scan: Scan, box: Box, *, line: Box) -> None:
    """Paint an area in the colour of the paper of its line."""
    pixels = np.asarray(scan.image.crop(scan.corners(line.grown(2)))).reshape(-1, 3)
    light = pixels[pixels.sum(axis=1) >= np.percentile(pixels.sum(axis=1), 60)]
    red, green, blue = (int(level) for level in np.median(light, axis=0))
    image.paste((red, green, blue), scan.corners(box))


def seen(page: Page, box: Box) -> Box:
    """A page space box as the eye sees it."""
    return seen_box(box, width=page.width, height=page.height, rotation=page.rotation)


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
