"""Whatever the boxes: no word is lost, none is doubled, and the text keeps its shape."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, LooseWord, bind_pages
from redactor.domain.order import Grid, order_words
from redactor.domain.tokens import cut_token
from redactor.ingest.rulings import find_grids

place = st.floats(0, 600, allow_nan=False)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), place, place, st.floats(0, 200), st.floats(0, 40))
words = st.builds(LooseWord, st.text("abcXYZ", min_size=1, max_size=5), boxes, gap=st.sampled_from([" ", " ", " ", ""]))
grids = st.lists(st.lists(st.lists(boxes, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3), max_size=2).map(
    lambda found: [Grid(tuple(rows)) for rows in found]
)
strokes = st.lists(
    st.builds(lambda at, start, length: (at, start, start + length), place, place, st.floats(0, 400)), max_size=25
)


@settings(max_examples=150, deadline=None)
@given(st.lists(words, max_size=40), grids)
def test_every_word_comes_out_once_where_it_stands(given_words: list[LooseWord], given_grids: list[Grid]) -> None:
    ordered = order_words(given_words, grids=given_grids)
    assert Counter((w.text, w.box) for w in ordered) == Counter((w.text, w.box) for w in given_words)
    assert all(a.line <= b.line for a, b in pairwise(ordered))
    assert all(word.gap in ("", " ", "\t", "\n") for word in ordered)
    bind_pages([LoosePage(600, 800, ordered)], id="0001")


@settings(max_examples=100, deadline=None)
@given(strokes, strokes)
def test_grids_have_cells_in_rows_from_the_top(
    across: list[tuple[float, float, float]], down: list[tuple[float, float, float]]
) -> None:
    for grid in find_grids(across, down):
        assert any(len(row) > 1 for row in grid.rows)
        for row in grid.rows:
            assert all(a.x1 <= b.x0 + 0.01 for a, b in pairwise(row))


@given(st.text(max_size=40))
def test_the_cuts_of_a_token_cover_it_without_overlap(token: str) -> None:
    slices = cut_token(token)
    assert "".join(token[start:end] for start, end in slices) == token
    assert all(start < end for start, end in slices)
