"""What a reader gives back: pages as a PDF, the words on them, and what the pages do not show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from redactor.domain.document import LoosePage


@dataclass(frozen=True, slots=True)
class Unseen:
    """One thing that a source holds and its pages do not show: where it stood, what it says, who wrote it."""

    place: str
    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Facsimile:
    """A source as pages: page k of `pdf` is `pages[k]`.

    `pdf` opens without a password and is never the original; `marks` are codes that a reviewer must know
    ("repaired", "layout_not_kept", …).
    """

    pdf: bytes
    pages: tuple[LoosePage, ...]
    unseen: tuple[Unseen, ...] = ()
    title: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of a container. `name` is a label that the container gave; it never opens anything.

    `trouble` is why the content could not be taken out ("encrypted", "damaged" …); it is empty otherwise.
    """

    name: str
    content: bytes
    trouble: str = ""


Reader = Callable[[bytes], Facsimile]
"""Turns the untrusted bytes of one source into pages; raises subclasses of SourceError only."""

Opener = Callable[[bytes], tuple[Member, ...]]
"""Takes the members out of an untrusted container, in its order; raises subclasses of SourceError only."""
