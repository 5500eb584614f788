"""A home as the first schema left it is opened by this version: all is kept, and nothing stays in clear."""

from __future__ import annotations

import base64
import json
import sqlite3
from pathlib import Path

import pytest

from redactor.errors import StoreError
from redactor.store.store import open_store
from tests.store.making import AT, REFERENCE, a_case, a_document

FIRST = Path(__file__).parent / "first_schema"
NAMES = (b"Leila", b"Okafor", b"Tom Reid", b"Adeyemi", b"%PDF")


@pytest.fixture
def older_home(tmp_path: Path) -> Path:
    """One case of the first schema: two sources, a reading, a finding, a decision, a clean document, a release."""
    home = tmp_path / "home"
    for name, content in json.loads((FIRST / "files.json").read_text("utf-8")).items():
        (home / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "files" / name).write_bytes(base64.b64decode(content))
    database = sqlite3.connect(home / "redactor.db")
    database.executescript((FIRST / "redactor.sql").read_text("utf-8"))
    database.close()
    return home


def holders_of_names(home: Path) -> list[str]:
    """Files of the home in which a name stands in clear."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if any(name in path.read_bytes() for name in NAMES)]


def test_all_is_kept_and_the_log_of_the_first_version_still_holds(older_home: Path) -> None:
    document = a_document("0001", "Dear Ms Adeyemi", "Tom Reid was there")
    for _ in range(2):
        with open_store(older_home) as store:
            assert store.cases.find(REFERENCE) == a_case()
            assert store.cases.content(REFERENCE, "0002") == b"two"
            assert store.cases.document(REFERENCE, "0001") == document
            assert store.cases.facsimile(REFERENCE, "0001") == b"%PDF-1"
            clean = store.cases.clean(REFERENCE, "0001", "k")
            assert clean is not None
            assert clean.pdf == b"%PDF-clean"
            (ruling,) = store.reviews.rulings(REFERENCE)
            assert ruling.decision is not None
            assert (ruling.decision.reason, ruling.decision.at) == ("Tom Reid did not agree.", AT)
            assert [release.version for release in store.releases.of(REFERENCE)] == [1]
            assert store.cases.begin_intake(REFERENCE, Path("/records/of Leila Okafor"))[0] == 1
            assert store.audit.verify_chain(REFERENCE) == 10
            assert store.audit.verify_chain(REFERENCE) == len(store.audit.entries(REFERENCE))


def test_nothing_of_it_stays_in_clear(older_home: Path) -> None:
    assert len(holders_of_names(older_home)) == 3
    open_store(older_home).close()
    assert holders_of_names(older_home) == []


def test_the_log_goes_on_in_the_new_form_and_refuses_changes_again(older_home: Path) -> None:
    with open_store(older_home) as store:
        with store.audit.writing(REFERENCE) as writing:
            writing.note("step", by="Ana")
        assert store.audit.verify_chain(REFERENCE) == 11
        assert [bool(entry.commitment) for entry in store.audit.entries(REFERENCE)] == [False] * 10 + [True]
    database = sqlite3.connect(older_home / "redactor.db")
    for statement in ("UPDATE audit SET by = 'Eve'", "DELETE FROM audit", "UPDATE decisions SET by = 'Eve'"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            database.execute(statement)
    database.close()


def test_a_case_of_which_a_file_is_missing_is_left_as_it_was(older_home: Path) -> None:
    next((older_home / "files").glob("76/*")).unlink()
    for _ in range(2):
        with pytest.raises(StoreError, match="missing"):
            open_store(older_home)
    assert len(list((older_home / "files").glob("??/*"))) == 4


def test_what_an_interrupted_sealing_left_is_removed_at_the_next_opening(older_home: Path) -> None:
    open_store(older_home).close()
    left = older_home / "files" / "ab" / "ab12"
    left.parent.mkdir()
    left.write_bytes(b"Leila Okafor")
    open_store(older_home).close()
    assert holders_of_names(older_home) == []
