"""HTML of a message or a page comes in, blocks that a reader would see and a list of what it hides go out.

Nothing is fetched and nothing runs. What a browser would not draw (comments, hidden elements, white text, link
targets, scripts) is listed; styles are left out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from redactor.ingest.blocks import Block, Heading, Paragraph, PictureBlock, Rule, Table
from redactor.ingest.facsimile import Unseen
from redactor.ingest.styles import HIDING, NO_HIDING, Hiding, find_hiding

_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr legend li main nav ol optgroup option p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_SILENT_TAGS = frozenset(("script", "style", "title"))
_UNDRAWN_TAGS = frozenset(("noscript", "template", "datalist", "noframes"))
"""Elements whose text a browser that runs scripts does not draw."""
_ADDRESSES = ("srcset", "poster", "background", "action", "cite", "longdesc")
_DULL_META = ("generator", "viewport", "progid", "originator", "theme-color", "robots")
_SCRIPT_CHARACTERS = 4_000
"""So much of a script is listed: pages of web systems carry their records in one."""
_REMARKS = ("title", "aria-label", "placeholder", "content", "summary")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
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
    where: str = "the message's HTML"
    lists_scripts: bool = False
    hiding: Hiding = NO_HIDING
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def list_unseen(self, what: str, text: str) -> None:
        """Note something that a reader does not see."""
        if text:
            self.unseen.append(Unseen(f"{what} in {self.where}", text))


Pictures = Mapping[str, bytes]
"""The pictures that came with a page, by the address under which it names them."""
NO_PICTURES: Pictures = MappingProxyType({})


def read_markup(
    html: str, *, where: str = "the message's HTML", pictures: Pictures = NO_PICTURES, lists_scripts: bool = False
) -> Markup:
    """Read HTML, however broken. Order is that of the source. Scripts are listed on demand: web systems keep
    records in them.

    `where` names it on the unseen sheet. A picture is shown where the HTML itself holds it or `pictures` does; no
    other address is ever opened.
    """
    parser = etree.HTMLParser(no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        root = etree.fromstring(html.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Markup((Paragraph(html),) if html.strip() else (), ())
    reading = _Reading(lists_scripts=lists_scripts, where=where, pictures=pictures, hiding=find_hiding(root))
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if not isinstance(element.tag, str):
            if element.text and element.text.strip() and event == "comment":
                reading.list_unseen("comment", _squeeze(element.text))
            _add_text(reading, element.tail)
        elif event == "start":
            _open(reading, element)
        else:
            _close(reading, element)
    _flush(reading)
    return Markup(tuple(reading.blocks), tuple(reading.unseen))


def _open(reading: _Reading, element: etree._Element) -> None:
    tag = str(element.tag)
    if tag in _SILENT_TAGS:
        reading.silent += 1
        if tag == "title" or (tag == "script" and reading.lists_scripts):
            reading.list_unseen(tag, _squeeze("".join(element.itertext()))[:_SCRIPT_CHARACTERS])
        return
    if reading.hidden_from is None and _is_hidden(reading, element):
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
    if tag in _SILENT_TAGS:
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
        reading.list_unseen("hidden text", _squeeze("".join(reading.hidden)))
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


def _is_hidden(reading: _Reading, element: etree._Element) -> bool:
    style = _style(element)
    if element.get("hidden") is not None or HIDING.search(style) or element.tag in _UNDRAWN_TAGS:
        return True
    if reading.hiding.hides(element):
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
    """Targets, alternative texts, values: what a reader does not see, and what a form shows."""
    target = _squeeze(element.get("href") or "") if tag in ("a", "area", "base", "link") else ""
    if target and not target.startswith("#"):
        shown = _squeeze("".join(element.itertext()))
        if target.removeprefix("mailto:") not in shown:
            reading.list_unseen("link target", target)
    if tag == "img":
        _show_inline_picture(reading, element)
        reading.list_unseen("alternative text of a picture", _squeeze(element.get("alt") or ""))
    source = _squeeze(element.get("src") or element.get("data") or "")
    if source and not source.lower().startswith("data:"):
        reading.list_unseen("address of a picture" if tag == "img" else f"address of a {tag}", source)
    for name in _ADDRESSES:
        reading.list_unseen(f"address in {name}", _squeeze(element.get(name) or ""))
    if tag == "iframe":
        reading.list_unseen("page within the page", _squeeze(element.get("srcdoc") or ""))
    if tag == "input":
        _list_input(reading, element)
    is_dull = (element.get("name") or "").lower() in _DULL_META or element.get("http-equiv") is not None
    for name in _REMARKS if tag != "img" and not is_dull else ():
        what = _squeeze(element.get("name") or element.get("property") or "") if name == "content" else "of an element"
        reading.list_unseen(
            f"{'meta' if name == 'content' else name} {what}".strip(), _squeeze(element.get(name) or "")
        )
    for name, text in element.attrib.items():
        if str(name).startswith("data-") and any(char.isalpha() for char in str(text)):
            reading.list_unseen(f"attribute {name}", _squeeze(str(text)))


def _list_input(reading: _Reading, element: etree._Element) -> None:
    """A field of a form: what a reader sees in it goes on the page, all else is listed."""
    text, kind = _squeeze(element.get("value") or ""), (element.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        _add_text(reading, None, verbatim="[x] " if element.get("checked") is not None else "[ ] ")
    elif kind in ("hidden", "password", "submit", "button", "reset", "image"):
        reading.list_unseen(f"{'hidden ' if kind == 'hidden' else ''}form value", text)
    else:
        _add_text(reading, None, verbatim=text)


def _show_inline_picture(reading: _Reading, element: etree._Element) -> None:
    """A picture that the HTML holds (RFC 2397) or that came with it is seen by a reader, so it goes on the page."""
    source = (element.get("src") or "").strip()
    kind, _, content = source.partition(",")
    if reading.hidden_from is not None:
        return
    if kind.lower().startswith("data:image/") and kind.lower().endswith(";base64"):
        _flush(reading)
        try:
            reading.blocks.append(PictureBlock(base64.b64decode(content)))
        except ValueError:
            reading.blocks.append(PictureBlock(b""))
    elif source in reading.pictures:
        _flush(reading)
        reading.blocks.append(PictureBlock(reading.pictures[source]))


def _block_text(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, (Heading, Paragraph)) and isinstance(block.content, str):
            yield block.content
        elif isinstance(block, Table):
            yield from ("\t".join(str(cell) for cell in row) for row in block.rows)
