"""Look for every person of the case over the whole case: forms of the name that the detectors passed over.

One index of folded words is made of all profiles; each text is walked once, a word is one look-up. A hit grows
over the name words beside it and must then fit a person (`profile.fit`). The trap is a name that is also a word
(Will, May, Grace, Mark): case, the place in the sentence and the next word decide, and the case's own spelling:
a word that the records write in small letters more often than not is no name by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from redactor.detect.folding import blurred, fold, fold_name
from redactor.detect.index import TOKEN, Index, shortened
from redactor.detect.mention import is_initials, parse_mention
from redactor.detect.ordinary import MONTHS, NOT_INITIALS, ORDINARY
from redactor.detect.profile import Profile, fit
from redactor.detect.sightings import texts_of
from redactor.detect.signs import PUPIL_HEADING
from redactor.detect.tables import MAIL_ADDRESS, Shape
from redactor.detect.titles import TITLES
from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Category, Evidence, Finding, Span

_GAP = re.compile(r",? |,?\n(?:> ?)*")
_ABBREVIATED = re.compile(r"\.? ")
_GLUED = re.compile(r"^(Mrs|Mr|Ms|Miss|Dr)([A-Z][a-z'’-]+)$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n\t\f\"“'‘(>]\s*|[-–•]\s)$")
_MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|until|till|each|every|last|next|this|of|from|to|mid|late|early|before|after|during|and|or)"
    r"|\d(?:st|nd|rd|th)?)\s$",
    re.I,
)
_MONTH_AFTER = re.compile(r"^\s(?:\d|half|day|bank|holiday|term|fair|and (?:june|july)|assembl|exam)", re.I)
_DOES = re.compile(
    r"^(?:['’]s\b|\s(?:is|was|has|had|said|says|did|does|told|asked|got|went|came|gave|took|saw|ran|and|who|also|then|"
    r"kept|made|left|hit|put|felt|stood|sat|knew|thinks?|wants?|likes?|lives?|[a-z]+ed)\b)"
)
_PLACE_OR_FIRM = re.compile(
    r"^(?: (?:and|&) [A-Z][\w'-]+| [A-Z][\w'-]+)? (?:llp|ltd|limited|plc|solicitors|school|academy|college|university|"
    r"road|street|close|lane|avenue|drive|court|crescent|gardens|terrace|house|centre|park|place|hall|church|"
    r"chapel|hospital|surgery|council|trust|primary|infants?|juniors?)\b",
    re.I,
)


def find_spread(
    document: Document, findings: Sequence[Finding], index: Index, *, shapes: Mapping[int | None, Shape]
) -> tuple[Finding, ...]:
    """New person findings of one document, in text order; places that a person finding covers are passed over."""
    found: list[Finding] = []
    for reading, text in texts_of(document):
        taken = sorted(
            (each.span.start, each.span.end)
            for each in findings
            if each.category is Category.PERSON and each.span and each.span.reading == reading
        )
        tokens = list(TOKEN.finditer(text))
        spoken = frozenset(_fold_token(token[0]) for token in tokens if token[0][0].isupper())
        mails = [match.span() for match in MAIL_ADDRESS.finditer(text)]
        tokens = [token for token in tokens if not _is_within(token, mails)]
        at = 0
        while at < len(tokens):
            hit = _hit(text, tokens, at, index, read=_is_read(document, reading, tokens[at].start()))
            if hit is None and (short := _find_initials(text, tokens[at], index, shapes[reading], spoken)):
                hit = (at, at, *short)
            if hit is None:
                at += 1
                continue
            first, last, why, score = hit
            start, end = tokens[first].start(), _name_end(tokens[last])
            start += 1 if text[start] == "@" and any(left == start + 1 for left, _ in taken) else 0
            if not _is_covered(start, end, taken) and not _is_several(text, start, end, taken):
                evidence = Evidence(detector="spread", score=score, why=why)
                place = Span(start, end, reading)
                found.append(Finding(document_id=document.id, category=Category.PERSON, place=place, evidence=evidence))
            at = last + 1
    return tuple(found)


# ---------------------------------------------------------------- the index


# ---------------------------------------------------------------- one place

Hit = tuple[int, int, str, float]
"""First and last token of a hit, why, and the score."""


def _hit(text: str, tokens: Sequence[re.Match[str]], at: int, index: Index, *, read: bool) -> Hit | None:
    token = tokens[at]
    word = token[0]
    if word[0] in "#@":
        bare = fold_name(word[1:])
        return (at, at, "A handle made of a known name.", 0.8) if _is_handle(bare, index) else None
    glued = _GLUED.match(word)
    if glued and fold_name(glued[2]) in index.words:
        return (at, at, "A title and a known name written as one word.", 0.9)
    folded = _fold_token(word)
    if word[0].islower() and len(word) >= 6 and re.sub(r"[\d-]+", "", folded) in index.handles:
        return (at, at, "A user name made of a known name.", 0.8)
    if folded in TITLES and word[0].isupper() and at + 1 < len(tokens):
        return _titled_hit(text, tokens, at, index)
    if folded in index.words:
        return _word_hit(text, tokens, at, folded, index)
    return _slip_hit(tokens, at, folded, index, read=read)


def _titled_hit(text: str, tokens: Sequence[re.Match[str]], at: int, index: Index) -> Hit | None:
    name = at + 1
    if not _touches(text, tokens[at], tokens[name]):
        return None
    if len(tokens[name][0]) == 1 and name + 1 < len(tokens) and _touches(text, tokens[name], tokens[name + 1]):
        name += 1
    folded = _fold_token(tokens[name][0])
    if folded not in index.words or not tokens[name][0][0].isupper():
        return None
    last = _longest(tokens, at, _grow(text, tokens, name, index), index.words[folded], least=40)
    return (at, max(last, name), "A title before a known name.", 0.95)


def _word_hit(text: str, tokens: Sequence[re.Match[str]], at: int, folded: str, index: Index) -> Hit | None:
    last = _longest(tokens, at, _grow(text, tokens, at, index), index.words[folded], least=60)
    if last > at:
        return (at, last, "A known person's name.", 0.95)
    if _may_stand_alone(text, tokens[at], folded, index):
        return (at, at, "Part of a known person's name.", 0.8)
    return None


def _longest(tokens: Sequence[re.Match[str]], at: int, last: int, people: Sequence[Profile], *, least: int) -> int:
    """The furthest token to which the words together still fit one of the people; `at` where none do."""
    while last > at:
        mention = parse_mention(tokens[at].string[tokens[at].start() : tokens[last].end()])
        if any(fit(person, mention, slips=False) >= least for person in people):
            return last
        last -= 1
    return at


def _grow(text: str, tokens: Sequence[re.Match[str]], at: int, index: Index) -> int:
    """The last of the name words and initials that follow, with a comma between them or a line end."""
    last = at
    titled = at > 0 and _fold_token(tokens[at - 1][0]) in TITLES
    while last + 1 < len(tokens) and last - at < 4 and _touches(text, tokens[last], tokens[last + 1]):
        word = tokens[last + 1][0]
        between = text[tokens[last].end() : tokens[last + 1].start()]
        if titled and "," in between:
            break
        if "\n" in between and parse_mention(text[tokens[at].start() : tokens[last].end()]).is_full:
            break
        is_letter = len(word) == 1 and word.isupper() and word != "I"
        is_double = re.fullmatch(r"[A-Z]-[A-Z]", word) is not None
        if not (is_letter or is_double or (_fold_token(word) in index.words and word[0].isupper())):
            break
        last += 1
    return last


def _touches(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    between = text[one.end() : other.start()]
    if len(one[0]) == 1 or _fold_token(one[0]) in TITLES:
        return _ABBREVIATED.fullmatch(between) is not None or _GAP.fullmatch(between) is not None
    return _GAP.fullmatch(between) is not None


def _may_stand_alone(text: str, token: re.Match[str], folded: str, index: Index) -> bool:
    word = token[0]
    before, after = text[max(0, token.start() - 12) : token.start()], text[token.end() : token.end() + 24]
    if _is_place_or_firm(text, token):
        return False
    in_cell = (not before or before[-1] in "\t\n\f") and (not after or after[0] in "\t\n\f")
    if word[0].islower():
        return len(folded) >= 4 and folded in index.firm and folded not in ORDINARY and folded not in index.usual
    if folded in MONTHS and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
        return False
    if folded not in ORDINARY and folded not in index.usual:
        return True
    if in_cell:
        return True
    if word.isupper() and len(word) > 1:
        return False
    if _SENTENCE_START.search(before):
        return _DOES.match(after) is not None
    return not re.match(r"^\s[A-Z][a-z]", after)


def _is_place_or_firm(text: str, token: re.Match[str]) -> bool:
    """ "Fonseca LLP", "Farrow Close": a firm or a place that bears a name; "Mila's school" is Mila's."""
    if token[0][-2:] in ("'s", "’s"):
        return False
    return _PLACE_OR_FIRM.match(text[token.end() : token.end() + 40]) is not None


def _slip_hit(tokens: Sequence[re.Match[str]], at: int, folded: str, index: Index, *, read: bool) -> Hit | None:
    word, text = tokens[at][0], tokens[at].string
    if read and len(folded) >= 4 and folded not in index.usual and blurred(folded) in index.shapes:
        return (at, at, "A known name with letters that OCR confuses.", 0.7)
    if len(folded) < 5 or not word[0].isupper() or folded in index.usual or folded in ORDINARY:
        return None
    if not any(_is_slip(folded, name) for short in shortened(folded) for name in index.slips.get(short, ())):
        return None
    before = text[max(0, tokens[at].start() - 12) : tokens[at].start()]
    titled = at > 0 and _fold_token(tokens[at - 1][0]) in TITLES and _touches(text, tokens[at - 1], tokens[at])
    named = any(
        _fold_token(tokens[near][0]) in index.words and tokens[near][0][0].isupper()
        for near in (at - 1, at + 1)
        if 0 <= near < len(tokens) and _touches(text, tokens[min(near, at)], tokens[max(near, at)])
    )
    if titled or named or read or not _SENTENCE_START.search(before):
        return (at - 1 if titled else at, at, "One letter off a known name.", 0.6)
    return None


def _is_slip(one: str, name: str) -> bool:
    if one == name or abs(len(one) - len(name)) > 1 or one.rstrip("s") == name or one == name.rstrip("s"):
        return False
    return one[0] == name[0]


def _is_handle(bare: str, index: Index) -> bool:
    bare = re.sub(r"\d+$", "", bare)
    return bare in index.handles or (len(bare) >= 4 and bare in index.words and bare not in ORDINARY)


def _find_initials(
    text: str, token: re.Match[str], index: Index, shape: Shape, spoken: frozenset[str]
) -> tuple[str, float] | None:
    """Initials that somebody is called by in the case, or whose bearer the same document names."""
    word, folded, start = token[0], token[0].casefold(), token.start()
    if not is_initials(word) or folded not in index.initials:
        return None
    in_column = PUPIL_HEADING.search(fold(shape.label_at(start))) is not None
    if folded in NOT_INITIALS and not in_column:
        return None
    people = index.initials[folded]
    if (
        not in_column
        and folded not in index.initials_used
        and not any(spoken & {*each.given, *each.family} for each in people)
    ):
        return None
    line = text[text.rfind("\n", 0, start) + 1 : start + 200]
    shouted = sum(letter.isupper() for letter in line) > 0.6 * max(1, sum(letter.isalpha() for letter in line))
    if in_column or not shouted:
        return ("Initials of a known person.", 0.7 if in_column else 0.6)
    return None


def _fold_token(word: str) -> str:
    return fold_name(word)


def _name_end(token: re.Match[str]) -> int:
    """The end of a token without a possessive."""
    return token.end() - 2 if token[0][-2:] in ("'s", "’s") else token.end()


def _is_covered(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(left <= start and end <= right for left, right in taken)


def _is_several(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a hit runs over two names that the detectors told apart, one of them whole: a list of people."""
    inside = [(left, right) for left, right in taken if left < end and start < right]
    return len(inside) > 1 and any(parse_mention(text[left:right]).is_full for left, right in inside)


def _is_read(document: Document, reading: int | None, offset: int) -> bool:
    return reading is not None or document.page_at(offset).origin is WordOrigin.OCR


def _is_within(token: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (token.start(), 1 << 60)) - 1
    return at >= 0 and token.start() < spans[at][1]
