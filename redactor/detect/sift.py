"""Straighten what the detectors took for names: part two people run together, and doubt words that are no names.

Nothing is thrown away: a mention in doubt stays a finding, is nobody's, and says why, but it seeds no person and is
looked for nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from redactor.detect.folding import fold, fold_name
from redactor.detect.mention import is_initials, parse_mention
from redactor.detect.nicknames import NICKED, join_nicknamed
from redactor.detect.ordinary import MONTHS, NO_NAMES, NOT_INITIALS
from redactor.detect.profile import Profile, fit
from redactor.detect.reach import is_rest_of_word, part_small_head, reach
from redactor.detect.sightings import Sighting
from redactor.detect.signs import PUPIL_HEADING
from redactor.detect.tables import Shape
from redactor.detect.titles import GENERIC_MAILBOXES, JOB, KIN_TITLES, TITLES
from redactor.domain.finding import Category, Finding, Span

_CUT = re.compile(r"(?<=[a-z’'])[.!?]\s+(?:> ?)*(?=[A-Z])|\s*\n\s*\n\s*|\s*\t\s*|:\s+|\s*[()\[\]|/]\s*| {2,}")
_LINE = re.compile(r"\s*\n(?:> ?)*\s*")
_FORENAME_BEFORE = re.compile(r"(?:^|[\n:(]) ?[A-Z][a-z'’-]+, $")
_LIST = re.compile(r",? and |, | & |; | with ")
_JOB_TAIL = re.compile(r",\s+(?:[A-Z]{2,5}\b|[a-z]).*$", re.S)
_PLACE_END = re.compile(
    r"\b(?:courts?|street|road|lane|close|avenue|drive|crescent|gardens|terrace|house|row|rise|yard|park|school|college|"
    r"academy|surgery|hospital|centre|homes|team|helpdesk|council|service|department|llp|ltd)$"
)
_BODY_END = re.compile(
    r"\b(?:school|college|academy|university|surgery|hospital|centre|clinic|practice|homes|helpdesk|council|trust|"
    r"department|llp|ltd|limited|plc|team|panel|nursery|pharmacy|foundation|service|services)$"
)
_DOTTED = re.compile(r"(?:[A-Za-z]\.){1,3}[A-Za-z]")
_ASKS_NO_NAME = re.compile(
    r"^(subject|re|topic|title|category|status|type|language|first language|religion|ethnicity|"
    r"(our |your )?ref(erence)?)\b"
)
_NUMBER_BEHIND = re.compile(
    r"\.?(?:[&/]\w{1,3})?[ \t]{1,3}(?:(?:no|nos|num|number|ref|reference|id|code)\b\.?[ \t:#]{0,3}(?=\S*\d)"
    r"|(?!0[1-9]|\+44)(?=[A-Z]{0,4}[/-]?\d[\dA-Z/ -]{3,}))",
    re.I,
)
_VALUE_BEHIND = re.compile(r"\s?:\s+(?=\d|[A-Z]+,? [A-Z]\w+[ ,]|[A-Z]\w+ [A-Z]\w+\s*(?:\n|\t|  |$))")
_OF_THE_YEAR = re.compile(r"\s(?:term|half|holidays?|fair|exams?|statement|budget|\d)\b")


def part_mentions(findings: Sequence[Finding], text: str, shape: Shape, *, reading: int | None) -> list[Finding]:
    """The findings, person findings parted where one takes in two people or words after the name."""
    parted: list[Finding] = []
    for finding in join_nicknamed(findings, text, reading=reading):
        span = finding.span
        if finding.category is not Category.PERSON or span is None or span.reading != reading:
            parted.append(finding)
            continue
        places = list(_part(text, span.start, span.end, label=shape.label_at(span.start)))
        if places == [(span.start, span.end)] or not places:
            parted.append(finding)
            continue
        parted.extend(replace(finding, place=Span(start, end, reading)) for start, end in places)
    return parted


def why_doubtful(sighting: Sighting, strong: Sequence[Profile], usual: frozenset[str], places: frozenset[str]) -> str:
    """Why a mention seems to be no name, or "" where it may be one. What fits somebody known is never doubted."""
    mention, words = sighting.mention, [fold_name(word) for word in re.findall(r"[^\W\d_][\w'’-]*", sighting.text)]
    if sighting.finding.evidence.detector == "roster":
        return ""
    if reads_like_body(sighting.text):
        return "It reads like a place or an organisation."
    if sighting.mails:
        is_office = not sighting.is_address and sighting.mails[0].split("@")[0] in GENERIC_MAILBOXES
        return "The name of an office's mailbox." if is_office and not (mention.is_full or mention.title) else ""
    if mention.title and mention.title not in KIN_TITLES and mention.family:
        return ""
    if any(fit(profile, mention, slips=False) >= 55 for profile in strong):
        return ""
    if not words or sum(mark.isdigit() for mark in sighting.text) >= 3:
        return "It holds no word, or more than words."
    if len(words) >= 3 and all(len(word) == 1 for word in words):
        return "Single letters in a row, such as the heads of columns."
    if sighting.in_value and not mention.is_full:
        return "It is part of a number or an address, which is judged by itself."
    if is_rest_of_word(sighting.before, sighting.text):
        return "It is the rest of a word that was broken over two lines."
    if not mention.is_full and not mention.title and _is_label(sighting):
        return "It says what the number or the name behind it is."
    if len(words) == 1 and words[0] in MONTHS and _OF_THE_YEAR.match(sighting.after):
        return "It is a part of the year."
    if sighting.in_heading or _ASKS_NO_NAME.match(fold(sighting.label)):
        return "It stands in a heading or in a field that asks for no name."
    if not sighting.label and (short := _why_short(sighting)):
        return short
    if sighting.owns_row or PUPIL_HEADING.search(fold(sighting.label)):
        return ""
    if any(sign.role == "family" for sign in sighting.signs) and len(words) == 1:
        return ""
    if _PLACE_END.search(" ".join(words)) or _are_of_places(words, places):
        return "It reads like a place or an organisation."
    if all(word in NO_NAMES or word in TITLES for word in words):
        return "It reads like an ordinary word."
    if not mention.is_full and all(word in usual and (len(word) > 1 or word in "ai") for word in words):
        return "It reads like an ordinary word."
    return _why_short(sighting)


def _are_of_places(words: Sequence[str], places: frozenset[str]) -> bool:
    """Whether every word but the shortest is one of an address or of the organisation's name."""
    return any(word in places for word in words) and all(word in places or len(word) < 3 for word in words)


def reads_like_body(text: str) -> bool:
    """Whether a mention ends as the name of an organisation does ("Dunmere High School")."""
    return _BODY_END.search(fold(text).strip(" .,")) is not None


def words_of_places(texts: Sequence[str], sightings: Sequence[Sighting]) -> frozenset[str]:
    """The words of addresses and of the organisation's name (folded), without those of anybody's full name."""
    places = {fold_name(word) for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}
    named = (each for each in sightings if each.mention.is_full or (each.mention.title and each.mention.family))
    full = (each for each in named if not _PLACE_END.search(fold(each.text)))
    return frozenset(places - {word for each in full for word in (*each.mention.given, *each.mention.family.split())})


def _is_label(sighting: Sighting) -> bool:
    """Whether a lone short form names the value behind it: "CRN X482913", "HO ref", "UCI: 4902", "NIM: LEE, Ann"."""
    bare = sighting.text.strip(" .")
    if _NUMBER_BEHIND.match(sighting.after):
        return bare.isupper() or bare[:1].islower() or len(bare) <= 4
    return bare.isupper() and len(bare) <= 4 and _VALUE_BEHIND.match(sighting.after) is not None


def _why_short(sighting: Sighting) -> str:
    """Single letters and short forms in the cells of a table that asks for neither."""
    bare = sighting.text.strip(" .")
    bare = bare.replace(".", "").upper() if _DOTTED.fullmatch(bare) else bare
    if is_initials(bare) and fold(bare) in NOT_INITIALS:
        return "It is a short form that records are full of."
    if len(bare) == 1 and sighting.row is not None:
        return "A letter in a column that asks for no name."
    return ""


def _part(text: str, start: int, end: int, *, label: str) -> Iterator[tuple[int, int]]:
    pieces = [(start, end)] if NICKED.search(text, start, end) else _cut(text, start, end, _CUT)
    pieces = [half for piece in pieces for half in _cut_lines(text, *piece)]
    pieces = [each for piece in pieces for each in _cut_list(text, *piece, label=label)]
    for piece_start, piece_end in [half for piece in pieces for half in part_small_head(text, *piece)]:
        while piece_end > piece_start and text[piece_end - 1] in " ,;:\n\t":
            piece_end -= 1
        job = _JOB_TAIL.search(text[piece_start:piece_end])
        if job and parse_mention(text[piece_start : piece_start + job.start()]).is_full:
            piece_end = piece_start + job.start()
        piece_start, piece_end = reach(text, piece_start, piece_end)
        if piece_end > piece_start and any(mark.isalpha() for mark in text[piece_start:piece_end]):
            yield piece_start, piece_end


def _cut(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces, at = [], start
    for match in pattern.finditer(text, start, end):
        if match[0].startswith(".") and fold(text[at : match.start()]).split(" ")[-1] in {*TITLES, "st"}:
            continue
        if match.start() > at:
            pieces.append((at, match.start()))
        at = match.end()
    return [*pieces, (at, end)] if at < end else pieces


def _cut_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Two lines are two people where the first is a whole name, or the second begins one."""
    pieces = _cut(text, start, end, _LINE)
    if len(pieces) != 2:
        return pieces if len(pieces) > 2 else [(start, end)]
    first, second = (parse_mention(text[begin:stop]) for begin, stop in pieces)
    whole = [bool(each.is_full or (each.family and (each.title or each.given_initials))) for each in (first, second)]
    return pieces if any(whole) or JOB.fullmatch(text, *pieces[1]) else [(start, end)]


def _cut_list(text: str, start: int, end: int, *, label: str) -> list[tuple[int, int]]:
    """ "Kofi, Sasha, Deniz" are three; "Tyler, Ellie" two where a column asks for several, else one turned name."""
    pieces = _cut(text, start, end, _LIST)
    if len(pieces) < 2:
        return [(start, end)]
    several = PUPIL_HEADING.search(fold(label)) is not None and not text[start : pieces[0][1]].isupper()
    goes_on = _FORENAME_BEFORE.search(text, max(0, start - 30), start) is not None
    owns = text[end : end + 2] in ("'s", "’s") and "\n" in text[max(0, start - 1) : start]
    is_turned = len(pieces) == 2 and "," in text[pieces[0][1] : pieces[1][0]] and not goes_on and not owns
    return [(start, end)] if is_turned and not several else pieces


def doubted_ids(
    sightings: Sequence[Sighting], strong: Sequence[Profile], usual: frozenset[str], places: frozenset[str]
) -> Mapping[str, str]:
    """Finding id -> why, for every mention in doubt."""
    reasons = ((each.finding.id, why_doubtful(each, strong, usual, places)) for each in sightings)
    return {finding: why for finding, why in reasons if why}
