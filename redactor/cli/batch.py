"""`batch`: many requests, one after the other; one that fails stops no other."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from redactor.cli.orders import Order, case_of, orders_of
from redactor.cli.run import Errand, answer
from redactor.cli.session import Session, open_desk, pass_session, password_option, passwords_of
from redactor.desk import Desk
from redactor.domain.bundle import Approval, Fate
from redactor.domain.plain import to_plain
from redactor.errors import ExitCode, OutputExists, OutputIsSource, RedactorError, RequestError
from redactor.ingest.unlock import Passwords
from redactor.run.runner import Serial

GRAVEST_FIRST = (
    ExitCode.LEAK_FOUND,
    ExitCode.STORE,
    ExitCode.UNEXPECTED,
    ExitCode.MISSING_TOOL,
    ExitCode.SETTINGS,
    ExitCode.OUTPUT_REFUSED,
    ExitCode.REVIEW_UNFINISHED,
    ExitCode.SOURCES_LEFT,
    ExitCode.DONE,
)
"""A batch ends with the gravest code of its requests."""


class End(StrEnum):
    """What became of one request."""

    BUNDLE = "bundle"
    BEFORE = "done before"
    REVIEW = "to review"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One row of the table at the end. `pages` are those of the bundle, None where there is none."""

    name: str
    end: End
    exit_code: int
    case: str = ""
    pages: int | None = None
    quarantined: int = 0
    error: str = ""
    """The class of what went wrong, as docs/exit-codes.md lists it."""
    message: str = ""
    remedy: str = ""


@dataclass(slots=True, kw_only=True)
class Round:
    """What all requests of one call share, and whose folder each reference turned out to be."""

    desk: Desk
    out: Path
    approve: bool
    passwords: Passwords
    owners: dict[str, str] = field(default_factory=dict)
    """Reference -> name of its order. Two orders of one reference would pour their records into one case."""


@click.command()
@click.argument("place", metavar="FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder of the output folders.")
@click.option(
    "--approve",
    type=click.Choice(["suggested"]),
    help="Accept every suggestion as it stands. Each bundle is marked as a draft that nobody has reviewed.",
)
@click.option("--watch", is_flag=True, help="Go on, and take up each request that arrives or changes.")
@click.option("--every", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="Seconds between looks.")
@password_option
@pass_session
def batch(
    session: Session,
    place: Path,
    *,
    out: Path,
    approve: str | None,
    watch: bool,
    every: float,
    password_file: Path | None,
) -> int:
    """Take many requests to a bundle each.

    Each sub-folder of FOLDER holds request.toml and input/; or FOLDER is a register, a CSV file with one row a
    request and a column `path`. Each bundle comes into a folder of OUT under the request's name. A request that fails
    stops no other. Run again, the command goes on where it was: what is done is not done twice.

    \b
    redactor batch requests --out answers
    redactor batch register.csv --out answers --approve suggested
    redactor batch requests --out answers --watch
    """
    _require_apart(place, out)
    with open_desk(session) as desk:
        going = Round(desk=desk, out=out, approve=bool(approve), passwords=passwords_of(password_file))
        if watch:
            _watch(session, place, going, every)
        orders = orders_of(place)
        if not orders:
            raise RequestError(f"there are no requests in {place}")
        ends = []
        for done, ended in enumerate(_each(orders, going), 1):
            ends.append(ended)
            desk.progress("Requests", done, len(orders))
    counts = Counter(ended.end for ended in ends)
    lines = [*map(_line, ends), ", ".join(f"{counts[end]} {end.value}" for end in End if counts[end]) + "."]
    plain = {"counts": {end.value: counts[end] for end in End}, "requests": to_plain(tuple(ends))}
    session.say("\n".join(lines), {"out": str(out), **plain})
    return next(code for code in GRAVEST_FIRST if code in {ended.exit_code for ended in ends})


def _each(orders: Iterable[Order], going: Round) -> Iterator[Ended]:
    """Go through the orders one by one; a mistake in redactor, too, is the end of its own request only."""

    def call(order: Order) -> Ended:
        return _go(order, going)

    for outcome in Serial().map(call, orders):
        if outcome.answer is not None:
            yield outcome.answer
        else:
            assert outcome.failure is not None
            yield Ended(
                name=outcome.task.name,
                end=End.FAILED,
                exit_code=ExitCode.UNEXPECTED,
                error=outcome.failure.error,
                message="something went wrong that redactor did not expect",
                remedy="Run this request by itself: redactor run.",
            )


def _go(order: Order, going: Round) -> Ended:
    reference, out = "", going.out / order.name
    try:
        case = case_of(order, today=date.today())
        reference = case.reference
        if going.owners.setdefault(reference, order.name) != order.name:
            raise RequestError(f"{going.owners[reference]} has the reference {reference}, too")
        made = _made_before(out, reference, draft=going.approve)
        end = End.BEFORE if made is not None else End.BUNDLE
        if made is None:
            errand = Errand(case=case, inbox=order.inbox, out=out, approve=going.approve, passwords=going.passwords)
            made = json.loads(answer(errand, going.desk).manifest_json())
    except RedactorError as error:
        return Ended(
            name=order.name,
            end=End.REVIEW if error.exit_code is ExitCode.REVIEW_UNFINISHED else End.FAILED,
            exit_code=error.exit_code,
            case=reference,
            error=type(error).__name__,
            message=str(error),
            remedy=error.remedy,
        )
    left = made["counts"].get(Fate.QUARANTINED.value, 0)
    return Ended(
        name=order.name,
        end=end,
        exit_code=ExitCode.SOURCES_LEFT if left else ExitCode.DONE,
        case=reference,
        pages=made["bundle"]["pages"],
        quarantined=left,
    )


def _made_before(out: Path, reference: str, *, draft: bool) -> Mapping[str, Any] | None:
    """The manifest of the bundle that stands there already, whole; None where nothing stands there.

    Raises OutputExists where something else does: another case, a bundle that was altered, a mere draft.
    """
    if not out.exists():
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        made: Mapping[str, Any] = json.loads((out / "internal" / "manifest.json").read_bytes())
        bundle = (out / "disclosure" / made["bundle"]["file"]).read_bytes()
        ours = made["case"] == reference and hashlib.sha256(bundle).hexdigest() == made["bundle"]["sha256"]
        if ours and made["approval"] == Approval.SUGGESTED.value and not draft:
            raise OutputExists(f"{out} holds a draft of {reference}", remedy="Move the draft away and run this again.")
        if ours:
            return made
    raise OutputExists(f"{out} exists already, and is not the bundle of {reference} as it was made")


def _require_apart(place: Path, out: Path) -> None:
    here, there = place.resolve(), out.absolute().resolve()
    if out.exists() and not out.is_dir():
        raise OutputExists(f"{out} is a file")
    if here.is_dir() and (here == there or here in there.parents or there in here.parents):
        raise OutputIsSource(f"{out} overlaps the folder of requests")


# ---------------------------------------------------------------- the watched folder
def _watch(session: Session, place: Path, going: Round, every: float) -> None:
    """Take up each request once its folder keeps still, and again when it has changed; ends with the program."""
    seen: dict[str, object] = {}
    handled: dict[str, object] = {}
    unread = ""
    while True:
        try:
            orders, unread = orders_of(place), ""
        except RequestError as error:  # such as a register that is being saved just now
            if str(error) != unread:
                unread = str(error)
                click.echo(unread, err=True)
            orders = ()
        for order in orders:
            now = _signature(order)
            if seen.get(order.name) == now and handled.get(order.name) != now:
                for ended in _each([order], going):
                    session.say(_line(ended), to_plain(ended))
                handled[order.name] = now
            seen[order.name] = now
        time.sleep(every)


def _signature(order: Order) -> object:
    """Something that changes whenever a file of the request does."""
    paths = sorted(order.inbox.rglob("*")) + ([order.request] if order.request else [])
    stats = []
    for path in paths:
        with suppress(OSError):
            found = path.stat()
            stats.append((str(path), found.st_size, found.st_mtime_ns))
    return tuple(stats), tuple(order.columns.items())


def _line(ended: Ended) -> str:
    told = f"{ended.name:<24} {ended.end.value:<12}"
    if ended.pages is not None:
        left = f", {ended.quarantined} files in quarantine" if ended.quarantined else ""
        return f"{told} {ended.case}: {ended.pages} pages{left}"
    remedy = "" if ended.end is End.REVIEW else f" {ended.remedy}"
    return f"{told} {ended.message}{remedy}"
