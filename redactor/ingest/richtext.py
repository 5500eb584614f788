"""An RTF file comes in as bytes; what it shows goes out, and what its groups hide: hidden and deleted text, notes.

Read by a bounded reader of ours: none that is at hand tells hidden from visible text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from redactor.errors import Damaged, TooLarge
from redactor.ingest.blocks import Block, Note, PageEnd, Paragraph, PictureBlock, Rule, Table
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.inventory import Inventory, typeset_inventory

FOOTER = "Typeset by redactor from an RTF file; layout not kept"
MAX_DEPTH = 2_000

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\"
)
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_MARGINS = {"header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
            "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer"}  # fmt: skip
_DULL = frozenset(
    (
        "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping "
        "datastore latentstyles xmlnstbl nonshppict objdata sp listtext pntext pntxtb pntxta pgptbl mmathPr pnseclvl "
        "revtim creatim printim buptim blipuid ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn filetbl shpgrp "
        "wgrffmtfilter picprop falt atnref atrfstart atrfend atndate atntime bkmkend panose fname lsdlockedexcept sn"
    ).split()
)
_TELLING = {
    "title": "property title",
    "subject": "property subject",
    "author": "property author",
    "manager": "property manager",
    "company": "property company",
    "operator": "property lastModifiedBy",
    "category": "property category",
    "keywords": "property keywords",
    "comment": "property comment",
    "doccomm": "property comment",
    "hlinkbase": "property hlinkbase",
    "fldinst": "field code",
    "bkmkstart": "bookmark",
    "revtbl": "reviewers kept in the file",
    "template": "template",
    "annotation": "comment",
    "atnid": "initials of a comment's author",
    "propname": "custom property",
    "staticval": "custom property",
    "objclass": "embedded file",
    "objname": "embedded file",
    "docvar": "document variable",
    "formfield": "form field",
}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
             177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
_CODE_PAGES = frozenset(
    [437, 850, 852, 866, 874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258]
)
_DULL_FIELD = re.compile(r"^\s*(?:PAGE|NUMPAGES|TOC|PAGEREF|REF|SEQ|DATE|TIME|FORMTEXT|FORMCHECKBOX)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a group's text goes: to the page, a margin, a note, or a place of its own."""

    name: str = ""
    is_hidden: bool = False
    is_gone: bool = False
    is_dull: bool = False
    skip: int = 1
    font: int = 0


@dataclass
class _Reading:
    code_page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    line: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    margins: dict[str, dict[str, None]] = field(default_factory=lambda: {"header": {}, "footer": {}})
    notes: list[str] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    apart: list[tuple[str, list[str]]] = field(default_factory=list)
    author: str = ""
    title: str = ""
    to_skip: int = 0
    starred: bool = False


def read_rich_text(untrusted: bytes) -> Facsimile:
    """An RTF file as pages of ours. Raises Damaged or TooLarge."""
    return typeset_inventory(inspect_rich_text(untrusted), footer=FOOTER)


def inspect_rich_text(untrusted: bytes) -> Inventory:
    """What an RTF file says on its pages, and all else that it holds. Raises Damaged or TooLarge."""
    if not untrusted.startswith(b"{\\rtf"):
        raise Damaged("the file is no RTF file")
    reading = _Reading()
    _read(reading, untrusted)
    _end_paragraph(reading)
    _end_table(reading)
    left = [(name, "".join(pieces).strip()) for name, pieces in reading.apart]
    reading.unseen += [Unseen(f"hidden group {name}", text) for name, text in left if text]
    headers, footers = reading.margins["header"], reading.margins["footer"]
    blocks: list[Block] = []
    blocks += [Note("Page header"), *(Paragraph(text) for text in headers), Rule()] if headers else []
    blocks += reading.blocks
    blocks += [Note("Notes"), *(Paragraph(text) for text in reading.notes)] if reading.notes else []
    blocks += [Rule(), Note("Page footer"), *(Paragraph(text) for text in footers)] if footers else []
    return Inventory(tuple(blocks), tuple(dict.fromkeys(reading.unseen)), reading.title)


def _read(reading: _Reading, untrusted: bytes) -> None:
    places = [_Place()]
    at = 0
    while at < len(untrusted) and (match := _TOKEN.match(untrusted, at)):
        at = match.end()
        word, number, code, sign, brace, plain = match.groups()
        if brace == b"{":
            places.append(places[-1])
            reading.starred = False
            if len(places) > MAX_DEPTH:
                raise TooLarge("the groups of the file lie too deep in one another")
        elif brace == b"}":
            ended = places.pop() if len(places) > 1 else places[-1]
            _end_group(reading, ended, places[-1])
        elif word == b"bin":
            at += max(int(number or 0), 0)
        elif word is not None:
            _read_word(reading, places, word.decode(), number)
        elif code is not None:
            _add_bytes(reading, places[-1], bytes.fromhex(code.decode()))
        elif sign == b"*":
            reading.starred = True
        elif sign is not None:
            _add(reading, places[-1], _ESCAPED.get(sign, ""))
        elif plain is not None:
            _add_bytes(reading, places[-1], plain)


def _read_word(reading: _Reading, places: list[_Place], word: str, number: bytes | None) -> None:
    value = int(number) if number is not None else None
    place = places[-1]
    starred, reading.starred = reading.starred, False
    if place.is_dull:
        if word in ("f", "fcharset"):
            _set(reading, places, word, value)
    elif word in _DULL:
        places[-1] = replace(place, name=word, is_dull=True)
    elif word in _TELLING or word in _MARGINS or word in ("footnote", "pict", "shptxt", "atnauthor", "fldrslt"):
        _enter(reading, places, word)
    elif starred and word not in ("shppict", "shpinst", "shp", "do", "ud", "userprops", "docvartbl"):
        reading.apart.append((word, []))
        places[-1] = replace(place, name=word, is_dull=False)
    else:
        _set(reading, places, word, value)


def _enter(reading: _Reading, places: list[_Place], word: str) -> None:
    if word in ("fldrslt", "shptxt"):
        places[-1] = replace(places[-1], name="" if places[-1].name in ("field", "") else places[-1].name)
        return
    reading.apart.append((word, []))
    places[-1] = replace(places[-1], name=word, is_dull=False)


def _set(reading: _Reading, places: list[_Place], word: str, value: int | None) -> None:
    place = places[-1]
    on = value is None or value != 0
    match word:
        case "par" | "sect" | "cell" | "row" | "nestcell" | "nestrow" | "page":
            _end_line(reading, place, word)
        case "v":
            places[-1] = replace(place, is_hidden=on)
        case "deleted":
            places[-1] = replace(place, is_gone=on)
        case "plain":
            places[-1] = replace(place, is_hidden=False, is_gone=False)
        case "uc" if value is not None:
            places[-1] = replace(place, skip=max(0, min(value, 10)))
        case "f" if value is not None:
            places[-1] = replace(place, font=value)
        case "fcharset" if value in _CHARSETS:
            reading.fonts[place.font] = _CHARSETS[value]
        case "ansicpg" if value in _CODE_PAGES:
            reading.code_page = f"cp{value}"
        case "mac":
            reading.code_page = "mac-roman"
        case "u" if value is not None:
            _add(reading, place, _char(value))
            reading.to_skip = place.skip
        case "pngblip" | "jpegblip" if reading.apart and reading.apart[-1][0] == "pict":
            reading.apart[-1] = ("picture", reading.apart[-1][1])
        case _ if word in _SIGNS:
            _add(reading, place, _SIGNS[word])


def _char(value: int) -> str:
    code = value + 65_536 if value < 0 else value
    return chr(code) if 0 <= code <= 0x10FFFF else ""


def _add_bytes(reading: _Reading, place: _Place, content: bytes) -> None:
    skipped = min(reading.to_skip, len(content))
    reading.to_skip -= skipped
    if content := content[skipped:]:
        page = reading.fonts.get(place.font, reading.code_page)
        _add(reading, place, content.decode("ascii" if content.isascii() else page, "replace"))


def _add(reading: _Reading, place: _Place, text: str) -> None:
    if place.is_dull or not text:
        return
    if reading.apart and place.name:
        reading.apart[-1][1].append(text)
    elif place.is_hidden or place.is_gone:
        kind = "tracked deletion" if place.is_gone else "hidden text"
        last = reading.unseen[-1] if reading.unseen else None
        if last is not None and last.place == kind and text:
            reading.unseen[-1] = Unseen(kind, last.text + text)
        else:
            reading.unseen.append(Unseen(kind, text))
    else:
        reading.line.append(text)


def _end_line(reading: _Reading, place: _Place, word: str) -> None:
    if reading.apart and place.name:
        reading.apart[-1][1].append("\n")
        return
    match word:
        case "cell" | "nestcell":
            reading.cells.append("".join(reading.line).strip())
            reading.line = []
        case "row" | "nestrow":
            if any(reading.cells):
                reading.rows.append(tuple(reading.cells))
            reading.cells = []
        case _:
            if reading.cells:
                reading.line.append("\n")
                return
            _end_paragraph(reading)
            if word == "page":
                reading.blocks.append(PageEnd())


def _end_paragraph(reading: _Reading) -> None:
    text = "".join(reading.line)
    reading.line = []
    if reading.cells:
        reading.rows.append((*reading.cells, text))
        reading.cells, text = [], ""
    if text.strip():
        _end_table(reading)
        reading.blocks.append(Paragraph(text.strip("\n")))


def _end_table(reading: _Reading) -> None:
    if reading.rows:
        reading.blocks.append(Table(tuple(reading.rows)))
        reading.rows = []


def _end_group(reading: _Reading, ended: _Place, outer: _Place) -> None:
    """A group that has a place of its own has ended: its text goes there."""
    if not ended.name or ended.is_dull or ended.name == outer.name or not reading.apart:
        return
    name, pieces = reading.apart.pop()
    text = "".join(pieces).strip()
    if name in ("pict", "picture"):
        reading.blocks.append(PictureBlock(_picture(text) if name == "picture" else b""))
    elif not text:
        return
    elif name in _MARGINS:
        reading.margins[_MARGINS[name]].setdefault(text)
    elif name == "footnote":
        reading.notes.append(text)
    elif name == "atnauthor":
        reading.author = text
    elif name == "title":
        reading.title = text
        reading.unseen.append(Unseen("property title", text))
    elif name == "annotation":
        reading.unseen.append(Unseen("comment", text, reading.author))
    elif not (name == "fldinst" and _DULL_FIELD.match(text)):
        reading.unseen.append(Unseen(_TELLING.get(name) or f"hidden group {name}", text))


def _picture(text: str) -> bytes:
    digits = re.sub(r"[^0-9a-fA-F]", "", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])
