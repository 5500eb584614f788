"""What the rebuild of a page asks of the file it comes from and of the file it goes into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from redactor.domain.box import Box, Matrix
from redactor.redact.syntax import NotVector, Ref, Value


@dataclass
class FontUse:
    """A font of the new file, and which of its codes are still shown."""

    ref: Ref
    wide: bool
    """Two bytes a code."""
    codes: set[int] = field(default_factory=set)
    advances: Mapping[int, float] | None = None
    """How far each code goes, in thousandths of the size; None where the font does not say."""
    usual_advance: float = 0.0

    def codes_of(self, shown: bytes) -> Iterator[bytes]:
        """The codes of one string, each as its bytes."""
        step = 2 if self.wide else 1
        return (shown[at : at + step] for at in range(0, len(shown), step))

    def advance_of(self, code: bytes) -> float:
        """How far one code goes, in thousandths of the size; NotVector where nobody can tell."""
        if self.advances is None:
            raise NotVector("a font whose widths are not told")
        return self.advances.get(int.from_bytes(code, "big"), self.usual_advance)

    def show(self, shown: bytes) -> None:
        """Note the codes of one string."""
        if self.wide:
            self.codes.update((high << 8) | low for high, low in zip(shown[::2], shown[1::2], strict=False))
        else:
            self.codes.update(shown)


@dataclass(frozen=True, slots=True)
class Placement:
    """One use of a picture: its unit square's matrix into page space, and where it may show."""

    matrix: Matrix
    visible: Box
    shaped: bool


class Materials(Protocol):
    """The file that a page comes from, and the one that it goes into."""

    def resolve(self, value: Value) -> Value:
        """The value behind a reference; a stream gives its dictionary."""

    def read_stream(self, ref: Ref) -> bytes:
        """The decoded bytes of a stream."""

    def put(self, value: Value) -> Ref:
        """Write an object into the new file."""

    def put_stream(self, keys: dict[str, Value], body: bytes) -> Ref:
        """Write a stream into the new file."""

    def put_picture(self, ref: Ref, keys: dict[str, Value], placement: Placement) -> Ref | None:
        """Write a picture anew from its pixels; None where none of it shows."""

    def put_font(self, value: Value) -> FontUse:
        """The font of the new file for this one."""


def as_dict(value: Value) -> dict[str, Value]:
    """The value as a dictionary; NotVector otherwise."""
    if not isinstance(value, dict):
        raise NotVector("broken page content")
    return value


def as_list(value: Value) -> list[Value]:
    """The value as an array; NotVector otherwise."""
    if not isinstance(value, list):
        raise NotVector("broken page content")
    return value
