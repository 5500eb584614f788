"""Fonts of labels and footers, embedded, so that every viewer shows the same and no reader has to guess."""

from __future__ import annotations

from typing import Any

import pikepdf
import pymupdf

STANDARD = {
    "Helvetica": "helv",
    "Helvetica-Bold": "hebo",
    "Helvetica-Oblique": "heit",
    "Helvetica-BoldOblique": "hebi",
    "Times-Roman": "tiro",
    "Times-Bold": "tibo",
    "Times-Italic": "tiit",
    "Times-BoldItalic": "tibi",
    "Courier": "cour",
    "Courier-Bold": "cobo",
    "Courier-Oblique": "coit",
    "Courier-BoldOblique": "cobi",
}
"""The standard fonts of PDF readers, and the programs of the same widths that MuPDF ships (URW Nimbus)."""
FIRST, LAST = 32, 255


class Fonts:
    """The fonts of one bundle: each program is written once."""

    def __init__(self, bundle: pikepdf.Pdf) -> None:
        self._bundle = bundle
        self._descriptors: dict[str, Any] = {}
        self._plain: dict[str, Any] = {}

    def plain(self, name: str) -> Any:
        """A standard font with the letters of Windows-1252, embedded."""
        if name not in self._plain:
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name(f"/{name}"),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            self._complete(font, name)
            self._plain[name] = self._bundle.make_indirect(font)
        return self._plain[name]

    def embed(self, page: pikepdf.Page) -> None:
        """Give the standard fonts of a page their programs, where they have none and use plain letters."""
        for resources in _resources_of(page.obj.get("/Resources"), 0):
            for key, font in dict(resources.get("/Font", {})).items():
                name = str(font.get("/BaseFont", ""))[1:]
                if name not in STANDARD or "/FontDescriptor" in font or font.get("/Subtype") != "/Type1":
                    continue
                encoding = font.get("/Encoding")
                if encoding == "/WinAnsiEncoding" and "/ToUnicode" not in font and "/Widths" not in font:
                    resources["/Font"][key] = self.plain(name)

    def _complete(self, font: Any, name: str) -> None:
        face = pymupdf.Font(STANDARD[name])
        letters = [bytes([code]).decode("cp1252", "replace") for code in range(FIRST, LAST + 1)]
        widths = [round(1000 * face.glyph_advance(ord(letter))) for letter in letters]
        font.FirstChar, font.LastChar, font.Widths = FIRST, LAST, pikepdf.Array(widths)
        font.FontDescriptor = self._descriptor(name, face)

    def _descriptor(self, name: str, face: Any) -> Any:
        if name not in self._descriptors:
            program = self._bundle.make_stream(face.buffer)
            program.Subtype = pikepdf.Name.Type1C
            box = face.bbox
            self._descriptors[name] = self._bundle.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.FontDescriptor,
                    FontName=pikepdf.Name(f"/{name}"),
                    Flags=32,
                    FontBBox=pikepdf.Array([round(1000 * edge) for edge in (box.x0, box.y0, box.x1, box.y1)]),
                    ItalicAngle=-12 if "Oblique" in name or "Italic" in name else 0,
                    Ascent=round(1000 * face.ascender),
                    Descent=round(1000 * face.descender),
                    CapHeight=729,
                    StemV=120 if "Bold" in name else 80,
                    FontFile3=program,
                )
            )
        return self._descriptors[name]


def text_width(text: str, size: float) -> float:
    """How wide a text is in Helvetica of that size, in points."""
    return float(pymupdf.get_text_length(text, fontname="helv", fontsize=size))


def _resources_of(resources: Any, depth: int) -> list[Any]:
    """The resources of a page and of the forms it draws."""
    if resources is None or depth > 6:
        return []
    found = [resources]
    for drawn in dict(resources.get("/XObject", {})).values():
        if drawn.get("/Subtype") == "/Form":
            found += _resources_of(drawn.get("/Resources"), depth + 1)
    return found
