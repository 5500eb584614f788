"""What must not be found, told from the rulings themselves and never from what the redactor did.

For each page of the bundle: the areas that must be empty, the words that were withheld there and the words that
stay. For the bundle: the secrets that stand nowhere among what is released, so that a single sight of one is a leak.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.domain.decision import Ruling
from redactor.domain.document import Document, Page, Sheet, Word
from redactor.domain.finding import Category, Place, Span, Verdict, WholePage, boxes_of
from redactor.domain.redaction import Moved

SHORTEST_SECRET = 4
"""Shorter words stand too often inside others to be looked for in raw bytes; the boxes answer for them."""

PDF_WORDS = frozenset(
    (
        "action adobe alternate annot array author bits black border bold bookmark both catalog center char color "
        "colour contents courier count creation creator crop data date decode default dest device dict "
        "differences display document draft encoding fields filter first flags font form gray group height "
        "helvetica hidden identity image index indexed info italic keywords kids lang last length line link "
        "media metadata mode name names next none normal null number object order outlines page pages parent "
        "registry ordering supplement procset findresource defineresource currentdict codespacerange "
        "path pattern prev producer properties range regular resources root rotate separation size space span "
        "stream structure style subject subtype symbol table text times title transparency true type unicode "
        "user value version view viewer white widget width widths "
    ).split()
)
"""Words of the format itself: as secrets they would be found in every file."""

_ORDINARY = frozenset(
    {
        Category.PASSAGE,
        Category.SPECIAL,
        Category.ROW,
        Category.PICTURE,
        Category.UNREAD,
        Category.UNSEEN,
        Category.DRAWN,
    }
)
"""What is withheld in these categories is mostly ordinary words, which prove nothing by themselves."""

_LETTERS = re.compile(r"[^\W_]+")

FOOTER = "Page of Document Draft: suggestions not reviewed by a person"
"""What the assembler prints at the foot of pages by itself, beside the reference of the request."""
DIVIDER = "This Document has been withheld"
"""What it prints on the page that stands for a withheld document."""

_BAND = 0.25
"""The part of a word's height, above and below, in which the ink of neighbouring lines may stand in tight leading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A word that stays and is said to stand elsewhere now: its letters, its box now and the one it left, in points
    as the eye sees the page."""

    text: str
    box: Box
    left: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the redactor says it did on a page, page space: boxes it painted and kept words it moved.

    Nothing here is believed: a cover has to be one colour but for its label, and a moved word has to be spelled where
    it is said to stand. A claim about a word that is withheld is not heard.
    """

    covers: tuple[Box, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """What one bundle page may show."""

    page_number: int
    boxes: tuple[Box, ...] = ()
    """What must be empty, in points as the eye sees the page, origin top left: of a word the middle band of its
    height, because the lines above and below may reach into the rest; of an area that was marked, all of it."""
    withheld: tuple[str, ...] = ()
    """The withheld words as squashed tokens (see `tokens_of`), one for each time they stood there."""
    released: tuple[str, ...] = ()
    """The tokens that stay, one for each time they stand there, in reading order."""
    names: tuple[str, ...] = ()
    """Those of the withheld tokens that identify somebody by themselves: of names, numbers, contacts."""
    covers: tuple[Box, ...] = ()
    """Where boxes are said to be painted, as the eye sees the page."""
    placed: tuple[Placed, ...] = ()
    """Released words that are said to have moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the whole bundle must live up to."""

    pages: tuple[PageProof, ...] = ()
    secrets: tuple[str, ...] = ()
    """Squashed tokens that were withheld and stand nowhere among what is released."""
    footer: tuple[str, ...] = ()
    """The tokens that the assembler prints on every page."""


def tokens_of(text: str) -> list[str]:
    """The text as squashed tokens: runs of letters and digits, compatibility-folded, no accents, lower case.

    Soft hyphens and what PDFium gives for a hyphen at the end of a line (U+0002, U+FFFE) do not part a token.
    """
    joined = re.sub("(?:\u0002|\ufffe)\\s*|\u00ad", "", text)
    folded = unicodedata.normalize("NFKD", joined).casefold()
    return _LETTERS.findall("".join(mark for mark in folded if not unicodedata.combining(mark)))


def expect_page(
    document: Document,
    page_index: int,
    rulings: Sequence[Ruling],
    *,
    page_number: int,
    claims: Claims = Claims(),
) -> PageProof:
    """The proof for one page of a document, given every ruling on that document and what the redactor claims.

    A word is withheld where a withheld span shares a character with it, or where its centre lies in a withheld area
    or in a word of a second reading that is withheld. A sheet of ours that nobody released is withheld as a whole.
    """
    page = document.pages[page_index]
    ordinary: list[_Emptied] = []
    named: list[_Emptied] = []
    for ruling in rulings:
        if ruling.verdict is Verdict.WITHHOLD:
            kind = ordinary if ruling.finding.category in _ORDINARY else named
            kind.append(_emptied(document, page, ruling.finding.place))
    if page.sheet is Sheet.UNSEEN and not _is_released(page, rulings):
        ordinary.append(_emptied(document, page, WholePage(page.index)))
    names, withheld = _tokens(page, named), _tokens(page, [*ordinary, *named])
    gone = frozenset[int]().union(*(each.words for each in (*ordinary, *named)))
    return PageProof(
        page_number=page_number,
        boxes=tuple(seen for each in (*ordinary, *named) for box in each.boxes if (seen := seen_box(page, box))),
        withheld=withheld,
        names=names,
        released=tuple(token for word in page.words if word.start not in gone for token in tokens_of(word.text)),
        covers=tuple(seen for box in claims.covers if (seen := seen_box(page, box))),
        placed=tuple(_placed(page, gone, claims.moved)),
    )


def _placed(page: Page, gone: Collection[int], moved: Sequence[Moved]) -> Iterator[Placed]:
    """The claims about words of this page that stay, one a word."""
    words = {word.start: word for word in page.words if word.start not in gone}
    for start, box in {each.start: each.box for each in moved}.items():
        word = words.get(start)
        now = seen_box(page, box)
        if word is not None and now is not None:
            left = seen_box(page, _band(word.box, len(word.text)))
            yield Placed(text=word.text, box=now, left=left or now)


def _is_released(page: Page, rulings: Sequence[Ruling]) -> bool:
    """Whether a person ruled that a sheet of what the pages do not show may leave."""
    verdicts = {ruling.verdict for ruling in rulings if ruling.finding.place == WholePage(page.index)}
    return verdicts == {Verdict.RELEASE}


@dataclass(frozen=True, slots=True)
class _Emptied:
    """What a withheld place takes from a page: words by their start, areas in page space, words read elsewhere."""

    words: frozenset[int]
    boxes: tuple[Box, ...]
    texts: tuple[str, ...] = ()


def _tokens(page: Page, places: Sequence[_Emptied]) -> tuple[str, ...]:
    """The tokens of the words that the places take, each word once, and of what other readings say there."""
    starts = frozenset[int]().union(*(each.words for each in places))
    texts = [word.text for word in page.words if word.start in starts]
    texts += [text for each in places for text in each.texts]
    return tuple(token for text in texts for token in tokens_of(text))


def _emptied(document: Document, page: Page, place: Place) -> _Emptied:
    if not isinstance(place, Span):
        areas = tuple(each.box for each in boxes_of(document, place) if each.page_index == page.index)
        return _Emptied(_words_under(page, areas), areas)
    found = document.words_in(place.start, place.end, reading=place.reading)
    if place.reading is None:
        own = [word for word in found if page.start <= word.start < page.end]
        return _Emptied(frozenset(word.start for word in own), _bands(own))
    here = found if document.readings[place.reading].page_index == page.index else ()
    return _Emptied(_words_under(page, _bands(here)), _bands(here), tuple(word.text for word in here))


def _bands(words: Sequence[Word]) -> tuple[Box, ...]:
    return tuple(_band(word.box, len(word.text)) for word in words)


def _words_under(page: Page, areas: Sequence[Box]) -> frozenset[int]:
    return frozenset(
        word.start
        for word in page.words
        if any(area.contains_point((word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2) for area in areas)
    )


def _band(box: Box, letters: int) -> Box:
    """The part of a word's box that belongs to it alone: the middle of its height, of its width if it runs upwards."""
    down, across = _BAND * box.height, _BAND * box.width
    if letters < 3:  # nobody can tell which way it runs
        return Box(box.x0 + 0.8 * across, box.y0 + down, box.x1 - 0.8 * across, box.y1 - down)
    if box.height > 1.5 * box.width:
        return Box(box.x0 + across, box.y0, box.x1 - across, box.y1)
    return Box(box.x0, box.y0 + down, box.x1, box.y1 - down)


def expect_divider(document: Document, *, page_number: int) -> PageProof:
    """The proof for the one page that stands for a document withheld as a whole: none of its words."""
    printed = frozenset(tokens_of(f"{FOOTER} {DIVIDER}"))
    words = [word for page in document.pages for word in page.words]
    tokens = (token for word in words for token in tokens_of(word.text))
    return PageProof(page_number=page_number, withheld=tuple(token for token in tokens if token not in printed))


def join_proof(pages: Iterable[PageProof], *, front: str = "", footer: str = "") -> Proof:
    """The proof for the bundle: the pages' own, and the secrets that no page may show.

    `front` is the text of what stands before the pages; its words are released. `footer` is what the foot of every
    page says beside the words of FOOTER: the reference of the request.
    """
    kept = tuple(pages)
    printed = tuple(tokens_of(f"{FOOTER} {footer}"))
    released = {token for page in kept for token in page.released} | set(tokens_of(front)) | PDF_WORDS | set(printed)
    named = {token for page in kept for token in page.names if len(token) >= SHORTEST_SECRET}
    inside = "\n".join(released)
    return Proof(pages=kept, secrets=tuple(sorted(token for token in named if token not in inside)), footer=printed)


def prove_terms(terms: Iterable[str]) -> Proof:
    """The proof that none of these terms, one a line, stands anywhere; shorter ones than 4 letters are left out."""
    squashed = {"".join(tokens_of(term)) for term in terms}
    return Proof(secrets=tuple(sorted(term for term in squashed if len(term) >= SHORTEST_SECRET)))


def seen_box(page: Page, box: Box) -> Box | None:
    """A box of page space as the eye sees it after /Rotate, in points, cut to the page; None where it lies outside."""
    inside = box.clipped(page.width, page.height)
    if inside is None:
        return None
    turn = page_turn(page.width, page.height, page.rotation)
    corners = [apply_matrix(turn, x, y) for x in (inside.x0, inside.x1) for y in (inside.y0, inside.y1)]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))
