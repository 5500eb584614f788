"""Accounts of a team's server, their duties, and the log of who was let in. A removed name is never given again.

Passwords come here hashed. Every change is written to the log of accesses in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from redactor.domain.account import OVERALL, Account, account_key
from redactor.domain.reviewer import Duty
from redactor.errors import AccountRefused, NoSuchAccount, NoSuchCase
from redactor.store.audit import canonical, now
from redactor.store.database import Database
from redactor.store.entrance import ACCESS_LOG, ACCOUNT_DUTIES, ACCOUNTS, SESSIONS
from redactor.store.schema import CASES


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """One line of the log of accesses; `details` is canonical JSON, `at` UTC in ISO 8601."""

    number: int
    at: str
    kind: str
    account: str
    by: str
    details: str


class Accounts:
    """The accounts of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: Account, *, password_hash: str = "", by: str = "") -> None:
        """Add somebody; raises AccountRefused where the name or the identity is taken, NoSuchCase for its cases."""
        key = account_key(account.name)
        with self._database.writing() as connection:
            if connection.scalar(select(ACCOUNTS.c.key).where(ACCOUNTS.c.key == key)) is not None:
                raise AccountRefused(f"the name {account.name} is or was somebody's")
            _require_free(connection, account.identity)
            row = {"key": key, "name": account.name, "password": password_hash, "identity": account.identity}
            connection.execute(insert(ACCOUNTS), {**row, "removed": False})
            for reference, duties in {OVERALL: account.duties, **account.case_duties}.items():
                _give(connection, key, reference, duties)
            note_access(connection, "account added", account.name, by=by, **_plain_duties(account))

    def find(self, name: str) -> Account:
        """The account of that name, whatever its case; raises NoSuchAccount where there is none, or none any more."""
        with self._database.reading() as connection:
            return _account(connection, _require(connection, name))

    def vouched_for(self, identity: str) -> Account | None:
        """The account that another service's identity belongs to; None where it belongs to nobody."""
        if not identity:
            return None
        asked = select(ACCOUNTS).where(ACCOUNTS.c.identity == identity, ACCOUNTS.c.removed.is_(False))
        with self._database.reading() as connection:
            row = connection.execute(asked).one_or_none()
            return _account(connection, row) if row is not None else None

    def password_hash(self, name: str) -> str:
        """The hash to check a password against; "" where nobody of that name has one."""
        asked = select(ACCOUNTS.c.password).where(ACCOUNTS.c.key == account_key(name), ACCOUNTS.c.removed.is_(False))
        with self._database.reading() as connection:
            return connection.scalar(asked) or ""

    def every(self) -> tuple[Account, ...]:
        """All who may sign in, by name."""
        asked = select(ACCOUNTS).where(ACCOUNTS.c.removed.is_(False)).order_by(ACCOUNTS.c.key)
        with self._database.reading() as connection:
            return tuple(_account(connection, row) for row in connection.execute(asked).all())

    def set_password(self, name: str, password_hash: str, *, by: str = "") -> None:
        """Give somebody another password ("" takes it away) and sign them out everywhere."""
        with self._database.writing() as connection:
            row = _require(connection, name)
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.key == row.key).values(password=password_hash))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == row.key))
            note_access(connection, "password set", row.name, by=by)

    def set_identity(self, name: str, identity: str, *, by: str = "") -> None:
        """Say how another service vouches for somebody ("" for not at all) and sign them out everywhere."""
        with self._database.writing() as connection:
            row = _require(connection, name)
            _require_free(connection, identity, but=row.key)
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.key == row.key).values(identity=identity))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == row.key))
            note_access(connection, "identity set", row.name, by=by)

    def give(self, name: str, duties: Iterable[Duty], *, reference: str = OVERALL, by: str = "") -> None:
        """Give somebody duties in every case, or in one; they hold from their next click."""
        wanted = frozenset(duties)
        with self._database.writing() as connection:
            row = _require(connection, name)
            _give(connection, row.key, reference, wanted)
            note_access(connection, "duty given", row.name, by=by, case=reference, duties=sorted(wanted))

    def take(self, name: str, duties: Iterable[Duty], *, reference: str = OVERALL, by: str = "") -> None:
        """Take duties from somebody, in every case or in one; it holds from their next click."""
        wanted = frozenset(duties)
        with self._database.writing() as connection:
            row = _require(connection, name)
            place = (ACCOUNT_DUTIES.c.account == row.key, ACCOUNT_DUTIES.c.case_reference == reference)
            connection.execute(delete(ACCOUNT_DUTIES).where(*place, ACCOUNT_DUTIES.c.duty.in_(sorted(wanted))))
            note_access(connection, "duty taken", row.name, by=by, case=reference, duties=sorted(wanted))

    def remove(self, name: str, *, by: str = "") -> None:
        """Let somebody in no more. Their decisions stay in their name, which nobody else is given."""
        with self._database.writing() as connection:
            row = _require(connection, name)
            for table in (SESSIONS, ACCOUNT_DUTIES):
                connection.execute(delete(table).where(table.c.account == row.key))
            nothing = {"password": "", "identity": "", "removed": True}
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.key == row.key).values(**nothing))
            note_access(connection, "account removed", row.name, by=by)

    def log(self) -> tuple[AccessEntry, ...]:
        """Who was let in, who was not, and every change to accounts, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ACCESS_LOG).order_by(ACCESS_LOG.c.number)).all()
        return tuple(AccessEntry(**row._mapping) for row in rows)

    def note(self, kind: str, account: str, **details: Any) -> None:
        """Write one line to the log of accesses."""
        with self._database.writing() as connection:
            note_access(connection, kind, account, **details)


def note_access(connection: Connection, kind: str, account: str, *, by: str = "", **details: Any) -> None:
    """Write one line to the log of accesses within a transaction: names and ids only."""
    row = {"at": now(), "kind": kind, "account": account, "by": by, "details": canonical(details)}
    connection.execute(insert(ACCESS_LOG), row)


def _require(connection: Connection, name: str) -> Row[Any]:
    asked = select(ACCOUNTS).where(ACCOUNTS.c.key == account_key(name), ACCOUNTS.c.removed.is_(False))
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise NoSuchAccount("nobody of that name may sign in")
    return row


def _require_free(connection: Connection, identity: str, *, but: str = "") -> None:
    asked = select(ACCOUNTS.c.key).where(ACCOUNTS.c.identity == identity, ACCOUNTS.c.key != but)
    if identity and connection.scalar(asked) is not None:
        raise AccountRefused("that identity is somebody else's")


def _give(connection: Connection, key: str, reference: str, duties: frozenset[Duty]) -> None:
    if (
        reference != OVERALL
        and connection.scalar(select(CASES.c.reference).where(CASES.c.reference == reference)) is None
    ):
        raise NoSuchCase(f"no case {reference}")
    held = _duties(connection, key).get(reference, frozenset())
    rows = [{"account": key, "case_reference": reference, "duty": duty.value} for duty in sorted(duties - held)]
    if rows:
        connection.execute(insert(ACCOUNT_DUTIES), rows)


def _duties(connection: Connection, key: str) -> dict[str, frozenset[Duty]]:
    asked = select(ACCOUNT_DUTIES.c.case_reference, ACCOUNT_DUTIES.c.duty).where(ACCOUNT_DUTIES.c.account == key)
    held: dict[str, frozenset[Duty]] = {}
    for row in connection.execute(asked):
        held[row.case_reference] = held.get(row.case_reference, frozenset()) | {Duty(row.duty)}
    return held


def _account(connection: Connection, row: Row[Any]) -> Account:
    held = _duties(connection, row.key)
    return Account(
        name=row.name,
        duties=held.pop(OVERALL, frozenset()),
        case_duties=held,
        identity=row.identity,
        has_password=bool(row.password),
    )


def _plain_duties(account: Account) -> dict[str, Any]:
    cases = {reference: sorted(duties) for reference, duties in account.case_duties.items()}
    return {"duties": sorted(account.duties), "cases": cases}
