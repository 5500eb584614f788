"""Pages that have to be read by their pixels: which they are, and a page with the words that were read.

Words come back in page space of the page as it was received, whichever way up and however crooked it was. A page of
text is read where its pictures are, and as a whole where its text looks wrong: what the picture shows is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from redactor.domain.box import Box, apply_matrix
from redactor.domain.document import LoosePage, LooseReading, LooseWord, WordOrigin
from redactor.domain.picture import Picture
from redactor.ocr.doubt import SURE, UNREADABLE, Doubt, weigh
from redactor.ocr.engine import Readers, ReadWord
from redactor.ocr.ink import Mask, as_picture, as_pixels, text_ink
from redactor.ocr.lines import order_words
from redactor.ocr.pictures import find_pictures, find_strokes, is_sure
from redactor.ocr.prepare import Prepared, inverse, prepare
from redactor.ocr.trust import Account, confirmed_share, is_strange

OCR_DPI = 300.0
"""The resolution at which to draw a page for reading."""
SMALLEST_PICTURE_PT2 = 0.5 * 72.0 * 72.0
"""A picture on a page of text may hold words of its own once it is larger than this."""
SCAN_SHARE = 0.25
"""Pictures that fill more than this share of a page of text are scans: what is not read in them raises doubt."""
WHOLE_SHARE = 0.6
"""A picture that takes more of a scanned page than this is the scan itself, or the table under the paper."""
SAME_WORD = 0.3
"""A word read from pixels is one known already where the two share this much of its box."""
TRUSTED = 0.6
"""A text layer of which less than this share is seen in its picture is replaced by what is read there."""
FEW_WORDS = 4
"""So few words of a text layer in a picture prove nothing about it."""
AREA_MARGIN_PT = 3.0
_GAPS = ("", " ", "\t", "\n")
"""From the narrowest to the widest."""
LEFT_IN_PICTURE = 0.01
"""A picture of which no more than this share is anything but words and paper needs no look."""


@dataclass(frozen=True, slots=True)
class _Account:
    """What one engine read: its words in the text's order, placed on the page."""

    engine: str
    words: tuple[LooseWord, ...]


def needs_reading(page: LoosePage) -> bool:
    """Whether there may be words on the page that only its pixels tell, or words that its pixels do not tell."""
    if page.origin is WordOrigin.UNREAD or not page.words:
        return True
    if page.origin is not WordOrigin.TEXT_LAYER:
        return page.origin is WordOrigin.TYPESET and bool(_readable(page))
    return bool(_readable(page)) or _is_strange(page)


def read_page(page: LoosePage, picture: Picture, readers: Readers) -> LoosePage:
    """The page with every word that can be read from its picture, in page space, and the doubt that remains.

    `picture` is the page drawn in page space. Words that the page has already come first and stay, unless the
    picture tells others in their place; what is read on top of them is a second reading, as is what the second engine
    read. A blank page comes back without words and without doubt.
    """
    areas = _readable(page) if page.words and not _is_strange(page) and page.origin is not WordOrigin.UNREAD else ()
    prepared = _prepare(page, picture, readers, areas)
    pixels, dpi = as_pixels(prepared.picture), prepared.picture.dpi
    inked = bool(text_ink(pixels, dpi).any())
    first = readers.first.read(prepared.picture) if inked else ()
    settled = _settled(page, prepared)
    doubt = weigh(first, pixels, dpi, settled=settled)
    accounts = [_Account(readers.first.name, _place_words(first, prepared, page))]
    sure = [word for word in first if is_sure(word, readers.first.name)]
    if readers.second and inked and (doubt.codes or not readers.second_on_doubt):
        second = readers.second.read(prepared.picture)
        accounts.append(_Account(readers.second.name, _place_words(second, prepared, page)))
        sure += [word for word in second if is_sure(word, readers.second.name)]
        accounts, doubt = _best_first(accounts, doubt, weigh(first, pixels, dpi, second=second, settled=settled))
    done = _put_together(page, picture, accounts, doubt.codes)
    return done if page.words or doubt.codes or not inked else _with_strokes(done, prepared, sure)


def _best_first(accounts: list[_Account], alone: Doubt, both: Doubt) -> tuple[list[_Account], Doubt]:
    """The engine that could read the page first, where the other could not."""
    if UNREADABLE in alone.codes and len(accounts[1].words) > len(accounts[0].words):
        return accounts[::-1], both
    return accounts, both


def _put_together(page: LoosePage, picture: Picture, accounts: Sequence[_Account], codes: tuple[str, ...]) -> LoosePage:
    """The page with the first account among its words, and the others as second readings."""
    first = accounts[0]
    known = _trusted(page, first.words)
    stands = bool(known) and len(known) == len(page.words) and page.origin is not WordOrigin.UNREAD
    new = _without(first.words, known)
    if stands:  # then only its pictures can tell more than it does
        new = tuple(word for word in new if any(area.overlap(word.box) > 0 for area in _readable(page)))
    first_line = 1 + max((word.line for word in known), default=-1)
    words = tuple(replace(word, line=word.line + first_line) for word in new)
    others = accounts[1:] if len(new) == len(first.words) else accounts
    return replace(
        page,
        words=(*_ended(known), *words) if words else known,
        origin=page.origin if stands and not words else WordOrigin.OCR,
        doubt=page.doubt if stands and not _is_scan(page) else (*page.doubt, *codes),
        pictures=_pictures(page, picture, words=(*known, *words), anything_read=bool(words)),
        readings=tuple(LooseReading(each.engine, each.words) for each in others if each.words),
    )


# ---------------------------------------------------------------- what to read


def _readable(page: LoosePage) -> tuple[Box, ...]:
    """The pictures on a page of text that may hold words."""
    return tuple(box for box in page.pictures if box.area > SMALLEST_PICTURE_PT2)


def _is_strange(page: LoosePage) -> bool:
    return page.origin is WordOrigin.TEXT_LAYER and is_strange([word.text for word in page.words])


def _prepare(page: LoosePage, picture: Picture, readers: Readers, areas: Sequence[Box]) -> Prepared:
    """The picture made ready; of a page of text no more than its pictures, the rest white."""
    if not areas:
        return prepare(picture, readers.first)
    pixels, scale = as_pixels(picture), picture.dpi / 72
    masked = np.full_like(pixels, 255)
    edges = []
    for box in areas:
        grown = box.grown(AREA_MARGIN_PT)
        left, top = max(int(grown.x0 * scale), 0), max(int(grown.y0 * scale), 0)
        right, bottom = (
            min(int(grown.x1 * scale) + 1, picture.width_px),
            min(int(grown.y1 * scale) + 1, picture.height_px),
        )
        masked[top:bottom, left:right] = pixels[top:bottom, left:right]
        edges.append((left, top, right, bottom))
    left, top = (min(edge[at] for edge in edges) for at in (0, 1))
    right, bottom = (max(edge[at] for edge in edges) for at in (2, 3))
    prepared = prepare(as_picture(masked[top:bottom, left:right], picture.dpi), readers.first)
    a, b, c, d, e, f = prepared.matrix
    return replace(prepared, matrix=(a, b, c, d, e + left, f + top))


# ---------------------------------------------------------------- text layer or picture


def _trusted(page: LoosePage, read: Sequence[LooseWord]) -> tuple[LooseWord, ...]:
    """The words of the page less those that the picture contradicts: all of them, or those on one of its pictures."""
    if not page.words or page.origin is not WordOrigin.TEXT_LAYER:
        return page.words
    told = _told(read)
    kept = page.words
    for area in (Box(0.0, 0.0, page.width, page.height),) if _is_strange(page) else _readable(page):
        here = [word for word in kept if area.overlap(word.box) > 0.5 * word.box.area]
        if len(here) > FEW_WORDS and confirmed_share(_told(here), told) < TRUSTED and _is_told(here, read):
            kept = tuple(word for word in kept if word not in here)
    return kept


def _is_told(known: Sequence[LooseWord], read: Sequence[LooseWord]) -> bool:
    """Whether the picture tells words where the text layer has its: an unreadable picture contradicts nothing."""
    covered = sum(any(_covers(each.box, word.box) for each in read) for word in known)
    return covered > 0.5 * len(known)


def _told(words: Sequence[LooseWord]) -> Account:
    return [(word.text, word.box) for word in words]


# ---------------------------------------------------------------- pictures


def _pictures(page: LoosePage, picture: Picture, *, words: Sequence[LooseWord], anything_read: bool) -> tuple[Box, ...]:
    """The areas to look at: those known, and on a scan those found; a scan that was read is no picture itself."""
    if page.words:
        return tuple(box for box in page.pictures if not _is_all_words(box, picture, words))
    whole = WHOLE_SHARE * page.width * page.height
    known = tuple(box for box in page.pictures if not anything_read or box.area < whole)
    found = tuple(box for box in find_pictures(picture) if not anything_read or box.area < whole)
    return (*known, *(box for box in found if not any(_covers(other, box) for other in known)))


def _with_strokes(page: LoosePage, prepared: Prepared, sure: Sequence[ReadWord]) -> LoosePage:
    """A scanned page with its signatures and drawings among the areas to look at.

    On a page in doubt they are not told apart: all of it is looked at.
    """
    found = (_place_edges(edges, prepared, page) for edges in find_strokes(prepared.picture, sure))
    new = tuple(box for box in found if not any(_covers(known, box) for known in page.pictures))
    return replace(page, pictures=(*page.pictures, *new))


def _is_all_words(area: Box, picture: Picture, words: Sequence[LooseWord]) -> bool:
    """Whether an area shows words and paper and nothing else."""
    inside = [word for word in words if word.confidence >= SURE and area.overlap(word.box) > 0.5 * word.box.area]
    if not inside:
        return False
    scale = picture.dpi / 72
    left, top = max(int(area.x0 * scale), 0), max(int(area.y0 * scale), 0)
    seen = as_pixels(picture)[top : int(area.y1 * scale) + 1, left : int(area.x1 * scale) + 1].copy()
    for word in inside:
        box = word.box.grown(1.5)
        rows = slice(max(int(box.y0 * scale) - top, 0), max(int(box.y1 * scale) + 1 - top, 0))
        seen[rows, max(int(box.x0 * scale) - left, 0) : max(int(box.x1 * scale) + 1 - left, 0)] = 255
    return bool((seen < 245).mean() <= LEFT_IN_PICTURE)


def _is_scan(page: LoosePage) -> bool:
    """Whether pictures fill so much of a page of text that a person does not look at all that may stay unread there."""
    return sum(box.area for box in page.pictures) >= SCAN_SHARE * page.width * page.height


# ---------------------------------------------------------------- places


def _place_words(read: Sequence[ReadWord], prepared: Prepared, page: LoosePage) -> tuple[LooseWord, ...]:
    """What an engine read, in reading order, on the page as it was received."""
    return tuple(
        LooseWord(each.word.text, _place(each.word, prepared, page), each.word.confidence, each.line, each.gap)
        for each in order_words(read, as_pixels(prepared.picture), prepared.picture.dpi)
    )


def _place(word: ReadWord, prepared: Prepared, page: LoosePage) -> Box:
    """The word's box on the page as it was received."""
    return _place_edges((word.left_px, word.top_px, word.right_px, word.bottom_px), prepared, page)


def _place_edges(edges: tuple[float, float, float, float], prepared: Prepared, page: LoosePage) -> Box:
    box = Box.from_pixels(*edges, dpi=prepared.picture.dpi, matrix=prepared.matrix)
    return box.clipped(page.width, page.height) or box


def _covers(known: Box, box: Box) -> bool:
    return known.overlap(box) > SAME_WORD * min(known.area, box.area)


def _without(words: Sequence[LooseWord], known: Sequence[LooseWord]) -> tuple[LooseWord, ...]:
    """The words that lie on none of those known; where some go, the widest gap about them stays."""
    kept: list[LooseWord] = []
    for word in words:
        if not any(_covers(each.box, word.box) for each in known):
            kept.append(word)
        elif kept:
            kept[-1] = replace(kept[-1], gap=max(kept[-1].gap, word.gap, key=_GAPS.index))
    return tuple(kept)


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
