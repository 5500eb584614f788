"""Pages that have to be read by their pixels: which they are, and a page with the words that were read.

Words come back in page space of the page as it was received, whichever way up and however crooked it was.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from redactor.domain.box import Box, apply_matrix
from redactor.domain.document import LoosePage, LooseWord, WordOrigin
from redactor.domain.picture import Picture
from redactor.ocr.doubt import weigh
from redactor.ocr.engine import OcrEngine, ReadWord
from redactor.ocr.ink import Mask, as_pixels, text_ink
from redactor.ocr.lines import order_words
from redactor.ocr.pictures import find_pictures
from redactor.ocr.prepare import Prepared, inverse, prepare

OCR_DPI = 300.0
"""The resolution at which to draw a page for reading."""
SMALLEST_PICTURE_PT2 = 2 * 72.0 * 72.0
"""A picture on a page of text may hold words of its own once it is larger than this."""
SCAN_SHARE = 0.25
"""Pictures that fill more than this share of a page of text are scans: what is not read in them raises doubt."""
WHOLE_SHARE = 0.6
"""A picture that takes more of a scanned page than this is the scan itself, or the table under the paper."""
SAME_WORD = 0.3
"""A word read from pixels is one known already where the two share this much of its box."""


def needs_reading(page: LoosePage) -> bool:
    """Whether there may be words on the page that only its pixels tell."""
    if page.origin is WordOrigin.UNREAD or not page.words:
        return True
    return page.origin is not WordOrigin.OCR and any(box.area > SMALLEST_PICTURE_PT2 for box in page.pictures)


def read_page(page: LoosePage, picture: Picture, engine: OcrEngine) -> LoosePage:
    """The page with every word that can be read from its picture, in page space, and the doubt that remains.

    `picture` is the page drawn in page space. Words that the page has already are kept, and come first; what
    is read on top of them is left out. A blank page comes back without words and without doubt.
    """
    prepared = prepare(picture, engine)
    pixels, dpi = as_pixels(prepared.picture), prepared.picture.dpi
    read = engine.read(prepared.picture) if text_ink(pixels, dpi).any() else ()
    boxes = {word: _place(word, prepared, page) for word in read}
    new = tuple(word for word, box in boxes.items() if not any(_covers(known.box, box) for known in page.words))
    first_line = 1 + max((word.line for word in page.words), default=-1)
    words = tuple(
        LooseWord(each.word.text, boxes[each.word], each.word.confidence, first_line + each.line, each.gap)
        for each in order_words(new, pixels, dpi)
    )
    codes = () if _is_looked_at_anyway(page) else weigh(new, pixels, dpi, settled=_settled(page, prepared)).codes
    origin = page.origin if page.words and not words else WordOrigin.OCR
    return replace(
        page,
        words=(*_ended(page.words), *words),
        origin=origin,
        doubt=(*page.doubt, *codes),
        pictures=_pictures(page, picture, anything_read=bool(words)),
    )


def _pictures(page: LoosePage, picture: Picture, *, anything_read: bool) -> tuple[Box, ...]:
    """The areas to look at: those known, and on a scan those found; a scan that was read is no picture itself."""
    if page.words:
        return page.pictures
    whole = WHOLE_SHARE * page.width * page.height
    known = tuple(box for box in page.pictures if not anything_read or box.area < whole)
    found = tuple(box for box in find_pictures(picture) if not anything_read or box.area < whole)
    return (*known, *(box for box in found if not any(_covers(other, box) for other in known)))


def _is_looked_at_anyway(page: LoosePage) -> bool:
    """Whether all that may stay unread lies in small pictures, which a person looks at in any case."""
    if not page.words or not page.pictures or page.origin is WordOrigin.UNREAD:
        return False
    return sum(box.area for box in page.pictures) < SCAN_SHARE * page.width * page.height


def _place(word: ReadWord, prepared: Prepared, page: LoosePage) -> Box:
    """The word's box on the page as it was received."""
    edges = (word.left_px, word.top_px, word.right_px, word.bottom_px)
    box = Box.from_pixels(*edges, dpi=prepared.picture.dpi, matrix=prepared.matrix)
    return box.clipped(page.width, page.height) or box


def _covers(known: Box, box: Box) -> bool:
    return known.overlap(box) > SAME_WORD * min(known.area, box.area)


def _ended(known: tuple[LooseWord, ...]) -> tuple[LooseWord, ...]:
    """The words that the page had, closed by a line end."""
    return (*known[:-1], replace(known[-1], gap="\n")) if known else ()


def _settled(page: LoosePage, prepared: Prepared) -> Mask | None:
    """Which pixels of the prepared picture belong to words that the page had already."""
    if not page.words:
        return None
    mask = np.zeros((prepared.picture.height_px, prepared.picture.width_px), np.bool_)
    scale = prepared.picture.dpi / 72
    onto = inverse(prepared.matrix)
    for word in page.words:
        box = word.box.grown(1.0)
        corners = [apply_matrix(onto, x * scale, y * scale) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        left, top = (max(int(min(corner[axis] for corner in corners)), 0) for axis in (0, 1))
        right, bottom = (max(int(max(corner[axis] for corner in corners)) + 1, 0) for axis in (0, 1))
        mask[top:bottom, left:right] = True
    return mask
