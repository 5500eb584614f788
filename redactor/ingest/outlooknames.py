"""What the numbers of Outlook's properties mean to people ([MS-OXPROPS])."""

from __future__ import annotations

import struct

from oxmsg.storage import Storage

NAMED = {
    0x3A02: "Callback telephone", 0x3A05: "Generation", 0x3A06: "Given name", 0x3A08: "Business telephone",
    0x3A09: "Home telephone", 0x3A0A: "Initials", 0x3A11: "Surname", 0x3A15: "Postal address", 0x3A16: "Company",
    0x3A17: "Job title", 0x3A18: "Department", 0x3A19: "Office", 0x3A1B: "Second business telephone",
    0x3A1C: "Mobile telephone", 0x3A1F: "Other telephone", 0x3A23: "Fax", 0x3A24: "Business fax", 0x3A25: "Home fax",
    0x3A2F: "Second home telephone", 0x3A30: "Assistant", 0x3A41: "Anniversary", 0x3A42: "Born", 0x3A44: "Middle name",
    0x3A45: "Title", 0x3A46: "Profession", 0x3A48: "Partner", 0x3A4E: "Manager", 0x3A4F: "Nickname",
    0x3A51: "Business web page", 0x3A50: "Home web page", 0x0060: "Starts", 0x0061: "Ends", 0x3001: "Display name",
    0x8005: "Filed as", 0x801A: "Home address", 0x801B: "Work address", 0x801C: "Other address", 0x8080: "E-mail name",
    0x8083: "E-mail", 0x8084: "E-mail as shown", 0x8093: "Second e-mail", 0x80A3: "Third e-mail", 0x8062: "Messages",
    0x8208: "Location", 0x820D: "Starts", 0x820E: "Ends", 0x8232: "Repeats", 0x8238: "All attendees",
    0x823B: "Required attendees", 0x823C: "Optional attendees", 0x8104: "Task starts", 0x8105: "Task due",
    0x810F: "Task done", 0x811F: "Task owner", 0x8121: "Task assigner", 0x8502: "Reminder", 0x8516: "From",
    0x8517: "Until", 0x8535: "Billing", 0x8539: "Companies", 0x8534: "Mileage", 0x853A: "Contacts",
}  # fmt: skip
"""Label by property id, or by the dispatch id of a named property."""
SHOWN_OF_OTHERS = frozenset(NAMED.values())
"""What the page of a contact, a meeting or a task shows."""
UNTOLD = frozenset(
    (
        0x001A, 0x0037, 0x0070, 0x0E1D, 0x003D, 0x007D, 0x1000, 0x1013, 0x1009, 0x0E02, 0x0E03, 0x0E04, 0x1035, 0x1042,
        0x1039, 0x0064, 0x0065, 0x0042, 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01, 0x5D02, 0x0075, 0x0077, 0x0E28, 0x0E29, 0x3FFA,
        0x3FF8, 0x340D, 0x1046, 0x10F3, 0x1015, 0x3002, 0x0050,
    )
)  # fmt: skip
"""Texts that the header block or the body shows, or that name programs only."""

_NAMES_STORAGE = "__nameid_version1.0"


def read_names(storage: Storage) -> dict[int, str]:
    """The label of each named property of a message by its id in this file ([MS-OXMSG] 2.2.3)."""
    names = next((each for each in storage.storages if each.name == _NAMES_STORAGE), None)
    streams = {each.name: each.bytes_ for each in names.streams} if names else {}
    entries, texts = streams.get("__substg1.0_00030102", b""), streams.get("__substg1.0_00040102", b"")
    found: dict[int, str] = {}
    for at in range(0, len(entries) - 7, 8):
        which, kind, index = struct.unpack_from("<IHH", entries, at)
        if kind & 1:
            found[0x8000 + index] = _text_at(texts, which)
        elif which in NAMED:
            found[0x8000 + index] = NAMED[which]
    return {pid: label for pid, label in found.items() if label}


def _text_at(texts: bytes, at: int) -> str:
    if at + 4 > len(texts):
        return ""
    end = at + 4 + struct.unpack_from("<I", texts, at)[0]
    return texts[at + 4 : end].decode("utf-16-le", "replace")
