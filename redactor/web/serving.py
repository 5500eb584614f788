"""The review page on loopback, running beside whoever started it."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

import uvicorn

from redactor.domain.exemption import Exemption
from redactor.domain.reviewer import Reviewer
from redactor.review.acceptance import BulkPolicy
from redactor.store.store import Store
from redactor.tools import Tools
from redactor.web.access import ENTRANCE
from redactor.web.app import create_app
from redactor.web.settings import WebSettings

HOST = "127.0.0.1"
KEEP_ALIVE_SECONDS = 75
"""Longer than a browser keeps an idle connection; at the usual 5 s a write may meet a closed one."""


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
    """Serve the review of one case (None: of all) while the block runs, and give the address to open.

    The address works once, in one browser. Port 0 takes a free one; OSError where the wanted one is taken.
    """
    settings = WebSettings(
        reviewer=reviewer.name,
        duties=reviewer.duties,
        exemptions=exemptions,
        token=secrets.token_urlsafe(32),
        tools=tools,
        reference=reference,
        policy=policy or BulkPolicy(),
    )
    with socket.socket() as listening:
        listening.bind((HOST, port))
        at = listening.getsockname()[1]
        config = uvicorn.Config(
            create_app(store, settings),
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{at}{ENTRANCE}?{urlencode({'token': settings.token})}"
        finally:
            server.should_exit = True
            thread.join()
