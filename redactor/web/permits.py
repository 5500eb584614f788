"""Who may call which route: one table. A route that is not in it is refused to everybody, and a test fails.

Which duties an act needs stands in `review/duties.py`, for the page and the command line alike; here stands which act
a route is. It is asked per request and case, before the route runs. What hangs on more than duties (an approver only
seconds, nobody seconds themselves) is asked again where it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request

from redactor.errors import NotAllowed
from redactor.review.duties import Act, require_may
from redactor.store.store import Store
from redactor.store.views import View
from redactor.web.settings import WebSettings
from redactor.web.visit import present_visit

LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What a route is for: whoever may do one of `acts` may call it; none means all who are signed in.

    `shows` says what of the records an answer shows, for the read log. `signed_in` False opens it to everybody;
    `form` takes it from a plain form of ours, which cannot send a header.
    """

    acts: tuple[Act, ...] = ()
    shows: str = ""
    signed_in: bool = True
    form: bool = False


def _for(*acts: Act, shows: str = "") -> Permit:
    return Permit(acts=acts, shows=shows)


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
    ("GET", "/request"): _for(Act.OPEN),
    ("POST", "/request"): _for(Act.OPEN),
    ("GET", _CASE): _for(Act.LOOK),
    ("GET", f"{_CASE}/request"): _for(Act.LOOK),
    ("GET", f"{_CASE}/progress"): _for(Act.LOOK),
    ("POST", f"{_CASE}/prefer"): _for(Act.LOOK),
    ("POST", f"{_CASE}/clock"): _for(Act.CLOCK),
    ("POST", f"{_CASE}/assign"): _for(Act.ASSIGN),
    ("GET", f"{_CASE}/upload"): _for(Act.LOOK),
    ("POST", f"{_CASE}/upload"): _for(Act.GATHER),
    ("POST", f"{_UPLOAD}/file"): _for(Act.GATHER),
    ("POST", f"{_UPLOAD}/done"): _for(Act.GATHER),
    ("POST", f"{_UPLOAD}/drop"): _for(Act.GATHER),
    ("POST", f"{_CASE}/prepare"): _for(Act.GATHER),
    ("GET", _DOCUMENT): _for(Act.READ),
    ("GET", f"{_DOCUMENT}/sheet"): _for(Act.READ, shows="text"),
    ("GET", f"{_DOCUMENT}/image/{{page_number}}"): _for(Act.READ, shows="picture"),
    ("GET", f"{_DOCUMENT}/result/{{page_number}}"): _for(Act.READ, shows="result"),
    ("POST", f"{_DOCUMENT}/claim"): _for(Act.READ),
    ("POST", f"{_CASE}/comment"): _for(Act.READ),
    ("GET", f"{_CASE}/search"): _for(Act.READ, shows="search"),
    ("POST", f"{_CASE}/search/withhold"): _for(Act.RULE),
    ("POST", f"{_CASE}/decide"): _for(Act.SECOND),
    ("POST", f"{_CASE}/draw"): _for(Act.RULE),
    ("POST", f"{_CASE}/move"): _for(Act.RULE),
    ("POST", f"{_CASE}/whole"): _for(Act.RULE),
    ("POST", f"{_CASE}/snap"): _for(Act.RULE),
    ("POST", f"{_CASE}/undo"): _for(Act.SECOND),
    ("POST", f"{_CASE}/redo"): _for(Act.SECOND),
    ("GET", f"{_CASE}/findings"): _for(Act.READ, shows="findings"),
    ("POST", f"{_CASE}/many/preview"): _for(Act.SECOND, shows="findings"),
    ("POST", f"{_CASE}/many/decide"): _for(Act.SECOND),
    ("GET", f"{_CASE}/people"): _for(Act.READ, shows="people"),
    ("GET", f"{_CASE}/people/names"): _for(Act.READ, shows="people"),
    ("GET", f"{_CASE}/people/{{person_id}}/mentions"): _for(Act.READ, shows="mentions"),
    ("POST", f"{_CASE}/people/weigh"): _for(Act.PEOPLE),
    ("POST", f"{_CASE}/people/correct"): _for(Act.PEOPLE),
    ("GET", f"{_CASE}/holds"): _for(Act.READ, shows="holds"),
    ("GET", f"{_CASE}/waiting"): _for(Act.LOOK),
    ("GET", f"{_CASE}/evidence"): _for(Act.LOOK),
    ("POST", f"{_CASE}/evidence"): _for(Act.SUPPORT, Act.ADVISE),
    ("GET", f"{_CASE}/sample"): _for(Act.LOOK),
    ("POST", f"{_CASE}/sample/draw"): _for(Act.SAMPLE),
    ("POST", f"{_CASE}/sample/answer"): _for(Act.SAMPLE),
    ("POST", f"{_CASE}/sample/accept"): _for(Act.ACCEPT_MANY),
}
"""Method and path of a route -> who may call it."""

OPEN_PATHS = frozenset(path for (_, path), permit in PERMITS.items() if not permit.signed_in)
FORM_PATHS = frozenset(path for (_, path), permit in PERMITS.items() if permit.form)


def guard(store: Store, settings: WebSettings) -> Callable[[Request], None]:
    """What every route depends on: it lets a request through by the table, and says what its answer will show."""

    def admit(request: Request) -> None:
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
            store.vault.of(reference)  # raises NoSuchCase and Purged
            visit.reference, visit.who = reference, visit.account.at(reference)
        if permit.acts:
            require_may(visit.who, *permit.acts)
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
