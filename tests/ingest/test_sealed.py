"""Parts that wrap others: signed messages and winmail.dat."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from redactor.errors import Damaged, Encrypted
from redactor.ingest.intake import receive
from redactor.ingest.reading import read_facsimile
from redactor.ingest.recognition import recognise
from redactor.ingest.seal import open_seal
from redactor.ingest.winmail import open_tnef

MAIL = b"From: a@example.org\r\nSubject: Signed\r\n\r\nSEALEDTEXT\r\n"
SIGNED, DATA, ENVELOPED = (b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" + last for last in (b"\x02", b"\x01", b"\x03"))


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def signature(content: bytes | None) -> bytes:
    inside = DATA + (der(0xA0, content) if content is not None else b"")
    signed = der(0x02, b"\x01") + der(0x31, b"") + der(0x30, inside) + der(0x31, b"")
    return der(0x30, SIGNED + der(0xA0, der(0x30, signed)))


@pytest.mark.parametrize(
    "content", [der(0x04, MAIL), der(0x24, der(0x04, MAIL[:20]) + der(0x04, MAIL[20:])),
                b"\x24\x80" + der(0x04, MAIL) + b"\0\0"],
)  # fmt: skip
def test_the_message_inside_a_signature_is_opened(content: bytes) -> None:
    assert recognise(signature(content), "smime.p7m") == "smime"
    assert open_seal(signature(content))[0].content == MAIL


def test_a_bare_signature_is_skipped_and_an_encrypted_message_asks_for_its_reader(tmp_path: Path) -> None:
    (tmp_path / "smime.p7s").write_bytes(signature(None))
    (one,) = receive(tmp_path)
    assert (one.source.state.value, one.source.reason) == ("skipped", "a digital signature; holds no record")
    sealed = der(0x30, ENVELOPED + der(0xA0, der(0x30, b"x" * 50)))
    with pytest.raises(Encrypted) as refused:
        read_facsimile(sealed, recognise(sealed, "smime.p7m"))
    assert "mailbox" in refused.value.remedy


def test_a_signature_cut_anywhere_is_refused() -> None:
    whole = signature(der(0x04, MAIL))
    for end in range(12, len(whole) - len(MAIL), 3):
        with pytest.raises(Damaged):
            open_seal(whole[:end])


def attribute(level: int, number: int, content: bytes, kind: int = 6) -> bytes:
    head = struct.pack("<BHHI", level, number, kind, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)


def winmail() -> bytes:
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x9006, struct.pack("<I", 0x10000))
        + attribute(1, 0x9007, struct.pack("<II", 1252, 0))
        + attribute(1, 0x800C, b"BODYTEXT\0", 2)
        + attribute(2, 0x9002, b"\0" * 14)
        + attribute(2, 0x8010, b"minutes.txt\0", 1)
        + attribute(2, 0x800F, b"ATTACHED")
    )


def test_a_winmail_is_unpacked_into_its_body_and_files() -> None:
    assert recognise(winmail(), "winmail.dat") == "tnef"
    assert [(each.name, each.content) for each in open_tnef(winmail())] == [
        ("body.txt", b"BODYTEXT"),
        ("minutes.txt", b"ATTACHED"),
    ]


@pytest.mark.parametrize("end", [5, 12, 30, 45])
def test_a_winmail_cut_short_is_damaged(end: int) -> None:
    with pytest.raises(Damaged):
        open_tnef(winmail()[:end])
