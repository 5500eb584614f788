"""Who is signed in, from which the browser holds a random token and we its hash; and attempts to sign in.

Whoever reads the database finds no token that would let them in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from redactor.domain.account import account_key
from redactor.store.accounts import note_access
from redactor.store.database import Database
from redactor.store.entrance import ACCOUNTS, ATTEMPTS, SESSIONS, SIGN_INS

TOUCHED_EVERY = timedelta(minutes=1)
"""How exactly we know when somebody was last seen: writing it down at every click would cost more than it tells."""
SIGN_IN_TAKES = timedelta(minutes=10)
"""How long somebody may take at another service's sign-in page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOuts:
    """After how long of nothing a session ends, after how long in any case, and how many one person may have."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=10)
    sessions: int = 5
    """How many sessions one person may have side by side."""


USUAL = TimeOuts()


class Sessions:
    """The sessions of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, name: str, *, at: datetime, how: str, outs: TimeOuts = USUAL) -> str:
        """Let somebody in and return the token for their browser; where they have too many sessions the oldest end."""
        token, key = secrets.token_urlsafe(32), account_key(name)
        row = {"hash": _hashed(token), "account": key, "began_at": _told(at), "seen_at": _told(at)}
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(_is_over(at, outs)))
            older = select(SESSIONS.c.hash).where(SESSIONS.c.account == key)
            hashes = connection.scalars(older.order_by(SESSIONS.c.began_at.desc(), SESSIONS.c.hash)).all()
            connection.execute(delete(SESSIONS).where(SESSIONS.c.hash.in_(hashes[max(0, outs.sessions - 1) :])))
            connection.execute(insert(SESSIONS), row)
            note_access(connection, "signed in", name, how=how)
        return token

    def whose(self, token: str, *, at: datetime, outs: TimeOuts = USUAL) -> str | None:
        """The name of whom the token lets in; None where it is unknown, ended, or timed out."""
        asked = (
            select(ACCOUNTS.c.name, SESSIONS.c.hash, SESSIONS.c.seen_at)
            .join(SESSIONS, SESSIONS.c.account == ACCOUNTS.c.key)
            .where(SESSIONS.c.hash == _hashed(token), ACCOUNTS.c.removed.is_(False), ~_is_over(at, outs))
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        if datetime.fromisoformat(row.seen_at) + min(TOUCHED_EVERY, outs.idle / 4) < at:
            with self._database.writing() as connection:
                connection.execute(update(SESSIONS).where(SESSIONS.c.hash == row.hash).values(seen_at=_told(at)))
        return str(row.name)

    def end(self, token: str) -> None:
        """End one session; nothing happens where there is none."""
        place = SESSIONS.c.hash == _hashed(token)
        asked = select(ACCOUNTS.c.name).join(SESSIONS, SESSIONS.c.account == ACCOUNTS.c.key).where(place)
        with self._database.writing() as connection:
            name = connection.scalar(asked)
            if name is not None:
                connection.execute(delete(SESSIONS).where(place))
                note_access(connection, "signed out", name)

    def end_all(self, name: str, *, by: str) -> int:
        """End every session of somebody and return how many there were."""
        with self._database.writing() as connection:
            ended = connection.execute(delete(SESSIONS).where(SESSIONS.c.account == account_key(name))).rowcount
            note_access(connection, "signed out everywhere", name, by=by, sessions=ended)
        return ended

    def keep_sign_in(self, noun: str, *, at: datetime) -> str:
        """Keep for ten minutes what a sign-in at another service must match, and return a token for it."""
        token = secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            connection.execute(delete(SIGN_INS).where(SIGN_INS.c.began_at < _told(at - SIGN_IN_TAKES)))
            connection.execute(insert(SIGN_INS), {"hash": _hashed(token), "began_at": _told(at), "noun": noun})
        return token

    def take_sign_in(self, token: str, *, at: datetime) -> str | None:
        """What was kept under the token, once; None where it is unknown, used or too old."""
        place = (SIGN_INS.c.hash == _hashed(token), SIGN_INS.c.began_at >= _told(at - SIGN_IN_TAKES))
        with self._database.writing() as connection:
            return connection.scalar(delete(SIGN_INS).where(*place).returning(SIGN_INS.c.noun))


class Attempts:
    """Attempts to sign in, counted by whose they are; in the database, so that all servers count together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, key: str, *, since: datetime) -> int:
        """How many attempts there were under a key."""
        asked = select(func.count()).select_from(ATTEMPTS).where(ATTEMPTS.c.key == key, ATTEMPTS.c.at >= _told(since))
        with self._database.reading() as connection:
            return int(connection.scalar(asked) or 0)

    def note(self, keys: Iterable[str], *, at: datetime, forget_before: datetime) -> None:
        """Count an attempt under each key, and forget those that are too old to matter."""
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at < _told(forget_before)))
            connection.execute(insert(ATTEMPTS), [{"key": key, "at": _told(at)} for key in keys])

    def forgive(self, key: str) -> None:
        """Forget the attempts under a key."""
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key == key))


def _is_over(at: datetime, outs: TimeOuts) -> ColumnElement[bool]:
    """The condition under which a session has timed out."""
    return (SESSIONS.c.seen_at < _told(at - outs.idle)) | (SESSIONS.c.began_at < _told(at - outs.absolute))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _told(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
