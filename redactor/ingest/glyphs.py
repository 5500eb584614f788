"""Read what one PDF page shows: words in reading order with measured boxes, pictures, and text that is not seen.

The trap is text that is in the page and not on it: painted invisibly, white on white, under a box, off the
page. The page is drawn once and every word has to have ink where it claims to stand; what has none is told
apart and never counts as read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pymupdf

from redactor.domain.box import IDENTITY, Box, Matrix, apply_matrix, page_turn
from redactor.domain.document import LoosePage, LooseWord, WordOrigin
from redactor.domain.order import Grid, order_words
from redactor.domain.tokens import cut_token
from redactor.ingest.ink import Drawn, covered_share, find_pictures, is_flat
from redactor.ingest.maps import has_lying_font
from redactor.ingest.pieces import Piece, runs_of
from redactor.ingest.rulings import Stroke, find_grids
from redactor.ingest.strokes import find_strokes

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_COLLECT_STYLES | pymupdf.TEXT_IGNORE_ACTUALTEXT
_PAINTED = 16 | 32 | 64
"""Bits of char_flags (PyMuPDF 1.28): filled, stroked, clipped."""
_LOOK_DPI = 100.0
_MAX_LOOK_PX = 6_000_000
_NEARLY_WHITE = 245
_MIN_SIZE_PT = 1.0
_FEW_WORDS = 50
"""A page that is mostly a picture with fewer visible words is read by OCR: the words may be a stamp on a scan."""
_UNMAPPED_SHARE = 0.05
_FEW_LETTERS = 5
"""With fewer single letters on a page nobody writes letter by letter."""
_WIDE = 3.0
"""A sign that is so many times as wide as its type is high is a picture of a word."""

INVISIBLE, COVERED, TINY, OFF_PAGE = "invisible text", "text without ink or under a cover", "tiny text", "off the page"

_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf06f": "○", "\u00ad": "-"})
_ILLEGIBLE = "\ufffd"


_Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that is in a page and cannot be seen there, and in what manner."""

    manner: str
    text: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What one page shows and what it hides."""

    page: LoosePage
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """A printed token in page space: its characters, their boxes, and how they are painted."""

    text: str
    corners: tuple[_Corners, ...]
    size: float
    grey: float
    painted: bool
    baseline: float
    turn: int

    @property
    def box(self) -> Box:
        """The smallest box round the characters."""
        return _around(self.corners)


def look_at_page(page: pymupdf.Page) -> Sight:
    """Read one page of a flattened PDF. The page's /Rotate is set to 0 on the way: hand in a page of your own."""
    rotation = int(page.rotation)
    page.set_rotation(0)
    width, height = float(page.rect.width), float(page.rect.height)
    drawn = _draw(page)
    shown: list[_Token] = []
    hidden: list[tuple[str, _Token]] = []
    for token in _find_tokens(page):
        manner = _hiding_manner(token, drawn, Box(0.0, 0.0, width, height))
        if manner:
            hidden.append((manner, token))
        else:
            shown.append(token)
    placed, penned = _find_painted(page)
    shown = _join_pieces(shown)
    unread = _is_unread(shown, covered_share(drawn, placed), blank=is_flat(drawn.grey)) or has_lying_font(page)
    if unread:
        replaced = [("text that OCR replaced", token) for token in shown]
        loose = LoosePage(width, height, rotation=rotation, origin=WordOrigin.UNREAD)
        return Sight(loose, _tell_hidden([*hidden, *replaced]))
    strokes = find_strokes(page) if penned else None
    words = _order_tokens(shown, strokes or [], width, height)
    pictures = find_pictures(drawn, placed, words=[token.box for token in shown], strokes=strokes)
    return Sight(LoosePage(width, height, words, rotation, pictures=pictures), _tell_hidden(hidden))


def _draw(page: pymupdf.Page) -> Drawn:
    area_px = page.rect.width * page.rect.height * (_LOOK_DPI / 72) ** 2
    scale = _LOOK_DPI / 72 * min(1.0, (_MAX_LOOK_PX / max(area_px, 1.0)) ** 0.5)
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=False, annots=False)
    rows = np.frombuffer(bytes(pixels.samples), np.uint8).reshape(pixels.height, pixels.stride)
    return Drawn(rows[:, : pixels.width], scale)


# Tokens


def _find_tokens(page: pymupdf.Page) -> Iterator[_Token]:
    content = page.get_text("rawdict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())
    for block in content["blocks"]:
        for line in block.get("lines", ()):
            yield from _cut_line(line)


def _cut_line(line: dict[str, Any]) -> Iterator[_Token]:
    """The tokens of one line; a token ends at white space and where the paint changes between seen and unseen."""
    turn = _turn_of(line["dir"])
    held: list[tuple[str, _Corners]] = []
    look: tuple[float, float, bool, float] = (0.0, 0.0, True, 0.0)
    for span in line["spans"]:
        painted = bool(span["char_flags"] & _PAINTED) and span.get("alpha", 255) > 0
        grey = _grey_of(span["color"])
        new_look = (float(span["size"]), grey, painted, float(span["origin"][1]))
        differs = (painted, grey >= _NEARLY_WHITE) != (look[2], look[1] >= _NEARLY_WHITE)
        if held and differs:
            yield _make_token(held, look, turn)
            held = []
        for char in span["chars"]:
            letter = char["c"]
            if letter.isspace():
                if held:
                    yield _make_token(held, look, turn)
                    held = []
            elif cleaned := _clean(letter):
                if not held:
                    look = new_look
                held.append((cleaned, _corners_of(char, span, turn)))
    if held:
        yield _make_token(held, look, turn)


def _join_pieces(tokens: list[_Token]) -> list[_Token]:
    """The tokens with letters that were written one by one put together, on upright lines."""
    if sum(len(token.text) == 1 for token in tokens) < _FEW_LETTERS:
        return tokens
    level = [token for token in tokens if token.turn == 0]
    pieces = [Piece(token.box, token.baseline, token.size, len(token.text)) for token in level]
    runs = [[level[at] for at in run] for run in runs_of(pieces)]
    return [*map(_join_run, runs), *(token for token in tokens if token.turn != 0)]


def _join_run(run: Sequence[_Token]) -> _Token:
    """One token of several; MuPDF writes narrow letters backwards where they were written so."""
    if len(run) == 1:
        return run[0]
    letters = sorted((pair for token in run for pair in zip(token.text, token.corners, strict=True)), key=_left_edge)
    return replace(run[0], text="".join(letter for letter, _ in letters), corners=tuple(box for _, box in letters))


def _left_edge(letter: tuple[str, _Corners]) -> float:
    return letter[1][0]


def _clean(letter: str) -> str:
    """The character as it goes into the text; empty where it is a control and shows nothing."""
    if letter.isascii():
        return letter if letter.isprintable() else ""
    mapped = letter.translate(_BULLETS)
    if mapped.isprintable():
        return mapped
    return "" if unicodedata.category(mapped) in ("Cc", "Cf") else "\ufffd"


def _corners_of(char: dict[str, Any], span: dict[str, Any], turn: int) -> _Corners:
    """A character's corners; fonts that claim to be taller than any glyph are cut to their size."""
    x0, y0, x1, y1 = char["bbox"]
    size = float(span["size"])
    if turn == 0 and y1 - y0 > 1.3 * size:
        baseline = float(char["origin"][1])
        y0, y1 = max(y0, baseline - 0.98 * size), min(y1, baseline + 0.32 * size)
    return x0, y0, x1, y1


def _around(corners: Sequence[_Corners]) -> Box:
    return Box(
        min(min(x0, x1) for x0, _, x1, _ in corners),
        min(min(y0, y1) for _, y0, _, y1 in corners),
        max(max(x0, x1) for x0, _, x1, _ in corners),
        max(max(y0, y1) for _, y0, _, y1 in corners),
    )


def _make_token(held: list[tuple[str, _Corners]], look: tuple[float, float, bool, float], turn: int) -> _Token:
    chars = "".join(char for char, _ in held)
    corners = tuple(box for char, box in held for _ in char)
    size, grey, painted, baseline = look
    return _Token(chars, corners, size, grey, painted, baseline, turn)


def _turn_of(direction: tuple[float, float]) -> int:
    """The clockwise quarter turn that makes a line upright, from its direction in page space."""
    across, down = direction
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 180
    return 270 if down > 0 else 90


def _grey_of(colour: int) -> float:
    return 0.299 * (colour >> 16 & 255) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255)


# Seen or not


def _hiding_manner(token: _Token, drawn: Drawn, sheet: Box) -> str:
    """In what manner a token is hidden; empty where it is seen."""
    box = token.box
    if not token.painted:
        return INVISIBLE
    visible = box.overlap(sheet)
    if visible < 0.5 * box.area or not sheet.contains_point((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2):
        return OFF_PAGE
    if token.size < _MIN_SIZE_PT:
        return TINY
    core = box
    if token.turn == 0 and any(char.isalnum() for char in token.text):
        top, bottom = token.baseline - 0.5 * token.size, token.baseline
        if box.y0 <= top < bottom <= box.y1:
            core = Box(box.x0, top, box.x1, bottom)
    seen = drawn.cut(core)
    if seen.size == 0:
        return ""
    if is_flat(seen):
        return COVERED
    if token.grey >= _NEARLY_WHITE and abs(float(np.median(seen)) - token.grey) <= 12:
        return COVERED
    return ""


def _is_unread(shown: list[_Token], picture_share: float, *, blank: bool) -> bool:
    """Whether OCR has to read the page: no text on a page with ink, a picture of a page, or letters without meaning."""
    if blank:
        return False
    if not shown or (picture_share > 0.5 and len(shown) < _FEW_WORDS):
        return True
    if any(token.turn == 0 and token.box.width > _WIDE * token.size * len(token.text) for token in shown):
        return True
    text = "".join(token.text for token in shown)
    return text.count(_ILLEGIBLE) > _UNMAPPED_SHARE * len(text)


def _tell_hidden(hidden: list[tuple[str, _Token]]) -> tuple[Hidden, ...]:
    texts: dict[str, list[str]] = {}
    for manner, token in hidden:
        texts.setdefault(manner, []).append(token.text)
    return tuple(Hidden(manner, " ".join(words)) for manner, words in texts.items())


# Pictures


def _find_painted(page: pymupdf.Page) -> tuple[list[Box], bool]:
    """Where pictures and shadings are painted, cut to the page; and whether anything is drawn with a pen."""
    placed: list[Box] = []
    penned = False
    for kind, corners in page.get_bboxlog():
        penned = penned or kind.endswith("path")
        if kind in ("fill-image", "fill-imgmask", "fill-shade"):
            box = Box.from_corners((corners[0], corners[2]), (corners[1], corners[3]))
            if inside := box.clipped(float(page.rect.width), float(page.rect.height)):
                placed.append(inside)
    return placed, penned


# Order


def _order_tokens(tokens: list[_Token], strokes: Sequence[Box], width: float, height: float) -> tuple[LooseWord, ...]:
    """Reading order, one direction of text after the other, the commonest first."""
    by_turn: dict[int, list[_Token]] = {}
    for token in tokens:
        by_turn.setdefault(token.turn, []).append(token)
    ordered: list[LooseWord] = []
    line = 0
    for turn, group in sorted(by_turn.items(), key=lambda entry: -len(entry[1])):
        upright = page_turn(width, height, turn)
        words = [_turn_word(word, upright) for token in group for word in _cut_words(token)]
        grids = _find_grids([_turn_box(stroke, upright) for stroke in strokes])
        back = _undo(turn, width, height)
        group_words = [
            replace(_turn_word(word, back), line=word.line + line) for word in order_words(words, grids=grids)
        ]
        line = max((word.line for word in group_words), default=line) + 1
        ordered += group_words
    return tuple(ordered)


def _cut_words(token: _Token) -> Iterator[LooseWord]:
    slices = cut_token(token.text)
    for place, (start, end) in enumerate(slices):
        gap = "" if place + 1 < len(slices) else " "
        yield LooseWord(token.text[start:end], _around(token.corners[start:end]), gap=gap)


def _undo(turn: int, width: float, height: float) -> Matrix:
    """The map back from the upright frame to page space."""
    across, down = (width, height) if turn % 180 == 0 else (height, width)
    return page_turn(across, down, -turn % 360)


def _turn_box(box: Box, matrix: Matrix) -> Box:
    if matrix == IDENTITY:
        return box
    corners = [apply_matrix(matrix, x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


def _turn_word(word: LooseWord, matrix: Matrix) -> LooseWord:
    return word if matrix == IDENTITY else replace(word, box=_turn_box(word.box, matrix))


def _find_grids(strokes: Sequence[Box]) -> tuple[Grid, ...]:
    across: list[Stroke] = [((s.y0 + s.y1) / 2, s.x0, s.x1) for s in strokes if s.width >= s.height]
    down: list[Stroke] = [((s.x0 + s.x1) / 2, s.y0, s.y1) for s in strokes if s.height > s.width]
    return find_grids(across, down)
