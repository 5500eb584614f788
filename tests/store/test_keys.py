from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from sqlalchemy import Text, insert, text

from redactor.errors import KeyLost, StoreError
from redactor.store.database import open_database
from redactor.store.keys import (
    InstallationKey,
    is_signed,
    lock_secret,
    new_case_key,
    new_installation_key,
    read_installation_key,
    unlock_secret,
)
from redactor.store.places import AUTO, FILE, KEYRING, VARIABLE, KeyPlaces, key_text
from redactor.store.schema import METADATA, PEOPLE
from redactor.store.sealed import Sealed
from redactor.store.store import Store, open_store
from tests.store.making import REFERENCE, a_case

OPEN_TEXTS = {
    "accounts of reviewers": {
        "acts.by", "audit.by", "decisions.by", "events.by", "assignments.to", "assignments.by", "comments.by",
        "comments.referred_to", "claims.by", "preferences.by", "accounts.key", "accounts.name", "accounts.identity",
        "account_duties.account", "sessions.account", "attempts.key", "access_log.account", "access_log.by", "views.by",
    },
    "names of ours": {"pseudonyms.words", "preferences.name", "preferences.value"},
    "ids": {
        "cases.reference", "sources.id", "documents.source_id", "clean_documents.source_id", "people.id",
        "detections.document_id", "findings.id", "findings.document_id", "decisions.finding_id", "case_keys.key_id",
        "acts.key", "corrections.key", "comments.key", "comments.document_id", "comments.finding_id",
        "claims.document_id", "manners.target", "pseudonyms.person_id", "views.document_id",
    },
    "times": {
        "cases.opened_at", "releases.at", "acts.at", "decisions.at", "audit.at", "events.at", "assignments.at",
        "comments.at", "claims.since", "claims.seen", "sessions.began_at", "sessions.seen_at", "sign_ins.began_at",
        "attempts.at", "access_log.at", "views.day", "views.first_at", "views.last_at",
    },
    "codes of the program": {
        "sources.position", "sources.state", "sources.reason", "sources.error", "sources.remedy", "decisions.code",
        "decisions.verdict", "audit.kind", "events.kind", "detections.version", "manners.reach", "account_duties.duty",
        "access_log.kind", "views.shown",
    },
    "hashes over secrets": {
        "clean_documents.key", "intakes.folder", "chain_heads.hash", "audit.hash", "audit.previous_hash",
        "audit.commitment", "accounts.password", "sessions.hash", "sign_ins.hash",
    },
    "names, ids and addresses of those who came in": {"access_log.details"},
    "of use for ten minutes, to the browser that it was given to": {"sign_ins.noun"},
    "keys that are wrapped, or public": {"case_keys.wrapped", "installation.recipient", "installation.verifying"},
    "proofs of counts and hashes": {"purges.proof"},
    "places of backups": {"key_copies.place"},
}  # fmt: skip
"""Why a column may stand in clear -> the columns."""


class Pocket(KeyringBackend):
    """A keyring in memory."""

    priority = 9.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def pocket() -> object:
    """A working keyring for the length of a test."""
    before, ours = keyring.get_keyring(), Pocket()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


def test_every_text_column_is_sealed_or_may_stand_open_for_a_reason() -> None:
    allowed = {name for names in OPEN_TEXTS.values() for name in names}
    texts = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.c
        if isinstance(column.type, Text) and column.name != "case_reference"
    }
    assert texts - allowed == set()
    assert allowed - texts == set()
    sealed = [column for table in METADATA.tables.values() for column in table.c if isinstance(column.type, Sealed)]
    assert len(sealed) >= 12


KEY, OTHER = new_case_key(), new_case_key()


@given(st.text(max_size=400))
def test_a_text_comes_back_and_is_sealed_anew_each_time(plain: str) -> None:
    sealed = KEY.seal_text(plain)
    assert KEY.open_text(sealed) == plain
    assert sealed != KEY.seal_text(plain)


def test_a_long_text_takes_less_room_sealed_than_in_clear() -> None:
    plain = '{"category":"person","kind":""}' * 100
    assert len(KEY.seal_text(plain)) < len(plain) / 5


@pytest.mark.parametrize("place", [10, 30, -3])
def test_a_sealed_text_that_was_changed_is_refused(place: int) -> None:
    sealed = KEY.seal_text("Leila Okafor was there")
    changed = "B" if sealed[place] == "A" else "A"
    at = place % len(sealed)
    with pytest.raises(StoreError, match="changed"):
        KEY.open_text(sealed[:at] + changed + sealed[at + 1 :])


def test_another_case_opens_neither_texts_nor_files() -> None:
    with pytest.raises(StoreError):
        OTHER.open_text(KEY.seal_text("Leila").replace(KEY.id, OTHER.id))
    with pytest.raises(StoreError):
        OTHER.open(KEY.seal(b"Leila"))


def test_keys_do_not_print_themselves() -> None:
    key = new_installation_key()
    assert KEY.identity not in repr(KEY)
    assert key.identity not in repr(key)


def test_a_signature_holds_for_its_content_and_its_key() -> None:
    key = new_installation_key()
    signature = key.sign(b"head")
    assert is_signed(b"head", signature, key.verifying)
    assert not is_signed(b"Head", signature, key.verifying)
    assert not is_signed(b"head", signature, new_installation_key().verifying)
    assert not is_signed(b"head", "no hex", key.verifying)


def test_a_key_file_is_read_and_anything_else_refused_without_quoting_it() -> None:
    key = new_installation_key()
    assert read_installation_key(key_text(key)) == key
    for wrong in ("", "Leila", key.identity[:-2], key_text(key) + key.identity):
        with pytest.raises(KeyLost) as refused:
            read_installation_key(wrong)
        assert "AGE" not in str(refused.value)


def test_a_copy_under_a_passphrase_opens_with_that_alone() -> None:
    locked = lock_secret(b"the key", "one two three")
    assert unlock_secret(locked, "one two three") == b"the key"
    with pytest.raises(KeyLost):
        unlock_secret(locked, "one two four")


def test_a_sealed_column_cannot_be_written_outside_a_case(store: Store) -> None:
    store.cases.create(a_case())
    row = {"case_reference": REFERENCE, "id": "p1", "position": 0, "noun": "Leila"}
    with pytest.raises(StoreError, match="outside a case"), store.database.writing() as connection:
        connection.execute(insert(PEOPLE), row)


def test_a_row_that_was_put_there_in_clear_is_not_believed(store: Store, home: Path, url: str | None) -> None:
    store.cases.create(a_case())
    database = open_database(home, url)
    with database.writing() as connection:
        connection.execute(text("UPDATE cases SET noun = '{}'"))
    database.close()
    with pytest.raises(StoreError, match="should be sealed"):
        store.cases.find(REFERENCE)


def test_a_case_whose_key_is_gone_is_told_and_never_sealed_a_second_time(
    store: Store, home: Path, url: str | None
) -> None:
    store.cases.create(a_case())
    sealed_with = store.vault.of(REFERENCE).id
    with store.database.writing() as connection:
        connection.execute(text("DELETE FROM case_keys"))
    with open_store(home, url=url) as anew:
        for ask in (anew.cases.list_cases, lambda: anew.vault.key(sealed_with)):
            with pytest.raises(StoreError, match="destroyed"):
                ask()
        with pytest.raises(KeyLost, match=REFERENCE):
            anew.cases.find(REFERENCE)


def test_a_new_home_keeps_its_key_in_a_file_that_others_cannot_read(home: Path) -> None:
    open_store(home).close()
    place = home / "installation.key"
    assert place.stat().st_mode & 0o077 == 0
    assert read_installation_key(place.read_text("utf-8")).recipient in place.read_text("utf-8")


def test_with_a_keyring_the_key_is_there_and_in_no_file(home: Path, pocket: Pocket) -> None:
    for choice in (AUTO, KEYRING):
        with open_store(home, key_place=choice) as store:
            assert store.cases.list_cases() == ()
    assert list(home.glob("*.key")) == []
    assert len(pocket.kept) == 1


def test_a_key_in_the_environment_is_used_and_kept_nowhere(home: Path) -> None:
    key = new_installation_key()
    places = KeyPlaces(home=home, choice=AUTO, environment={VARIABLE: key.identity})
    assert places.keep_new() == key
    assert places.find(key.recipient) == (key, f"the variable {VARIABLE}")
    assert not home.exists()


def test_a_lost_key_and_a_wrong_one_are_told_and_never_replaced(home: Path, tmp_path: Path) -> None:
    with open_store(home) as store:
        store.cases.create(a_case())
    place = home / "installation.key"
    place.rename(tmp_path / "kept")
    with pytest.raises(KeyLost):
        open_store(home)
    place.write_text(key_text(new_installation_key()), "utf-8")
    with pytest.raises(KeyLost):
        open_store(home)
    (tmp_path / "kept").replace(place)
    with open_store(home, key_place=FILE) as store:
        assert store.cases.find(REFERENCE) == a_case()


def test_a_key_wrapped_for_another_installation_does_not_open() -> None:
    wrapped = new_installation_key().wrap(b"secret")
    with pytest.raises(KeyLost):
        InstallationKey(new_installation_key().identity).unwrap(wrapped)
