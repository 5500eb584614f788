"""A store in a temporary home, on SQLite and, where the server and its driver are installed, on PostgreSQL."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from redactor.store.store import Store, open_store
from tests.store.making import REFERENCE, a_case, a_document, a_source

NOT_ROOT = "nobody"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A throw-away PostgreSQL server on loopback; gives its URL without a database name."""
    if importlib.util.find_spec("psycopg") is None or not all(map(shutil.which, ("initdb", "postgres", "createdb"))):
        pytest.skip("PostgreSQL or psycopg is not installed: the store was tested on SQLite only")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    user = NOT_ROOT if os.name == "posix" and os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    initdb = ["initdb", "-D", str(folder / "db"), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, user=user, cwd=folder, capture_output=True)
    serve = ["postgres", "-D", str(folder / "db"), "-p", str(port), "-k", str(folder), "-c", "fsync=off"]
    with subprocess.Popen(serve, user=user, cwd=folder, stderr=subprocess.DEVNULL) as server:
        _wait_for(port)
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}"
        server.terminate()
    shutil.rmtree(folder)


def _wait_for(port: int) -> None:
    for _ in range(100):
        ready = ["pg_isready", "-h", "127.0.0.1", "-p", str(port), "-U", "tester"]
        if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """None for the home's own SQLite, or the URL of a fresh PostgreSQL database."""
    if request.param == "sqlite":
        return None
    server: str = request.getfixturevalue("postgres_server")
    name = f"t{uuid.uuid4().hex}"
    port = server.rsplit(":", 1)[1]
    subprocess.run(["createdb", "-h", "127.0.0.1", "-p", port, "-U", "tester", name], check=True)
    return f"{server}/{name}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def store(home: Path, url: str | None) -> Iterator[Store]:
    """An empty store."""
    with open_store(home, url=url) as opened:
        yield opened


@pytest.fixture
def case_store(store: Store) -> Store:
    """A store with one case and one document that was read."""
    store.cases.create(a_case())
    store.cases.add_source(REFERENCE, a_source("0001", b"one"), b"one")
    store.cases.record_reading(REFERENCE, a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there"), b"%PDF-1")
    return store
