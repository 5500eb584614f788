"""What can be seen in a finished bundle."""

from __future__ import annotations

from pathlib import Path

import pymupdf

from redactor.domain.picture import Picture
from redactor.ocr.engine import ENGINES

TESSDATA = Path(__file__).parents[2] / "models" / "tessdata"


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page."""
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        return [page.get_text() for page in paper]


def words_seen(pdf: bytes, *, dpi: int = 200) -> str:
    """Every word that OCR makes out on pictures of the pages."""
    engine = ENGINES["tesseract"](TESSDATA)
    seen = []
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        for page in paper:
            drawn = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
            picture = Picture(width_px=drawn.width, height_px=drawn.height, dpi=dpi, grey=bytes(drawn.samples))
            seen += [word.text for word in engine.read(picture)]
    return " ".join(seen)
