"""The rich-text body of a message comes in; the HTML that it wraps, or its plain text, goes out."""

from __future__ import annotations

import re
import struct

import compressed_rtf
from compressed_rtf.crc32 import crc32
from striprtf.striprtf import rtf_to_text

MAX_BODY_BYTES = 20_000_000

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_ESCAPES = {"par": "\r\n", "line": "\r\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“",
            "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—", "~": "\u00a0", "_": "\u00ad"}  # fmt: skip
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_SKIPPED = frozenset(("fonttbl", "colortbl", "stylesheet", "pntext", "info", "listtable", "listoverridetable"))


def unpack_rich_body(untrusted: bytes) -> bytes:
    """The RTF of a compressed body ([MS-OXRTFCP]); b"" where it is broken or too long."""
    if len(untrusted) < 16 or int.from_bytes(untrusted[4:8], "little") > MAX_BODY_BYTES:
        return b""
    mark = untrusted[8:12]
    content = untrusted[16 : 4 + int.from_bytes(untrusted[:4], "little")]
    if mark not in (_COMPRESSED, _PLAIN):
        return b""
    # The library gives up for a wrong checksum; the text before the fault is still of use, so it is written anew.
    checksum = crc32(content) if mark == _COMPRESSED else 0
    sound = (len(content) + 12).to_bytes(4, "little") + untrusted[4:12] + checksum.to_bytes(4, "little") + content
    try:
        return bytes(compressed_rtf.decompress(sound))
    except struct.error:  # cut in the middle of a reference
        return b""


def read_rich_body(untrusted_rtf: bytes) -> tuple[str, bool]:
    """The text of an RTF body and whether it is HTML."""
    rtf = untrusted_rtf[:MAX_BODY_BYTES].decode("latin-1")
    if r"\fromhtml" in rtf[:2_000]:
        return _unwrap(rtf), True
    try:
        return str(rtf_to_text(rtf, encoding=_encoding(rtf), errors="replace")), False
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return re.sub(r"\\[a-z]+-?\d* ?|[{}]", " ", rtf), False


def _encoding(rtf: str) -> str:
    named = re.search(r"\\ansicpg(\d{3,5})", rtf[:2_000])
    try:
        b"".decode(f"cp{named[1]}" if named else "cp1252")
    except LookupError:
        return "cp1252"
    return f"cp{named[1]}" if named else "cp1252"


def _unwrap(rtf: str) -> str:
    """The HTML that an RTF wraps: its tags in \\htmltag groups, and the text outside \\htmlrtf ([MS-OXRTFEX] 2.1.3)."""
    out: list[str] = []
    encoding = _encoding(rtf)
    stack: list[tuple[bool, bool]] = []
    muted, skipped, wide_left, starts = False, False, 0, False
    for found in _TOKEN.finditer(rtf):
        word, number, code, sign, brace, text = found.groups()
        if brace == "{":
            stack.append((muted, skipped))
            starts = True
            continue
        if brace == "}":
            muted, skipped = stack.pop() if stack else (False, False)
        elif word == "htmlrtf":
            muted = number != "0"
        elif word in _SKIPPED or (sign == "*" and starts and not rtf.startswith(r"\htmltag", found.end())):
            skipped = True
        elif not (muted or skipped):
            if word == "u" and number:
                out.append(chr(int(number) % 65_536))
                wide_left = 1
            elif code:
                if not wide_left:
                    out.append("\ue000" + chr(int(code, 16)))
                wide_left = 0
            elif word in _ESCAPES or sign in ("~", "_"):
                out.append(_ESCAPES[word or sign])
            elif sign in ("{", "}", "\\"):
                out.append(sign)
            elif text:
                out.append(text[wide_left:])
                wide_left = 0
        starts = False
    return _decode_codes("".join(out), encoding)


def _decode_codes(text: str, encoding: str) -> str:
    """Turn runs of marked bytes into characters: letters of two bytes come as two codes."""

    def decode(found: re.Match[str]) -> str:
        return found[0].replace("\ue000", "").encode("latin-1", "replace").decode(encoding, "replace")

    joined = re.sub(r"(?:\ue000[\x00-\xff])+", decode, text)
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
