"""Calendars and cards come in as text, their components and lines go out, whatever faults the lines have.

RFC 5545 (3.1) and RFC 6350 (3.2, 3.3) share this grammar. Libraries refuse a whole file for one odd line, and cards of
version 2.1 hold quoted-printable text that is folded in a way of its own; a record must not be lost for either.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from redactor.errors import TooLarge
from redactor.ingest.plain import decode_leniently

MAX_LINES = 500_000
MAX_DEPTH = 20

_FOLD = re.compile(r"\r?\n[ \t]")
_PARAMETER = re.compile(r";([\w-]+)(?:=((?:\"[^\"]*\"|[^;])*))?")
_ESCAPE = re.compile(r"\\([nN,;:\\])")
_ADDRESS = re.compile(r"(?:data:[\w/+.-]+;base64,)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name in capitals, its parameters by name in capitals, its value as it stands."""

    name: str
    parameters: Mapping[str, str]
    raw: str

    @property
    def text(self) -> str:
        """The value as people read it."""
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.raw).strip()

    @property
    def fields(self) -> tuple[str, ...]:
        """The parts of a value such as a name or an address, which semicolons part."""
        parts = re.split(r"(?<!\\);", self.raw)
        return tuple(_ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], part).strip() for part in parts)

    @property
    def content(self) -> bytes | None:
        """The file that the value is, such as a photo; None where it is a text or an address."""
        encoding = self.parameters.get("ENCODING", "").upper()
        packed = _ADDRESS.sub("", self.raw, count=1)
        inside = packed != self.raw or encoding in ("B", "BASE64") or "BASE64" in self.parameters
        if not inside:
            return None
        packed = re.sub(r"\s+", "", packed)
        try:
            return base64.b64decode(packed + "=" * (-len(packed) % 4))
        except (binascii.Error, ValueError):
            return packed.encode("utf-8", "replace")


@dataclass
class Component:
    """What stands between BEGIN and END: its name in capitals, its lines, the components within it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    inner: list[Component] = field(default_factory=list)

    def first(self, name: str) -> str:
        """The text of the first line of that name, or ""."""
        return next((line.text for line in self.lines if line.name == name), "")

    def walk(self) -> Iterator[Component]:
        """This component and all within it, in order."""
        yield self
        for each in self.inner:
            yield from each.walk()


def read_components(text: str) -> Component:
    """The file as one nameless component. What is no line stands as a line without a name; ends may be missing.

    Raises TooLarge past the limits on lines and depth.
    """
    root = Component("")
    open_ones = [root]
    for count, logical in enumerate(_unfold(text)):
        if count > MAX_LINES:
            raise TooLarge(f"the file has more than {MAX_LINES} lines")
        line = _read_line(logical)
        if line.name == "BEGIN":
            if len(open_ones) > MAX_DEPTH:
                raise TooLarge("the components of the file lie too deep in one another")
            component = Component(line.raw.strip().upper())
            open_ones[-1].inner.append(component)
            open_ones.append(component)
        elif line.name == "END":
            names = [each.name for each in open_ones]
            if line.raw.strip().upper() in names[1:]:
                del open_ones[len(names) - 1 - names[::-1].index(line.raw.strip().upper()) :]
        else:
            open_ones[-1].lines.append(line)
    return root


def _unfold(text: str) -> Iterator[str]:
    lines = iter(_FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    for line in lines:
        if "QUOTED-PRINTABLE" in line.partition(":")[0].upper():
            while line.endswith("="):
                following = next(lines, "")
                line = line[:-1] + following
                if not following:
                    break
        if line.strip():
            yield line


def _read_line(logical: str) -> Line:
    head, value = _cut(logical)
    name = re.fullmatch(r"(?:[\w-]+\.)?([\w-]+)", head.partition(";")[0].strip())
    if name is None:
        return Line("", {}, logical)
    parameters: dict[str, str] = {}
    for found in _PARAMETER.finditer(head):
        key, text = found[1].upper(), (found[2] or "").replace('"', "").strip()
        parameters[key] = f"{parameters[key]},{text}" if parameters.get(key) else text
    if "QUOTED-PRINTABLE" in (parameters.get("ENCODING", "").upper(), *parameters):
        value = _unquote(value, parameters.get("CHARSET", ""))
    return Line(name[1].upper(), parameters, value)


def _cut(logical: str) -> tuple[str, str]:
    """The line before and after the first colon that stands in no quotes."""
    quoted = False
    for at, char in enumerate(logical):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return logical[:at], logical[at + 1 :]
    head, _, value = logical.partition(":")
    return (head, value) if value else ("", logical)


def _unquote(value: str, charset: str) -> str:
    content = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return decode_leniently(content)
