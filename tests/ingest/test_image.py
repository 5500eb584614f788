"""Picture files become pages at their own size, upright, one a frame."""

from __future__ import annotations

import io

import pillow_heif
import pymupdf
import pytest
from PIL import Image, ImageDraw

from redactor.domain.document import WordOrigin
from redactor.errors import Damaged, TooLarge
from redactor.ingest.image import read_image
from redactor.ingest.pdf import draw_page


def picture(mode: str = "RGB", size: tuple[int, int] = (600, 400)) -> Image.Image:
    """White, with a black mark at the top left."""
    made = Image.new(mode, size, 1 if mode == "1" else "white")
    ImageDraw.Draw(made).rectangle((10, 10, 110, 60), fill=0 if mode in ("1", "L") else "black")
    return made


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP"])
def test_a_picture_becomes_a_page_that_waits_for_ocr(kind: str) -> None:
    read = read_image(saved(picture(), kind))
    (page,) = read.pages
    assert page.origin is WordOrigin.UNREAD
    assert page.width / page.height == pytest.approx(1.5, abs=0.01)
    drawn = draw_page(read.pdf, 0, 72)
    assert drawn.grey[int(drawn.height_px * 0.08) * drawn.width_px + int(drawn.width_px * 0.1)] < 60
    assert drawn.grey[int(drawn.height_px * 0.9) * drawn.width_px + int(drawn.width_px * 0.9)] > 200


def test_the_dpi_of_the_file_sets_the_size_of_the_page_and_an_unbelievable_one_does_not() -> None:
    believable = read_image(saved(picture(), "PNG", dpi=(200, 100))).pages[0]
    assert (believable.width, believable.height) == pytest.approx((216, 288), abs=0.2)
    camera = read_image(saved(picture(size=(4000, 3000)), "JPEG", dpi=(72, 72))).pages[0]
    assert (camera.width, camera.height) == pytest.approx((793.7, 595.3), abs=1)


def test_a_photograph_held_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6
    read = read_image(saved(picture(), "JPEG", exif=exif, dpi=(100, 100)))
    page = read.pages[0]
    assert (page.width, page.height) == pytest.approx((288, 432), abs=0.2)
    drawn = draw_page(read.pdf, 0, 72)
    right_top = drawn.grey[30 * drawn.width_px + drawn.width_px - 25]
    assert right_top < 60


def test_every_frame_of_a_fax_is_a_page_and_stays_bilevel() -> None:
    frames = [picture("1", (1728, 2200)) for _ in range(3)]
    fax = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4", dpi=(204, 196))
    read = read_image(fax)
    assert len(read.pages) == 3
    assert len(read.pdf) < 20_000
    with pymupdf.open(stream=read.pdf) as document:
        assert {entry[4] for page in document for entry in page.get_images(full=True)} == {1}


def test_a_plain_jpeg_goes_in_as_it_is_but_without_its_exif() -> None:
    exif = Image.Exif()
    exif[315] = "Bethan Crowe"
    noisy = Image.effect_noise((600, 400), 60).convert("RGB")
    jpeg = saved(noisy, "JPEG", exif=exif, quality=70)
    read = read_image(jpeg)
    assert b"Crowe" in jpeg
    assert b"Crowe" not in read.pdf
    assert jpeg[-2000:] in read.pdf
    assert [(each.place, each.text) for each in read.unseen] == [("picture property Artist", "Bethan Crowe")]


def test_the_place_of_a_photograph_is_told() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 30.0, 36.0), 3: "W", 4: (1.0, 15.0, 0.0)})
    read = read_image(saved(picture(), "JPEG", exif=exif))
    assert [(each.place, each.text) for each in read.unseen] == [
        ("place where the picture was taken", "54.51000 N, 1.25000 W")
    ]


def test_see_through_parts_are_white() -> None:
    made = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    drawn = draw_page(read_image(saved(made, "PNG")).pdf, 0, 50)
    assert min(drawn.grey) > 240


@pytest.mark.parametrize("mode", ["I;16", "CMYK", "P", "LA"])
def test_unusual_pixels_are_read(mode: str) -> None:
    made = (
        Image.new("I;16", (300, 200), 60_000)
        if mode == "I;16"
        else picture("RGB").convert(mode if mode != "LA" else "L").convert(mode)
    )
    kind = "TIFF" if mode == "CMYK" else "PNG"
    assert len(read_image(saved(made, kind)).pages) == 1


def test_a_picture_cut_short_is_damaged() -> None:
    jpeg = saved(Image.effect_noise((600, 400), 60).convert("RGB"), "JPEG")
    with pytest.raises(Damaged):
        read_image(jpeg[: len(jpeg) // 2])


def test_a_picture_with_a_header_of_three_gigapixels_is_refused_before_it_is_decoded() -> None:
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(TooLarge):
        read_image(png + b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82")


def test_a_phone_picture_is_a_page_and_further_ones_are_counted() -> None:
    many = pillow_heif.HeifFile()
    for colour in ("white", "red", "blue"):
        many.add_from_pillow(Image.new("RGB", (64, 48), colour))
    out = io.BytesIO()
    many.save(out, quality=60)
    read = read_image(out.getvalue())
    assert len(read.pages) == 1
    assert [each.text for each in read.unseen] == ["2 more beside the one shown"]


@pytest.mark.parametrize("kind", ["JPEG2000", "AVIF"])
def test_newer_formats_are_pages(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, kind)
    assert len(read_image(out.getvalue()).pages) == 1
