"""Every file received has one line, at every depth, in an order that does not change."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pymupdf
import pytest

from redactor.domain.case import Source, SourceState
from redactor.ingest.intake import Received, receive


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def mail(*attachments: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Coat"
    message.set_content("Please see attached.")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def fill(inbox: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(content)
    return inbox


def sources(inbox: Path, **options: object) -> dict[str, Source]:
    return {one.source.path: one.source for one in receive(inbox, **options)}  # type: ignore[arg-type]


def test_files_are_numbered_in_natural_order(tmp_path: Path) -> None:
    fill(tmp_path, {"Letter 10.txt": b"ten", "letter 2.txt": b"two", "A/z.txt": b"z", "b.txt": b"b"})
    received = list(receive(tmp_path, first_number=7))
    assert [(one.source.id, one.source.path) for one in received] == [
        ("0007", "A/z.txt"),
        ("0008", "b.txt"),
        ("0009", "letter 2.txt"),
        ("0010", "Letter 10.txt"),
    ]
    assert received[0].content == b"z"
    assert received[0].source.sha256 == hashlib.sha256(b"z").hexdigest()
    assert received[0].source.size == 1


def test_the_same_inbox_gives_the_same_sources(tmp_path: Path) -> None:
    fill(tmp_path, {"a.zip": zipped(("x.txt", b"x"), ("y.eml", mail(("z.txt", b"z"))))})
    assert list(receive(tmp_path)) == list(receive(tmp_path))


def test_a_zip_is_a_container_and_its_members_are_children(tmp_path: Path) -> None:
    inner = zipped(("deep.txt", b"deep"))
    found = sources(fill(tmp_path, {"all.zip": zipped(("a.txt", b"a"), ("in.zip", inner))}))
    assert [(s.id, s.path, s.parent_id, s.state) for s in found.values()] == [
        ("0001", "all.zip", None, SourceState.CONTAINER),
        ("0001.1", "all.zip!/a.txt", "0001", SourceState.RECEIVED),
        ("0001.2", "all.zip!/in.zip", "0001", SourceState.CONTAINER),
        ("0001.2.1", "all.zip!/in.zip!/deep.txt", "0001.2", SourceState.RECEIVED),
    ]


def test_a_mail_is_read_itself_and_its_attachments_are_children(tmp_path: Path) -> None:
    found = sources(fill(tmp_path, {"RE coat.eml": mail(("minutes.txt", b"minutes"))}))
    assert found["RE coat.eml"].state is SourceState.RECEIVED
    assert found["RE coat.eml!/minutes.txt"].id == "0001.1"


def test_files_attached_to_a_pdf_are_children(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page()
        document.embfile_add("minutes", b"the minutes", filename="minutes.txt")
        found = sources(fill(tmp_path, {"a.pdf": bytes(document.tobytes())}))
    assert found["a.pdf"].state is SourceState.RECEIVED
    assert found["a.pdf!/minutes.txt"].kind == "txt"


def test_the_same_bytes_again_are_a_duplicate_and_not_opened_again(tmp_path: Path) -> None:
    letter = zipped(("x.txt", b"x"))
    found = sources(fill(tmp_path, {"a.zip": letter, "b.zip": letter, "c.eml": mail(("x.txt", b"x"))}))
    assert (found["b.zip"].state, found["b.zip"].duplicate_of) == (SourceState.DUPLICATE, "0001")
    assert "b.zip!/x.txt" not in found
    assert found["c.eml!/x.txt"].duplicate_of == "0001.1"


def test_bytes_received_earlier_are_duplicates(tmp_path: Path) -> None:
    known = {hashlib.sha256(b"x").hexdigest(): "0003"}
    assert sources(fill(tmp_path, {"x.txt": b"x"}), known=known)["x.txt"].duplicate_of == "0003"


def test_empty_files_are_each_quarantined_and_no_duplicates(tmp_path: Path) -> None:
    found = sources(fill(tmp_path, {"a.pdf": b"", "b.pdf": b""}))
    assert [(s.state, s.reason) for s in found.values()] == [(SourceState.QUARANTINED, "empty")] * 2


def test_clutter_is_skipped_with_a_reason(tmp_path: Path) -> None:
    found = sources(fill(tmp_path, {"Thumbs.db": b"x", "a.zip": zipped(("__MACOSX/._a", b"x"), ("a.txt", b"a"))}))
    assert found["Thumbs.db"].state is SourceState.SKIPPED
    assert found["a.zip!/__MACOSX/._a"].state is SourceState.SKIPPED
    assert all(s.reason for s in found.values() if s.state is SourceState.SKIPPED)


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    fill(outside, {"secret.txt": b"secret"})
    inbox = fill(tmp_path / "inbox", {"a.txt": b"a"})
    (inbox / "file").symlink_to(outside / "secret.txt")
    (inbox / "folder").symlink_to(outside)
    found = {one.source.path: one for one in receive(inbox)}
    assert set(found) == {"a.txt", "file", "folder"}
    assert found["file"].source.state is found["folder"].source.state is SourceState.SKIPPED
    assert found["file"].content == b""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_told_and_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert sources(tmp_path)["pipe"].state is SourceState.SKIPPED


def test_names_that_climb_out_or_deceive_become_harmless_labels(tmp_path: Path) -> None:
    found = sources(
        fill(tmp_path, {"a.zip": zipped(("../../x.txt", b"1"), ("bill\u202egpj.txt", b"2"), ("n\nl", b"3"))})
    )
    assert list(found) == ["a.zip", "a.zip!/../../x.txt", "a.zip!/bill\ufffdgpj.txt", "a.zip!/n\ufffdl"]
    assert [path.name for path in tmp_path.parent.iterdir() if path.name == "x.txt"] == []


def test_members_of_one_name_are_two_sources(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = zipped(("a.txt", b"one"), ("a.txt", b"two"))
    received = list(receive(fill(tmp_path, {"a.zip": packed})))
    assert [(one.source.id, one.content) for one in received[1:]] == [("0001.1", b"one"), ("0001.2", b"two")]


def test_a_mailbox_gives_its_messages(tmp_path: Path) -> None:
    box = b"From a Mon\n" + mail() + b"\n\nFrom b Tue\n" + mail().replace(b"Coat", b"Shoe")
    found = sources(fill(tmp_path, {"old.mbox": box}))
    assert [(s.path, s.kind, s.state) for s in found.values()] == [
        ("old.mbox", "mbox", SourceState.CONTAINER),
        ("old.mbox!/message 1.eml", "eml", SourceState.RECEIVED),
        ("old.mbox!/message 2.eml", "eml", SourceState.RECEIVED),
    ]


def quarantine_of(received: list[Received]) -> list[tuple[str, str]]:
    return [(one.source.id, one.source.reason) for one in received if one.source.state is SourceState.QUARANTINED]


def test_archives_nested_too_deep_end_in_quarantine(tmp_path: Path) -> None:
    packed = zipped(("x.txt", b"x"))
    for _ in range(12):
        packed = zipped(("in.zip", packed))
    received = list(receive(fill(tmp_path, {"a.zip": packed})))
    assert quarantine_of(received) == [("0001" + ".1" * 8, "too_large")]


def test_a_broken_archive_and_a_locked_pdf_end_in_quarantine_with_their_reasons(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page()
        locked = bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y"))
    received = list(receive(fill(tmp_path, {"a.zip": zipped(("x", b"x" * 999))[:40], "b.pdf": locked})))
    assert quarantine_of(received) == [("0001", "damaged"), ("0002", "encrypted")]


def test_a_bomb_ends_in_quarantine(tmp_path: Path) -> None:
    received = list(receive(fill(tmp_path, {"a.zip": zipped(("x", b"\0" * (60 << 20)))})))
    assert quarantine_of(received) == [("0001", "zip_bomb")]


def test_an_inbox_that_is_not_there_is_no_empty_inbox(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(receive(tmp_path / "nowhere"))


def test_unknown_kinds_are_received_for_a_person_to_rule_on(tmp_path: Path) -> None:
    source = sources(fill(tmp_path, {"a.exe": b"MZ\x90\0"}))["a.exe"]
    assert (source.kind, source.state) == ("unknown:program", SourceState.RECEIVED)
