"""What the pages of a record do not show comes in, sheets that list it go out.

They go through the same detection and review as any page, and are never disclosed unless a person releases them.
"""

from __future__ import annotations

from collections.abc import Sequence

from redactor.domain.document import LoosePage, Sheet
from redactor.ingest.blocks import Block, Heading, Note, Table
from redactor.ingest.facsimile import Unseen
from redactor.ingest.typeset import typeset

TITLE = "Not visible on the pages of this record"
EXPLANATION = (
    "Made by redactor. The file also holds what follows; it is disclosed only if a reviewer releases this sheet."
)


def typeset_unseen(unseen: Sequence[Unseen]) -> tuple[bytes, tuple[LoosePage, ...]]:
    """Lay out a table of place, author and text: the PDF and its pages, or no bytes and no pages for nothing.

    Lines and cells of a text stand side by side in its row. Raises TooLarge past the page limit.
    """
    if not unseen:
        return b"", ()
    blocks: tuple[Block, ...] = (Heading(TITLE, level=2), Note(EXPLANATION), unseen_table(unseen))
    return typeset(blocks, sheet=Sheet.UNSEEN)


def unseen_table(unseen: Sequence[Unseen]) -> Table:
    """The list as a table; the author's column only where one is known."""
    if any(each.author for each in unseen):
        rows = tuple((each.place, each.author, each.text) for each in unseen)
        return Table((("Place", "Author", "Text"), *rows), header_rows=1)
    return Table((("Place", "Text"), *((each.place, each.text) for each in unseen)), header_rows=1)
