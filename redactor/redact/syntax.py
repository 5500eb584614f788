"""PDF syntax to plain values and back: bytes of one object or one content stream in, values out.

Names are `Name`, strings are `bytes`, references are `Ref`, dictionaries and arrays are dict and list. Only
what the allow list of the rebuild can use is understood; everything else raises NotVector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_NESTING = 40
"""Arrays and dictionaries nested deeper than this are an attack, not a page."""


class NotVector(Exception):
    """A page cannot be rebuilt as vectors; the message is the reason, without document text."""


class Name(str):
    """A PDF name without its slash."""

    __slots__ = ()


class Operator(str):
    """A content stream operator."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object of the file at hand."""

    number: int


Value = None | bool | int | float | Name | bytes | Ref | list["Value"] | dict[str, "Value"]
"""Anything that a PDF object or operand can be, streams apart."""

_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]*(?:%[^\r\n]*[\x00\t\n\f\r ]*)*"
    rb"(?:(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\x00\t\n\f\r \[\]<>()/%]|$|[A-Za-z'\"*]))"
    rb"|/(?P<name>[^\x00\t\n\f\r \[\]<>()/%{}]*)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\x00\t\n\f\r ]*)>"
    rb"|(?P<string>\()"
    rb"|(?P<word>[A-Za-z'\"*][A-Za-z0-9'\"*]*)"
    rb"|(?P<other>[^\x00\t\n\f\r ]))"
)
_REFERENCE = re.compile(rb"[\x00\t\n\f\r ]+(\d+)[\x00\t\n\f\r ]+R(?![A-Za-z0-9])")
_STRING_PART = re.compile(rb"[^\\()]+|\\[0-7]{1,3}|\\\r\n|\\.|[()]", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b""}
_CONSTANTS: dict[bytes, Value] = {b"true": True, b"false": False, b"null": None}


def read_value(source: bytes) -> Value:
    """Read the one object that the bytes hold; NotVector where they do not hold one."""
    for value in _Reader(source, references=True).values():
        if isinstance(value, Operator):
            break
        return value
    raise NotVector("an object that cannot be read")


def read_operations(content: bytes) -> Iterator[tuple[list[Value], str]]:
    """Yield each operation of a content stream as its operands and its operator; comments vanish here.

    Raises NotVector on inline pictures, broken syntax and endless operands.
    """
    operands: list[Value] = []
    for value in _Reader(content, references=False).values():
        if not isinstance(value, Operator):
            operands.append(value)
            if len(operands) > 64:
                raise NotVector("broken page content")
            continue
        if value == "BI":
            raise NotVector("inline picture")
        yield operands, str(value)
        operands = []
    if operands:
        raise NotVector("broken page content")


class _Reader:
    """Walks once through the bytes; `references` says whether "5 0 R" is one value."""

    def __init__(self, source: bytes, *, references: bool) -> None:
        self.source = source
        self.at = 0
        self.references = references

    def values(self) -> Iterator[Value | Operator]:
        """Everything that stands in the bytes, in order."""
        while (value := self.read(0)) is not _END:
            if value is _CLOSE:
                raise NotVector("broken page content")
            yield value  # type: ignore[misc]

    def read(self, depth: int) -> object:
        """The next value, or a mark for a closing bracket or the end."""
        match = _TOKEN.match(self.source, self.at)
        if match is None:
            return _END
        self.at = match.end()
        kind, text = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "number":
            return self.number(text)
        if kind == "name":
            return Name(_plain_name(text))
        if kind == "word":
            return _CONSTANTS[text] if text in _CONSTANTS else Operator(text.decode("ascii"))
        if kind == "string":
            return self.string()
        if kind == "hex":
            digits = bytes(each for each in text if each not in b"\x00\t\n\f\r ")
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        if kind == "close":
            return _CLOSE
        if kind == "open" and depth < MAX_NESTING:
            return self.dictionary(depth) if text == b"<<" else self.array(depth)
        raise NotVector("broken page content")

    def number(self, text: bytes) -> Value:
        """A number, or the reference that it begins."""
        if b"." in text:
            return float(text)
        number = int(text)
        if self.references and (match := _REFERENCE.match(self.source, self.at)):
            self.at = match.end()
            return Ref(number)
        return number

    def array(self, depth: int) -> list[Value]:
        """What stands before the closing bracket."""
        values: list[Value] = []
        while (value := self.read(depth + 1)) is not _CLOSE:
            if value is _END or isinstance(value, Operator):
                raise NotVector("broken page content")
            values.append(value)  # type: ignore[arg-type]
        return values

    def dictionary(self, depth: int) -> dict[str, Value]:
        """What stands before the closing brackets, by its names."""
        flat = self.array(depth)
        if len(flat) % 2 or not all(isinstance(key, Name) for key in flat[::2]):
            raise NotVector("broken page content")
        return {str(key): value for key, value in zip(flat[::2], flat[1::2], strict=True)}

    def string(self) -> bytes:
        """A literal string, its escapes resolved."""
        parts: list[bytes] = []
        depth = 1
        while match := _STRING_PART.match(self.source, self.at):
            self.at, part = match.end(), match.group()
            depth += (part == b"(") - (part == b")")
            if not depth:
                return b"".join(parts)
            parts.append(_unescape(part) if part[:1] == b"\\" else part)
        raise NotVector("broken page content")


_END = object()
_CLOSE = object()


def _unescape(part: bytes) -> bytes:
    if part[1:2].isdigit():
        return bytes([int(part[1:], 8) & 0xFF])
    return _ESCAPES.get(part[1:], b"" if part == b"\\\r\n" else part[1:])


def _plain_name(raw: bytes) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit.group(1), 16)]), raw)
    return plain.decode("latin-1")


def write_value(value: Value) -> bytes:
    """The bytes of one value, always the same for the same value."""
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        return write_number(value)
    if isinstance(value, Name):
        return _write_name(value)
    if isinstance(value, bytes):
        return b"<" + value.hex().encode("ascii") + b">"
    if isinstance(value, Ref):
        return b"%d 0 R" % value.number
    if isinstance(value, list):
        return b"[" + b" ".join(write_value(each) for each in value) + b"]"
    pairs = (_write_name(key) + b" " + write_value(each) for key, each in value.items())
    return b"<<" + b" ".join(pairs) + b">>"


def write_number(number: float) -> bytes:
    """A number in at most five decimals, without an exponent."""
    text = f"{number:.5f}".rstrip("0").rstrip(".")
    return b"0" if text in ("-0", "") else text.encode("ascii")


def write_operation(operands: list[Value], operator: str) -> bytes:
    """One line of a content stream."""
    return b" ".join([*(write_value(each) for each in operands), operator.encode("ascii")])


def _write_name(name: str) -> bytes:
    plain = name.encode("latin-1", "replace")
    safe = (bytes([byte]) if 0x21 <= byte <= 0x7E and byte not in b"#/%()<>[]{}" else b"#%02X" % byte for byte in plain)
    return b"/" + b"".join(safe)
