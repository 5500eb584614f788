"""An old Word or slide file (.doc, .ppt) comes in as bytes; what its streams tell by themselves goes out.

LibreOffice makes its pages. The text is taken out here as well, by MS-DOC and MS-PPT, so that what LibreOffice
leaves out is missed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from redactor.errors import Damaged, Encrypted, NeedsRenderer
from redactor.ingest.blocks import Block, Paragraph
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.inventory import Inventory
from redactor.ingest.prompts import is_prompt

_PROPERTY_STREAMS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_NAMES: tuple[dict[int, str], ...] = (
    {
        2: "title",
        3: "subject",
        4: "creator",
        5: "keywords",
        6: "comments",
        7: "template",
        8: "lastModifiedBy",
        9: "",
        18: "",
    },
    {2: "category", 3: "", 14: "manager", 15: "company", 26: "content type", 27: "content status", 28: "language"},
)
"""By stream and property id (MS-OLEPS 3); "" for what says nothing of anybody."""
_CODED, _WIDE = 30, 31
_MOST_PROPERTIES, _MOST_LETTERS = 500, 20_000
_LOCKED_BIT, _SECOND_TABLE_BIT, _WORD_97 = 0x0100, 0x0200, 0x00C1
_CLX_AT = 0x01A2
_PACKED_BIT = 0x40000000
_LOCKED_SLIDES = 0xF3D1C4DF
_TEXT_RECORDS = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1", 0x0FBA: "utf-16-le"}
_MOST_PIECES = 200_000


def refuse_compound(untrusted: bytes) -> Facsimile:
    """The reader of what only LibreOffice can read. Raises Encrypted, Damaged or NeedsRenderer."""
    require_unlocked(untrusted)
    raise NeedsRenderer("only LibreOffice reads this format")


def require_unlocked(untrusted: bytes) -> None:
    """Raise Encrypted for a locked file, Damaged for one whose streams cannot be opened."""
    with _open(untrusted) as compound:
        if compound.exists("EncryptedSummary") or compound.exists("EncryptedPackage"):
            raise Encrypted("the file is locked")
        header = _stream(compound, "WordDocument")[:12]
        if len(header) == 12 and struct.unpack_from("<H", header, 10)[0] & _LOCKED_BIT:
            raise Encrypted("the file is locked")
        user = _stream(compound, "Current User")
        if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _LOCKED_SLIDES:
            raise Encrypted("the file is locked")


def inspect_compound(untrusted: bytes) -> Inventory:
    """The text of the file without its layout, and its properties. Raises Damaged."""
    with _open(untrusted) as compound:
        lines = [*_word_lines(compound), *_slide_lines(compound)]
        blocks: tuple[Block, ...] = tuple(
            Paragraph(line) for line in dict.fromkeys(lines) if line.strip() and not is_prompt(line)
        )
        return Inventory(blocks, tuple(_list_streams(compound)))


def _open(untrusted: bytes) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(BytesIO(untrusted))
    except (OSError, ValueError, IndexError, OverflowError, struct.error) as error:
        raise Damaged("the file cannot be opened") from error


def _stream(compound: olefile.OleFileIO, name: str) -> bytes:
    try:
        return bytes(compound.openstream(name).read()) if compound.exists(name) else b""
    except (OSError, ValueError, IndexError, OverflowError) as error:
        raise Damaged("a part of the file cannot be read") from error


def _list_streams(compound: olefile.OleFileIO) -> Iterator[Unseen]:
    for stream, names in zip(_PROPERTY_STREAMS, _NAMES, strict=True):
        for number, value in _properties(_stream(compound, stream)):
            name = names.get(number, f"number {number}")
            if name and value and value not in ("Normal", "Normal.dot"):
                yield Unseen(f"property {name}", value)
    streams = ["/".join(path) for path in compound.listdir()]
    if any("VBA" in path.split("/") for path in streams):
        yield Unseen("macros", "The file holds macros. They were not run.")
    for folder in dict.fromkeys(path.split("/")[1] for path in streams if path.startswith("ObjectPool/")):
        yield Unseen("embedded file", folder)
    for path in compound.listdir():
        if path[-1] == "\x01Ole10Native":
            yield from (Unseen("name of an embedded file", name) for name in _native_names(compound, path))


def _properties(stream: bytes) -> Iterator[tuple[int, str]]:
    """The texts of all sections of a property stream with their ids (MS-OLEPS 2.21), within bounds.

    olefile's own reader believes counts that a broken file names and runs for hours.
    """
    try:
        sections = min(struct.unpack_from("<I", stream, 24)[0], 4)
        for section in range(sections):
            start = struct.unpack_from("<I", stream, 28 + 20 * section + 16)[0]
            for index in range(min(struct.unpack_from("<I", stream, start + 4)[0], _MOST_PROPERTIES)):
                number, offset = struct.unpack_from("<II", stream, start + 8 + 8 * index)
                kind, length = struct.unpack_from("<II", stream, start + offset)
                size = min(length * (2 if kind == _WIDE else 1), _MOST_LETTERS)
                content = stream[start + offset + 8 : start + offset + 8 + size]
                if kind in (_CODED, _WIDE):
                    text = content.decode("utf-16-le" if kind == _WIDE else "cp1252", "replace")
                    yield number, text.partition("\0")[0].strip()
    except struct.error:
        return


def _native_names(compound: olefile.OleFileIO, path: list[str]) -> list[str]:
    """The label and the paths of a file that was dropped into a document (MS-OLEDS 2.3.6)."""
    head = _stream(compound, "/".join(path))[6:2048]
    texts = [part.decode("cp1252", "replace") for part in head.split(b"\0")[:6]]
    return [text for text in texts if len(text) > 3 and text.isprintable()]


def _word_lines(compound: olefile.OleFileIO) -> Iterator[str]:
    """All text of a Word 97 file in the order of its pieces (MS-DOC 2.4.1): body, notes, headers, comments."""
    main = _stream(compound, "WordDocument")
    if len(main) < _CLX_AT + 8 or struct.unpack_from("<H", main, 2)[0] < _WORD_97:
        return
    table = _stream(compound, "1Table" if struct.unpack_from("<H", main, 10)[0] & _SECOND_TABLE_BIT else "0Table")
    start, size = struct.unpack_from("<II", main, _CLX_AT)
    text = "".join(_pieces(main, table[start : start + size]))
    text = _without_field_codes(text)
    for mark in "\x07\x0b\x0c\x0d":
        text = text.replace(mark, "\n")
    yield from (" ".join("".join(c for c in line if c.isprintable() or c == "\t").split()) for line in text.split("\n"))


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        return
    plan = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = min((len(plan) - 4) // 12, _MOST_PIECES)
    for index in range(max(count, 0)):
        first, last = struct.unpack_from("<II", plan, 4 * index)
        place = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * index + 2)[0]
        length = max(last - first, 0)
        if place & _PACKED_BIT:
            start = (place & ~_PACKED_BIT) // 2
            yield main[start : start + length].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * length].decode("utf-16-le", "replace")


def _without_field_codes(text: str) -> str:
    """What fields show, without their codes, which stand between the marks 0x13 and 0x14."""
    kept: list[str] = []
    codes = 0
    for char in text:
        if char == "\x13":
            codes += 1
        elif char in "\x14\x15":
            codes = max(codes - 1, 0) if char == "\x14" else codes
        elif not codes:
            kept.append(char)
    return "".join(kept)


def _slide_lines(compound: olefile.OleFileIO) -> Iterator[str]:
    """Every text atom of a slide file (MS-PPT 2.9.42 and following), containers walked through in order."""
    stream = _stream(compound, "PowerPoint Document")
    at = 0
    while at + 8 <= len(stream):
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & 0xF == 0xF:
            continue
        if kind in _TEXT_RECORDS:
            text = stream[at : at + length].decode(_TEXT_RECORDS[kind], "replace")
            yield from (" ".join(line.split()) for line in text.replace("\x0b", "\r").split("\r"))
        at += length
