"""Pages drawn for the tests: print on paper, then turned, skewed, shaded or speckled as scanners do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pymupdf
from PIL import Image

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, WordOrigin
from redactor.domain.picture import Picture

DPI = 200
LETTER = (
    "Ashgrove Primary School\n\nDear Mrs Whitfield\n\n"
    "Thank you for coming to the meeting about attendance on Tuesday.\n"
    "We agreed that Marcus Pemberton will sit at another table from now on,\n"
    "and that his teacher will speak to the other family before half term.\n"
    "Please telephone the office on 01632 960123 with any questions.\n\n"
    "Yours sincerely\nHelen Barraclough\nHead of Year\n"
)


@dataclass(frozen=True)
class Paper:
    """A drawn page: its picture, its size in points and where each printed word lies in page space."""

    picture: Picture
    width: float
    height: float
    words: tuple[tuple[str, Box], ...]

    def blank_page(self) -> LoosePage:
        return LoosePage(self.width, self.height, origin=WordOrigin.UNREAD)

    def box_of(self, text: str) -> Box:
        return next(box for word, box in self.words if word == text)


def print_page(text: str = LETTER, *, size: float = 12, width: float = 595, height: float = 420) -> Paper:
    """One page with the text set from the top left."""
    document = pymupdf.open()
    page = document.new_page(width=width, height=height)
    page.insert_textbox(pymupdf.Rect(50, 40, width - 20, height - 20), text, fontsize=size, fontname="helv")
    return scan(page)


def print_table(rows: list[list[str]], widths: list[float], *, height: float = 44) -> Paper:
    """A ruled table; a cell breaks its lines where its text does."""
    document = pymupdf.open()
    page = document.new_page(width=595, height=420)
    top = 50.0
    for row in rows:
        left = 40.0
        for cell, width in zip(row, widths, strict=True):
            page.draw_rect(pymupdf.Rect(left, top, left + width, top + height), width=1)
            page.insert_textbox(pymupdf.Rect(left + 6, top + 5, left + width, top + height), cell, fontsize=12)
            left += width
        top += height
    return scan(page)


def scan(page: pymupdf.Page) -> Paper:
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    words = tuple((word[4], Box(*word[:4])) for word in page.get_text("words"))
    grey = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
    return Paper(picture_of(grey), page.rect.width, page.rect.height, words)


def picture_of(grey: np.ndarray) -> Picture:
    height, width = grey.shape
    return Picture(width_px=width, height_px=height, dpi=DPI, grey=np.ascontiguousarray(grey, np.uint8).tobytes())


def pixels_of(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.grey, np.uint8).reshape(picture.height_px, picture.width_px)


def repaint(paper: Paper, grey: np.ndarray) -> Paper:
    """The same page with other pixels."""
    return Paper(picture_of(np.clip(grey, 0, 255)), paper.width, paper.height, paper.words)


def turn(paper: Paper, degrees: int) -> Paper:
    """The page as it comes out of a scanner into which it was laid turned clockwise by quarter turns."""
    for _ in range(degrees // 90):
        grey = np.rot90(pixels_of(paper.picture), -1)
        words = tuple((t, Box(paper.height - b.y1, b.x0, paper.height - b.y0, b.x1)) for t, b in paper.words)
        paper = Paper(picture_of(grey), paper.height, paper.width, words)
    return paper


def skew(paper: Paper, degrees: float) -> Paper:
    """The page laid on the glass a little turned clockwise."""
    image = Image.fromarray(pixels_of(paper.picture)).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)
    rad = math.radians(degrees)
    middle_x, middle_y = paper.width / 2, paper.height / 2

    def moved(box: Box) -> Box:
        corners = [(x - middle_x, y - middle_y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        across = [middle_x + x * math.cos(rad) - y * math.sin(rad) for x, y in corners]
        down = [middle_y + x * math.sin(rad) + y * math.cos(rad) for x, y in corners]
        return Box.from_corners(across, down)

    words = tuple((text, moved(box)) for text, box in paper.words)
    return Paper(picture_of(np.asarray(image)), paper.width, paper.height, words)


def shade(paper: Paper) -> Paper:
    """A shadow over one side of the page, down to a third of the light."""
    grey = pixels_of(paper.picture).astype(np.float32)
    return repaint(paper, grey * np.linspace(1.0, 0.33, grey.shape[1], dtype=np.float32))


def sprinkle(paper: Paper, share: float) -> Paper:
    """Pepper and salt over the page."""
    grey = pixels_of(paper.picture).copy()
    dice = np.random.default_rng(7).random(grey.shape)
    grey[dice < share] = 0
    grey[dice > 1 - share] = 255
    return repaint(paper, grey)


def ink_box(paper: Paper, near: Box) -> Box:
    """The ink that lies within a box, in points."""
    scale = DPI / 72
    left, top = int(near.x0 * scale), int(near.y0 * scale)
    part = pixels_of(paper.picture)[top : int(near.y1 * scale) + 1, left : int(near.x1 * scale) + 1] < 110
    down, across = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    return Box(
        (left + across[0]) / scale,
        (top + down[0]) / scale,
        (left + across[-1] + 1) / scale,
        (top + down[-1] + 1) / scale,
    )
