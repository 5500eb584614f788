"""What must not be found, told from the rulings themselves and never from what the redactor did.

For each page of the bundle: the areas that must be empty, the words that were withheld there and the words that
stay. For the bundle: the secrets that stand nowhere among what is released, so that a single sight of one is a leak.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redactor.domain.box import Box, apply_matrix, page_turn
from redactor.domain.decision import Ruling
from redactor.domain.document import Document, Page
from redactor.domain.finding import Category, Verdict, boxes_of

SHORTEST_SECRET = 4
"""Shorter words stand too often inside others to be looked for in raw bytes; the boxes answer for them."""

PDF_WORDS = frozenset(
    (
        "action alternate annot array author bits black border bold bookmark both catalog center char color "
        "colour contents courier count creation creator crop data date decode default dest device dict "
        "differences display document draft encoding fields filter first flags font form gray group height "
        "helvetica hidden identity image index indexed info italic keywords kids lang last length line link "
        "media metadata mode name names next none normal null number object order outlines page pages parent "
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """What one bundle page may show. `boxes` are in points as the eye sees the page, origin top left."""

    page_number: int
    boxes: tuple[Box, ...] = ()
    withheld: tuple[str, ...] = ()
    """The withheld words as squashed tokens (see `tokens_of`), one for each time they stood there."""
    released: tuple[str, ...] = ()
    """The tokens that stay, one for each time they stand there."""
    names: tuple[str, ...] = ()
    """Those of the withheld tokens that identify somebody by themselves: of names, numbers, contacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the whole bundle must live up to."""

    pages: tuple[PageProof, ...] = ()
    secrets: tuple[str, ...] = ()
    """Squashed tokens that were withheld and stand nowhere among what is released."""


def tokens_of(text: str) -> list[str]:
    """The text as squashed tokens: runs of letters and digits, compatibility-folded, no accents, lower case."""
    folded = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).casefold()
    return _LETTERS.findall("".join(mark for mark in folded if not unicodedata.combining(mark)))


def expect_page(document: Document, page_index: int, rulings: Sequence[Ruling], *, page_number: int) -> PageProof:
    """The proof for one page of a document, given every ruling on that document.

    A word is withheld where any part of it lies in a withheld place, second readings included.
    """
    page = document.pages[page_index]
    places = [
        (ruling.finding.category, page_box.box)
        for ruling in rulings
        if ruling.verdict is Verdict.WITHHOLD
        for page_box in boxes_of(document, ruling.finding.place)
        if page_box.page_index == page_index
    ]
    boxes = [box for _, box in places]
    withheld = [word for word in page.words if any(_mostly_in(word.box, box) for box in boxes)]
    gone = {word.start for word in withheld}
    named = [box for category, box in places if category not in _ORDINARY]
    return PageProof(
        page_number=page_number,
        boxes=tuple(seen_box(page, box) for box in boxes),
        withheld=tuple(token for word in withheld for token in tokens_of(word.text)),
        names=tuple(
            token
            for word in withheld
            if any(_mostly_in(word.box, box) for box in named)
            for token in tokens_of(word.text)
        ),
        released=tuple(token for word in page.words if word.start not in gone for token in tokens_of(word.text)),
    )


def expect_divider(document: Document, *, page_number: int) -> PageProof:
    """The proof for the one page that stands for a document withheld as a whole: none of its words."""
    words = [word for page in document.pages for word in page.words]
    return PageProof(page_number=page_number, withheld=tuple(token for word in words for token in tokens_of(word.text)))


def join_proof(pages: Iterable[PageProof], *, front: str = "") -> Proof:
    """The proof for the bundle: the pages' own, and the secrets that no page may show.

    `front` is the text of what stands before the pages; its words are released.
    """
    kept = tuple(pages)
    released = {token for page in kept for token in page.released} | set(tokens_of(front)) | PDF_WORDS
    named = {token for page in kept for token in page.names if len(token) >= SHORTEST_SECRET}
    inside = "\n".join(released)
    return Proof(pages=kept, secrets=tuple(sorted(token for token in named if token not in inside)))


def prove_terms(terms: Iterable[str]) -> Proof:
    """The proof that none of these terms, one a line, stands anywhere; shorter ones than 4 letters are left out."""
    squashed = {"".join(tokens_of(term)) for term in terms}
    return Proof(secrets=tuple(sorted(term for term in squashed if len(term) >= SHORTEST_SECRET)))


def seen_box(page: Page, box: Box) -> Box:
    """A box of page space as the eye sees it after /Rotate, in points, cut to the page."""
    inside = box.clipped(page.width, page.height) or Box(0.0, 0.0, 0.0, 0.0)
    turn = page_turn(page.width, page.height, page.rotation)
    corners = [apply_matrix(turn, x, y) for x in (inside.x0, inside.x1) for y in (inside.y0, inside.y1)]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


def _mostly_in(word: Box, box: Box) -> bool:
    """Whether a tenth of a word's area, or its centre, lies in the box."""
    centre = box.contains_point((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
    return centre or (word.area > 0 and word.overlap(box) >= 0.1 * word.area)
