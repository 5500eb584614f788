"""Workbooks as grid pages, and what their sheets hide."""

import io
import zipfile
from datetime import datetime, time

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from redactor.domain.document import bind_pages
from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest import cells
from redactor.ingest.cells import format_value, read_strings
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.sheet import read_sheet


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_book(*rows: tuple[object, ...], name: str = "Class list") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text.rpartition("\n")[0]


def listed(facsimile: Facsimile) -> list[tuple[str, str, str]]:
    return [(each.place, each.text, each.author) for each in facsimile.unseen if not each.place.startswith("property")]


def test_a_row_is_its_number_and_its_cells_with_tabs_between() -> None:
    facsimile = read_sheet(saved(make_book(("Name", "Age", "Note"), ("Joanna Pike", 9, None), ("Tariq", None, "a\nb"))))
    assert text_of(facsimile) == "Sheet: Class list\nA B C\n1\tName\tAge\tNote\n2\tJoanna Pike\t9\n3\tTariq\t\ta b"
    assert listed(facsimile) == []
    assert facsimile.marks == ("layout_not_kept",)


def test_the_header_row_is_repeated_on_each_page() -> None:
    pages = read_sheet(saved(make_book(("Name", "Age"), *((f"Pupil {i}", i) for i in range(150))))).pages
    assert len(pages) > 1
    assert all([word.text for word in page.words].count("Name") == 1 for page in pages)


@pytest.mark.parametrize(
    ("raw", "code", "shown"),
    [
        ("12", "General", "12"),
        ("12.0", "General", "12"),
        ("0.1", "General", "0.1"),
        ("0.30000000000000004", "General", "0.3"),
        ("-12.4", "General", "-12.4"),
        ("1E+20", "General", "1e+20"),
        ("9434765919", "000 000 0000", "943 476 5919"),
        ("7700900123", "00000000000", "07700900123"),
        ("0.45", "0%", "45%"),
        ("45000", "dd/mm/yyyy", "15/03/2023"),
        ("45000.5", "d-mmm-yy h:mm", "15/03/2023 12:00"),
        ("0.5", "h:mm", "12:00"),
        ("43538", "mm-dd-yy", "14/03/2019"),
        ("not a number", "General", "not a number"),
        ("99999999999", "dd/mm/yyyy", "99999999999"),
    ],
)
def test_values_are_shown_as_people_see_them(raw: str, code: str, shown: str) -> None:
    assert format_value(raw, code) == shown


def test_dates_and_times_of_a_real_file_are_shown_day_first() -> None:
    book = make_book((datetime(2015, 9, 8), time(8, 41), datetime(2026, 2, 3, 16, 5), True))
    assert "1\t08/09/2015\t08:41\t03/02/2026 16:05\tTRUE" in text_of(read_sheet(saved(book)))


def test_hidden_rows_columns_and_sheets_are_listed_and_not_on_the_page() -> None:
    book = make_book(("Name", "Born", "Note"), ("Joanna", "2014", "x"), ("SECRETROW", "2015", "y"))
    sheet = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    for name, state in (("H", "hidden"), ("V", "veryHidden")):
        book.create_sheet(name).append(("in", name))
        book[name].sheet_state = state
    facsimile = read_sheet(saved(book))
    assert text_of(facsimile) == (
        "Sheet: Class list\nA C\n1\tName\tNote\n2\tJoanna\tx\n"
        "Hidden in this sheet, and listed apart: rows 3; columns B."
    )
    assert listed(facsimile) == [
        ("hidden column B of sheet Class list, row 1", "Name\tBorn", ""),
        ("hidden column B of sheet Class list, row 2", "Joanna\t2014", ""),
        ("hidden row 3 of sheet Class list", "SECRETROW\t2015\ty", ""),
        ("hidden sheet", "H", ""),
        ("row 1 of hidden sheet H", "in\tH", ""),
        ("very hidden sheet", "V", ""),
        ("row 1 of very hidden sheet V", "in\tV", ""),
    ]


def test_formats_and_colours_that_show_nothing_are_listed() -> None:
    book = make_book(("a", "SECRETFORMAT", "SECRETWHITE", "white on dark"))
    row = book.active[1]
    row[1].number_format = ";;;"
    row[2].font = Font(color="FFFFFFFF")
    row[3].font, row[3].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF003366")
    facsimile = read_sheet(saved(book))
    assert text_of(facsimile).endswith("1\ta\twhite on dark")
    assert listed(facsimile) == [
        ("format that shows nothing in cell B1 of sheet Class list", "SECRETFORMAT", ""),
        ("white text in cell C1 of sheet Class list", "SECRETWHITE", ""),
    ]


def test_comments_lists_links_names_and_print_headers_are_listed() -> None:
    book = make_book(("see", "link"))
    sheet = book.active
    sheet["A1"].comment = Comment("Ask Mrs Pike", "J Lund")
    sheet["B1"].hyperlink = "https://example.org/secret"
    validation = DataValidation(type="list", formula1='"Tyler,Joanna"')
    validation.add("C1")
    sheet.add_data_validation(validation)
    sheet.oddHeader.center.text = "For Mrs Okafor"
    book.defined_names["note"] = openpyxl.workbook.defined_name.DefinedName("note", attr_text='"hello"')
    found = listed(read_sheet(saved(book)))
    assert ("comment on cell A1 of sheet Class list", "Ask Mrs Pike", "J Lund") in found
    assert ("link target (hyperlink)", "https://example.org/secret", "") in found
    assert any(place.startswith("validation list") and "Tyler,Joanna" in text for place, text, _ in found)
    assert any(place.startswith("print header") and "For Mrs Okafor" in text for place, text, _ in found)
    assert ("defined name note", '"hello"', "") in found


def test_a_formula_with_words_in_it_is_listed_and_one_without_a_value_is_shown() -> None:
    facsimile = read_sheet(saved(make_book(('=IF(A2=1,"Joanna","Tyler")', "=1+1"))))
    assert text_of(facsimile).endswith('=IF(A2=1,"Joanna","Tyler")\t=1+1')
    assert listed(facsimile) == [("formula in cell A1 of sheet Class list", '=IF(A2=1,"Joanna","Tyler")', "")]


def add_parts(content: bytes, **parts: str) -> bytes:
    """The workbook with further parts, named with "__" for "/"."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def test_parts_that_openpyxl_does_not_know_are_listed() -> None:
    content = add_parts(
        saved(make_book(("a",))),
        xl__threadedComments__threadedComment1="<c><t ref='A1' personId='{1}'><text>thread</text></t></c>",
        xl__persons__person="<p><person id='{1}' displayName='J Lund'/></p>",
        xl__pivotCache__pivotCacheDefinition1="<p><sharedItems><s v='cached name'/></sharedItems></p>",
        xl__connections="<c><connection name='Payroll'/></c>",
    )
    found = listed(read_sheet(content))
    assert ("comment on cell A1", "thread", "J Lund") in found
    assert ("pivot cache", "cached name", "") in found
    assert ("part xl/connections.xml of the file", "Payroll", "") in found


def test_a_wide_sheet_stands_on_landscape_pages() -> None:
    (page,) = read_sheet(
        saved(make_book(tuple("column heading" for _ in range(9)), tuple("x" for _ in range(9))))
    ).pages
    assert page.width > page.height


def test_a_workbook_of_hidden_sheets_only_still_has_a_page() -> None:
    content = saved(make_book(("a",)))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'state="visible"', b'state="hidden"'))
    facsimile = read_sheet(out.getvalue())
    assert text_of(facsimile) == "No sheet of this workbook is visible."
    assert ("row 1 of hidden sheet Class list", "a", "") in listed(facsimile)


def test_too_many_cells_are_refused() -> None:
    sheet = b"<worksheet>" + b"<row><c/><c/></row>" * 6 + b"</worksheet>"
    assert cells.read_grid(sheet, "x", cells.Book((), ()), most_cells=12).cells == {}
    with pytest.raises(TooLarge):
        cells.read_grid(sheet, "x", cells.Book((), ()), most_cells=11)


def test_a_cell_past_the_last_column_is_refused() -> None:
    with pytest.raises(Damaged):
        cells.read_grid(b'<worksheet><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>', "x", cells.Book((), ()))


STRINGS = "<si><t>Joanna Pike</t></si><si><r><t>Ta</t></r><r><t>riq</t></r></si><si><t>left over</t></si>"


def test_shared_strings_are_read_and_those_that_no_cell_uses_are_listed() -> None:
    book = read_strings(f"<sst>{STRINGS}</sst>".encode())
    grid = cells.read_grid(
        b'<worksheet><row r="2"><c r="B2" t="s"><v>1</v></c><c t="s"><v>0</v></c></row></worksheet>',
        "x",
        cells.Book(book, ()),
    )
    assert grid.cells == {2: {2: "Tariq", 3: "Joanna Pike"}}
    content = add_parts(saved(make_book(("a",))), xl__sharedStrings=f"<sst>{STRINGS}</sst>")
    assert ("text that no cell uses", "left over", "") in listed(read_sheet(content))


def test_an_entity_bomb_in_the_string_table_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 100}">' for i in range(9))
    bomb = f"<!DOCTYPE sst [{entities}]><sst><si><t>&e8;</t></si></sst>"
    with pytest.raises(Damaged):
        read_sheet(add_parts(saved(make_book(("a",))), xl__sharedStrings=bomb))


def test_a_locked_or_broken_workbook_is_told_apart() -> None:
    with pytest.raises(Encrypted):
        read_sheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(Damaged):
        read_sheet(saved(make_book(("a",)))[:300])
