"""Nouns to plain JSON values and back, for the store and for what a child process sends to its parent.

`from_plain` trusts nothing: a value of the wrong shape raises ValueError, and the nouns refuse to be built
wrong by themselves.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from redactor.domain.backing import KIND_OF
from redactor.domain.box import Box, PageBox
from redactor.domain.document import Word
from redactor.domain.finding import Span, WholeDocument, WholePage

T = TypeVar("T")

_TAGS: dict[type, str] = {Span: "span", PageBox: "area", WholePage: "page", WholeDocument: "document", **KIND_OF}
_TAGGED = {tag: kind for kind, tag in _TAGS.items()}


def to_plain(value: Any) -> Any:
    """Turn a noun, or a tuple, list or dict of nouns, into values that json.dumps takes."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Word):
        return [value.text, value.start, value.end, *to_plain(value.box), value.confidence, value.line]
    if isinstance(value, Box):
        return [round(value.x0, 3), round(value.y0, 3), round(value.x1, 3), round(value.y1, 3)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain = {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.init}
        return {"is": _TAGS[type(value)], **plain} if type(value) in _TAGS else plain
    if isinstance(value, (tuple, list, frozenset, set)):
        return [to_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise ValueError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], plain: Any) -> T:
    """Build a noun of that class from what `to_plain` made of it; ValueError where it does not fit."""
    try:
        return typing.cast(T, _build(kind, plain))
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not the plain form of {kind.__name__}") from error


def _build(kind: Any, plain: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _build_union(typing.get_args(kind), plain)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_build(inner, each) for each in _expect(list, plain))
    if origin is dict:
        inner = typing.get_args(kind)[1]
        return {key: _build(inner, each) for key, each in _expect(dict, plain).items()}
    if kind is Word:
        text, start, end, x0, y0, x1, y1, confidence, line = plain
        return Word(_expect(str, text), start, end, Box(x0, y0, x1, y1), confidence, line)
    if kind is Box:
        x0, y0, x1, y1 = plain
        return Box(x0, y0, x1, y1)
    if dataclasses.is_dataclass(kind):
        return _build_noun(typing.cast(type, kind), _expect(dict, plain))
    return _build_value(kind, plain)


def _build_union(choices: tuple[Any, ...], plain: Any) -> Any:
    if plain is None and type(None) in choices:
        return None
    if isinstance(plain, dict) and "is" in plain:
        return _build_noun(_TAGGED[plain["is"]], plain)
    (only,) = [choice for choice in choices if choice is not type(None)]
    return _build(only, plain)


def _build_noun(kind: type, plain: dict[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _build(hints[name], each) for name, each in plain.items() if name != "is"})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build_value(kind: Any, plain: Any) -> Any:
    if kind is Any:
        return plain
    if kind is datetime:
        return datetime.fromisoformat(_expect(str, plain))
    if kind is date:
        return date.fromisoformat(_expect(str, plain))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if kind is float:
        return float(_expect((int, float), plain))
    return _expect(kind, plain)


def _expect(kind: Any, plain: Any) -> Any:
    if not isinstance(plain, kind):
        raise ValueError("a value of the wrong kind")
    return plain
