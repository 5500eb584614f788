"""How far a name goes that a detector found: the rest of a word broken over two lines, a suffix, a title before it.

Half a name masked is half a name leaked, and a word too many in it hides from linking whose it is.
"""

from __future__ import annotations

import re

from redactor.detect.folding import fold_name
from redactor.detect.ordinary import NO_NAMES
from redactor.detect.titles import PARTICLES, TITLES

_TITLE_BEFORE = re.compile(
    r"(?<![\w'’-])(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Revd?|Cllr|PCSO|P[CS]|DC|DS|DI|Sgt|Matron)\.? $"
)
_IDLE_TAIL = re.compile(r"(?:\s+[a-z]{2,})+$")
_COUPLE = re.compile(r"(?<![\w'’-])(?:Mrs?|Ms|Miss|Mx|Dr)\.? (?:and|&) $")
_TALL_HEAD = re.compile(r"(?P<word>[A-Z][a-z]+) (?=[A-Z][a-z])")
_IDLE_HEAD = re.compile(r"(?:(?P<word>[a-z]{2,})\s)+(?=[A-Z])")
_IDLE_END = re.compile(r"(?:^|\s)(?P<word>[a-z]{2,})$")
_BROKEN = re.compile(r"-?\n(?:> ?)*(?P<rest>[a-z]{2,}(?:['’-][a-z]+)?)")
_HALF_WORD = re.compile(r"\s[a-z]{2,}-?$")
_SUFFIX = re.compile(r"\s(?:(?i:jnr|jr|snr|sr)\b\.?|m[ai]\.)")
_DOT = re.compile(r"(?<![\w])(?:[A-Z]\.\s?){1,3}[A-Z]$")


_IDLE_WORDS = NO_NAMES | frozenset(
    """
    a about after an and are as ask asked at because but by call called came did for from gave get give go goes going
    got had has have he her him his how if in into is it its kept left let made me met my not of off okay on onto or
    our out over phone phoned please pls put rang rather ring said saw says see seen sent she so some than that the
    their them then they this time to told took until up was we went were when while who with you your
    """.split()
)
"""Small words that no detector should take for a part of a name."""
_CALLS = frozenset("rang ring told asked saw met phoned called texted emailed spoke tell ask see".split())
"""What a note begins with before a name."""
_PARTICLES = PARTICLES | frozenset("ni nic dos das do ter ten ben y e i".split())


def reach(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of the name itself, given where a detector saw it: idle words left off, what belongs to it added."""
    start, end = _without_idle_words(text, start, end)
    end = _to_the_end_of_the_word(text, start, end)
    if suffix := _SUFFIX.match(text, end):
        end = suffix.end()
    if text[end : end + 1] == "." and _DOT.search(text[start:end]):
        end += 1
    title = _TITLE_BEFORE.search(text, max(0, start - 12), start)
    if title and text[start : start + 1].isupper():
        start = title.start()
    couple = _COUPLE.search(text, max(0, start - 12), start)
    return couple.start() if couple else start, end


def part_small_head(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A small word before a name with capitals is a mention of its own ("tirne Liarn"): it may be no name at all."""
    head = _IDLE_HEAD.match(text, start, end)
    if not head or any(fold_name(word) in _PARTICLES for word in head[0].split()):
        return [(start, end)]
    return [(start, start + len(head[0].rstrip())), (head.end(), end)]


def is_rest_of_word(before: str, words: str) -> bool:
    """Whether small letters go on a word that a hyphen broke at the end of the line above."""
    return words[:1].islower() and re.search(r"[a-z]-\n(?:> ?)*$", before) is not None


def _without_idle_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave off small words round a name with capitals ("rang Shaz later"), and idle ones at the end of a small one."""
    head = _IDLE_HEAD.match(text, start, end)
    if head and all(_is_idle(word) for word in head[0].split()):
        start = head.end()
    tall = _TALL_HEAD.match(text, start, end)
    if tall and fold_name(tall["word"]) in _CALLS:
        start = tall.end()
    if text[start : start + 1].isupper():
        tail = _IDLE_TAIL.search(text[start:end])
        return (start, start + tail.start()) if tail and tail.start() > 0 else (start, end)
    last = _IDLE_END.search(text[start:end])
    while last and last.start() > 0 and _is_idle(last["word"]):
        end = start + last.start()
        last = _IDLE_END.search(text[start:end])
    return start, end


def _is_idle(word: str) -> bool:
    folded = fold_name(word)
    return folded in _IDLE_WORDS and folded not in _PARTICLES and folded not in TITLES


def _to_the_end_of_the_word(text: str, start: int, end: int) -> int:
    """The end of the word that a hyphen breaks at the end of the line, where it is the name that is broken."""
    bare = end - 1 if text[end - 1 : end] == "-" else end
    broken = _BROKEN.match(text, bare) if text[bare : bare + 1] == "-" else None
    if broken is None:
        return end
    half = _HALF_WORD.search(text[start:bare])
    if half:
        return start + half.start()
    return broken.end() if text[start:bare].split()[-1][:1].isupper() else end
