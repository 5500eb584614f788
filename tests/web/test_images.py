from __future__ import annotations

import io
import random

import pymupdf
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from redactor.web.images import KEPT_IMAGES, LONGEST_SIDE_PX, PageImages, draw_page_image
from tests.store.making import REFERENCE

BLACK, RED = (0, 0, 0), (1, 0, 0)


def a_pdf(*, width: float = 200, height: float = 100, rotation: int = 0, colour: tuple[int, ...] = BLACK) -> bytes:
    """A page with a mark in the top left corner, before it is turned."""
    pdf = pymupdf.open()
    page = pdf.new_page(width=width, height=height)
    page.draw_rect(pymupdf.Rect(0, 0, 20, 10), color=colour, fill=colour)
    page.set_rotation(rotation)
    content: bytes = pdf.tobytes()
    return content


def opened(pdf: bytes, dpi: float = 72) -> Image.Image:
    return Image.open(io.BytesIO(draw_page_image(pdf, 0, dpi).content))


@pytest.mark.parametrize(
    ("rotation", "size", "dark"),
    [(0, (200, 100), (5, 5)), (90, (100, 200), (95, 5)), (180, (200, 100), (195, 95)), (270, (100, 200), (5, 195))],
)
def test_a_page_is_drawn_as_the_eye_sees_it(rotation: int, size: tuple[int, int], dark: tuple[int, int]) -> None:
    drawn = opened(a_pdf(rotation=rotation))
    assert drawn.size == size
    assert drawn.getpixel(dark) == 0
    assert drawn.getpixel((size[0] // 2, size[1] // 2)) == 255


def test_a_page_is_cut_to_its_crop_box() -> None:
    pdf = pymupdf.open("pdf", a_pdf())
    pdf[0].set_cropbox(pymupdf.Rect(0, 0, 50, 40))
    assert opened(pdf.tobytes()).size == (50, 40)


def test_a_page_without_colour_is_grey_and_one_with_colour_is_not() -> None:
    assert opened(a_pdf()).mode == "L"
    assert opened(a_pdf(colour=RED)).mode == "RGB"


def test_a_poster_is_drawn_smaller_rather_than_in_full() -> None:
    assert max(opened(a_pdf(width=14_000, height=100), dpi=110).size) == LONGEST_SIDE_PX


def test_a_noisy_scan_travels_as_webp() -> None:
    noise = Image.frombytes("L", (900, 900), random.Random(1).randbytes(810_000))
    stream = io.BytesIO()
    noise.save(stream, "PNG")
    pdf = pymupdf.open()
    pdf.new_page(width=590, height=590).insert_image(pymupdf.Rect(0, 0, 590, 590), stream=stream.getvalue())
    drawn = draw_page_image(pdf.tobytes(), 0)
    assert drawn.media_type == "image/webp"
    assert Image.open(io.BytesIO(drawn.content)).size == (902, 902)
    assert len(drawn.content) < 810_000


def test_a_picture_is_drawn_once_while_it_is_kept() -> None:
    images, loads = PageImages(), []

    def load() -> bytes:
        loads.append(1)
        return a_pdf()

    first = images.picture("a", 0, load)
    assert images.picture("a", 0, load) is first
    for number in range(KEPT_IMAGES):
        images.picture(f"b{number}", 0, load)
    images.picture("a", 0, load)
    assert len(loads) == KEPT_IMAGES + 2


def test_the_app_serves_the_picture_of_a_page(client: TestClient) -> None:
    answer = client.get(f"/case/{REFERENCE}/document/0001/image/2")
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (910, 1287)
