"""Names that are in a page and that nobody sees there: layers, covers, clips, edges, colours, marks, frames."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.leaks.vectors import CANARY, build, make_form, text

Finish = Callable[[pikepdf.Pdf, pikepdf.Object], None]
TWIN = f"Also of {CANARY} now"


def under(cover: str, *, y: float = 600) -> Callable[[], bytes]:
    """A second line with the name, and then what is painted over it."""
    return lambda: build(text() + text(TWIN, y=y) + cover)


def framed(finish: Finish, *, y: float = 742, x: float = 72) -> Callable[[], bytes]:
    """The line at (x, y) on a page whose frames `finish` sets."""
    return lambda: build(text(x=x, y=y), finish=finish)


def sets(**keys: object) -> Finish:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        for key, value in keys.items():
            page[f"/{key}"] = Array(value) if isinstance(value, list) else value

    return finish


def stated(**state: object) -> Callable[[], bytes]:
    """The second line under a graphics state of its own."""
    return lambda: build(
        text() + "q /G1 gs " + text(TWIN, y=600) + "Q",
        resources=lambda pdf: {"ExtGState": Dictionary(G1=Dictionary(**state))},
    )


def layered(how: str) -> Callable[[], bytes]:
    """The second line in a layer that is off, told in one of several ways."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(f"Layer {CANARY}")))
        settings = Dictionary(OFF=Array([layer]), ON=Array([]))
        if how in ("base state", "on"):
            settings = Dictionary(BaseState=Name.OFF) if how == "base state" else Dictionary(ON=Array([layer]))
        if how == "usage":
            layer.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF), Print=Dictionary(PrintState=Name.ON))
            usage = Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([layer]))
            settings = Dictionary(AS=Array([usage]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=settings)
        member = Dictionary(Type=Name.OCMD, OCGs=Array([layer]), P=Name.AllOn)
        page.Resources.Properties = Dictionary(MC0=member if how == "membership" else layer)
        if how == "form":
            page.Resources.XObject = Dictionary(X1=make_form(pdf, text(TWIN, y=600), OC=layer))
        if how == "note":
            look = make_form(pdf, text(TWIN, y=600))
            note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 595, 842]), OC=layer,
                              AP=Dictionary(N=look))  # fmt: skip
            page.Annots = Array([pdf.make_indirect(note)])

    drawn = {"form": "/X1 Do", "note": ""}.get(how, "/OC /MC0 BDC " + text(TWIN, y=600) + "EMC")
    if how == "nested":
        drawn = "/OC /MC0 BDC /Span BMC " + text(TWIN, y=600) + "EMC EMC"
    return lambda: build(text() + drawn, finish=finish)


def marked(properties: str) -> Callable[[], bytes]:
    return lambda: build(text() + f"/Span {properties} BDC " + text("Best wishes", y=600) + "EMC")


def marked_from_resources() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        page.Resources.Properties = Dictionary(P0=Dictionary(ActualText=String(CANARY), E=String(CANARY)))

    return build(text() + "/Span /P0 BDC " + text("Best wishes", y=600) + "EMC", finish=finish)


def actual_text_round_the_name() -> bytes:
    return build("/Span <</ActualText (Dear Wilma and all, thank you)>> BDC " + text() + "EMC")


def names_over_names() -> bytes:
    """A harmless line over the name, both dark: neither can be read by eye, both by machine."""
    return build(text() + text(TWIN, y=600) + text("XXXXXXXXXXXXXXXXXXXXXXXXXXX", y=600))


def covered_by_a_picture() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        picture = pdf.make_stream(b"\x40" * 100, Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10,
                                  BitsPerComponent=8, ColorSpace=Name.DeviceGray)  # fmt: skip
        return {"XObject": Dictionary(Im1=picture)}

    return build(text() + text(TWIN, y=600) + "q 300 0 0 40 60 590 cm /Im1 Do Q", resources=resources)


def covered_by_a_note(subtype: str) -> Callable[[], bytes]:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        look = make_form(pdf, "0 g 0 0 300 30 re f", BBox=Array([0, 0, 300, 30]))
        note = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([60, 590, 360, 620]), F=4, AP=Dictionary(N=look),
            QuadPoints=Array([60, 620, 360, 620, 60, 590, 360, 590]), IC=Array([0, 0, 0]), C=Array([0, 0, 0]),
        )  # fmt: skip
        page.Annots = Array([pdf.make_indirect(note)])

    return lambda: build(text() + text(TWIN, y=600), finish=finish)


def big_media(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    page.MediaBox = Array([-300, -300, 900, 1200])
    page.CropBox = Array([0, 0, 595, 842])


def twin_on_a_strip(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    """The second line stands between media box and crop box."""
    page.MediaBox = Array([0, 0, 595, 842])
    page.CropBox = Array([0, 300, 595, 842])


VECTORS: dict[str, Callable[[], bytes]] = {
    "under_a_black_box": under("0 g 60 590 300 30 re f"),
    "under_a_white_box": under("1 g 60 590 300 30 re f"),
    "under_a_curved_cover": under("0 g 60 590 m 60 640 360 640 360 590 c f"),
    "under_a_thick_line": under("0 G 30 w 60 603 m 360 603 l S"),
    "under_a_dashed_line": under("0 G 30 w [40 1] 0 d 60 603 m 360 603 l S"),
    "black_on_black": lambda: build(text() + "0 g 60 590 300 30 re f " + text(TWIN, y=600)),
    "grey_on_grey": lambda: build(text() + ".5 g 60 590 300 30 re f .505 g " + text(TWIN, y=600)),
    "white_by_cmyk": lambda: build(text() + "0 0 0 0 k " + text(TWIN, y=600)),
    "almost_white": lambda: build(text() + ".98 g " + text(TWIN, y=600)),
    "half_transparent": stated(ca=0.01),
    "blended_away": stated(BM=Name.Screen),
    "clipped_by_a_box_elsewhere": lambda: build(text() + "q 0 0 9 9 re W n " + text(TWIN, y=600) + "Q"),
    "clipped_by_half": lambda: build(text() + "q 0 0 110 842 re W n " + text(TWIN, y=600) + "Q"),
    "clipped_by_text": lambda: build(text() + "q " + text("i", y=100, more="7 Tr") + text(TWIN, y=600) + "Q"),
    "no_size": lambda: build(text() + text(TWIN, y=600).replace(" 11 Tf", " 0 Tf")),
    "below_the_page": lambda: build(text() + text(TWIN, y=-40)),
    "over_the_edge": lambda: build(text() + text(TWIN, x=520, y=600)),
    "invisible_on_kept_text": lambda: build(text() + text("Best wishes", y=600) + text(TWIN, y=600, more="3 Tr")),
    "media_box_with_a_negative_corner": framed(sets(MediaBox=[-100, -50, 495, 792])),
    "media_box_upside_down": framed(sets(MediaBox=[595, 842, 0, 0])),
    "crop_box_larger_than_the_media_box": framed(sets(CropBox=[-50, -50, 700, 900])),
    "crop_box_through_the_name": framed(sets(CropBox=[0, 0, 150, 842])),
    "crop_box_over_a_big_media_box": lambda: build(text() + text(TWIN, y=-200), finish=big_media),
    "twin_outside_the_crop_box": lambda: build(text() + text(TWIN, y=100), finish=twin_on_a_strip),
    "turned_backwards": framed(sets(Rotate=-90)),
    "turned_by_450": framed(sets(Rotate=450)),
    "turned_and_cropped": framed(sets(Rotate=270, CropBox=[30, 300, 500, 800])),
    "user_unit": framed(sets(UserUnit=2)),
    "user_unit_turned": framed(sets(UserUnit=1.5, Rotate=90)),
    "trim_and_art_boxes": framed(sets(TrimBox=[10, 10, 500, 800], ArtBox=[20, 20, 400, 700], BleedBox=[0, 0, 9, 9])),
    **{f"layer_by_{how.replace(' ', '_')}": layered(how) for how in (
        "off", "base state", "on", "usage", "membership", "form", "note", "nested")},
    "marked_alt": marked(f"<</Alt ({CANARY})>>"),
    "marked_expansion": marked(f"<</E ({CANARY}) /Lang ({CANARY})>>"),
    "marked_utf16": marked(f"<</ActualText <feff{CANARY.encode('utf-16-be').hex()}>>>"),
    "marked_with_own_keys": marked(f"<</MCID 0 /{CANARY} [({CANARY})]>>"),
    "marked_artifact": lambda: build(text() + "/Artifact <</Type /Pagination>> BDC " + text(TWIN, y=600) + "EMC"),
    **{f"under_a_{kind.lower()}": covered_by_a_note(kind) for kind in ("Square", "Highlight", "Redact", "Stamp")},
    **{
        each.__name__: each
        for each in (marked_from_resources, actual_text_round_the_name, names_over_names, covered_by_a_picture)
    },
}  # fmt: skip
