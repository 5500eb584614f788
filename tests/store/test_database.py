from __future__ import annotations

import sqlite3
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, text

from redactor.errors import Locked, MissingTool, RedactorError, SchemaTooNew, SettingsError, StoreError
from redactor.store.database import DATABASE_NAME, NETWORK_FILESYSTEMS, filesystem_of, open_database
from redactor.store.schema import CASES, METADATA
from redactor.store.store import Store, open_store
from tests.store.making import REFERENCE, a_case


def test_the_migrations_make_the_tables_that_the_code_expects(home: Path, url: str | None) -> None:
    home.mkdir()
    database = open_database(home, url)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()


def test_sqlite_writes_ahead_syncs_fully_checks_keys_and_overwrites_what_it_deletes(home: Path) -> None:
    home.mkdir()
    database = open_database(home)
    with database.reading() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    database.close()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }


def test_a_store_opened_again_holds_what_was_written(home: Path, url: str | None) -> None:
    with open_store(home, url=url) as store:
        store.cases.create(a_case())
    with open_store(home, url=url) as store:
        assert store.cases.find(REFERENCE) == a_case()


def test_a_database_of_a_newer_version_is_refused(home: Path, url: str | None) -> None:
    home.mkdir()
    database = open_database(home, url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(SchemaTooNew, match="9999"):
        open_store(home, url=url)


def test_many_that_open_a_new_home_at_once_all_succeed(home: Path, url: str | None) -> None:
    def open_one(_: int) -> int:
        with open_store(home, url=url) as store:
            return len(store.cases.list_cases())

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_one, range(6))) == [0] * 6


def test_an_error_of_the_database_does_not_quote_the_row(home: Path, url: str | None) -> None:
    home.mkdir()
    database = open_database(home, url)
    rows = [{"reference": "A", "noun": "Mrs Canary Quill", "opened_at": "", "edition": None}]

    def insert_wrongly() -> None:
        with database.writing() as connection:
            connection.execute(insert(CASES), rows)

    with pytest.raises(StoreError) as caught:
        insert_wrongly()
    database.close()
    assert "Canary" not in "".join(traceback.format_exception(caught.value)).replace(str(rows), "")


def test_a_writer_that_raises_leaves_nothing_behind(store: Store) -> None:
    store.cases.create(a_case())

    def stop_half_way() -> None:
        with store.audit.writing(REFERENCE) as writing:
            writing.note("never kept")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        stop_half_way()
    assert [entry.kind for entry in store.audit.entries(REFERENCE)] == ["case opened"]


def test_a_database_held_by_another_process_is_locked_not_broken(home: Path) -> None:
    home.mkdir()
    database = open_database(home, patience_ms=100)
    other = sqlite3.connect(home / DATABASE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked), database.writing():
        pass
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM cases")) == 0
    other.close()
    database.close()


def test_a_file_that_is_no_database_is_refused(home: Path) -> None:
    home.mkdir()
    (home / DATABASE_NAME).write_bytes(b"this is not a database " * 100)
    with pytest.raises(StoreError):
        open_store(home)


@pytest.mark.parametrize(
    ("place", "kind"),
    [("/home/ana", "ext4"), ("/mnt/share/cases", "cifs"), ("/mnt/my share/x", "nfs4"), ("/mnt/shared", "ext4")],
)
def test_the_filesystem_of_a_folder_is_that_of_the_nearest_mount(place: str, kind: str) -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "//server/cases /mnt/share cifs rw 0 0\n"
        "server:/x /mnt/my\\040share nfs4 rw 0 0\n"
        "proc /proc proc rw 0 0\n"
    )
    assert filesystem_of(Path(place), mounts) == kind
    assert (kind in NETWORK_FILESYSTEMS) == ("/mnt/share/" in place or "my share" in place)


@pytest.mark.parametrize(
    ("url", "error"), [("no url at all", SettingsError), ("oracle+cx_oracle://u:secret@h/d", MissingTool)]
)
def test_a_database_that_cannot_be_spoken_to_is_told_without_its_address(
    tmp_path: Path, url: str, error: type[RedactorError]
) -> None:
    with pytest.raises(error) as refused:
        open_database(tmp_path, url)
    assert "secret" not in str(refused.value)
