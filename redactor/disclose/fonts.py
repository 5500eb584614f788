"""Fonts of labels and footers, embedded, so that every viewer shows the same and no reader has to guess."""

from __future__ import annotations

from typing import Any

import pikepdf
import pymupdf

STANDARD = {"Helvetica": "helv", "Helvetica-Bold": "hebo"}
"""The standard fonts that labels and footers use, and the programs of the same widths that MuPDF ships (URW Nimbus)."""
METRICS = {
    "Helvetica": (718, -207, (-166, -225, 1000, 931)),
    "Helvetica-Bold": (718, -207, (-170, -228, 1003, 962)),
}
"""Ascender, descender and box of each in thousandths of its size (Adobe Core 14 AFM)."""
FIRST, LAST = 32, 255
LABEL_KEY = "/Label"
"""The name under which the engine that takes out puts the font of its labels into a page's resources."""
_MAP_HEAD = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n"
)
_MAP_TAIL = b"\nendcmap CMapName currentdict /CMap defineresource pop end end"


class Fonts:
    """The fonts of one bundle: each program is written once."""

    def __init__(self, bundle: pikepdf.Pdf) -> None:
        self._bundle = bundle
        self._descriptors: dict[str, Any] = {}
        self._plain: dict[str, Any] = {}
        self._map: Any = None

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
            font.ToUnicode = self._letters()
            self._plain[name] = self._bundle.make_indirect(font)
        return self._plain[name]

    def embed_labels(self, page: pikepdf.Page) -> None:
        """Give the font of a page's labels its program.

        The records' own fonts stay as they are: with a program of ours, readers measure their lines otherwise, and
        the verifier could no longer prove where the words stand.
        """
        fonts = page.obj.get("/Resources", {}).get("/Font", {})
        if LABEL_KEY in fonts and "/FontDescriptor" not in fonts[LABEL_KEY]:
            fonts[LABEL_KEY] = self.plain(str(fonts[LABEL_KEY].BaseFont)[1:])

    def _complete(self, font: Any, name: str) -> None:
        face = pymupdf.Font(STANDARD[name])
        letters = [bytes([code]).decode("cp1252", "replace") for code in range(FIRST, LAST + 1)]
        widths = [round(1000 * face.glyph_advance(ord(letter))) for letter in letters]
        font.FirstChar, font.LastChar, font.Widths = FIRST, LAST, pikepdf.Array(widths)
        font.FontDescriptor = self._descriptor(name, face)

    def _letters(self) -> Any:
        """The map from the codes of Windows-1252 to letters, for readers that do not take the encoding's word."""
        if self._map is None:
            rows = [
                b"<%02X> <%s>" % (code, bytes([code]).decode("cp1252", "replace").encode("utf-16-be").hex().encode())
                for code in range(FIRST, LAST + 1)
            ]
            blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
            body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(each), b"\n".join(each)) for each in blocks)
            self._map = self._bundle.make_stream(_MAP_HEAD + body + _MAP_TAIL)
        return self._map

    def _descriptor(self, name: str, face: Any) -> Any:
        if name not in self._descriptors:
            program = self._bundle.make_stream(face.buffer)
            program.Subtype = pikepdf.Name.Type1C
            ascent, descent, box = METRICS[name]
            self._descriptors[name] = self._bundle.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.FontDescriptor,
                    FontName=pikepdf.Name(f"/{name}"),
                    Flags=32,
                    FontBBox=pikepdf.Array(box),
                    ItalicAngle=0,
                    Ascent=ascent,
                    Descent=descent,
                    CapHeight=729,
                    StemV=120 if "Bold" in name else 80,
                    FontFile3=program,
                )
            )
        return self._descriptors[name]


def text_width(text: str, size: float) -> float:
    """How wide a text is in Helvetica of that size, in points."""
    return float(pymupdf.get_text_length(text, fontname="helv", fontsize=size))
