"""Whatever the text: the words tile it in order, their boxes lie apart on the page, and PDFium reads them back."""

import unicodedata
from itertools import pairwise

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.domain.document import LoosePage, bind_pages
from redactor.ingest.blocks import Block, Field, Heading, Note, Paragraph, Table
from redactor.ingest.lines import clean_text
from redactor.ingest.typeset import MISSING_GLYPH, _drawable, typeset

SCRIPTS = (
    (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x1E00, 0x1EFF), (0x3041, 0x3094), (0x4E00, 0x6000),
    (0xAC00, 0xB000), (0x2010, 0x2027), (0x1F600, 0x1F610),
)  # fmt: skip
LETTERS = st.one_of(
    *[
        st.characters(min_codepoint=low, max_codepoint=high, exclude_categories=("Cn", "Cf", "Zl", "Zp", "Mn"))
        for low, high in SCRIPTS
    ]
)
LATIN = st.characters(min_codepoint=0x21, max_codepoint=0x17F, categories=("Lu", "Ll", "Nd", "Po", "Pd", "Ps", "Pe"))
TOKENS = st.text(st.one_of(LATIN, LATIN, LETTERS), min_size=1, max_size=14)
LINES = st.lists(TOKENS, min_size=1, max_size=25).map(" ".join)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)


def words_of(text: str) -> list[str]:
    return clean_text(text).split()


@st.composite
def blocks(draw: st.DrawFn) -> tuple[list[Block], list[str]]:
    """Some blocks, and the tokens that must come out of them in this order."""
    made: list[Block] = []
    tokens: list[str] = []
    for kind in draw(st.lists(st.sampled_from("hpfnt"), min_size=1, max_size=4)):
        if kind == "t":
            width = draw(st.integers(1, 5))
            rows = draw(st.lists(st.tuples(*[st.one_of(st.just(""), LINES)] * width), min_size=1, max_size=4))
            made.append(Table(tuple(rows)))
            tokens += [word for row in rows for cell in row for word in words_of(cell)]
            continue
        text = draw(TEXTS)
        made.append({"h": Heading, "p": Paragraph, "n": Note, "f": lambda t: Field("Label", t)}[kind](text))
        tokens += (["Label:"] if kind == "f" else []) + words_of(text)
    return made, tokens


def joined(pages: tuple[LoosePage, ...]) -> str:
    return bind_pages(pages, id="0001").text


@settings(max_examples=40, deadline=None)
@given(blocks())
def test_the_words_tile_the_text_in_order(case: tuple[list[Block], list[str]]) -> None:
    made, tokens = case
    _, pages = typeset(made)
    assert "".join(joined(pages).split()) == "".join(tokens)


@settings(max_examples=40, deadline=None)
@given(blocks())
def test_boxes_lie_on_the_page_and_apart_from_each_other(case: tuple[list[Block], list[str]]) -> None:
    _, pages = typeset(case[0], footer="Typeset by redactor")
    for page in pages:
        for word in page.words:
            assert word.box.x0 >= 0
            assert word.box.y0 >= 0
            assert word.box.x1 <= page.width
            assert word.box.y1 <= page.height
        lines: dict[int, list] = {}
        for word in page.words:
            lines.setdefault(word.line, []).append(word.box)
        for boxes in lines.values():
            boxes.sort()
            assert all(left.x1 <= right.x0 + 0.01 for left, right in pairwise(boxes))


@settings(max_examples=40, deadline=None)
@given(blocks())
def test_pdfium_reads_each_word_inside_its_box(case: tuple[list[Block], list[str]]) -> None:
    content, pages = typeset(case[0])
    pdf = pypdfium2.PdfDocument(content)
    assert len(pdf) == len(pages)
    for index, page in enumerate(pages):
        text_page = pdf[index].get_textpage()
        everything = plain(text_page.get_text_bounded())
        for word in page.words:
            drawn = plain("".join(_drawable(char) for char in word.text))
            assert set(drawn) <= set(everything) | {MISSING_GLYPH}, word.text
            if word.box.width > 3 and drawn.isascii():
                box = word.box
                inside = text_page.get_text_bounded(box.x0 - 1, page.height - box.y1, box.x1 + 1, page.height - box.y0)
                assert drawn in plain(inside)


def plain(text: str) -> str:
    """Folded for comparison; PDFium reads a hyphen at the end of a line as U+0002 or U+FFFE."""
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if not char.isspace() and not unicodedata.combining(char))
