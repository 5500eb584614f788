"""Take the members out of a zip archive or a mailbox, counting bytes while they are unpacked.

The directory of an archive may lie about sizes, so it is never believed. Names are labels: nothing is written
to disk under them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from itertools import pairwise

from redactor.errors import Bomb, Damaged, Encrypted, SourceError, TooLarge
from redactor.ingest.facsimile import Member

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 200 * 1024 * 1024
MAX_TOTAL_BYTES = 1024 * 1024 * 1024
RATIO_FROM_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
"""Past RATIO_FROM_BYTES an archive may not unpack to more than so many times its own size."""

_CHUNK_BYTES = 1 << 18
_LOCKED_BIT = 0x1
_LINK_MODE, _MODE_MASK = 0xA000, 0xF000


def open_zip(untrusted: bytes, passwords: Sequence[str] = ()) -> tuple[Member, ...]:
    """The files of a zip archive in its order; folders are left out, links are told as skipped.

    Locked files are tried with each of the passwords; files locked with AES are not opened by any.

    A member that cannot be unpacked comes without content and with its reason. Raises Encrypted where every
    file is locked, Damaged where the archive is broken, TooLarge past a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            return _take_members(archive, entries, len(untrusted), passwords)
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError, OSError) as error:
        raise Damaged("the archive is broken") from error


def _take_members(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed_bytes: int, passwords: Sequence[str]
) -> tuple[Member, ...]:
    if len(entries) > MAX_MEMBERS:
        raise TooLarge("the archive has too many files")
    _require_apart(entries)
    members: list[Member] = []
    left = MAX_TOTAL_BYTES
    if packed_bytes * MAX_RATIO < left:
        left = max(packed_bytes * MAX_RATIO, RATIO_FROM_BYTES)
    for entry in entries:
        if entry.flag_bits & _LOCKED_BIT:
            member = _open_locked(archive, entry, left, passwords)
        else:
            member = _take_member(archive, entry, left)
        left -= len(member.content)
        members.append(member)
    if members and all(member.trouble == Encrypted.reason for member in members):
        raise Encrypted("the archive is locked")
    return tuple(members)


def _open_locked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left_bytes: int, passwords: Sequence[str]) -> Member:
    """The member opened with the first password that fits; else told as locked."""
    for password in passwords:
        archive.setpassword(password.encode("utf-8"))
        member = _take_member(archive, entry, left_bytes)
        if not member.trouble:
            return member
    return Member(entry.filename, b"", trouble=Encrypted.reason)


def _require_apart(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share packed bytes: the mark of an overlapping bomb."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise Bomb("files of the archive overlap")
        end = entry.header_offset + entry.compress_size


def _take_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left_bytes: int) -> Member:
    if (entry.external_attr >> 16) & _MODE_MASK == _LINK_MODE:
        return Member(entry.filename, b"", trouble="link")
    content = bytearray()
    try:
        with archive.open(entry) as unpacked:
            while chunk := unpacked.read(_CHUNK_BYTES):
                content += chunk
                if len(content) > left_bytes:
                    raise Bomb("the archive unpacks to too many bytes")
                if len(content) > MAX_MEMBER_BYTES:
                    return Member(entry.filename, b"", trouble=TooLarge.reason)
    except (NotImplementedError, RuntimeError):
        return Member(entry.filename, b"", trouble="unsupported_packing")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error):
        return Member(entry.filename, b"", trouble=Damaged.reason)
    return Member(entry.filename, bytes(content))


def open_mbox(untrusted: bytes) -> tuple[Member, ...]:
    """The messages of a mailbox file (RFC 4155) in its order, each as an .eml file. Raises TooLarge past a limit."""
    lines = untrusted.splitlines(keepends=True)
    starts = [0] + [at for at in range(1, len(lines)) if lines[at].startswith(b"From ") and not lines[at - 1].strip()]
    if len(starts) > MAX_MEMBERS:
        raise TooLarge("the mailbox has too many messages")
    members = []
    for number, (start, end) in enumerate(pairwise([*starts, len(lines)]), start=1):
        unquoted = (re.sub(rb"^>(>*From )", rb"\1", line) for line in lines[start + 1 : end])
        members.append(Member(f"message {number}.eml", b"".join(unquoted)))
    return tuple(members)


def pack_members(members: tuple[Member, ...]) -> bytes:
    """The members as one run of length-prefixed fields, to pass a process border."""
    fields = [
        field for member in members for field in (_as_label(member.name), member.trouble.encode(), member.content)
    ]
    return b"".join(part for field in fields for part in (len(field).to_bytes(8, "big"), field))


def unpack_members(untrusted: bytes) -> tuple[Member, ...]:
    """Undo `pack_members`; raises Damaged where the fields do not fit together."""
    fields: list[bytes] = []
    view, at = memoryview(untrusted), 0
    while at < len(view):
        end = at + 8 + int.from_bytes(view[at : at + 8], "big")
        if end > len(view) or at + 8 > len(view):
            raise Damaged("the files of a container came back in pieces")
        fields.append(bytes(view[at + 8 : end]))
        at = end
    if len(fields) % 3 or len(fields) > 3 * MAX_MEMBERS:
        raise Damaged("the files of a container came back in pieces")
    triples = zip(fields[::3], fields[1::3], fields[2::3], strict=True)
    return tuple(
        Member(name.decode("utf-8", "replace"), content, trouble=trouble.decode("ascii", "replace")[:40])
        for name, trouble, content in triples
    )


def _as_label(name: str) -> bytes:
    return name.encode("utf-8", "replace")


def require_small_package(untrusted: bytes) -> None:
    """Count an Office package out before a reader sees it (it is a zip archive too).

    Raises Damaged, Encrypted or TooLarge, by the same limits as for any archive.
    """
    for member in open_zip(untrusted):
        if member.trouble:
            raise _TROUBLES.get(member.trouble, Damaged)("a part of the package cannot be unpacked")


_TROUBLES: dict[str, type[SourceError]] = {Encrypted.reason: Encrypted, TooLarge.reason: TooLarge}
