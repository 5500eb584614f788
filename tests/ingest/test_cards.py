"""Calendars and cards as tables, with what no program shows listed and the files in them handed on."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactor.domain.document import bind_pages
from redactor.errors import SourceError, TooLarge
from redactor.ingest.cards import open_calendar, open_cards, read_calendar, read_cards
from redactor.ingest.facsimile import Facsimile

EVENT = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19701025T020000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/London:20260312T100000
DTEND:20260312T110000Z
SUMMARY:Review\\, Joanna
ORGANIZER;CN="Pike: Joanna":mailto:a@example.org
ATTENDEE;CN=Tariq Mellor;PARTSTAT=DECLINED:mailto:b@example.org
DESCRIPTION:Agenda\\nDiscuss folded te
 xt
X-PRIVATE-NOTE:HIDDENX
ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain;X-FILENAME=n.txt:QVRUQUNIRUQ=
BEGIN:VALARM
DESCRIPTION:ALARMTEXT
END:VALARM
END:VEVENT
END:VCALENDAR
"""
CARD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Cr=C3=B3w;Beth=
an
FN:Bethan Crow
TEL;CELL;VOICE:07700 900102
item1.ADR;TYPE=home:;;1 High St;Anytown;;AN1 1AA;
NOTE:Line one\\nline two
X-SPOUSE:HIDDENSPOUSE
PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo
 AAAA=
END:VCARD
BEGIN:VCARD
FN:No end
KEY:data:application/pgp-keys;base64,QUJD
"""


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text


def test_an_event_is_a_table_with_dates_as_people_write_them() -> None:
    text = text_of(read_calendar(EVENT.replace("\n", "\r\n").encode()))
    for line in (
        "Event: Review, Joanna",
        "Starts\t12/03/2026 10:00 (Europe/London)",
        "Ends\t12/03/2026 11:00 UTC",
        "Organiser\tPike: Joanna <a@example.org>",
        "Attendee\tTariq Mellor <b@example.org> (declined)",
        "Description\tAgenda Discuss folded text",
        "Attached\tn.txt",
    ):
        assert line in text.replace("( ", "(")
    assert "HIDDENX" not in text
    assert "ALARMTEXT" not in text


def test_fields_of_a_programs_own_and_alarms_are_listed() -> None:
    told = [each.text for each in read_calendar(EVENT.encode()).unseen]
    assert {"HIDDENX", "ALARMTEXT"} <= set(told)
    assert [(each.name, each.content) for each in open_calendar(EVENT.encode())] == [("n.txt", b"ATTACHED")]


def test_cards_of_every_version_are_tables_even_without_an_end() -> None:
    read = read_cards(CARD.encode())
    text = text_of(read)
    for line in ("Name in parts\tCrów, Bethan", "Telephone (cell)\t07700 900102", "Card: No end",
                 "Address (home)\t1 High St, Anytown, AN1 1AA", "Note\tLine one line two"):  # fmt: skip
        assert line in text
    assert "HIDDENSPOUSE" in [each.text for each in read.unseen]
    assert [each.name for each in open_cards(CARD.encode())] == ["photo 1.png", "key 2"]
    assert open_cards(CARD.encode())[1].content == base64.b64decode("QUJD")


def test_a_line_that_is_none_is_shown_all_the_same() -> None:
    assert "just words" in text_of(read_cards(b"BEGIN:VCARD\nFN:A\njust words\nEND:VCARD\n"))


def test_components_without_end_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_calendar(b"BEGIN:VEVENT\n" * 50_000)


@given(st.text(max_size=200), st.binary(max_size=60))
def test_anything_is_read_or_refused(text: str, noise: bytes) -> None:
    try:
        read = read_cards(b"BEGIN:VCARD\nFN:A\n" + text.encode("utf-8", "replace") + b"\n" + noise)
    except SourceError:
        return
    assert read.pages
