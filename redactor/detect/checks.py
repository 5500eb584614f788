"""Check-digit functions that an identifier rule may name; each takes the value as it stands in the text.

A value may carry spaces, hyphens, line breaks and letters that OCR read in place of digits. True means that the
check holds; False lowers a finding's score and never silences it, as a misprinted number is still somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn
from stdnum.gb import nhs as stdnum_nhs
from stdnum.gb import utr as stdnum_utr
from stdnum.gb import vat as stdnum_vat

_AS_DIGITS = str.maketrans("OQILSBZ", "0011582")
_REDUCED = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 letters of UPN, PNC and CRO check letters: no I, O, S."""
_POLICE = "ZABCDEFGHJKLMNPQRTUVWXY"


def letters_and_digits(value: str) -> str:
    """The letters and digits of a value, upper case."""
    return re.sub(r"[^A-Z0-9]", "", value.upper())


def as_digits(value: str) -> str:
    """The same with the letters that OCR reads in place of digits put right."""
    return letters_and_digits(value).translate(_AS_DIGITS)


def nhs(value: str) -> bool:
    """NHS number and H&C number: ten digits, mod 11."""
    return bool(stdnum_nhs.is_valid(as_digits(value)))


def chi(value: str) -> bool:
    """Scottish CHI number: a date as DDMMYY, four digits, mod 11 as in the NHS number."""
    digits = as_digits(value)
    return nhs(value) and _is_date(digits[0:2], digits[2:4])


def uln(value: str) -> bool:
    """Unique learner number: weights 10 to 1 over all ten digits, remainder 10 (HESA)."""
    digits = as_digits(value)
    return len(digits) == 10 and digits.isdigit() and _weighted(digits, range(10, 0, -1)) % 11 == 10


def utr(value: str) -> bool:
    """Unique taxpayer reference: ten digits, mod 11."""
    return bool(stdnum_utr.is_valid(as_digits(value)))


def upn(value: str) -> bool:
    """Unique pupil number, permanent or temporary: check letter over twelve characters, mod 23 (DfE)."""
    plain = letters_and_digits(value)
    if len(plain) != 13 or plain[0] not in _REDUCED:
        return False
    last = plain[12] if plain[12] in _REDUCED and plain[12] not in "BZLQ" else plain[12].translate(_AS_DIGITS)
    body = plain[1:12].translate(_AS_DIGITS)
    return any(_upn_letter(body + each) == plain[0] for each in {plain[12], last})


def _upn_letter(body: str) -> str:
    try:
        values = [int(c) if c.isdigit() else _REDUCED.index(c) for c in body]
    except ValueError:
        return ""
    return _REDUCED[sum(v * place for place, v in enumerate(values, 2)) % 23]


def nino(value: str) -> bool:
    """National Insurance number: letters that HMRC gives out (NIM39110), six digits, A to D where there is a suffix."""
    plain = letters_and_digits(value)
    prefix, digits, suffix = plain[:2], plain[2:8].translate(_AS_DIGITS), plain[8:]
    return (
        bool(re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]", prefix))
        and prefix not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
        and bool(re.fullmatch(r"\d{6}", digits))
        and suffix in ("", "A", "B", "C", "D")
    )


def driving_licence(value: str) -> bool:
    """GB driver number: the month (plus 50 for women) and day inside it are a date."""
    plain = letters_and_digits(value)
    month, day = plain[6:8].translate(_AS_DIGITS), plain[8:10].translate(_AS_DIGITS)
    if len(plain) != 16 or not (month + day).isdigit():
        return False
    return _is_date(day, f"{int(month) % 50:02d}")


def passport_zone(value: str) -> bool:
    """A line of a passport's machine-readable zone: filler, or 7-3-1 check digits (ICAO 9303)."""
    line = value.upper()
    if line[0].isalpha() and "<" in line[1:2] + line[5:] and not line[9:10].isdigit():
        return "<<" in line
    return _mrz_digit(line[0:9]) == line[9] and _mrz_digit(line[13:19]) == line[19]


def _mrz_digit(field: str) -> str:
    values = [0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in field]
    return str(sum(v * (7, 3, 1)[place % 3] for place, v in enumerate(values)) % 10)


def iban(value: str) -> bool:
    """IBAN: length of its country and mod 97 (ISO 13616)."""
    return bool(stdnum_iban.is_valid(letters_and_digits(value), check_country=False))


def vat(value: str) -> bool:
    """British VAT number."""
    return bool(stdnum_vat.is_valid(letters_and_digits(value)))


def luhn(value: str) -> bool:
    """Payment cards and device numbers: Luhn (ISO/IEC 7812)."""
    return bool(stdnum_luhn.is_valid(as_digits(value)))


def pnc(value: str) -> bool:
    """PNC identifier: two digits of the year and seven of the serial, mod 23."""
    year, _, rest = value.upper().partition("/")
    return _police_letter(year[-2:] + rest[:-1].zfill(7)) == rest[-1:]


def cro(value: str) -> bool:
    """CRO number: `serial/YY` or `SFYY/serial`, year and six digits of the serial, mod 23."""
    left, _, right = value.upper().partition("/")
    if left.startswith("SF"):
        return _police_letter(left[2:] + right[:-1].zfill(6)) == right[-1:]
    return _police_letter(right[:-1] + left.zfill(6)) == right[-1:]


def _police_letter(digits: str) -> str:
    return _POLICE[int(digits) % 23] if digits.isdigit() else ""


def ip_address(value: str) -> bool:
    """IPv4: four numbers up to 255; IPv6 is taken by its shape."""
    return ":" in value or all(int(part) <= 255 for part in value.split("."))


def street_capitals(value: str) -> bool:
    """An address: the words between number and street begin with capitals; "3 years down the road" does not."""
    words = re.findall(r"[A-Za-z][A-Za-z'’-]+", value)
    return all(word[0].isupper() or word in ("on", "upon", "le", "by", "of", "the") for word in words)


def _is_date(day: str, month: str) -> bool:
    try:
        date(2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _weighted(digits: str, weights: range) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


CHECKS: Mapping[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (
        nhs, chi, uln, utr, upn, nino, driving_licence, passport_zone, iban, vat, luhn, pnc, cro, ip_address,
        street_capitals,
    )
}  # fmt: skip
