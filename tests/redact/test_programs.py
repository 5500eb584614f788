import struct

import pymupdf
import pytest

from redactor.redact.fonts import known_font_name, read_map, write_map
from redactor.redact.programs import plain_cff, plain_sfnt, plain_type1, write_sfnt
from redactor.redact.syntax import Name, NotVector, read_operations, read_value, write_value

SFNT = pymupdf.Font("notos").buffer


def tables_of(program: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">H", program, 4)[0]
    rows = [struct.unpack_from(">4sIII", program, 12 + 16 * at) for at in range(count)]
    return {tag: program[start : start + size] for tag, _, start, size in rows}


def test_a_truetype_program_keeps_its_glyphs_and_loses_its_names() -> None:
    told = write_sfnt(SFNT[:4], {**tables_of(SFNT), b"name": b"Quillfeather", b"meta": b"Quillfeather"})
    plain = plain_sfnt(told)
    assert b"Quillfeather" in told
    assert b"Quillfeather" not in plain
    kept = tables_of(plain)
    assert kept[b"head"] == tables_of(SFNT)[b"head"]
    assert pymupdf.Font(fontbuffer=plain).glyph_advance(65) > 0


def test_a_cff_program_keeps_its_glyphs_and_loses_its_notice() -> None:
    program = pymupdf.Font("helv").buffer
    assert program[:1] == b"\x01"
    notice = b"Copyright"
    assert notice in program
    plain = plain_cff(program)
    assert notice not in plain
    assert len(plain) == len(program)
    assert pymupdf.Font(fontbuffer=plain).glyph_advance(65) == pymupdf.Font("helv").glyph_advance(65)


def test_a_type_1_program_loses_its_strings_and_comments_at_the_same_length() -> None:
    clear = (
        b"%!PS-AdobeFont-1.0: Quillfeather\n%% by Quillfeather\n/Notice (of \\(Quillfeather\\)) def /W (a (b) c) def\n"
    )
    program = clear + b"\x80secret"
    plain = plain_type1(program, len(clear), 7)
    assert plain.startswith(b"%!PS-AdobeFont-1.0:   ")
    assert b"Quillfeather" not in plain
    assert (len(plain), plain[-7:]) == (len(program), program[-7:])


def test_programs_that_do_not_parse_are_refused() -> None:
    for broken in (b"", b"\0\1\0\0\0\x09", b"\x01\0\x04\x01\0\x05"):
        with pytest.raises(NotVector):
            plain_sfnt(broken) if broken[:1] != b"\x01" else plain_cff(broken)


def test_a_map_is_read_in_all_its_forms_and_written_for_the_codes_in_use() -> None:
    cmap = b"beginbfchar <03> <0041> endbfchar beginbfrange <04> <06> <0061> <07> <08> [<0066006C> <0030>] endbfrange"
    mapping = read_map(cmap)
    assert {code: text.decode("utf-16-be") for code, text in mapping.items()} == {
        3: "A", 4: "a", 5: "b", 6: "c", 7: "fl", 8: "0",
    }  # fmt: skip
    assert read_map(write_map(mapping, {3, 7}, wide=False)) == {3: mapping[3], 7: mapping[7]}


def test_a_map_that_spells_a_message_is_refused() -> None:
    with pytest.raises(NotVector):
        read_map(b"beginbfchar <03> <" + "Quillfeather".encode("utf-16-be").hex().encode() + b"> endbfchar")


def test_syntax_survives_reading_and_writing() -> None:
    source = b"<</A [1 -2.5 .5 true null (a\\(b\\)\\101(c)) <4142> 7 0 R /N#20x]/B <</C/D>>>>"
    value = read_value(source)
    assert read_value(write_value(value)) == value


def test_comments_and_inline_pictures_do_not_pass() -> None:
    assert list(read_operations(b"1 0 0 RG % Quillfeather\n(x) Tj")) == [([1, 0, 0], "RG"), ([b"x"], "Tj")]
    with pytest.raises(NotVector, match="inline picture"):
        list(read_operations(b"BI /W 1 ID x EI"))


@pytest.mark.parametrize(
    ("given", "flags", "stands"),
    [
        ("ABCDEF+Arial-BoldMT", 32, "Arial-BoldMT"),
        ("TimesNewRomanPS-BoldItalicMT", 34, "TimesNewRomanPS-BoldItalicMT"),
        ("Calibri,Bold", 32, "Calibri,Bold"),
        ("Quillfeather", 32, "Helvetica"),
        ("Quillfeather-Bold", 34, "Times-Bold"),
        ("ArialQuillfeather", 33, "Courier"),
        ("Quillfeather-Italic", 98, "Times-Italic"),
    ],
)
def test_only_well_known_names_of_fonts_that_are_not_in_the_file_stay(given: str, flags: int, stands: str) -> None:
    assert known_font_name(Name(given), flags) == stands
