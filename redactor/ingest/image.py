"""Turn a picture file into PDF pages that are still to be read: one page a frame, upright, at its own size.

The size in the header is checked before anything is decoded; a picture bomb is a few hundred bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pillow_heif
import pymupdf
from PIL import ExifTags, Image, ImageOps, ImageSequence, UnidentifiedImageError

from redactor.domain.document import LoosePage, WordOrigin
from redactor.errors import Damaged, TooLarge
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.packet import find_packet_texts

MAX_PIXELS = 100_000_000
MAX_FRAMES = 1_000
MAX_ALL_PIXELS = 2_000_000_000
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "JPEG2000", "HEIF", "AVIF")
_ONE_SHOWN = ("MPO", "HEIF")
"""Formats whose further pictures are no pages: a stereo twin, a burst, a depth map; they are counted."""
_A4 = (595.276, 841.89)
_LONGEST_PT = 1_300.0
"""A picture that would be larger than A3 at the dpi it claims is fitted to A4: cameras write 72 dpi into anything."""
_JPEG_QUALITY = 88
_TEXT_TAGS = (270, 315, 33432, 269, 285, 316, 337, 40091, 40092, 40093, 40094, 40095, 37510)
"""EXIF: description, artist, copyright, document and page name, host, inks; Windows title, comment, author,
keywords, subject; user comment."""
_TEXT_FIELDS = ("comment", "Comment", "Description", "Title", "Author", "Copyright")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
pillow_heif.register_heif_opener()


def read_image(untrusted: bytes) -> Facsimile:
    """Read a JPEG, PNG, TIFF, WebP, GIF, BMP, JPEG 2000, HEIC or AVIF file; every frame is a page without words yet.

    Of a HEIC file the main picture is the page; the others are counted on the unseen sheet.

    Raises TooLarge past a limit on pixels or frames, Damaged where a frame cannot be decoded in full.
    """
    try:
        with Image.open(io.BytesIO(untrusted), formats=_FORMATS) as picture:
            return _read(picture, untrusted)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise TooLarge(f"the picture has more than {MAX_PIXELS} pixels") from error
    except UnidentifiedImageError as error:
        raise Damaged("the picture cannot be recognised") from error
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, ZeroDivisionError) as error:
        raise Damaged("the picture cannot be decoded") from error


def _read(picture: Image.Image, untrusted: bytes) -> Facsimile:
    _require_small(picture)
    frames = getattr(picture, "n_frames", 1)
    unseen = list(_find_texts(picture))
    marks: list[str] = []
    if picture.format in _ONE_SHOWN and frames > 1:
        unseen.append(Unseen("further pictures in the file", f"{frames - 1} more beside the one shown"))
        marks.append("further_pictures")
        frames = 1
    if frames > MAX_FRAMES:
        raise TooLarge(f"the picture has more than {MAX_FRAMES} frames")
    pages: list[LoosePage] = []
    left_pixels = MAX_ALL_PIXELS
    with pymupdf.open() as document:
        for frame in ImageSequence.Iterator(picture) if frames > 1 else (picture,):
            _require_small(frame)
            left_pixels -= frame.width * frame.height
            if left_pixels < 0:
                raise TooLarge("the frames of the picture have too many pixels together")
            pages.append(_add_page(document, frame, untrusted if frames == 1 else b""))
            if len(pages) == frames:
                break
        pdf = bytes(document.tobytes(garbage=1, deflate=True))
    return Facsimile(pdf, tuple(pages), tuple(dict.fromkeys(unseen)), "", tuple(marks))


def _require_small(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise TooLarge(f"the picture has more than {MAX_PIXELS} pixels")


def _add_page(document: pymupdf.Document, frame: Image.Image, untrusted: bytes) -> LoosePage:
    """Append one frame as a page; a plain upright JPEG goes in as it is, without a second loss."""
    frame.load()
    turned = frame.getexif().get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)
    as_is = frame.getexif().get(ExifTags.Base.Orientation, 1) in (0, 1)
    upright = ImageOps.exif_transpose(frame)
    width, height = _page_size(frame, upright, turned=turned)
    if upright.mode == "1":
        stream = io.BytesIO()
        upright.save(stream, "PDF")  # pillow stores bilevel pictures as CCITT G4
        with pymupdf.open(stream=stream.getvalue(), filetype="pdf") as single:
            page = document.new_page(width=width, height=height)
            page.show_pdf_page(page.rect, single, 0, keep_proportion=False)
    else:
        page = document.new_page(width=width, height=height)
        kept = untrusted if frame.format in ("JPEG", "MPO") and as_is and upright.mode in ("L", "RGB") else b""
        page.insert_image(page.rect, stream=_strip_jpeg(kept) or _encode(upright), keep_proportion=False)
    return LoosePage(float(page.rect.width), float(page.rect.height), origin=WordOrigin.UNREAD)


def _page_size(frame: Image.Image, upright: Image.Image, *, turned: bool) -> tuple[float, float]:
    """Points across and down: by the dpi of the file where that is believable, else fitted to A4."""
    x_dpi, y_dpi = (float(v) for v in frame.info.get("dpi", (0, 0))[:2])
    if turned:
        x_dpi, y_dpi = y_dpi, x_dpi
    if 72 <= x_dpi <= 1200 and 72 <= y_dpi <= 1200:
        size = upright.width * 72 / x_dpi, upright.height * 72 / y_dpi
        if max(size) <= _LONGEST_PT:
            return max(size[0], 3.0), max(size[1], 3.0)
    sheet = _A4 if upright.height >= upright.width else (_A4[1], _A4[0])
    scale = min(sheet[0] / upright.width, sheet[1] / upright.height)
    return max(upright.width * scale, 3.0), max(upright.height * scale, 3.0)


def _encode(picture: Image.Image) -> bytes:
    """The picture as PNG where it has few colours, else as JPEG; see-through parts on white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        see_through = picture.convert("RGBA")
        white = Image.new("RGBA", see_through.size, "white")
        picture = Image.alpha_composite(white, see_through).convert("RGB")
    elif picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode in ("I", "F"):
        low, high = (float(v) for v in picture.getextrema()[:2])  # type: ignore[arg-type]
        span = (high - low) or 1.0
        picture = picture.convert("F").point(lambda value: (value - low) * (255 / span)).convert("L")
    elif picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    out = io.BytesIO()
    if (
        picture.getcolors(maxcolors=256) is not None and picture.mode == "RGB"
    ) or picture.width * picture.height < 65_536:
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue()


def _strip_jpeg(untrusted: bytes) -> bytes:
    """A JPEG without its APP1–APP13, APP15 and comment segments, so that no EXIF travels in the page; b"" if odd."""
    if not untrusted:
        return b""
    kept, at = bytearray(untrusted[:2]), 2
    while at + 4 <= len(untrusted):
        if untrusted[at] != 0xFF:
            return b""
        marker, size = untrusted[at + 1], int.from_bytes(untrusted[at + 2 : at + 4], "big")
        if marker == 0xDA:
            return bytes(kept + untrusted[at:])
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept += untrusted[at : at + 2 + size]
        at += 2 + size
    return b""


def _find_texts(picture: Image.Image) -> Iterator[Unseen]:
    """What the file says beside the picture: remarks, names, the place where it was taken."""
    exif = picture.getexif()
    fields = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
    for tag in _TEXT_TAGS:
        if text := _as_text(tag, fields.get(tag)):
            yield Unseen(f"picture property {ExifTags.TAGS.get(tag, str(tag))}", text)
    if place := _find_place(exif.get_ifd(ExifTags.IFD.GPSInfo)):
        yield Unseen("place where the picture was taken", place)
    for key, value in picture.info.items():
        if key in _TEXT_FIELDS and (text := _as_text(0, value)):
            yield Unseen(f"picture property {key}", text)
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    for text in find_packet_texts(packet.encode() if isinstance(packet, str) else bytes(packet)):
        yield Unseen("picture metadata", text)


def _as_text(tag: int, value: object) -> str:
    if isinstance(value, tuple):
        value = bytes(v for v in value if isinstance(v, int) and 0 <= v < 256)
    if isinstance(value, bytes):
        value = value.decode("utf-16-le" if 40091 <= tag <= 40095 else "utf-8", "replace")
        value = re.sub(r"^(ASCII|UNICODE|JIS)\0+", "", value)
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:2_000]


def _find_place(gps: dict[int, object]) -> str:
    """Latitude and longitude in degrees; empty where the file has none."""
    parts: list[str] = []
    for letter_tag, degrees_tag in ((1, 2), (3, 4)):
        degrees = gps.get(degrees_tag)
        if not isinstance(degrees, tuple) or len(degrees) != 3:
            return ""
        try:
            value = sum(float(part) / 60**power for power, part in enumerate(degrees))
        except (ValueError, ZeroDivisionError, TypeError):
            return ""
        parts.append(f"{value:.5f} {_as_text(0, gps.get(letter_tag))}".strip())
    return ", ".join(parts)
