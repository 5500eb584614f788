"""The column type of what may name somebody: sealed on its way into the database, opened on its way out.

A transaction on a case seals with that case's key, so no caller can forget to, and a column of this type cannot be
written outside such a transaction. What comes out names the key that opens it. Sealed columns cannot be compared
in a query: the same text is sealed differently each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from redactor.errors import StoreError
from redactor.store.keys import SEALED_PREFIX, CaseKey

KeyFinder = Callable[[str], CaseKey]
"""Gives the key with an id; raises StoreError where it is not here or was destroyed."""

_finder: ContextVar[KeyFinder | None] = ContextVar("finder", default=None)
_sealer: ContextVar[CaseKey | None] = ContextVar("sealer", default=None)


class Sealed(TypeDecorator[str]):
    """Text that stands in the database sealed; "" stands as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal with the key of the case that is being written; StoreError outside of `sealing_with`."""
        if not value:
            return value
        key = _sealer.get()
        if key is None:
            raise StoreError("a sealed column is written or compared outside a case")
        return key.seal_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Open with the key that the value names; StoreError where it is not sealed or its key is not here."""
        if not value:
            return None if value is None else ""
        text, find = str(value), _finder.get()
        if not text.startswith(SEALED_PREFIX) or find is None:
            raise StoreError("a row that should be sealed is not")
        return find(text.split(":", 2)[1]).open_text(text)


@contextmanager
def sealing_with(key: CaseKey) -> Iterator[None]:
    """Seal what is written inside with this case's key."""
    token = _sealer.set(key)
    try:
        yield
    finally:
        _sealer.reset(token)


@contextmanager
def opening_with(finder: KeyFinder | None) -> Iterator[None]:
    """Find the keys of what is read inside here."""
    token = _finder.set(finder)
    try:
        yield
    finally:
        _finder.reset(token)
