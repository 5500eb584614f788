from __future__ import annotations

import numpy as np

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, WordOrigin
from redactor.ocr.engine import Readers
from redactor.ocr.pictures import find_pictures
from redactor.ocr.reading import read_page
from tests.ocr.paper import DPI, Paper, picture_of, pixels_of, print_page, print_table, repaint, shade

PHOTOGRAPH = Box(430, 300, 530, 400)


def with_photograph(paper: Paper) -> Paper:
    """A portrait of sorts: tones that run into one another, no paper among them."""
    grey = pixels_of(paper.picture).copy()
    left, top, right, bottom = (round(v * DPI / 72) for v in (430, 300, 530, 400))
    down, across = np.mgrid[0 : bottom - top, 0 : right - left]
    grey[top:bottom, left:right] = 120 + 50 * np.sin(across / 40) * np.cos(down / 55)
    return repaint(paper, grey)


def test_a_photograph_among_print_is_found_and_print_is_not() -> None:
    (box,) = find_pictures(with_photograph(print_page()).picture)
    assert box.overlap(PHOTOGRAPH) > 0.9 * PHOTOGRAPH.area
    assert box.area < 1.35 * PHOTOGRAPH.area


def test_print_tables_and_shadows_are_no_photographs() -> None:
    assert find_pictures(print_page().picture) == ()
    assert find_pictures(print_table([["Name", "Form"], ["Marcus", "8L"]], [150, 150]).picture) == ()
    assert find_pictures(shade(print_page()).picture) == ()


def test_a_scanned_page_carries_its_photograph_as_a_picture(alone: Readers) -> None:
    paper = with_photograph(print_page())
    whole = LoosePage(paper.width, paper.height, origin=WordOrigin.UNREAD, pictures=(Box(0, 0, 595, 420),))
    (box,) = read_page(whole, paper.picture, alone).pictures
    assert box.overlap(PHOTOGRAPH) > 0.9 * PHOTOGRAPH.area


def test_a_page_that_is_one_photograph_stays_to_be_looked_at(alone: Readers) -> None:
    grey = (130 + 40 * np.sin(np.mgrid[0:1167, 0:1653][1] / 200)).astype(np.uint8)
    whole = LoosePage(595, 420, origin=WordOrigin.UNREAD, pictures=(Box(0, 0, 595, 420),))
    assert read_page(whole, picture_of(grey), alone).pictures == (Box(0, 0, 595, 420),)
