"""A font program to one that draws the same and tells nothing: no names, notices, comments or glyph names.

TrueType, OpenType, CFF and Type 1; whatever does not parse is refused, and the page becomes a picture.
"""

from __future__ import annotations

import re
import struct
from itertools import pairwise

from redactor.redact.syntax import NotVector, Value

_TABLES = frozenset(
    (b"head", b"hhea", b"hmtx", b"maxp", b"loca", b"glyf", b"cvt ", b"fpgm", b"prep", b"cmap", b"post", b"OS/2",
     b"CFF ", b"vhea", b"vmtx", b"VORG", b"gasp")
)  # fmt: skip

_STRING = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)", re.DOTALL)
"""A PostScript string with at most one pair of brackets inside."""


def plain_program(key: str, body: bytes, subtype: Value) -> tuple[dict[str, Value], bytes]:
    """The keys and bytes of a TrueType, OpenType or CFF program without the parts that hold text."""
    if key == "FontFile2":
        body = plain_sfnt(body)
        return {"Length1": len(body)}, body
    if subtype not in ("Type1C", "CIDFontType0C", "OpenType"):
        raise NotVector("an unknown kind of font")
    return {"Subtype": subtype}, plain_sfnt(body) if subtype == "OpenType" else plain_cff(body)


def plain_type1(program: bytes, length1: int, length2: int) -> bytes:
    """A Type 1 program whose clear text has no strings and no comments, of the same length."""
    clear = program[:length1]
    clear = _STRING.sub(lambda hit: b"(" + b" " * (len(hit.group()) - 2) + b")", clear)
    clear = re.sub(rb"(?m)^%[^\r\n]*", _blank_comment, clear)
    if clear.count(b"(") != clear.count(b")") or b"\\" in clear:
        raise NotVector("a font whose notices cannot be read")
    return clear + program[length1 : length1 + length2]


def _blank_comment(hit: re.Match[bytes]) -> bytes:
    """A comment as blanks; the first line keeps the mark by which readers know the format."""
    text = hit.group()
    return (text[:19] if hit.start() == 0 else b"").ljust(len(text))


def plain_sfnt(program: bytes) -> bytes:
    """A TrueType or OpenType program with the tables that draw, and none that tell."""
    try:
        count = struct.unpack_from(">H", program, 4)[0]
        entries = [struct.unpack_from(">4sIII", program, 12 + 16 * at) for at in range(count)]
    except struct.error:
        raise NotVector("broken font") from None
    tables = {tag: program[start : start + size] for tag, _, start, size in entries if tag in _TABLES}
    if b"CFF " in tables:
        tables[b"CFF "] = plain_cff(tables[b"CFF "])
    if b"post" in tables:
        tables[b"post"] = _plain_post(tables[b"post"])
    return write_sfnt(program[:4], tables)


def _plain_post(table: bytes) -> bytes:
    """The post table; its glyph names stay only while they are standard ones (format 1) or absent (format 3)."""
    if len(table) < 32:
        raise NotVector("broken font")
    version = table[:4] if table[:4] == b"\0\x01\0\0" else b"\0\x03\0\0"
    return version + table[4:32]


def write_sfnt(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    """Write a font file from its tables."""
    count = len(tables)
    power = max(count.bit_length() - 1, 0)
    head = version + struct.pack(">HHHH", count, 16 << power, power, 16 * count - (16 << power))
    at = len(head) + 16 * count
    rows, bodies = b"", b""
    for tag, body in sorted(tables.items()):
        padded = body + b"\0" * (-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        rows += struct.pack(">4sIII", tag, total, at + len(bodies), len(body))
        bodies += padded
    return head + rows + bodies


def plain_cff(program: bytes) -> bytes:
    """A CFF program whose name and whose strings that no glyph is called by are blanked, at the same length."""
    try:
        out = bytearray(program)
        names, at = _cff_index(program, program[2])
        tops, at = _cff_index(program, at)
        strings, _ = _cff_index(program, at)
        for start, end in names:
            out[start:end] = b"F" * (end - start)
        told = {number for start, end in tops for number in _notices(program[start:end])}
        for number in sorted(told):
            if not 391 <= number < 391 + len(strings):
                continue
            start, end = strings[number - 391]
            out[start:end] = b" " * (end - start)
    except (IndexError, struct.error, ValueError):
        raise NotVector("broken font") from None
    return bytes(out)


def _cff_index(program: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """The slices of an INDEX and where it ends (Adobe Technical Note 5176, section 5)."""
    (count,) = struct.unpack_from(">H", program, at)
    if not count:
        return [], at + 2
    width = program[at + 2]
    offsets = [int.from_bytes(program[at + 3 + width * k : at + 3 + width * (k + 1)], "big") for k in range(count + 1)]
    start = at + 2 + width * (count + 1)
    if offsets != sorted(offsets) or start + offsets[-1] > len(program):
        raise ValueError("a broken index")
    return [(start + a, start + b) for a, b in pairwise(offsets)], start + offsets[-1]


def _notices(top: bytes) -> set[int]:
    """The string ids of version, notice, copyright, names and PostScript in a Top DICT (same note, table 9)."""
    found: set[int] = set()
    stack: list[int] = []
    at = 0
    while at < len(top):
        first = top[at]
        at += 1
        if first <= 21:
            key = (12, top[at]) if first == 12 else (first, 0)
            at += first == 12
            if key in {(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (12, 0), (12, 21), (12, 22), (12, 38)} and stack:
                found.add(stack[-1])
            stack = []
        elif first == 30:
            while top[at] & 0x0F != 0x0F and top[at] >> 4 != 0x0F:
                at += 1
            at += 1
        elif first in (28, 29):
            size = 2 if first == 28 else 4
            stack.append(int.from_bytes(top[at : at + size], "big", signed=True))
            at += size
        elif first <= 246:
            stack.append(first - 139)
        else:
            stack.append((first - 247) * 256 + top[at] + 108 if first <= 250 else -(first - 251) * 256 - top[at] - 108)
            at += 1
    return found
