"""Secrets looked for in raw bytes, in every guise in which they may stand there."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

SHORTEST_IN_BINARY = 6
"""Shorter secrets occur in compressed tables and font programs by chance."""

_CHUNK = 1 << 20
_TABLE_BITS = 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HEX = re.compile(rb"<?((?:[0-9a-fA-F]{2}\s*){6,})>?")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{8,}={0,2}")


SHORTEST_IN_HEXADECIMAL = 10
"""The same for what could be hexadecimal: telephone and NHS numbers are looked for, dates and case numbers not."""
_HEXADECIMAL = frozenset("0123456789abcdef")


class Needles:
    """A set of squashed secrets, ready to be looked for; those too short or not plain letters are left out.

    All of them are looked for at once: the time depends on the bytes and hardly on how many secrets there are.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        fit = [secret.encode() for secret in secrets if _is_telling(secret)]
        self._forms: dict[bytes, list[bytes]] = {}
        for form in {*fit, *(secret[::-1] for secret in fit)}:
            self._forms.setdefault(form[:SHORTEST_IN_BINARY], []).append(form)
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        for start in self._forms:
            self._table[_slots(np.frombuffer(start, dtype=np.uint8))] = True

    def are_in(self, untrusted: bytes) -> bool:
        """Whether any secret stands in these bytes: plain, backwards, UTF-16, hexadecimal, base64, percent-coded."""
        return bool(self._forms) and any(self._stand_in(guise.lower()) for guise in _guises(untrusted))

    def _stand_in(self, lowered: bytes) -> bool:
        for first in range(0, len(lowered), _CHUNK):
            piece = np.frombuffer(lowered, dtype=np.uint8)[first : first + _CHUNK + SHORTEST_IN_BINARY - 1]
            if len(piece) < SHORTEST_IN_BINARY:
                return False
            for at in np.flatnonzero(self._table[_slots(piece)]):
                start = first + int(at)
                forms = self._forms.get(lowered[start : start + SHORTEST_IN_BINARY], ())
                if any(lowered.startswith(form, start) for form in forms):
                    return True
        return False


def _is_telling(secret: str) -> bool:
    """Whether a secret proves anything in bytes: long enough, plain letters, and not what hexadecimal codes spell.

    Page content writes glyphs as hexadecimal, in which any short number turns up; the text readers look for those.
    """
    shortest = SHORTEST_IN_HEXADECIMAL if set(secret) <= _HEXADECIMAL else SHORTEST_IN_BINARY
    return len(secret) >= shortest and secret.isascii()


def _slots(piece: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A place in the table for each run of six bytes."""
    count = len(piece) - SHORTEST_IN_BINARY + 1
    codes = np.zeros(count, dtype=np.uint64)
    for step in range(SHORTEST_IN_BINARY):
        codes = (codes << np.uint64(8)) | piece[step : step + count].astype(np.uint64)
    return (codes * _SPREAD) >> np.uint64(64 - _TABLE_BITS)


def _guises(untrusted: bytes) -> Iterator[bytes]:
    """The bytes as they are and decoded in each way that leaves letters."""
    yield untrusted
    if b"\0" in untrusted:
        yield untrusted.replace(b"\0", b"")
    text = _as_text(untrusted)
    if text is None:
        return
    if not text.isascii():
        yield unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
    if b"%" in untrusted:
        yield unquote_to_bytes(untrusted)
    for run in _HEX.findall(untrusted):
        decoded = bytes.fromhex(run.decode("ascii"))
        yield from (decoded, decoded.replace(b"\0", b""))
    for run in _BASE64.findall(untrusted):
        try:
            yield base64.b64decode(run.rstrip(b"=")[: len(run.rstrip(b"=")) // 4 * 4])
        except binascii.Error:
            continue


def _as_text(untrusted: bytes) -> str | None:
    """The bytes as text, or None for pictures, fonts and the like."""
    for encoding in ("utf-16",) if untrusted[:2] in (b"\xfe\xff", b"\xff\xfe") else ("utf-8", "cp1252"):
        try:
            return untrusted.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
