"""From the bytes of a source to pages, with the sheet of what they do not show at the end."""

from __future__ import annotations

import pymupdf
import pytest

from redactor.domain.document import Sheet, bind_pages
from redactor.errors import Damaged, Encrypted, UnknownKind
from redactor.ingest.reading import pack_facsimile, read_confined, read_facsimile, unpack_facsimile


def noted_pdf() -> bytes:
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((72, 72), "Dear Ms Okafor")
        note = page.add_text_annot((300, 50), "Rang about the coat")
        note.set_info(title="C Frith")
        note.update()
        return bytes(document.tobytes())


def test_what_the_pages_do_not_show_stands_on_a_sheet_at_the_end() -> None:
    read = read_facsimile(noted_pdf(), "pdf")
    assert [page.sheet for page in read.pages] == [Sheet.FACE, Sheet.UNSEEN]
    face, unseen = bind_pages(read.pages, id="0001").text.split("\f")
    assert face == "Dear Ms Okafor"
    assert "Rang about the coat" in " ".join(unseen.split())
    assert "C Frith" in " ".join(unseen.split())


def test_the_sheet_is_a_page_of_the_pdf_where_its_words_stand() -> None:
    read = read_facsimile(noted_pdf(), "pdf")
    with pymupdf.open(stream=read.pdf) as document:
        assert document.page_count == len(read.pages)
        (word,) = [word for word in read.pages[1].words if word.text == "coat"]
        box = word.box.grown(0.5)
        assert document[1].get_textbox((box.x0, box.y0, box.x1, box.y1)).strip() == "coat"


def test_reading_in_a_child_gives_the_same() -> None:
    here, there = read_facsimile(noted_pdf(), "pdf"), read_confined(noted_pdf(), "pdf")
    assert bind_pages(there.pages, id="1").text == bind_pages(here.pages, id="1").text
    assert (there.unseen, there.title, there.marks) == (here.unseen, here.title, here.marks)
    with pymupdf.open(stream=there.pdf) as document:
        assert document.page_count == len(here.pages)


def test_an_unknown_kind_is_refused_with_a_remedy_that_fits() -> None:
    with pytest.raises(UnknownKind) as caught:
        read_confined(b"!BDN", "unknown:pst")
    assert ".eml" in caught.value.remedy


def test_a_locked_office_file_asks_for_its_password() -> None:
    with pytest.raises(Encrypted):
        read_facsimile(b"x", "unknown:locked-office")


@pytest.mark.parametrize("cut", [0, 4, 8, 20, 60])
def test_a_facsimile_that_comes_back_in_pieces_is_refused(cut: int) -> None:
    packed = pack_facsimile(read_facsimile(noted_pdf(), "pdf"))
    assert unpack_facsimile(packed).pages
    with pytest.raises(Damaged):
        unpack_facsimile(packed[:cut])
