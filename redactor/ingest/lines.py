"""Text comes in, lines of measured words that fit a width go out.

A printed token is cut into the words that redaction may take singly ("Smith/Jones" into three); e-mail addresses,
dates, numbers and web addresses stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from redactor.domain.tokens import cut_token
from redactor.ingest.blocks import Content, Run, Style

Measure = Callable[[str, Style], float]
"""The width of a text in a style, in points at a size of 1 point."""

TAB_SPACES = 4
MAX_WHITE_SPACES = 24

_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACED = re.compile(r"(\s*)(\S+)")
_BREAK_AFTER = "@./-_=&?+:"


def clean_text(text: str) -> str:
    """The text as it may be printed: composed accents, one kind of line end, nothing that paper cannot show.

    Control and invisible format characters go (a soft hyphen or a zero-width space inside a name would hide it
    from every search); half a surrogate pair becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") and char not in "\n\t" else char


@dataclass(frozen=True, slots=True)
class Piece:
    """One word on a line: its width, the white space before it (both in points) and the gap that follows it."""

    text: str
    style: Style
    width: float
    lead: float = 0.0
    gap: str = " "


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand side by side; `indent` in points; `ends` is True at the end of a line of the record."""

    pieces: tuple[Piece, ...]
    indent: float = 0.0
    ends: bool = True

    @property
    def width(self) -> float:
        """From the first word's left edge to the last one's right, in points."""
        return sum(piece.width + (piece.lead if place else 0.0) for place, piece in enumerate(self.pieces))


@dataclass(frozen=True, slots=True)
class Setting:
    """In what size a text is set and how its words are measured; `style` is joined to that of each run."""

    measure: Measure
    size: float
    style: Style = Style.PLAIN
    leading: float = 1.4

    @property
    def pitch(self) -> float:
        """From one baseline to the next, in points."""
        return self.size * self.leading

    def width(self, text: str, style: Style) -> float:
        """Of the text in points."""
        return self.measure(text, style) * self.size


def as_runs(content: Content) -> tuple[Run, ...]:
    """The runs of a content, cleaned; neighbours of one style are joined."""
    joined: list[Run] = []
    for run in (Run(content),) if isinstance(content, str) else content:
        text = clean_text(run.text)
        if joined and joined[-1].style == run.style:
            text = joined.pop().text + text
        joined.append(Run(text, run.style))
    return tuple(joined)


def set_lines(content: Content, width: float, setting: Setting) -> tuple[Line, ...]:
    """Break a content into lines no wider than `width` points."""
    lines: list[Line] = []
    for runs in _record_lines(as_runs(content)):
        pieces = _measure_pieces(runs, setting)
        indent = min(pieces[0].lead, width / 2) if pieces else 0.0
        lines += _fill_lines(pieces, width, indent, setting)
    while lines and not lines[-1].pieces:
        lines.pop()
    return tuple(lines)


def natural_width(content: Content, setting: Setting) -> tuple[float, float]:
    """How wide a content is when nothing wraps, and how wide its widest unbroken token is, in points."""
    widest = token = 0.0
    for runs in _record_lines(as_runs(content)):
        pieces = _measure_pieces(runs, setting)
        widest = max(widest, Line(pieces).width)
        for cluster in _clusters(pieces):
            token = max(token, sum(piece.width for piece in cluster))
    return widest, token


def _record_lines(runs: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
    current: list[Run] = []
    for run in runs:
        first, *rest = run.text.split("\n")
        current.append(Run(first, run.style))
        for text in rest:
            yield tuple(current)
            current = [Run(text, run.style)]
    yield tuple(current)


def _measure_pieces(runs: tuple[Run, ...], setting: Setting) -> tuple[Piece, ...]:
    text = "".join(run.text for run in runs)
    edges = _style_edges(runs)
    space = setting.width(" ", setting.style)
    pieces: list[Piece] = []
    for white, token in ((match[1], match) for match in _SPACED.finditer(text)):
        lead = min(len(white) + white.count("\t") * (TAB_SPACES - 1), MAX_WHITE_SPACES) * space
        if pieces:
            pieces[-1] = replace(pieces[-1], gap="\t" if "\t" in white else " ")
        for start, end in _cut_styled(token[2], token.start(2), edges):
            style = _style_at(edges, start) | setting.style
            part = text[start:end]
            pieces.append(Piece(part, style, setting.width(part, style), lead, ""))
            lead = 0.0
    return tuple(pieces)


def _style_edges(runs: tuple[Run, ...]) -> tuple[tuple[int, int, Style], ...]:
    edges, at = [], 0
    for run in runs:
        if run.text:
            edges.append((at, at + len(run.text), run.style))
            at += len(run.text)
    return tuple(edges)


def _style_at(edges: tuple[tuple[int, int, Style], ...], offset: int) -> Style:
    if len(edges) == 1:
        return edges[0][2]
    return next((style for start, end, style in edges if start <= offset < end), Style.PLAIN)


def _cut_styled(token: str, offset: int, edges: tuple[tuple[int, int, Style], ...]) -> Iterator[tuple[int, int]]:
    """The slices of the text that are words of their own; a change of style inside a word cuts it."""
    for first, last in cut_token(token):
        start, end = offset + first, offset + last
        for edge, _, _ in edges[1:]:
            if start < edge < end:
                yield start, edge
                start = edge
        yield start, end


def _clusters(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    current: list[Piece] = []
    for piece in pieces:
        current.append(piece)
        if piece.gap:
            yield tuple(current)
            current = []
    if current:
        yield tuple(current)


def _fill_lines(pieces: tuple[Piece, ...], width: float, indent: float, setting: Setting) -> list[Line]:
    lines: list[Line] = []
    current: list[Piece] = []
    used = indent
    for cluster in _clusters(pieces):
        span = sum(piece.width for piece in cluster)
        if current and used + cluster[0].lead + span > width:
            lines.append(Line(tuple(current), indent, ends=False))
            current, used = [], indent
        if not current and indent + span > width:
            *full, rest = _break_cluster(cluster, max(width - indent, setting.size), setting)
            lines += [Line(part, indent, ends=False) for part in full]
            current, used = list(rest), indent + sum(piece.width for piece in rest)
            continue
        used += span + (cluster[0].lead if current else 0.0)
        current += cluster
    lines.append(Line(tuple(current), indent))
    return lines


def _break_cluster(cluster: tuple[Piece, ...], width: float, setting: Setting) -> list[tuple[Piece, ...]]:
    """Cut a token that is wider than the line, between its pieces where it can and inside them where it must."""
    lines: list[tuple[Piece, ...]] = []
    current: list[Piece] = []
    used = 0.0
    for piece in cluster:
        for part in _break_piece(piece, width, setting):
            if current and used + part.width > width:
                lines.append(tuple(current))
                current, used = [], 0.0
            current.append(part)
            used += part.width
    lines.append(tuple(current))
    return lines


def _break_piece(piece: Piece, width: float, setting: Setting) -> Iterator[Piece]:
    at, rest, lead = 0, piece.width, piece.lead
    while rest > width and len(piece.text) - at > 1:
        upto = _fitting(piece, at, width, setting)
        head = piece.text[at:upto]
        span = setting.width(head, piece.style)
        yield Piece(head, piece.style, span, lead, "")
        at, rest, lead = upto, rest - span, 0.0
    yield Piece(piece.text[at:], piece.style, rest, lead, piece.gap)


def _fitting(piece: Piece, at: int, width: float, setting: Setting) -> int:
    """Where to cut the piece so that what starts at `at` fits: one character at least, rather after a joint."""
    used, upto, last = 0.0, at, len(piece.text) - 1
    while upto < last:
        used += setting.width(piece.text[upto], piece.style)
        if used > width:
            break
        upto += 1
    upto = max(upto, at + 1)
    joint = max(piece.text.rfind(mark, at, upto) for mark in _BREAK_AFTER) + 1
    if joint - at > (upto - at) / 2:
        upto = joint
    while upto < last and unicodedata.combining(piece.text[upto]):
        upto += 1
    return upto
