"""Names that are only pixels: in every filter, colour space, mask and place; and scans with a text layer."""

# ruff: noqa: E501 - tables of small documents
from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw, ImageFont, ImageOps

from tests.leaks.vectors import CANARY, LINE, build, make_form, text

WIDE, HIGH = 1000, 150
"""Pixels of the strip that shows the line; on paper it is 360 by 54 points."""
DRAW = "q 360 0 0 54 72 700 cm /Im1 Do Q"
AREA = (72 + 360 * 0.33, 842 - 754, 72 + 360 * 0.76, 842 - 700)
"""Where the name is in the strip, page space."""


@cache
def strip(ink: int = 0, paper: int = 255, line: str = LINE) -> Image.Image:
    image = Image.new("L", (WIDE, HIGH), paper)
    ImageDraw.Draw(image).text((20, 40), line, fill=ink, font=ImageFont.load_default(size=52))
    return image


def jpeg(image: Image.Image, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, **how)
    return out.getvalue()


def fax(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("1").save(out, "TIFF", compression="group4", tiffinfo={278: image.height})
    with Image.open(io.BytesIO(out.getvalue())) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        return out.getvalue()[tags[273][0] : tags[273][0] + tags[279][0]]


def jpeg2000(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG2000")
    return out.getvalue()


def picture(
    pdf: pikepdf.Pdf,
    body: bytes,
    *,
    space: object = Name.DeviceGray,
    bits: int = 8,
    coded: object = None,
    **more: object,
) -> Stream:
    keys = {"Filter": coded} if coded is not None else {}
    if coded is None:
        body, keys = zlib.compress(body), {"Filter": Name.FlateDecode}
    size = {"Width": WIDE, "Height": HIGH, **more}
    return Stream(pdf, body, Type=Name.XObject, Subtype=Name.Image, BitsPerComponent=bits, ColorSpace=space,
                  **size, **keys)  # fmt: skip


Made = Callable[[pikepdf.Pdf], Stream]


def page_of(make: Made, *, draw: str = DRAW, more: str = "") -> Callable[[], bytes]:
    """A page that shows this picture, and beside it what `more` draws."""
    return lambda: build(more + draw, resources=lambda pdf: {"XObject": Dictionary(Im1=make(pdf))})


def grey(pdf: pikepdf.Pdf) -> Stream:
    return picture(pdf, strip().tobytes())


def packed(image: Image.Image, bits: int) -> bytes:
    """Rows of samples of fewer than eight bits."""
    each = 8 // bits
    rows = []
    for row in range(image.height):
        line = image.crop((0, row, image.width, row + 1)).tobytes()
        levels = [level >> (8 - bits) for level in line] + [0] * (-len(line) % each)
        rows.append(bytes(
            sum(levels[at + step] << (8 - bits * (step + 1)) for step in range(each)) for at in range(0, len(levels), each)
        ))  # fmt: skip
    return b"".join(rows)


def indexed(pdf: pikepdf.Pdf) -> Stream:
    flat = strip().point([1] * 128 + [0] * 128)
    table = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(bytes([255, 255, 255, 0, 0, 90]))])
    return picture(pdf, flat.tobytes(), space=table)


def icc(pdf: pikepdf.Pdf) -> Stream:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    held = pdf.make_stream(profile + CANARY.encode(), N=3, Alternate=Name.DeviceRGB)
    return picture(pdf, strip().convert("RGB").tobytes(), space=Array([Name.ICCBased, held]))


def separation(pdf: pikepdf.Pdf) -> Stream:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
    space = Array([Name.Separation, Name(f"/{CANARY}"), Name.DeviceGray, tint])
    return picture(pdf, ImageOps.invert(strip()).tobytes(), space=space)


def soft_masked(pdf: pikepdf.Pdf) -> Stream:
    mask = picture(pdf, ImageOps.invert(strip()).tobytes())
    return picture(pdf, bytes(WIDE * HIGH), SMask=mask)


def under_a_mask(pdf: pikepdf.Pdf) -> Stream:
    """The pixels show the name, the soft mask shows none of them; another strip is what is seen."""
    return picture(pdf, strip().tobytes(), SMask=picture(pdf, bytes(WIDE * HIGH)))


def hard_masked(pdf: pikepdf.Pdf) -> Stream:
    mask = Stream(pdf, zlib.compress(packed(strip(), 1)), Type=Name.XObject, Subtype=Name.Image, Width=WIDE,
                  Height=HIGH, ImageMask=True, BitsPerComponent=1, Filter=Name.FlateDecode)  # fmt: skip
    return picture(pdf, bytes(WIDE * HIGH), Mask=mask)


def colour_masked(pdf: pikepdf.Pdf) -> Stream:
    return picture(pdf, strip().tobytes(), Mask=Array([200, 255]))


def stencil(pdf: pikepdf.Pdf) -> Stream:
    return Stream(pdf, zlib.compress(packed(strip(), 1)), Type=Name.XObject, Subtype=Name.Image, Width=WIDE,
                  Height=HIGH, ImageMask=True, BitsPerComponent=1, Filter=Name.FlateDecode)  # fmt: skip


def tagged(pdf: pikepdf.Pdf) -> Stream:
    """A scan that carries EXIF, a comment, a tail, metadata, an alternate and foreign keys."""
    exif = Image.Exif()
    exif[0x013B] = CANARY
    body = jpeg(strip(), exif=exif, comment=CANARY.encode()) + CANARY.encode()
    return picture(
        pdf, body, coded=Name.DCTDecode, Metadata=pdf.make_stream(CANARY.encode()), Name=Name(f"/{CANARY}"),
        Alternates=Array([Dictionary(Image=grey(pdf), DefaultForPrinting=True)]), ID=pikepdf.String(CANARY),
        OPI=Dictionary({"/1.3": Dictionary(F=pikepdf.String(CANARY))}), PtData=Dictionary(Names=pikepdf.String(CANARY)),
    )  # fmt: skip


def inline(pairs: str, body: bytes, ending: str = "") -> Callable[[], bytes]:
    """The strip as an inline picture."""
    head = f"q 360 0 0 54 72 700 cm BI /W {WIDE} /H {HIGH} {pairs} ID ".encode()
    return lambda: build(head + body + ending.encode() + b"\nEI Q")


def in_a_shared_form() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        form = make_form(pdf, DRAW, Resources=Dictionary(XObject=Dictionary(Im1=grey(pdf))))
        return {"XObject": Dictionary(X1=form)}

    return build("/X1 Do", resources=resources, finish=lambda pdf, page: pdf.pages.append(pdf.pages[0]))


def in_two_tiles() -> bytes:
    """The strip in two pictures, cut through the name."""

    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        halves = [strip().crop(box) for box in ((0, 0, 500, HIGH), (500, 0, WIDE, HIGH))]
        one, two = (picture(pdf, half.tobytes(), Width=500) for half in halves)
        return {"XObject": Dictionary(Im1=one, Im2=two)}

    return build("q 180 0 0 54 72 700 cm /Im1 Do Q q 180 0 0 54 252 700 cm /Im2 Do Q", resources=resources)


def twice_on_a_page() -> bytes:
    """The same picture object, a large use and a small one."""
    return build(
        DRAW + " q 240 0 0 36 72 500 cm /Im1 Do Q", resources=lambda pdf: {"XObject": Dictionary(Im1=grey(pdf))}
    )


def same_pixels_twice() -> bytes:
    """Two picture objects with the same pixels."""
    return build(
        DRAW + " q 360 0 0 54 72 500 cm /Im2 Do Q",
        resources=lambda pdf: {"XObject": Dictionary(Im1=grey(pdf), Im2=grey(pdf))},
    )


def cut_by_a_clip() -> bytes:
    """The page shows the start of the picture; its pixels show the name as well. The line is text."""
    content = text() + "q 72 500 100 54 re W n 360 0 0 54 72 500 cm /Im1 Do Q"
    return build(content, resources=lambda pdf: {"XObject": Dictionary(Im1=grey(pdf))})


def over_the_edge() -> bytes:
    return build(
        text() + "q 360 0 0 54 500 500 cm /Im1 Do Q", resources=lambda pdf: {"XObject": Dictionary(Im1=grey(pdf))}
    )


def under_a_cover() -> bytes:
    content = text() + "q 360 0 0 54 72 500 cm /Im1 Do Q 0 g 72 500 360 54 re f"
    return build(content, resources=lambda pdf: {"XObject": Dictionary(Im1=grey(pdf))})


def under_a_picture() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        return {"XObject": Dictionary(Im1=grey(pdf), Im2=picture(pdf, bytes(WIDE * HIGH)))}

    content = text() + "q 360 0 0 54 72 500 cm /Im1 Do Q q 360 0 0 54 72 500 cm /Im2 Do Q"
    return build(content, resources=resources)


def nobody_draws() -> bytes:
    return build(text(), resources=lambda pdf: {"XObject": Dictionary(Im1=grey(pdf))})


def in_a_layer_that_is_off() -> bytes:
    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Layer")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        held = grey(pdf)
        held.OC = layer
        page.Resources.XObject = Dictionary(Im1=held)

    return build(text() + DRAW.replace("700", "500"), finish=finish)


def as_a_pattern() -> bytes:
    def resources(pdf: pikepdf.Pdf) -> dict[str, object]:
        cell = pdf.make_stream(
            DRAW.encode(), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 595, 842]),
            XStep=595, YStep=842, Resources=Dictionary(XObject=Dictionary(Im1=grey(pdf))),
        )  # fmt: skip
        return {"Pattern": Dictionary(P1=cell)}

    return build("/Pattern cs /P1 scn 0 0 595 842 re f", resources=resources)


def scanned(layer: str) -> Callable[[], bytes]:
    """A page-wide scan with an invisible text layer."""
    return page_of(grey, more=layer)


def layer(line: str = LINE, *, x: float = 79, y: float = 719, size: float = 19) -> str:
    return text(line, x, y, size, more="3 Tr")


VECTORS: dict[str, Callable[[], bytes]] = {
    "scan_grey": page_of(grey),
    "scan_rgb": page_of(lambda pdf: picture(pdf, strip().convert("RGB").tobytes(), space=Name.DeviceRGB)),
    "scan_jpeg": page_of(lambda pdf: picture(pdf, jpeg(strip()), coded=Name.DCTDecode)),
    "scan_jpeg_cmyk": page_of(lambda pdf: picture(
        pdf, jpeg(strip().convert("RGB").convert("CMYK")), space=Name.DeviceCMYK, coded=Name.DCTDecode)),
    "scan_cmyk": page_of(lambda pdf: picture(
        pdf, strip().convert("RGB").convert("CMYK").tobytes(), space=Name.DeviceCMYK)),
    "scan_jpeg2000": page_of(lambda pdf: picture(pdf, jpeg2000(strip()), space=Name.DeviceRGB, coded=Name.JPXDecode)),
    "scan_fax": page_of(lambda pdf: picture(pdf, fax(strip()), bits=1, coded=Name.CCITTFaxDecode, DecodeParms=Dictionary(
        K=-1, Columns=WIDE, Rows=HIGH, BlackIs1=True))),
    "scan_one_bit": page_of(lambda pdf: picture(pdf, packed(strip(), 1), bits=1)),
    "scan_two_bits": page_of(lambda pdf: picture(pdf, packed(strip(), 2), bits=2)),
    "scan_four_bits": page_of(lambda pdf: picture(pdf, packed(strip(), 4), bits=4)),
    "scan_sixteen_bits": page_of(lambda pdf: picture(
        pdf, b"".join(bytes([level, level]) for level in strip().tobytes()), bits=16)),
    "scan_decoded_the_other_way": page_of(lambda pdf: picture(
        pdf, ImageOps.invert(strip()).tobytes(), Decode=Array([1, 0]))),
    "scan_indexed": page_of(indexed),
    "scan_profile": page_of(icc),
    "scan_spot_colour": page_of(separation),
    "scan_soft_mask": page_of(soft_masked),
    "scan_hard_mask": page_of(hard_masked),
    "scan_colour_mask": page_of(colour_masked),
    "scan_stencil": page_of(stencil),
    "scan_with_tags": page_of(tagged),
    "scan_hex_chain": page_of(lambda pdf: picture(pdf, zlib.compress(strip().tobytes()).hex().encode() + b">", coded=Array(
        [Name.ASCIIHexDecode, Name.FlateDecode]))),
    "scan_faint": page_of(lambda pdf: picture(pdf, strip(200, 230).tobytes())),
    "scan_white_on_black": page_of(lambda pdf: picture(pdf, ImageOps.invert(strip()).tobytes())),
    "scan_turned": page_of(
        lambda pdf: picture(pdf, strip().transpose(Image.Transpose.ROTATE_90).tobytes(), Width=HIGH, Height=WIDE),
        draw="q 0 -54 360 0 72 754 cm /Im1 Do Q"),
    "scan_flipped": page_of(
        lambda pdf: picture(pdf, ImageOps.flip(strip()).tobytes()), draw="q 360 0 0 -54 72 754 cm /Im1 Do Q"),
    "scan_inline": inline("/BPC 8 /CS /G /F /AHx", strip().tobytes().hex().encode(), ">"),
    "scan_inline_flate": inline("/BPC 8 /CS /G /F /Fl", zlib.compress(strip().tobytes())),
    "scan_hidden_under_its_mask": page_of(under_a_mask, draw=DRAW.replace("700", "500"), more=text()),
    **{f"scan_{each.__name__}": each for each in (
        in_a_shared_form, in_two_tiles, twice_on_a_page, same_pixels_twice, cut_by_a_clip, over_the_edge, under_a_cover,
        under_a_picture, nobody_draws, in_a_layer_that_is_off, as_a_pattern)},
    "ocr_layer_that_fits": scanned(layer()),
    "ocr_layer_that_is_off": scanned(layer(x=140, y=745)),
    "ocr_layer_that_misread": scanned(layer(LINE.replace(CANARY, "QuiIIfoathor"))),
    "ocr_layer_without_the_name": scanned(layer("Dear Wilma") + layer("thank you.", x=330)),
    "ocr_layer_under_a_box": page_of(
        grey, more=layer(), draw=DRAW + " 0 g 190 700 160 54 re f"),
}  # fmt: skip
