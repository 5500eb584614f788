"""Pixels to the picture of a PDF and back: every picture is written from its pixels alone.

EXIF, comments, thumbnails, alternates, profiles and tails have no way in, since only pixels are carried over.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from PIL import Image, ImageDraw

from redactor.domain.box import Box, Matrix
from redactor.redact.materials import Placement
from redactor.redact.syntax import Name, NotVector, Value

Encoded = tuple[dict[str, Value], bytes]
"""The keys and the bytes of a picture stream."""

PHOTO_QUALITY = 85
"""A photograph that stays on a vector page is encoded anew at this JPEG quality."""

HIDDEN_PT = 1.0
"""A picture that reaches further than this beyond where it shows is cut to what shows."""


def encode_lossless(image: Image.Image) -> Encoded:
    """Write black-and-white as G4, the rest as deflated rows."""
    if image.mode == "1":
        return _encode_fax(image)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=False, compress_level=9)
    body = b"".join(_png_pixels(file.getvalue()))
    colours = len(image.getbands())
    row: dict[str, Value] = {
        "Predictor": 15, "Colors": colours, "BitsPerComponent": 8, "Columns": image.width,
    }  # fmt: skip
    return {**_keys(image), "Filter": Name("FlateDecode"), "DecodeParms": row}, body


def encode_photo(image: Image.Image, quality: int) -> Encoded:
    """Write as JPEG of that quality."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True)
    return {**_keys(image), "Filter": Name("DCTDecode")}, file.getvalue()


def _encode_fax(image: Image.Image) -> Encoded:
    file = io.BytesIO()
    image.save(file, "TIFF", compression="group4", tiffinfo={278: image.height})
    with Image.open(io.BytesIO(file.getvalue())) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        (start,), (length,), white_is_zero = tags[273], tags[279], tags[262] == 0
    parameters: dict[str, Value] = {
        "K": -1, "Columns": image.width, "Rows": image.height, "BlackIs1": False,
    }  # fmt: skip
    keys = {**_keys(image), "BitsPerComponent": 1, "Filter": Name("CCITTFaxDecode"), "DecodeParms": parameters}
    if not white_is_zero:
        keys["Decode"] = [1, 0]
    return keys, file.getvalue()[start : start + length]


def _keys(image: Image.Image) -> dict[str, Value]:
    return {
        "Type": Name("XObject"), "Subtype": Name("Image"), "Width": image.width, "Height": image.height,
        "BitsPerComponent": 8, "ColorSpace": Name("DeviceRGB" if image.mode == "RGB" else "DeviceGray"),
    }  # fmt: skip


def _png_pixels(png: bytes) -> list[bytes]:
    parts, at = [], 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return parts


def empty_areas(image: Image.Image, placement: Placement, boxes: Sequence[Box], *, colour: int) -> bool:
    """Paint over every pixel in a box and every pixel that the page does not show; whether anything is left to show.

    `colour` (0 to 255) is what is painted. Raises NotVector where a turned or oddly clipped picture is partly
    hidden.
    """
    draw = ImageDraw.Draw(image)
    fill: int | tuple[int, ...] = (colour,) * 3 if image.mode == "RGB" else colour
    place = _Place(placement.matrix, image.width, image.height)
    seen = placement.visible
    own = place.box
    hidden = max(seen.x0 - own.x0, seen.y0 - own.y0, own.x1 - seen.x1, own.y1 - seen.y1) > HIDDEN_PT
    if not own.overlap(seen):
        return False
    if hidden and (placement.shaped or not place.upright):
        raise NotVector("a picture that is partly hidden")
    if hidden:
        width, height = image.size
        left, top, right, bottom = place.pixels(seen)
        for strip in ((0, 0, left, height), (right, 0, width, height), (0, 0, width, top), (0, bottom, width, height)):
            if strip[0] < strip[2] and strip[1] < strip[3]:
                draw.rectangle((strip[0], strip[1], strip[2] - 1, strip[3] - 1), fill=fill)
    for box in boxes:
        if own.overlap(box):
            draw.polygon(place.corners(box), fill=fill, outline=fill, width=2)
    return True


def encode_kept(image: Image.Image, cover: Image.Image | None, *, photo: bool, black_white: bool) -> Encoded:
    """Write a picture of a vector page as what it was: a photograph, black and white, or exact pixels."""
    if cover is not None:
        return encode_lossless(_without_hidden_pixels(image, cover))
    if photo:
        return encode_photo(image, PHOTO_QUALITY)
    levels = image.getcolors(2) if black_white and image.mode == "L" else None
    if levels and all(level in (0, 255) for _, level in levels):
        image = image.convert("1", dither=Image.Dither.NONE)
    return encode_lossless(image)


def _without_hidden_pixels(image: Image.Image, cover: Image.Image) -> Image.Image:
    """White where the cover shows nothing: such pixels are in the file but on no page."""
    fitted = cover if cover.size == image.size else cover.resize(image.size, Image.Resampling.BOX)
    blank = Image.new(image.mode, image.size, (255,) * 3 if image.mode == "RGB" else 255)
    return Image.composite(image, blank, fitted.point([0] + [255] * 255))


def encode_stencil(coverage: Image.Image) -> Encoded:
    """Write a stencil from coverage: what is 255 gets painted."""
    keys, body = encode_lossless(coverage.point([255] * 128 + [0] * 128).convert("1", dither=Image.Dither.NONE))
    del keys["ColorSpace"]
    return {**keys, "ImageMask": True}, body


class _Place:
    """Leads from page space into the pixels of a picture whose unit square the matrix places."""

    def __init__(self, matrix: Matrix, width_px: int, height_px: int) -> None:
        a, b, c, d, e, f = matrix
        size = a * d - b * c
        if abs(size) < 1e-6:
            raise NotVector("a picture without an area")
        self.inverse = (d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size)
        self.size = (width_px, height_px)
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        self.box = Box.from_corners(xs, ys)
        self.upright = min(abs(b) + abs(c), abs(a) + abs(d)) < 1e-3 * (abs(a) + abs(b) + abs(c) + abs(d))

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of page space lies, in pixels from the picture's top left."""
        a, b, c, d, e, f = self.inverse
        return (a * x + c * y + e) * self.size[0], (1 - (b * x + d * y + f)) * self.size[1]

    def corners(self, box: Box) -> list[tuple[float, float]]:
        """The corners of a page space box, in pixels."""
        points = ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))
        return [self.pixel(*point) for point in points]

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """The rectangle of pixels that a page space box touches: left, top, right, bottom."""
        corners = self.corners(box)
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        width, height = self.size
        return (
            min(max(int(xs[0]), 0), width), min(max(int(ys[0]), 0), height),
            max(min(int(xs[-1]) + 1, width), 0), max(min(int(ys[-1]) + 1, height), 0),
        )  # fmt: skip
