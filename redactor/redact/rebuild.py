"""A page anew as vectors, by allow list: a page of the facsimile in, its content for a new file out.

PyMuPDF takes the text out and decodes; what is written comes through the content filter alone. The trap:
MuPDF removes every glyph that a box so much as touches, so it is handed thin bands through the glyphs that
must go, and the lines above and below survive tight leading.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pymupdf
from PIL import Image

from redactor.domain.box import Box
from redactor.domain.document import Page
from redactor.redact.content import ContentFilter, FontUse, Placement
from redactor.redact.fonts import PROGRAMS, is_wide, plain_font, plain_program
from redactor.redact.graphics import Pen
from redactor.redact.pictures import empty_areas, encode_lossless, encode_photo
from redactor.redact.syntax import NotVector, Ref, Value, read_value
from redactor.redact.writing import Writing

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_FLAGS = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_IGNORE_ACTUALTEXT
SMALLEST_PT = 1.0
"""Text smaller than this is not meant to be seen."""
PHOTO_QUALITY = 85
MOVED_PT = 0.05
"""How far a kept glyph may move."""
SIZE_SLACK_PT = 1.0


class Glyph(NamedTuple):
    """One printed character: its origin and the middle of its box in page space, its size in points."""

    text: str
    x: float
    y: float
    middle_x: float
    middle_y: float
    size: float


@dataclass(frozen=True)
class VectorPage:
    """A rebuilt page: content in a frame with its origin bottom left of the visible page, and the glyphs it must show."""

    content: bytes
    resources: dict[str, Value]
    glyphs: tuple[Glyph, ...]
    fonts: tuple[tuple[str, FontUse], ...]


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
        """Write every font that a page shows, each with the glyphs still shown and no more."""
        written = []
        for number, (key, codes) in enumerate(sorted(self.codes.items())):
            ref, font, press = self.refs[key]
            press.descriptors = []
            self.writing.put(plain_font(font, codes, press, number), ref)
            written += press.descriptors
        self._thin_out(written)

    def _thin_out(self, descriptors: Sequence[tuple[Ref, dict[str, Value]]]) -> None:
        """Replace the font programs by ones that hold only the glyphs shown, where MuPDF can make them."""
        with pymupdf.open(stream=self.writing.to_bytes(), filetype="pdf") as draft:
            draft.subset_fonts()
            stale: set[Ref] = set()
            fresh: set[Ref] = set()
            for ref, descriptor in descriptors:
                for key in PROGRAMS[1:]:
                    program = descriptor.get(key)
                    kind, value = draft.xref_get_key(ref.number, key)
                    if not isinstance(program, Ref) or kind != "xref":
                        continue
                    number = int(value.split()[0])
                    subtype = (
                        read_value(draft.xref_get_key(number, "Subtype")[1].encode()) if key == "FontFile3" else None
                    )
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
        key = self._fingerprint(value, 0)
        if key not in self.fonts.refs:
            trial = Press(self.source, Writing(), self.fonts, ())
            plain_font(font, set(), trial, 0)
            self.fonts.refs[key] = (self.writing.reserve(), font, self)
        return self.uses.setdefault(key, FontUse(self.fonts.refs[key][0], wide))

    def _fingerprint(self, value: Value, depth: int) -> str:
        """The same for the same font on another page, whatever its object numbers are."""
        if depth > 8:
            raise NotVector("broken font")
        told = [f"{type(value).__name__} "]
        if isinstance(value, Ref):
            if self.source.xref_is_stream(value.number):
                told.append(hashlib.sha256(self.source.xref_stream_raw(value.number)).hexdigest())
            told.append(self._fingerprint(self.resolve(value), depth + 1))
        elif isinstance(value, list):
            told += [self._fingerprint(each, depth + 1) for each in value]
        elif isinstance(value, dict):
            told += [f"{key}={self._fingerprint(each, depth + 1)}" for key, each in sorted(value.items())]
        else:
            told.append(repr(value))
        return hashlib.sha256(" ".join(told).encode()).hexdigest()

    def put_picture(self, ref: Ref, keys: dict[str, Value], placement: Placement) -> Ref | None:
        """Write a picture from its pixels, emptied under the boxes and where the page does not show it."""
        is_stencil = self.resolve(keys.get("ImageMask")) is True
        image = self._pixels(ref, stencil=is_stencil)
        if not empty_areas(image, placement, self.boxes, colour=0 if is_stencil else 255):
            return None
        if is_stencil:
            return self.put_stream(*_as_stencil(image))
        cover = self._cover(keys)
        if cover is not None:
            empty_areas(cover, placement, self.boxes, colour=0)
            image = _without_hidden_pixels(image, cover)
        filters = self.resolve(keys.get("Filter"))
        names = filters if isinstance(filters, list) else [filters]
        photo = any(name in ("DCTDecode", "JPXDecode") for name in names) and cover is None
        black_white = self.resolve(keys.get("BitsPerComponent")) == 1 and image.mode == "L" and not photo
        if black_white and all(level in (0, 255) for _, level in image.getcolors(256) or [(0, 1)]):
            image = image.convert("1", dither=Image.Dither.NONE)
        new_keys, body = encode_photo(image, PHOTO_QUALITY) if photo else encode_lossless(image)
        if cover is not None:
            new_keys = {**new_keys, "SMask": self.put_stream(*encode_lossless(cover))}
        return self.put_stream(new_keys, body)

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
        except (RuntimeError, ValueError) as error:
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


def _without_hidden_pixels(image: Image.Image, cover: Image.Image) -> Image.Image:
    """White where the cover shows nothing: such pixels are in the file but on no page."""
    fitted = cover if cover.size == image.size else cover.resize(image.size, Image.Resampling.BOX)
    blank = Image.new(image.mode, image.size, (255,) * 3 if image.mode == "RGB" else 255)
    return Image.composite(image, blank, fitted.point([0] + [255] * 255))


def _as_stencil(image: Image.Image) -> tuple[dict[str, Value], bytes]:
    """A stencil from coverage: what is 255 gets painted."""
    keys, body = encode_lossless(image.point([255] * 128 + [0] * 128).convert("1", dither=Image.Dither.NONE))
    del keys["ColorSpace"]
    return {**keys, "ImageMask": True}, body


def open_facsimile(pdf: bytes) -> Any:
    """Open a facsimile; NotVector where it is damaged."""
    try:
        return pymupdf.open(stream=pdf, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        raise NotVector("damaged file") from error


def rebuild_page(source: Any, page: Page, boxes: Sequence[Box], fonts: Fonts) -> VectorPage:
    """Take out what lies in the boxes and carry the rest over; NotVector with the reason where that is not safe."""
    _require_plain(source, page)
    pymupdf.TOOLS.reset_mupdf_warnings()
    single = pymupdf.open()
    try:
        single.insert_pdf(source, from_page=page.index, to_page=page.index, links=False, annots=False, widgets=False)
        sheet = single[0]
        glyphs = read_glyphs(sheet, visible_only=True)
        _require_honest(glyphs, page, boxes)
        kept = tuple(glyph for glyph in glyphs if not _is_in(glyph, boxes))
        if len(kept) < len(glyphs):
            _take_out(sheet, glyphs, boxes)
        press = Press(single, fonts.writing, fonts, boxes)
        content, resources = _filter(single, sheet, page, press)
    except (RuntimeError, ValueError, OverflowError) as error:
        raise NotVector("the page cannot be parsed") from error
    if pymupdf.TOOLS.mupdf_warnings():
        raise NotVector("parser warnings")
    return VectorPage(content, resources, kept, tuple(press.uses.items()))


def _require_plain(source: Any, page: Page) -> None:
    """Refuse what the whole file or the page's own dictionary rules out."""
    if source.is_repaired or source.needs_pass:
        raise NotVector("damaged file")
    if source.xref_get_key(source.pdf_catalog(), "OCProperties")[0] != "null":
        raise NotVector("optional content")
    sheet = source[page.index]
    if sheet.first_annot is not None or sheet.first_widget is not None:
        raise NotVector("notes or fields on the page")
    if source.xref_get_key(sheet.xref, "UserUnit")[0] not in ("null", "undefined"):
        raise NotVector("a page in units of its own")


def _filter(single: Any, sheet: Any, page: Page, press: Press) -> tuple[bytes, dict[str, Value]]:
    crop = sheet.cropbox_position
    frame = sheet.mediabox
    left, bottom = frame.x0 + crop.x, frame.y1 - crop.y - page.height
    resources = press.resolve(_value_of(single, sheet.xref, "Resources"))
    pen = Pen((1.0, 0.0, 0.0, -1.0, -left, bottom + page.height), Box(0.0, 0.0, page.width, page.height))
    through = ContentFilter(press, press.boxes, resources if isinstance(resources, dict) else {}, pen)
    content, kept = through.run(sheet.read_contents())
    return b"q\n1 0 0 1 %.5f %.5f cm\n" % (-left, -bottom) + content + b"\nQ", kept


def _value_of(source: Any, xref: int, key: str) -> Value:
    return read_value(source.xref_get_key(xref, key)[1].encode())


def read_glyphs(sheet: Any, *, visible_only: bool = False) -> tuple[Glyph, ...]:
    """Every printed character of a page, blanks left out; with `visible_only` none that is clipped or off the page."""
    flags = _FLAGS | (pymupdf.TEXT_CLIP | pymupdf.TEXT_MEDIABOX_CLIP if visible_only else 0)
    read = sheet.get_text("rawdict", flags=flags, clip=None if visible_only else pymupdf.INFINITE_RECT())
    return tuple(
        Glyph(char["c"], *char["origin"], *_middle(char["bbox"]), span["size"])
        for block in read["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
        if not char["c"].isspace()
    )


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _is_in(glyph: Glyph, boxes: Sequence[Box]) -> bool:
    return any(box.contains_point(glyph.middle_x, glyph.middle_y) for box in boxes)


def _require_honest(glyphs: Sequence[Glyph], page: Page, boxes: Sequence[Box]) -> None:
    """Refuse text that no reader can map or see, and text that the Document does not know of."""
    if any(glyph.text in ("\ufffd", "\0") for glyph in glyphs):
        raise NotVector("font without a map to text")
    if any(glyph.size < SMALLEST_PT for glyph in glyphs):
        raise NotVector("text too small to be seen")
    known = [word.box.grown(SIZE_SLACK_PT) for word in page.words]
    rows: dict[int, list[Box]] = {}
    for box in (*known, *boxes):
        for row in range(int(box.y0) // 8, int(box.y1) // 8 + 1):
            rows.setdefault(row, []).append(box)
    for glyph in glyphs:
        if not _is_in(glyph, rows.get(int(glyph.middle_y) // 8, ())):
            raise NotVector("text that was not read")


def _take_out(sheet: Any, glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> None:
    for band in _bands(glyphs, boxes):
        sheet.add_redact_annot(pymupdf.Rect(band.x0, band.y0, band.x1, band.y1), fill=False, cross_out=False)
    sheet.apply_redactions(
        images=pymupdf.PDF_REDACT_IMAGE_NONE, graphics=pymupdf.PDF_REDACT_LINE_ART_NONE,
        text=pymupdf.PDF_REDACT_TEXT_REMOVE,
    )  # fmt: skip


def _bands(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> Iterable[Box]:
    """Thin bands through the middles of the glyphs in boxes, one for those that follow one another on a line."""
    bands: list[Box] = []
    follows = False
    for glyph in glyphs:
        if not _is_in(glyph, boxes):
            follows = False
            continue
        half = 0.05 * glyph.size
        band = Box(glyph.middle_x, glyph.middle_y, glyph.middle_x, glyph.middle_y).grown(half)
        level = follows and abs(bands[-1].y0 - band.y0) < 0.01
        if level and bands[-1].x0 < band.x0 < bands[-1].x1 + 1.5 * glyph.size:
            band = bands.pop().joined(band)
        bands.append(band)
        follows = True
    return bands


def find_fault(pdf: Any, place: int, page: VectorPage, labels: Sequence[tuple[Box, str]]) -> str:
    """What is wrong with a rebuilt page of the finished file, or "": text more, less or elsewhere than it must be.

    `place` is the page's index in that file; `labels` are its boxes in page space with what stands in them.
    """
    boxes = [box for box, _ in labels]
    shown = read_glyphs(pdf[place])
    in_boxes = Counter(glyph.text for glyph in shown if _is_in(glyph, boxes))
    if in_boxes - Counter(char for _, label in labels for char in label if not char.isspace()):
        return "text left in a box"
    expected = Counter((glyph.text, *_cell(glyph.x, glyph.y)) for glyph in page.glyphs)
    for glyph in shown:
        if _is_in(glyph, boxes):
            continue
        x, y = _cell(glyph.x, glyph.y)
        near = next((key for key in _around(glyph.text, x, y) if expected[key] > 0), None)
        if near is None:
            return "text that should be gone or moved"
        expected[near] -= 1
    return "kept text lost" if any(count > 0 for count in expected.values()) else ""


def _cell(x: float, y: float) -> tuple[int, int]:
    return round(x / MOVED_PT), round(y / MOVED_PT)


def _around(text: str, x: int, y: int) -> Iterable[tuple[str, int, int]]:
    yield (text, x, y)
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            yield (text, x + across, y + down)
