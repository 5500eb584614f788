"""The words of a page that became a picture, laid over it unseen, so that it can still be searched and read aloud."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from redactor.domain.box import Box
from redactor.domain.document import Document, Page
from redactor.domain.redaction import Redaction
from redactor.redact.fonts import write_map
from redactor.redact.labels import seen_box
from redactor.redact.programs import write_sfnt
from redactor.redact.relay import Relay
from redactor.redact.syntax import Name, Ref, write_number
from redactor.redact.writing import Writing

FONT_NAME = "Layer"
MAX_OVERLAP = 0.1
"""A word of which a box covers more than this part is not written."""
_EM = 1000
_ADVANCE = 500


@dataclass
class LayerFont:
    """A font without ink; it grows a code for each character that the layers show."""

    writing: Writing
    ref: Ref = field(init=False)
    codes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ref = self.writing.reserve()

    def encode(self, text: str) -> bytes:
        """The codes of a text, as the hexadecimal digits of a content stream."""
        found = (self.codes.setdefault(char, len(self.codes) + 1) for char in text)
        return b"".join(b"%04X" % code for code in found)

    def write(self) -> None:
        """Write the font with the codes in use."""
        if not self.codes:
            return
        put, stream = self.writing.put, self.writing.put_stream
        program = _inkless_program()
        descriptor = put({
            "Type": Name("FontDescriptor"), "FontName": Name("AAAAAA+Layer"), "Flags": 4,
            "FontBBox": [0, -200, _ADVANCE, 800], "ItalicAngle": 0, "Ascent": 800, "Descent": -200,
            "CapHeight": 700, "StemV": 80, "FontFile2": stream({"Length1": len(program)}, program),
        })  # fmt: skip
        below = put({
            "Type": Name("Font"), "Subtype": Name("CIDFontType2"), "BaseFont": Name("AAAAAA+Layer"),
            "CIDSystemInfo": {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0},
            "DW": _ADVANCE, "FontDescriptor": descriptor,
            "CIDToGIDMap": stream({}, b"\0\1" * (len(self.codes) + 1)),
        })  # fmt: skip
        mapping = {code: char.encode("utf-16-be") for char, code in self.codes.items()}
        to_text = stream({}, write_map(mapping, set(mapping), wide=True))
        put({
            "Type": Name("Font"), "Subtype": Name("Type0"), "BaseFont": Name("AAAAAA+Layer"),
            "Encoding": Name("Identity-H"), "DescendantFonts": [below], "ToUnicode": to_text,
        }, self.ref)  # fmt: skip


def _inkless_program() -> bytes:
    """The smallest TrueType program that readers accept: two glyphs without outlines."""
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, -200, _ADVANCE, 800, 0, 8, 2, 0, 0
    )
    hhea = struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, _ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    maxp = struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    hmtx = struct.pack(">HhH", _ADVANCE, 0, 0)
    tables = {b"head": head, b"hhea": hhea, b"maxp": maxp, b"hmtx": hmtx, b"loca": b"\0" * 6, b"glyf": b""}
    return write_sfnt(b"\0\x01\0\0", tables)


def draw_layer(
    document: Document, page: Page, *, relay: Relay, redactions: Sequence[Redaction], font: LayerFont
) -> bytes:
    """Content with the words of a page that stay, unseen, where they stand now; the page stands as the eye sees it.

    Origin bottom left. The page's resources must hold the font under FONT_NAME.
    """
    height = page.height if page.rotation % 180 == 0 else page.width
    moved = {shift.word.start: shift.place for shift in relay.shifts}
    boxes = [*(each.box for each in redactions), *(each.box for each in relay.in_place)]
    out = [b"q BT 3 Tr"]
    for word in page.words:
        place = moved.get(word.start)
        room = room_for(word.box, boxes) if place is None else place
        if room is None:
            continue
        gap = document.text[word.end : word.end + 1]
        seen = seen_box(room, width=page.width, height=page.height, rotation=page.rotation)
        out.append(_place(word.text, seen, height, font, blank=gap in (" ", "\t")))
    return b"\n".join([*out, b"ET Q"])


def room_for(word: Box, boxes: Sequence[Box]) -> Box | None:
    """The part of a word's box that no box covers; None where the word must not be written."""
    room = word
    for box in boxes:
        covered = word.overlap(box)
        if box.contains_point((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2) or covered > MAX_OVERLAP * word.area:
            return None
        if covered and box.y0 <= (word.y0 + word.y1) / 2 <= box.y1:
            before = (word.x0 + word.x1) < (box.x0 + box.x1)
            room = Box(room.x0, room.y0, box.x0, room.y1) if before else Box(box.x1, room.y0, room.x1, room.y1)
    return room if room.width > 0 and room.height > 0 else None


def _place(text: str, seen: Box, height: float, font: LayerFont, *, blank: bool) -> bytes:
    upwards = seen.height > (1.5 if len(text) > 2 else 2.5) * seen.width and len(text) > 1
    length, size = (seen.height, seen.width) if upwards else (seen.width, seen.height)
    stretch = length / (len(text) * _ADVANCE / _EM * size)
    if upwards:
        matrix = (0.0, stretch, -1.0, 0.0, seen.x1 - 0.2 * size, height - seen.y1)
    else:
        matrix = (stretch, 0.0, 0.0, 1.0, seen.x0, height - seen.y1 + 0.2 * size)
    numbers = b" ".join(write_number(each) for each in matrix)
    shown = font.encode(text + (" " if blank else ""))
    return b"/%s %s Tf %s Tm <%s> Tj" % (FONT_NAME.encode(), write_number(size), numbers, shown)
