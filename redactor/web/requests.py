"""One request: opened by a form, its time limit moved, given to somebody, its records sent in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from redactor.domain.case import Capacity, Clock, ControllerKind, Jurisdiction, Regime, SourceState
from redactor.domain.clock import last_day_to_extend
from redactor.errors import RequestError, RosterError
from redactor.request import build_case
from redactor.store.store import Store
from redactor.web.forms import Form, FreeText, ShortText
from redactor.web.inboxes import Inboxes
from redactor.web.painting import paint
from redactor.web.preparing import Preparing, waiting_uploads
from redactor.web.register import row_of
from redactor.web.settings import WebSettings
from redactor.workdays import is_open, require_in_order

VERBAL = "verbal"
CHANNELS = ("email", "post", VERBAL, "portal", "in person", "social media", "other")
MOST_PEOPLE = 500
_KEY = re.compile(r"(request|controller|subject|requester|people)\.(\w+)")
Texts = Annotated[tuple[FreeText, ...], Field(max_length=100)]


class RequestPart(Form):
    """What was asked, when, and how it came."""

    received: date
    reference: ShortText = ""
    channel: ShortText = ""
    taken_by: ShortText = ""
    scope: FreeText = ""
    regime: Regime = Regime.UK_GDPR


class ControllerPart(Form):
    """The organisation that holds the records."""

    name: ShortText = ""
    kind: ControllerKind = ControllerKind.OTHER
    jurisdiction: Jurisdiction = Jurisdiction.ENGLAND_AND_WALES


class SubjectPart(Form):
    """The person whose records they are."""

    name: ShortText
    aliases: Texts = ()
    date_of_birth: date | None = None
    identifiers: Texts = ()
    emails: Texts = ()
    phones: Texts = ()
    addresses: Texts = ()


class RequesterPart(Form):
    """The person who asks; without a name the subject does."""

    name: ShortText = ""
    capacity: Capacity = Capacity.SUBJECT
    emails: Texts = ()
    phones: Texts = ()
    authority: FreeText = ""


class PersonPart(Form):
    """Somebody known beforehand."""

    name: ShortText
    role: ShortText
    note: FreeText = ""
    aliases: Texts = ()
    consent: bool = False


class NewRequest(Form):
    """The form of a new request: the tables of a request file."""

    request: RequestPart
    controller: ControllerPart = ControllerPart()
    subject: SubjectPart
    requester: RequesterPart = RequesterPart()
    people: Annotated[tuple[PersonPart, ...], Field(max_length=MOST_PEOPLE)] = ()

    def tables(self) -> dict[str, Any]:
        """The same as a request file has it: what was left empty is not there."""
        told = _filled(self.model_dump())
        if not self.requester.name:
            told.pop("requester", None)
        return told


class Moved(Form):
    """The events of the clock as they are to stand; an empty one did not happen."""

    id_requested: date | None = None
    id_received: date | None = None
    clarification_asked: date | None = None
    clarification_answered: date | None = None
    extended: date | None = None
    reason: FreeText = ""
    expected: dict[str, str]
    """How the sender saw them before, by name."""


class Given(Form):
    """Who is to have the case; "" for nobody."""

    to: Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class RequestPages:
    """The pages and acts of one request."""

    def __init__(self, store: Store, settings: WebSettings, inboxes: Inboxes, preparing: Preparing) -> None:
        self._store = store
        self._settings = settings
        self._inboxes = inboxes
        self._preparing = preparing

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.get("/request")(self.blank)
        routes.post("/request")(self.open)
        case = "/case/{reference:path}"
        routes.get(case + "/request")(self.request)
        routes.post(case + "/clock")(self.move_clock)
        routes.post(case + "/assign")(self.assign)
        routes.get(case + "/upload")(self.standing)
        routes.post(case + "/upload")(self.begin_upload)
        routes.post(case + "/upload/{upload_id}/file")(self.take_file)
        routes.post(case + "/upload/{upload_id}/done")(self.end_upload)
        routes.post(case + "/upload/{upload_id}/drop")(self.drop_upload)
        routes.post(case + "/prepare")(self.prepare)
        return routes

    # ------------------------------------------------------------ the request
    def blank(self) -> Response:
        """The form of a new request."""
        self._require_all_cases()
        return paint(
            "new.html",
            today=date.today(),
            channels=CHANNELS,
            regimes=list(Regime),
            kinds=list(ControllerKind),
            jurisdictions=list(Jurisdiction),
            capacities=list(Capacity),
            roles=self._settings.rulebook().roles,
        )

    def open(self, form: NewRequest) -> Response:
        """Open a case: 201 with its address, 422 with what does not fit and in which field."""
        self._require_all_cases()
        try:
            self._require_sensible(form)
            case = build_case(form.tables(), today=date.today())
        except (RequestError, RosterError) as error:
            return _refused(error)
        self._store.cases.create(case)
        return JSONResponse({"case": case.reference, "address": address_of(case.reference)}, 201)

    def _require_sensible(self, form: NewRequest) -> None:
        if form.request.received > date.today():
            raise RequestError("request.received lies in the future", remedy="Write the day on which it came.")
        if form.request.channel == VERBAL and not form.request.taken_by:
            raise RequestError(
                "request.taken_by is missing: somebody heard a request made in conversation",
                remedy="Write down who took it. It is as valid as a written one, and runs from that day.",
            )
        roles = self._settings.rulebook().roles
        for number, person in enumerate(form.people, 1):
            if person.role not in roles:
                raise RosterError(f"people.role of person {number} is none that the rules know")

    def request(self, reference: str) -> Response:
        """One request: what was asked, the time limit, who has it, its records."""
        case, today = self._store.cases.find(reference), date.today()
        there = case.controller.jurisdiction
        holders = self._store.register.assignments()
        return paint(
            "request.html",
            case=case,
            here=address_of(reference).removesuffix("/request"),
            row=row_of(self._store, case, today),
            last_to_extend=last_day_to_extend(case, today=today, is_open=lambda day: is_open(day, there)),
            events=events_of(case.clock),
            assignment=holders.get(reference),
            known=sorted({each.to for each in holders.values()} | {self._settings.reviewer}),
            roles=self._settings.rulebook().roles,
            standing=self.standing(reference),
            can_prepare=self._settings.tools is not None,
        )

    def move_clock(self, reference: str, moved: Moved) -> Response:
        """Write the events down: 200 with the limit, 409 where somebody moved them meanwhile, 422 where they clash."""
        case = self._store.cases.find(reference)
        if moved.expected != events_of(case.clock):
            return JSONResponse({"error": "Somebody else moved the clock meanwhile. Load the page anew."}, 409)
        events = moved.model_dump(exclude={"expected"})
        clock = Clock(**events, closures=case.clock.closures)
        try:
            require_in_order(case, clock, date.today())
        except RequestError as error:
            return _refused(error)
        self._store.cases.move_clock(reference, clock, by=self._settings.reviewer)
        row = row_of(self._store, self._store.cases.find(reference), date.today())
        return JSONResponse({"due": str(row.limit.due or ""), "standing": row.standing})

    def assign(self, reference: str, given: Given) -> dict[str, str]:
        """Give the case to somebody."""
        self._store.register.assign(reference, given.to.strip(), by=self._settings.reviewer)
        return {"to": given.to.strip()}

    # ------------------------------------------------------------ its records
    def standing(self, reference: str) -> dict[str, Any]:
        """How far the records of a case have come, and what is being done with them."""
        tally = self._store.cases.tally(reference)
        working = self._preparing.state(reference)
        return {
            **asdict(working),
            "received": tally.received,
            "unread": tally.states[SourceState.RECEIVED],
            "read": tally.states[SourceState.READ],
            "quarantined": tally.states[SourceState.QUARANTINED],
            "searched": self._store.register.searched(reference),
            "uploads": waiting_uploads(self._inboxes.of(reference)),
        }

    def begin_upload(self, reference: str) -> dict[str, str]:
        """Begin to send records in: the id under which its files come."""
        self._require_preparing(reference)
        return {"id": self._inboxes.open(reference).id}

    async def take_file(
        self, reference: str, upload_id: str, request: Request, path: Annotated[str, Query(max_length=1000)]
    ) -> dict[str, str]:
        """Take one file in, streamed to the disk."""
        self._require_preparing(reference)
        upload = self._inboxes.find(reference, upload_id)
        if upload.begun:
            raise HTTPException(409, "this upload is complete")
        size = int(request.headers.get("content-length", "0"))
        return {"path": await self._inboxes.write(upload, path, size, request.stream())}

    def end_upload(self, reference: str, upload_id: str) -> dict[str, Any]:
        """All files are here: take them into the case, and prepare it."""
        self._require_preparing(reference)
        upload = self._inboxes.find(reference, upload_id)
        if not upload.files:
            raise HTTPException(422, "no file came")
        if not upload.begun:
            by = self._settings.reviewer
            self._store.register.note_upload(reference, files=upload.files, size=upload.size, by=by)
            self._inboxes.begin(upload)
        self._preparing.start(reference)
        return self.standing(reference)

    def drop_upload(self, reference: str, upload_id: str) -> dict[str, Any]:
        """Throw an upload away that nobody finished."""
        self._require_preparing(reference)
        upload = self._inboxes.find(reference, upload_id)
        if upload.begun:
            raise HTTPException(409, "this upload is complete")
        self._inboxes.drop(upload)
        return self.standing(reference)

    def prepare(self, reference: str) -> dict[str, Any]:
        """Prepare what was received, as after an interruption."""
        self._require_preparing(reference)
        self._preparing.start(reference)
        return self.standing(reference)

    def _require_preparing(self, reference: str) -> None:
        if self._settings.tools is None:
            raise HTTPException(404, "this page prepares no records")

    def _require_all_cases(self) -> None:
        if self._settings.reference is not None:
            raise HTTPException(404, "this review is about one case")


def address_of(reference: str) -> str:
    """The address of the page about a request."""
    return f"/case/{quote(reference)}/request"


def events_of(clock: Clock) -> dict[str, str]:
    """The events of a clock by name, as text; "" where one did not happen."""
    names = ("id_requested", "id_received", "clarification_asked", "clarification_answered", "extended", "reason")
    return {name: str(getattr(clock, name) or "") for name in names}


def _filled(told: Mapping[str, Any]) -> dict[str, Any]:
    """A copy without what is empty, and with lists for tuples, as TOML has it."""
    made: dict[str, Any] = {}
    for key, value in told.items():
        if isinstance(value, Mapping):
            value = _filled(value)
        elif isinstance(value, tuple):
            value = [_filled(each) if isinstance(each, Mapping) else each for each in value if each]
        if value not in ("", None, [], {}):
            made[key] = value
    return made


def _refused(error: RequestError | RosterError) -> Response:
    """What does not fit, and the field that the message names."""
    found = _KEY.match(str(error))
    field = ".".join(found.groups()) if found else ""
    return JSONResponse({"error": str(error), "remedy": error.remedy, "field": field}, 422)
