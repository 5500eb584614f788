"""A text with its truth written into it; out the plain text, whose every marked place is, and what must become of it.

A mark is `{who:words}`, `{who/kind:words}` or `{!family:words}`, and marks may stand in one another. `who` is a key of
the file's `[who]` table, whose value says what that person is to the request. `-` marks words that look dangerous and
are harmless, `?` words that may go either way. After the kind, `!` says that the place must be withheld all the same,
`=` that it must stay, `?` that either will do. Offsets are counted, never typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from redactor.domain.case import Case
from redactor.request import build_case


class Fate(StrEnum):
    """What must become of a marked place."""

    WITHHOLD = "withhold"
    KEEP = "keep"
    EITHER = "either"


NAME, PASSAGE, HARMLESS = "name", "passage", "harmless"
_FATES = {
    "subject": Fate.KEEP,
    "requester": Fate.KEEP,
    "staff": Fate.KEEP,
    "public": Fate.KEEP,
    "third": Fate.WITHHOLD,
    "tested": Fate.EITHER,
}
"""`tested` are professionals whose names the statute does not settle: police, lawyers, a doctor in a school's file."""
_SUFFIXES = {"!": Fate.WITHHOLD, "=": Fate.KEEP, "?": Fate.EITHER}
_OPENING = re.compile(r"\{(!?)([a-z0-9?-]+?)(?:/([a-z -]+))?([!?=]?):")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked place, half open, in characters; `who` is "" where it is nobody's."""

    start: int
    end: int
    who: str
    kind: str
    """NAME, PASSAGE, HARMLESS, or what sort of value or fact it is ("phone", "fact", "row" …)."""
    fate: Fate
    family: str = ""
    """Of a passage: what it is about."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One document of the set: its plain text, its marks by place, and the request it is read for."""

    id: str
    kind: str
    text: str
    marks: tuple[Mark, ...]
    roles: Mapping[str, str]
    case: Case
    is_read: bool = False
    """Whether it is what a machine read off a scan, with its errors."""


def read_marked(path: Path) -> MarkedText:
    """Read one file; raises ValueError naming the file where a mark or its head is not sound."""
    _, head, body = path.read_text("utf-8").split("+++\n", 2)
    untrusted = tomllib.loads(head)
    roles = untrusted.pop("who")
    kind, is_read = untrusted.pop("kind"), bool(untrusted.pop("scan", False))
    unknown = set(roles.values()) - set(_FATES)
    if unknown:
        raise ValueError(f"{path.name}: no such standing: {', '.join(sorted(unknown))}")
    try:
        text, marks = read_marks(body.rstrip("\n"), roles)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return MarkedText(path.stem, kind, text, marks, roles, _case(path.stem, untrusted), is_read)


def read_folder(folder: Path) -> tuple[MarkedText, ...]:
    """Every file of a folder, by name."""
    return tuple(read_marked(path) for path in sorted(folder.glob("*.txt")))


def read_marks(body: str, roles: Mapping[str, str]) -> tuple[str, tuple[Mark, ...]]:
    """The text without its marks, and the marks by place, outer ones first; ValueError for one that is not sound."""
    plain: list[str] = []
    opened: list[tuple[int, re.Match[str]]] = []
    marks: list[Mark] = []
    at = 0
    while at < len(body):
        if opening := _OPENING.match(body, at):
            opened.append((len(plain), opening))
            at = opening.end()
            continue
        if body[at] == "{" or (body[at] == "}" and not opened):
            raise ValueError(f"a brace that is no mark: {body[at : at + 20]!r}")
        if body[at] == "}":
            start, opening = opened.pop()
            marks.append(_mark(start, len(plain), opening, roles))
        else:
            plain.append(body[at])
        at += 1
    if opened:
        raise ValueError(f"a mark is not closed: {opened[-1][1][0]}")
    return "".join(plain), tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _mark(start: int, end: int, opening: re.Match[str], roles: Mapping[str, str]) -> Mark:
    passage, who, kind, suffix = opening.groups()
    if passage:
        return Mark(start, end, "", PASSAGE, _SUFFIXES.get(suffix, Fate.WITHHOLD), who + (f"/{kind}" if kind else ""))
    if who in "-?":
        return Mark(start, end, "", HARMLESS, Fate.KEEP if who == "-" else Fate.EITHER)
    if who not in roles:
        raise ValueError(f"nobody is called {who!r}")
    return Mark(start, end, who, kind or NAME, _SUFFIXES.get(suffix) or _FATES[roles[who]])


def _case(stem: str, untrusted: dict[str, Any]) -> Case:
    request = {"request": {"reference": f"UKDEV-{stem}", "received": date(2025, 9, 1)}}
    return build_case(request | untrusted, today=date(2025, 9, 1))
