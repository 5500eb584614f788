"""What the one place that lays out records promises to the rest of the house."""

import io

import pymupdf
import pypdfium2
import pytest
from PIL import Image

from redactor.domain.document import LoosePage, Sheet, WordOrigin, bind_pages
from redactor.errors import TooLarge
from redactor.ingest import paper
from redactor.ingest.blocks import Field, Heading, Note, PageEnd, Paragraph, PictureBlock, Rule, Run, Style, Table
from redactor.ingest.typeset import typeset


def text_of(pages: tuple[LoosePage, ...]) -> str:
    return bind_pages(pages, id="0001").text


def read_back(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    return "\f".join(page.get_textpage().get_text_bounded() for page in pdf)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def make_png(width: int = 60, height: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_paragraph_is_one_line_of_text_however_often_it_wraps() -> None:
    _, pages = typeset([Paragraph("word " * 80), Paragraph("Next")])
    assert text_of(pages) == "word " * 79 + "word\nNext"


def test_labels_and_values_stand_in_one_line_each_and_a_rule_makes_a_blank_line() -> None:
    _, pages = typeset(
        [Field("From", "Ann Lee <ann@example.org>"), Field("Cc", "x, " * 60 + "y"), Rule(), Paragraph("Hi")]
    )
    from_line, cc_line, blank, body = text_of(pages).split("\n")
    assert from_line == "From: Ann Lee <ann@example.org>"
    assert cc_line.startswith("Cc: x, x,")
    assert (blank, body) == ("", "Hi")


@pytest.mark.parametrize("times", [1, 5, 40])
def test_a_label_of_any_length_stands_before_its_value(times: int) -> None:
    label = " ".join(["Name of pupil"] * times)
    _, pages = typeset([Field(label, "Joanna Pike"), Paragraph("next")])
    assert text_of(pages) == f"{label}: Joanna Pike\nnext"


def test_a_table_row_is_one_line_with_tabs_even_where_cells_wrap_or_are_empty() -> None:
    table = Table((("Name", "", "Note"), ("Ann Lee", "", "first line\nsecond line " * 9), ("", "b", "")))
    _, pages = typeset([table])
    first, second, third = text_of(pages).split("\n")
    assert first == "Name\t\tNote"
    assert second.startswith("Ann Lee\t\tfirst line second line first")
    assert third == "\tb"


def test_a_header_row_is_repeated_on_every_page_of_a_long_table() -> None:
    rows = (("Pupil", "Score"), *((f"Pupil number {i}", str(i)) for i in range(120)))
    _, pages = typeset([Table(rows, header_rows=1)])
    assert len(pages) > 1
    assert all(page.words[0].text == "Pupil" for page in pages)


def test_a_cell_longer_than_a_page_runs_over_pages_and_loses_nothing() -> None:
    long = " ".join(f"w{i}" for i in range(4000))
    _, pages = typeset([Table((("A", "B"), ("x", long)), header_rows=1)])
    assert len(pages) > 2
    words = [word.text for page in pages for word in page.words if word.text.startswith("w")]
    assert words == long.split()


def test_a_header_taller_than_the_page_is_printed_once() -> None:
    tall = " ".join(f"h{i}" for i in range(3000))
    _, pages = typeset([Table(((tall, "b"), ("1", "2")), header_rows=1)])
    assert sum(word.text == "h7" for page in pages for word in page.words) == 1
    assert all(word.box.y1 <= page.height for page in pages for word in page.words)


def test_a_table_too_wide_for_the_page_is_cut_into_bands_that_repeat_the_first_column() -> None:
    row = tuple(f"value-number-{i}" for i in range(30))
    _, pages = typeset([Table((row,))])
    text = text_of(pages)
    assert all(cell in text for cell in row)
    assert all(line.startswith("value-number-0\t") for line in text.split("\n"))
    assert all(word.box.x1 <= page.width for page in pages for word in page.words)


def test_column_letters_stand_in_a_line_without_tabs_and_row_numbers_before_the_row() -> None:
    _, pages = typeset([Table((("Name", "Age"), ("Ann", "9")), letters=("A", "C"), numbers=("1", "5"))])
    assert text_of(pages) == "A C\n1\tName\tAge\n5\tAnn\t9"


def test_pieces_of_one_token_have_no_gap_and_boxes_that_touch() -> None:
    _, pages = typeset([Paragraph("Smith/Jones")])
    first, slash, second = pages[0].words
    assert (first.gap, slash.gap) == ("", "")
    assert first.box.x1 == pytest.approx(slash.box.x0)
    assert slash.box.x1 == pytest.approx(second.box.x0)


def test_a_token_wider_than_the_line_is_broken_without_a_gap() -> None:
    token = "QUJD" * 200
    _, pages = typeset([Paragraph(token)])
    assert len(pages[0].words) > 3
    assert text_of(pages) == token


def test_a_box_holds_the_ink_of_its_word_and_nothing_else() -> None:
    content, pages = typeset([Paragraph("Tell (Ágnes Őry) quickly: jump"), Table((("Fjord", "gÂp"),))])
    dpi = 144
    with pymupdf.open("pdf", content) as pdf:
        pixels = pdf[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    ink = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples).point(lambda grey: 255 * (grey < 110))
    for word in pages[0].words:
        scale = dpi / 72
        box = tuple(round(edge * scale) for edge in (word.box.x0, word.box.y0, word.box.x1, word.box.y1))
        ink.paste(0, (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
    assert ink.getbbox() is None


def test_scripts_and_signs_survive_in_the_words_and_in_pdfium() -> None:
    text = "Łukasz Ştefan Ŵyn Ιωάννα Юлія 漢字 あい 한국어 “quoted” — £5 ☐ ✓ 😀"
    content, pages = typeset([Paragraph(text)])
    assert text_of(pages) == text
    assert squeezed(read_back(content)) == text


def test_right_to_left_text_is_read_back_in_its_logical_order() -> None:
    content, pages = typeset([Paragraph("שלום"), Paragraph("مرحبا")])
    assert text_of(pages) == "שלום\nمرحبا"
    assert read_back(content).split() == ["שלום", "مرحبا"]


def test_a_sign_that_no_font_has_keeps_its_text_in_the_word() -> None:
    content, pages = typeset([Paragraph("yes \U0001f642 \ue000 no")])
    assert text_of(pages) == "yes \U0001f642 \ue000 no"
    assert read_back(content).split() == ["yes", "□", "□", "no"]


def test_invisible_characters_inside_a_name_are_not_kept() -> None:
    _, pages = typeset([Paragraph("Jo\u00adan\u200bna Pi\u0301ke \udcff")])
    assert text_of(pages) == "Joanna Píke \ufffd"


def test_a_page_end_does_not_part_a_name_or_a_number() -> None:
    text = " ".join(["we saw him with Joanna Pike on 07700 900123 and"] * 400)
    _, pages = typeset([Paragraph(text)])
    assert len(pages) > 2
    for page in pages[:-1]:
        assert page.words[-1].text[0].islower()


def test_the_footer_is_among_the_words_of_every_page() -> None:
    _, pages = typeset([Paragraph("a"), PageEnd(), PageEnd(), Paragraph("b")], footer="Made by us")
    assert [text_of((page,)) for page in pages] == ["a\nMade by us", "b\nMade by us"]


def test_pages_say_what_they_are() -> None:
    _, (page,) = typeset([Note("x")], landscape=True, sheet=Sheet.UNSEEN)
    assert (page.width, page.height) == (842, 595)
    assert page.origin is WordOrigin.TYPESET
    assert page.sheet is Sheet.UNSEEN
    assert page.rotation == 0


def test_nothing_still_makes_a_page() -> None:
    content, pages = typeset([])
    assert len(pages) == len(pypdfium2.PdfDocument(content)) == 1
    assert pages[0].words == ()


def test_styles_do_not_change_the_text_even_inside_a_word() -> None:
    _, pages = typeset([Paragraph((Run("Jo", Style.BOLD), Run("anna "), Run("struck", Style.STRUCK | Style.ITALIC)))])
    assert text_of(pages) == "Joanna struck"
    assert [word.text for word in pages[0].words] == ["Jo", "anna", "struck"]


def test_a_picture_is_drawn_and_named_as_an_area_to_look_at() -> None:
    content, (page,) = typeset([Paragraph("See"), PictureBlock(make_png(), width=120)])
    (box,) = page.pictures
    assert (round(box.width), round(box.height)) == (120, 80)
    with pymupdf.open("pdf", content) as pdf:
        pixels = pdf[0].get_pixmap()
        assert pixels.pixel(int(box.x0 + 60), int(box.y0 + 40)) == (0, 128, 128)


def test_a_picture_that_cannot_be_decoded_puts_the_page_in_doubt() -> None:
    _, (page,) = typeset([PictureBlock(b"\xd7\xcd\xc6\x9a not a picture that we know")])
    assert page.doubt == ("picture_not_shown",)
    assert len(page.pictures) == 1


def test_what_a_picture_file_says_beside_its_pixels_does_not_reach_the_page() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "CANARYTEXT"
    Image.effect_noise((400, 300), 90).save(out, "JPEG", exif=exif, comment=b"CANARYTEXT")
    content, _ = typeset([PictureBlock(out.getvalue())])
    with pymupdf.open("pdf", content) as pdf:
        streams = b"".join(pdf.xref_stream_raw(n) or b"" for n in range(1, pdf.xref_length()) if pdf.xref_is_stream(n))
    assert b"CANARYTEXT" not in content + streams


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 6_000)).save(out, "PNG")
    with pytest.raises(TooLarge):
        typeset([PictureBlock(out.getvalue())])


def test_a_record_past_the_page_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        typeset([Paragraph("x"), PageEnd()] * (paper.MAX_PAGES + 1))


def test_pages_stay_small() -> None:
    content, pages = typeset(
        [Heading("Title"), Paragraph("Plain words " * 300), Table((("A", "B"), ("1", "2")), 1)] * 3
    )
    assert len(content) / len(pages) < 60_000
