from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from redactor.errors import AuditBroken, NoSuchCase, StoreError
from redactor.store.database import open_database
from redactor.store.schema import AUDIT, CHAIN_HEADS
from redactor.store.store import Store
from tests.store.making import REFERENCE, a_case


@pytest.fixture
def logged(store: Store) -> Store:
    store.cases.create(a_case())
    for number in range(5):
        with store.audit.writing(REFERENCE) as writing:
            writing.note("step", by="Ana", number=number)
    return store


def _change(home: Path, url: str | None, *statements: object) -> None:
    """Alter the log as somebody with the file and without scruples would: triggers first."""
    database = open_database(home, url)
    with database.writing() as connection:
        for verb in ("update", "delete"):
            on = "" if url is None else " ON audit"
            connection.execute(text(f"DROP TRIGGER audit_refuses_{verb}{on}"))
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
    database.close()


def test_a_log_left_alone_is_whole(logged: Store) -> None:
    assert logged.audit.verify_chain(REFERENCE) == 6


def test_an_altered_entry_is_found(logged: Store, home: Path, url: str | None) -> None:
    _change(home, url, update(AUDIT).where(AUDIT.c.seq == 3).values(by="Ben"))
    with pytest.raises(AuditBroken, match="entry 3"):
        logged.audit.verify_chain(REFERENCE)


def test_a_missing_entry_is_found(logged: Store, home: Path, url: str | None) -> None:
    _change(home, url, delete(AUDIT).where(AUDIT.c.seq == 3))
    with pytest.raises(AuditBroken, match="entry 3"):
        logged.audit.verify_chain(REFERENCE)


def test_lost_last_entries_are_found(logged: Store, home: Path, url: str | None) -> None:
    _change(home, url, delete(AUDIT).where(AUDIT.c.seq >= 5))
    with pytest.raises(AuditBroken, match="last"):
        logged.audit.verify_chain(REFERENCE)


def test_a_head_that_was_set_back_is_found(logged: Store, home: Path, url: str | None) -> None:
    _change(home, url, update(CHAIN_HEADS).values(seq=2))
    with pytest.raises(AuditBroken):
        logged.audit.verify_chain(REFERENCE)


@pytest.mark.parametrize("statement", [update(AUDIT).values(by="Ben"), delete(AUDIT)])
def test_the_database_itself_refuses_to_change_the_log(
    logged: Store, home: Path, url: str | None, statement: object
) -> None:
    database = open_database(home, url)
    with pytest.raises(StoreError), database.writing() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    database.close()
    assert logged.audit.verify_chain(REFERENCE) == 6


def test_writers_at_once_lose_no_entry_and_break_no_link(store: Store) -> None:
    store.cases.create(a_case())

    def write_some(name: str) -> None:
        for number in range(10):
            with store.audit.writing(REFERENCE) as writing:
                writing.note("step", by=name, number=number)

    threads = [threading.Thread(target=write_some, args=(f"writer {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.audit.verify_chain(REFERENCE) == 61


def test_each_case_has_a_chain_of_its_own(logged: Store) -> None:
    logged.cases.create(a_case("SAR-2"))
    assert (logged.audit.verify_chain("SAR-2"), logged.audit.verify_chain(REFERENCE)) == (1, 6)


def test_the_exported_log_says_all_that_is_needed_to_check_it_elsewhere(logged: Store) -> None:
    *lines, last = [json.loads(line) for line in logged.audit.export_jsonl(REFERENCE).splitlines()]
    assert len(lines) == 6
    assert last["signed_head"]["head"] == lines[-1]["hash"]
    assert [line["previous_hash"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    unlike = {"hash": "", "at": "", "previous_hash": "", "salt": "", "commitment": ""}
    assert lines[2] | unlike == {
        **unlike,
        "by": "Ana",
        "case": REFERENCE,
        "details": {"number": 1},
        "kind": "step",
        "seq": 3,
    }


def test_a_case_that_is_not_there_has_no_log(store: Store) -> None:
    with pytest.raises(NoSuchCase):
        store.audit.verify_chain("SAR-0")
    with pytest.raises(NoSuchCase), store.audit.writing("SAR-0"):
        pass
