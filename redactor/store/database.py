"""A database by its place or its URL: engine, transactions and schema. All that differs between SQLite and
PostgreSQL is in this file.

SQLite cannot turn a reading transaction into a writing one without risking "database is locked", whatever the
time-out; so every writing transaction here begins with BEGIN IMMEDIATE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, StatementError

from redactor.errors import Locked, MissingTool, SchemaTooNew, SettingsError, StoreError
from redactor.store.sealed import KeyFinder, opening_with

DATABASE_NAME = "redactor.db"
PATIENCE_MS = 30_000
"""How long a transaction waits for another one's to end."""
MIGRATIONS = Path(__file__).parent / "migrations"
NETWORK_FILESYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs"})
SCHEMA_TURN, KEY_TURN = 727_001, 727_002
"""Any numbers of our own: what a transaction does that has to be alone with it (PostgreSQL's advisory locks)."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


class Database:
    """One database with an up-to-date schema, and the two kinds of transaction on it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.finder: KeyFinder | None = None
        """Finds the keys that sealed columns are read with; None until the store has its key."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout and changes nothing."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _translated(), opening_with(self.finder), self._engine.connect() as plain:
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept, durably, when the block ends; none when it raises.

        Raises Locked where another process writes for longer than 30 seconds.
        """
        with _translated(), opening_with(self.finder), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def take_turn(self, connection: Connection, number: int) -> None:
        """Wait until no other writing transaction has taken the same turn. In SQLite there is but one writer."""
        if not self.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")

    def tidy(self) -> None:
        """Overwrite what was deleted: fold SQLite's log of writes into its file, have PostgreSQL clear dead rows."""
        with _translated(), closing(self._engine.raw_connection()) as raw:
            driver: Any = raw.driver_connection
            if self.is_sqlite:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                return
            driver.autocommit = True  # VACUUM does not run inside a transaction
            driver.execute("VACUUM")
            driver.autocommit = False

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of SQLite, and not a server."""
        return self._engine.dialect.name == "sqlite"

    def bring_up_to_date(self, revision: str = "head") -> None:
        """Apply the migrations that are missing up to a revision, one process at a time; raises SchemaTooNew."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        script = ScriptDirectory.from_config(config)
        known = {each.revision for each in script.walk_revisions()}
        wanted = script.get_current_head() if revision == "head" else revision
        if wanted not in known:
            raise SchemaTooNew(f"schema {wanted} is none that this version knows")
        with self.reading() as connection:
            if _revision(connection, known) == wanted:
                return
        with self.writing() as connection:
            self.take_turn(connection, SCHEMA_TURN)
            if _revision(connection, known) != wanted:
                config.attributes["connection"] = connection
                command.upgrade(config, revision)


def open_database(
    home: Path, url: str | None = None, *, patience_ms: int = PATIENCE_MS, revision: str = "head"
) -> Database:
    """Open the database in the home folder, or the one at `url`, and bring its schema up to date.

    `revision` stops at an older schema, for a backup that has it.

    Raises SchemaTooNew where a newer version wrote it, StoreError where it lies on a network share, SettingsError
    where `url` names no database, and MissingTool where the driver for it is not installed.
    """
    if url is None:
        require_local_disk(home)
    engine = _engine_at(url or URL.create("sqlite", database=str(home / DATABASE_NAME)))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, patience_ms))
        event.listen(engine, "begin", _begin_sqlite)
    database = Database(engine)
    try:
        database.bring_up_to_date(revision)
    except BaseException:
        database.close()
        raise
    return database


def _engine_at(url: str | URL) -> Engine:
    """The engine for a URL, which is never quoted in an error: it may hold a password."""
    try:
        # Errors of the driver would otherwise quote the values of a row, and with them the text of documents.
        return create_engine(url, hide_parameters=True)
    except ArgumentError as error:
        raise SettingsError("setting 'database' names no database", remedy="It is an SQLAlchemy URL.") from error
    except ModuleNotFoundError as error:
        raise MissingTool(
            "the driver for the database is not installed", remedy="pipx inject redactor 'psycopg[binary]'"
        ) from error


def require_local_disk(home: Path) -> None:
    """Raise StoreError where the folder lies on a network share: WAL needs memory shared by one machine."""
    place = home.resolve()
    mounts = Path("/proc/self/mounts")
    kind = filesystem_of(place, mounts.read_text(encoding="utf-8", errors="replace")) if mounts.exists() else ""
    if kind in NETWORK_FILESYSTEMS or place.drive.startswith("\\\\"):
        raise StoreError(
            "the home folder lies on a network share",
            remedy="Use a folder on this machine's own disk, or a PostgreSQL database by URL.",
        )


def filesystem_of(place: Path, mounts: str) -> str:
    """The kind of filesystem that an absolute path lies on, by a table as in /proc/mounts; "" where none fits."""
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        _, mounted, filesystem, *_ = line.split(" ")
        at = Path(mounted.replace("\\040", " "))
        if place.is_relative_to(at) and at.is_relative_to(best):
            best, kind = at, filesystem
    return kind


def forbid_changes(connection: Connection, table: str, *, deletes: bool) -> None:
    """Make the database itself refuse UPDATE (and DELETE) on a table of which rows are only ever added."""
    for verb in ("UPDATE", "DELETE") if deletes else ("UPDATE",):
        name = f"{table}_refuses_{verb.lower()}"
        said = f"rows of {table} are never changed"
        if connection.dialect.name == "sqlite":
            action = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {action}")
        else:
            body = f"BEGIN RAISE EXCEPTION '{said}'; END"
            connection.exec_driver_sql(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def allow_changes(connection: Connection, table: str, *, deletes: bool) -> None:
    """Take `forbid_changes` back, for the length of a transaction that puts it in force again."""
    for verb in ("update", "delete") if deletes else ("update",):
        name = f"{table}_refuses_{verb}"
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(f"DROP TRIGGER {name}" if is_sqlite else f"DROP FUNCTION {name}() CASCADE")


def schema_of(connection: Connection) -> str:
    """The revision that the database stands at."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _revision(connection: Connection, known: set[str]) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise SchemaTooNew(f"the database has schema {current}, which this version does not know")
    return current


def _prepare_sqlite(patience_ms: int, connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
    for pragma in _PRAGMAS:
        connection.execute(pragma).fetchall()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's errors into ours, without the driver's words: PostgreSQL's would quote the failing row."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise Locked("another process holds the database") from None
        raise StoreError(f"the database does not answer ({type(error.orig).__name__})") from None
    except DBAPIError as error:
        raise StoreError(f"the database refused ({type(error.orig).__name__})") from None
    except StatementError as error:
        raise (error.orig if isinstance(error.orig, StoreError) else StoreError("a row does not fit")) from None
