"""Text in; out the units that are withheld together or not at all: paragraphs, log entries, cells, values of a form.

The trap is the printed line. In a letter or scan a paragraph is many lines, in an e-mail or log it is one; so line
length, blank lines, spacing on paper (`breaks`), dates that open an entry, labels and quote marks decide together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_LINE = re.compile(r"[^\n\f]*")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_DATE = (
    rf"{_DAY}(?:\d{{1,2}}[/.\-]\d{{1,2}}(?:[/.\-]\d{{2,4}})?|\d{{4}}-\d\d-\d\d|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: \d{{2,4}})?)"
)
_TIME = r"(?:\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]m)?|\d{1,2} ?[ap]m|\d{4} ?h(?:rs|ours)?)"
_OPENER = re.compile(
    r"\d{1,2}:\d{2}:\d{2}(?=\s)|"
    rf"(?:[#\-*•\[(] ?)?{_DATE}[\])]?(?:,? ?(?:at |@ ?)?{_TIME})?(?:\s?[-–:,.;]|(?=\s|$))",
    re.IGNORECASE,
)
_STAMP = re.compile(rf"\[?(?:{_DATE},? {_TIME}|{_TIME},? {_DATE})\]?(?=[\s:]|$)|\[{_TIME}\]", re.IGNORECASE)
"""Date and time together, as they stand before a message of a chat or an entry of a log."""
_AUTHOR = re.compile(
    r"[ ,\-–]*(?:(?:entered|recorded|written|logged|note|call)? ?(?:by|from) )?"
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sgt)\.? )?[A-Z][\w'’\-]{0,20}(?: [A-Z][\w'’\-]{0,20}){0,2}"
    r" ?(?:[.:;]|,(?= (?:category|DSL|head))|$)"
    r"|[ ]+[A-Z]{2,3}(?=  )"
)
_LABEL = re.compile(r"[A-Z][^\t\n:.!?]{1,46}:(?: |$)")
_BULLET = re.compile(r"(?:[•▪◦*–-]|\(?[a-z0-9]{1,2}[.)]) ")
_QUOTE = re.compile(r"(?:> ?){0,8}")
_ENDED = re.compile(r"[.!?:;][\"'”’)\]]{0,2}$")
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?![\s\"'”’)]|$)[^.!?\n]*){0,40}(?:[.!?][\"'”’)]{0,2}|\n|$)")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|no|No|approx|e\.g|i\.e|etc|vs|[A-Z])\.$")
HEADING_LIMIT = 72
WRAP_LIMIT = 140
"""A page with longer lines does not wrap them: each of its lines is a paragraph."""


class UnitKind(StrEnum):
    """What a unit is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CELL = "cell"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Unit:
    """A span that stands or falls together, without the date and author that open it.

    `entry` counts dated entries and sections: units of one entry may be joined. `after_blank` tells that
    empty space parts it from the unit before; `heading` is the text of the heading over it.
    """

    start: int
    end: int
    kind: UnitKind
    entry: int
    opened: int
    """Where its label or opening date starts; `start` where it has none."""
    after_blank: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    depth: int
    fresh: bool
    """Whether a blank line, a page border or a gap on paper stands before it."""


def read_units(text: str, breaks: frozenset[int] = frozenset()) -> tuple[Unit, ...]:
    """Every unit of the text in order; `breaks` are places where paper shows a gap before a line."""
    units: list[Unit] = []
    entry, heading = 0, ""
    for page_lines, wrap in _pages(text, breaks):
        for group in _group(page_lines, wrap):
            first, last = group[0], group[-1]
            if "\t" in first.text:
                units.extend(_cells(first, entry, heading))
                continue
            opener = _opener_end(first.text)
            if opener or _is_heading(group, wrap):
                entry += 1
            if _is_heading(group, wrap) and not (opener and _ENDED.search(first.text)):
                heading = first.text
                units.append(Unit(first.start, first.end, UnitKind.HEADING, entry, first.start, first.fresh, heading))
                continue
            start = first.start + (opener or _label_end(first.text))
            kind = UnitKind.VALUE if start > first.start and not opener else UnitKind.PARAGRAPH
            if start < last.end:
                units.append(Unit(start, last.end, kind, entry, first.start, first.fresh, heading))
    return tuple(units)


def sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a slice, without blanks round them; "Mr." and single initials end none."""
    begin = at = start
    while at < end:
        found = _SENTENCE.match(text, at, end)
        stop = found.end() if found and found.end() > at else end
        at = stop
        piece = text[begin:stop]
        if at < end and (
            _ABBREVIATION.search(piece.rstrip()) or (piece.endswith("\n") and not _ENDED.search(piece[:-1]))
        ):
            continue
        if piece.strip():
            left = begin + len(piece) - len(piece.lstrip())
            yield left, left + len(piece.strip())
        begin = stop
    if text[begin:end].strip():
        piece = text[begin:end]
        left = begin + len(piece) - len(piece.lstrip())
        yield left, left + len(piece.strip())


def _pages(text: str, breaks: frozenset[int]) -> Iterator[tuple[list[_Line], int]]:
    """Lines that are not blank, page by page, with the page's wrap width in characters (0 where it wraps none)."""
    at = 0
    for page in text.split("\f"):
        lines: list[_Line] = []
        fresh, place = True, at
        for raw in page.split("\n"):
            quote = _QUOTE.match(raw)
            skip = quote.end() if quote else 0
            body = raw[skip:]
            lead = len(body) - len(body.lstrip(" "))
            start, body = place + skip + lead, body.strip(" ")
            if body:
                lines.append(_Line(start, start + len(body), body, raw[:skip].count(">"), fresh or start in breaks))
            fresh = not body
            place += len(raw) + 1
        lengths = sorted(len(line.text) for line in lines if len(line.text) >= 20 and "\t" not in line.text)
        wrap = lengths[int(0.9 * (len(lengths) - 1))] if len(lengths) >= 4 and lengths[-1] <= WRAP_LIMIT else 0
        yield lines, wrap
        at += len(page) + 1


def _group(lines: Sequence[_Line], wrap: int) -> Iterator[list[_Line]]:
    """Lines that make one paragraph, heading or table row."""
    group: list[_Line] = []
    for line in lines:
        if group and _begins_anew(group[-1], line, wrap):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins_anew(before: _Line, line: _Line, wrap: int) -> bool:
    if line.fresh or "\t" in line.text or "\t" in before.text or line.depth != before.depth:
        return True
    if _STAMP.match(line.text):
        return True
    full = bool(wrap) and len(before.text) >= 0.75 * wrap and not _ENDED.search(before.text)
    if not full and any(pattern.match(line.text) for pattern in (_OPENER, _BULLET, _LABEL)):
        return True
    runs_on = line.text[0].islower() or before.text[-1] in ",-–(&"
    if not wrap:
        return not runs_on
    short = len(before.text) < 0.8 * wrap
    if _ENDED.search(before.text):
        return short
    return len(before.text) < 0.6 * wrap and not runs_on


def _is_heading(group: Sequence[_Line], wrap: int) -> bool:
    line = group[0].text
    if len(group) > 1 or len(line) > HEADING_LIMIT or _LABEL.match(line):
        return False
    if line[-1] in ".!?,;:\"”'" or line[0].islower() or len(line.split()) > 11:
        return False
    if wrap and len(line) >= 0.8 * wrap and not line.isupper():
        return False
    return bool(re.match(r"[A-Z0-9(#]", line))


def _opener_end(line: str) -> int:
    """How many characters of a line are the date, time and author that open an entry; 0 where none does."""
    opener = _OPENER.match(line)
    if opener is None or opener.end() < 3:
        return 0
    author = _AUTHOR.match(line, opener.end())
    end = author.end() if author else opener.end()
    while end < len(line) and line[end] in " ,:;-–":
        end += 1
    return end


def _label_end(line: str) -> int:
    label = _LABEL.match(line)
    return label.end() if label and label.end() < len(line) else 0


def _cells(line: _Line, entry: int, heading: str) -> Iterator[Unit]:
    at = line.start
    for cell in line.text.split("\t"):
        left = at + len(cell) - len(cell.lstrip())
        if cell.strip():
            yield Unit(left, left + len(cell.strip()), UnitKind.CELL, entry, left, True, heading)
        at += len(cell) + 1
