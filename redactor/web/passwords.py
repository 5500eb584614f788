"""Passwords: hashed with argon2id, and few of them at a time, for each hash takes 64 MiB of memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
AT_ONCE = 2
"""How many passwords are checked side by side; more wait their turn."""
MOST_WAITING = 16
PATIENCE_SECONDS = 10.0


class TooManyAtOnce(Exception):
    """More people sign in at this moment than the server has memory for."""


class Passwords:
    """Checks passwords, at most two at a time; from seventeen on nobody is kept waiting."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._nobody = _hash_of_nobody()
        self._waiting, self._turn = BoundedSemaphore(MOST_WAITING), BoundedSemaphore(AT_ONCE)

    def fits(self, stored_hash: str, password: str) -> bool:
        """Whether a password is the one behind the hash; for no hash ("") it takes as long and says no.

        Raises TooManyAtOnce.
        """
        with self._in_turn():
            try:
                self._hasher.verify(stored_hash or self._nobody, password[:LONGEST_PASSWORD])
            except (VerificationError, InvalidHashError):
                return False
            return bool(stored_hash)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise TooManyAtOnce
        try:
            if not self._turn.acquire(timeout=PATIENCE_SECONDS):
                raise TooManyAtOnce
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._waiting.release()


@cache
def _hash_of_nobody() -> str:
    """What is checked where nobody has that name, so that the answer takes as long."""
    return hash_password("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of a new password, to be stored in its stead."""
    return PasswordHasher().hash(password)


def trouble_with_password(password: str, name: str) -> str:
    """Why a new password will not do, as a clause; "" where it will. Length is what counts (NCSC, three words)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; three unrelated words do well"
    if len(set(password)) < SHORTEST_PASSWORD // 2:
        return "the password repeats the same few characters"
    if name.casefold() in password.casefold():
        return "the password has the name in it"
    return ""
