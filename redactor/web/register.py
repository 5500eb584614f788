"""The register: every request with its time limit, who has it, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from redactor.domain.case import Case, SourceState
from redactor.domain.clock import Limit, Running
from redactor.store.register import HowFar
from redactor.store.store import Store
from redactor.web.painting import paint
from redactor.web.settings import WebSettings
from redactor.workdays import limit_of

SOON_DAYS = 7
"""From when on a limit is called near."""


class Stage(StrEnum):
    """How far a request has come, in the words of the page."""

    EMPTY = "no records yet"
    UNREAD = "to be read"
    REVIEW = "in review"
    READY = "ready to disclose"
    ANSWERED = "answered"


class Show(StrEnum):
    """Which requests the register shows."""

    OPEN = "open"
    LATE = "late"
    NEAR = "near"
    PAUSED = "paused"
    ANSWERED = "answered"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request in the register. `left` is in days, None where no limit runs; `to` has the case."""

    case: Case
    limit: Limit
    left: int | None
    stage: Stage
    to: str
    answered: date | None
    files: int
    quarantined: int
    findings: int
    undecided: int

    @property
    def standing(self) -> str:
        """The time left as a reader wants to hear it."""
        if self.answered:
            late = (self.answered - self.limit.due).days if self.limit.due else 0
            return f"answered {self.answered}" + (f", {counted(late, 'day')} late" if late > 0 else "")
        if self.left is None:
            return "not running"
        return f"{counted(self.left, 'day')} left" if self.left > 0 else "today" if self.left == 0 else self._late

    @property
    def _late(self) -> str:
        return f"{counted(-(self.left or 0), 'day')} late"

    @property
    def urgency(self) -> str:
        """How the row is marked: late, near, calm, none."""
        if self.answered or self.left is None:
            return "none"
        return "late" if self.left < 0 else "near" if self.left <= SOON_DAYS else "calm"

    @property
    def notes(self) -> tuple[str, ...]:
        """What moved the limit."""
        limit = self.limit
        return (
            *([limit.running.value] if limit.running is not Running.RUNNING and not self.answered else ()),
            *([f"{counted(limit.paused_days, 'day')} not counted"] if limit.paused_days else ()),
            *(["extended"] if limit.extended else ()),
        )


def counted(count: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "reference": lambda row: row.case.reference.casefold(),
    "subject": lambda row: row.case.subject.name.casefold(),
    "received": lambda row: row.case.received,
    "due": lambda row: (row.answered is not None, row.limit.due or date.max),
    "stage": lambda row: list(Stage).index(row.stage),
    "progress": lambda row: row.undecided,
    "with": lambda row: (not row.to, row.to.casefold()),
}
"""Name of a sort in the address -> what it sorts by. By the due day, what is answered or not running comes last."""
_SHOWN: Mapping[Show, Callable[[Row], bool]] = {
    Show.OPEN: lambda row: row.answered is None,
    Show.LATE: lambda row: row.urgency == "late",
    Show.NEAR: lambda row: row.urgency == "near",
    Show.PAUSED: lambda row: row.answered is None and row.limit.running is not Running.RUNNING,
    Show.ANSWERED: lambda row: row.answered is not None,
    Show.ALL: lambda row: True,
}
_HEADINGS = (
    ("reference", "Request"),
    ("subject", "About"),
    ("received", "Received"),
    ("due", "Due"),
    ("stage", "Stage"),
    ("progress", "To decide"),
    ("with", "With"),
)
Asked = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the address asks for. Unknown words fall back to what stands here, so an old bookmark still opens."""

    show: Show = Show.OPEN
    sort: str = "due"
    descending: bool = False
    text: str = ""
    to: str = ""

    def address(self, **changes: Any) -> str:
        """The address of this view, with some of it changed."""
        told = {
            "show": self.show.value, "sort": self.sort, "order": "desc" if self.descending else "asc", "q": self.text,
            "with": self.to, **changes,
        }  # fmt: skip
        standard = {"show": Show.OPEN.value, "sort": "due", "order": "asc"}
        return "/?" + urlencode({key: value for key, value in told.items() if value and standard.get(key) != value})


def row_of(store: Store, case: Case, today: date) -> Row:
    """How one request stands today."""
    return _row(case, today, _Known(store, case.reference))


class _Known:
    """What is asked of all cases at once, or of one."""

    def __init__(self, store: Store, reference: str | None = None) -> None:
        self.assignments = store.register.assignments()
        self.answered = store.register.answered()
        self.how_far = store.register.how_far(reference)


def _row(case: Case, today: date, known: _Known) -> Row:
    how_far = known.how_far.get(case.reference, HowFar())
    moment = known.answered.get(case.reference)
    assignment = known.assignments.get(case.reference)
    limit = limit_of(case, today)
    return Row(
        case=case,
        limit=limit,
        left=limit.days_left(today),
        stage=_stage(how_far, answered=moment is not None),
        to=assignment.to if assignment else "",
        answered=moment.astimezone().date() if moment else None,
        files=how_far.files,
        quarantined=how_far.states.get(SourceState.QUARANTINED, 0),
        findings=how_far.findings,
        undecided=how_far.undecided,
    )


def _stage(how_far: HowFar, *, answered: bool) -> Stage:
    if answered:
        return Stage.ANSWERED
    if not how_far.files:
        return Stage.EMPTY
    if how_far.states.get(SourceState.RECEIVED):
        return Stage.UNREAD
    return Stage.REVIEW if how_far.undecided else Stage.READY


def chosen(rows: Sequence[Row], view: View) -> tuple[Row, ...]:
    """The rows that a view asks for, in its order; rows that are equal in it stand by their limit."""
    wanted = view.text.casefold().split()

    def fits(row: Row) -> bool:
        said = f"{row.case.reference} {row.case.subject.name} {row.case.requester.name} {row.to}".casefold()
        mine = not view.to or view.to == row.to or (view.to == "-" and not row.to)
        return _SHOWN[view.show](row) and mine and all(word in said for word in wanted)

    by_limit = sorted(filter(fits, rows), key=SORTS["due"])
    return tuple(sorted(by_limit, key=SORTS[view.sort], reverse=view.descending))


class RegisterPages:
    """The first page of the app."""

    def __init__(self, store: Store, settings: WebSettings) -> None:
        self._store = store
        self._settings = settings

    def router(self) -> APIRouter:
        """The route."""
        routes = APIRouter()
        routes.get("/")(self.register)
        return routes

    def register(
        self,
        *,
        show: Asked = "",
        sort: Asked = "",
        order: Asked = "",
        q: Asked = "",
        holder: Annotated[str, Query(alias="with", max_length=200)] = "",
    ) -> Response:
        """All requests, or the one case that this review is about."""
        if self._settings.reference is not None:
            return RedirectResponse(f"/case/{self._settings.reference}", 303)
        view = View(
            show=Show(show) if show in set(Show) else Show.OPEN,
            sort=sort if sort in SORTS else "due",
            descending=order == "desc",
            text=q.strip(),
            to=holder.strip(),
        )
        today, known = date.today(), _Known(self._store)
        rows = [
            _row(case, today, known) for case in self._store.cases.list_cases() if self._settings.shows(case.reference)
        ]
        shown = chosen(rows, view)
        return paint(
            "register.html",
            view=view,
            rows=shown,
            total=len(rows),
            tabs=[(each.value, view.address(show=each.value), sum(map(_SHOWN[each], rows))) for each in Show],
            headings=[_heading(view, name, words) for name, words in _HEADINGS],
            holders=sorted({row.to for row in rows if row.to}, key=str.casefold),
        )


def _heading(view: View, name: str, words: str) -> dict[str, str]:
    """A column's heading: the address that sorts by it, and how it is sorted by now."""
    sorted_now = "none" if view.sort != name else "descending" if view.descending else "ascending"
    turned = "desc" if sorted_now == "ascending" else "asc"
    return {"words": words, "address": view.address(sort=name, order=turned), "sorted": sorted_now}
