"""Archives that lie, overlap, blow up or climb out."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.errors import Damaged, Encrypted, TooLarge
from redactor.ingest.archive import open_zip, pack_members, require_small_package, unpack_members
from redactor.ingest.facsimile import Member


def make_zip(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_locked_bit(packed: bytes, name: bytes) -> bytes:
    """Mark one member as encrypted in both of its headers."""
    changed = bytearray(packed)
    for signature, flag_at, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = changed.find(signature)
        while at >= 0:
            if changed[at + name_at : at + name_at + len(name)] == name:
                changed[at + flag_at] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def with_lying_sizes(packed: bytes) -> bytes:
    """Say in both headers that each member unpacks to 1,000 bytes."""
    changed = bytearray(packed)
    for signature, size_at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        while at >= 0:
            struct.pack_into("<I", changed, at + size_at, 1000)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def test_two_members_of_one_name_are_two_members() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = make_zip([("a.txt", b"one"), ("a.txt", b"two")])
    assert [member.content for member in open_zip(packed)] == [b"one", b"two"]


def test_names_that_climb_out_are_only_labels() -> None:
    (member,) = open_zip(make_zip([("../../escape.txt", b"x")]))
    assert member == Member("../../escape.txt", b"x")


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    with pytest.raises(TooLarge):
        open_zip(make_zip([("a", b"\0" * (60 << 20))]))


def test_a_bomb_that_lies_about_its_size_gains_nothing() -> None:
    for member in open_zip(with_lying_sizes(make_zip([("a", b"\0" * (60 << 20))]))):
        assert member.trouble == "damaged"


def test_members_that_share_their_bytes_are_refused() -> None:
    packed = bytearray(make_zip([("a", b"x" * 999), ("b", b"y" * 999)]))
    second = packed.rfind(b"PK\x01\x02")
    struct.pack_into("<I", packed, second + 42, 0)
    with pytest.raises(TooLarge):
        open_zip(bytes(packed))


def test_a_locked_archive_is_refused_and_a_half_locked_one_gives_what_it_can() -> None:
    packed = make_zip([("open.txt", b"words"), ("locked.txt", b"other")])
    half = open_zip(with_locked_bit(packed, b"locked.txt"))
    assert [(member.content, member.trouble) for member in half] == [(b"words", ""), (b"", "encrypted")]
    with pytest.raises(Encrypted):
        open_zip(with_locked_bit(with_locked_bit(packed, b"locked.txt"), b"open.txt"))


def test_a_member_with_a_wrong_checksum_is_damaged_and_the_others_come_out() -> None:
    packed = bytearray(make_zip([("a", b"first words"), ("b", b"second words")]))
    packed[packed.find(b"PK\x01\x02") + 16] ^= 0xFF
    packed[14] ^= 0xFF
    first, second = open_zip(bytes(packed))
    assert (first.trouble, second.content) == ("damaged", b"second words")


@pytest.mark.parametrize("broken", [b"PK\x03\x04", b"", make_zip([("a", b"x" * 5000)])[:60]])
def test_a_broken_archive_is_damaged(broken: bytes) -> None:
    with pytest.raises(Damaged):
        open_zip(broken)


def test_a_package_is_counted_out_before_its_reader_sees_it() -> None:
    require_small_package(make_zip([("word/document.xml", b"<a/>")]))
    with pytest.raises(TooLarge):
        require_small_package(make_zip([("word/document.xml", b" " * (60 << 20))]))


members = st.builds(Member, st.text(max_size=20), st.binary(max_size=200), st.sampled_from(["", "encrypted"]))


@given(st.lists(members, max_size=6).map(tuple))
def test_members_pass_a_process_border_unchanged(given_members: tuple[Member, ...]) -> None:
    passed = unpack_members(pack_members(given_members))
    assert [member.content for member in passed] == [member.content for member in given_members]
    assert [member.trouble for member in passed] == [member.trouble for member in given_members]


@given(st.binary(max_size=60))
def test_members_from_a_broken_child_are_refused_or_read_but_never_crash(untrusted: bytes) -> None:
    with contextlib.suppress(Damaged):
        unpack_members(untrusted)
