"""Ruled tables from straight strokes."""

from __future__ import annotations

from redactor.ingest.rulings import find_grids


def test_strokes_that_cross_make_rows_of_cells() -> None:
    across = [(y, 0.0, 300.0) for y in (0.0, 20.0, 50.0)]
    (grid,) = find_grids(across, [(x, 0.0, 50.0) for x in (0.0, 100.0, 300.0)])
    assert [[(cell.x0, cell.y0, cell.x1, cell.y1) for cell in row] for row in grid.rows] == [
        [(0, 0, 100, 20), (100, 0, 300, 20)],
        [(0, 20, 100, 50), (100, 20, 300, 50)],
    ]


def test_a_cell_that_spans_rows_stands_in_the_first_and_one_that_spans_columns_is_one() -> None:
    across = [(0.0, 0.0, 300.0), (20.0, 100.0, 300.0), (40.0, 0.0, 300.0), (60.0, 0.0, 300.0)]
    down = [(0.0, 0.0, 60.0), (100.0, 0.0, 40.0), (200.0, 0.0, 40.0), (300.0, 0.0, 60.0)]
    (grid,) = find_grids(across, down)
    assert [len(row) for row in grid.rows] == [3, 2, 1]
    assert grid.rows[0][0].height == 40
    assert grid.rows[2][0].width == 300


def test_boxes_side_by_side_that_draw_their_own_sides_are_one_table() -> None:
    across = [(y, x, x + 50.0) for y in (0.0, 20.0) for x in (0.0, 50.4, 100.8)]
    down = [(x, 0.0, 20.0) for x in (0.0, 50.0, 50.4, 100.4, 100.8, 150.8)]
    (grid,) = find_grids(across, down)
    assert [len(row) for row in grid.rows] == [3]


def test_a_frame_an_underline_and_two_tables_apart() -> None:
    frame = [(0.0, 0.0, 300.0), (90.0, 0.0, 300.0)]
    assert find_grids(frame, [(0.0, 0.0, 90.0), (300.0, 0.0, 90.0)]) == ()
    assert find_grids([(10.0, 0.0, 300.0)], []) == ()
    rows = [(y, 0.0, 90.0) for y in (0.0, 20.0, 200.0, 220.0)]
    columns = [(x, y, y + 20.0) for x in (0.0, 40.0, 90.0) for y in (0.0, 200.0)]
    assert [grid.box.y0 for grid in find_grids(rows, columns)] == [0, 200]
