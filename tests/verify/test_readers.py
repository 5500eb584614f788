from __future__ import annotations

import io
import zlib

import pikepdf
import pypdfium2
import pytest

from redactor.verify.covers import uncover
from redactor.verify.readers import (
    UNREADABLE,
    count_pages,
    glyphs_of,
    picture_of,
    streams_of,
    strings_of,
    text_readers,
)
from redactor.verify.secrets import tokens_of
from tests.leaks.vectors import CANARY, VECTORS
from tests.redact.papers import a_pdf
from tests.verify.bundles import more_content

PAGE = a_pdf("Dear Wilma Quillfeather, hello", "a second line")


@pytest.mark.parametrize("name", text_readers())
def test_each_reader_gives_the_words_of_each_page(name: str) -> None:
    (text,) = text_readers()[name](PAGE)
    assert tokens_of(text) == ["dear", "wilma", "quillfeather", "hello", "a", "second", "line"]


@pytest.mark.parametrize("name", text_readers())
def test_each_reader_sees_invisible_and_white_text(name: str) -> None:
    hidden = b"BT 3 Tr /F9 11 Tf 72 300 Td (unseen) Tj ET BT 0 Tr 1 g /F9 11 Tf 72 200 Td (pale) Tj ET"
    (text,) = text_readers()[name](more_content(PAGE, hidden, page_number=1))
    assert {"unseen", "pale"} <= set(tokens_of(text))


@pytest.mark.parametrize("name", text_readers())
@pytest.mark.parametrize("broken", [b"", b"no pdf at all"])
def test_each_reader_raises_what_the_gate_expects(name: str, broken: bytes) -> None:
    with pytest.raises(UNREADABLE):
        list(text_readers()[name](broken))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_glyphs_stand_where_their_ink_is_drawn(rotation: int) -> None:
    page = pypdfium2.PdfDocument(a_pdf("X", size=40, rotation=rotation))[0]
    (glyph,) = glyphs_of(page)
    picture = picture_of(page, 72)
    dark = [at for at, level in enumerate(picture.grey) if level < 100]
    xs, ys = [at % picture.width_px for at in dark], [at // picture.width_px for at in dark]
    seen = (min(xs), min(ys), max(xs) + 1, max(ys) + 1)
    assert seen == pytest.approx((glyph.ink.x0, glyph.ink.y0, glyph.ink.x1, glyph.ink.y1), abs=1.5)
    assert glyph.room.height >= glyph.ink.height - 0.1


def test_every_string_and_name_is_given() -> None:
    found = " ".join(strings_of(VECTORS["document_extras"]()))
    assert found.count(CANARY) > 8


def test_streams_are_given_decoded_and_so_is_what_stands_between_them() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PAGE)) as pdf:
        pdf.Root.Loose = pdf.make_stream(b"packed words")
        pdf.save(out, compress_streams=True)
    parts = list(streams_of(out.getvalue() + b"% tail"))
    assert any(b"packed words" in part for part in parts)
    assert parts[-1].endswith(b"% tail")


def test_a_stream_that_no_object_owns_is_given_too() -> None:
    body = zlib.compress(b"an older revision")
    orphan = b"7 0 obj <</Length %d>> stream\n%s\nendstream endobj\n" % (len(body), body)
    at = PAGE.rindex(b"startxref")
    assert any(b"an older revision" in part for part in streams_of(PAGE[:at] + orphan + PAGE[at:]))


def test_pages_are_counted() -> None:
    assert count_pages(PAGE) == 1


@pytest.mark.parametrize(
    ("content", "shows"),
    [
        (b"0 g 50 50 100 100 re f", False),
        (b"BT /F9 20 Tf 50 50 Td (words) Tj ET", False),
        (b"50 50 m 100 50 l 100 100 l h f", True),
        (b"50 50 m 100 100 l S", True),
        (b"50 50 m 100 50 l 100 100 l 50 100 l h S", False),
        (b"50 50 m 60 60 80 60 90 50 c f 0 g 40 40 100 100 re f", True),
        (b"q 80 0 0 80 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q", True),
        (b"50 50 100 100 re W n", False),
    ],
)
def test_rectangles_words_and_clips_are_taken_off_and_drawings_stay(content: bytes, shows: bool) -> None:
    bare = uncover(more_content(a_pdf(), content, page_number=1), [1])
    levels = picture_of(pypdfium2.PdfDocument(bare.pdf)[0], 72).grey
    assert (min(levels) < 128, bare.page_numbers == {1}) == (shows, shows)


def test_forms_are_uncovered_too() -> None:
    bare = uncover(VECTORS["form_nested_shared"](), [1])
    assert bare.page_numbers == frozenset()
    assert min(picture_of(pypdfium2.PdfDocument(bare.pdf)[0], 72).grey) == 255
