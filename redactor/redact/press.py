"""What the content filter writes through: each font, picture and form of the source anew in the new file, once.

The trap: a resource that is shared by pages is asked for again and again; it is decoded and written one time only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pymupdf
from PIL import Image

from redactor.domain.box import Box
from redactor.redact.fonts import PROGRAMS, advances_of, is_wide, plain_font
from redactor.redact.glyphs import Glyph
from redactor.redact.graphics import box_under
from redactor.redact.materials import FontUse, Placement
from redactor.redact.pictures import empty_areas, encode_kept, encode_lossless, encode_stencil
from redactor.redact.programs import plain_program
from redactor.redact.relay import Relay
from redactor.redact.syntax import Name, NotVector, Ref, Value, read_value
from redactor.redact.writing import Writing

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

MUPDF_ERRORS = (RuntimeError, ValueError, OverflowError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises where a file does not hold what it says; MuPDF's own errors are no RuntimeErrors."""


BUSY_LEVELS, FLAT_LEVELS = 60, 12
"""A picture of so many grey levels shows something; a place of so few shows one colour."""
SMALLEST_COVERED_PT2 = 100.0


@dataclass(frozen=True)
class VectorPage:
    """A rebuilt page: content with its origin bottom left of the visible page, and the glyphs it must show."""

    content: bytes
    resources: dict[str, Value]
    glyphs: tuple[Glyph, ...]
    fonts: tuple[tuple[str, FontUse], ...]
    relay: Relay
    """Where kept words and labels stand."""


@dataclass
class Fonts:
    """The fonts of a new file over all its pages: what was found, where it came from, which codes are shown."""

    writing: Writing
    refs: dict[str, tuple[Ref, dict[str, Value], Press]] = field(default_factory=dict)
    codes: dict[str, set[int]] = field(default_factory=dict)
    descriptors: list[tuple[Ref, dict[str, Value]]] = field(default_factory=list)

    def note(self, page: VectorPage) -> None:
        """Count the codes that a page shows; only for pages that stay."""
        for key, use in page.fonts:
            self.codes.setdefault(key, set()).update(use.codes)

    def write(self) -> None:
        """Write every font that a page shows, each with the glyphs still shown; NotVector where one cannot be."""
        written = []
        for number, (key, codes) in enumerate(sorted(self.codes.items())):
            ref, font, press = self.refs[key]
            press.descriptors = []
            self.writing.put(plain_font(font, codes, press, number), ref)
            written += press.descriptors
        try:
            self._thin_out(written)
        except MUPDF_ERRORS as error:
            raise NotVector("broken font") from error

    def _thin_out(self, descriptors: Sequence[tuple[Ref, dict[str, Value]]]) -> None:
        """Replace the font programs by ones that hold only the glyphs shown (Type 1 programs stay whole)."""
        stale: set[Ref] = set()
        fresh: set[Ref] = set()
        with pymupdf.open(stream=self.writing.to_bytes(), filetype="pdf") as draft:
            draft.subset_fonts()
            for ref, descriptor in descriptors:
                for key in PROGRAMS[1:]:
                    program = descriptor.get(key)
                    kind, value = draft.xref_get_key(ref.number, key)
                    if not isinstance(program, Ref) or kind != "xref":
                        continue
                    number = int(value.split()[0])
                    subtype = value_of(draft, number, "Subtype") if key == "FontFile3" else None
                    thinned = self.writing.put_stream(*plain_program(key, draft.xref_stream(number), subtype))
                    self.writing.put({**descriptor, key: thinned}, ref)
                    stale.add(program)
                    fresh.add(thinned)
        for ref in stale - fresh:
            self.writing.discard(ref)


class Press:
    """The materials of one page: its own small file, and the new file."""

    def __init__(self, source: Any, writing: Writing, fonts: Fonts, boxes: Sequence[Box]) -> None:
        self.source = source
        self.writing = writing
        self.fonts = fonts
        self.boxes = boxes
        self.uses: dict[str, FontUse] = {}
        self.descriptors: list[tuple[Ref, dict[str, Value]]] = []
        self._known: dict[int, Value] = {}
        self._keys: dict[int, str] = {}

    def resolve(self, value: Value) -> Value:
        """The value behind a reference."""
        for _ in range(8):
            if not isinstance(value, Ref):
                return value
            if value.number not in self._known:
                if not 0 < value.number < self.source.xref_length():
                    return None
                self._known[value.number] = read_value(self.source.xref_object(value.number, compressed=True).encode())
            value = self._known[value.number]
        raise NotVector("broken references")

    def read_stream(self, ref: Ref) -> bytes:
        """The decoded bytes of a stream."""
        body = self.source.xref_stream(ref.number) if self.source.xref_is_stream(ref.number) else None
        if body is None:
            raise NotVector("a stream that cannot be read")
        return bytes(body)

    def put(self, value: Value) -> Ref:
        """Write an object; font descriptors are remembered."""
        if isinstance(value, dict) and value.get("Type") == "FontDescriptor":
            ref = self.writing.put(value, self.writing.reserve())
            self.descriptors.append((ref, value))
            return ref
        return self.writing.put(value)

    def put_stream(self, keys: dict[str, Value], body: bytes) -> Ref:
        """Write a stream."""
        return self.writing.put_stream(keys, body)

    def put_font(self, value: Value) -> FontUse:
        """Note a font; it is written when all pages are known."""
        font = self.resolve(value)
        if not isinstance(font, dict):
            raise NotVector("broken font")
        wide = is_wide(font, self)
        key = self._key_of(value)
        if key not in self.fonts.refs:
            trial = Press(self.source, Writing(), self.fonts, ())
            plain_font(font, set(), trial, 0)
            self.fonts.refs[key] = (self.writing.reserve(), font, self)
        if key not in self.uses:
            advances, usual = advances_of(font, self)
            advances = standard_advances(font, self) if advances is None and not wide else advances
            self.uses[key] = FontUse(self.fonts.refs[key][0], wide, advances=advances, usual_advance=usual)
        return self.uses[key]

    def _key_of(self, font: Value) -> str:
        if not isinstance(font, Ref):
            return self._fingerprint(font, 0)
        if font.number not in self._keys:
            self._keys[font.number] = self._fingerprint(font, 0)
        return self._keys[font.number]

    def _fingerprint(self, value: Value, depth: int) -> str:
        """The same for the same font on another page, whatever its object numbers are."""
        if depth > 24:
            raise NotVector("broken font")
        told = [f"{type(value).__name__} "]
        if isinstance(value, Ref):
            if self.source.xref_is_stream(value.number):
                told.append(hashlib.sha256(self.source.xref_stream_raw(value.number)).hexdigest())
            told.append(self._fingerprint(self.resolve(value), depth + 1))
        elif isinstance(value, list) and not all(isinstance(each, (int, float)) for each in value):
            told += [self._fingerprint(each, depth + 1) for each in value]
        elif isinstance(value, dict):
            told += [f"{key}={self._fingerprint(each, depth + 1)}" for key, each in sorted(value.items())]
        else:
            told.append(repr(value))
        return hashlib.sha256(" ".join(told).encode()).hexdigest()

    def put_picture(self, ref: Ref, keys: dict[str, Value], placement: Placement) -> Ref | None:
        """Write a picture from its pixels, emptied under the boxes and where the page does not show it."""
        if self.resolve(keys.get("ImageMask")) is True:
            stencil = self._pixels(ref, stencil=True)
            shows = empty_areas(stencil, placement, self.boxes, colour=0)
            return self.put_stream(*encode_stencil(stencil)) if shows else None
        image, cover = self._pixels(ref), self._cover(keys)
        if cover is None and self._is_covered(image, placement):
            raise NotVector("a picture that is covered")
        if not empty_areas(image, placement, self.boxes, colour=255):
            return None
        if cover is not None:
            empty_areas(cover, placement, self.boxes, colour=0)
        filters = self.resolve(keys.get("Filter"))
        photo = any(
            name in ("DCTDecode", "JPXDecode") for name in (filters if isinstance(filters, list) else [filters])
        )
        black_white = self.resolve(keys.get("BitsPerComponent")) == 1
        plain, body = encode_kept(image, cover, photo=photo, black_white=black_white)
        if cover is not None:
            plain = {**plain, "SMask": self.put_stream(*encode_lossless(cover))}
        return self.put_stream(plain, body)

    def _is_covered(self, image: Image.Image, placement: Placement) -> bool:
        """Whether a picture shows something by itself and the page one colour where it stands."""
        own = image.convert("L").tobytes()
        area = box_under(placement.matrix, (0.0, 0.0, 1.0, 1.0)) if max(own) - min(own) > BUSY_LEVELS else None
        if area is None or area.area < SMALLEST_COVERED_PT2 or area.overlap(placement.visible) < 0.99 * area.area:
            return False  # what the page cuts off is emptied in the pixels
        sheet = self.source[0]
        clip = pymupdf.Rect(area.x0 + 1, area.y0 + 1, area.x1 - 1, area.y1 - 1) * sheet.rotation_matrix
        drawn = sheet.get_pixmap(clip=clip, colorspace=pymupdf.csGRAY, alpha=False, annots=False)
        levels = drawn.samples
        return bool(levels) and max(levels) - min(levels) <= FLAT_LEVELS

    def _pixels(self, ref: Ref, *, stencil: bool = False) -> Image.Image:
        try:
            drawn = pymupdf.Pixmap(self.source, ref.number)
            if stencil and drawn.colorspace is None:
                return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
            if drawn.colorspace is None or stencil:
                raise NotVector("a picture that cannot be decoded")
            if drawn.alpha:
                drawn = pymupdf.Pixmap(drawn, 0)
            if drawn.colorspace.n not in (1, 3) or drawn.colorspace.name not in ("DeviceGray", "DeviceRGB"):
                drawn = pymupdf.Pixmap(pymupdf.csGRAY if drawn.colorspace.n == 1 else pymupdf.csRGB, drawn)
        except MUPDF_ERRORS as error:
            raise NotVector("a picture that cannot be decoded") from error
        return Image.frombytes("L" if drawn.n == 1 else "RGB", (drawn.width, drawn.height), drawn.samples)

    def _cover(self, keys: dict[str, Value]) -> Image.Image | None:
        """How far each pixel of a picture shows, 0 to 255; None where it has no mask."""
        soft, hard = keys.get("SMask"), keys.get("Mask")
        if isinstance(soft, Ref):
            mask = self.resolve(soft)
            if isinstance(mask, dict) and "Matte" in mask:
                raise NotVector("a picture that cannot be decoded")
            return self._pixels(soft).convert("L")
        if isinstance(hard, Ref):
            return self._pixels(hard, stencil=True)
        if hard is not None:
            raise NotVector("a picture that hides some of its colours")
        return None


def standard_advances(font: dict[str, Value], materials: Press) -> dict[int, float] | None:
    """The advances of a standard font whose widths a file need not tell (ISO 32000-1, 9.6.2.2), in thousandths."""
    name = materials.resolve(font.get("BaseFont"))
    encoding = materials.resolve(font.get("Encoding"))
    if not isinstance(name, Name) or "FontDescriptor" in font or isinstance(encoding, dict):
        return None
    try:
        face = pymupdf.Font(str(name))
    except MUPDF_ERRORS:
        return None
    codec = "mac_roman" if encoding == "MacRomanEncoding" else "cp1252"
    shown = {code: bytes([code]).decode(codec, "replace") for code in range(32, 256)}
    return {code: 1000 * face.glyph_advance(ord(char)) for code, char in shown.items()}


def value_of(source: Any, xref: int, key: str) -> Value:
    """One entry of a dictionary of the source, as our own values."""
    return read_value(source.xref_get_key(xref, key)[1].encode())
