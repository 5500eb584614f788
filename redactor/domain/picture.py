"""A page as grey pixels: what OCR is given and what a rendered check looks at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page drawn at `dpi`, 8-bit grey (0 black, 255 white), rows top to bottom without padding.

    Drawn in page space: upright as the page stands *before* /Rotate, cut to its crop box.
    """

    width_px: int
    height_px: int
    dpi: float
    grey: bytes

    def __post_init__(self) -> None:
        if self.width_px < 1 or self.height_px < 1 or len(self.grey) != self.width_px * self.height_px:
            raise ValueError("a picture needs one byte a pixel")
