"""A TNEF file (winmail.dat) comes in, the body and the attachments that it wraps go out as members."""

from __future__ import annotations

import logging
import struct

from tnefparse import TNEF
from tnefparse.tnef import TNEFAttachment

from redactor.errors import Damaged
from redactor.ingest.facsimile import Member
from redactor.ingest.plain import decode_leniently
from redactor.ingest.richbody import read_rich_body, unpack_rich_body

_FAULTS = (ValueError, LookupError, TypeError, AttributeError, struct.error, OSError, EOFError, OverflowError,
           AssertionError, UnboundLocalError)  # fmt: skip


def open_tnef(untrusted: bytes) -> tuple[Member, ...]:
    """The body as a web page or a text, then the attachments in order; a message within comes as TNEF of its own.

    Raises Damaged where it cannot be taken apart.
    """
    logging.getLogger("tnefparse").disabled = True  # it would log names of files
    try:
        packed = TNEF(untrusted, do_checksum=False)
    except _FAULTS as error:
        raise Damaged("the winmail.dat cannot be taken apart") from error
    members = [*_bodies(packed)]
    for number, each in enumerate(packed.attachments, start=1):
        members.append(Member(_name(each) or f"attachment {number}", bytes(each.data or b"")))
    if not members:
        raise Damaged("the winmail.dat holds nothing")
    return tuple(members)


def _bodies(packed: TNEF) -> list[Member]:
    html, plain = _as_text(packed.htmlbody), _as_text(packed.body)
    compressed = packed._rtfbody  # the public property decompresses without a bound
    rtf = unpack_rich_body(bytes(compressed)) if isinstance(compressed, bytes) else b""
    if rtf and not html.strip():
        text, is_html = read_rich_body(rtf)
        html, plain = (text, plain) if is_html else (html, plain if plain.strip() else text)
    if html.strip():
        return [Member("body.html", f"<html>{html}".encode("utf-8", "replace") if "<html" not in html.lower() else
                       html.encode("utf-8", "replace"))]  # fmt: skip
    return [Member("body.txt", plain.encode("utf-8", "replace"))] if plain.strip() else []


def _as_text(body: object) -> str:
    if isinstance(body, bytes):
        return decode_leniently(body).strip("\0")
    return str(body).strip("\0") if body else ""


def _name(attachment: TNEFAttachment) -> str:
    try:
        name = attachment.long_filename()
    except _FAULTS:
        name = attachment._name
    return _as_text(name)
