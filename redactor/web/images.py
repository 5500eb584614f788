"""Pictures of pages as the eye sees them: cut to the crop box and turned by /Rotate."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PIL import Image

PAGE_DPI = 110
"""Enough to read small print on a laptop; text then takes some 25 ms and 130 kB a page."""
SMALL_DPI = 14
"""Enough to tell one page from another in a row of them."""
LONGEST_SIDE_PX = 4_000
LARGEST_PNG = 500_000
"""Above so many bytes a page is a scan, and WebP a quarter of the size."""
KEPT_IMAGES = 256
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """One encoded picture and its media type."""

    content: bytes
    media_type: str


class PageImages:
    """Draws pages on demand and keeps the last ones. PDFium is not thread-safe: one page is drawn at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int, float], PageImage] = OrderedDict()

    def picture(
        self, facsimile_key: str, page_index: int, load: Callable[[], bytes], *, dpi: float = PAGE_DPI
    ) -> PageImage:
        """The picture of one page of the facsimile with that hash; `load` reads it where no picture is kept."""
        key = (facsimile_key, page_index, dpi)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = draw_page_image(load(), page_index, dpi)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_IMAGES:
                self._kept.popitem(last=False)
            return self._kept[key]


def draw_page_image(pdf: bytes, page_index: int, dpi: float = PAGE_DPI) -> PageImage:
    """Draw one page at `dpi` (less where its longer side would pass 4,000 pixels) and encode it.

    Grey where the page has no colour; PNG, or WebP where that would be large.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[page_index]
        scale = min(dpi / POINTS_PER_INCH, LONGEST_SIDE_PX / max(page.get_size()))
        drawn = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    return _encoded(drawn.convert("L") if _is_grey(drawn) else drawn)


def _is_grey(drawn: Image.Image) -> bool:
    _, saturation, _ = drawn.convert("HSV").split()
    return int(saturation.getextrema()[1]) == 0  # type: ignore[arg-type]


def _encoded(drawn: Image.Image) -> PageImage:
    stream = io.BytesIO()
    drawn.save(stream, "PNG", compress_level=6)
    if stream.tell() <= LARGEST_PNG:
        return PageImage(content=stream.getvalue(), media_type="image/png")
    stream = io.BytesIO()
    drawn.save(stream, "WEBP", quality=70)
    return PageImage(content=stream.getvalue(), media_type="image/webp")
