"""Outlook items as pages and members."""

from __future__ import annotations

import random

import compressed_rtf
import pytest

from redactor.domain.document import bind_pages
from redactor.errors import Damaged, SourceError
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.intake import receive
from redactor.ingest.outlook import open_msg, read_msg
from redactor.ingest.reading import read_confined
from redactor.ingest.recognition import recognise
from redactor.ingest.sandbox import Limits
from tests.ingest.ole import Tree, make_attachment, make_msg, make_ole

PEOPLE: tuple[dict[int, str | int], ...] = (
    {0x3001: "Joanna Pike", 0x39FE: "joanna@example.org", 0x0C15: 1},
    {0x3001: "Tariq Mellor", 0x3003: "tariq@example.org", 0x0C15: 2},
    {0x3001: "Bethan Crowe", 0x39FE: "bethan@example.org", 0x0C15: 3},
)
LETTER = {0x0037: "The coat", 0x0C1A: "C Frith", 0x5D01: "frith@example.org", 0x1000: "Dear Joanna\r\nIt is here.\r\n",
          0x001A: "IPM.Note"}  # fmt: skip
HTML_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 Fee \'a330 "
    rb"{\*\htmltag84 <b>}Zo\'eb{\*\htmltag92 </b>}{\*\htmltag72 </p>}}"
)


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text


def letter(**more: object) -> bytes:
    return make_ole(make_msg(LETTER, recipients=PEOPLE, **more))  # type: ignore[arg-type]


def test_a_message_reads_like_an_email_with_every_recipient() -> None:
    content = letter()
    assert recognise(content, "a.bin") == "msg"
    assert text_of(read_msg(content)).startswith(
        "From: C Frith <frith@example.org>\nTo: Joanna Pike <joanna@example.org>\n"
        "Cc: Tariq Mellor <tariq@example.org>\n"
        "Bcc: Bethan Crowe <bethan@example.org>\nSubject: The coat\n\nDear Joanna\nIt is here.\n"
    )


def test_headers_and_properties_that_the_page_does_not_show_are_listed() -> None:
    texts = {
        **LETTER,
        0x007D: "Received: from HIDDENHOST\r\nDate: Tue, 3 Feb 2026 09:00:00 +0000\r\n",
        0x3A1C: "MOBILE",
    }
    read = read_msg(make_ole(make_msg(texts, recipients=PEOPLE)))
    told = {each.place: each.text for each in read.unseen}
    assert told["header Received"] == "from HIDDENHOST"
    assert told["property Mobile telephone"] == "MOBILE"
    assert "Date: Tue, 3 Feb 2026 09:00:00 +0000\n" in text_of(read)


def test_a_body_in_another_code_page_than_it_says_loses_no_letter() -> None:
    tree = make_msg({0x0037: "Fee"}, numbers={0x3FDE: 65001})
    tree["__substg1.0_1000001E"] = "Fee £30 for Zoë".encode("cp1252")
    assert "Fee £30 for Zoë" in text_of(read_msg(make_ole(tree)))


@pytest.mark.parametrize(
    ("rtf", "shown"), [(HTML_RTF, "Fee £30 Zoë"), (rb"{\rtf1\ansi Fee \'a330\par Zo\'eb}", "Fee £30\nZoë")]
)
def test_a_body_that_is_only_rich_text_is_read(rtf: bytes, shown: str) -> None:
    packed = compressed_rtf.compress(rtf, compressed=True)
    assert shown in text_of(read_msg(make_ole(make_msg({0x0037: "Fee"}, binaries={0x1009: packed}))))
    wrong_checksum = packed[:12] + b"\1\2\3\4" + packed[16:]
    assert shown in text_of(read_msg(make_ole(make_msg({0x0037: "Fee"}, binaries={0x1009: wrong_checksum}))))


def test_attachments_messages_within_and_links_are_members_in_order() -> None:
    inner = make_msg(
        {0x0037: "Inner", 0x1000: "INNERTEXT"}, attachments=(make_attachment("deep.txt", b"DEEP"),), inner=True
    )
    members = open_msg(letter(attachments=(
        make_attachment("a.txt", b"one \xff\0 two"), make_attachment("fwd", inner, 5),
        make_attachment("big.csv", b"x,y\n" * 3000),
        make_attachment("../../evil.txt", b"evil"), make_attachment("cloud.docx", b"", 7),
    )))  # fmt: skip
    assert [each.name for each in members] == ["a.txt", "Inner.eml", "big.csv", "../../evil.txt", "cloud.docx.url"]
    assert members[0].content == b"one \xff\0 two"
    assert members[2].content == b"x,y\n" * 3000
    assert b"deep.txt" in members[1].content
    assert recognise(members[4].content, "cloud.docx.url") == "unknown:shortcut"


def test_a_message_within_keeps_its_own_attachments_below_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    inner = make_msg({0x0037: "Inner"}, attachments=(make_attachment("deep.txt", b"DEEP"),), inner=True)
    (tmp_path / "a.msg").write_bytes(letter(attachments=(make_attachment("fwd", inner, 5),)))
    got = [(one.source.id, one.source.kind, one.source.path) for one in receive(tmp_path)]
    assert got == [("0001", "msg", "a.msg"), ("0001.1", "eml", "a.msg!/Inner.eml"),
                   ("0001.1.1", "txt", "a.msg!/Inner.eml!/deep.txt")]  # fmt: skip


def test_a_contact_shows_its_fields() -> None:
    texts = {0x001A: "IPM.Contact", 0x0037: "Joanna Pike", 0x3A1C: "07700 900123", 0x3A16: "Example School"}
    text = text_of(read_msg(make_ole(make_msg(texts))))
    assert "Mobile telephone: 07700 900123\n" in text
    assert "Company: Example School\n" in text


def test_messages_nested_without_end_are_refused() -> None:
    tree: Tree = make_msg({0x0037: "x"}, inner=True)
    for _ in range(30):
        tree = make_msg({0x0037: "x"}, attachments=(make_attachment("f", tree, 5),), inner=True)
    with pytest.raises(SourceError):
        open_msg(make_ole(make_msg({0x0037: "x"}, attachments=(make_attachment("f", tree, 5),))))


@pytest.mark.parametrize("seed", range(8))
def test_a_message_with_flipped_bytes_is_read_or_refused(seed: int) -> None:
    noise = random.Random(seed)
    broken = bytearray(letter(attachments=(make_attachment("a.txt", b"one" * 2000),)))
    for _ in range(25):
        broken[noise.randrange(len(broken))] = noise.randrange(256)
    try:
        read = read_confined(bytes(broken), "msg", limits=Limits(seconds=20, memory_mb=600))
    except SourceError:
        return
    assert read.pages


def test_half_a_message_is_damaged() -> None:
    with pytest.raises(Damaged):
        read_msg(letter()[:700])
