"""Backups, restores and purges of one store, on each database."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from redactor.domain.account import Account
from redactor.domain.event import EventKind, afterlife_of
from redactor.domain.reviewer import Duty
from redactor.errors import AuditBroken, KeyLost, Locked, OutputExists, Purged, RedactorError, StoreError
from redactor.store.keeping import KEYS_FILE, back_up, restore
from redactor.store.places import KeyPlaces
from redactor.store.purging import Cause, proof_of, purge
from redactor.store.store import Store, open_store
from redactor.store.views import View
from tests.store.making import AT, REFERENCE, a_case, a_document, a_source


def places_in(home: Path) -> KeyPlaces:
    """The key file of a home."""
    return KeyPlaces(home=home, environment={})


def restored(backup: Path, home: Path, to: Path, **more: Path) -> Store:
    """A new home from a backup, with the key of the first."""
    restore(backup, to, places_in(home), **more)
    (to / "installation.key").write_bytes((home / "installation.key").read_bytes())
    return open_store(to)


def test_a_backup_of_either_database_comes_back_in_an_sqlite_home(
    case_store: Store, home: Path, tmp_path: Path
) -> None:
    case_store.events.add(REFERENCE, EventKind.COMPLAINT, by="Ana", text="Leila Okafor says it was late.")
    backup = tmp_path / "backups" / "one.zip"
    assert back_up(case_store, backup) == backup.parent / KEYS_FILE
    with restored(backup, home, tmp_path / "new") as store:
        assert store.cases.find(REFERENCE) == a_case()
        assert store.cases.content(REFERENCE, "0001") == b"one"
        assert store.cases.document(REFERENCE, "0001") == case_store.cases.document(REFERENCE, "0001")
        assert store.events.of(REFERENCE) == case_store.events.of(REFERENCE)
        assert store.audit.verify_chain(REFERENCE) == case_store.audit.verify_chain(REFERENCE)
        store.cases.add_source(REFERENCE, a_source("0002", b"two"), b"two")


def test_a_backup_holds_no_key_and_the_file_beside_it_only_wrapped_ones(case_store: Store, tmp_path: Path) -> None:
    keys = back_up(case_store, tmp_path / "one.zip")
    secrets = [case_store.vault.installation.identity, case_store.vault.of(REFERENCE).identity]
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
        assert "rows/case_keys.jsonl" not in archive.namelist()
    for secret in secrets:
        assert secret.encode() not in told + keys.read_bytes()
    (wrapped,) = [row["wrapped"] for row in json.loads(keys.read_bytes())["keys"]]
    assert wrapped.encode() not in told


def test_a_backup_never_overwrites_one(case_store: Store, tmp_path: Path) -> None:
    back_up(case_store, tmp_path / "one.zip")
    with pytest.raises(OutputExists):
        back_up(case_store, tmp_path / "one.zip")


def altered(backup: Path, name: str, content: bytes) -> Path:
    """A copy of a backup of which one member was changed."""
    changed = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as before, zipfile.ZipFile(changed, "w") as after:
        for each in before.namelist():
            after.writestr(each, before.read(each) if each != name else content)
        if name not in before.namelist():
            after.writestr(name, content)
    return changed


def test_a_backup_that_was_altered_is_refused(case_store: Store, home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "one.zip"
    back_up(case_store, backup)
    with zipfile.ZipFile(backup) as archive:
        header = archive.read("header.json").replace(b'"schema":1', b'"schema":2')
        rows = archive.read("rows/acts.jsonl") + b'{"case_reference":"X"}\n'
    key_id = case_store.vault.of(REFERENCE).id
    for number, (name, content) in enumerate(
        [("header.json", header), ("rows/acts.jsonl", rows), (f"files/{key_id}/../evil", b"x")]
    ):
        with pytest.raises(StoreError, match="altered"):
            restore(altered(backup, name, content), tmp_path / f"new{number}", places_in(home))
    assert list(tmp_path.rglob("evil")) == []


def test_a_file_of_keys_that_is_missing_or_too_old_is_told(case_store: Store, home: Path, tmp_path: Path) -> None:
    keys = back_up(case_store, tmp_path / "one.zip")
    old = keys.read_bytes()
    case_store.cases.create(a_case("SAR-2"))
    back_up(case_store, tmp_path / "two.zip")
    keys.write_bytes(old)
    with pytest.raises(KeyLost, match="older"):
        restore(tmp_path / "two.zip", tmp_path / "new", places_in(home))
    keys.unlink()
    with pytest.raises(KeyLost, match="missing"):
        restore(tmp_path / "two.zip", tmp_path / "new", places_in(home))
    keys.write_text("[]", "utf-8")
    with pytest.raises(KeyLost, match="no file of keys"):
        restore(tmp_path / "two.zip", tmp_path / "new", places_in(home))


def test_a_file_that_is_no_backup_and_a_home_in_use_are_refused(case_store: Store, home: Path, tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(os.urandom(100))
    with pytest.raises(StoreError, match="no backup"):
        restore(tmp_path / "no.zip", tmp_path / "new", places_in(home))
    back_up(case_store, tmp_path / "one.zip")
    store = restored(tmp_path / "one.zip", home, tmp_path / "used")
    store.close()
    with pytest.raises(OutputExists):
        restore(tmp_path / "one.zip", tmp_path / "used", places_in(home))


def test_a_purge_leaves_the_log_and_a_signed_proof_and_spares_other_cases(case_store: Store, tmp_path: Path) -> None:
    case_store.cases.create(a_case("SAR-2"))
    case_store.cases.add_source("SAR-2", a_source("0001", b"one"), b"one")
    back_up(case_store, tmp_path / "one.zip")
    length = case_store.audit.verify_chain(REFERENCE)
    purged = purge(case_store, REFERENCE, by="Ana", cause=Cause.RETENTION, told={"folders": 0})
    assert purged.unreached == ()
    assert json.loads(purged.proof_json)["counts"] == {
        "bytes": json.loads(purged.proof_json)["counts"]["bytes"], "files": 3, "folders": 0, "rows": 3
    }  # fmt: skip
    assert proof_of(case_store, REFERENCE) == purged.proof_json
    assert case_store.audit.verify_links(REFERENCE)[0] == length + 1
    with pytest.raises(Purged):
        case_store.cases.find(REFERENCE)
    assert [case.reference for case in case_store.cases.list_cases()] == ["SAR-2"]
    assert case_store.cases.content("SAR-2", "0001") == b"one"
    with pytest.raises(RedactorError):
        case_store.cases.create(a_case())
    assert [row["case_reference"] for row in json.loads((tmp_path / KEYS_FILE).read_bytes())["keys"]] == ["SAR-2"]


def test_a_copy_of_the_keys_out_of_reach_is_told(case_store: Store, tmp_path: Path) -> None:
    keys = back_up(case_store, tmp_path / "one.zip")
    keys.rename(tmp_path / "taken away")
    purged = purge(case_store, REFERENCE, by="Ana", cause=Cause.ERASURE, told={})
    assert purged.unreached == (str(keys),)


def test_a_proof_that_was_altered_is_found(case_store: Store) -> None:
    purge(case_store, REFERENCE, by="Ana", cause=Cause.MISTAKE, told={})
    with case_store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE purges SET proof = REPLACE(proof, 'mistake', 'erasure')")
    with pytest.raises(AuditBroken, match="altered"):
        proof_of(case_store, REFERENCE)


def test_a_locked_case_takes_what_follows_a_disclosure_and_nothing_else(case_store: Store) -> None:
    case_store.releases.record(REFERENCE, "{}", files={"disclosure/bundle.pdf": b"%PDF"}, locks=True)
    with pytest.raises(Locked):
        case_store.cases.add_source(REFERENCE, a_source("0002", b"two"), b"two")
    with pytest.raises(Locked):
        case_store.cases.record_reading(REFERENCE, a_document("0001", "Other"), b"%PDF-2")
    case_store.cases.add_source(REFERENCE, a_source("0001", b"one"), b"one")  # nothing changes
    case_store.events.add(REFERENCE, EventKind.COMPLAINT, by="Ana", text="Late.")
    case_store.events.add(REFERENCE, EventKind.REOPENED, by="Ana", text="More was found.")
    case_store.cases.add_source(REFERENCE, a_source("0002", b"two"), b"two")
    assert afterlife_of(case_store.events.of(REFERENCE)).version == 2
    (release,) = case_store.releases.of(REFERENCE)
    assert case_store.releases.file(REFERENCE, release, "disclosure/bundle.pdf") == b"%PDF"


def test_accounts_come_back_from_a_backup_and_nobody_is_signed_in(
    case_store: Store, home: Path, tmp_path: Path
) -> None:
    duties = frozenset({Duty.REVIEWER})
    case_store.accounts.add(Account(name="Ana Osei", case_duties={REFERENCE: duties}), password_hash="hash")
    token = case_store.sessions.begin("Ana Osei", at=AT, how="password")
    view = View(by="Ana Osei", shown="picture", document_id="0001", page_number=1)
    case_store.views.note(REFERENCE, view, at=AT)
    back_up(case_store, tmp_path / "one.zip")
    with restored(tmp_path / "one.zip", home, tmp_path / "new") as store:
        assert store.accounts.find("Ana Osei") == case_store.accounts.find("Ana Osei")
        assert store.accounts.log() == case_store.accounts.log()
        assert [each.view for each in store.views.of(REFERENCE)] == [view]
        assert store.sessions.whose(token, at=AT) is None
        assert case_store.sessions.whose(token, at=AT) == "Ana Osei"


def test_a_purge_takes_the_duties_and_the_views_of_the_case_along(case_store: Store) -> None:
    case_store.accounts.add(Account(name="Ana Osei", case_duties={REFERENCE: frozenset({Duty.REVIEWER})}))
    case_store.views.note(REFERENCE, View(by="Ana Osei", shown="text", document_id="0001"), at=AT)
    purge(case_store, REFERENCE, by="Ana", cause=Cause.MISTAKE, told={})
    assert case_store.accounts.find("Ana Osei").case_duties == {}
    assert case_store.views.of(REFERENCE) == ()
    assert proof_of(case_store, REFERENCE)
