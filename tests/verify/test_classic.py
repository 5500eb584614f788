"""Bad redaction is found without a secret, and what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pymupdf
import pytest

from redactor.verify.classic import find_bad_redaction
from tests.leaks import beside, files, hidden, scans, vectors
from tests.redact.papers import a_pdf, clean
from tests.verify.bundles import a_picture


def faults(pdf: bytes) -> list[tuple[int | None, str]]:
    return [found for fault, found in find_bad_redaction(pdf) if fault]


def others(pdf: bytes) -> list[tuple[int | None, str]]:
    return [found for fault, found in find_bad_redaction(pdf) if not fault]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "black box": (hidden.VECTORS["under_a_black_box"], "under a dark box"),
    "white box": (hidden.VECTORS["under_a_white_box"], "under a light box"),
    "curve": (hidden.VECTORS["under_a_curved_cover"], "under a dark box"),
    "thick line": (hidden.VECTORS["under_a_thick_line"], "under a dark box"),
    "black on black": (hidden.VECTORS["black_on_black"], "under a dark box"),
    "picture on top": (hidden.VECTORS["covered_by_a_picture"], "under a dark box"),
    "square": (hidden.VECTORS["under_a_square"], "under a dark box"),
    "black highlight": (hidden.VECTORS["under_a_highlight"], "under a dark box"),
    "mark not applied": (beside.VECTORS["note_redact"], "never applied"),
    "layer": (hidden.VECTORS["layer_by_form"], "switched off"),
    "earlier revision": (files.VECTORS["changed_later"], "earlier revision"),
    "covered scan": (scans.VECTORS["scan_under_a_cover"], "a picture still shows"),
    "scan under a picture": (scans.VECTORS["scan_under_a_picture"], "lie under something"),
    "text layer under a box": (scans.VECTORS["ocr_layer_under_a_box"], "under a dark box"),
}


@pytest.mark.parametrize("how", BAD)
def test_each_way_of_bad_redaction_is_named_with_its_page(how: str) -> None:
    make, what = BAD[how]
    found = faults(make())
    assert any(what in told for _, told in found)
    assert all(number in (1, None) for number, _ in found)


@pytest.mark.parametrize("how", ["white_by_cmyk", "clipped_by_half", "almost_white"])
def test_text_that_is_merely_not_to_be_seen_is_remarked_on(how: str) -> None:
    assert faults(hidden.VECTORS[how]()) == []
    assert any("not to be seen" in told for _, told in others(hidden.VECTORS[how]()))


def a_page_with_everything() -> bytes:
    with pymupdf.open() as paper:
        sheet = paper.new_page()
        sheet.draw_rect(pymupdf.Rect(60, 60, 500, 120), fill=(0.1, 0.1, 0.4))
        sheet.insert_text((72, 100), "White on blue, for all to see", color=(1, 1, 1))
        sheet.draw_rect(pymupdf.Rect(60, 200, 500, 210), fill=(0, 0, 0))
        sheet.insert_image(pymupdf.Rect(60, 300, 400, 500), stream=a_picture("Shown"))
        sheet.insert_text((72, 600), "i . l | ! - under none")
        sheet.add_highlight_annot(sheet.search_for("none")[0])
        return bytes(paper.tobytes())


CLEAN: dict[str, Callable[[], bytes]] = {
    "plain": vectors.plain,
    "scan with its layer": scans.VECTORS["ocr_layer_that_fits"],
    "made for the web": files.VECTORS["linear"],
    "white on a dark box, a yellow highlight, a picture": a_page_with_everything,
    "turned": hidden.VECTORS["turned_and_cropped"],
    "redacted by the house": lambda: clean(a_pdf("Dear Wilma Quillfeather, thank you."), "Quillfeather").pdf,
}


@pytest.mark.parametrize("what", CLEAN)
def test_what_only_looks_like_it_is_no_fault(what: str) -> None:
    assert faults(CLEAN[what]()) == []
