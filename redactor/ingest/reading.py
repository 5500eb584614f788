"""Read one source into its Facsimile, with the sheet of what its pages do not show at the end.

`read_facsimile` runs in the present process; `read_confined` runs the same in a child with limits.
"""

from __future__ import annotations

import json
from dataclasses import replace

from redactor.domain.document import LoosePage
from redactor.domain.plain import from_plain, to_plain
from redactor.errors import Damaged, Encrypted, UnknownKind
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.kinds import READERS
from redactor.ingest.office import Desk, Office, clear_desk
from redactor.ingest.pdf import join_pdfs
from redactor.ingest.printed import PRINTERS, print_or_typeset
from redactor.ingest.recognition import LOCKED_OFFICE, SEALED, find_remedy
from redactor.ingest.sandbox import Limits, run_confined
from redactor.ingest.unseen import typeset_unseen

READING_SECONDS, MOST_READING_SECONDS = 120.0, 1_800.0
BYTES_A_SECOND = 50_000
"""A dense page is some 7 kB and takes under 0.1 s of CPU."""
OFFICE_SHARE = 0.6
"""How much of its time a reading may wait for LibreOffice, so that enough is left to read the file without it."""
OFFICE_FILE_MB = 512


def read_facsimile(untrusted: bytes, kind: str, desk: Desk | None = None) -> Facsimile:
    """Read a source of a kind that `recognise` told; with a desk, LibreOffice makes the pages of Word and slide files.

    What its pages do not show is typeset on sheets of their own, which stand at the end of `pdf` and `pages`.
    Raises UnknownKind with a remedy that fits the kind, or what the reader raises.
    """
    if kind == LOCKED_OFFICE:
        raise Encrypted("the Office file is locked")
    if kind == SEALED:
        raise Encrypted("the message is encrypted for its recipient", remedy=find_remedy(kind))
    reader = READERS.get(kind)
    if reader is None:
        raise UnknownKind(f"there is no reader for {kind}", remedy=find_remedy(kind))
    prints = desk is not None and kind in PRINTERS
    read = print_or_typeset(untrusted, kind, desk, reader) if desk and prints else reader(untrusted)
    if not read.pages:
        raise Damaged("the source has no pages")
    if not read.unseen:
        return read
    sheet_pdf, sheets = typeset_unseen(read.unseen)
    return Facsimile(join_pdfs(read.pdf, sheet_pdf), (*read.pages, *sheets), read.unseen, read.title, read.marks)


def read_confined(
    untrusted: bytes, kind: str, *, limits: Limits | None = None, office: Office | None = None
) -> Facsimile:
    """As `read_facsimile`, in a child process with limits; also raises TooLarge and ReaderFailed.

    Without `limits` the time grows with the size of the source, as a bundle of thousands of pages needs minutes.
    """
    if limits is None:
        limits = Limits(seconds=min(READING_SECONDS + len(untrusted) / BYTES_A_SECOND, MOST_READING_SECONDS))
    if office is None or kind not in PRINTERS:
        return unpack_facsimile(run_confined(_read_packed, untrusted, kind, None, limits=limits))
    limits = replace(limits, file_mb=max(limits.file_mb, OFFICE_FILE_MB))
    with clear_desk(office, limits.seconds * OFFICE_SHARE) as desk:
        return unpack_facsimile(run_confined(_read_packed, untrusted, kind, desk, limits=limits))


def _read_packed(untrusted: bytes, kind: str, desk: Desk | None) -> bytes:
    return pack_facsimile(read_facsimile(untrusted, kind, desk))


def pack_facsimile(facsimile: Facsimile) -> bytes:
    """The facsimile as bytes that carry values only: the length of the JSON, the JSON, the PDF."""
    plain = {
        "pages": to_plain(facsimile.pages),
        "unseen": to_plain(facsimile.unseen),
        "title": facsimile.title,
        "marks": to_plain(facsimile.marks),
    }
    head = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
    return len(head).to_bytes(8, "big") + head + facsimile.pdf


def unpack_facsimile(untrusted: bytes) -> Facsimile:
    """Undo `pack_facsimile`; raises Damaged where the bytes do not fit."""
    end = 8 + int.from_bytes(untrusted[:8], "big")
    try:
        plain = json.loads(untrusted[8:end])
        return Facsimile(
            untrusted[end:],
            from_plain(tuple[LoosePage, ...], plain["pages"]),
            from_plain(tuple[Unseen, ...], plain["unseen"]),
            str(plain["title"]),
            tuple(str(mark) for mark in plain["marks"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("what was read came back in pieces") from error
