"""Nicknames that the records themselves give: in the middle of a name, behind it, in the field or column beside it.

"Alexander "Sasha" Petrov" is one mention of one person, whatever the detectors made of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from redactor.detect.folding import fold, fold_name
from redactor.detect.tables import Shape
from redactor.detect.titles import TITLES
from redactor.domain.finding import Category, Finding, Span

_OPEN, _CLOSE = "[\"“‘'(]", "[\"”’')]"
_WORD = r"[A-Z][\w’'-]*[\w]"
NICKED = re.compile(
    rf"(?<![\w'’-]){_WORD}(?: [A-Z]\.?)?[ ]{_OPEN}(?P<nick>[A-Z][a-z][\w-]{{0,13}}){_CLOSE}[ ]{_WORD}(?![\w-])"
)
"""A whole name with a nickname in quotes or brackets inside it."""
_BEHIND = re.compile(
    r"^,?\s{0,2}(?:\(\s?)?(?P<said>(?:(?:who is |is |also |usually |often |always )?"
    r"(?:known (?:to \w+ )?as|called|goes by(?: the name)?)|aka|a\.k\.a\.?|nickname|nicknamed|preferred name|prefers)"
    r"[ :]{1,2})?"
    rf"(?P<open>[\"“‘'])?(?P<nick>[A-Z][a-z][\w-]{{0,13}})(?(open){_CLOSE})"
)
_LABEL = re.compile(r"\b(known as|preferred (?:fore|first )?name|likes to be called|nickname|goes by|chosen name)\b")
_NO_NICK = TITLES | {"year", "class", "staff", "pupil", "teacher", "parent", "carer", "step", "deceased", "senco"}


def join_nicknamed(findings: Sequence[Finding], text: str, *, reading: int | None) -> list[Finding]:
    """The findings, with one on each name that has a nickname inside it in place of those on its parts."""
    joined = list(findings)
    for match in NICKED.finditer(text):
        if fold_name(match["nick"]) in _NO_NICK:
            continue
        whole = Span(match.start(), match.end(), reading)
        parts = [each for each in joined if _is_on(each, whole)]
        if not parts:
            continue
        spans = [each.span for each in parts if each.span]
        start, end = min(whole.start, *(each.start for each in spans)), max(whole.end, *(each.end for each in spans))
        joined = [each for each in joined if each not in parts]
        joined.append(replace(parts[0], place=Span(start, end, reading)))
    return joined


def find_nick(text: str, start: int, end: int, shape: Shape) -> str:
    """The nickname (folded) that stands inside or behind the whole name at this span or beside it; "" where none."""
    inside = NICKED.search(text, start, end)
    if inside:
        return _checked(inside["nick"])
    behind = _BEHIND.match(text[end : end + 60])
    if behind and (behind["said"] or behind["open"]):
        return _checked(behind["nick"])
    return _checked(_beside(start, shape))


def without_nick(text: str) -> str:
    """The name without a nickname inside it."""
    match = NICKED.search(text)
    if not match or fold_name(match["nick"]) in _NO_NICK:
        return text
    return text[: match.start("nick") - 1] + text[match.end("nick") + 2 :]


def _beside(start: int, shape: Shape) -> str:
    """What the next fields of the form, or the other cells of the row, say that the person is called."""
    found = shape.row_at(start)
    if found:
        cells = (each for each in found[1].cells if _LABEL.search(fold(each.heading)))
        cell = next((each for each in cells if not each.start <= start < each.end), None)
        return shape.text[cell.start : cell.end] if cell else ""
    at = next((index for index, field in enumerate(shape.fields) if field.start <= start < field.end), None)
    if at is None or _LABEL.search(fold(shape.fields[at].label)) or "name" not in fold(shape.fields[at].label):
        return ""
    below = (each for each in shape.fields[at + 1 : at + 4] if each.start - start < 200)
    field = next((each for each in below if _LABEL.search(fold(each.label))), None)
    return shape.text[field.start : field.end] if field else ""


def _checked(words: str) -> str:
    nick = fold_name(words.strip())
    return nick if nick.isalpha() and len(nick) > 1 and nick not in _NO_NICK else ""


def _is_on(finding: Finding, span: Span) -> bool:
    return finding.category is Category.PERSON and finding.span is not None and finding.span.overlaps(span)
