"""What a record without pages is made of, before `typeset` lays it out: headings, paragraphs, tables, pictures.

A text is a plain string or a tuple of Runs. "\\n" in it starts a new line on paper and in the page's text (in a
table cell on paper only: a row is one line of text).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag


class Style(IntFlag):
    """How a run of text looks; flags may be joined."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    STRUCK = 4
    UNDERLINED = 8
    FAINT = 16
    """Grey: words of ours, or of the frame, rather than of the record."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    style: Style = Style.PLAIN


Content = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title above what follows it; level 1 is the largest, 3 the smallest."""

    content: Content
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `indent` is in points; `bullet` ("•", "3.") hangs before the text and is read with it."""

    content: Content
    indent: float = 0.0
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value on one line of text: "Label: value"."""

    label: str
    content: Content


@dataclass(frozen=True, slots=True)
class Note:
    """Small grey words of ours about the record."""

    content: Content


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each row one line of text with a tab between cells; rows may differ in length.

    The first `header_rows` rows are repeated on each page. `letters` (column letters) stand small above the
    columns and `numbers` (one a row) small before each row, as a spreadsheet shows them.
    """

    rows: tuple[tuple[Content, ...], ...]
    header_rows: int = 0
    letters: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A picture in an encoding of its own (PNG, JPEG …); `width` in points, 0 where its own size counts."""

    content: bytes
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the page; a blank line in the text."""


@dataclass(frozen=True, slots=True)
class PageEnd:
    """What follows starts a new page; two of them make no empty page."""


Block = Heading | Paragraph | Field | Note | Table | PictureBlock | Rule | PageEnd
