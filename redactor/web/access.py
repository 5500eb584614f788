"""The door: who may come in, and what every answer says about itself.

Whoever works alone comes in by an address that the command line prints: its token works once and is exchanged for a
cookie that no script can read. A team signs in; see `team.py`. Other sites the browser visits may know the address:
the Host check stops names that were rebound to it, and writes are taken only from our own pages.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from redactor.domain.account import Account
from redactor.errors import RedactorError
from redactor.store.views import Views
from redactor.web.permits import FORM_PATHS, OPEN_PATHS
from redactor.web.visit import Visit, set_visit

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SEAL: Mapping[str, str] = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "x-robots-tag": "noindex, nofollow",
}
ENTRANCE = "/enter"
STATIC = "/static/"
WRITE_HEADER = "x-redactor"
"""A header that a form of another site cannot send."""
LONGEST_BODY = 100_000
LONGEST_RECORD = 4 * 1024**3
"""A file that is sent in is streamed to the disk, and bounded there too."""
_RECORD = re.compile(r"/case/.+/upload/[0-9a-f]{16}/file")
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_METHODS = _SAFE_METHODS | {"POST"}
_SHUT = "This page opens from the command line: run `redactor review` and use the address it prints.\n"


class Keeper(Protocol):
    """Whoever keeps the door: knows from where one may come, and who is in already."""

    seal: Mapping[str, str]
    """What every answer says beyond `SEAL`."""
    signs_in: bool
    """Whether people sign in, and so may sign out."""

    def turns_away(self, request: Request) -> Response | None:
        """The refusal of a request that comes from the wrong place or to the wrong name; None where it may go on."""
        ...

    def is_ours(self, request: Request, origin: str) -> bool:
        """Whether a page at that origin is ours."""
        ...

    def account(self, request: Request) -> Account | None:
        """Whose request it is; None where nobody is known. It may wait for the database."""
        ...

    def answers_stranger(self, request: Request) -> Response:
        """What somebody gets who is not known."""
        ...


class Door:
    """The one way into the app: checks host, session and origin of each request, and seals each answer."""

    def __init__(self, app: ASGIApp, *, keeper: Keeper, views: Views) -> None:
        self._app = app
        self._keeper = keeper
        self._views = views

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it before the app sees it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request, sealed = Request(scope), self._sealing(scope["path"], send)
            refusal = self._refusal(request)
            if refusal is None and not _is_open(request):
                visit = await self._visit(request)
                if isinstance(visit, Visit):
                    set_visit(visit)
                    sealed = self._writing_down(visit, sealed)
                else:
                    refusal = visit
            await (refusal or self._app)(scope, receive, sealed)

    async def _visit(self, request: Request) -> Visit | Response:
        """Who is there, or what they get instead."""
        try:
            account = await run_in_threadpool(self._keeper.account, request)
        except RedactorError:
            return PlainTextResponse("Busy; try again.\n", 503)
        if account is None:
            return self._keeper.answers_stranger(request)
        return (
            RedirectResponse("/", 303)
            if request.url.path == ENTRANCE
            else Visit(account, signed_in=self._keeper.signs_in)
        )

    def _refusal(self, request: Request) -> Response | None:
        """Why a request is not let in, whoever sends it; None where it may be."""
        if away := self._keeper.turns_away(request):
            return away
        if request.method not in _METHODS:
            return PlainTextResponse("No such method.\n", 405)
        if request.method not in _SAFE_METHODS and not self._comes_from_our_page(request):
            return PlainTextResponse("Writes are taken from the review page only.\n", 403)
        length = request.headers.get("content-length", "0")
        if not _is_short(length) or int(length) > _longest_body(request) or "transfer-encoding" in request.headers:
            return PlainTextResponse("Too large.\n", 413)
        return None

    def _comes_from_our_page(self, request: Request) -> bool:
        """Whether a page of ours sent this: told by the browser, and by a header that other sites cannot add."""
        if WRITE_HEADER not in request.headers and request.url.path not in FORM_PATHS:
            return False
        fetch_site = request.headers.get("sec-fetch-site")
        if fetch_site is not None:
            return fetch_site == "same-origin"
        return self._keeper.is_ours(request, request.headers.get("origin", ""))

    def _writing_down(self, visit: Visit, send: Send) -> Send:
        """Write down what an answer shows of the records before the first byte of it leaves."""

        async def send_once_written(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200 and visit.view is not None:
                at = datetime.now(UTC)
                await run_in_threadpool(self._views.note, visit.reference, visit.view, at=at)
            await send(message)

        return send_once_written

    def _sealing(self, path: str, send: Send) -> Send:
        """Add to every answer what the browser may do with it."""

        async def send_sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**SEAL, **self._keeper.seal}.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-cache" if path.startswith(STATIC) else "no-store")
            await send(message)

        return send_sealed


class OneBrowser:
    """Keeps the door for one person on this machine, in one browser."""

    seal: Mapping[str, str] = {}
    signs_in = False

    def __init__(self, account: Account, *, token: str) -> None:
        self._account = account
        self._token: str | None = token
        self._session = secrets.token_urlsafe(32)
        # Browsers share cookies between ports: a name of its own keeps two open reviews apart.
        self._cookie = f"redactor_{secrets.token_hex(4)}"

    def turns_away(self, request: Request) -> Response | None:
        """Refuse any name but those of loopback."""
        host = request.headers.get("host", "")
        if host.rsplit(":", 1)[0] not in LOOPBACK_HOSTS and host not in LOOPBACK_HOSTS:
            return PlainTextResponse("Wrong host.\n", 421)
        return None

    def is_ours(self, request: Request, origin: str) -> bool:
        """Whether the origin is the address that the request came to."""
        parts = urlsplit(origin)
        return parts.netloc == request.headers.get("host") and parts.scheme in ("http", "https")

    def account(self, request: Request) -> Account | None:
        """The one person, where the cookie says so."""
        offered = request.cookies.get(self._cookie, "")
        return self._account if secrets.compare_digest(offered.encode(), self._session.encode()) else None

    def answers_stranger(self, request: Request) -> Response:
        """Exchange the token for the session's cookie, once; anybody else is told how to come in."""
        offered = parse_qs(request.url.query).get("token", [""])[0]
        is_expected = request.url.path == ENTRANCE and self._token is not None
        if is_expected and secrets.compare_digest(offered.encode(), (self._token or "").encode()):
            self._token = None
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", path="/")
            return answer
        return PlainTextResponse(_SHUT, 403)


def _is_open(request: Request) -> bool:
    """Whether a path needs nobody to be known; where nobody signs in, no such routes are behind the door."""
    return request.url.path.startswith(STATIC) or request.url.path in OPEN_PATHS


def _longest_body(request: Request) -> int:
    is_record = request.method == "POST" and _RECORD.fullmatch(request.url.path)
    return LONGEST_RECORD if is_record else LONGEST_BODY


def _is_short(length: str) -> bool:
    return length.isascii() and length.isdecimal() and len(length) <= len(str(LONGEST_RECORD))
