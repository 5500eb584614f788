"""The server itself: what it refuses to start as, and that it speaks TLS."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from redactor.errors import SettingsError
from redactor.web.serving import Bound, require_safe, serve_team
from redactor.web.settings import WebSettings
from redactor.web.team import Team
from tests.web.conftest import EXEMPTIONS, OnDesk
from tests.web.team import ADDRESS, add_people


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for loopback, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    files = tmp_path / "server.pem", tmp_path / "server.key"
    files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_nothing_is_served_while_nobody_has_an_account(desk: OnDesk) -> None:
    with pytest.raises(SettingsError, match="nobody has an account"):
        require_safe(desk.store, Team(address="http://127.0.0.1:8443"), Bound())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "sar.example.org"])
@pytest.mark.parametrize("address", ["http://sar.example.org", "http://127.0.0.1:8443", ADDRESS])
def test_beyond_this_machine_it_is_served_over_tls_only(desk: OnDesk, host: str, address: str) -> None:
    add_people(desk.store)
    with pytest.raises(SettingsError, match="TLS"):
        require_safe(desk.store, Team(address=address), Bound(host=host))


def test_a_certificate_or_a_named_proxy_opens_it(desk: OnDesk, pair: tuple[Path, Path]) -> None:
    add_people(desk.store)
    certificate, key = pair
    require_safe(desk.store, Team(address=ADDRESS), Bound(host="0.0.0.0", certificate=certificate, key=key))
    require_safe(desk.store, Team(address=ADDRESS, trusted_proxy="10.0.0.2"), Bound(host="0.0.0.0"))
    require_safe(desk.store, Team(address="http://localhost:8443"), Bound())
    for team, bound in (
        (Team(address="http://sar.example.org", trusted_proxy="10.0.0.2"), Bound(host="0.0.0.0")),
        (Team(address="http://sar.example.org"), Bound(host="0.0.0.0", certificate=certificate, key=key)),
        (Team(address=ADDRESS), Bound(certificate=certificate)),
        (Team(address=ADDRESS), Bound(key=key)),
        (Team(address=ADDRESS), Bound(certificate=certificate, key=key.with_name("none"))),
        (Team(address=ADDRESS, trusted_proxy="10.0.0.2"), Bound(certificate=certificate, key=key)),
        (Team(address="http://sar.example.org"), Bound()),
    ):
        with pytest.raises(SettingsError):
            require_safe(desk.store, team, bound)


@pytest.mark.parametrize(
    "address", ["sar.example.org", "ftp://sar.example.org", "https://", "https://x/y", "https://x?y"]
)
def test_an_address_that_nobody_could_type_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="scheme and a host"):
        Team(address=address)
    with pytest.raises(SettingsError, match="IP address"):
        Team(address=ADDRESS, trusted_proxy="proxy.example.org")


def test_it_speaks_tls_and_says_nothing_without(desk: OnDesk, pair: tuple[Path, Path]) -> None:
    add_people(desk.store)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    team, bound = Team(address=f"https://127.0.0.1:{port}"), Bound(port=port, certificate=pair[0], key=pair[1])
    with serve_team(desk.store, team, bound, WebSettings(exemptions=EXEMPTIONS)) as address:
        assert address == team.address
        connection = HTTPSConnection(
            "127.0.0.1", port, context=ssl.create_default_context(cafile=str(pair[0])), timeout=20
        )
        connection.request("GET", "/", headers={"accept": "text/html"})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["location"]) == (303, "/sign-in?next=%2F")
        assert answer.headers["strict-transport-security"]
        assert "server" not in answer.headers
        connection.close()
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b"200" not in plain.recv(100)


def test_a_port_that_is_taken_and_a_key_that_does_not_fit_are_told(desk: OnDesk, pair: tuple[Path, Path]) -> None:
    add_people(desk.store)
    certificate, key = pair
    team = Team(address="https://127.0.0.1:8443")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bound = Bound(port=taken.getsockname()[1], certificate=certificate, key=key)
        with (
            pytest.raises(SettingsError, match="cannot be listened on"),
            serve_team(desk.store, team, bound, WebSettings(exemptions={})),
        ):
            pass
    key.write_text("no key")
    bound = Bound(port=0, certificate=certificate, key=key)
    with (
        pytest.raises(SettingsError, match="certificate"),
        serve_team(desk.store, team, bound, WebSettings(exemptions={})),
    ):
        pass
