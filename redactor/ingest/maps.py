"""Fonts that say one letter and show another: a text that can be searched, and is not the text that can be seen."""

from __future__ import annotations

import re

import pymupdf

_CHAR = re.compile(rb"<\s*([0-9A-Fa-f]{2})\s*>\s*<\s*([0-9A-Fa-f]{4,})\s*>")
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f]{2})\s*>\s*<\s*([0-9A-Fa-f]{2})\s*>\s*<\s*([0-9A-Fa-f]{4})\s*>")
_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding")
_SIMPLE = ("Type1", "TrueType", "MMType1")
_SYMBOLIC = 4


def has_lying_font(page: pymupdf.Page) -> bool:
    """Whether a font of the page maps a letter to another one than its encoding draws.

    Only fonts whose encoding decides what is drawn can be told: simple ones that are not in the file, or that are
    and call themselves not symbolic (ISO 32000-1, 9.6.6).
    """
    fonts = {(entry[0], "" if entry[0] else entry[4]): entry[2] for entry in page.get_fonts(full=True)}
    found = [_Font(page, xref, name) for (xref, name), kind in fonts.items() if kind in _SIMPLE]
    return any(_lies(font) for font in found)


class _Font:
    """The keys of a font, which is an object of its own or stands in the page's resources."""

    def __init__(self, page: pymupdf.Page, xref: int, name: str) -> None:
        self.document = page.parent
        self._xref: int = xref or page.xref
        self._path = "" if xref else f"Resources/Font/{name}/"

    def key(self, name: str) -> tuple[str, str]:
        """The kind and the source of a value, as PyMuPDF tells it."""
        kind, told = self.document.xref_get_key(self._xref, self._path + name)
        return str(kind), str(told)


def _lies(font: _Font) -> bool:
    kind, told = font.key("ToUnicode")
    if kind != "xref" or _is_drawn_otherwise(font):
        return False
    drawn = _drawn_letters(font)
    said = _said(font.document.xref_stream(int(told.split()[0])) or b"")
    return any(
        text[:1].isalnum() and text[:1].casefold() != drawn[code].casefold()
        for code, text in said.items()
        if code in drawn
    )


def _is_drawn_otherwise(font: _Font) -> bool:
    """Whether the font's own program, not its encoding, decides what is drawn."""
    flags = font.key("FontDescriptor/Flags")[1]
    embedded = any(font.key(f"FontDescriptor/{key}")[0] == "xref" for key in ("FontFile", "FontFile2", "FontFile3"))
    return embedded and (not flags.isdigit() or bool(int(flags) & _SYMBOLIC))


def _drawn_letters(font: _Font) -> dict[int, str]:
    """Code to the letter A to Z or a to z that its encoding draws."""
    kind, told = font.key("Encoding")
    if kind == "name":
        known = told.lstrip("/") in _ENCODINGS
        return {code: chr(code) for code in (*range(65, 91), *range(97, 123))} if known else {}
    drawn: dict[int, str] = {}
    if font.key("Encoding/BaseEncoding")[1].lstrip("/") in _ENCODINGS:
        drawn = {code: chr(code) for code in (*range(65, 91), *range(97, 123))}
    code = 0
    for part in re.findall(r"/[^\s/\[\]]+|\d+", font.key("Encoding/Differences")[1]):
        if part.isdigit():
            code = int(part)
            continue
        drawn.pop(code, None)
        if len(part) == 2 and part[1].isascii() and part[1].isalpha():
            drawn[code] = part[1]
        code += 1
    return drawn


def _said(cmap: bytes) -> dict[int, str]:
    """Code to the text that the map gives it."""
    said: dict[int, str] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in _CHAR.findall(section):
            said[int(code, 16)] = bytes.fromhex(text[: len(text) // 4 * 4].decode()).decode("utf-16-be", "replace")
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text in _RANGE.findall(section):
            first = int(text, 16)
            said |= {code: chr(first + code - int(low, 16)) for code in range(int(low, 16), int(high, 16) + 1)}
    return said
