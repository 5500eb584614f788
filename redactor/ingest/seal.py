"""A signed message (S/MIME) comes in, the message inside its signature goes out; nothing is verified or decrypted.

Only the outer shape of the signature is read (RFC 5652, 5.1): a chain of tags and lengths, each bounded by the file.
"""

from __future__ import annotations

from redactor.errors import Damaged
from redactor.ingest.facsimile import Member

_SEQUENCE, _OCTETS, _SET, _WRAPPED_OCTETS, _TAGGED = 0x30, 0x04, 0x31, 0x24, 0xA0
_MOST_PIECES = 100_000


_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
"""The object identifier 1.2.840.113549.1.7 of PKCS #7, its last number still to come; 2 is signed data."""


def is_pkcs7(untrusted: bytes) -> bool:
    """Whether the file is a part of S/MIME: a signature with or without its message, or an encrypted message."""
    return untrusted[:1] == b"\x30" and _PKCS7 in untrusted[:40]


def is_encrypted(untrusted: bytes) -> bool:
    """Whether a part of S/MIME is anything but signed data."""
    return _PKCS7 + b"\x02" not in untrusted[:40]


def open_seal(untrusted: bytes) -> tuple[Member, ...]:
    """The message that a signature encloses. Raises Damaged where there is none."""
    content = find_sealed(untrusted)
    if not content:
        raise Damaged("the signature encloses no message")
    return (Member("signed message.eml", content),)


def find_sealed(untrusted: bytes) -> bytes:
    """The bytes that a signature encloses; b"" for a bare signature or what is none."""
    try:
        outer, _ = _enter(untrusted, 0, _SEQUENCE)
        _, after_kind = _pass(untrusted, outer)
        tagged, _ = _enter(untrusted, after_kind, _TAGGED)
        signed, _ = _enter(untrusted, tagged, _SEQUENCE)
        _, at = _pass(untrusted, signed)  # the version
        _, at = _pass(untrusted, at)  # the digests
        wrapped, _ = _enter(untrusted, at, _SEQUENCE)
        _, at = _pass(untrusted, wrapped)  # the kind of content
        inside, _ = _enter(untrusted, at, _TAGGED)
        return _octets(untrusted, inside)
    except (IndexError, ValueError):
        return b""


def _header(untrusted: bytes, at: int) -> tuple[int, int, int]:
    """The tag at a place, where its content begins, and its length; -1 for one that ends by a mark."""
    tag, first = untrusted[at], untrusted[at + 1]
    if first < 0x80:
        return tag, at + 2, first
    count = first & 0x7F
    if count == 0:
        return tag, at + 2, -1
    if count > 6 or at + 2 + count > len(untrusted):
        raise ValueError("a length is too long")
    return tag, at + 2 + count, int.from_bytes(untrusted[at + 2 : at + 2 + count], "big")


def _enter(untrusted: bytes, at: int, tag: int) -> tuple[int, int]:
    found, begins, length = _header(untrusted, at)
    if found != tag:
        raise ValueError("another tag was expected")
    return begins, length


def _pass(untrusted: bytes, at: int) -> tuple[int, int]:
    """The tag at a place, and where the next one stands."""
    tag, begins, length = _header(untrusted, at)
    if length >= 0:
        return tag, begins + length
    depth, steps = 1, 0
    while depth:
        steps += 1
        inner, begins, length = _header(untrusted, begins)
        if inner == 0 and length == 0:
            depth -= 1
        elif length < 0:
            depth += 1
        else:
            begins += length
        if steps > _MOST_PIECES:
            raise ValueError("too many pieces")
    return tag, begins


def _octets(untrusted: bytes, at: int) -> bytes:
    """A run of bytes in one piece or in many."""
    tag, begins, length = _header(untrusted, at)
    if tag == _OCTETS and length >= 0:
        return untrusted[begins : begins + length]
    if tag != _WRAPPED_OCTETS:
        return b""
    pieces: list[bytes] = []
    end = begins + length if length >= 0 else len(untrusted)
    while begins < end and len(pieces) < _MOST_PIECES:
        tag, inner, size = _header(untrusted, begins)
        if tag != _OCTETS or size < 0:
            break
        pieces.append(untrusted[inner : inner + size])
        begins = inner + size
    return b"".join(pieces)
