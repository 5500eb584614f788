"""Who may call which route: one table. A route that is not in it is refused to everybody, and a test fails.

Duties are asked per request and case, before the route runs. What a duty allows in detail (an approver only seconds)
is asked again where it is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import Request

from redactor.domain.reviewer import Duty
from redactor.errors import NotAllowed
from redactor.store.views import View
from redactor.web.settings import WebSettings
from redactor.web.visit import present_visit

WORKERS = frozenset({Duty.DPO, Duty.REVIEWER, Duty.APPROVER})
RULERS = frozenset({Duty.DPO, Duty.REVIEWER})
DPO = frozenset({Duty.DPO})
LOOKERS = WORKERS | {Duty.AUDITOR}
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Which duties open a route, any of them; `duties` None opens it to all who are signed in.

    `shows` says what of the records an answer shows, for the read log. `signed_in` False opens it to everybody;
    `form` takes it from a plain form of ours, which cannot send a header.
    """

    duties: frozenset[Duty] | None = None
    shows: str = ""
    signed_in: bool = True
    form: bool = False


_CASE = "/case/{reference:path}"
_DOCUMENT = f"{_CASE}/document/{{document_id}}"
_UPLOAD = f"{_CASE}/upload/{{upload_id}}"
SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
SIGN_OUT_EVERYWHERE = "/sign-out-everywhere"
ELSEWHERE = "/sign-in/elsewhere"
BACK = "/sign-in/back"

PERMITS: Mapping[tuple[str, str], Permit] = {
    ("GET", SIGN_IN): Permit(signed_in=False),
    ("POST", SIGN_IN): Permit(signed_in=False, form=True),
    ("GET", ELSEWHERE): Permit(signed_in=False),
    ("GET", BACK): Permit(signed_in=False),
    ("POST", SIGN_OUT): Permit(form=True),
    ("POST", SIGN_OUT_EVERYWHERE): Permit(form=True),
    ("GET", "/"): Permit(),
    ("GET", _CASE): Permit(duties=LOOKERS),
    ("GET", _DOCUMENT): Permit(duties=WORKERS),
    ("GET", f"{_DOCUMENT}/sheet"): Permit(duties=WORKERS, shows="text"),
    ("GET", f"{_DOCUMENT}/image/{{page_number}}"): Permit(duties=WORKERS, shows="picture"),
    ("POST", f"{_CASE}/decide"): Permit(duties=WORKERS),
    ("POST", f"{_CASE}/draw"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/undo"): Permit(duties=WORKERS),
    ("POST", f"{_CASE}/redo"): Permit(duties=WORKERS),
    ("POST", f"{_CASE}/comment"): Permit(duties=WORKERS),
    ("POST", f"{_DOCUMENT}/claim"): Permit(duties=WORKERS),
    ("POST", f"{_CASE}/prefer"): Permit(duties=LOOKERS),
    ("GET", f"{_CASE}/progress"): Permit(duties=LOOKERS),
    ("GET", f"{_DOCUMENT}/result/{{page_number}}"): Permit(duties=WORKERS, shows="result"),
    ("GET", f"{_CASE}/findings"): Permit(duties=WORKERS, shows="findings"),
    ("POST", f"{_CASE}/many/preview"): Permit(duties=RULERS, shows="findings"),
    ("POST", f"{_CASE}/many/decide"): Permit(duties=RULERS),
    ("GET", f"{_CASE}/people"): Permit(duties=WORKERS, shows="people"),
    ("GET", f"{_CASE}/people/{{person_id}}/mentions"): Permit(duties=WORKERS, shows="mentions"),
    ("POST", f"{_CASE}/people/weigh"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/people/correct"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/move"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/whole"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/snap"): Permit(duties=RULERS),
    ("GET", f"{_CASE}/search"): Permit(duties=WORKERS, shows="search"),
    ("POST", f"{_CASE}/search/withhold"): Permit(duties=RULERS),
    ("GET", "/request"): Permit(duties=DPO),
    ("POST", "/request"): Permit(duties=DPO),
    ("GET", f"{_CASE}/request"): Permit(duties=LOOKERS),
    ("POST", f"{_CASE}/clock"): Permit(duties=DPO),
    ("POST", f"{_CASE}/assign"): Permit(duties=DPO),
    ("GET", f"{_CASE}/upload"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/upload"): Permit(duties=RULERS),
    ("POST", f"{_UPLOAD}/file"): Permit(duties=RULERS),
    ("POST", f"{_UPLOAD}/done"): Permit(duties=RULERS),
    ("POST", f"{_UPLOAD}/drop"): Permit(duties=RULERS),
    ("POST", f"{_CASE}/prepare"): Permit(duties=RULERS),
}
"""Method and path of a route -> who may call it."""

OPEN_PATHS = frozenset(path for (_, path), permit in PERMITS.items() if not permit.signed_in)
FORM_PATHS = frozenset(path for (_, path), permit in PERMITS.items() if permit.form)


def guard(settings: WebSettings) -> Callable[[Request], Awaitable[None]]:
    """What every route depends on: it lets a request through by the table, and says what its answer will show."""

    async def admit(request: Request) -> None:
        method = "GET" if request.method == "HEAD" else request.method
        permit = PERMITS.get((method, request.scope["route"].path))
        if permit is None:
            raise NotAllowed("nobody may do this")
        if not permit.signed_in:
            return
        visit = present_visit()
        reference = request.path_params.get("reference")
        if reference is not None:
            settings.require_case(reference)
            visit.reference, visit.who = reference, visit.account.at(reference)
        if permit.duties is not None and not visit.who.has(*permit.duties):
            raise NotAllowed(f"this is the duty of: {', '.join(sorted(permit.duties))}")
        if permit.shows and reference is not None:
            visit.view = _view(request, permit.shows)

    return admit


def _view(request: Request, shown: str) -> View:
    """What the answer to a request shows; the numbers are checked by the route before there is an answer."""
    asked = request.path_params.get("page_number", request.query_params.get("page", "1"))
    page = int(asked) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 0
    document_id = request.path_params.get("document_id", "")
    return View(
        by=present_visit().who.name, shown=shown, document_id=document_id, page_number=page if document_id else 0
    )
