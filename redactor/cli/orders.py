"""Where a batch finds its requests: the sub-folders of a folder, or the rows of a register in CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from redactor.domain.case import Case
from redactor.errors import RequestError
from redactor.request import build_case, read_tables

REQUEST_FILE = "request.toml"
INBOX = "input"
MOST_BYTES = 16 * 1024 * 1024
SHORT = {
    **{key: ("request", key) for key in ("reference", "received", "channel", "taken_by", "scope", "regime")},
    "subject": ("subject", "name"),
    "date_of_birth": ("subject", "date_of_birth"),
    "requester": ("requester", "name"),
    "capacity": ("requester", "capacity"),
    "controller": ("controller", "name"),
}
"""Columns that need no table's name before them; any other is a key of request.toml such as `subject.aliases`."""
LISTS = frozenset({"aliases", "identifiers", "emails", "phones", "addresses"})
"""Keys that hold several values; a cell parts them by semicolons."""
DAYS = frozenset({"received", "date_of_birth", "id_requested", "id_received", "clarification_asked"}) | {
    "clarification_answered",
    "extended",
}
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")
"""How a spreadsheet here writes a day: the day stands before the month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One request of a batch. `name` is that of the folder to make for it, unlike any other's in the batch."""

    name: str
    inbox: Path
    request: Path | None = None
    """The request file; None where a row of the register says it all."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What the register says, by column; it goes before the request file."""


def orders_of(place: Path) -> tuple[Order, ...]:
    """The requests of a folder or of a register, in the order of their names or rows; raises RequestError."""
    return tuple(_of_register(place) if place.is_file() else _of_folder(place))


def case_of(order: Order, *, today: date) -> Case:
    """The case that an order describes; raises RequestError.

    A batch needs the day on which a request came: run again tomorrow, it would not know the request by today's.
    """
    if not order.inbox.is_dir():
        raise RequestError(f"there is no folder of records at {order.inbox}", remedy="Put the records there.")
    tables: dict[str, Any] = read_tables(order.request) if order.request else {}
    for column, cell in order.columns.items():
        table, _, key = ".".join(SHORT.get(column, (column,))).partition(".")
        if not key or not isinstance(tables.setdefault(table, {}), dict):
            raise RequestError(f"unknown column {column!r} in the register", remedy=f"Known are: {', '.join(SHORT)}.")
        tables[table][key] = _value(column, key, cell)
    asked = tables.get("request")
    if not isinstance(asked, dict) or not asked.get("received"):
        raise RequestError("request.received is missing", remedy="Write down the day on which the request came.")
    return build_case(tables, today=today)


def _of_folder(place: Path) -> Iterator[Order]:
    for folder in sorted(place.iterdir()):
        if folder.is_dir() and not folder.name.startswith("."):
            yield Order(name=folder.name, inbox=folder / INBOX, request=folder / REQUEST_FILE)


def _of_register(place: Path) -> Iterator[Order]:
    """A row a request. Its path is a folder of records, or one that holds request.toml and input/."""
    if place.stat().st_size > MOST_BYTES:
        raise RequestError(f"the register is larger than {MOST_BYTES // 1024**2} MiB")
    try:
        text = place.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestError("the register is not UTF-8", remedy="Save it as CSV UTF-8.") from error
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    if "path" not in columns or len(set(columns)) < len(columns):
        raise RequestError("the register needs a row of headings, each once, one of them path")
    rows.fieldnames = columns
    names: set[str] = set()
    for number, row in enumerate(rows, 2):
        cells = {key: (cell or "").strip() for key, cell in row.items() if isinstance(key, str)}
        if any(cells.values()):
            order = _of_row(place.parent, number, cells)
            if order.name.casefold() in names:
                raise RequestError(f"rows of the register share the reference or path of row {number}")
            names.add(order.name.casefold())
            yield order


def _of_row(above: Path, number: int, cells: dict[str, str]) -> Order:
    path = cells.pop("path")
    folder = above / path if path else above / f"row {number} has no path"
    told = cells.get("reference") or folder.name
    name = re.sub(r"[^\w .-]+", "-", told).strip(" .-") or f"row-{number}"
    columns = {key: cell for key, cell in cells.items() if cell}
    whole = (folder / REQUEST_FILE).exists()
    return Order(
        name=name,
        inbox=folder / INBOX if whole else folder,
        request=folder / REQUEST_FILE if whole else None,
        columns=columns,
    )


def _value(column: str, key: str, cell: str) -> object:
    if key in LISTS:
        return [each.strip() for each in cell.split(";") if each.strip()]
    if key not in DAYS:
        return cell
    for form in DAY_FORMS:
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    raise RequestError(f"column {column!r} is a day such as 2026-09-03 or 03/09/2026")
