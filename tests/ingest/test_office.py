"""LibreOffice: what it is given, what it may reach, and what becomes of a file that it cannot print."""

from __future__ import annotations

import io
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from redactor.domain.document import Sheet
from redactor.errors import Damaged, NeedsRenderer, ReaderFailed, TooLarge
from redactor.ingest.compound import _properties
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.harmless import make_harmless, pack_parts
from redactor.ingest.kinds import READERS
from redactor.ingest.office import Desk, Office, _turn, clear_desk, find_office, make_pages
from redactor.ingest.package import open_package
from redactor.ingest.printed import OFFICE_FAILED, print_or_typeset
from redactor.ingest.reading import read_confined
from redactor.ingest.sandbox import Limits

FOUND = find_office(Path())
needs_office = pytest.mark.skipif(
    FOUND is None, reason="LIBREOFFICE IS NOT INSTALLED: the pages that it makes were not tested"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@pytest.fixture
def office(tmp_path: Path) -> Office:
    assert FOUND is not None
    return Office(FOUND.program, tmp_path / "office")


def words(read: Facsimile, sheet: Sheet = Sheet.FACE) -> str:
    return "\f".join("".join(w.text + w.gap for w in page.words) for page in read.pages if page.sheet is sheet)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def png() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "PNG")
    out.seek(0)
    return out


def tracked(body: str) -> bytes:
    """A Word file with one paragraph of the given runs."""
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:p {W}>{body}</w:p>"))
    return saved(document)


def gone(text: str) -> str:
    return (
        f'<w:del w:id="1" w:author="Reviewer One"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'
    )


def new(text: str) -> str:
    return f'<w:ins w:id="2" w:author="Reviewer One"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


# ---------------------------------------------------------------- what it may reach
@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback: its address, and every path that somebody asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(png().getvalue())

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def fetching_word(address: str) -> bytes:
    """Asks for a linked picture, a template, a picture by field, and a document."""
    document = Document()
    document.add_paragraph("Dear Ms Okafor")
    document.add_picture(png(), width=Inches(1))
    blip = next(each for each in document.element.body.iter() if each.tag.endswith("}blip"))
    linked = document.part.relate_to(f"{address}/picture.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    for name in list(blip.attrib):
        del blip.attrib[name]
    blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", linked)
    settings = document.part._settings_part
    template = settings.relate_to(f"{address}/template.dotm", f"{OFFICE}/attachedTemplate", is_external=True)
    settings.element.insert(0, parse_xml(f'<w:attachedTemplate {W} {R} r:id="{template}"/>'))
    code = f'INCLUDEPICTURE "{address}/field.png" \\d'
    document.element.body.insert(
        0,
        parse_xml(
            f'<w:p {W}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>picture</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
    )
    return saved(document)


def fetching_slides(address: str) -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    picture = slide.shapes.add_picture(png(), 0, 0)
    blip = next(each for each in picture._element.iter() if each.tag.endswith("}blip"))
    linked = slide.part.relate_to(f"{address}/slide.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    for name in list(blip.attrib):
        del blip.attrib[name]
    blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", linked)
    return saved(show)


def fetching_rich_text(address: str) -> bytes:
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{address}/rtf.png" \\d}}{{\fldrslt x}}}}'
    return (r"{\rtf1 Dear Ms Okafor " + field + "}").encode()


@needs_office
@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_a_file_with_remote_pictures_asks_for_nothing_even_where_the_network_is_there(
    office: Office, kind: str
) -> None:
    make = {"docx": fetching_word, "pptx": fetching_slides}[kind]
    with listening() as (address, asked):
        content = make(address)
        with clear_desk(office, 90) as desk:
            print_or_typeset(content, kind, desk, READERS[kind])  # in this process, whose network is not cut off
        assert asked == []


@needs_office
@pytest.mark.parametrize("kind", ["docx", "pptx", "rtf"])
def test_the_profile_alone_keeps_libreoffice_from_fetching(office: Office, kind: str) -> None:
    make = {"docx": fetching_word, "pptx": fetching_slides, "rtf": fetching_rich_text}[kind]
    with listening() as (address, asked), clear_desk(office, 90) as desk:
        make_pages(desk, make(address), kind)
        assert asked == []


@needs_office
def test_libreoffice_as_it_comes_does_fetch_so_that_the_tests_above_mean_something(tmp_path: Path) -> None:
    assert FOUND is not None
    with listening() as (address, asked):
        (tmp_path / "a.docx").write_bytes(fetching_word(address))
        command = [FOUND.program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        subprocess.run([*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
                       timeout=120, check=True, capture_output=True)  # fmt: skip
        assert asked


# ---------------------------------------------------------------- what the pages show
@needs_office
def test_a_word_file_keeps_its_pages_and_what_they_lose_is_on_the_sheet(office: Office) -> None:
    document = Document()
    document.add_paragraph("Dear Ms Okafor")
    document.add_page_break()
    document.add_paragraph("Kept on page two")
    hidden = document.add_paragraph().add_run("nobody sees Quentin")
    hidden.font.hidden = True
    document.core_properties.author = "Author Alpha"
    document.add_comment(document.paragraphs[0].runs, text="Comment Beta", author="Commenter Gamma")
    read = read_confined(saved(document), "docx", office=office)
    assert [page.sheet for page in read.pages] == [Sheet.FACE, Sheet.FACE, Sheet.UNSEEN]
    assert read.marks == ()
    assert words(read).split() == "Dear Ms Okafor Kept on page two".split()
    sheet = words(read, Sheet.UNSEEN)
    for said in ("nobody sees Quentin", "Author Alpha", "Comment Beta", "Commenter Gamma"):
        assert said in sheet


@needs_office
def test_what_was_deleted_is_beside_the_page_and_a_word_that_it_cut_up_is_told_whole(office: Office) -> None:
    body = run("Told ") + gone("Joanna") + new("Sarah") + run(" and Smit") + gone("t") + run("h; not Jo") + gone("anna")
    read = read_confined(tracked(body + run(".")), "docx", office=office)
    assert words(read).strip() == "Told Sarah and Smith; not Jo."
    sheet = words(read, Sheet.UNSEEN)
    assert "Smitth" in sheet
    assert "Joanna" in sheet
    assert "Reviewer One" in sheet


@needs_office
def test_a_letter_keeps_the_date_that_was_saved(office: Office) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = r'<w:r><w:instrText>DATE \@ "d MMMM yyyy"</w:instrText></w:r>'
    simple = '<w:fldSimple w:instr=" FILENAME ">' + run(" minutes.docx") + "</w:fldSimple>"
    body = mark("begin") + code + mark("separate") + run("3 March 2011") + mark("end") + simple
    assert words(read_confined(tracked(body), "docx", office=office)).strip() == "3 March 2011 minutes.docx"


@needs_office
def test_the_rest_of_a_text_box_that_is_too_small_is_on_the_sheet(office: Office) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    slide.shapes.add_textbox(0, 0, Inches(3), Inches(1)).text_frame.text = "Seen by all"
    off = slide.shapes.add_textbox(Inches(40), 0, Inches(3), Inches(1))
    off.text_frame.text = "Beside Mr Ruddock"
    slide.notes_slide.notes_text_frame.text = "Notes on Ms Vance"
    second = show.slides.add_slide(show.slide_layouts[6])
    second.shapes.add_textbox(0, 0, Inches(3), Inches(1)).text_frame.text = "Hidden Mr Cole"
    second._element.set("show", "0")
    read = read_confined(saved(show), "pptx", office=office)
    assert [page.sheet for page in read.pages] == [Sheet.FACE, Sheet.UNSEEN, Sheet.UNSEEN]
    assert words(read).strip() == "Seen by all"
    told = {(each.place, each.text) for each in read.unseen}
    assert ("shape beside the slide on slide 1", "Beside Mr Ruddock") in told
    assert ("speaker notes of slide 1", "Notes on Ms Vance") in told
    assert "Hidden Mr Cole" in words(read, Sheet.UNSEEN)


@needs_office
def test_an_old_word_file_is_printed_and_what_it_hides_is_told(office: Office, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Dear Ms Okafor")
    document.add_paragraph().add_run("nobody sees Quentin").font.hidden = True
    document.core_properties.author = "Author Alpha"
    with clear_desk(office, 90) as desk:
        old = _as_old(desk, saved(document))
    read = read_confined(old, "doc", office=office)
    assert words(read).strip() == "Dear Ms Okafor"
    assert "nobody sees Quentin" in words(read, Sheet.UNSEEN)
    assert "Author Alpha" in words(read, Sheet.UNSEEN)
    with pytest.raises(NeedsRenderer):
        read_confined(old, "doc")


def _as_old(desk: Desk, content: bytes) -> bytes:
    """The Word file as Word 97 wrote it."""
    return _turn(desk, content, "docx", ("doc", "doc:MS Word 97"))


# ---------------------------------------------------------------- what becomes of a file that it cannot print
def stand_in(folder: Path, script: str) -> Office:
    """A program in LibreOffice's place that misbehaves."""
    program = folder / "standin"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Office(str(program), folder / "office")


@pytest.mark.parametrize("script", ["exit 0", "exit 81", "kill -9 $$", "sleep 600"])
def test_a_word_file_that_libreoffice_fails_on_is_set_in_pages_of_ours_and_says_so(tmp_path: Path, script: str) -> None:
    document = Document()
    document.add_paragraph("Dear Ms Okafor")
    started = time.monotonic()
    read = read_confined(saved(document), "docx", office=stand_in(tmp_path, script), limits=Limits(seconds=8))
    assert time.monotonic() - started < 12
    assert "Dear Ms Okafor" in words(read)
    assert read.marks == ("layout_not_kept", OFFICE_FAILED)


def test_the_failure_of_the_only_reader_of_a_format_is_the_reason(tmp_path: Path) -> None:
    old = _empty_compound()
    with pytest.raises(ReaderFailed):
        read_confined(old, "ppt", office=stand_in(tmp_path, "exit 0"))
    with pytest.raises(TooLarge):
        read_confined(old, "ppt", office=stand_in(tmp_path, "sleep 600"), limits=Limits(seconds=4))


def _empty_compound() -> bytes:
    """The smallest compound file: a header, a table of sectors, a directory with its root."""
    header = bytearray(b"\xff" * 512)
    header[:76] = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + b"\0" * 10
        + b"\x01\0\0\0\x01\0\0\0\0\0\0\0\0\x10\0\0\xfe\xff\xff\xff\0\0\0\0\xfe\xff\xff\xff\0\0\0\0"
    )  # fmt: skip
    header[76:80] = b"\0\0\0\0"
    table = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff" * 504
    name = "Root Entry".encode("utf-16-le")
    root = name.ljust(64, b"\0") + b"\x16\0\x05\x01" + b"\xff" * 12 + b"\0" * 36 + b"\xfe\xff\xff\xff" + b"\0" * 8
    return bytes(header) + table + root.ljust(512, b"\0")


def test_nothing_that_a_stuck_program_started_outlives_the_reading(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    office = stand_in(tmp_path, f"sleep 600 & echo $! > {note}; wait")
    with pytest.raises(TooLarge):
        read_confined(_empty_compound(), "ppt", office=office, limits=Limits(seconds=3))
    time.sleep(0.2)
    assert not _runs(int(note.read_text()))
    assert list((tmp_path / "office").iterdir()) == []


def _runs(pid: int) -> bool:
    """Whether the process is there and no mere entry that nobody has collected yet."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip()) and not told.stdout.strip().startswith("Z")


def test_a_file_without_macros_and_fetches_is_still_the_same_file() -> None:
    content = fetching_word("http://example.org")
    parts = make_harmless(open_package(content))
    again = open_package(pack_parts(parts))
    assert again.parts["word/document.xml"] == open_package(content).parts["word/document.xml"]
    assert b"example.org" not in b"".join(body for name, body in again.parts.items() if name.endswith(".rels"))


def test_a_compound_file_cut_short_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        read_confined(_empty_compound()[:700], "doc")


def test_a_property_count_that_lies_ends_at_once() -> None:
    lying = b"\xfe\xff\0\0" + b"\0" * 20 + b"\x01\0\0\0" + b"\0" * 16 + b"\x30\0\0\0" + b"\xff" * 64
    started = time.process_time()
    assert list(_properties(lying)) == []
    assert time.process_time() - started < 1
