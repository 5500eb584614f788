import io

import pikepdf
import pymupdf
from PIL import Image, ImageDraw

from redactor.domain.box import Box, PageBox
from redactor.domain.redaction import CleanDocument
from tests.leaks.vectors import build, jpeg_stream, photo, text
from tests.redact.papers import a_pdf, clean, read_document, text_of


def pictures_of(made: CleanDocument) -> list[Image.Image]:
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        return [pikepdf.PdfImage(each).as_pil_image().convert("RGB") for each in pdf.pages[0].images.values()]


def a_picture_page(image: Image.Image, rect: tuple[float, ...], **more: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    with pymupdf.open() as made:
        sheet = made.new_page()
        sheet.insert_text((72, 60), "Dear reader")
        sheet.insert_image(pymupdf.Rect(*rect), stream=file.getvalue(), keep_proportion=False, **more)
        return bytes(made.tobytes())


def chequered(mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, (200, 100), "white")
    ImageDraw.Draw(image).rectangle((100, 0, 199, 99), fill="red" if mode == "RGB" else 0)
    return image


def test_pixels_under_a_box_are_gone_from_the_picture_itself() -> None:
    pdf = a_picture_page(chequered(), (100, 100, 300, 200))
    made = clean(pdf, areas=[PageBox(0, Box(199, 90, 310, 210))])
    (picture,) = pictures_of(made)
    assert made.pages[0].route == "vector"
    assert picture.getcolors() == [(20000, (255, 255, 255))]


def test_pixels_beside_a_box_stay_as_they_were() -> None:
    pdf = a_picture_page(chequered(), (100, 100, 300, 200))
    made = clean(pdf, areas=[PageBox(0, Box(110, 110, 150, 150))])
    (picture,) = pictures_of(made)
    assert picture.getpixel((150, 50)) == (255, 0, 0)


def test_the_part_of_a_picture_that_lies_off_the_page_does_not_leave() -> None:
    pdf = a_picture_page(chequered(), (445, 100, 745, 200))  # the red half begins at x = 595, the page's edge
    (picture,) = pictures_of(clean(pdf, "Dear"))
    colours = picture.getcolors()
    assert colours is not None
    assert sum(count for count, colour in colours if colour != (255, 255, 255)) <= 100


def test_the_part_of_a_picture_that_a_clip_hides_does_not_leave() -> None:
    pdf = build(
        text("Dear reader") + "q 72 500 60 90 re W n q 120 0 0 90 72 500 cm /Im1 Do Q Q",
        resources=lambda made: {"XObject": pikepdf.Dictionary(Im1=jpeg_stream(made, photo()))},
    )
    (picture,) = pictures_of(clean(pdf, "Dear"))
    right = picture.convert("L").crop((66, 2, 118, 88))
    assert right.getextrema()[0] > 240


def test_a_mask_is_emptied_with_its_picture() -> None:
    cover = io.BytesIO()
    shape = Image.new("L", (200, 100), 0)
    ImageDraw.Draw(shape).text((120, 40), "WILMA", fill=255)
    shape.save(cover, "PNG")
    pdf = a_picture_page(Image.new("RGB", (200, 100), "black"), (100, 100, 300, 200), mask=cover.getvalue())
    made = clean(pdf, areas=[PageBox(0, Box(190, 90, 310, 210))])
    assert made.pages[0].route == "vector"
    with pikepdf.open(io.BytesIO(made.pdf)) as out:
        (image,) = out.pages[0].images.values()
        soft = pikepdf.PdfImage(image.SMask).as_pil_image().convert("L")
    assert soft.crop((110, 0, 200, 100)).getextrema() == (0, 0)


def test_a_fax_page_stays_black_and_white_the_right_way_round() -> None:
    page = Image.new("1", (400, 200), 1)
    ImageDraw.Draw(page).rectangle((0, 0, 99, 199), fill=0)
    made = clean(a_picture_page(page, (100, 100, 300, 200)), "Dear")
    assert b"CCITTFaxDecode" in made.pdf
    (picture,) = pictures_of(made)
    back = picture.convert("L")
    assert (back.getpixel((50, 100)), back.getpixel((300, 100))) == (0, 255)


def test_rules_of_a_table_that_run_through_a_box_stay() -> None:
    with pymupdf.open() as made:
        sheet = made.new_page()
        sheet.insert_text((72, 100), "Dear Wilma Smith")
        sheet.draw_line((60, 98), (500, 98))
        sheet.draw_rect((60, 80, 500, 110), fill=(0.9, 0.9, 1))
        pdf = bytes(made.tobytes())
    done = clean(pdf, "Smith")
    assert done.pages[0].route == "vector"
    with pymupdf.open(stream=done.pdf, filetype="pdf") as out:
        drawn = [path["rect"] for path in out[0].get_drawings()]
    assert any(rect.width > 430 and rect.height < 2 for rect in drawn)
    assert any(rect.width > 430 and rect.height > 20 for rect in drawn)


def test_an_underline_of_the_withheld_word_goes_with_it() -> None:
    with pymupdf.open() as made:
        sheet = made.new_page()
        sheet.insert_text((72, 100), "Dear Wilma Smith")
        sheet.draw_line((133, 102), (160, 102))
        pdf = bytes(made.tobytes())
    done = clean(pdf, "Smith")
    assert done.pages[0].route == "vector"
    with pymupdf.open(stream=done.pdf, filetype="pdf") as out:
        assert len(out[0].get_drawings()) == 1  # the box


def test_a_signature_under_a_box_makes_the_page_a_picture() -> None:
    with pymupdf.open() as made:
        sheet = made.new_page()
        sheet.insert_text((72, 100), "Signed")
        sheet.draw_bezier((100, 200), (150, 150), (180, 260), (260, 190))
        pdf = bytes(made.tobytes())
    made_clean = clean(pdf, areas=[PageBox(0, Box(140, 150, 200, 240))])
    assert made_clean.pages[0].why == "drawn ink under a box"


def an_embedded_font_page(*lines: str) -> bytes:
    with pymupdf.open() as made:
        sheet = made.new_page()
        writer = pymupdf.TextWriter(sheet.rect)
        for number, line in enumerate(lines):
            writer.append((72, 100 + 20 * number), line, font=pymupdf.Font("notos"), fontsize=11)
        writer.write_text(sheet)
        return bytes(made.tobytes())


def test_a_font_keeps_no_map_width_or_glyph_of_letters_that_are_gone() -> None:
    made = clean(an_embedded_font_page("Dear Zq", "Dear reader"), "Zq")
    assert made.pages[0].route == "vector"
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        fonts = [each for each in pdf.pages[0].Resources.Font.values() if each.Subtype == "/Type0"]
        told = fonts[0].ToUnicode.read_bytes().upper()
        assert b"<005A>" not in told
        assert b"<0044>" in told
        assert len(fonts[0].DescendantFonts[0].W) == 2 * len(set("Dear reader") - {" "}) + 2
        program = fonts[0].DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in program or "/FontFile3" in program
        assert len(made.pdf) < 30_000


def test_kept_words_of_an_embedded_font_do_not_move_on_lines_that_lose_nothing() -> None:
    pdf = an_embedded_font_page("Dear Zq and the others", "Dear reader")
    before = {(word[4], round(word[0], 2), round(word[1], 2)) for word in _words(pdf)}
    after = {(word[4], round(word[0], 2), round(word[1], 2)) for word in _words(clean(pdf, "Zq").pdf)}
    assert {each for each in before if each[0] in ("Dear", "reader")} <= after
    assert {each[0] for each in before} - {"Zq"} <= {each[0] for each in after}


def _words(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    with pymupdf.open(stream=pdf, filetype="pdf") as made:
        return list(made[0].get_text("words"))


def test_ligatures_accents_and_symbols_survive() -> None:
    pdf = an_embedded_font_page("Siân’s office, Wójcik — ﬁle № 7", "Zq")
    made = clean(pdf, "Zq")
    assert made.pages[0].route == "vector"
    assert text_of(made.pdf).splitlines()[0].strip() == read_document(pdf).text.splitlines()[0]


def test_pages_with_one_font_share_it() -> None:
    with pymupdf.open() as made:
        for number in range(4):
            sheet = made.new_page()
            writer = pymupdf.TextWriter(sheet.rect)
            writer.append((72, 100), f"Dear reader {number}", font=pymupdf.Font("notos"), fontsize=11)
            writer.write_text(sheet)
        pdf = bytes(made.tobytes())
    with pikepdf.open(io.BytesIO(clean(pdf, "reader").pdf)) as out:
        refs = {page.Resources.Font.F0.objgen for page in out.pages}
    assert len(refs) == 1


def test_a_broken_content_stream_makes_the_page_a_picture() -> None:
    made = clean(build(text("Dear reader") + "[ (never closed"), "Dear")
    assert made.pages[0].route == "raster"
    assert "reader" in text_of(made.pdf)


def test_text_beyond_a_clip_is_taken_out_and_the_page_stays_vector() -> None:
    page = build("q 60 700 100 100 re W n " + text("Dear Wilma and the hidden rest of the line") + " Q")
    made = clean(page)
    assert made.pages[0].route == "vector"
    assert "rest" not in text_of(made.pdf)


def test_a_pdf_of_the_house_can_be_read_by_a_strict_parser() -> None:
    with pikepdf.open(io.BytesIO(clean(a_pdf("Dear Wilma"), "Wilma").pdf)) as pdf:
        assert pdf.check_pdf_syntax() == [] if hasattr(pdf, "check_pdf_syntax") else pdf.check() == []
