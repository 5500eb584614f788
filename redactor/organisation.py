"""HOME/organisation.toml to an Organisation and back: unknown keys are errors, and one key can be set by itself."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from redactor.domain.organisation import Organisation
from redactor.errors import SettingsError

ORGANISATION_FILE = "organisation.toml"
TEMPLATES_FOLDER = "templates"
"""Where in the home folder the user's own letter templates lie."""
LONGEST_TEXT = 20_000


def load_organisation(home: Path) -> Organisation:
    """The organisation of a home folder, empty where none is written down; SettingsError names what is wrong."""
    return _organisation(_read(home))


def _organisation(held: dict[str, Any]) -> Organisation:
    organisation: Organisation = _build(Organisation, held, "")
    return organisation


def _read(home: Path) -> dict[str, Any]:
    path = home / ORGANISATION_FILE
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ORGANISATION_FILE} is not a TOML file: {error}") from error


def set_key(home: Path, key: str, text: str) -> Organisation:
    """Write one key ("dpo.email"; "retention.RECORD" for a row of the schedule), or clear it with an empty text.

    Raises SettingsError for a key that there is not; then nothing is written.
    """
    held = _read(home)
    head, _, rest = key.partition(".")
    if head == "retention" and rest:
        rows = [row for row in held.get("retention", []) if row.get("record") != rest]
        held["retention"] = [*rows, *([{"record": rest, "keep": text}] if text else [])]
    elif rest:
        held.setdefault(head, {})[rest] = text
    else:
        held[head] = text
    organisation = _organisation(held)
    path = home / ORGANISATION_FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(_toml(held), "utf-8")
    fresh.replace(path)
    return organisation


def known_keys() -> tuple[str, ...]:
    """Every key that can be set, but for the rows of the retention schedule."""
    return tuple(_keys(Organisation, ""))


def value_of(organisation: Organisation, key: str) -> str:
    """What a known key holds."""
    held: Any = organisation
    for name in key.split("."):
        held = getattr(held, name)
    return str(held)


def _keys(kind: Any, above: str) -> Iterator[str]:
    hints = get_type_hints(kind)
    for each in fields(kind):
        if is_dataclass(hints[each.name]):
            yield from _keys(hints[each.name], f"{above}{each.name}.")
        elif get_origin(hints[each.name]) is not tuple:
            yield above + each.name


def _build(kind: Any, held: Any, where: str) -> Any:
    if not isinstance(held, dict):
        raise SettingsError(f"{where.rstrip('.') or ORGANISATION_FILE} is a table")
    hints = get_type_hints(kind)
    known: dict[str, Any] = {}
    for key, untrusted in held.items():
        if key not in hints:
            raise SettingsError(
                f"unknown key {where + key!r} in {ORGANISATION_FILE}",
                remedy=f"Known are: {', '.join(known_keys())}, and retention.RECORD.",
            )
        known[key] = _fit(hints[key], untrusted, where + key)
    try:
        return kind(**known)
    except TypeError as error:
        raise SettingsError(f"{where.rstrip('.')} in {ORGANISATION_FILE} lacks a key") from error


def _fit(kind: Any, untrusted: Any, where: str) -> Any:
    if get_origin(kind) is tuple:
        if not isinstance(untrusted, list):
            raise SettingsError(f"{where} in {ORGANISATION_FILE} is a list")
        return tuple(_build(get_args(kind)[0], each, f"{where}.") for each in untrusted)
    if is_dataclass(kind):
        return _build(kind, untrusted, f"{where}.")
    if not isinstance(untrusted, str) or len(untrusted) > LONGEST_TEXT:
        raise SettingsError(f"{where} in {ORGANISATION_FILE} is a text of at most {LONGEST_TEXT} characters")
    try:
        return kind(untrusted.strip())
    except ValueError as error:
        choices = ", ".join(each.value for each in kind)
        raise SettingsError(f"{where} in {ORGANISATION_FILE} is one of: {choices}") from error


def _toml(held: Mapping[str, Any]) -> str:
    """The held keys as TOML; a JSON string is a TOML string as well."""
    plain = [f"{key} = {_text(value)}" for key, value in held.items() if isinstance(value, str)]
    tables = [
        "\n".join([f"[{key}]", *(f"{name} = {_text(text)}" for name, text in value.items())])
        for key, value in held.items()
        if isinstance(value, dict)
    ]
    rows = [
        "\n".join([f"[[{key}]]", *(f"{name} = {_text(text)}" for name, text in row.items())])
        for key, value in held.items()
        if isinstance(value, list)
        for row in value
    ]
    return "\n\n".join(["\n".join(plain), *tables, *rows]).strip() + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
