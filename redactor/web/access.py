"""Who may come in, and what every answer says about itself: one person, on this machine, in one browser.

The address that the command line prints carries a token that works once; it is exchanged for a cookie that no
script can read. Other sites the browser visits may know the port: the Host check stops names that were rebound
to loopback, and writes are taken only from our own pages.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ENTRANCE = "/enter"
STATIC = "/static/"
WRITE_HEADER = "x-redactor"
"""A header that a form of another site cannot send."""
LONGEST_BODY = 100_000
LONGEST_RECORD = 4 * 1024**3
"""A file that is sent in is streamed to the disk, and bounded there too."""
_RECORD = re.compile(r"/case/.+/upload/[0-9a-f]{16}/file")
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_SHUT = "This page opens from the command line: run `redactor review` and use the address it prints.\n"


class Door:
    """The one way into the app: checks host, session and origin of each request, and seals each answer."""

    def __init__(self, app: ASGIApp, *, token: str, hosts: Collection[str] = LOOPBACK_HOSTS) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._token: str | None = token
        self._session = secrets.token_urlsafe(32)
        # Browsers share cookies between ports: a name of its own keeps two open reviews apart.
        self._cookie = f"redactor_{secrets.token_hex(4)}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it before the app sees it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._answer_at_the_door(Request(scope))
            await (refusal or self._app)(scope, receive, _sealing(scope["path"], send))

    def _answer_at_the_door(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if host.rsplit(":", 1)[0] not in self._hosts and host not in self._hosts:
            return PlainTextResponse("Wrong host.\n", 421)
        if request.url.path == ENTRANCE:
            return self._enter(request)
        if request.url.path.startswith(STATIC):
            return None
        if not self._is_known(request):
            return PlainTextResponse(_SHUT, 403)
        if request.method not in _SAFE_METHODS and not _comes_from_our_page(request):
            return PlainTextResponse("Writes are taken from the review page only.\n", 403)
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _longest_body(request) or "transfer-encoding" in request.headers:
            return PlainTextResponse("Too large.\n", 413)
        return None

    def _enter(self, request: Request) -> Response:
        """Exchange the token for the session's cookie, once."""
        offered = parse_qs(request.url.query).get("token", [""])[0]
        if self._token is not None and secrets.compare_digest(offered.encode(), self._token.encode()):
            self._token = None
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", path="/")
            return answer
        return RedirectResponse("/", 303) if self._is_known(request) else PlainTextResponse(_SHUT, 403)

    def _is_known(self, request: Request) -> bool:
        offered = request.cookies.get(self._cookie, "")
        return secrets.compare_digest(offered.encode(), self._session.encode())


def _longest_body(request: Request) -> int:
    is_record = request.method == "POST" and _RECORD.fullmatch(request.url.path)
    return LONGEST_RECORD if is_record else LONGEST_BODY


def _comes_from_our_page(request: Request) -> bool:
    """Whether a page of ours sent this: told by the browser, and by a header that other sites cannot add."""
    if WRITE_HEADER not in request.headers:
        return False
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    return origin.netloc == request.headers.get("host") and origin.scheme in ("http", "https")


def _sealing(path: str, send: Send) -> Send:
    """Add to every answer what the browser may do with it."""

    async def send_sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = CONTENT_POLICY
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "no-referrer"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers.setdefault("cache-control", "no-cache" if path.startswith(STATIC) else "no-store")
        await send(message)

    return send_sealed
