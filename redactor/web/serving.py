"""The review page on loopback beside whoever started it, or as a server for a team."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI

from redactor.domain.account import Account
from redactor.domain.exemption import Exemption
from redactor.domain.reviewer import Reviewer
from redactor.errors import SettingsError
from redactor.review.acceptance import BulkPolicy
from redactor.store.store import Store
from redactor.tools import Tools
from redactor.web.access import ENTRANCE
from redactor.web.app import create_app
from redactor.web.settings import WebSettings
from redactor.web.team import Team

HOST = "127.0.0.1"
KEEP_ALIVE_SECONDS = 75
"""Longer than a browser keeps an idle connection; at the usual 5 s a write may meet a closed one."""
MOST_CONNECTIONS = 500
BACKLOG = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Where a team's server listens, and the certificate and key that it speaks TLS with, if it does itself."""

    host: str = HOST
    port: int = 8443
    certificate: Path | None = None
    key: Path | None = None


@contextmanager
def serve_review(
    store: Store,
    reference: str | None,
    *,
    reviewer: Reviewer,
    exemptions: Mapping[str, Exemption],
    policy: BulkPolicy | None = None,
    tools: Tools | None = None,
    port: int = 0,
) -> Iterator[str]:
    """Serve the review of one case (None: of all) to one person while the block runs, and give the address to open.

    The address works once, in one browser. Port 0 takes a free one; SettingsError where the wanted one is taken.
    """
    settings = WebSettings(
        alone=Account(name=reviewer.name, duties=reviewer.duties),
        policy=policy or BulkPolicy(),
        exemptions=exemptions,
        token=secrets.token_urlsafe(32),
        tools=tools,
        reference=reference,
    )
    with _running(create_app(store, settings), HOST, port) as at:
        yield f"http://{HOST}:{at}{ENTRANCE}?{urlencode({'token': settings.token})}"


@contextmanager
def serve_team(store: Store, team: Team, bound: Bound, settings: WebSettings) -> Iterator[str]:
    """Serve a team while the block runs, and give the address that people open.

    Raises SettingsError where it would not be safe: see `require_safe`.
    """
    require_safe(store, team, bound)
    app = create_app(store, replace(settings, team=team))
    tls = {"ssl_certfile": bound.certificate, "ssl_keyfile": bound.key} if bound.certificate else {}
    with _running(app, bound.host, bound.port, **tls):
        yield team.address


def require_safe(store: Store, team: Team, bound: Bound) -> None:
    """Raise SettingsError unless people have to sign in, and nothing they send can be read on its way."""
    accounts = store.accounts.every()
    if not accounts:
        raise SettingsError("nobody has an account", remedy="Make the first one: redactor users add NAME --duty dpo")
    if (bound.certificate is None) != (bound.key is None):
        raise SettingsError("a certificate needs its key, and a key its certificate")
    for file in (bound.certificate, bound.key):
        if file is not None and not file.is_file():
            raise SettingsError(f"there is no file {file}")
    if bound.certificate and team.trusted_proxy:
        raise SettingsError("either a certificate or a trusted proxy", remedy="The one that speaks TLS to browsers.")
    is_encrypted = team.is_secure and bool(bound.certificate or team.trusted_proxy)
    if not is_encrypted and not (_is_loopback(bound.host) and _is_loopback(team.host.rsplit(":", 1)[0])):
        raise SettingsError(
            "beyond this machine only over TLS",
            remedy="Give --certificate and --key, or --trusted-proxy where a proxy speaks TLS; the address is https.",
        )
    if team.is_secure and not is_encrypted:
        raise SettingsError("the address is https, and nobody speaks TLS", remedy="Give --certificate and --key.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@contextmanager
def _running(app: FastAPI, host: str, port: int, **more: Any) -> Iterator[int]:
    """Run an app in a thread while the block runs, and give its port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise SettingsError(f"{host}, port {port}, cannot be listened on: {error.strerror}") from error
        listening.listen(BACKLOG)
        at: int = listening.getsockname()[1]
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=3,
            **more,
        )
        try:
            config.load()
        except OSError as error:  # an error of ssl is one too
            raise SettingsError("the certificate and its key cannot be used together") from error
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield at
        finally:
            server.should_exit = True
            thread.join()
