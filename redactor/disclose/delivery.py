"""The bundle as a package that only its recipient opens: a PDF under AES-256, or all files in one age file.

The passphrase goes by another way than the package. It is told once to whoever makes the package, and kept nowhere.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pikepdf
import pyrage

from redactor.errors import BytesLeft

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when they are read out: i l o 0 1."""
GROUPS, GROUP = 5, 4
"""Twenty letters: 99 bits."""
_STAMP = (2026, 1, 1, 0, 0, 0)
"""The time that files in a package carry; when they were written is nobody's business."""


class Wrapping(StrEnum):
    """What the recipient is sent."""

    PDF = "pdf"
    """bundle.pdf, opened by any PDF viewer with the passphrase (AES-256, PDF 2.0)."""
    AGE = "age"
    """All files of the disclosure as a zip in an age file (https://age-encryption.org/v1, scrypt)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package and what opens it."""

    content: bytes
    passphrase: str = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the package as it is sent, hex."""
        return hashlib.sha256(self.content).hexdigest()


def pack(files: Mapping[str, bytes], wrapping: Wrapping) -> Package:
    """Wrap the files of a disclosure (name -> bytes, `bundle.pdf` among them) under a new passphrase.

    The package is opened again and compared before it is given out; raises BytesLeft where it differs.
    """
    passphrase = new_passphrase()
    if wrapping is Wrapping.PDF:
        content = _lock_pdf(files["bundle.pdf"], passphrase)
        is_same = _told_pages(content, passphrase) == _told_pages(files["bundle.pdf"], "")
    else:
        content = bytes(pyrage.passphrase.encrypt(_zip(files), passphrase))
        is_same = _unzip(bytes(pyrage.passphrase.decrypt(content, passphrase))) == dict(files)
    if not is_same or files["bundle.pdf"][:400] in content:
        raise BytesLeft("the package does not hold just what was released", remedy="Make it again.")
    return Package(content=content, passphrase=passphrase)


def new_passphrase() -> str:
    """Five groups of four letters and digits, easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _lock_pdf(bundle: bytes, passphrase: str) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(bundle)) as paper:
        lock = pikepdf.Encryption(user=passphrase, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True)
        paper.save(written, encryption=lock)
    return written.getvalue()


def _told_pages(pdf: bytes, passphrase: str) -> list[str]:
    """A hash of the content of each page."""
    with pikepdf.open(io.BytesIO(pdf), password=passphrase) as paper:
        pages = []
        for page in paper.pages:
            page.contents_coalesce()
            pages.append(hashlib.sha256(page.Contents.read_bytes()).hexdigest())
        return pages


def _zip(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _unzip(zipped: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
