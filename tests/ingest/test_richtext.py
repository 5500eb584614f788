"""RTF: what shows, what its groups hide, and files that are built to hurt."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.errors import Damaged, SourceError, TooLarge
from redactor.ingest.inventory import lines_of
from redactor.ingest.richtext import inspect_rich_text


def lines(rtf: str) -> list[str]:
    return list(lines_of(inspect_rich_text(rtf.encode("latin-1")).blocks))


def told(rtf: str) -> list[tuple[str, str, str]]:
    return [(each.place, each.text, each.author) for each in inspect_rich_text(rtf.encode("latin-1")).unseen]


def test_paragraphs_tables_and_signs_are_read() -> None:
    rtf = r"{\rtf1\ansi Dear Ms\~Okafor\par \'a330\endash now\par \trowd A\cell B\cell\row after}"
    assert lines(rtf) == ["Dear Ms\u00a0Okafor", "£30–now", "A\tB", "after"]


def test_letters_of_other_code_pages_and_unicode_are_read() -> None:
    rtf = r"{\rtf1\ansicpg1250{\fonttbl{\f1\fcharset204 X;}}\uc1 \'e8 {\f1 \'cf} \u322?ukasz \u-10179?\u-8701?}"
    assert lines(rtf)[0].startswith("č П łukasz")


def test_the_table_of_fonts_and_styles_is_no_text() -> None:
    rtf = r"{\rtf1{\fonttbl{\f0 Arial;}}{\stylesheet{\s1 Normal;}{\*\cs1 Strong;}}{\*\generator X;}Seen}"
    assert lines(rtf) == ["Seen"]
    assert told(rtf) == []


def test_what_is_hidden_deleted_or_beside_the_text_is_told() -> None:
    rtf = (
        r"{\rtf1{\info{\author Ann Pugh}}Seen{\v Unseen}\deleted Gone\deleted0  more{\footnote Note}"
        r"{\*\atnauthor Bo Hale}{\*\annotation Remark}{\field{\*\fldinst HYPERLINK x@example.org}{\fldrslt link}}"
        r"{\header Head}{\*\bkmkstart place}{\*\strange Who knows}}"
    )
    assert lines(rtf) == ["Head", "Seen morelink", "Note"]
    assert set(told(rtf)) == {
        ("property author", "Ann Pugh", ""),
        ("hidden text", "Unseen", ""),
        ("tracked deletion", "Gone", ""),
        ("comment", "Remark", "Bo Hale"),
        ("field code", "HYPERLINK x@example.org", ""),
        ("bookmark", "place", ""),
        ("hidden group strange", "Who knows", ""),
    }


def test_groups_too_deep_are_refused_and_another_file_is_damaged() -> None:
    with pytest.raises(TooLarge):
        inspect_rich_text(b"{\\rtf1" + b"{" * 100_000)
    with pytest.raises(Damaged):
        inspect_rich_text(b"not rtf")


def test_a_large_file_is_read_in_time() -> None:
    start = time.process_time()
    inspect_rich_text(b"{\\rtf1" + b"{\\b word}\\par \\'e9" * 60_000 + b"}")
    assert time.process_time() - start < 10


@given(st.binary(max_size=300))
def test_any_bytes_end_in_an_inventory_or_in_a_reason(tail: bytes) -> None:
    with suppress(SourceError):
        inspect_rich_text(b"{\\rtf1" + tail)


MARKS = ["{", "}", "\\v ", "\\v0 ", "\\deleted ", "{\\*\\x ", "{\\footnote ", "\\cell ", "\\row ", "\\par "]


@given(st.lists(st.sampled_from(MARKS), max_size=30))
def test_no_word_is_lost_whatever_groups_stand_around_it(marks: list[str]) -> None:
    rtf = "{\\rtf1 " + "".join(f"{mark}word{index} " for index, mark in enumerate(marks)) + "}"
    depth, body = 0, rtf
    for mark in marks:
        depth += mark.startswith("{") - (mark == "}")
        if depth < 0:
            return
    inventory = inspect_rich_text(body.encode())
    text = " ".join([*lines_of(inventory.blocks), *(each.text for each in inventory.unseen)])
    for index in range(len(marks)):
        assert f"word{index}" in text
