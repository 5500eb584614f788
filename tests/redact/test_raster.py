import io

import pikepdf
import pymupdf
from PIL import Image, ImageChops, ImageDraw

from redactor.domain.box import Box
from redactor.domain.document import Document, WordOrigin
from redactor.domain.redaction import CleanDocument
from redactor.redact.layer import room_for
from redactor.redact.raster import fill_boxes, has_colour, has_greys, whiten_paper
from tests.redact.papers import a_pdf, clean, read_document, text_of


def as_scan(pdf: bytes) -> Document:
    return read_document(pdf, origin=WordOrigin.OCR)


def picture_of(made: CleanDocument) -> Image.Image:
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        (image,) = pdf.pages[0].images.values()
        return pikepdf.PdfImage(image).as_pil_image().convert("L")


def test_the_picture_itself_is_filled_under_the_box() -> None:
    pdf = a_pdf("Dear Wilma Smith, hello")
    document = as_scan(pdf)
    made = clean(pdf, "Smith,", document=document)
    image = picture_of(made)
    scale = image.width / 595
    (box,) = made.pages[0].covers
    inside = image.crop(tuple(round(edge * scale) for edge in (box.x0, box.y0, box.x1, box.y1)))  # type: ignore[arg-type]
    assert inside.getextrema() == (0, 0)


def test_a_line_of_a_scan_is_closed_up_and_looks_the_same_for_a_short_and_a_long_name() -> None:
    pictures = []
    for name in ("Ng,", "Featherstonehaugh,"):
        pdf = a_pdf(f"Dear Wilma {name} hello", "and a second line that is long enough for all of it, and longer")
        made = clean(pdf, name, document=as_scan(pdf))
        pictures.append(picture_of(made))
        assert "hello" in text_of(made.pdf)
    short, long = pictures
    assert ImageChops.difference(short, long).point([0] * 200 + [255] * 56).getbbox() is None


def test_a_line_of_a_scan_that_a_ruling_runs_through_is_covered_from_end_to_end() -> None:
    with pymupdf.open() as sheet:
        page = sheet.new_page()
        page.insert_text((72, 100), "Dear Wilma Smith hello")
        page.insert_text((72, 130), "The second line stays")
        page.draw_line((60, 97), (500, 97))
        pdf = sheet.tobytes()
    document = as_scan(pdf)
    made = clean(pdf, "Smith", document=document)
    (box,) = made.pages[0].covers
    first = [word.box for word in document.pages[0].words if word.line == 0]
    assert box.x0 <= min(each.x0 for each in first)
    assert box.x1 >= max(each.x1 for each in first)
    assert "hello" not in text_of(made.pdf)
    assert "second line" in " ".join(text_of(made.pdf).split())


def test_a_page_of_print_is_small_in_black_and_white() -> None:
    pdf = a_pdf(*["The quick brown fox jumps over the lazy dog and runs to the hills."] * 30)
    made = clean(pdf, "fox", document=as_scan(pdf))
    assert len(made.pdf) < 60_000


def test_a_turned_scan_stands_upright_with_its_words_where_their_ink_is() -> None:
    pdf = a_pdf("Dear Wilma Smith, hello", rotation=90, crop=(50, 60, 400, 500))
    made = clean(pdf, document=as_scan(pdf))
    with pymupdf.open(stream=made.pdf, filetype="pdf") as out:
        page = out[0]
        assert (page.rotation, page.rect.width, page.rect.height) == (0, 440, 350)
        (hello,) = page.search_for("hello")
        with pymupdf.open(stream=pdf, filetype="pdf") as before:
            (ink,) = before[0].search_for("hello")
            seen = ink * before[0].rotation_matrix
        assert abs(hello.tl - seen.tl) < 4
        assert abs(hello.br - seen.br) < 4


def test_words_of_other_scripts_are_kept_in_the_layer() -> None:
    pdf = a_pdf("Dear Wilma")
    document = as_scan(pdf)
    swapped = document.text.replace("Wilma", "Łódźŷ")
    page = document.pages[0]
    words = tuple(type(word)(swapped[word.start : word.end], word.start, word.end, word.box) for word in page.words)
    other = type(page)(0, page.width, page.height, 0, len(swapped), words, 0, page.origin)
    changed = Document("0001", swapped, (other,))
    assert "Łódźŷ" in text_of(clean(pdf, "Dear", document=changed).pdf)


def test_a_word_under_a_box_is_not_written_and_one_beside_it_is_clipped() -> None:
    box = Box(100, 100, 200, 112)
    assert room_for(Box(150, 101, 190, 111), [box]) is None
    assert room_for(Box(190, 101, 230, 111), [box]) is None
    assert room_for(Box(198, 101, 260, 111), [box]) == Box(200, 101, 260, 111)
    assert room_for(Box(210, 101, 260, 111), [box]) == Box(210, 101, 260, 111)


def a_sheet(mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, (800, 1000), "white")
    draw = ImageDraw.Draw(image)
    for row in range(20):
        draw.text((60, 40 + 40 * row), "Words in black on white paper", fill="black", font_size=24)
    return image


def test_print_has_neither_colour_nor_greys() -> None:
    assert not has_colour(a_sheet())
    assert not has_greys(a_sheet())


def test_a_blue_signature_is_colour_and_pencil_is_grey() -> None:
    signed, pencilled = a_sheet(), a_sheet()
    ImageDraw.Draw(signed).line((100, 900, 300, 950), fill=(20, 40, 200), width=5)
    ImageDraw.Draw(pencilled).text((100, 900), "a note in pencil beside it", fill=(180, 180, 180), font_size=40)
    assert has_colour(signed)
    assert has_greys(pencilled)


def test_paper_that_is_nearly_white_becomes_white_and_dark_paper_stays() -> None:
    light, dark = Image.new("L", (50, 50), 245), Image.new("L", (50, 50), 180)
    assert whiten_paper(light).getextrema() == (255, 255)
    assert whiten_paper(dark).getextrema() == (180, 180)


def test_boxes_are_filled_to_the_outer_pixel() -> None:
    image = fill_boxes(Image.new("RGB", (200, 100), "white"), [Box(10.2, 10.2, 20.7, 20.7)], 100)
    assert image.getpixel((20, 20)) == image.getpixel((41, 41)) == (26, 26, 26)
    assert image.getpixel((19, 19)) == (255, 255, 255)
