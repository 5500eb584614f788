"""Names written in every way that page content, fonts and forms allow."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.leaks.vectors import CANARY, LINE, build, make_form, text

HEAD, TAIL = CANARY[:5], CANARY[5:]
Resources = Callable[[pikepdf.Pdf], dict[str, object]]


def shown(operators: str, *, before: str = "", resources: Resources | None = None) -> Callable[[], bytes]:
    """A page with one text block of these operators, F1 set at 11 pt at (72, 742)."""
    return lambda: build(f"{before} BT /F1 11 Tf 72 742 Td 14 TL {operators} ET", resources=resources)


def placed(matrix: str, *, size: float = 11) -> Callable[[], bytes]:
    return lambda: build(f"BT /F1 {size} Tf {matrix} Tm ({LINE}) Tj ET")


def right_to_left() -> bytes:
    """The words of the line in the wrong order of writing: the end first, moved back for the beginning."""
    ahead = pymupdf.get_text_length("Dear Wilma ", "helv", 11)
    name = pymupdf.get_text_length(CANARY, "helv", 11)
    return build(text(", thank you.", 72 + ahead + name) + text(CANARY, 72 + ahead) + text("Dear Wilma ", 72))


def kerned_backwards() -> bytes:
    """One TJ that writes the second half of the name first and steps back for the first half."""
    first, last = (pymupdf.get_text_length(part, "helv", 1000) for part in (HEAD, TAIL))
    return build(
        f"BT /F1 11 Tf 72 742 Td [(Dear Wilma ) {-first:.0f} ({TAIL}) {first + last:.0f} ({HEAD}) {-last:.0f}"
        " (, thank you.)] TJ ET"
    )


def two_fonts() -> bytes:
    half = pymupdf.get_text_length(f"Dear Wilma {HEAD}", "helv", 11)
    bold = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    content = text(f"Dear Wilma {HEAD}") + text(f"{TAIL}, thank you.", 72 + half).replace("/F1", "/F2")
    return build(content, finish=lambda pdf, page: page.Resources.Font.__setitem__("/F2", bold))


def duplicate_bold() -> bytes:
    return build(text() + text(x=72.3) + text(y=742.2))


def over_two_pages() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        pdf.pages.append(pdf.pages[0])
        pdf.pages[1].Contents = pdf.make_stream(text("feather, and thank you again.").encode())

    return build(text() + text("Seen: Wilma Quill-", y=60), finish=finish)


def same_stream_on_two_pages() -> bytes:
    return build(text(), finish=lambda pdf, page: pdf.pages.append(pdf.pages[0]))


def split_streams() -> bytes:
    """The operators of one text block lie in three streams, one of them shared by another page."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        parts = ("BT /F1 11 Tf 72 742 Td (Dear Wilma ) Tj", f"({CANARY}) Tj", "(, thank you.) Tj ET")
        page.Contents = Array([pdf.make_stream(part.encode()) for part in parts])

    return build("", finish=finish)


def inherited_resources() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        pdf.Root.Pages.Resources = page.Resources
        pdf.Root.Pages.MediaBox = Array([0, 0, 595, 842])
        pdf.Root.Pages.Rotate = 90
        del page.Resources, page.MediaBox

    return build(text(), finish=finish)


def form_without_resources() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        form = make_form(pdf, text())
        del form.Resources
        return {"XObject": Dictionary(X1=form)}

    return build("/X1 Do", resources=resources)


def form_turned_and_clipped() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        return {"XObject": Dictionary(X1=make_form(pdf, text(), Matrix=Array([0, 1, -1, 0, 1100, 0])))}

    return build("q .5 0 0 .5 20 20 cm /X1 Do Q", resources=resources)


def form_of_which_one_use_is_off_the_page() -> bytes:
    return build(
        "/X1 Do q 1 0 0 1 900 0 cm /X1 Do Q q 1e-4 0 0 1e-4 0 0 cm /X1 Do Q",
        resources=lambda pdf: {"XObject": Dictionary(X1=make_form(pdf, text()))},
    )


def form_that_nobody_draws() -> bytes:
    return build(text(), resources=lambda pdf: {"XObject": Dictionary(X1=make_form(pdf, text(f"again {CANARY}")))})


def form_that_draws_itself() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        form = pdf.make_indirect(make_form(pdf, text(y=600) + " /X1 Do"))
        form.Resources.XObject = Dictionary(X1=form)
        return {"XObject": Dictionary(X1=form)}

    return build(text() + "/X1 Do", resources=resources)


def tiling_pattern() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        cell = pdf.make_stream(
            text().encode(), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 595, 842]),
            XStep=595, YStep=842, Resources=make_form(pdf, "").Resources,
        )  # fmt: skip
        return {"Pattern": Dictionary(P1=cell)}

    return build(text(y=600) + "/Pattern cs /P1 scn 0 0 595 842 re f", resources=resources)


def text_painted_with_a_pattern() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0]), C1=Array([0.2]), N=1)
        axial = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 595, 0]), Function=tint,
                           Extend=Array([True, True]))  # fmt: skip
        return {"Pattern": Dictionary(P1=Dictionary(Type=Name.Pattern, PatternType=2, Shading=axial))}

    return build("/Pattern cs /P1 scn " + text(), resources=resources)


def text_over_a_shading() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0.8]), N=1)
        axial = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 595, 0]), Function=tint)
        return {"Shading": Dictionary(S1=axial)}

    return build("/S1 sh 0 g " + text(), resources=resources)


def text_that_clips_a_shading() -> bytes:
    """The name is the clip through which a dark rectangle shows; nothing of it is painted."""
    return build(
        text(f"Dear Wilma {CANARY}, thank you.", more="7 Tr").replace("BT", "q BT", 1) + "0 g 0 0 595 842 re f Q"
    )


def _type3(pdf: pikepdf.Pdf, drawn: dict[str, bytes], **more: object) -> Dictionary:
    names = list(drawn)
    procs = Dictionary({f"/{name}": pdf.make_stream(body) for name, body in drawn.items()})
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 6000, 1000]), FirstChar=65, LastChar=64 + len(names),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=procs, Widths=Array([6000] * len(names)),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, *(Name(f"/{name}") for name in names)])), **more,
    )  # fmt: skip


def type3_glyph_that_writes() -> bytes:
    """The glyph procedure of a Type 3 font shows the name in Helvetica."""

    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        inner = make_form(pdf, "").Resources
        body = f"6000 0 d0 BT /F1 1000 Tf ({CANARY}) Tj ET".encode()
        font = _type3(pdf, {"whole": body}, Resources=inner)
        return {"Font": Dictionary(F1=inner.Font.F1, F3=font)}

    return build(text() + "BT /F3 11 Tf 72 700 Td (A) Tj ET", resources=resources)


def _cmap(mapping: dict[int, str], *, wide: bool, note: str = "") -> bytes:
    digits = 4 if wide else 2
    lines = [f"<{code:0{digits}x}> <{said.encode('utf-16-be').hex()}>" for code, said in mapping.items()]
    space = "<0000> <ffff>" if wide else "<00> <ff>"
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        f"/CMapName /{note or 'Plain'} def /CMapType 2 def 1 begincodespacerange {space} endcodespacerange "
        f"{len(lines)} beginbfchar " + " ".join(lines) + " endbfchar endcmap end end"
    ).encode()


def _helvetica_saying(mapping: dict[int, str], **more: object) -> Resources:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding,
            ToUnicode=pdf.make_stream(_cmap(mapping, wide=False, note=str(more.get("note", "")))),
        )  # fmt: skip
        return {"Font": Dictionary(F1=font)}

    return resources


LETTERS = {ord(letter): letter for letter in set(LINE)}


def one_glyph_says_the_name() -> bytes:
    """The map to text says the whole name for one asterisk."""
    return build(text("Dear Wilma *, thank you."), resources=_helvetica_saying(LETTERS | {ord("*"): CANARY}))


def wrong_map() -> bytes:
    """The map says something harmless where the page shows the name."""
    said = LETTERS | {ord(shown): "x" for shown in "Qf"} | {ord("*"): "i"}
    return build(text(), resources=_helvetica_saying(said))


def unused_codes_in_the_map() -> bytes:
    """The map knows codes that no page shows, and they spell the name."""
    return build(text(), resources=_helvetica_saying(LETTERS | {1: CANARY}, note=CANARY))


def zero_width_letters() -> bytes:
    said = LETTERS | {ord("f"): "\u200bf", ord("Q"): "Q\u200d"}
    return build(text(), resources=_helvetica_saying(said))


def ligature_in_the_map() -> bytes:
    """One code shows an l and says both."""
    return build(text(LINE.replace("ll", "*")), resources=_helvetica_saying(LETTERS | {ord("*"): "ll"}))


def a_font_named_so() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        flat = Dictionary(
            Type=Name.FontDescriptor, FontName=Name(f"/ABCDEF+{CANARY}"), FontFamily=String(CANARY), Flags=32,
            CharSet=String(f"/{CANARY}"), FontBBox=Array([0, 0, 1000, 1000]), ItalicAngle=0, Ascent=700, Descent=-200,
            CapHeight=700, StemV=80, Lang=Name(f"/{CANARY}"), Note=String(CANARY),
        )  # fmt: skip
        font = Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/ABCDEF+{CANARY}"), FirstChar=32, LastChar=126,
            Widths=Array([556] * 95), Encoding=Name.WinAnsiEncoding, FontDescriptor=flat, Name=Name(f"/{CANARY}"),
        )  # fmt: skip
        return {"Font": Dictionary(F1=font)}

    return build(text(), resources=resources)


def _embedded(line: str, change: Callable[[pikepdf.Pdf, Dictionary], None]) -> bytes:
    """The line in an embedded CID font, its Type 0 dictionary changed."""
    with pymupdf.open() as made:
        sheet = made.new_page()
        writer = pymupdf.TextWriter(sheet.rect)
        writer.append((72, 100), line, font=pymupdf.Font("notos"), fontsize=11)
        writer.write_text(sheet)
        source = bytes(made.tobytes())
    with pikepdf.open(io.BytesIO(source)) as pdf:
        for each in pdf.objects:
            if isinstance(each, Dictionary) and each.get("/Subtype") == "/Type0":
                change(pdf, each)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
        return out.getvalue()


def cid_without_map() -> bytes:
    return _embedded(LINE, lambda pdf, font: font.__delitem__("/ToUnicode"))


def cid_system_named_so() -> bytes:
    def change(pdf: pikepdf.Pdf, font: Dictionary) -> None:
        font.BaseFont = Name(f"/{CANARY}")
        below = font.DescendantFonts[0]
        below.CIDSystemInfo = Dictionary(Registry=String(CANARY), Ordering=String(CANARY), Supplement=0)
        below.BaseFont = Name(f"/{CANARY}")

    return _embedded(LINE, change)


def cid_metadata() -> bytes:
    def change(pdf: pikepdf.Pdf, font: Dictionary) -> None:
        program = font.DescendantFonts[0].FontDescriptor.get("/FontFile2", None)
        if isinstance(program, Stream):
            program.Metadata = pdf.make_stream(CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)

    return _embedded(LINE, change)


def cid_program_with_a_tail() -> bytes:
    def change(pdf: pikepdf.Pdf, font: Dictionary) -> None:
        descriptor = font.DescendantFonts[0].FontDescriptor
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                descriptor[key].write(descriptor[key].read_bytes() + f"\n{CANARY}\n".encode())

    return _embedded(LINE, change)


def vertical_writing() -> bytes:
    return _embedded(LINE, lambda pdf, font: font.__setitem__("/Encoding", Name("/Identity-V")))


HEXED = LINE.encode().hex()
VECTORS: dict[str, Callable[[], bytes]] = {
    "letter_spaced": shown(f"6 Tc ({LINE}) Tj"),
    "word_spaced": shown(f"30 Tw ({LINE}) Tj"),
    "quote_operators": shown(f"(Dear Wilma) ' 1 0 ({CANARY},) \" (thank you.) '"),
    "hexadecimal_string": shown(f"<{HEXED}> Tj"),
    "hexadecimal_odd": shown(f"<{HEXED[:40]} \n {HEXED[40:]}2> Tj"),
    "octal_string": shown("(" + "".join(f"\\{ord(each):03o}" for each in LINE) + ") Tj"),
    "line_continued_in_a_string": shown(f"(Dear Wilma {HEAD}\\\n{TAIL}, thank you.) Tj"),
    "array_that_starts_with_the_name": shown(f"(Dear Wilma ) Tj [({CANARY}) 20 (, thank) -30 ( you.)] TJ"),
    "raised": shown(f"(Dear Wilma ) Tj 4 Ts ({CANARY}) Tj 0 Ts (, thank you.) Tj"),
    "stretched": shown(f"150 Tz ({LINE}) Tj"),
    "squeezed": shown(f"40 Tz ({LINE}) Tj"),
    "stroked": shown(f"1 Tr ({LINE}) Tj"),
    "filled_and_stroked": shown(f"2 Tr ({LINE}) Tj"),
    "capitals": shown(f"(Dear Wilma {CANARY.upper()}, thank you.) Tj"),
    "wrapped_without_hyphen": shown(f"(Dear Wilma {HEAD}) Tj T* ({TAIL}, thank you.) Tj"),
    "possessive": shown(f"(Dear Wilma {CANARY}'s, thank you.) Tj"),
    "address_of_mail": shown(f"(Dear Wilma, thank you: w.{CANARY.lower()}@example.com) Tj"),
    "glued_to_kept_text": shown(f"(Dear Wilma:{CANARY}/thank you.) Tj"),
    "block_without_end": shown(f"({LINE}) Tj ET BT"),
    "blocks_in_blocks": shown(f"BT ({LINE}) Tj ET"),
    "restored_too_often": shown(f"({LINE}) Tj ET Q Q Q BT"),
    "comment_in_the_content": shown(f"% {CANARY}\n({LINE}) Tj"),
    "unknown_operator": shown(f"({LINE}) Tj ({CANARY}) foo"),
    "operator_without_use": shown(f"({LINE}) Tj ({CANARY})"),
    "point_marks": shown(f"({LINE}) Tj ET /A << /T ({CANARY}) >> DP /{CANARY} MP BT"),
    "compatibility_section": shown(f"BX ({CANARY}) whatever EX ({LINE}) Tj"),
    "size_in_the_matrix": placed("11 0 0 11 72 742", size=1),
    "upwards": placed("0 1 -1 0 300 300"),
    "downwards": placed("0 -1 1 0 300 600"),
    "upside_down": placed("-1 0 0 -1 400 500"),
    "mirrored": placed("-1 0 0 1 400 500"),
    "slanted": placed("1 0 .3 1 72 500"),
    "slightly_turned": placed(".9998 .0175 -.0175 .9998 72 500"),
    "negative_size": placed("-1 0 0 -1 72 500", size=-11),
    "large_print": placed("3 0 0 3 20 500"),
    "small_print": placed("1 0 0 1 72 500", size=5),
    **{
        each.__name__: each
        for each in (
            right_to_left, kerned_backwards, two_fonts, duplicate_bold, over_two_pages, same_stream_on_two_pages,
            split_streams, inherited_resources, form_without_resources, form_turned_and_clipped,
            form_of_which_one_use_is_off_the_page, form_that_nobody_draws, form_that_draws_itself, tiling_pattern,
            text_painted_with_a_pattern, text_over_a_shading, text_that_clips_a_shading, type3_glyph_that_writes,
            one_glyph_says_the_name, wrong_map, unused_codes_in_the_map, zero_width_letters, ligature_in_the_map,
            a_font_named_so, cid_without_map, cid_system_named_so, cid_metadata, cid_program_with_a_tail,
            vertical_writing,
        )
    },
}  # fmt: skip
