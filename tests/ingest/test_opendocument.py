"""OpenDocument files without LibreOffice, and what is taken out before LibreOffice sees them."""

from __future__ import annotations

import io
import zipfile

import pytest

from redactor.errors import Damaged, Encrypted
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.harmless import make_open_harmless
from redactor.ingest.opendocument import inspect_open_slides, read_open_text
from redactor.ingest.package import open_package

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
        ("svg", "svg-compatible"), ("presentation", "presentation"), ("meta", "meta"), ("config", "config"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def make_file(body: str, *, kind: str = "text", styles: str = "", **parts: str) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def lines(read: Facsimile) -> list[str]:
    text = "".join(w.text + w.gap for page in read.pages for w in page.words)
    return [line for line in text.split("\n") if line and not line.startswith("Typeset by")]


def told(read: Facsimile) -> set[tuple[str, str, str]]:
    return {(each.place, each.text, each.author) for each in read.unseen}


def test_headings_lists_tables_and_notes_come_in_order() -> None:
    body = (
        "<text:h text:outline-level='1'>Minutes</text:h><text:p>Ms<text:s text:c='2'/>Okafor<text:tab/>came"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>By bus</text:p></text:note-body>"
        "</text:note></text:p><text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell>"
        "<text:p>B</text:p></table:table-cell></table:table-row></table:table>"
    )
    read = read_open_text(make_file(body))
    assert lines(read)[0] == "Minutes"
    assert "Okafor" in lines(read)[1]
    assert "A\tB" in lines(read)
    assert any("One" in line for line in lines(read))
    assert any("By bus" in line for line in lines(read))


def test_what_a_text_hides_is_told() -> None:
    styles = "<style:style style:name='H'><style:text-properties text:display='none'/></style:style>"
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
        "<dc:creator>Kate Lund</dc:creator>"
        "</office:change-info><text:p>about Tyler</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Seen<text:span text:style-name='H'>Unseen</text:span><office:annotation>"
        "<dc:creator>Bo Hale</dc:creator><text:p>Remark</text:p></office:annotation></text:p>"
        "<text:section text:display='none'><text:p>Whole section</text:p></text:section>"
        "<text:p><text:a xlink:href='mailto:x@example.org'>mail</text:a></text:p>"
    )
    creator = "<office:meta><dc:creator>Ann Pugh</dc:creator></office:meta>"
    meta = f"<office:document-meta {SPACES}>{creator}</office:document-meta>"
    read = read_open_text(make_file(body, styles=styles, meta=meta, Versions__old="<a>Earlier</a>"))
    assert lines(read) == ["Seen", "mail"]
    assert told(read) >= {
        ("tracked deletion", "about Tyler", "Kate Lund"),
        ("hidden text", "Unseen", ""),
        ("comment", "Remark", "Bo Hale"),
        ("hidden section", "Whole section", ""),
        ("link target", "mailto:x@example.org", ""),
        ("property creator", "Ann Pugh", ""),
    }
    assert any(place.startswith("earlier version") for place, _, _ in told(read))


def test_hidden_slides_and_notes_are_known() -> None:
    styles = (
        "<style:style style:name='dp'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>"
    )
    page = (
        "<draw:page draw:name='{0}' draw:style-name='{1}'><draw:frame><draw:text-box><text:p>{0}</text:p>"
        "</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>Note {0}</text:p>"
        "</draw:text-box></draw:frame></presentation:notes></draw:page>"
    )
    body = page.format("Shown", "x") + page.format("Hidden", "dp")
    show = inspect_open_slides(open_package(make_file(body, kind="presentation", styles=styles)))
    assert [slide.is_hidden for slide in show.slides] == [False, True]
    assert {each.text for each in show.unseen if "notes" in each.place} == {"Note Shown", "Note Hidden"}


def test_before_printing_nothing_fetches_and_fields_and_changes_stand_as_they_were_saved() -> None:
    body = (
        "<text:p>Dear <text:change text:change-id='1'/>Ms Okafor<text:note><text:note-body/></text:note>, "
        "<text:date text:date-value='2011-03-03'>3 March 2011</text:date></text:p>"
        "<draw:frame><draw:image xlink:href='https://example.org/p.png'/></draw:frame>"
        "<text:p><text:a xlink:href='https://example.org/'>link</text:a></text:p>"
    )
    content = make_open_harmless(open_package(make_file(body, Basic__x="<a/>")))
    text = content["content.xml"].decode()
    assert "p.png" not in text
    assert "https://example.org/" in text
    assert "date-value" not in text
    assert "3 March 2011" in text
    assert "change-id" not in text
    assert "Okafor <text:note" in text
    assert not any(name.startswith("Basic") for name in content)


def test_a_locked_and_a_broken_file_say_so() -> None:
    with pytest.raises(Encrypted):
        read_open_text(make_file("", **{"META-INF__manifest": "<m><encryption-data/></m>"}))
    with pytest.raises(Damaged):
        read_open_text(make_file("", kind="presentation"))
    with pytest.raises(Damaged):
        read_open_text(make_file("<text:p>cut"))
