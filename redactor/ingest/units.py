"""A page measured in units of its own comes in, the same page in points goes out.

/UserUnit says how many points one unit of a page is (ISO 32000-1, 14.11.4). Readers differ in whether they heed it,
so boxes of one would not fit the pages of another.
"""

from __future__ import annotations

import pymupdf

_FRAMES = ("MediaBox", "CropBox")
_OTHERS = ("BleedBox", "TrimBox", "ArtBox", "VP")
LARGEST_UNIT = 1000.0


def spread_units(document: pymupdf.Document, page_index: int) -> None:
    """Write a page with a /UserUnit anew in points: its content becomes a form, drawn larger; nothing else changes.

    Raises ValueError for a unit that no sheet of paper has.
    """
    xref = document.page_xref(page_index)
    kind, told = document.xref_get_key(xref, "UserUnit")
    if kind not in ("int", "float", "real") or float(told) == 1.0:
        return
    unit = float(told)
    if not 0 < unit <= LARGEST_UNIT:
        raise ValueError("a page in units that no paper has")
    frames = {key: _inherited(document, xref, key) for key in (*_FRAMES, "Resources")}
    page = document[page_index]
    form = document.get_new_xref()
    frame, top = page.mediabox, frames["Resources"] or "<<>>"
    document.update_object(
        form, f"<</Type/XObject/Subtype/Form/BBox[{frame.x0} {frame.y0} {frame.x1} {frame.y1}]/Resources {top}>>"
    )
    document.update_stream(form, page.read_contents())
    content = document.get_new_xref()
    document.update_object(content, "<<>>")
    document.update_stream(content, b"q %.6f 0 0 %.6f 0 0 cm /Whole Do Q" % (unit, unit))
    document.xref_set_key(xref, "Contents", f"{content} 0 R")
    document.xref_set_key(xref, "Resources", f"<</XObject<</Whole {form} 0 R>>>>")
    for key in _FRAMES:
        if frames[key]:
            edges = [float(edge) * unit for edge in frames[key].strip("[] ").split()]
            document.xref_set_key(xref, key, "[" + " ".join(f"{edge:.4f}" for edge in edges) + "]")
    for key in ("UserUnit", *_OTHERS):
        document.xref_set_key(xref, key, "null")


def _inherited(document: pymupdf.Document, xref: int, key: str) -> str:
    """The value of a key at the page or at what it inherits from, as PDF source; "" where there is none."""
    for _ in range(64):
        kind, value = document.xref_get_key(xref, key)
        if kind == "xref" and key in _FRAMES:
            return str(document.xref_object(int(value.split()[0]), compressed=True))
        if kind != "null":
            return str(value)
        kind, above = document.xref_get_key(xref, "Parent")
        if kind != "xref":
            return ""
        xref = int(above.split()[0])
    return ""
