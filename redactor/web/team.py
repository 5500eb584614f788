"""How a team comes in: by signing in, at one address, over TLS or through one trusted proxy.

The session cookie is strict: a browser that follows a link from elsewhere does not send it. Such a request gets a
page that sends the browser on to the same place, and that request is one of our own.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from redactor.domain.account import Account
from redactor.errors import NoSuchAccount, SettingsError
from redactor.store.sessions import TimeOuts
from redactor.store.store import Store
from redactor.web.permits import SIGN_IN

SIGNED_OUT = "You are not signed in, or were signed out. Sign in again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A service by OpenID Connect that vouches for people: Entra ID, Google or another one.

    `claim` is what of its word is an account's identity. For "email" the service must say that it checked it.
    """

    issuer: str
    client_id: str
    client_secret: str
    claim: str = "email"
    label: str = "your organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`address` is what people type, scheme and host, such as https://sar.example.org."""

    address: str
    outs: TimeOuts = field(default_factory=TimeOuts)
    trusted_proxy: str = ""
    """The IP address of the one proxy that requests come through; "" where they come directly."""
    elsewhere: Elsewhere | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
            raise SettingsError(
                "the address has to be a scheme and a host", remedy="Such as https://sar.example.org, with no path."
            )
        if self.trusted_proxy:
            try:
                ipaddress.ip_address(self.trusted_proxy)
            except ValueError as error:
                raise SettingsError("the trusted proxy has to be an IP address") from error

    @property
    def is_secure(self) -> bool:
        """Whether the browser speaks TLS."""
        return self.address.startswith("https:")

    @property
    def host(self) -> str:
        """What stands in the Host header: the port only where it is not the usual one."""
        return urlsplit(self.address).netloc.lower()

    @property
    def cookie(self) -> str:
        """The name of the session cookie; over TLS one that no neighbouring host can set."""
        return "__Host-redactor" if self.is_secure else "redactor"


class SignedIn:
    """Keeps the door for a team."""

    signs_in = True

    def __init__(self, store: Store, team: Team) -> None:
        self._store = store
        self._team = team
        self.seal: Mapping[str, str] = {"strict-transport-security": "max-age=31536000"} if team.is_secure else {}

    def turns_away(self, request: Request) -> Response | None:
        """Refuse what comes past the proxy, unencrypted through it, or to another name."""
        if self._team.trusted_proxy:
            if _peer(request) != self._team.trusted_proxy:
                return PlainTextResponse("Come through the proxy.\n", 403)
            if request.headers.get("x-forwarded-proto", "").lower() != urlsplit(self._team.address).scheme:
                return PlainTextResponse("The proxy has to say by what scheme it was asked.\n", 403)
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() != self._team.host:
            return PlainTextResponse("Wrong host.\n", 421)
        return None

    def is_ours(self, _request: Request, origin: str) -> bool:
        """Whether the origin is our one address."""
        return origin.lower() == self._team.address.lower()

    def account(self, request: Request) -> Account | None:
        """Whoever holds a session, with the duties they have at this moment."""
        token = request.cookies.get(self._team.cookie, "")
        if not token or not (name := self._store.sessions.whose(token, at=datetime.now(UTC), outs=self._team.outs)):
            return None
        try:
            return self._store.accounts.find(name)
        except NoSuchAccount:  # removed between the two questions
            return None

    def answers_stranger(self, request: Request) -> Response:
        """Send a browser to the sign-in page and from there to where it wanted to go; tell a script that it may not."""
        is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if not is_page:
            return JSONResponse({"error": SIGNED_OUT, "remedy": SIGNED_OUT, "sign_in": SIGN_IN}, 401)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return send_on(wanted)
        return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", 303)


def send_on(path: str) -> Response:
    """A page that sends the browser on to a path of ours, by a request that is our own and so has the cookie."""
    place = escape(safe_path(path), quote=True)
    return HTMLResponse(
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={place}">'
        f'<title>redactor</title><p><a href="{place}">Go on</a></p></html>'
    )


def safe_path(wanted: str) -> str:
    """A path of ours to go on to; "/" for anything that could lead elsewhere."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted and len(wanted) < 1000 else "/"


def caller_address(request: Request, team: Team) -> str:
    """The IP address that a request came from: behind the proxy, the one that the proxy saw."""
    if team.trusted_proxy:
        seen = ",".join(request.headers.getlist("x-forwarded-for")).rsplit(",", 1)[-1].strip()
        return seen or team.trusted_proxy
    return _peer(request)


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""
