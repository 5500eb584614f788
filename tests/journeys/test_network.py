"""A run needs nobody else: it opens no connection, and it works where there is no network at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.apart import start
from tests.journeys.command import Place
from tests.journeys.inbox import a_scan

WATCHED = """\
import os, sys

def watch(event, arguments):
    if event == "socket.bind" and arguments[1] == ("::1", 0):
        return  # urllib3, which RapidOCR brings along, asks at import whether the system knows IPv6; nobody is called
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"):
        os.write(2, b"reached for the network\\n")
        os._exit(99)

sys.addaudithook(watch)
from redactor.cli.main import main
main()
"""


@pytest.fixture
def scanned(tiny: Place) -> Place:
    """A text and a scan, so that the OCR engine and the names model are both at work."""
    (tiny.inbox / "scan.png").write_bytes(a_scan())
    return tiny


def test_a_run_opens_no_connection(scanned: Place) -> None:
    scanned.home.mkdir()
    (scanned.home / "settings.toml").write_text("workers = 1\n", "utf-8")
    process = start(scanned, before=(sys.executable, "-c", WATCHED))
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")
    assert scanned.out.is_dir()


def can_unshare() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_unshare(), reason="this system lets nobody cut a process off from the network")
def test_a_run_works_without_any_network(scanned: Place, tmp_path: Path) -> None:
    process = start(scanned, before=("unshare", "-rn", sys.executable, "-m", "redactor"))
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")
    assert scanned.out.is_dir()
