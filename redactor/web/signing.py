"""The sign-in page of a team, and out again: by a password, or by a service that vouches for people."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from redactor.domain.account import Account
from redactor.store.store import Store
from redactor.web.knocking import WINDOW, Knocks
from redactor.web.painting import paint_for_anybody
from redactor.web.passwords import Passwords, TooManyAtOnce
from redactor.web.permits import BACK, ELSEWHERE, SIGN_IN, SIGN_OUT, SIGN_OUT_EVERYWHERE
from redactor.web.team import Team, caller_address, safe_path, send_on
from redactor.web.visit import present_visit
from redactor.web.vouching import NotVouched, Vouching

log = logging.getLogger(__name__)

WRONG = "The name or the password is wrong."
TOO_MANY = f"There were too many attempts. Wait {int(WINDOW.total_seconds()) // 60} minutes and try again."
BUSY = "Many people are signing in at this moment. Try again."
STRANGER = "You were recognised, but nobody has given you an account here. Ask the data protection officer."
NOT_VOUCHED = "The other service did not sign you in. Try again."
SIGN_IN_COOKIE = "redactor_sign_in"
"""Holds a token while the browser is at the other service; lax, since it comes back by a link."""
MOST_FIELDS = 8
FORGET = '"cache", "storage"'
"""What a browser forgets when somebody signs out: pictures of pages that it kept."""


class SignInPages:
    """In and out."""

    def __init__(self, store: Store, team: Team, *, passwords: Passwords | None = None) -> None:
        self._store = store
        self._team = team
        self._passwords = passwords or Passwords()
        self._knocks = Knocks(store.attempts)
        self._vouching = Vouching(team.elsewhere, f"{team.address}{BACK}") if team.elsewhere else None

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.get(SIGN_IN)(self.page)
        routes.post(SIGN_IN)(self.sign_in)
        routes.post(SIGN_OUT)(self.sign_out)
        routes.post(SIGN_OUT_EVERYWHERE)(self.sign_out_everywhere)
        if self._vouching is not None:
            routes.get(ELSEWHERE)(self.elsewhere)
            routes.get(BACK)(self.back)
        return routes

    def page(self, request: Request) -> Response:
        """The form to sign in by."""
        return self._form(safe_path(request.query_params.get("next", "/")))

    async def sign_in(self, request: Request) -> Response:
        """Let somebody in by name and password: on to where they wanted to go, or the form again with what is wrong."""
        given = _fields(await request.body())
        return await run_in_threadpool(self._sign_in, request, given)

    def sign_out(self, request: Request) -> Response:
        """End this session."""
        self._store.sessions.end(request.cookies.get(self._team.cookie, ""))
        return self._goodbye()

    def sign_out_everywhere(self) -> Response:
        """End every session of whoever asks."""
        name = present_visit().account.name
        self._store.sessions.end_all(name, by=name)
        return self._goodbye()

    async def elsewhere(self, request: Request) -> Response:
        """Send the browser to the service that vouches for people."""
        assert self._vouching is not None
        at, address = datetime.now(UTC), caller_address(request, self._team)
        if await run_in_threadpool(self._knocks.are_too_many, "", address, at=at):
            return self._form("/", TOO_MANY, 429)
        await run_in_threadpool(self._knocks.failed, "", address, at=at)  # a row is kept for each: so they are counted
        wanted = safe_path(request.query_params.get("next", "/"))
        try:
            url, noun = await self._vouching.begin(wanted)
        except NotVouched:
            return self._form(wanted, NOT_VOUCHED, 502)
        token = await run_in_threadpool(self._store.sessions.keep_sign_in, noun, at=at)
        answer = RedirectResponse(url, 303)
        self._set_cookie(answer, SIGN_IN_COOKIE, token, strict=False)
        return answer

    async def back(self, request: Request) -> Response:
        """Let somebody in for whom the other service vouches, and who has an account here."""
        assert self._vouching is not None
        token = request.cookies.get(SIGN_IN_COOKIE, "")
        noun = await run_in_threadpool(self._store.sessions.take_sign_in, token, at=datetime.now(UTC))
        if noun is None:
            return self._form("/", NOT_VOUCHED, 400)
        try:
            vouched = await self._vouching.finish(noun, request.query_params)
        except NotVouched as refusal:
            log.warning("sign-in at the other service failed: %s", refusal)
            return self._form("/", NOT_VOUCHED, 400)
        account = await run_in_threadpool(self._store.accounts.vouched_for, vouched.identity)
        if account is None:
            await run_in_threadpool(self._store.accounts.note, "sign-in refused", "", how="no account for the identity")
            return self._form("/", STRANGER, 403)
        return await run_in_threadpool(self._let_in, account, send_on(vouched.wanted), "vouched for")

    def _sign_in(self, request: Request, given: dict[str, str]) -> Response:
        name, wanted = given.get("name", "").strip(), safe_path(given.get("next", "/"))
        at, address = datetime.now(UTC), caller_address(request, self._team)
        if self._knocks.are_too_many(name, address, at=at):
            return self._form(wanted, TOO_MANY, 429)
        try:
            fits = self._passwords.fits(self._store.accounts.password_hash(name), given.get("password", ""))
        except TooManyAtOnce:
            return self._form(wanted, BUSY, 503)
        if not fits:
            self._knocks.failed(name, address, at=at)
            known = self._store.accounts.password_hash(name) != ""
            self._store.accounts.note("sign-in refused", name if known else "", how="password", address=address)
            return self._form(wanted, WRONG, 401)
        self._knocks.succeeded(name, address)
        return self._let_in(self._store.accounts.find(name), RedirectResponse(wanted, 303), "password")

    def _let_in(self, account: Account, answer: Response, how: str) -> Response:
        token = self._store.sessions.begin(account.name, at=datetime.now(UTC), how=how, outs=self._team.outs)
        self._set_cookie(answer, self._team.cookie, token, strict=True)
        answer.delete_cookie(SIGN_IN_COOKIE, path="/", secure=self._team.is_secure, httponly=True, samesite="lax")
        return answer

    def _goodbye(self) -> Response:
        answer = RedirectResponse(SIGN_IN, 303)
        answer.headers["clear-site-data"] = FORGET
        answer.delete_cookie(self._team.cookie, path="/", secure=self._team.is_secure, httponly=True, samesite="strict")
        return answer

    def _set_cookie(self, answer: Response, name: str, token: str, *, strict: bool) -> None:
        secure = self._team.is_secure
        answer.set_cookie(name, token, httponly=True, secure=secure, samesite="strict" if strict else "lax", path="/")

    def _form(self, wanted: str, trouble: str = "", status: int = 200) -> Response:
        elsewhere = self._team.elsewhere
        shown: dict[str, Any] = {"next": wanted, "trouble": trouble, "elsewhere": elsewhere.label if elsewhere else ""}
        answer = paint_for_anybody("sign_in.html", status, **shown)
        if status in (429, 503):
            answer.headers["retry-after"] = str(int(WINDOW.total_seconds())) if status == 429 else "5"
        return answer


def _fields(untrusted_body: bytes) -> dict[str, str]:
    """The fields of a plain form; none where it is not one."""
    try:
        fields = parse_qs(untrusted_body.decode("utf-8"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
