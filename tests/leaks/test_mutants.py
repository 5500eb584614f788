"""Each step of the engine left out in turn, its own check switched off: the verifier finds what that leaves."""

# ruff: noqa: E501 - a table of what stands in the source
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from tests.leaks import beside, hidden, scans, texts, vectors
from tests.leaks.flow import pass_through
from tests.leaks.mutants import UNCHECKED, Change, load_engine
from tests.leaks.vectors import CANARY, Dictionary, Name, build, text


class Fault(NamedTuple):
    module: str
    changes: Sequence[Change]
    document: Callable[[], bytes]
    lays_anew: bool = True
    """Whether lines are laid anew as ever; what is not taken out is not written anew either, and would be gone still."""


IN_PLACE: dict[str, Sequence[Change]] = {"setter": [("    if not relay.swept:", "    if relay.swept or True:")]}


def names_of_glyphs() -> bytes:
    """An encoding that names a code after somebody; no page shows it."""

    def resources(pdf: vectors.pikepdf.Pdf) -> dict[str, object]:
        encoding = Dictionary(Type=Name.Encoding, Differences=vectors.Array([200, Name(f"/{CANARY}")]))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=encoding,
                      FirstChar=32, LastChar=126, Widths=vectors.Array([556] * 95))  # fmt: skip
        return {"Font": Dictionary(F1=pdf.make_indirect(font))}

    return build(text(), resources=resources)


def two_lines() -> bytes:
    return build(text() + text(y=600))


FAULTS: dict[str, Fault] = {
    "text is not taken out": Fault(
        "rebuild", [("            _take_out(sheet, bands", "            len(bands"), ("frozenset(kept)))", "frozenset(kept)).__str__())")], vectors.plain, lays_anew=False
    ),
    "one band alone is taken out": Fault("glyphs", [("    return bands\n", "    return bands[:1]\n")], two_lines, lays_anew=False),
    "the last redaction is forgotten": Fault("plan", [("treating, exemptions) for each in redactions]))", "treating, exemptions) for each in redactions])[:-1])")], two_lines),
    "the second line of a name is forgotten": Fault("plan", [("    return runs\n", "    return runs[:1] if runs and words[0].line == runs[0][0] and words[0].text.endswith('-') else runs\n")], vectors.line_wrap),
    "a box covers half the name": Fault(
        "plan", [("    return Box(x0, y0, x1, y1)\n", "    return Box(x0, y0, (x0 + x1) / 2, y1)\n")], vectors.plain
    ),
    "a box lies above the name": Fault(
        "plan", [("    return Box(x0, y0, x1, y1)\n", "    return Box(x0, y0 - 12, x1, y1 - 12)\n")], vectors.plain
    ),
    "sheets of what is not seen leave": Fault(
        "plan", [("        if page.sheet is Sheet.FACE or", "        if page.sheet or")], vectors.sticky_note
    ),
    "pictures keep their pixels under a box": Fault(
        "pictures", [("        if own.overlap(box):", "        if own is None:")], vectors.VECTORS["photo_with_exif"]
    ),
    "pictures keep the pixels that a mask hides": Fault(
        "pictures", [("return Image.composite(image, blank,", "return image or Image.composite(image, blank,")],
        scans.VECTORS["scan_hidden_under_its_mask"],
    ),
    "a drawn page is not filled": Fault(
        "raster", [("        draw.rectangle(corners, fill=(BOX_GREY,) * 3)", "        len(corners)")], scans.VECTORS["scan_white_on_black"]
    ),
    "a drawn page is filled in half": Fault(
        "raster", [("-int(-box.x1 * scale // 1)", "int((box.x0 + box.x1) / 2 * scale)")], scans.VECTORS["scan_grey"]
    ),
    "words under a box come back over a drawn page": Fault("layer", [("            return None\n        if covered and", "            return word\n        if covered and")], scans.VECTORS["scan_grey"]),
    "drawn ink under a box stays": Fault(
        "content", [("path.pieces if path.clips or operator == \"n\" else path.outside(self.boxes)", "path.pieces")], vectors.outlined_name
    ),
    "text that was not read stays": Fault("glyphs", [("            raise NotVector(\"text that was not read\")", "            continue")], hidden.VECTORS["white_by_cmyk"]),
    "text of no size stays": Fault("content", [("numbers_of(operands[1:]) == [0.0]", "numbers_of(operands[1:]) == [0.5]")], hidden.VECTORS["no_size"]),
    "names of fonts stay": Fault(
        "fonts", [('    if re.fullmatch(rf"(?:{_FAMILIES})(?:{_STYLES})*", plain):', "    if name:")], texts.a_font_named_so
    ),
    "names of glyphs stay": Fault("fonts", [("kept += [code, part] if code in codes else []", "kept += [code, part]")], names_of_glyphs),
    "the registry of a font stays": Fault(
        "fonts", [('"CIDSystemInfo": {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0}', '"CIDSystemInfo": font["CIDSystemInfo"]')],
        texts.cid_system_named_so,
    ),
    "names of colours stay": Fault(
        "colours", [('given if given in ("All", "None", "Black") else "Spot"', "given")], vectors.resource_names
    ),
    "names of resources stay": Fault("content", [('Name(next(same, f"{kind[0]}{len(entries)}"))', 'Name(next(same, old.split()[0]))')], vectors.resource_names),
    "keys of drawings stay": Fault(
        "content", [('        return self.materials.put_stream(plain, content)', '        return self.materials.put_stream({**plain, "PieceInfo": self.materials.resolve(keys.get("PieceInfo"))}, content)')],
        vectors.form_nested_shared,
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_step_left_out_is_caught_by_the_verifier(fault: str) -> None:
    planted = FAULTS[fault]
    whole = pass_through(planted.document())
    assert whole.report.problems == ()
    changes = {**UNCHECKED, **({} if planted.lays_anew else IN_PLACE)}
    changes[planted.module] = [*changes.get(planted.module, ()), *planted.changes]
    spoiled = pass_through(planted.document(), engine=load_engine(changes))
    assert spoiled.bundle != whole.bundle, "the step changes nothing"
    assert spoiled.report.problems != ()


def test_there_are_faults_enough() -> None:
    assert len(FAULTS) >= 20


def test_without_its_own_check_alone_the_engine_leaves_nothing() -> None:
    assert pass_through(vectors.plain(), engine=load_engine(UNCHECKED)).report.problems == ()
    assert pass_through(beside.VECTORS["appearance_alone"](), engine=load_engine(UNCHECKED)).report.problems == ()
