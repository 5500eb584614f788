"""`serve`: the review page for a team that signs in."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import click

from redactor.cli.session import Session, open_desk, pass_session, policy_of
from redactor.config import Settings
from redactor.errors import SettingsError
from redactor.store.sessions import TimeOuts
from redactor.web.serving import Bound, serve_team
from redactor.web.settings import WebSettings
from redactor.web.team import Elsewhere, Team

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--address", help="What people type: scheme and host, such as https://sar.example.org.")
@click.option("--host", default="127.0.0.1", help="The address of this machine to listen on.")
@click.option("--port", default=8443, help="The port to listen on.")
@click.option("--certificate", type=_FILE, help="The certificate to speak TLS with, as PEM.")
@click.option("--certificate-key", type=_FILE, help="The key of the certificate, as PEM.")
@click.option("--trusted-proxy", help="The IP address of the one proxy that speaks TLS to browsers.")
@pass_session
def serve(
    session: Session,
    address: str | None,
    host: str,
    port: int,
    certificate: Path | None,
    certificate_key: Path | None,
    trusted_proxy: str | None,
) -> None:
    """Serve the review page to a team; end it with Ctrl+C.

    People sign in by accounts that `redactor users` makes. Beyond this machine it is served over TLS only: by a
    certificate, or behind a proxy that is named.
    """
    settings = session.settings
    given = address or settings.address
    if not given:
        raise SettingsError("the server needs its address", remedy="Give --address https://HOST, or set it.")
    team = Team(
        address=given.rstrip("/"),
        outs=TimeOuts(
            idle=timedelta(minutes=settings.idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
            sessions=settings.sessions,
        ),
        trusted_proxy=trusted_proxy or settings.trusted_proxy,
        elsewhere=_elsewhere(settings),
    )
    bound = Bound(
        host=host,
        port=port,
        certificate=certificate or _path(settings.certificate),
        key=certificate_key or _path(settings.certificate_key),
    )
    with open_desk(session) as desk:
        told = WebSettings(exemptions=desk.tools.rulebook().exemptions, policy=policy_of(settings), tools=desk.tools)
        with serve_team(desk.store, team, bound, told) as served:
            session.say(f"The review page is at {served}\nEnd with Ctrl+C.", {"address": served})
            threading.Event().wait()


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _elsewhere(settings: Settings) -> Elsewhere | None:
    """The service that vouches for people; None where none is set. Raises SettingsError where it is set by half."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id or not settings.oidc_secret_file:
        raise SettingsError("oidc_issuer needs oidc_client_id and oidc_secret_file")
    try:
        secret = Path(settings.oidc_secret_file).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("the file that oidc_secret_file names cannot be read") from error
    return Elsewhere(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret,
        claim=settings.oidc_claim,
        label=settings.oidc_label,
    )
