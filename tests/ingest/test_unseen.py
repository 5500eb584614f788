"""The sheet of what the pages do not show."""

from redactor.domain.document import Sheet, bind_pages
from redactor.ingest.facsimile import Unseen
from redactor.ingest.unseen import TITLE, typeset_unseen


def test_nothing_unseen_makes_no_page() -> None:
    assert typeset_unseen(()) == (b"", ())


def test_each_thing_is_one_row_of_place_author_and_text() -> None:
    _, pages = typeset_unseen((Unseen("comment", "See\nAnn\tLee", "J Lund"), Unseen("hidden text", "x")))
    lines = bind_pages(pages, id="0001").text.split("\n")
    assert lines[0] == TITLE
    assert lines[-3:] == ["Place\tAuthor\tText", "comment\tJ Lund\tSee Ann Lee", "hidden text\t\tx"]


def test_the_column_of_authors_is_left_out_where_none_is_known() -> None:
    _, pages = typeset_unseen((Unseen("link target", "https://example.org/a"),))
    assert "Place\tText\nlink target\thttps://example.org/a" in bind_pages(pages, id="0001").text


def test_every_page_is_marked_as_an_unseen_sheet() -> None:
    _, pages = typeset_unseen(tuple(Unseen(f"row {i}", "text " * 30) for i in range(60)))
    assert len(pages) > 1
    assert {page.sheet for page in pages} == {Sheet.UNSEEN}
