"""Every document built to leak goes the whole way: read, ruled on, withheld, bundled, verified. Nothing of the name
may be left to any reader, and the rest has to be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from redactor.domain.document import Sheet
from redactor.errors import Encrypted
from tests.leaks import beside, files, hidden, scans, texts, vectors
from tests.leaks.flow import Passed, pass_through, search
from tests.leaks.hunters import find_bytes, find_word, read_all, squash
from tests.leaks.vectors import CANARY, KEPT, LINE, build, text

FAMILIES = (vectors, texts, hidden, beside, files, scans)
VECTORS: dict[str, Callable[[], bytes]] = {}
for family in FAMILIES:
    assert not VECTORS.keys() & family.VECTORS.keys()
    VECTORS |= family.VECTORS

REFUSED = {"encrypted_with_password": (Encrypted, "nobody here knows the password")}
"""What cannot be disclosed at all, and why."""
LOST = {
    "crop_box_through_the_name": "the kept words lie beyond the crop box, on no page",
    "vertical_writing": "each letter stands under the one before it and is a word of its own",
    "scan_jpeg_cmyk": "the writing is white on black, and all of it is the picture that is withheld",
    "scan_white_on_black": "its line cannot be closed up, and is covered from end to end",
    "ocr_layer_under_a_box": "the box over the scan hides the end of the line",
}
"""Where a kept word is not there to be kept, and why."""
REASONS = {
    "rotated_45": "kept text lost",
    "type3_without_map": "text that was not read",
    "zero_scale": "text of no width",
    "no_size": "text of no size",
    "tiny": "text too small to be seen",
    "layer_by_off": "optional content",
    "inline_picture": "inline picture",
    "unknown_operator": "parser warnings",
    "text_over_a_shading": "a scan",
    "one_glyph_says_the_name": "a font map that tells more than its glyphs",
    "wrong_map": "a scan",
    "type3_glyph_that_writes": "a scan",
    "scan_grey": "a scan",
}
"""Some that are drawn, with the reason that stands in the record."""
FEWEST_VECTORS = 0.7
"""The share of documents made of text that has to stay text."""


def test_the_corpus_is_large_and_of_every_family() -> None:
    assert len(VECTORS) >= 300
    assert all(len(family.VECTORS) >= 25 for family in FAMILIES)


@pytest.fixture(scope="module")
def routes() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("name", VECTORS)
def test_the_name_leaves_in_no_way_and_the_rest_stays(name: str, routes: Counter[str]) -> None:
    untrusted = VECTORS[name]()
    if name in REFUSED:
        with pytest.raises(REFUSED[name][0]):
            pass_through(untrusted)
        return
    made = pass_through(untrusted)
    assert made.report.problems == ()
    assert find_word(made.bundle, CANARY) == []
    assert find_bytes(made.clean.pdf, CANARY) == []
    if name not in LOST:
        require_kept(untrusted, made, scattered=name == "glyph_per_block")
    for page in made.clean.pages:
        assert page.why or page.route == "vector"
        routes[page.route] += name not in scans.VECTORS
    assert REASONS.get(name, "") in made.routes


def require_kept(untrusted: bytes, made: Passed, *, scattered: bool) -> None:
    """A reader that cannot spell a word of the original, such as one that runs upwards, need only find its letters."""
    for reader, found in read_all(made.bundle).items():
        spelled = squash(found)
        for word in ("Dear", "thank"):
            letters = Counter(word.casefold()) <= Counter(spelled)
            if word.casefold() not in spelled:
                spelled_before = word.casefold() in squash(read_all(untrusted)[reader])
                assert letters, f"{reader} lost {word}"
                assert scattered or not spelled_before, f"{reader} lost {word}"


def test_most_documents_of_text_stay_text(routes: Counter[str]) -> None:
    if routes.total() < len(VECTORS) / 2:
        pytest.skip("only some of the corpus was run")
    assert routes["vector"] / routes.total() >= FEWEST_VECTORS


@pytest.mark.parametrize("name", VECTORS)
def test_the_verifier_reports_every_original(name: str) -> None:
    untrusted = VECTORS[name]()
    assert (search(untrusted, ocr=False).problems or search(untrusted, ocr=True).problems) != ()


CONTROLS: dict[str, Callable[[], bytes]] = {
    "another_name": lambda: build(text(LINE.replace(CANARY, "Barraclough"))),
    "no_name": lambda: build(text("Dear Wilma, thank you.") + text("The quill is a feather.", y=600)),
    "a_picture": lambda: build(
        text("A photo:") + "q 120 0 0 90 72 500 cm /Im1 Do Q",
        resources=lambda pdf: {"XObject": vectors.Dictionary(Im1=vectors.jpeg_stream(pdf, vectors.photo()))},
    ),
    "a_scan": lambda: build(
        scans.DRAW,
        resources=lambda pdf: {
            "XObject": vectors.Dictionary(
                Im1=scans.picture(pdf, scans.strip(0, 255, "Dear Wilma, thank you.").tobytes())
            )
        },
    ),
    "a_table": lambda: build("0 0 0 rg 60 700 200 1 re f 0.9 g 60 600 200 40 re f 0 g " + text("Cell", 70, 615)),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_the_verifier_reports_no_control(name: str) -> None:
    assert search(CONTROLS[name](), ocr=True).problems == ()


def test_sheets_of_what_is_not_seen_never_leave() -> None:
    made = pass_through(VECTORS["document_extras"]())
    unseen = [page.index for page in made.document.pages if page.sheet is Sheet.UNSEEN]
    assert unseen
    assert not {page.page_index for page in made.clean.pages} & set(unseen)
    assert all(word.casefold() in squash(read_all(made.bundle)["pdfium"]) for word in KEPT)
