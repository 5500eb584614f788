"""Passwords that a user gives come in, files opened with them go out. A password is never logged, kept or shown."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msoffcrypto
import pikepdf
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from redactor.errors import Damaged, Encrypted, SettingsError
from redactor.ingest.facsimile import Member
from redactor.ingest.plain import decode_leniently

MAX_PASSWORDS = 1_000

_OFFICE = ("unknown:locked-office", "xls", "doc", "ppt", "unknown:doc", "unknown:ppt")
_FAULTS = (DecryptionError, FileFormatError, InvalidKeyError, ParseError, ValueError, LookupError, OSError, TypeError,
           AttributeError, NotImplementedError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passwords:
    """What a user gave to open locked files with: passwords, some for files of one name only."""

    lines: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Name of a file ("" for any) and password."""

    def __bool__(self) -> bool:
        return bool(self.lines)

    def fitting(self, label: str) -> tuple[str, ...]:
        """The passwords to try on the file of that label: first those for its name, then those for any."""
        names = {part.casefold() for part in (label, *label.replace("!/", "/").split("/"))}
        own = [password for name, password in self.lines if name and name.casefold() in names]
        return tuple(dict.fromkeys([*own, *(password for name, password in self.lines if not name)]))


NO_PASSWORDS = Passwords()


def read_passwords(untrusted: bytes) -> Passwords:
    """The passwords of a file: one a line, or the name of a file, a tab and its password. Blank lines do not count.

    Raises SettingsError where there is none or there are more than 1,000.
    """
    lines = [line for line in decode_leniently(untrusted).splitlines() if line.strip()]
    if not lines or len(lines) > MAX_PASSWORDS:
        raise SettingsError(
            f"the password file needs 1 to {MAX_PASSWORDS} lines",
            remedy="Write one password a line, or the name of a file, a tab, and its password.",
        )
    return Passwords(tuple(_read_line(line) for line in lines))


def _read_line(line: str) -> tuple[str, str]:
    name, tab, password = line.partition("\t")
    return (name.strip(), password) if tab else ("", line)


def may_be_locked(kind: str, untrusted: bytes) -> bool:
    """Whether it is worth a try to unlock a file of that kind: a quick look, nothing is parsed."""
    return kind in _OFFICE or (kind == "pdf" and b"/Encrypt" in untrusted)


def unlock(kind: str, untrusted: bytes, passwords: Sequence[str], name: str) -> tuple[Member, ...]:
    """The same file without its lock, as its only member; none where it is not locked.

    Raises Encrypted where no password opens it, Damaged where it is broken.
    """
    content = _unlock_pdf(untrusted, passwords) if kind == "pdf" else _unlock_office(untrusted, passwords)
    return (Member(name, content),) if content else ()


def _unlock_pdf(untrusted: bytes, passwords: Sequence[str]) -> bytes:
    for password in ("", *passwords):
        try:
            with pikepdf.open(io.BytesIO(untrusted), password=password) as opened:
                if not password:
                    return b""
                out = io.BytesIO()
                opened.save(out, encryption=False)
                return out.getvalue()
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, ValueError, RuntimeError) as error:
            raise Damaged("the PDF cannot be opened") from error
    raise Encrypted("no password opens the PDF")


def _unlock_office(untrusted: bytes, passwords: Sequence[str]) -> bytes:
    try:
        locked = bool(msoffcrypto.OfficeFile(io.BytesIO(untrusted)).is_encrypted())
    except _FAULTS:
        return b""
    for content in _tries(untrusted, passwords) if locked else ():
        if content:
            return content
    if locked:
        raise Encrypted("no password opens the Office file")
    return b""


def _tries(untrusted: bytes, passwords: Sequence[str]) -> Iterator[bytes]:
    for password in passwords:
        out = io.BytesIO()
        try:
            office = msoffcrypto.OfficeFile(io.BytesIO(untrusted))
            office.load_key(password=password)
            office.decrypt(out)
        except _FAULTS:
            continue
        yield out.getvalue()
