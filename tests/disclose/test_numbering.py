"""What the bundle calls its documents."""

from __future__ import annotations

from redactor.disclose.numbering import number_parts


def test_numbers_have_no_gap_where_a_document_is_left_out() -> None:
    numbers = number_parts(["0001", "0001.2", "0004", "0007.1", "0007.3", "0007.3.2"])
    assert list(numbers.values()) == ["1", "1.1", "2", "3", "4", "4.1"]


def test_an_attachment_stands_below_the_nearest_message_that_is_there() -> None:
    assert number_parts(["0002", "0002.1.4"]) == {"0002": "1", "0002.1.4": "1.1"}
