"""PDF pages: exact frames, what is shown, what is hidden, and what is made of broken files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from redactor.domain.document import LoosePage, WordOrigin, bind_pages
from redactor.errors import Damaged, Encrypted
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.pdf import draw_page, join_pdfs, open_pdf_members, read_pdf


def make_pdf(draw: Callable[[pymupdf.Document, pymupdf.Page], None]) -> bytes:
    with pymupdf.open() as document:
        draw(document, document.new_page(width=400, height=300))
        return bytes(document.tobytes())


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text


def unseen_of(facsimile: Facsimile) -> dict[str, str]:
    return {each.place: each.text for each in facsimile.unseen}


def grey_at(page: LoosePage, pdf: bytes) -> bytes:
    """The pixels under the only word of a page."""
    picture = draw_page(pdf, 0, 72)
    box = page.words[0].box
    return b"".join(
        picture.grey[y * picture.width_px + int(box.x0) : y * picture.width_px + int(box.x1)]
        for y in range(int(box.y0), int(box.y1))
    )


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 30, 360, 280)])
@pytest.mark.parametrize("origin", [(0, 0), (100, 50)])
def test_a_word_has_its_box_before_rotation_and_relative_to_the_crop_box(
    rotation: int, crop: tuple[float, float, float, float] | None, origin: tuple[float, float]
) -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((100, 200), "Okafor", fontsize=20)
        if origin != (0, 0):
            x, y = origin
            document.xref_set_key(page.xref, "MediaBox", f"[{-x} {-y} {400 - x} {300 - y}]")
            content = document.get_page_fonts(0) and page.read_contents()
            document.update_stream(page.get_contents()[0], f"q 1 0 0 1 {-x} {-y} cm ".encode() + content + b" Q")
        if crop and origin == (0, 0):
            page.set_cropbox(pymupdf.Rect(crop))
        page.set_rotation(rotation)

    read = read_pdf(make_pdf(draw))
    (page,) = read.pages
    (word,) = page.words
    shift = (crop[0], crop[1]) if crop and origin == (0, 0) else (0, 0)
    assert page.rotation == rotation
    assert (page.width, page.height) == ((320, 250) if crop and origin == (0, 0) else (400, 300))
    assert word.box.x0 == pytest.approx(100 - shift[0], abs=0.1)
    assert word.box.y0 < 200 - shift[1] - 14 < 200 - shift[1] < word.box.y1
    assert min(grey_at(page, read.pdf)) < 60
    picture = draw_page(read.pdf, 0, 72)
    dark = [at for at, grey in enumerate(picture.grey) if grey < 100]
    assert all(word.box.grown(1).contains_point(at % picture.width_px, at // picture.width_px) for at in dark)


def test_text_that_runs_sideways_is_read_in_its_own_direction() -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((100, 250), "Amina Okafor called", rotate=90)
        page.insert_text((120, 250), "about the bus", rotate=90)
        page.set_rotation(90)

    read = read_pdf(make_pdf(draw))
    assert text_of(read).split() == ["Amina", "Okafor", "called", "about", "the", "bus"]
    amina, okafor = read.pages[0].words[:2]
    assert okafor.box.y1 <= amina.box.y0 + 0.1
    assert amina.line == okafor.line


def test_a_token_is_cut_at_a_slash_and_each_half_has_its_own_box() -> None:
    read = read_pdf(make_pdf(lambda _, page: page.insert_text((50, 50), "Khan/Okafor 12/03/2024 a.b@example.org")))
    words = read.pages[0].words
    assert [word.text for word in words] == ["Khan", "/", "Okafor", "12/03/2024", "a.b@example.org"]
    assert [word.gap for word in words[:3]] == ["", "", " "]
    assert words[0].box.x1 <= words[1].box.x0 + 0.1 < words[1].box.x1 <= words[2].box.x0 + 0.1
    assert text_of(read) == "Khan/Okafor 12/03/2024 a.b@example.org"


def hide(manner: str) -> Callable[[pymupdf.Document, pymupdf.Page], None]:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 50), "Plain words that anybody can see")
        if manner == "invisible":
            page.insert_text((50, 100), "SECRET", render_mode=3)
        elif manner == "white":
            page.insert_text((50, 100), "SECRET", color=(1, 1, 1))
        elif manner == "see-through":
            page.insert_text((50, 100), "SECRET", fill_opacity=0)
        elif manner == "tiny":
            page.insert_text((50, 100), "SECRET", fontsize=0.4)
        elif manner == "off the page":
            page.insert_text((450, 100), "SECRET")
        elif manner == "outside the crop box":
            page.insert_text((350, 100), "SECRET")
            page.set_cropbox(pymupdf.Rect(0, 0, 340, 300))
        elif manner == "under a box":
            page.insert_text((50, 100), "SECRET")
            page.draw_rect((40, 80, 140, 110), fill=(0, 0, 0))
        elif manner == "layer":
            page.insert_text((50, 100), "SECRET", oc=document.add_ocg("drafts", on=False))

    return draw


@pytest.mark.parametrize(
    "manner",
    ["invisible", "white", "see-through", "tiny", "off the page", "outside the crop box", "under a box", "layer"],
)
def test_text_that_nobody_can_see_is_told_apart_from_the_page(manner: str) -> None:
    read = read_pdf(make_pdf(hide(manner)))
    assert text_of(read) == "Plain words that anybody can see"
    assert any("SECRET" in each.text for each in read.unseen)


def test_white_words_on_a_dark_bar_are_seen() -> None:
    def draw(_: pymupdf.Document, page: pymupdf.Page) -> None:
        page.draw_rect((40, 80, 340, 110), fill=(0.1, 0.2, 0.5))
        page.insert_text((50, 100), "Pupil record", color=(1, 1, 1))

    assert text_of(read_pdf(make_pdf(draw))) == "Pupil record"


def test_grey_small_print_is_seen() -> None:
    draw = lambda _, page: page.insert_text((50, 100), "small print.", fontsize=5, color=(0.7, 0.7, 0.7))  # noqa: E731
    assert text_of(read_pdf(make_pdf(draw))) == "small print."


def test_a_form_field_is_read_as_label_and_value_and_baked_into_the_page() -> None:
    def draw(_: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "Full name")
        field = pymupdf.Widget()
        field.field_type, field.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "name"
        field.field_value, field.text_fontsize = "Amina Okafor", 11
        field.rect = pymupdf.Rect(150, 86, 300, 106)
        page.add_widget(field)

    read = read_pdf(make_pdf(draw))
    assert text_of(read) == "Full name\tAmina Okafor"
    with pymupdf.open(stream=read.pdf) as flat:
        assert not flat.is_form_pdf
        assert "Okafor" in flat[0].get_text()


def test_a_form_value_that_overflows_its_field_is_told() -> None:
    def draw(_: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 50), "Notes")
        field = pymupdf.Widget()
        field.field_type, field.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "notes"
        field.field_value, field.text_fontsize = "seen " * 10 + "OVERFLOWING", 11
        field.rect = pymupdf.Rect(150, 36, 220, 56)
        page.add_widget(field)

    read = read_pdf(make_pdf(draw))
    assert "OVERFLOWING" not in text_of(read)
    assert "OVERFLOWING" in unseen_of(read)["form field notes on page 1"]


def test_notes_properties_bookmarks_and_link_targets_are_unseen() -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 50), "Click here")
        note = page.add_text_annot((300, 50), "Mum rang about the coat")
        note.set_info(title="C Frith")
        note.update()
        page.insert_link(
            {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(50, 40, 100, 55), "uri": "mailto:nana@example.org"}
        )
        document.set_toc([[1, "Tyler and the coat", 1]])
        document.set_metadata({"title": "Log", "author": "R Pugh", "producer": "Maker 1.0"})

    read = read_pdf(make_pdf(draw))
    told = unseen_of(read)
    assert told["note (Text) on page 1"] == "Mum rang about the coat"
    assert {each.author for each in read.unseen} >= {"C Frith"}
    assert told["document property Author"] == "R Pugh"
    assert told["bookmarks"] == "Tyler and the coat"
    assert told["link targets on page 1"] == "mailto:nana@example.org"
    assert "Maker" not in " ".join(told.values())
    assert read.title == "Log"
    for trace in (b"Frith", b"Pugh", b"nana@", b"Tyler"):
        assert trace not in read.pdf


def test_a_hidden_note_is_told_and_not_drawn() -> None:
    def draw(_: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 50), "Shown")
        note = page.add_freetext_annot((50, 100, 200, 130), "HIDDENNOTE")
        note.set_flags(pymupdf.PDF_ANNOT_IS_HIDDEN)
        note.update()

    read = read_pdf(make_pdf(draw))
    assert text_of(read) == "Shown"
    assert "HIDDENNOTE" in unseen_of(read)["hidden note (FreeText) on page 1"]


def test_an_earlier_revision_is_marked_and_its_words_are_told(tmp_path: Path) -> None:
    first = make_pdf(lambda _, page: page.insert_text((50, 50), "OLDNAME was here"))
    read = read_pdf(append_revision(first, tmp_path / "a.pdf"))
    assert "has_earlier_revisions" in read.marks
    assert text_of(read) == "New words"
    assert "OLDNAME" in unseen_of(read)["earlier revision of page 1"]


def append_revision(first: bytes, path: Path) -> bytes:
    path.write_bytes(first)
    with pymupdf.open(path) as document:
        document.update_stream(document[0].get_contents()[0], b"BT /helv 11 Tf 50 200 Td (New words) Tj ET")
        document.saveIncr()
    return path.read_bytes()


def test_a_page_without_text_layer_waits_for_ocr_and_a_blank_page_does_not() -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.draw_circle((200, 150), 60)
        document.new_page()

    drawn, blank = read_pdf(make_pdf(draw)).pages
    assert drawn.origin is WordOrigin.UNREAD
    assert blank.origin is WordOrigin.TEXT_LAYER
    assert blank.words == ()


def noise(width: int, height: int) -> pymupdf.Pixmap:
    samples = bytes((at * 7919 >> 3) % 251 for at in range(width * height))
    return pymupdf.Pixmap(pymupdf.csGRAY, width, height, samples, False)


def test_a_scan_with_an_invisible_layer_waits_for_ocr_and_its_old_layer_is_told() -> None:
    def draw(_: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_image(page.rect, pixmap=noise(200, 150), keep_proportion=False)
        page.insert_text((50, 50), "old layer", render_mode=3)

    read = read_pdf(make_pdf(draw))
    assert read.pages[0].origin is WordOrigin.UNREAD
    assert read.pages[0].words == ()
    assert unseen_of(read)["invisible text on page 1"] == "old layer"


def test_a_stamped_page_number_does_not_make_a_scan_read() -> None:
    def draw(_: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_image(page.rect, pixmap=noise(200, 150), keep_proportion=False)
        page.draw_rect((300, 270, 390, 295), fill=(1, 1, 1))
        page.insert_text((310, 290), "Page 12")

    assert read_pdf(make_pdf(draw)).pages[0].origin is WordOrigin.UNREAD


def test_a_photograph_beside_text_is_a_picture_and_a_repeated_logo_is_none() -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        document.new_page(width=400, height=300)
        for each in document:
            each.insert_text((50, 250), "A letter with a logo at its head")
            each.insert_image(pymupdf.Rect(10, 10, 70, 60), pixmap=noise(60, 50), keep_proportion=False)
        document[0].insert_image(pymupdf.Rect(200, 50, 320, 150), pixmap=noise(120, 100), keep_proportion=False)

    first, second = read_pdf(make_pdf(draw)).pages
    assert [round(box.x0) for box in first.pictures] == [200]
    assert second.pictures == ()


def test_letters_without_meaning_send_the_page_to_ocr() -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 50), "Amina Okafor", fontname="helv")
        (font,) = [entry[0] for entry in page.get_fonts()]
        document.xref_set_key(font, "ToUnicode", "null")
        document.xref_set_key(
            font,
            "Encoding",
            "<</Type/Encoding/Differences[65/g1 97/g2 105/g3 109/g4 110/g5 79/g6 102/g7 107/g8 111/g9 114/g10]>>",
        )

    assert read_pdf(make_pdf(draw)).pages[0].origin is WordOrigin.UNREAD


def test_attached_files_are_members() -> None:
    def draw(document: pymupdf.Document, page: pymupdf.Page) -> None:
        page.insert_text((50, 50), "See attached")
        document.embfile_add("minutes", b"the minutes", filename="minutes.txt")
        page.add_file_annot((50, 100), b"the sheet", "sheet.csv")

    pdf = make_pdf(draw)
    assert [(member.name, member.content) for member in open_pdf_members(pdf)] == [
        ("minutes.txt", b"the minutes"),
        ("sheet.csv", b"the sheet"),
    ]
    read = read_pdf(pdf)
    assert b"the minutes" not in read.pdf
    assert "minutes.txt" in unseen_of(read)["attached file"]


def lock(pdf: bytes, *, user: str) -> bytes:
    with pymupdf.open(stream=pdf) as document:
        return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw=user))


def test_a_locked_pdf_is_refused_and_one_that_only_forbids_printing_is_read() -> None:
    plain = make_pdf(lambda _, page: page.insert_text((50, 50), "Hello there"))
    with pytest.raises(Encrypted):
        read_pdf(lock(plain, user="secret"))
    read = read_pdf(lock(plain, user=""))
    assert text_of(read) == "Hello there"
    with pymupdf.open(stream=read.pdf) as flat:
        assert not flat.is_encrypted


def test_a_pdf_without_pages_is_damaged() -> None:
    with pytest.raises(Damaged):
        read_pdf(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                 b"trailer<</Root 1 0 R>>\n%%EOF")  # fmt: skip


def test_joined_pdfs_keep_their_pages_in_order() -> None:
    one, two = (make_pdf(lambda _, page, text=text: page.insert_text((50, 50), text)) for text in ("one", "two"))
    assert text_of(read_pdf(join_pdfs(one, two))) == "one\ftwo"
