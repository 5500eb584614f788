"""HTML of a message comes in, blocks that a reader would see and a list of what it hides go out.

Nothing is fetched and nothing runs. What a browser would not draw (comments, hidden elements, white text, link
targets) is listed; scripts and styles are left out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.blocks import Block, Heading, Paragraph, PictureBlock, Rule, Table
from redactor.ingest.facsimile import Unseen

_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT_TAGS = frozenset(("script", "style", "noscript", "template", "svg", "math", "object"))
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_HIDING = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)"
    r"|font-size:(?:0|0?\.\d+|1)(?:px|pt|em|rem|%)?(?:;|$)|(?:max-)?(?:height|width):0(?:px)?(?:;|$)"
)
_WHITE = re.compile(r"(?:^|;)color:(?:#fff(?:fff)?\b|white\b|rgba?\(255,255,255|transparent\b)")
_GROUND = re.compile(r"background(?:-color)?:(?!#fff(?:fff)?\b|white\b|transparent\b|none\b|inherit\b)")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_GRID_CELL = 400
"""A table with a longer cell than this, in characters, is there for layout and is read as paragraphs."""


@dataclass(frozen=True, slots=True)
class Markup:
    """The blocks that show, and what does not."""

    blocks: tuple[Block, ...]
    unseen: tuple[Unseen, ...]

    @property
    def text(self) -> str:
        """What shows, as lines."""
        return "\n".join(_block_text(self.blocks))


@dataclass
class _Reading:
    blocks: list[Block] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    grid: etree._Element | None = None
    header_rows: int = 0
    hidden_from: etree._Element | None = None
    silent: int = 0
    quotes: int = 0
    pre: int = 0


def read_markup(html: str) -> Markup:
    """Read HTML, however broken. Order is that of the source."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        root = etree.fromstring(html.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Markup((Paragraph(html),) if html.strip() else (), ())
    reading = _Reading()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if not isinstance(element.tag, str):
            if element.text and element.text.strip() and event == "comment":
                reading.unseen.append(Unseen("comment in the message's HTML", _squeeze(element.text)))
            _add_text(reading, element.tail)
        elif event == "start":
            _open(reading, element)
        else:
            _close(reading, element)
    _flush(reading)
    return Markup(tuple(reading.blocks), tuple(reading.unseen))


def _open(reading: _Reading, element: etree._Element) -> None:
    tag = str(element.tag)
    if tag in _SILENT_TAGS or tag == "title":
        reading.silent += 1
        if tag == "title" and element.text and element.text.strip():
            reading.unseen.append(Unseen("title of the message's HTML", _squeeze(element.text)))
        return
    if reading.hidden_from is None and _is_hidden(element):
        reading.hidden_from = element
    if tag in _BLOCK_TAGS:
        _flush(reading)
    _open_special(reading, element, tag)
    _list_attributes(reading, element, tag)
    _add_text(reading, element.text)


def _open_special(reading: _Reading, element: etree._Element, tag: str) -> None:
    reading.quotes += tag == "blockquote"
    reading.pre += tag == "pre"
    if tag == "br":
        _add_text(reading, None, verbatim="\n")
    elif tag == "hr":
        reading.blocks.append(Rule())
    elif tag == "li":
        _add_text(reading, None, verbatim=_bullet(element) + " ")
    elif tag == "table" and reading.grid is None and _is_grid(element):
        reading.grid, reading.rows, reading.header_rows = element, [], 0
    elif tag == "tr" and reading.grid is not None:
        reading.cells = []


def _close(reading: _Reading, element: etree._Element) -> None:
    tag = str(element.tag)
    if tag in _SILENT_TAGS or tag == "title":
        reading.silent -= 1
        _add_text(reading, element.tail)
        return
    if reading.grid is not None and tag in ("td", "th", "tr"):
        _close_cell(reading, element, tag)
    elif tag in _BLOCK_TAGS:
        _flush(reading, heading=_HEADINGS.get(tag, 0))
    if element is reading.grid:
        if reading.rows:
            reading.blocks.append(Table(tuple(reading.rows), header_rows=min(reading.header_rows, 1)))
        reading.grid = None
    if element is reading.hidden_from:
        if text := _squeeze("".join(reading.hidden)):
            reading.unseen.append(Unseen("hidden text in the message's HTML", text))
        reading.hidden_from, reading.hidden = None, []
    reading.quotes -= tag == "blockquote"
    reading.pre -= tag == "pre"
    _add_text(reading, element.tail)


def _close_cell(reading: _Reading, element: etree._Element, tag: str) -> None:
    if tag == "tr":
        if any(reading.cells):
            if not reading.rows and all(cell.tag == "th" for cell in _cells(element)):
                reading.header_rows = 1
            reading.rows.append(tuple(reading.cells))
        reading.cells = []
        return
    reading.cells.append(_lines_of("".join(reading.buffer)))
    reading.buffer = []


def _add_text(reading: _Reading, text: str | None, *, verbatim: str = "") -> None:
    if reading.silent or not (text or verbatim):
        return
    shown = verbatim or (text or "" if reading.pre else _SPACE.sub(" ", text or ""))
    (reading.buffer if reading.hidden_from is None else reading.hidden).append(shown)


def _flush(reading: _Reading, *, heading: int = 0) -> None:
    if reading.grid is not None:
        if reading.buffer and not reading.buffer[-1].endswith("\n"):
            reading.buffer.append("\n")
        return
    if reading.hidden_from is not None:
        reading.hidden.append(" ")
    text = "".join(reading.buffer)
    text = text.strip("\n") if reading.pre else _lines_of(text)
    reading.buffer = []
    if not text.strip():
        return
    quote = "> " * reading.quotes
    text = "\n".join(quote + line for line in text.split("\n")) if quote else text
    reading.blocks.append(Heading(text, heading) if heading and not quote else Paragraph(text))


def _lines_of(text: str) -> str:
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _style(element: etree._Element) -> str:
    style = re.sub(r"\s+", "", (element.get("style") or "").lower())
    colour = (element.get("color") or "").lower()
    return f"color:{colour};{style}" if colour else style


def _is_hidden(element: etree._Element) -> bool:
    style = _style(element)
    if element.get("hidden") is not None or _HIDING.search(style):
        return True
    if not _WHITE.search(style):
        return False
    around = (element, *element.iterancestors())
    return not any(each.get("bgcolor") or _GROUND.search(_style(each)) for each in around)


def _is_grid(table: etree._Element) -> bool:
    if next(table.iter("table"), None) is not table or len(list(table.iter("table"))) > 1:
        return False
    texts = [[_squeeze("".join(cell.itertext())) for cell in _cells(row)] for row in table.iter("tr")]
    if any(len(text) > _GRID_CELL for row in texts for text in row):
        return False
    return any(sum(bool(text) for text in row) > 1 for row in texts)


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _bullet(element: etree._Element) -> str:
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "•"
    return f"{1 + sum(1 for _ in element.itersiblings('li', preceding=True))}."


def _list_attributes(reading: _Reading, element: etree._Element, tag: str) -> None:
    """Targets, alternative texts and hidden values: things that a reader does not see."""
    target = (element.get("href") or "").strip() if tag in ("a", "area") else ""
    if target and not target.startswith("#"):
        shown = _squeeze("".join(element.itertext()))
        if target.removeprefix("mailto:") not in shown:
            reading.unseen.append(Unseen("link target in the message's HTML", target))
    if tag == "img":
        _show_inline_picture(reading, element)
        for name, place in (("alt", "alternative text of a picture"), ("src", "address of a picture")):
            value = _squeeze(element.get(name) or "")
            if value and not value.lower().startswith("data:"):
                reading.unseen.append(Unseen(f"{place} in the message's HTML", value))
    if tag == "input" and (value := _squeeze(element.get("value") or "")):
        reading.unseen.append(Unseen("form value in the message's HTML", value))
    elif tag != "img" and (value := _squeeze(element.get("title") or "")):
        reading.unseen.append(Unseen("title of an element in the message's HTML", value))


def _show_inline_picture(reading: _Reading, element: etree._Element) -> None:
    """A picture that the HTML itself carries (RFC 2397) is seen by a reader, so it goes on the page."""
    kind, _, content = (element.get("src") or "").strip().partition(",")
    if reading.hidden_from is None and kind.lower().startswith("data:image/") and kind.lower().endswith(";base64"):
        _flush(reading)
        try:
            reading.blocks.append(PictureBlock(base64.b64decode(content)))
        except ValueError:
            reading.blocks.append(PictureBlock(b""))


def _block_text(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, (Heading, Paragraph)) and isinstance(block.content, str):
            yield block.content
        elif isinstance(block, Table):
            yield from ("\t".join(str(cell) for cell in row) for row in block.rows)
