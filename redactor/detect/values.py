"""Fold phone numbers, addresses, numbers and dates so that two spellings of one value are the same key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from redactor.detect.folding import fold
from redactor.detect.profile import fold_value
from redactor.domain.case import Case
from redactor.domain.finding import Category, Finding

_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s{0,2}(\d[A-Z]{2})\b", re.I)
_NUMBER = re.compile(r"\b(\d{1,4}[a-z]?)\b", re.I)
_STREET_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?[\s./-]{1,2}(\d{1,2}|[A-Za-z]{3,9})[\s./,-]{1,2}(\d{4}|\d{2})\b")
_READ_DATE = re.compile(r"(?<![A-Za-z\d])[\dlIO]{1,2}[./-][\dlIO]{1,2}[./-][\dlIO]{2,4}(?![A-Za-z\d])")
"""A date some of whose digits OCR may have read as letters."""
_READ_AS = str.maketrans("lIO", "110")
_YEAR_FIRST = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORT = {"ct": "court", "rd": "road", "st": "street", "ln": "lane", "cl": "close", "ave": "avenue", "dr": "drive"}
_IDLE = frozenset({"flat", "the", "apartment", "apt", "house", "no", "number", "of", "at", "care"})


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in parts: house and flat numbers, words of street and town, postcode (folded, may be "")."""

    numbers: frozenset[str]
    words: frozenset[str]
    postcode: str

    def covers(self, part: Address) -> bool:
        """Whether a shorter writing is of this address: no other number, no other street, no other postcode."""
        if part.postcode and self.postcode and part.postcode != self.postcode:
            return False
        if part.numbers and not part.numbers <= self.numbers:
            return False
        if part.words - _IDLE and not (part.words - _IDLE) <= self.words:
            return False
        return bool(part.numbers or (part.postcode and part.postcode == self.postcode))


def read_address(text: str) -> Address:
    """Take an address apart."""
    postcode = _POSTCODE.search(text)
    rest = _POSTCODE.sub(" ", text)
    words = (_SHORT.get(fold(word), fold(word)) for word in _STREET_WORD.findall(rest))
    numbers = frozenset(number.lower() for number in _NUMBER.findall(rest))
    return Address(numbers, frozenset(words), (postcode[1] + postcode[2]).lower() if postcode else "")


def fold_phone(text: str) -> str:
    """The digits of a number without country code and leading nought; "" where it is no phone number."""
    digits = re.sub(r"\(0\)|\D", "", text)
    digits = re.sub(r"^(?:0044|44|0)", "", digits)
    return digits if 9 <= len(digits) <= 10 else ""


def fold_date(text: str) -> str:
    """YYYY-MM-DD of the first date in British order, or ""."""
    text = _READ_DATE.sub(lambda date: date[0].translate(_READ_AS), text)
    iso = _YEAR_FIRST.search(text)
    if iso:
        return iso[0]
    match = _DATE.search(text)
    if not match:
        return ""
    day, month, year = match.groups()
    number = (
        int(month) if month.isdigit() else next((n for n, m in enumerate(_MONTHS, 1) if fold(month).startswith(m)), 0)
    )
    full = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 30 else 1900 + int(year)
    return f"{full:04}-{number:02}-{int(day):02}" if 1 <= number <= 12 else ""


def keys_of(finding: Finding, text: str) -> frozenset[str]:
    """The keys under which the same value is known elsewhere in the case; empty for facts that are no values."""
    if finding.category is Category.DATE_OF_BIRTH:
        day = fold_date(text)
        return frozenset({"born " + day}) if day else frozenset()
    if finding.category is Category.IDENTIFIER:
        return frozenset({"id " + fold_value(text)})
    if finding.category is not Category.CONTACT:
        return frozenset()
    if "@" in text:
        return frozenset({"mail " + fold(text).strip("<>., ")})
    phone = fold_phone(text)
    if phone:
        return frozenset({"phone " + phone})
    address = read_address(text)
    keys = {"post " + address.postcode} if address.postcode else set()
    if address.numbers and address.words - _IDLE:
        first = next((fold(word) for word in _STREET_WORD.findall(text) if fold(word) not in _IDLE), "")
        keys |= {f"house {number} {first}" for number in address.numbers}
    return frozenset(keys or {"other " + fold_value(text)})


@dataclass(frozen=True)
class Owned:
    """What the request says belongs to the subject and to the requester, folded."""

    subject_keys: frozenset[str]
    subject_numbers: tuple[str, ...]
    subject_addresses: tuple[Address, ...]
    requester_keys: frozenset[str]

    def is_subjects(self, finding: Finding, text: str, keys: frozenset[str]) -> bool:
        """Whether the value is one that the request gives for the subject, or the telling part of one."""
        if keys & self.subject_keys:
            return True
        if (
            finding.category is Category.CONTACT
            and "@" not in text
            and not any(key.startswith("phone") for key in keys)
        ):
            part = read_address(text)
            return any(address.covers(part) for address in self.subject_addresses)
        digits = re.sub(r"\D", "", text)
        return finding.category is Category.IDENTIFIER and len(digits) >= 4 and digits in self.subject_numbers


def read_owned(case: Case) -> Owned:
    """Fold the subject's and the requester's values of a request."""
    subject, requester = case.subject, case.requester
    keys = {"id " + fold_value(each) for each in subject.identifiers} | _contact_keys(subject.emails, subject.phones)
    if subject.date_of_birth:
        keys |= {"born " + _iso(subject.date_of_birth)}
    asks = _contact_keys(requester.emails, requester.phones)
    return Owned(
        subject_keys=frozenset(keys),
        subject_numbers=tuple(
            re.sub(r"\D", "", each) for each in subject.identifiers if re.search(r"\d{4}", fold_value(each))
        ),
        subject_addresses=tuple(read_address(each) for each in subject.addresses),
        requester_keys=frozenset(asks - keys),
    )


def _contact_keys(mails: Iterable[str], phones: Iterable[str]) -> set[str]:
    return {"mail " + fold(each) for each in mails} | {"phone " + fold_phone(each) for each in phones}


def _iso(day: date) -> str:
    return day.isoformat()
