from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from redactor.errors import Disclosed, NoSuchCase
from redactor.store.audit import set_locked
from redactor.store.store import Store
from redactor.store.views import View
from tests.store.making import REFERENCE

AT = datetime(2026, 9, 3, 9, 0, tzinfo=UTC)


def picture(page_number: int = 1, by: str = "Ana") -> View:
    return View(by=by, shown="picture", document_id="0001", page_number=page_number)


def test_a_page_that_is_looked_at_again_makes_no_new_row(case_store: Store) -> None:
    for minutes in range(5):
        case_store.views.note(REFERENCE, picture(), at=AT + timedelta(minutes=minutes))
    (entry,) = case_store.views.of(REFERENCE)
    assert (entry.view, entry.times) == (picture(), 5)
    assert (entry.first_at[:16], entry.last_at[:16]) == ("2026-09-03T09:00", "2026-09-03T09:04")


def test_each_person_page_kind_and_day_has_a_row_and_each_document_a_day_an_entry_in_the_log(
    case_store: Store,
) -> None:
    text = View(by="Ana", shown="text", document_id="0001", page_number=1)
    for view in (picture(1), picture(2), text, picture(1, by="Ben")):
        case_store.views.note(REFERENCE, view, at=AT)
    case_store.views.note(REFERENCE, picture(1), at=AT + timedelta(days=1))
    assert len(case_store.views.of(REFERENCE)) == 5
    shown = [each for each in case_store.audit.entries(REFERENCE) if each.kind == "shown"]
    assert [each.by for each in shown] == ["Ana", "Ben", "Ana"]
    assert case_store.audit.verify_chain(REFERENCE)


def test_who_looks_at_a_case_after_its_disclosure_is_written_down_too(case_store: Store) -> None:
    with case_store.audit.writing(REFERENCE) as writing:
        set_locked(writing, locked=True)
    with pytest.raises(Disclosed), case_store.audit.writing(REFERENCE) as writing:
        writing.note("decided", by="Ana")
    case_store.views.note(REFERENCE, picture(), at=AT)
    assert [each.kind for each in case_store.audit.entries(REFERENCE)][-1] == "shown"


def test_a_case_that_is_not_there_has_no_views(case_store: Store) -> None:
    with pytest.raises(NoSuchCase):
        case_store.views.note("SAR-NONE", picture(), at=AT)
