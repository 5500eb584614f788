"""An Outlook item (.msg) comes in as bytes, a message as `mail` knows it goes out: header, bodies, attachments.

python-oxmsg takes the file apart; texts are decoded here, leniently, as it gives up a whole message for one letter that
is not in the code page that the message names.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime, formataddr

import olefile
from oxmsg.domain import reference
from oxmsg.storage import Storage

from redactor.errors import Damaged, TooLarge
from redactor.ingest.blocks import Field
from redactor.ingest.facsimile import Facsimile, Member, Unseen
from redactor.ingest.mail import open_message, parse_message, read_message
from redactor.ingest.outlooknames import NAMED, SHOWN_OF_OTHERS, UNTOLD, read_names
from redactor.ingest.plain import decode_leniently
from redactor.ingest.richbody import read_rich_body, unpack_rich_body

MAX_DEPTH = 20
MAX_ATTACHMENTS = 5_000

_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
_TEXT, _TEXT8, _BINARY, _TIME = 0x001F, 0x001E, 0x0102, 0x0040
_SUBJECT, _BODY, _HTML, _RTF, _HEADERS, _CLASS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D, 0x001A
_SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS, _FOR_NAME, _FOR_SMTP, _FOR_ADDRESS = (
    0x0C1A, 0x5D01, 0x0C1F, 0x0042, 0x5D02, 0x0065,
)  # fmt: skip
_TO, _CC, _BCC, _SENT, _DELIVERED = 0x0E04, 0x0E03, 0x0E02, 0x0039, 0x0E06
_NAME, _SMTP, _ADDRESS, _RECIPIENT_KIND = 0x3001, 0x39FE, 0x3003, 0x0C15
_FILE_NAME, _SHORT_NAME, _CONTENT, _METHOD, _MIME, _PATH, _CONTENT_ID = (
    0x3707, 0x3704, 0x3701, 0x3705, 0x370E, 0x370D, 0x3712,
)  # fmt: skip
_MARKS_OF_REFERENCE = (2, 3, 4, 7)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODEPAGES = {65001: "utf-8", 20127: "cp1252", 28591: "cp1252", 1200: "utf-16-le"}
_LETTERS = ("IPM.NOTE", "IPM.POST", "REPORT.")


class _Properties:
    """The properties of one storage: texts, bytes and numbers by their id."""

    def __init__(self, storage: Storage, header_bytes: int, codepage: str = "") -> None:
        self.variable: dict[tuple[int, int], bytes] = {}
        for stream in storage.streams:
            if found := _STREAM.fullmatch(stream.name):
                self.variable[int(found[1], 16), int(found[2], 16)] = stream.bytes_
        packed = next((each.bytes_ for each in storage.streams if each.name == "__properties_version1.0"), b"")
        self.fixed: dict[tuple[int, int], bytes] = {}
        for at in range(header_bytes, len(packed) - 15, 16):
            kind, number = struct.unpack_from("<HH", packed, at)
            self.fixed[number, kind] = packed[at + 8 : at + 16]
        self.codepage = codepage or _codepage(self.number(0x3FFD)) or _codepage(self.number(0x3FDE)) or "cp1252"
        self.body_codepage = _codepage(self.number(0x3FDE)) or self.codepage

    def number(self, pid: int) -> int:
        """A whole number, 0 where there is none."""
        packed = self.fixed.get((pid, 3)) or self.fixed.get((pid, 2)) or b"\0" * 4
        return int(struct.unpack_from("<I", packed)[0])

    def time(self, pid: int) -> datetime | None:
        """A moment, or None."""
        packed = self.fixed.get((pid, _TIME))
        try:
            return _EPOCH + timedelta(microseconds=struct.unpack("<Q", packed)[0] // 10) if packed else None
        except OverflowError:
            return None

    def text(self, pid: int) -> str:
        """A text however it is stored; "" where there is none."""
        if (pid, _TEXT) in self.variable:
            return self.variable[pid, _TEXT].decode("utf-16-le", "replace").strip("\0")
        packed = self.variable.get((pid, _TEXT8), b"")
        if not packed and pid == _HTML:
            packed = self.variable.get((pid, _BINARY), b"")
        return _decode(packed, self.body_codepage if pid in (_BODY, _HTML) else self.codepage).strip("\0")


def read_msg(untrusted: bytes) -> Facsimile:
    """An Outlook item as pages: a letter as `read_mail` shows it; of a meeting, contact or task also its fields.

    Properties that the page does not show are unseen. Raises Damaged or TooLarge.
    """
    storage = _load(untrusted)
    properties = _Properties(storage, 32)
    extra, unseen = _list_properties(storage, properties)
    return read_message(_put_together(storage, properties, 0), also_unseen=unseen, extra=extra)


def open_msg(untrusted: bytes) -> tuple[Member, ...]:
    """What is attached, in order. A message within comes as .eml; a linked file comes as a shortcut to it."""
    storage = _load(untrusted)
    return open_message(_put_together(storage, _Properties(storage, 32), 0))


def _load(untrusted: bytes) -> Storage:
    try:
        with olefile.OleFileIO(untrusted, raise_defects=olefile.DEFECT_INCORRECT) as ole:
            return Storage.from_ole(ole)
    except RecursionError as error:
        raise TooLarge("the message is nested too deeply") from error
    except _FAULTS:
        pass
    try:
        with olefile.OleFileIO(untrusted, raise_defects=olefile.DEFECT_FATAL) as ole:
            return Storage.from_ole(ole)
    except _FAULTS as error:
        raise Damaged("the message cannot be taken apart") from error


_FAULTS = (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, RecursionError, AssertionError)


def _codepage(number: int) -> str:
    name = _CODEPAGES.get(number, f"cp{number}" if number else "")
    try:
        b"".decode(name or "cp1252")
    except LookupError:
        return ""
    return name


def _decode(content: bytes, encoding: str) -> str:
    """By the code page that the message names; where that does not fit, by what the bytes say themselves."""
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return decode_leniently(content)


def _put_together(storage: Storage, properties: _Properties, depth: int) -> Message:
    """The item as an internet message."""
    if depth > MAX_DEPTH:
        raise TooLarge(f"messages lie more than {MAX_DEPTH} deep in one another")
    message = Message()
    _put_headers(message, storage, properties)
    children: list[Message | str] = [each for each in (_body(properties),) if each is not None]
    children += _attached(storage, properties, depth)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = "multipart/mixed"
    message.set_payload(children)
    return message


def _put_headers(message: Message, storage: Storage, properties: _Properties) -> None:
    sent = parse_message(properties.text(_HEADERS).encode("utf-8", "replace") + b"\n\n")
    people = list(_recipients(storage, properties))
    moment = properties.time(_SENT) or properties.time(_DELIVERED)
    own = {
        "From": str(sent["From"] or "") or _person(properties, _SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS)
        or _person(properties, _FOR_NAME, _FOR_SMTP, _FOR_ADDRESS),
        "To": ", ".join(each for kind, each in people if kind not in (2, 3)) or properties.text(_TO),
        "Cc": ", ".join(each for kind, each in people if kind == 2) or properties.text(_CC),
        "Bcc": ", ".join(each for kind, each in people if kind == 3) or properties.text(_BCC),
        "Date": str(sent["Date"] or "") or (format_datetime(moment) if moment else ""),
        "Subject": properties.text(_SUBJECT) or str(sent["Subject"] or ""),
    }  # fmt: skip
    for name, value in own.items():
        if value.strip():
            message[name] = _on_one_line(value)
    for name, value in sent.raw_items():
        if not name.lower().startswith(("content-", "mime-version")) and name.title() not in own:
            message[name] = _on_one_line(str(value))
    for name in ("From", "Sender"):
        actual = _person(properties, _SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS)
        if name == "Sender" and "Sender" not in message and actual and actual != message["From"]:
            message["Sender"] = _on_one_line(actual)


def _on_one_line(value: str) -> str:
    return " ".join(value.split())


def _person(properties: _Properties, name: int, *addresses: int) -> str:
    found = [properties.text(each) for each in addresses]
    address = next((each for each in found if "@" in each), next((each for each in found if each), ""))
    shown = properties.text(name)
    return _named(shown, address)


def _named(name: str, address: str) -> str:
    name = _on_one_line(name).strip("'\"")
    if not address or name.lower() == address.lower():
        return name or address
    if not name.isascii():
        return f"{name} <{address}>"
    return formataddr((name, address)) if address.isascii() else f"{name} <{address}>"


def _recipients(storage: Storage, properties: _Properties) -> Iterator[tuple[int, str]]:
    """Each recipient: 1 for To, 2 for Cc, 3 for Bcc, and how it is written."""
    for each in storage.iter_recipient_storages():
        own = _Properties(each, 8, properties.codepage)
        shown = _person(own, _NAME, _SMTP, _ADDRESS)
        if shown:
            yield own.number(_RECIPIENT_KIND), shown


def _body(properties: _Properties) -> Message | None:
    plain, html = properties.text(_BODY), properties.text(_HTML)
    rtf = unpack_rich_body(properties.variable.get((_RTF, _BINARY), b""))
    if rtf and not html:
        text, is_html = read_rich_body(rtf)
        if is_html:
            html = text
        elif not plain.strip():
            plain = text
    parts = [_text_part(text, kind) for text, kind in ((plain, "plain"), (html, "html")) if text.strip()]
    if len(parts) < 2:
        return parts[0] if parts else None
    both = Message()
    both["Content-Type"] = "multipart/alternative"
    both.set_payload([*parts])
    return both


def _text_part(text: str, kind: str) -> Message:
    part = Message()
    part["Content-Type"] = f"text/{kind}"
    part.set_payload(text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8"), "utf-8")
    return part


def _attached(storage: Storage, properties: _Properties, depth: int) -> Iterator[Message]:
    for number, each in enumerate(storage.iter_attachment_storages(), start=1):
        if number > MAX_ATTACHMENTS:
            raise TooLarge(f"the message has more than {MAX_ATTACHMENTS} attachments")
        own = _Properties(each, 8, properties.codepage)
        inner = next((one for one in each.storages if one.name.upper() == "__SUBSTG1.0_3701000D"), None)
        name = own.text(_FILE_NAME) or own.text(_SHORT_NAME) or own.text(_NAME) or f"attachment {number}"
        content = own.variable.get((_CONTENT, _BINARY))
        if inner is not None and own.number(_METHOD) != 6:
            part = Message()
            part["Content-Type"] = "message/rfc822"
            part.set_payload([_put_together(inner, _Properties(inner, 24, properties.codepage), depth + 1)])
            yield part
        elif content is None and inner is not None:
            yield _file_part(name, _embedded(inner), own)
        elif own.number(_METHOD) in _MARKS_OF_REFERENCE and not content:
            target = own.text(_PATH) or name
            yield _file_part(f"{name}.url", f"[InternetShortcut]\r\nURL={target}\r\n".encode(), own)
        else:
            yield _file_part(name, content or b"", own)


def _embedded(inner: Storage) -> bytes:
    """The file inside an embedded object, where it lies there whole; else its largest stream."""
    streams = {stream.name.strip("\x01").upper(): stream.bytes_ for stream in inner.streams}
    for name in ("PACKAGE", "CONTENTS", "CONTENT"):
        if streams.get(name):
            return streams[name]
    return max(streams.values(), key=len, default=b"")


def _file_part(name: str, content: bytes, properties: _Properties) -> Message:
    part = Message()
    kind = properties.text(_MIME).lower()
    part["Content-Type"] = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) and not kind.startswith(
        ("multipart/", "message/")) else "application/octet-stream"  # fmt: skip
    part.add_header("Content-Disposition", "attachment")
    part.set_param("filename", _on_one_line(name), header="Content-Disposition", charset="utf-8")
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(content.decode("ascii", "surrogateescape"))
    return part


def _list_properties(storage: Storage, properties: _Properties) -> tuple[list[Field], list[Unseen]]:
    """Texts and moments that the header block and the body do not show; on the page where it is no letter."""
    names = read_names(storage)
    found: list[tuple[str, str]] = []
    for pid, kind in sorted(properties.variable):
        if kind in (_TEXT, _TEXT8) and pid not in UNTOLD and (text := _on_one_line(properties.text(pid))):
            found.append((_label(pid, names), text))
    for pid, kind in sorted(properties.fixed):
        moment = properties.time(pid) if kind == _TIME else None
        if moment is not None and (names.get(pid) in NAMED.values() or pid in (0x0060, 0x0061)) and moment.year < 4000:
            found.append((_label(pid, names), f"{moment:%d/%m/%Y %H:%M} UTC"))
    sort = properties.text(_CLASS).upper()
    if sort.startswith(_LETTERS) or not sort:
        return [], [Unseen(f"property {label}", text) for label, text in found]
    shown = [each for each in found if each[0] in SHOWN_OF_OTHERS]
    unseen = [Unseen(f"property {label}", text) for label, text in found if (label, text) not in shown]
    return [Field(label, text) for label, text in shown], unseen


def _label(pid: int, names: dict[int, str]) -> str:
    known = reference.property_descriptors.get(pid)
    if pid in names:
        return names[pid]
    if pid in NAMED:
        return NAMED[pid]
    spoken = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", known.ms_name.removeprefix("PidTag")) if known else f"{pid:04X}"
    return spoken[:1] + spoken[1:].lower()
