from __future__ import annotations

import csv
import io
import json
import zipfile
from contextlib import suppress
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.cli.exchange import lines_of_workbook
from redactor.domain.decision import SUGGESTED_BY, Ruling
from redactor.domain.finding import Category, Span, Verdict
from redactor.errors import ImportRefused
from redactor.ingest.sheet import read_first_sheet
from redactor.review.exchange import LONGEST_TEXT, documents_named, rows_of, take_rows
from redactor.review.rows import COLUMNS, Row, read_cells, read_csv, read_json, write_cells, write_csv, write_json
from redactor.review.workbook import write_workbook
from tests.review.test_policy import EXEMPTIONS
from tests.store.making import REFERENCE, a_decision, a_document, a_finding, found_at

DOCUMENT = a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there\n=2+5 and Amy Lunt")
STAFF = a_finding(DOCUMENT, "Ms Adeyemi").suggested(Verdict.RELEASE, "STAFF-REL", "Staff in role")
PUPIL = a_finding(DOCUMENT, "Tom Reid").suggested(Verdict.WITHHOLD, "TP", "Another pupil")
PASSAGE = a_finding(DOCUMENT, "=2+5 and Amy Lunt", category=Category.PASSAGE)
RULINGS = (
    Ruling(finding=STAFF),
    Ruling(finding=PUPIL, decision=replace(a_decision(PUPIL, by="Ben", reason="-Class list"), sequence=7)),
    Ruling(finding=PASSAGE),
)

cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)


def take(*rows: Row, rulings: tuple[Ruling, ...] = RULINGS) -> tuple[tuple[str, Verdict, str, str], ...]:
    taken = take_rows(rows, rulings, EXEMPTIONS, by="Ana")
    return tuple((each.finding_id, each.verdict, each.code, each.by) for each in taken.decisions)


def test_a_row_says_where_a_finding_stands_and_what_stands_on_it() -> None:
    staff, pupil, passage = rows_of(DOCUMENT, RULINGS)
    assert (staff.page, staff.text, staff.suggested, staff.code, staff.verdict, staff.sequence) == (
        "1", "Ms Adeyemi", "release", "STAFF-REL", "", "0",
    )  # fmt: skip
    assert (pupil.page, pupil.verdict, pupil.code, pupil.by, pupil.sequence) == ("2", "withhold", "TP", "Ben", "7")
    assert passage.category == "passage"


def test_a_place_over_two_pages_names_both() -> None:
    whole = found_at("0001", Span(0, len(DOCUMENT.text)))
    (row,) = rows_of(DOCUMENT, (Ruling(finding=whole),))
    assert row.page == "1-2"


def test_a_long_passage_is_cut() -> None:
    document = a_document("0001", "x" * 5000)
    (row,) = rows_of(document, (Ruling(finding=found_at("0001", Span(0, 5000))),))
    assert len(row.text) == LONGEST_TEXT


def test_no_cell_of_the_csv_begins_as_a_formula_does() -> None:
    written = write_csv(rows_of(DOCUMENT, RULINGS)).decode("utf-8-sig")
    for record in csv.reader(io.StringIO(written)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in record)
    assert "'=2+5 and Amy Lunt" in written


def test_both_formats_give_back_the_rows_that_went_in() -> None:
    rows = rows_of(DOCUMENT, RULINGS)
    assert read_csv(write_csv(rows)) == rows
    assert read_json(write_json(REFERENCE, rows)) == rows


@given(
    st.lists(st.builds(lambda parts: Row(**dict(zip(COLUMNS, parts, strict=True))), st.tuples(*[cells] * len(COLUMNS))))
)
def test_whatever_stands_in_the_cells_comes_back(rows: list[Row]) -> None:
    assert read_csv(write_csv(rows)) == tuple(rows)
    assert read_json(write_json(REFERENCE, rows)) == tuple(rows)


def test_an_export_that_its_own_author_did_not_touch_decides_nothing() -> None:
    taken = take_rows(rows_of(DOCUMENT, RULINGS), RULINGS, EXEMPTIONS, by="Ben")
    assert taken.decisions == ()


def test_an_export_that_a_second_reviewer_imports_untouched_seconds_what_stands() -> None:
    rows = rows_of(DOCUMENT, RULINGS)
    assert take(*rows) == ((PUPIL.id, Verdict.WITHHOLD, "TP", "Ana"),)
    seconded = tuple(replace(each, seconded_by=("Ana",)) if each.decision else each for each in RULINGS)
    assert take(*rows, rulings=seconded) == ()


def test_a_suggestion_accepted_unseen_is_not_made_a_persons_by_an_untouched_row() -> None:
    unseen = tuple(
        replace(each, decision=replace(each.decision, by=SUGGESTED_BY)) if each.decision else each for each in RULINGS
    )
    rows = rows_of(DOCUMENT, unseen)
    assert take(*rows, rulings=unseen) == ()
    assert len(take(*(replace(row, reason="Seen") for row in rows), rulings=unseen)) == 1


def test_what_a_spreadsheet_fills_in_becomes_decisions_of_the_one_who_imports() -> None:
    staff, pupil, passage = rows_of(DOCUMENT, RULINGS)
    taken = take(
        replace(staff, verdict=" Release "),
        replace(pupil, verdict="release", by="Ben"),
        replace(passage, verdict="HOLD"),
    )
    assert taken == (
        (STAFF.id, Verdict.RELEASE, "STAFF-REL", "Ana"),
        (PUPIL.id, Verdict.RELEASE, "", "Ana"),
        (PASSAGE.id, Verdict.HOLD, "", "Ana"),
    )


def test_the_store_is_told_what_the_reviewer_saw_standing() -> None:
    _, pupil, passage = rows_of(DOCUMENT, RULINGS)
    rows = (replace(pupil, verdict="release"), replace(passage, verdict="hold"))
    taken = take_rows(rows, RULINGS, EXEMPTIONS, by="Ana")
    assert taken.expected == {PUPIL.id: 7, PASSAGE.id: 0}


def test_every_bad_row_is_named_and_nothing_is_taken() -> None:
    staff, pupil, passage = rows_of(DOCUMENT, RULINGS)
    rows = (
        replace(staff, verdict="release"),
        replace(staff, verdict="withhold", code="TP"),
        replace(pupil, verdict="release", sequence="3"),
        replace(passage, verdict="release"),
        replace(staff, verdict="perhaps"),
        replace(staff, finding="0001-000000000000"),
        replace(staff, finding="Mrs Canary Quill"),
    )
    with pytest.raises(ImportRefused) as caught:
        take(*rows)
    said = str(caught.value)
    for part in (
        f"row 2: {STAFF.id} contradicts an earlier row",
        f"row 3: {PUPIL.id} was decided by somebody since the export",
        f"row 4: {PASSAGE.id} needs a reason for the release",
        f"row 5: {STAFF.id} has no verdict",
        "row 6: 0001-000000000000 is not in this case",
        "row 7: its finding is not in this case",
    ):
        assert part in said
    assert "row 1" not in said
    assert "Canary" not in said


def test_columns_may_stand_in_another_order_and_be_fewer() -> None:
    written = f"Verdict,finding,code,reason,evidence,sequence\r\nwithhold,{STAFF.id},TP,,,0\r\n"
    assert take(*read_csv(written.encode())) == ((STAFF.id, Verdict.WITHHOLD, "TP", "Ana"),)


def test_a_short_line_has_empty_cells_and_a_long_one_loses_what_has_no_column() -> None:
    head = "finding,verdict,code,reason,evidence,sequence\n"
    rows = read_csv(f"{head}{STAFF.id}\n{STAFF.id},hold,,,,0,more,and more\n".encode())
    assert [row.verdict for row in rows] == ["", "hold"]


@pytest.mark.parametrize(
    ("untrusted", "match"),
    [
        (b"finding,verdict\n", "column"),
        (b"", "column"),
        ("finding,verdict,code,reason,evidence,sequence\ncaf\xe9".encode("latin-1"), "UTF-8"),
        (b'finding,verdict,code,reason,evidence,sequence\n"' + b"x" * 200_000 + b'"', "line"),
    ],
)
def test_a_file_that_is_no_such_csv_is_refused(untrusted: bytes, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        read_csv(untrusted)


@pytest.mark.parametrize(
    "plain",
    [
        [],
        {"schema": 2, "rulings": []},
        {"schema": 1},
        {"schema": 1, "rulings": [{"finding": 3}]},
        {"schema": 1, "rulings": [asdict(Row(finding="0001-0")) | {"sequence": 0}]},
    ],
)
def test_a_file_that_is_no_such_json_is_refused(plain: object) -> None:
    with pytest.raises(ImportRefused):
        read_json(json.dumps(plain).encode())
    for broken in (b"{", b"[" * 100_000):
        with pytest.raises(ImportRefused):
            read_json(broken)


# ---------------------------------------------------------------- places that a file adds
def marking(**changes: str) -> Row:
    return replace(Row(finding="", document="0001", place="characters 5-15", verdict="withhold", code="TP"), **changes)


def test_a_row_without_a_finding_marks_a_place_by_hand() -> None:
    taken = take_rows((marking(),), RULINGS, EXEMPTIONS, by="Ana", documents={"0001": DOCUMENT})
    (marked,) = taken.marked
    assert (marked.category, marked.place) == (Category.DRAWN, Span(5, 15))
    assert [(each.finding_id, each.by) for each in taken.decisions] == [(marked.id, "Ana")]
    stands = Ruling(finding=marked, decision=replace(taken.decisions[0], sequence=9))
    again = take_rows((marking(),), (*RULINGS, stands), EXEMPTIONS, by="Ana", documents={"0001": DOCUMENT})
    assert (again.marked, again.decisions) == ((), ())
    assert documents_named((marking(), marking(finding="0001-0"), marking(document="0002"))) == {"0001", "0002"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"document": "0009"}, "row 1: its place is not in this case"),
        ({"place": "page 77"}, "row 1: its place is not in this case"),
        ({"verdict": "release", "code": "", "reason": "r"}, "marked to be withheld"),
        ({"verdict": "hold"}, "may not be given the verdict hold"),
        ({"code": ""}, "needs a ground to withhold"),
        ({"reason": "a\0b"}, "cannot be kept"),
        ({"evidence": "\ud800"}, "cannot be kept"),
        ({"reason": "x" * 4001}, "too long"),
    ],
)
def test_a_place_that_does_not_fit_refuses_the_file(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        take_rows((marking(**changes),), RULINGS, EXEMPTIONS, by="Ana", documents={"0001": DOCUMENT})


# ---------------------------------------------------------------- workbooks
def test_a_workbook_gives_back_the_rows_that_went_in_and_holds_no_formula() -> None:
    rows = rows_of(DOCUMENT, RULINGS)
    book = write_workbook("Decisions", write_cells(rows))
    assert read_cells(read_first_sheet(book)) == rows
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_workbook_is_lacking_columns_or_has_them_twice_as_a_csv_is() -> None:
    for head in (("finding", "verdict"), (*COLUMNS, "Verdict")):
        with pytest.raises(ImportRefused, match="column"):
            read_cells((head,))
    with pytest.raises(ImportRefused, match="column"):
        read_cells(())


@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 255))
def test_any_bytes_are_a_file_of_decisions_or_are_refused(untrusted: bytes, at: int, byte: int) -> None:
    book = bytearray(write_workbook("Decisions", write_cells(rows_of(DOCUMENT, RULINGS))))
    book[at % len(book)] = byte
    for read, content in (
        (read_csv, untrusted),
        (read_json, untrusted),
        (read_csv, b"finding,verdict,code,reason,evidence,sequence\n" + untrusted),
        (lambda each: read_cells(lines_of_workbook(each)), bytes(book)),
        (lambda each: read_cells(lines_of_workbook(each)), untrusted),
    ):
        with suppress(ImportRefused):
            take_rows(read(content), RULINGS, EXEMPTIONS, by="Ana", documents={"0001": DOCUMENT})


def test_json_with_a_number_without_end_is_refused() -> None:
    with pytest.raises(ImportRefused, match="not JSON"):
        read_json(b'{"schema": ' + b"9" * 5_000 + b"}")
