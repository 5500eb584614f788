"""A picture out of a record comes in as bytes, a plate ready to be drawn goes out: its pixels and nothing else."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from redactor.errors import TooLarge
from redactor.ingest.blocks import PictureBlock

MAX_PIXELS = 100_000_000
PLATE_DPI = 200
"""No finer than this at the size in which the picture is drawn."""
SCREEN_DPI = 96.0
SMALL_BYTES = 40_000
"""A picture that is no larger than this without loss is kept without loss."""
UNKNOWN_SIZE = (220.0, 60.0)
"""The size in points of the frame that stands for a picture that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture made ready to be drawn, its size in points; no content where it cannot be shown."""

    content: bytes
    width: float
    height: float


def make_plate(block: PictureBlock) -> Plate:
    """Encode the picture anew, upright and on white. Raises TooLarge past 100 megapixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(block.content)) as untrusted:
                if untrusted.width * untrusted.height > MAX_PIXELS:
                    raise TooLarge(f"a picture has more than {MAX_PIXELS} pixels")
                return _draw_plate(untrusted, block.width)
    except Image.DecompressionBombError as error:
        raise TooLarge(f"a picture has more than {MAX_PIXELS} pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, OverflowError, MemoryError):
        return Plate(b"", *UNKNOWN_SIZE)


def _draw_plate(picture: Image.Image, wished_pt: float) -> Plate:
    upright = ImageOps.exif_transpose(picture) or picture
    width = wished_pt or upright.width * 72.0 / SCREEN_DPI
    most_px = max(1, round(width * PLATE_DPI / 72))
    ready = _on_white(upright)
    height = width * ready.height / ready.width
    if ready.width > most_px:
        ready = ready.resize((most_px, max(1, round(most_px * ready.height / ready.width))))
    ready.info.clear()
    return Plate(_encode(ready), width, height)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _encode(picture: Image.Image) -> bytes:
    lossless = io.BytesIO()
    picture.save(lossless, "PNG")
    if lossless.tell() <= SMALL_BYTES:
        return lossless.getvalue()
    small = io.BytesIO()
    picture.save(small, "JPEG", quality=85)
    return small.getvalue()
