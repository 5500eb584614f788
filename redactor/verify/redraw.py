"""The same file drawn otherwise: each of its pictures alone, and its letters alone.

What a layer, a mask, a clip, a cover or an invisible pen keeps from the eye is on these pages to be seen, so that
whoever reads pictures can read it.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import Any

import pikepdf

SMALLEST_PX = (24, 8)
"""A picture of fewer pixels holds no word."""
_LONGEST_PT = 800.0
_MASKS = ("/SMask", "/Mask", "/OC", "/Alternates")
_DROPPED = frozenset(
    "gs Tr g G rg RG k K cs CS sc SC scn SCN W W* sh Do f F f* B B* b b* S s n m l c v y h re d w BDC BMC EMC".split()
)
_DEEPEST = 12


def draw_pictures(pdf: bytes, *, whole_pages: bool = True) -> tuple[bytes, int]:
    """A file with one page for each picture anywhere in this one, without masks and layers; and how many they are.

    Without `whole_pages` a picture that is the first thing of its page and fills it is left out.
    """
    shown: set[bytes] = set()
    with pikepdf.open(io.BytesIO(pdf)) as paper, pikepdf.new() as made:
        passed = set() if whole_pages else {number for page in paper.pages for number in _scans_of(page)}
        for thing in paper.objects:
            if not _is_picture(thing) or (thing.objgen in passed and not any(key in thing for key in _MASKS)):
                continue
            raw = bytes(thing.read_raw_bytes()) + thing.stream_dict.unparse()
            if raw not in shown:
                shown.add(raw)
                _add_sheet(made, made.copy_foreign(thing))
        out = io.BytesIO()
        made.save(out)
        return out.getvalue(), len(made.pages)


def _scans_of(page: pikepdf.Page) -> Iterator[tuple[int, int]]:
    """The picture with which a page begins, where it is drawn as large as the page."""
    forms = page.obj.get("/Resources", {}).get("/XObject", {})
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    for each in pikepdf.parse_content_stream(page, "q cm Do Q")[:4]:
        operator = str(each.operator)
        if operator == "cm":
            wide, _, _, high, *_ = (float(number) for number in each.operands)
            if wide < 0.9 * (right - left) or high < 0.9 * (top - bottom):
                return
        elif operator == "Do":
            drawn = forms.get(str(each.operands[0]))
            if isinstance(drawn, pikepdf.Stream):
                yield drawn.objgen
            return


def _is_picture(thing: object) -> bool:
    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Image":
        return False
    sides = thing.get("/Width"), thing.get("/Height")
    return all(isinstance(side, int) and side >= least for side, least in zip(sides, SMALLEST_PX, strict=True))


def _add_sheet(made: pikepdf.Pdf, picture: Any) -> None:
    for key in _MASKS:
        _drop(picture, key)
    longest = max(int(picture.Width), int(picture.Height))
    scale = min(_LONGEST_PT / longest, 72.0 / 100.0)
    width, height = int(picture.Width) * scale, int(picture.Height) * scale
    page = made.add_blank_page(page_size=(max(width, 3.0), max(height, 3.0)))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    page.obj.Contents = made.make_stream(b"q %.4f 0 0 %.4f 0 0 cm /Im Do Q" % (width, height))


def _drop(held: Any, key: str) -> None:
    if key in held:
        del held[key]


def draw_letters(pdf: bytes, page_numbers: Collection[int]) -> bytes:
    """The file with these pages (from 1) rewritten: every letter black and in sight, and nothing else."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for number in page_numbers:
            page = paper.pages[number - 1]
            body = pikepdf.unparse_content_stream(list(_letters(page, page.obj.get("/Resources"), 0)))
            page.obj["/Contents"] = paper.make_stream(body)
            _drop(page.obj, "/Annots")
        _drop(paper.Root, "/OCProperties")
        out = io.BytesIO()
        paper.save(out)
        return out.getvalue()


def _letters(stream: Any, resources: Any, depth: int) -> Iterator[Any]:
    """The operators that place and show text; those of the forms that are drawn directly beneath the page as well."""
    for each in pikepdf.parse_content_stream(stream):
        operator = str(each.operator)
        if operator == "Do" and depth < _DEEPEST:
            forms = resources.get("/XObject", {}) if isinstance(resources, pikepdf.Dictionary) else {}
            form = forms.get(str(each.operands[0]))
            if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form":
                form.write(
                    pikepdf.unparse_content_stream(list(_letters(form, form.get("/Resources", resources), depth + 1)))
                )
                yield each
        elif operator not in _DROPPED and operator != "INLINE IMAGE":
            yield each
