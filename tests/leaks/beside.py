"""Names beside the pages: notes of every kind, forms, structure, names trees, metadata, attachments."""

# ruff: noqa: E501 - tables of small documents
from __future__ import annotations

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.leaks.vectors import CANARY, build, make_form, text

SAID = String(CANARY)
NOTES = (
    "Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup "
    "FileAttachment Sound Movie Screen Watermark PrinterMark TrapNet 3D Redact RichMedia Link Projection"
).split()


def note(subtype: str) -> Callable[[], bytes]:
    """A note of this kind that says the name in every field that it may have."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        held = pdf.make_stream(CANARY.encode())
        made = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([300, 600, 330, 630]), F=4, NM=SAID, T=SAID,
            Contents=SAID, Subj=SAID, RC=String(f"<p>{CANARY}</p>"), DS=SAID, Vertices=Array([300, 600, 310, 610]),
            L=Array([300, 600, 310, 610]), InkList=Array([Array([300, 600, 310, 610])]), OverlayText=SAID,
            QuadPoints=Array([300, 630, 330, 630, 300, 600, 330, 600]), DA=String("/Helv 9 Tf 0 g"), Movie=Dictionary(
                F=SAID, Poster=held), Sound=held, FS=Dictionary(Type=Name.Filespec, F=SAID, EF=Dictionary(F=held)),
            RichMediaContent=Dictionary(Assets=Dictionary(Names=Array([SAID, held]))), A=Dictionary(
                S=Name.JavaScript, JS=SAID), Extra=SAID, **{"3DD": held},
        )  # fmt: skip
        page.Annots = Array([pdf.make_indirect(made)])

    return lambda: build(text(), finish=finish)


def looking(state: str, flags: int = 4) -> Callable[[], bytes]:
    """A stamp whose appearance alone shows the name, in this state; /N is what is seen."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        look = make_form(pdf, f"BT /F1 12 Tf 5 8 Td ({CANARY}) Tj ET", BBox=Array([0, 0, 200, 30]))
        plain = make_form(pdf, "0 0 200 30 re S", BBox=Array([0, 0, 200, 30]))
        looks = Dictionary(N=look) if state == "N" else Dictionary({"/N": plain, f"/{state}": look})
        made = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([72, 500, 272, 530]), F=flags, AP=looks)
        page.Annots = Array([pdf.make_indirect(made)])

    return lambda: build(text(), finish=finish)


def field(kind: str, *, flags: int = 4, **keys: object) -> Callable[[], bytes]:
    """A form field with these keys, without an appearance of its own."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        made = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name(f"/{kind}"), T=String("field"), F=flags,
            Rect=Array([72, 500, 272, 520]), DA=String("/F1 10 Tf 0 g"), **keys,
        ))  # fmt: skip
        page.Annots = Array([made])
        fonts = Dictionary(Font=page.Resources.Font)
        pdf.Root.AcroForm = Dictionary(Fields=Array([made]), DR=fonts, DA=String("/F1 10 Tf 0 g"))

    return lambda: build(text(), finish=finish)


def field_family() -> bytes:
    """The value stands at a parent field; its child is what the page holds."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        child = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([72, 500, 272, 520]), F=4)
        )
        parent = pdf.make_indirect(Dictionary(FT=Name.Tx, T=SAID, V=SAID, DV=SAID, Kids=Array([child])))
        child.Parent = parent
        page.Annots = Array([child])
        fonts = Dictionary(Font=page.Resources.Font)
        pdf.Root.AcroForm = Dictionary(Fields=Array([parent]), DR=fonts, DA=String("/F1 10 Tf 0 g"))

    return build(text(), finish=finish)


def xfa() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        packet = pdf.make_stream(f"<xdp><datasets><n>{CANARY}</n></datasets></xdp>".encode())
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=packet, CO=Array([]))

    return build(text(), finish=finish)


def root(key: str, make: Callable[[pikepdf.Pdf, pikepdf.Object], object]) -> Callable[[], bytes]:
    return lambda: build(text(), finish=lambda pdf, page: pdf.Root.__setitem__(f"/{key}", make(pdf, page)))


def sheet(key: str, make: Callable[[pikepdf.Pdf, pikepdf.Object], object]) -> Callable[[], bytes]:
    return lambda: build(text(), finish=lambda pdf, page: page.__setitem__(f"/{key}", make(pdf, page)))


def named_file(pdf: pikepdf.Pdf, page: pikepdf.Object) -> Dictionary:
    held = pdf.make_stream(CANARY.encode(), Type=Name.EmbeddedFile, Params=Dictionary(CheckSum=SAID))
    return Dictionary(Type=Name.Filespec, F=SAID, UF=SAID, Desc=SAID, EF=Dictionary(F=held, UF=held),
                      AFRelationship=Name.Data)  # fmt: skip


def tree(key: str, make: Callable[[pikepdf.Pdf, pikepdf.Object], object]) -> Callable[[], bytes]:
    """An entry of the document's names tree."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        pdf.Root.Names = Dictionary({f"/{key}": Dictionary(Names=Array([SAID, make(pdf, page)]))})

    return lambda: build(text(), finish=finish)


def stream_of(pdf: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    return pdf.make_stream(CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)


def script(pdf: pikepdf.Pdf, page: pikepdf.Object) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=pdf.make_stream(f"say('{CANARY}')".encode()))


def thread(pdf: pikepdf.Pdf, page: pikepdf.Object) -> Array:
    bead = pdf.make_indirect(Dictionary(Type=Name.Bead, P=page, R=Array([0, 0, 9, 9])))
    bead.N = bead.V = bead
    page.B = Array([bead])
    return Array([pdf.make_indirect(Dictionary(Type=Name.Thread, F=bead, I=Dictionary(Title=SAID)))])


def tags(pdf: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    leaf = pdf.make_indirect(Dictionary(
        Type=Name.StructElem, S=Name(f"/{CANARY}"), K=0, Pg=page, ID=SAID, T=SAID, E=SAID, Alt=SAID, ActualText=SAID,
        A=Dictionary(O=Name.Table, Summary=SAID), C=Name(f"/{CANARY}"), PhoneticAlphabet=SAID, Phoneme=SAID,
    ))  # fmt: skip
    return pdf.make_indirect(Dictionary(
        Type=Name.StructTreeRoot, K=leaf, RoleMap=Dictionary({f"/{CANARY}": Name.P}),
        ClassMap=Dictionary({f"/{CANARY}": Dictionary(O=Name.Layout)}), IDTree=Dictionary(Names=Array([SAID, leaf])),
        ParentTree=Dictionary(Nums=Array([0, leaf])),
    ))  # fmt: skip


def bookmark(pdf: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    entry = pdf.make_indirect(Dictionary(Title=SAID, Dest=Array([page, Name.Fit]), SE=Dictionary(T=SAID)))
    whole = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=entry, Last=entry, Count=1))
    entry.Parent = whole
    return whole


def thumbnail(pdf: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    return pdf.make_stream(CANARY.encode(), Width=12, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray)


PLAIN = lambda pdf, page: SAID  # noqa: E731
HELD = lambda pdf, page: Dictionary(Extra=SAID, Also=Array([SAID]))  # noqa: E731

VECTORS: dict[str, Callable[[], bytes]] = {
    **{f"note_{kind.lower()}": note(kind) for kind in NOTES},
    "appearance_alone": looking("N"),
    "appearance_when_pressed": looking("D"),
    "appearance_under_the_mouse": looking("R"),
    "appearance_hidden": looking("N", flags=2),
    "appearance_not_viewed": looking("N", flags=32),
    "appearance_for_print": looking("N", flags=36),
    "field_value": field("Tx", V=SAID),
    "field_default": field("Tx", DV=SAID, V=String("something else")),
    "field_rich_value": field("Tx", RV=String(f"<p>{CANARY}</p>"), V=String("plain")),
    "field_tooltip": field("Tx", TU=SAID, TM=SAID, V=String("plain")),
    "field_hidden": field("Tx", flags=2, V=SAID),
    "field_choice": field("Ch", Opt=Array([SAID, Array([SAID, String("shown")])]), V=String("none")),
    "field_caption": field("Btn", Ff=65536, MK=Dictionary(CA=SAID, RC=SAID, AC=SAID)),
    "field_signature": field("Sig", V=Dictionary(Type=Name.Sig, Name=SAID, Reason=SAID, Location=SAID, ContactInfo=SAID)),
    "field_actions": field("Tx", AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=SAID)), V=String("plain")),
    "field_family": field_family,
    "xfa": xfa,
    "bookmark": root("Outlines", bookmark),
    "threads": root("Threads", thread),
    "tag_tree": root("StructTreeRoot", tags),
    "page_labels": root("PageLabels", lambda pdf, page: Dictionary(Nums=Array([0, Dictionary(P=SAID)]))),
    "old_destinations": root("Dests", lambda pdf, page: Dictionary({f"/{CANARY}": Array([page, Name.Fit])})),
    "open_action": root("OpenAction", script),
    "document_actions": root("AA", lambda pdf, page: Dictionary(WC=script(pdf, page))),
    "web_root": root("URI", lambda pdf, page: Dictionary(Base=String(f"http://{CANARY}.example.com"))),
    "output_intent": root("OutputIntents", lambda pdf, page: Array([Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=SAID, Info=SAID)])),
    "portfolio": root("Collection", lambda pdf, page: Dictionary(Schema=Dictionary({f"/{CANARY}": Dictionary(N=SAID)}))),
    "web_capture": root("SpiderInfo", HELD),
    "permissions": root("Perms", HELD),
    "legal_attestation": root("Legal", HELD),
    "signature_store": root("DSS", lambda pdf, page: Dictionary(Certs=Array([stream_of(pdf, page)]))),
    "extensions": root("Extensions", HELD),
    "requirements": root("Requirements", lambda pdf, page: Array([Dictionary(S=Name.EnableJavaScripts, RH=HELD(pdf, page))])),
    "language": root("Lang", PLAIN),
    "viewer_preferences": root("ViewerPreferences", HELD),
    "document_metadata": root("Metadata", stream_of),
    "document_piece": root("PieceInfo", lambda pdf, page: Dictionary(Tool=Dictionary(Private=SAID, LastModified=SAID))),
    "document_associated_file": root("AF", lambda pdf, page: Array([named_file(pdf, page)])),
    "unknown_document_key": root("Secret", PLAIN),
    "version_as_a_name": root("Version", lambda pdf, page: Name(f"/{CANARY}")),
    "tree_of_scripts": tree("JavaScript", script),
    "tree_of_files": tree("EmbeddedFiles", named_file),
    "tree_of_destinations": tree("Dests", lambda pdf, page: Array([page, Name.Fit])),
    "tree_of_appearances": tree("AP", lambda pdf, page: make_form(pdf, text())),
    "tree_of_templates": tree("Templates", lambda pdf, page: page),
    "tree_of_pages": tree("Pages", lambda pdf, page: page),
    "tree_of_addresses": tree("URLS", stream_of),
    "tree_of_renditions": tree("Renditions", HELD),
    "tree_of_alternates": tree("AlternatePresentations", HELD),
    "page_actions": sheet("AA", lambda pdf, page: Dictionary(O=script(pdf, page))),
    "page_metadata": sheet("Metadata", stream_of),
    "page_piece": sheet("PieceInfo", lambda pdf, page: Dictionary(Tool=Dictionary(Private=SAID))),
    "page_associated_file": sheet("AF", lambda pdf, page: Array([named_file(pdf, page)])),
    "page_thumbnail": sheet("Thumb", thumbnail),
    "page_viewport": sheet("VP", lambda pdf, page: Array([Dictionary(BBox=Array([0, 0, 9, 9]), Name=SAID)])),
    "page_separation": sheet("SeparationInfo", lambda pdf, page: Dictionary(DeviceColorant=SAID)),
    "page_template": sheet("TemplateInstantiated", lambda pdf, page: Name(f"/{CANARY}")),
    "page_transition": sheet("Trans", HELD),
    "page_identity": sheet("ID", PLAIN),
    "page_group": sheet("Group", lambda pdf, page: Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, Note=SAID)),
    "unknown_page_key": sheet("Secret", PLAIN),
}  # fmt: skip
