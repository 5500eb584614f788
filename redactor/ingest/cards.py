"""Calendars (.ics) and address cards (.vcf) come in, a table for each entry goes out.

What a calendar or an address book would not show (fields of a program's own, alarms, ids) is unseen; files within
them, such as photos, are members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from redactor.errors import Damaged
from redactor.ingest.blocks import Block, Field, Heading, Paragraph, Rule, Table
from redactor.ingest.contentline import Component, Line, read_components
from redactor.ingest.facsimile import Facsimile, Member, Unseen
from redactor.ingest.plain import decode_plain
from redactor.ingest.typeset import typeset

_ENTRIES = {
    "VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Journal", "VFREEBUSY": "Free and busy times",
    "VCARD": "Card", "VAVAILABILITY": "Availability",
}  # fmt: skip
_LABELS = {
    "SUMMARY": "Subject", "DTSTART": "Starts", "DTEND": "Ends", "DUE": "Due", "DURATION": "Lasts", "COMPLETED": "Done",
    "LOCATION": "Location", "ORGANIZER": "Organiser", "ATTENDEE": "Attendee", "DESCRIPTION": "Description",
    "CATEGORIES": "Categories", "CATEGORY": "Categories", "STATUS": "Status", "RRULE": "Repeats", "RDATE": "Also on",
    "EXDATE": "Not on", "COMMENT": "Comment", "CONTACT": "Contact", "URL": "Web page", "PRIORITY": "Priority",
    "RESOURCES": "Resources", "CLASS": "Class", "FREEBUSY": "Busy", "ATTACH": "Attached", "PERCENT-COMPLETE": "Done %",
    "FN": "Name", "N": "Name in parts", "NICKNAME": "Nickname", "ORG": "Organisation", "TITLE": "Title", "ROLE": "Role",
    "TEL": "Telephone", "EMAIL": "E-mail", "ADR": "Address", "LABEL": "Address label", "BDAY": "Born", "NOTE": "Note",
    "ANNIVERSARY": "Anniversary", "DEATHDATE": "Died", "GENDER": "Gender", "RELATED": "Related to", "IMPP": "Messages",
    "MEMBER": "Member", "LANG": "Language", "PHOTO": "Photo", "LOGO": "Logo", "SOUND": "Sound", "KEY": "Key",
    "GEO": "Place", "TZ": "Time zone", "AGENT": "Agent", "RECURRENCE-ID": "Instead of the one on",
}  # fmt: skip
"""The fields that a calendar or an address book shows, by name; all others are unseen."""
_DULL = frozenset(("VERSION", "PRODID", "CALSCALE", "BEGIN", "END", "DTSTAMP", "SEQUENCE", "TRANSP", "REV"))
_DATES = frozenset(
    "DTSTART DTEND DUE COMPLETED RDATE EXDATE RECURRENCE-ID BDAY ANNIVERSARY DEATHDATE CREATED LAST-MODIFIED".split()
)
_STAMP = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})?(Z)?)?")
_BESIDE = (
    "DIR", "SENT-BY", "ALTREP", "MEMBER", "DELEGATED-TO", "DELEGATED-FROM", "EMAIL", "X-FILENAME", "FILENAME",
)  # fmt: skip
"""Parameters that name somebody or something beside the value of a line."""
_FILES = ("ATTACH", "PHOTO", "LOGO", "SOUND", "KEY")
_ENDINGS = {"jpeg": "jpg", "jpg": "jpg", "png": "png", "gif": "gif", "plain": "txt", "text/plain": "txt"}


def read_calendar(untrusted: bytes) -> Facsimile:
    """A calendar file as pages, entry by entry. Raises Damaged where it holds no entry, UnknownKind, TooLarge."""
    return _read(untrusted, "Typeset by redactor from a calendar file")


def read_cards(untrusted: bytes) -> Facsimile:
    """A file of address cards as pages, card by card. Raises Damaged where it holds none, UnknownKind, TooLarge."""
    return _read(untrusted, "Typeset by redactor from a file of address cards")


def open_calendar(untrusted: bytes) -> tuple[Member, ...]:
    """The files that lie inside a calendar."""
    return tuple(_members(read_components(decode_plain(untrusted))))


def open_cards(untrusted: bytes) -> tuple[Member, ...]:
    """The photos, logos, sounds and keys that lie inside cards."""
    return tuple(_members(read_components(decode_plain(untrusted))))


def _read(untrusted: bytes, footer: str) -> Facsimile:
    root = read_components(decode_plain(untrusted))
    blocks: list[Block] = []
    unseen: list[Unseen] = []
    names = {id(line): member.name for line, member in _files(root)}
    for component in root.walk():
        if component.name in _ENTRIES:
            if blocks:
                blocks.append(Rule())
            blocks += _present(component, names)
        elif component.name == "VCALENDAR":
            blocks += [Field(label, text) for label, text in _calendar_fields(component)]
        unseen += _list_unseen(component)
    if not blocks and not unseen:
        raise Damaged("the file holds no entry")
    pdf, pages = typeset(blocks or [Paragraph("No entry of this file is visible.")], footer=footer)
    title = next((each.first("SUMMARY") or each.first("FN") for each in root.walk() if each.name in _ENTRIES), "")
    return Facsimile(pdf, pages, tuple(unseen), title=title)


def _calendar_fields(component: Component) -> Iterator[tuple[str, str]]:
    labels = {"METHOD": "Sent as", "X-WR-CALNAME": "Calendar", "NAME": "Calendar", "X-WR-CALDESC": "About"}
    return ((labels[line.name], line.text) for line in component.lines if line.name in labels and line.text)


def _present(component: Component, names: dict[int, str]) -> list[Block]:
    rows: list[tuple[str, str]] = []
    for line in component.lines:
        if line.name in _LABELS and (text := _shown(line, names.get(id(line), ""))):
            kind = ", ".join(_kinds(line))
            rows.append((f"{_LABELS[line.name]} ({kind})" if kind else _LABELS[line.name], text))
        elif not line.name:
            rows.append(("Line without a name", line.raw.strip()))
    title = component.first("SUMMARY") or component.first("FN")
    kind = _ENTRIES[component.name]
    return [Heading(f"{kind}: {title}" if title else kind, 2), *([Table(tuple(rows))] if rows else [])]


def _kinds(line: Line) -> Iterator[str]:
    """What sort of number or address it is ("home", "cell"): by TYPE, or bare as in version 2.1."""
    if line.name in ("TEL", "EMAIL", "ADR", "LABEL", "IMPP", "RELATED", "URL"):
        bare = [key for key, text in line.parameters.items() if not text]
        for kind in [*line.parameters.get("TYPE", "").split(","), *bare]:
            if kind and kind.upper() not in ("PREF", "INTERNET", "VOICE", "QUOTED-PRINTABLE"):
                yield kind.lower()


def _shown(line: Line, file_name: str) -> str:
    if file_name:
        return file_name
    if line.name in _DATES:
        zone = line.parameters.get("TZID", "")
        return ", ".join(_as_date(part) for part in line.text.split(",")) + (f" ({zone})" if zone else "")
    if line.name in ("ORGANIZER", "ATTENDEE", "CONTACT"):
        return _as_person(line)
    if line.name in ("N", "ADR", "ORG"):
        return ", ".join(part for part in line.fields if part)
    return line.text


def _as_person(line: Line) -> str:
    name, address = line.parameters.get("CN", ""), re.sub(r"(?i)^mailto:", "", line.text)
    shown = f"{name} <{address}>" if name and address and name != address else name or address
    also = [line.parameters.get(key, "").lower() for key in ("ROLE", "PARTSTAT", "CUTYPE")]
    return f"{shown} ({', '.join(each for each in also if each)})" if any(also) else shown


def _as_date(text: str) -> str:
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return text.strip()
    try:
        moment = datetime(*(int(part or 0) for part in found.groups()[:6]))  # type: ignore[arg-type]
    except ValueError:
        return text.strip()
    clock = f" {moment:%H:%M}" if found[4] else ""
    return f"{moment:%d/%m/%Y}{clock}{' UTC' if found[7] else ''}"


def _list_unseen(component: Component) -> Iterator[Unseen]:
    """Lines that no program shows, and what stands beside the value of those it does."""
    where = _ENTRIES.get(component.name, component.name or "file").lower()
    if component.name in ("STANDARD", "DAYLIGHT", "VTIMEZONE"):
        return
    shows = component.name in _ENTRIES
    for line in component.lines:
        for text in filter(None, (line.parameters.get(key, "") for key in _BESIDE)):
            yield Unseen(f"{line.name} parameter of the {where}", re.sub(r"(?i)^mailto:", "", text))
        if (shows and (line.name in _LABELS or not line.name)) or line.name in _DULL or line.content is not None:
            continue
        if line.text and not (component.name == "VCALENDAR" and line.name in ("METHOD", "X-WR-CALNAME", "NAME")):
            yield Unseen(f"field {line.name or 'without a name'} of the {where}", line.text)


def _files(root: Component) -> Iterator[tuple[Line, Member]]:
    number = 0
    for component in root.walk():
        for line in component.lines:
            content = line.content if line.name in _FILES or line.name.startswith("X-") else None
            if content:
                number += 1
                yield line, Member(_file_name(line, number), content)


def _members(root: Component) -> Sequence[Member]:
    return [member for _, member in _files(root)]


def _file_name(line: Line, number: int) -> str:
    given = (
        line.parameters.get("X-FILENAME") or line.parameters.get("FILENAME") or line.parameters.get("X-APPLE-FILENAME")
    )
    if given:
        return given
    kind = (line.parameters.get("TYPE") or line.parameters.get("FMTTYPE") or "").lower()
    ending = _ENDINGS.get(kind.rpartition("/")[2], "")
    return f"{line.name.lower()} {number}" + (f".{ending}" if ending else "")
