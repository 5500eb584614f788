"""Text and a Case in; out every mention of somebody whom the request itself names, by name, number or address.

Case, accents, hyphens, spaces and line breaks do not matter; which person it is stands in `who`. Nicknames, initials
and other weaker mentions are left to the pass over the whole case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from redactor.detect.folding import drop_idle_marks
from redactor.domain.case import Case
from redactor.domain.finding import Category

SUBJECT, REQUESTER = "subject", "requester"
_LEAST_BARE_VALUE = 6
"""Letters and digits from which a number means somebody without its label."""
_GAP = r"[^\w\t\f]{1,3}"
_STREETS = {
    "street": "st", "road": "rd", "lane": "ln", "avenue": "ave", "close": "cl", "drive": "dr", "court": "ct",
    "crescent": "cres", "gardens": "gdns", "terrace": "tce", "place": "pl", "square": "sq",
}  # fmt: skip
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")


@dataclass(frozen=True, slots=True)
class RosterHit:
    """A mention found; `who` is "subject", "requester" or "people[3]" (a place in the case's list of people)."""

    start: int
    end: int
    category: Category
    who: str


def find_known(text: str, case: Case) -> tuple[RosterHit, ...]:
    """Every mention of the subject, the requester and the people of the case, by place; longest first at a place."""
    plain, back = drop_idle_marks(text)
    folded = fold_text(plain)
    hits: dict[tuple[int, int, str], RosterHit] = {}
    for pattern, category, who, exact_case in _patterns(case):
        for found in pattern.finditer(plain if exact_case else folded):
            start, end = back[found.start()], back[found.end() - 1] + 1
            hits.setdefault((start, end, who), RosterHit(start, end, category, who))
    return tuple(sorted(hits.values(), key=lambda hit: (hit.start, -hit.end)))


def fold_text(text: str) -> str:
    """The text in small letters without accents, each character in its place."""
    return re.sub(r"[^\x00-\x7f]", lambda odd: _fold_letter(odd[0]), text).lower()


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[0].lower()
    plain = {"’": "'", "‘": "'", "–": "-", "\u2010": "-", "\u2011": "-", "ł": "l", "ø": "o", "đ": "d", "ı": "i"}.get(
        plain, plain
    )
    return plain if len(plain.lower()) == 1 else letter


_Pattern = tuple[re.Pattern[str], Category, str, bool]


@lru_cache(maxsize=8)
def _patterns(case: Case) -> tuple[_Pattern, ...]:
    return tuple(_make_patterns(case))


def _make_patterns(case: Case) -> Iterator[_Pattern]:
    subject, requester = case.subject, case.requester
    for name in (subject.name, *subject.aliases):
        yield from _name_patterns(name, SUBJECT)
    for value in subject.identifiers:
        yield from _value_patterns(value, SUBJECT)
    for address in subject.addresses:
        yield from _address_patterns(address, SUBJECT)
    if subject.date_of_birth:
        yield re.compile(_date_pattern(subject.date_of_birth)), Category.DATE_OF_BIRTH, SUBJECT, False
    if requester.name != subject.name:
        yield from _name_patterns(requester.name, REQUESTER)
    for who, emails, phones in (
        (SUBJECT, subject.emails, subject.phones),
        (REQUESTER, requester.emails, requester.phones),
    ):
        for email in emails:
            yield re.compile(rf"(?<![\w.]){re.escape(fold_text(email))}(?!\w)"), Category.CONTACT, who, False
        for phone in phones:
            yield re.compile(_phone_pattern(phone)), Category.CONTACT, who, False
    for place, person in enumerate(case.people):
        for name in (person.name, *person.aliases):
            yield from _name_patterns(name, f"people[{place}]")


def _name_patterns(name: str, who: str) -> Iterator[_Pattern]:
    """The name as given, with a middle name, and surname first; short aliases in their own case only."""
    name = name.strip()
    bare = re.sub(r"\W", "", name)
    if len(bare) < 2:
        return
    if len(bare) <= 3 and bare.isupper():
        written = _GAP.replace("1,3", "0,2").join(re.escape(letter) for letter in bare)
        yield re.compile(rf"(?<!\w){written}(?!\w)"), Category.PERSON, who, True
        return
    parts = [_part(part) for part in fold_text(name).replace(",", " ").split()]
    joined = _GAP.join(parts)
    yield re.compile(rf"(?<!\w){joined}(?!\w)"), Category.PERSON, who, False
    if len(parts) > 1:
        middle = rf"{parts[0]}{_GAP}(?:[^\W\d]{{1,20}}{_GAP}){parts[-1]}"
        turned = rf"{parts[-1]},?{_GAP}{_GAP.join(parts[:-1])}"
        yield re.compile(rf"(?<!\w)(?:{middle}|{turned})(?!\w)"), Category.PERSON, who, False


def _part(part: str) -> str:
    return re.escape(part).replace(r"\-", r"[\s\-]{1,2}").replace("'", "'?")


def _value_patterns(value: str, who: str) -> Iterator[_Pattern]:
    """A number with its label as given, and the number alone where it is long enough to mean somebody by itself."""
    words = value.split()
    while len(words) > 1 and not any(letter.isdigit() for letter in words[0]) and len(words[0]) > 2:
        words.pop(0)
    plain = re.sub(r"\W", "", fold_text("".join(words)))
    spaced = r"[\s.\-/]{0,2}".join(re.escape(letter) for letter in plain)
    if len(plain) >= _LEAST_BARE_VALUE:
        yield re.compile(rf"(?<!\w){spaced}(?!\w)"), Category.IDENTIFIER, who, False
    elif plain and len(words) < len(value.split()):
        label = re.escape(fold_text(value.split()[0]))
        labelled = rf"(?<!\w)(?:{label}\w{{0,12}}[^\w\n]{{0,3}}(?:no|number|num)?[^\w\n]{{0,3}}){spaced}(?!\w)"
        yield re.compile(labelled), Category.IDENTIFIER, who, False


def _phone_pattern(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    national = digits[2:] if digits.startswith("44") else digits.removeprefix("0")
    spaced = r"[\s().\-]{0,2}".join(national)
    return rf"(?<!\d)(?:\+|00)?(?:44[\s\-]?(?:\(0\))?|\(?0)[\s().\-]{{0,2}}{spaced}(?!\d)"


def _address_patterns(address: str, who: str) -> Iterator[_Pattern]:
    """The first line with as much of the rest as follows it, and the postcode alone."""
    folded = fold_text(address)
    parts = [part.strip() for part in folded.split(",") if part.strip()]
    unit = re.match(r"(?:flat|apartment|apt|unit) (\w+)$", parts[0]) if parts else None
    if unit and len(parts) > 1:
        first = rf"(?:(?:flat|apartment|apt|unit)\W{{1,2}})?{re.escape(unit[1])},?\s{{1,2}}{_street(parts[1])}"
        rest = parts[2:]
        yield (
            re.compile(rf"(?<!\w)(?:flat|apartment|apt|unit)\W{{1,2}}{re.escape(unit[1])}(?!\w)"),
            Category.CONTACT,
            who,
            False,
        )
    elif len(parts) > 1 and not any(letter.isdigit() for letter in parts[0]):  # a house with a name
        first, rest = rf"{_street(parts[0])}[\s,]{{1,3}}{_street(parts[1])}", parts[2:]
    elif parts:
        first, rest = _street(parts[0]), parts[1:]
    else:
        return
    tail = "".join(rf"(?:[\s,]{{1,3}}{_street(part)})?" for part in rest)
    is_named = len(parts) > 1 and len(f"{parts[0]} {parts[1]}".split()) > 2 and not _POSTCODE.search(parts[1])
    if any(letter.isdigit() for letter in parts[0]) or len(rest) > 1 or is_named:
        yield re.compile(rf"(?<!\w){first}{tail}(?!\w)"), Category.CONTACT, who, False
    for postcode in _POSTCODE.findall(folded):
        spaced = re.escape(postcode.replace(" ", "")[:-3]) + r"\s?" + re.escape(postcode[-3:])
        yield re.compile(rf"(?<!\w){spaced}(?!\w)"), Category.CONTACT, who, False


def _street(part: str) -> str:
    words = [
        rf"(?:{re.escape(word)}|{_STREETS[word]}\.?)" if word in _STREETS else _part(word) for word in part.split()
    ]
    return r"[\s,]{1,3}".join(words)


def _date_pattern(day: date) -> str:
    month = day.strftime("%B").lower()
    months = rf"(?:{month}|{month[:3]})"
    year = rf"(?:{day.year}|{day.year % 100:02d})"
    d, m = rf"0?{day.day}", rf"0?{day.month}"
    return (
        rf"(?<!\d)(?:{d}\s?[/.\-]\s?{m}\s?[/.\-]\s?{year}|{day.isoformat()}|"
        rf"{d}(?:st|nd|rd|th)?\s(?:of )?{months},?\s{year}|{months}\s{d}(?:st|nd|rd|th)?,?\s{day.year})(?!\d)"
    )
