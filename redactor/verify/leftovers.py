"""Structure that has no business in a finished bundle: scripts, attachments, forms, old revisions, unknown keys."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

CATALOG_KEYS = frozenset(
    {"/Type", "/Pages", "/Outlines", "/Lang", "/ViewerPreferences", "/MarkInfo", "/StructTreeRoot", "/PageLabels",
     "/PageMode", "/Version"}
)  # fmt: skip
PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/StructParents", "/Tabs",
     "/Group"}
)  # fmt: skip
INFO_KEYS = frozenset({"/Title", "/Producer", "/Lang"})
IMAGE_KEYS = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/DecodeParms",
     "/Length", "/SMask", "/Mask", "/ImageMask", "/Decode", "/Interpolate", "/Intent"}
)  # fmt: skip

FOREIGN_KEYS = frozenset(
    {"/AA", "/AF", "/Alternates", "/EF", "/JS", "/LastModified", "/Metadata", "/OC", "/OCGs", "/OPI", "/OpenAction",
     "/PieceInfo", "/RichMediaContent", "/SpiderInfo", "/Thumb", "/XFA"}
)  # fmt: skip
"""Keys that may stand nowhere at all."""


def leftovers_in(pdf: bytes) -> Iterator[tuple[int | None, str]]:
    """Each thing that should not be there, as (page number or None, what it is, without any text of it)."""
    if pdf.count(b"%%EOF") != 1:
        yield None, "more than one revision of the file"
    if pdf.rstrip()[-5:] != b"%%EOF":
        yield None, "bytes after the end of the file"
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        yield from ((None, f"catalog key {key}") for key in sorted(set(paper.Root.keys()) - CATALOG_KEYS))
        yield from ((None, f"property {key}") for key in sorted(set(paper.docinfo.keys()) - INFO_KEYS))
        for number, page in enumerate(paper.pages, 1):
            yield from ((number, f"page key {key}") for key in sorted(set(page.obj.keys()) - PAGE_KEYS))
        for thing in paper.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                yield from ((None, f"picture key {key}") for key in sorted(set(thing.keys()) - IMAGE_KEYS))
            yield from ((None, what) for what in _foreign_in(thing, depth=0))


def _foreign_in(thing: object, *, depth: int) -> Iterator[str]:
    """Actions and foreign keys in an object and in what is written inside it."""
    if isinstance(thing, pikepdf.Object) and thing.is_indirect and depth:
        return
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        held = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if held.get("/S") in ("/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/ImportData"):
            yield "an action"
        for key, value in held.items():
            if key in FOREIGN_KEYS:
                yield f"key {key}"
            yield from _foreign_in(value, depth=depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _foreign_in(value, depth=depth + 1)
