"""Sign-in by OpenID Connect: another service vouches for people, and we look up whose identity it is.

Authlib speaks the protocol: code flow with PKCE, state and nonce, the word of the service signed by its own keys.
Nobody gets an account by it. An address of e-mail counts only where the service says that it checked it: at some
services people may type in any.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from redactor.errors import MissingTool
from redactor.web.team import Elsewhere, safe_path

NAME = "elsewhere"
DISCOVERY = "/.well-known/openid-configuration"
LONGEST_IDENTITY = 320
PATIENCE_SECONDS = 10.0


class NotVouched(Exception):
    """The other service did not say, in a way that can be believed, who somebody is; the message is its kind only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Whose identity it is, and where they wanted to go."""

    identity: str
    wanted: str


class Vouching:
    """One service that vouches for people; `back` is the address that it sends browsers back to."""

    def __init__(self, elsewhere: Elsewhere, back: str) -> None:
        self._elsewhere = elsewhere
        self._back = back
        self._authlib = _load_authlib()
        self._app = self._authlib.OAuth().register(
            NAME,
            client_id=elsewhere.client_id,
            client_secret=elsewhere.client_secret,
            server_metadata_url=elsewhere.issuer.rstrip("/") + DISCOVERY,
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": PATIENCE_SECONDS,
            },
        )

    async def begin(self, wanted: str) -> tuple[str, str]:
        """Where to send the browser, and what to keep until it comes back; raises NotVouched."""
        request = SimpleNamespace(session={})
        with self._believing():
            answer = await self._app.authorize_redirect(request, self._back)
        kept = json.dumps({"session": request.session, "wanted": wanted})
        return answer.headers["location"], kept

    async def finish(self, noun: str, query: Mapping[str, str]) -> Vouched:
        """Whom the service vouches for, from what was kept and what the browser brought back; raises NotVouched."""
        kept = json.loads(noun)
        request = SimpleNamespace(session=kept["session"], query_params=query, scope={"method": "GET"})
        with self._believing():
            token = await self._app.authorize_access_token(request, claims_options=self._claims())
        word = token.get("userinfo")
        if not word:
            raise NotVouched("no identity token")
        return Vouched(identity=self._identity(word), wanted=safe_path(kept["wanted"]))

    def _claims(self) -> dict[str, Any]:
        """What the service's word has to hold; the issuer is the one that was set, whatever its metadata say."""
        return {
            "iss": {"essential": True, "value": self._elsewhere.issuer},
            "aud": {"essential": True, "value": self._elsewhere.client_id},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        }

    def _identity(self, word: Mapping[str, Any]) -> str:
        claim = self._elsewhere.claim
        untrusted = word.get(claim)
        if not isinstance(untrusted, str) or not 0 < len(untrusted) <= LONGEST_IDENTITY or not untrusted.isprintable():
            raise NotVouched(f"no claim {claim}")
        if claim == "email":
            if word.get("email_verified") is not True:
                raise NotVouched("the e-mail address is not checked")
            return untrusted.casefold()
        return untrusted

    def _believing(self) -> _Believing:
        return _Believing(self._authlib.troubles)


class _Believing:
    """Turns what can go wrong with the other service into NotVouched, by kind: its words may hold anything."""

    def __init__(self, troubles: tuple[type[Exception], ...]) -> None:
        self._troubles = troubles

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        if kind is not None and issubclass(kind, self._troubles):
            raise NotVouched(kind.__name__) from None


def _load_authlib() -> SimpleNamespace:
    """Authlib, which is installed with the extra `server` only; raises MissingTool."""
    try:
        from authlib.common.errors import AuthlibBaseError
        from authlib.integrations.starlette_client import OAuth
        from httpx2 import HTTPError, InvalidURL
        from joserfc.errors import JoseError
    except ModuleNotFoundError as error:
        raise MissingTool(
            "sign-in by another service needs authlib", remedy="pipx inject redactor authlib httpx2"
        ) from error
    return SimpleNamespace(
        OAuth=OAuth,
        troubles=(AuthlibBaseError, JoseError, HTTPError, InvalidURL, KeyError, TypeError, ValueError, RuntimeError),
    )
