"""What a file says, told from its own code: what its pages should show, and what they cannot.

It becomes pages of ours where nobody keeps the layout; beside pages that somebody else made it shows what they lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redactor.domain.document import LoosePage, WordOrigin
from redactor.ingest.blocks import Block, Content, Field, Heading, Note, Paragraph, Table
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.typeset import typeset

LAYOUT_NOT_KEPT = "layout_not_kept"
NOT_ON_PAGES = "text that the pages do not show"

_OUR_MARK = re.compile(r"\[e?\d{1,4}\]")
_WORD = re.compile(r"\w+")
_PERHAPS_SHOWN = (
    "text of a slide master", "text of the embedded file", "part ", "link target", "header ", "footer ", "footnote ",
    "endnote ", "other copy", "chunk ", "hidden group",
)  # fmt: skip
"""Places whose text a page may show; of all others the place itself says something that no page does."""
_SHORT = 5
"""Shorter words are too easily met by chance inside other ones."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the pages of a file should show, in order; what else it holds; its title."""

    blocks: tuple[Block, ...]
    unseen: tuple[Unseen, ...]
    title: str = ""


def typeset_inventory(inventory: Inventory, *, footer: str, landscape: bool = False) -> Facsimile:
    """Pages of ours, marked as such. Raises TooLarge past the page limit."""
    blocks = inventory.blocks or (Note("Nothing in this record is visible."),)
    pdf, pages = typeset(blocks, footer=footer, landscape=landscape)
    return Facsimile(pdf, pages, inventory.unseen, inventory.title, (LAYOUT_NOT_KEPT,))


def list_missing(inventory: Inventory, pages: Iterable[LoosePage], told: Iterable[Unseen] = ()) -> Iterator[Unseen]:
    """Every line of the inventory with a word that stands on none of the pages and was not told yet, once each.

    Layout joins and divides words (hyphens at line ends, letters set apart), so a long word also counts as
    shown where its letters stand in a row on the pages.
    """
    shown = [word.text + ("" if not word.gap else " ") for page in pages for word in page.words]
    text = fold_text(" ".join(["".join(shown), *(each.text for each in told)]))
    words = set(_WORD.findall(text))
    squeezed = "".join(_WORD.findall(text))
    listed: set[str] = set()
    for line in lines_of(inventory.blocks):
        missing = {
            word
            for word in _WORD.findall(fold_text(_OUR_MARK.sub(" ", line)))
            if word not in words and (len(word) < _SHORT or word not in squeezed)
        }
        if missing and line not in listed:
            listed.add(line)
            yield Unseen(NOT_ON_PAGES, line)


def without_shown(unseen: Iterable[Unseen], pages: Iterable[LoosePage]) -> Iterator[Unseen]:
    """The list without what stands, word for word, on a page as well, where its place tells nothing besides."""
    words: set[str] = set()
    for page in pages:
        words |= words_of(" ".join(word.text for word in page.words))
    for each in unseen:
        if not each.place.startswith(_PERHAPS_SHOWN) or not words_of(each.text) <= words:
            yield each


def is_read(pages: Iterable[LoosePage]) -> bool:
    """Whether every page has told its words by itself; words of a page that OCR has yet to read cannot be missed."""
    return all(page.origin is not WordOrigin.UNREAD for page in pages)


def words_of(text: str) -> set[str]:
    """The words of a text, folded for comparison."""
    return set(_WORD.findall(fold_text(text)))


def fold_text(text: str) -> str:
    """The text with ligatures, accents and case made equal, and without soft hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("\u00ad", ""))
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def lines_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of blocks, a paragraph, a field or a table row each; words of ours are left out."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield plain_content(block.content)
            case Field():
                yield f"{block.label}: {plain_content(block.content)}"
            case Table():
                yield from ("\t".join(plain_content(cell) for cell in row) for row in block.rows)


def plain_content(content: Content) -> str:
    """The characters of a text without its styles."""
    return content if isinstance(content, str) else "".join(run.text for run in content)
