"""request.toml to a Case: unknown keys are errors, and only the subject's name and the date are needed."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from redactor.domain.case import Case, Clock, Controller, KnownPerson, Requester, Subject
from redactor.errors import RequestError, RosterError

REQUEST_KEYS = ("reference", "received", "channel", "taken_by", "scope", "regime")
LONGEST_TEXT = 4000
MOST_INITIALS = 8
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/ -]{0,63}")

T = TypeVar("T")


def load_request(path: Path, *, today: date) -> Case:
    """Read a request file; raises RequestError naming the key that does not fit.

    A missing reference is made from the date and the subject's initials; a missing date is `today`.
    """
    return build_case(read_tables(path), today=today)


def read_tables(path: Path) -> dict[str, Any]:
    """The tables of a request file, not checked yet; raises RequestError where it is not there or not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise RequestError(f"there is no request file at {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"the request file is not TOML: {error}") from error


def build_case(untrusted: dict[str, Any], *, today: date) -> Case:
    """Make the Case that a request's tables describe; raises RequestError or RosterError."""
    _refuse_unknown(untrusted, ("request", "controller", "subject", "requester", "people", "clock"), "the file")
    request = _table(untrusted, "request")
    _refuse_unknown(request, REQUEST_KEYS, "[request]")
    subject = _build(Subject, _table(untrusted, "subject"), "subject")
    asked_by = _table(untrusted, "requester") or _as_requester(subject)
    people = tuple(_build(KnownPerson, each, "people") for each in _tables(untrusted, "people"))
    _require_one_role_each(people)
    hints = get_type_hints(Case)
    received = _fit(hints["received"], request.get("received", today), "request.received")
    known = {
        "reference": request.get("reference") or made_reference(subject.name, received),
        "received": received,
        **{key: request[key] for key in REQUEST_KEYS[2:] if key in request},
    }
    if not isinstance(known["reference"], str) or not REFERENCE.fullmatch(known["reference"]):
        raise RequestError("request.reference may hold letters, digits, spaces and . _ / - only, at most 64")
    return Case(
        subject=subject,
        requester=_build(Requester, asked_by, "requester"),
        controller=_build(Controller, _table(untrusted, "controller"), "controller"),
        people=people,
        clock=_build(Clock, _table(untrusted, "clock"), "clock"),
        **{key: _fit(hints[key], value, f"request.{key}") for key, value in known.items()},
    )


def made_reference(name: str, received: date) -> str:
    """A reference for a request that has none: the date and the subject's initials, without their accents."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    initials = "".join(re.findall(r"(?<![^\W\d_])[A-Za-z]", bare)).upper()[:MOST_INITIALS]
    return f"SAR-{received.isoformat()}-{initials or 'X'}"


def _as_requester(subject: Subject) -> dict[str, Any]:
    return {"name": subject.name, "emails": list(subject.emails), "phones": list(subject.phones)}


def _table(untrusted: dict[str, Any], key: str) -> dict[str, Any]:
    value = untrusted.get(key, {})
    if not isinstance(value, dict):
        raise RequestError(f"[{key}] is a table")
    return value


def _tables(untrusted: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = untrusted.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise RequestError(f"[[{key}]] is a list of tables")
    return value


def _refuse_unknown(given: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in known:
            raise RequestError(f"unknown key {key!r} in {where}; known are: {', '.join(known)}")


def _build(kind: type[T], given: dict[str, Any], where: str) -> T:
    assert is_dataclass(kind)
    known: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}
    _refuse_unknown(given, tuple(known), f"[{where}]")
    for name, field in known.items():
        if field.default is MISSING and field.default_factory is MISSING and not str(given.get(name) or "").strip():
            raise RequestError(f"{where}.{name} is missing")
    hints = get_type_hints(kind)
    return kind(**{key: _fit(hints[key], value, f"{where}.{key}") for key, value in given.items()})


def _fit(kind: Any, value: Any, where: str) -> Any:
    """Check one untrusted value against the type its field is declared with."""
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise RequestError(f"{where} is a list")
        return tuple(_fit(get_args(kind)[0], each, where) for each in value)
    if isinstance(kind, type) and is_dataclass(kind):
        if not isinstance(value, dict):
            raise RequestError(f"{where} is a table")
        return _build(kind, value, where)
    choices = [choice for choice in get_args(kind) if choice is not type(None)] or [kind]
    if choices[0] is date:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise RequestError(f"{where} is a date such as 2026-09-03, without quotes")
        return value
    if isinstance(choices[0], type) and issubclass(choices[0], Enum):
        try:
            return choices[0](value)
        except ValueError as error:
            raise RequestError(f"{where} is one of: {', '.join(each.value for each in choices[0])}") from error
    if not isinstance(value, choices[0]) or (isinstance(value, str) and len(value) > LONGEST_TEXT):
        raise RequestError(f"{where} needs a {choices[0].__name__} of at most {LONGEST_TEXT} characters")
    return value.strip() if isinstance(value, str) else value


def _require_one_role_each(people: tuple[KnownPerson, ...]) -> None:
    roles: dict[str, str] = {}
    for number, person in enumerate(people, 1):
        if roles.setdefault(person.name.casefold(), person.role) != person.role:
            raise RosterError(f"people entry {number} gives a person a second role")
