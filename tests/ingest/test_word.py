"""Word files as pages, and what their pages do not show."""

import io
import zipfile

import docx
import pytest
from docx.shared import Inches
from PIL import Image

from redactor.domain.document import bind_pages
from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.word import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def make_word(body: str, **parts: str | bytes) -> bytes:
    """A Word file with that body XML; further parts by name with "__" for "/"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", ROOT_RELS)
        archive.writestr("word/document.xml", f"<w:document {OPEN}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            path = name.replace("__", "/") + ("" if isinstance(content, bytes) else ".xml")
            archive.writestr(path, content)
    return out.getvalue()


def p(inner: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text.rpartition("\n")[0]


def unseen_of(facsimile: Facsimile) -> list[tuple[str, str, str]]:
    return [(each.place, each.text, each.author) for each in facsimile.unseen]


def test_paragraphs_headings_and_tables_come_in_order_and_the_page_says_that_layout_is_lost() -> None:
    document = docx.Document()
    document.add_heading("Meeting", 1)
    document.add_paragraph("With Joanna Pike")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Name", "Joanna Pike"
    document.add_paragraph("after")
    facsimile = read_word(saved(document))
    assert text_of(facsimile) == "Meeting\nWith Joanna Pike\nName\tJoanna Pike\nafter"
    assert facsimile.marks == ("layout_not_kept",)


def test_a_run_that_is_cut_inside_a_name_does_not_cut_the_name() -> None:
    assert text_of(read_word(make_word(p(r("Joan") + r("na Pi") + r("ke"))))) == "Joanna Pike"


def test_lists_carry_their_bullets_and_numbers() -> None:
    numbering = (
        f'<w:numbering {OPEN}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>'
        '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )

    def entry(text: str, level: int, list_id: int) -> str:
        return p(r(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')

    body = (
        entry("a", 0, 1) + entry("b", 1, 1) + entry("c", 1, 1) + entry("d", 0, 1) + entry("e", 1, 1) + entry("f", 0, 2)
    )
    facsimile = read_word(make_word(body, word__numbering=numbering))
    assert text_of(facsimile) == "1. a\n1a) b\n1b) c\n2. d\n2a) e\n• f"


def test_a_nested_table_stays_in_its_row_and_a_table_of_one_column_is_read_as_paragraphs() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p(r('x'))}</w:tc><w:tc>{p(r('y'))}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{p(r('a'))}{p(r('b'))}</w:tc><w:tc>{inner}{p('')}</w:tc></w:tr></w:tbl>"
    body += f"<w:tbl><w:tr><w:tc>{p(r('one'))}{p(r('two'))}</w:tc></w:tr></w:tbl>"
    assert text_of(read_word(make_word(body))) == "a b\tx | y\none\ntwo"


def test_cells_that_span_columns_keep_the_others_in_their_column() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(r("wide"))}</w:tc>'
    narrow = "".join(f"<w:tc>{p(r(text))}</w:tc>" for text in "abc")
    body = f"<w:tbl><w:tr>{wide}<w:tc>{p(r('end'))}</w:tc></w:tr><w:tr>{narrow}</w:tr></w:tbl>"
    assert text_of(read_word(make_word(body))) == "wide\t\tend\na\tb\tc"


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        (f"<w:ins w:author='A'>{r('added')}</w:ins>", "added"),
        (f"<w:hyperlink>{r('link')}</w:hyperlink>", "link"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('control')}</w:sdtContent></w:sdt>", "control"),
        (f"<w:fldSimple w:instr='PAGE'>{r('result')}</w:fldSimple>", "result"),
        (f"<w:smartTag>{r('smart')}</w:smartTag>", "smart"),
        (r("struck", "<w:strike/>"), "struck"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a\tb\nc"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "☒"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'>"
            "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>"
            "<w:fldChar w:fldCharType='end'/></w:r>",
            "☒",
        ),
    ],
)
def test_every_kind_of_visible_text_is_on_the_page(xml: str, shown: str) -> None:
    assert text_of(read_word(make_word(p(xml)))) == shown


@pytest.mark.parametrize(
    ("properties", "place"),
    [
        ("<w:vanish/>", "hidden text"),
        ("<w:color w:val='FFFFFF'/>", "white text"),
        ("<w:sz w:val='2'/>", "text too small to read"),
        ("<w:color w:val='000000'/><w:shd w:fill='000000'/>", "text in the colour of its ground"),
    ],
)
def test_text_that_paper_does_not_show_is_listed_and_not_on_the_page(properties: str, place: str) -> None:
    facsimile = read_word(make_word(p(r("Seen") + r("SECRETWORD", properties))))
    assert text_of(facsimile) == "Seen"
    assert unseen_of(facsimile) == [(place, "SECRETWORD", "")]


def test_a_style_that_hides_its_text_is_obeyed() -> None:
    styles = f'<w:styles {OPEN}><w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    facsimile = read_word(make_word(p(r("Seen") + r("no", '<w:rStyle w:val="h"/>')), word__styles=styles))
    assert (text_of(facsimile), unseen_of(facsimile)) == ("Seen", [("hidden text", "no", "")])


def test_tracked_changes_are_listed_with_who_made_them_and_when() -> None:
    gone = (
        "<w:del w:author='J Lund' w:date='2026-03-02T09:00:00Z'><w:r><w:delText>about Tyler </w:delText></w:r></w:del>"
    )
    moved = f"<w:moveFrom w:author='K Hale'>{r('elsewhere')}</w:moveFrom>"
    added = f"<w:ins w:author='R Pugh'>{r('new')}</w:ins>"
    facsimile = read_word(make_word(p(r("Text ") + gone + moved + added)))
    assert text_of(facsimile) == "Text new"
    assert unseen_of(facsimile) == [
        ("tracked deletion, 02/03/2026", "about Tyler", "J Lund"),
        ("text moved away", "elsewhere", "K Hale"),
        ("tracked insertion (shown)", "new", "R Pugh"),
    ]


def test_a_row_that_was_deleted_is_not_on_the_page() -> None:
    gone = f"<w:tr><w:trPr><w:del w:author='A'/></w:trPr><w:tc>{p(r('no'))}</w:tc><w:tc>{p(r('never'))}</w:tc></w:tr>"
    row = f"<w:tr><w:tc>{p(r('a'))}</w:tc><w:tc>{p(r('b'))}</w:tc></w:tr>"
    facsimile = read_word(make_word(f"<w:tbl>{row}{gone}</w:tbl>"))
    assert text_of(facsimile) == "a\tb"
    assert unseen_of(facsimile) == [("tracked deletion of a table row", "no never", "A")]


def test_a_text_box_is_read_once_although_the_file_holds_two_copies() -> None:
    box = f"<w:txbxContent>{p(r('boxed'))}</w:txbxContent>"
    xml = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    facsimile = read_word(make_word(p(r("before") + f"<w:r>{xml}</w:r>") + p(r("after"))))
    assert text_of(facsimile) == "before\nboxed\nafter"
    assert facsimile.unseen == ()


def test_notes_stand_at_the_end_under_their_marks_and_unused_ones_are_listed() -> None:
    notes = (
        f"<w:footnotes {OPEN}><w:footnote w:type='separator' w:id='0'>{p(r('-'))}</w:footnote>"
        f"<w:footnote w:id='2'>{p(r('said Mrs Pike'))}</w:footnote>"
        f"<w:footnote w:id='3'>{p(r('orphan'))}</w:footnote></w:footnotes>"
    )
    body = p(r("Body") + "<w:r><w:footnoteReference w:id='2'/></w:r>")
    facsimile = read_word(make_word(body, word__footnotes=notes))
    assert text_of(facsimile) == "Body[1]\nFootnotes\n[1] said Mrs Pike"
    assert unseen_of(facsimile) == [("footnote that nothing refers to", "orphan", "")]


def test_comments_are_listed_with_their_author() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Body")
    document.add_comment(paragraph.runs, text="Ask Mrs Pike", author="J Lund", initials="JL")
    facsimile = read_word(saved(document))
    found = [each for each in facsimile.unseen if each.place.startswith("comment, ")]
    assert [(each.text, each.author) for each in found] == [("Ask Mrs Pike", "J Lund")]


def test_headers_and_footers_stand_once_and_those_of_unused_kinds_are_listed() -> None:
    document = docx.Document()
    document.add_paragraph("Body")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Case 7731"
    section.footer.paragraphs[0].text = "Do not copy"
    section.first_page_header.paragraphs[0].text = "never used"
    facsimile = read_word(saved(document))
    assert text_of(facsimile) == "Page header\nCase 7731\n\nBody\n\nPage footer\nDo not copy"
    assert ("header that no page shows", "never used", "") in unseen_of(facsimile)


def test_a_picture_is_an_area_to_look_at_and_its_description_is_listed() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    document = docx.Document()
    document.add_picture(io.BytesIO(out.getvalue()), width=Inches(2))
    document.inline_shapes[0]._inline.docPr.set("descr", "Joanna at the fair")
    facsimile = read_word(saved(document))
    (box,) = facsimile.pages[0].pictures
    assert (round(box.width), round(box.height)) == (144, 72)
    assert ("alternative text", "Joanna at the fair", "") in unseen_of(facsimile)


def test_properties_links_and_other_parts_are_listed() -> None:
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:d="http://purl.org/dc/elements/1.1/">'
        "<d:creator>J Lund</d:creator><d:title>Notes</d:title></c:coreProperties>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="x/hyperlink" TargetMode="External" Target="mailto:ann@example.org"/></Relationships>'
    )
    facsimile = read_word(
        make_word(
            p(r("Body")), docProps__core=core, word__orphan="<a>left over</a>",
            customXml__item1="<a b='attribute'>custom</a>",
            **{"word___rels__document.xml.rels": rels.encode(), "word__vbaProject.bin": b"\x01"},
        )
    )  # fmt: skip
    listed = {(each.place, each.text) for each in facsimile.unseen}
    assert {
        ("property creator", "J Lund"), ("link target (hyperlink)", "mailto:ann@example.org"),
        ("part word/orphan.xml of the file", "left over"), ("custom XML", "custom attribute"),
        ("macros", "The file holds macros. They were not run."),
    } <= listed  # fmt: skip
    assert facsimile.title == "Notes"


def test_the_text_of_an_embedded_file_is_listed() -> None:
    facsimile = read_word(make_word(p(r("Body")), **{"word__embeddings__s.docx": make_word(p(r("SECRETWORD")))}))
    assert ("text of the embedded file s.docx", "SECRETWORD", "") in unseen_of(facsimile)


def test_an_external_entity_or_a_doctype_is_refused() -> None:
    evil = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document {OPEN}><w:body/></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_rels/.rels", ROOT_RELS)
        archive.writestr("word/document.xml", evil)
    with pytest.raises(Damaged):
        read_word(out.getvalue())


def test_a_bomb_is_refused_while_it_unpacks() -> None:
    with pytest.raises(TooLarge):
        read_word(make_word(p(r("x")), word__bomb=b"\x00" * 120_000_000))


def test_a_locked_file_is_told_from_a_broken_one() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    with pytest.raises(Encrypted):
        read_word(ole + "EncryptedPackage".encode("utf-16-le"))
    for broken in (ole, b"", b"PK\x03\x04junk", make_word(p(r("x")))[:200]):
        with pytest.raises(Damaged):
            read_word(broken)
