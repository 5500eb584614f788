"""Documents built to leak: each hides one invented name in another place. Name to a function that makes the PDF."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw

CANARY = "Quillfeather"
LINE = f"Dear Wilma {CANARY}, thank you."
KEPT = ("Dear", "thank", "you")


def build(
    content: str | bytes,
    *,
    resources: Callable[[pikepdf.Pdf], dict[str, object]] | None = None,
    finish: Callable[[pikepdf.Pdf, pikepdf.Object], None] | None = None,
    **save: object,
) -> bytes:
    """One A4 page with this content; F1 is Helvetica. `finish` may add what else the file is to hold."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842)).obj
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(helvetica)))
    for kind, entries in (resources(pdf) if resources else {}).items():
        page.Resources[f"/{kind}"] = entries
    page.Contents = pdf.make_stream(content.encode("cp1252") if isinstance(content, str) else content)
    if finish:
        finish(pdf, page)
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, **save)  # type: ignore[arg-type]
    return out.getvalue()


def text(line: str = LINE, x: float = 72, y: float = 742, size: float = 11, more: str = "") -> str:
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT {more} /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n"


def plain() -> bytes:
    return build(text())


def tj_kerned() -> bytes:
    return build(f"BT /F1 11 Tf 72 742 Td [(Dear Wil) -20 (ma {CANARY[:5]}) 30 ({CANARY[5:]}, th) 15 (ank you.)] TJ ET")


def glyph_per_block() -> bytes:
    out, x = [], 72.0
    for char in LINE:
        out.append(text(char, x))
        x += pymupdf.get_text_length(char, "helv", 11)
    return build("".join(reversed(out)))


def line_wrap() -> bytes:
    return build(text("Dear Wilma Quill-") + text("feather, thank you.", y=722))


def rotated_45() -> bytes:
    return build(f"BT /F1 11 Tf .7071 .7071 -.7071 .7071 150 500 Tm ({LINE}) Tj ET")


def no_break_space() -> bytes:
    return build(text(f"Dear Wilma\xa0{CANARY[:5]}\xad{CANARY[5:]}, thank you."))


def in_form() -> bytes:
    return build("q 1 0 0 1 0 0 cm /X1 Do Q", resources=lambda pdf: {"XObject": Dictionary(X1=make_form(pdf, text()))})


def make_form(pdf: pikepdf.Pdf, content: str, **more: object) -> pikepdf.Object:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    given = {"Resources": Dictionary(Font=Dictionary(F1=font)), "BBox": Array([0, 0, 595, 842]), **more}
    return pdf.make_stream(content.encode(), Type=Name.XObject, Subtype=Name.Form, **given)  # type: ignore[return-value]


def form_nested_shared() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        inner = make_form(pdf, text())
        outer = make_form(pdf, "/X2 Do", Resources=Dictionary(XObject=Dictionary(X2=inner)), PieceInfo=private())
        return {"XObject": Dictionary(X1=outer)}

    return build("/X1 Do q 1 0 0 1 0 -200 cm /X1 Do Q", resources=resources)


def private() -> Dictionary:
    return Dictionary(Tool=Dictionary(Private=String(CANARY), LastModified=String("D:20260101")))


def type3_without_map() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        square = pdf.make_stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 700]), FirstChar=81, LastChar=81,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(q=square), Widths=Array([600]),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([81, Name("/Quillfeather")])),
        )  # fmt: skip
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        return {"Font": Dictionary(F1=helvetica, F3=font)}

    return build(text() + "BT /F3 11 Tf 72 700 Td (QQQ) Tj ET", resources=resources)


def invisible_twin() -> bytes:
    return build(text() + text(y=600, more="3 Tr"))


def invisible_twin_on_top() -> bytes:
    return build(text() + text(more="3 Tr"))


def white_twin() -> bytes:
    return build("0 g " + text() + "1 g " + text(y=740))


def outside_crop() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        page.CropBox = Array([50, 500, 500, 800])

    return build(text() + text(y=200), finish=finish)


def off_page() -> bytes:
    return build(text() + text(y=2000))


def zero_scale() -> bytes:
    return build(text() + text(y=600, more="0 Tz"))


def tiny() -> bytes:
    return build(text() + text(y=600, size=0.3))


def empty_clip() -> bytes:
    return build(text() + "q 0 0 0 0 re W n " + text(y=600) + "Q")


def transparent() -> bytes:
    return build(
        text() + "q /G1 gs " + text(y=600) + "Q",
        resources=lambda pdf: {"ExtGState": Dictionary(G1=Dictionary(ca=0.0))},
    )


def layer_off() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(CANARY)))
        page.Resources.Properties = Dictionary(MC0=layer)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), ON=Array([])))

    return build(text() + "/OC /MC0 BDC " + text(y=600) + "EMC", finish=finish)


def actual_text() -> bytes:
    marked = f"/Span <</ActualText ({CANARY}) /Alt ({CANARY})>> BDC " + text("Best wishes", y=600) + " EMC"
    return build(text() + marked + f"\n% a comment about {CANARY}\n")


def optional_content_mark_without_layers() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        page.Resources.Properties = Dictionary(MC0=Dictionary(Type=Name.OCG, Name=String(CANARY)))

    return build(text() + "/OC /MC0 BDC " + text("Best wishes", y=600) + "EMC", finish=finish)


def photo(note: str = "") -> bytes:
    image = Image.new("RGB", (120, 90), (200, 210, 220))
    ImageDraw.Draw(image).ellipse((20, 20, 90, 70), fill=(90, 120, 60))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = note
    image.save(out, "JPEG", quality=80, exif=exif, comment=note.encode())
    return out.getvalue()


def jpeg_stream(pdf: pikepdf.Pdf, body: bytes, **more: object) -> Stream:
    return pdf.make_stream(
        body, Type=Name.XObject, Subtype=Name.Image, Width=120, Height=90, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode, **more,
    )  # fmt: skip


def photo_with_exif() -> bytes:
    return build(
        text() + "q 120 0 0 90 72 500 cm /Im1 Do Q",
        resources=lambda pdf: {"XObject": Dictionary(Im1=jpeg_stream(pdf, photo(CANARY) + CANARY.encode()))},
    )


def photo_with_alternate() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        other = jpeg_stream(pdf, photo(CANARY))
        alternates = Array([Dictionary(Image=other, DefaultForPrinting=True)])
        meta = pdf.make_stream(CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)
        return {"XObject": Dictionary(Im1=jpeg_stream(pdf, photo(), Alternates=alternates, Metadata=meta))}

    return build(text() + "q 120 0 0 90 72 500 cm /Im1 Do Q", resources=resources)


def inline_picture() -> bytes:
    return build(text() + "q 20 0 0 20 72 500 cm BI /W 4 /H 4 /BPC 8 /CS /G ID abcdefghijklmnop EI Q")


def soft_mask() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        form = make_form(pdf, text(y=600), Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
        mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=form)
        return {"ExtGState": Dictionary(G1=Dictionary(SMask=mask))}

    return build(text() + "q /G1 gs 0 0 595 700 re f Q", resources=resources)


def resource_names() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0]), C1=Array([1]), N=1)
        spot = Array([Name.Separation, Name(f"/{CANARY}"), Name.DeviceGray, tint])
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        return {
            "Font": Dictionary({f"/{CANARY}": helvetica, "/F1": helvetica}),
            "ColorSpace": Dictionary({f"/{CANARY}": spot}),
        }

    named = f"/{CANARY} cs 0.4 scn BT /{CANARY} 11 Tf 72 700 Td (Best wishes) Tj ET 0 g\n"
    return build(text() + named, resources=resources)


def document_extras() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        said = String(CANARY)
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(CANARY, 0))
        pdf.docinfo["/Title"] = said
        with pdf.open_metadata() as meta:
            meta["dc:title"] = CANARY
        pdf.attachments[f"{CANARY}.txt"] = pikepdf.AttachedFileSpec(pdf, CANARY.encode(), filename=f"{CANARY}.txt")
        script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{CANARY}')"))
        pdf.Root.Names.JavaScript = Dictionary(Names=Array([said, script]))
        pdf.Root.OpenAction = script
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=said)]))
        leaf = Dictionary(Type=Name.StructElem, S=Name.P, ActualText=said, Alt=said, T=said, Pg=page, K=0)
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=leaf))
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.PieceInfo = page.PieceInfo = private()
        pdf.Root[f"/{CANARY}"] = page[f"/{CANARY}"] = said
        page.Thumb = pdf.make_stream(CANARY.encode(), Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray)
        page.AA = Dictionary(O=script)
        page.Metadata = pdf.make_stream(CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)
        page.Resources.Properties = Dictionary(MC0=Dictionary(Note=said))
        page.Tabs, page.LastModified = Name.S, said

    return build(text(), finish=finish)


def link_mailto() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        action = Dictionary(S=Name.URI, URI=String(f"mailto:{CANARY}@example.org"))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 600, 200, 620]), A=action)
        page.Annots = Array([pdf.make_indirect(link)])

    return build(text(), finish=finish)


def sticky_note() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=Array([300, 600, 320, 620]),
            Contents=String(CANARY), T=String(CANARY),
        )  # fmt: skip
        page.Annots = Array([pdf.make_indirect(note)])

    return build(text(), finish=finish)


def form_value() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        look = pdf.make_stream(
            b"BT /F1 10 Tf 2 4 Td (Quillfeather) Tj ET", Type=Name.XObject, Subtype=Name.Form,
            BBox=Array([0, 0, 200, 20]), Resources=page.Resources,
        )  # fmt: skip
        field = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(CANARY), V=String(CANARY), TU=String(CANARY),
            Rect=Array([72, 500, 272, 520]), AP=Dictionary(N=look), F=4,
        ))  # fmt: skip
        page.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    return build(text(), finish=finish)


def old_revision() -> bytes:
    """The name stood on an earlier revision that is still in the file, and stands behind its end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "revised.pdf"
        path.write_bytes(build(text(f"Before: {CANARY} lives here") + text(y=600)))
        with pymupdf.open(path) as source:
            source.update_stream(source[0].get_contents()[0], text().encode(), compress=False)
            source.saveIncr()
        return path.read_bytes() + b"\n% " + CANARY.encode() + b"\n"


def outlined_name() -> bytes:
    def outline(x: float, y: float) -> str:
        pieces = []
        for step in range(8):
            at = x + 7 * step
            pieces.append(f"{at} {y} m {at + 2} {y + 9} {at + 4} {y + 9} {at + 6} {y} c {at + 3} {y + 3} l h")
        return " ".join(pieces) + " f\n"

    return build(text() + outline(106, 742))


def unread_text() -> bytes:
    """Text that the reading does not know of is not carried over as text (the test leaves it out of the reading)."""
    return build(text() + text(f"Hidden {CANARY}", y=300))


def font_program_with_names() -> bytes:
    with pymupdf.open() as made:
        sheet = made.new_page()
        writer = pymupdf.TextWriter(sheet.rect)
        writer.append((72, 100), LINE, font=pymupdf.Font("notos"), fontsize=11)
        writer.write_text(sheet)
        source = bytes(made.tobytes())
    with pikepdf.open(io.BytesIO(source)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and b"begincmap" in each.read_bytes():
                each.write(each.read_bytes().replace(b"begincmap", b"begincmap % " + CANARY.encode()))
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                each.FontFamily = String(CANARY)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


VECTORS: dict[str, Callable[[], bytes]] = {
    each.__name__: each
    for each in (
        plain, tj_kerned, glyph_per_block, line_wrap, rotated_45, no_break_space, in_form, form_nested_shared,
        type3_without_map, invisible_twin, invisible_twin_on_top, white_twin, outside_crop, off_page, zero_scale,
        tiny, empty_clip, transparent, layer_off, actual_text, optional_content_mark_without_layers,
        photo_with_exif, photo_with_alternate, inline_picture, soft_mask, resource_names, document_extras,
        link_mailto, sticky_note, form_value, old_revision, outlined_name, font_program_with_names,
    )
}  # fmt: skip
