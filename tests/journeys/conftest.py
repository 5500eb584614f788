from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.command import Place, Told
from tests.journeys.inbox import make_inbox, make_tiny_inbox, write_request


@pytest.fixture
def tiny(tmp_path: Path) -> Place:
    """A place whose inbox holds one readable file."""
    make_tiny_inbox(tmp_path / "inbox")
    write_request(tmp_path / "request.toml")
    return Place(tmp_path)


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Told]:
    """The whole inbox taken to a draft, once for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("drafted")
    make_inbox(folder / "inbox")
    write_request(folder / "request.toml")
    place = Place(folder)
    return place, place.run("--approve", "suggested")
