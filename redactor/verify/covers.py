"""The pages without what covers them: pictures, curves and slanted strokes alone, drawn where they stand.

A black rectangle over a picture hides it from the eye and from every check of the drawn page, but not from whoever
takes the rectangle away. So the pages are written again without text, rectangles and clips, and drawn like that.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

_TEXT = frozenset("BT ET Tj TJ ' \" Td TD Tm T* Tf Tc Tw Tz TL Ts Tr BDC BMC EMC MP DP".split())
_STEPS = frozenset("m l c v y h re".split())
_CLIPS = frozenset("W W*".split())
_PAINTS = frozenset("f F f* B B* b b* S s".split())
_DEEPEST = 20

Instruction = Any
"""A pikepdf ContentStreamInstruction or ContentStreamInlineImage."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The rewritten file, and the pages (from 1) on which anything is left to be drawn."""

    pdf: bytes
    page_numbers: frozenset[int]


def uncover(pdf: bytes, page_numbers: Collection[int]) -> Uncovered:
    """The file with nothing on these pages (from 1) but what could lie under a cover."""
    drawn: set[int] = set()
    rewritten: dict[tuple[int, int], bool] = {}
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for number in sorted(page_numbers):
            page = paper.pages[number - 1]
            body, shows = _rewrite(page)
            page.obj["/Contents"] = paper.make_stream(body)
            if _uncover_resources(page.obj.get("/Resources"), rewritten, 0) or shows:
                drawn.add(number)
        out = io.BytesIO()
        paper.save(out)
    return Uncovered(out.getvalue(), frozenset(drawn))


def _uncover_resources(resources: pikepdf.Object | None, rewritten: dict[tuple[int, int], bool], depth: int) -> bool:
    """Rewrite every form below these resources, each once; whether there is a picture, a shading or a kept path."""
    if not isinstance(resources, pikepdf.Dictionary) or depth > _DEEPEST:
        return False
    shows = len(resources.get("/Pattern", {})) > 0
    for thing in dict(resources.get("/XObject", {})).values():
        if thing.get("/Subtype") == "/Image":
            shows = True
        elif thing.get("/Subtype") == "/Form":
            key = thing.objgen
            if key not in rewritten:
                rewritten[key] = False
                body, own = _rewrite(thing)
                inner = _uncover_resources(thing.get("/Resources"), rewritten, depth + 1)
                thing.write(body)
                rewritten[key] = own or inner
            shows = rewritten[key] or shows
    return shows


def _rewrite(stream: pikepdf.Page | pikepdf.Object) -> tuple[bytes, bool]:
    """The content without covers, and whether it draws anything by itself."""
    kept = list(_kept(pikepdf.parse_content_stream(stream)))
    shows = any(str(each.operator) in _PAINTS or str(each.operator) in ("sh", "INLINE IMAGE") for each in kept)
    return pikepdf.unparse_content_stream(kept), shows


def _kept(instructions: list[Instruction]) -> Iterator[Instruction]:
    path: list[Instruction] = []
    for each in instructions:
        operator = str(each.operator)
        if operator in _STEPS:
            path.append(each)
        elif operator in _PAINTS:
            if not _is_upright(path):
                yield from (*path, each)
            path = []
        elif operator == "n":
            path = []
        elif operator not in _CLIPS and operator not in _TEXT:
            yield each


def _is_upright(path: list[Instruction]) -> bool:
    """Whether a path has only lines across and down, the one that closes it included: a rectangle, a rule, a frame."""
    start = at = (0.0, 0.0)
    for each in path:
        operator, numbers = str(each.operator), [float(number) for number in each.operands]
        if operator in ("c", "v", "y"):
            return False
        if operator == "m":
            if _slants(at, start):
                return False
            start = at = (numbers[0], numbers[1])
        elif operator == "l":
            if _slants(at, (numbers[0], numbers[1])):
                return False
            at = (numbers[0], numbers[1])
    return not _slants(at, start)


def _slants(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) > 0.01 and abs(one[1] - other[1]) > 0.01
