"""Accounts by the command line, from the first one to its removal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from redactor.cli.main import cli
from redactor.errors import AccountRefused, NoSuchAccount, NoSuchCase, SettingsError
from redactor.store.store import open_store
from tests.store.making import REFERENCE, a_case

PASSWORD = "three unrelated words"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "password").write_text(f"{PASSWORD}\nmore\n")
    with open_store(tmp_path / "home") as store:
        store.cases.create(a_case())
    return tmp_path / "home"


def go(home: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *words], input=typed, env={"REDACTOR_HOME": None})


def told(home: Path, *words: str) -> Any:
    answer = go(home, "--json", *words)
    assert answer.exit_code == 0, answer.exception
    return json.loads(answer.stdout)


def add(home: Path, name: str, *more: str) -> Result:
    return go(home, "users", "add", name, "--password-file", str(home.parent / "password"), *more)


def test_an_account_is_added_given_duties_and_taken_away(home: Path) -> None:
    assert add(home, "Ana Osei", "--duty", "reviewer", "--case", REFERENCE).exit_code == 0
    assert go(home, "users", "grant", "ana osei", "--duty", "auditor").exit_code == 0
    (ana,) = told(home, "users", "list")["users"]
    assert (ana["name"], ana["duties"], ana["cases"]) == ("Ana Osei", ["auditor"], {REFERENCE: ["reviewer"]})
    assert go(home, "users", "revoke", "Ana Osei", "--duty", "reviewer", "--case", REFERENCE).exit_code == 0
    assert told(home, "users", "list")["users"][0]["cases"] == {}
    assert "auditor in every case; by a password" in go(home, "users", "list").stdout
    assert go(home, "users", "remove", "Ana Osei").exit_code == 0
    assert told(home, "users", "list")["users"] == []
    assert isinstance(add(home, "ANA OSEI", "--duty", "dpo").exception, AccountRefused), "a name is never given again"
    kinds = [entry["kind"] for entry in told(home, "users", "log")["log"]]
    assert kinds == ["account added", "duty given", "duty taken", "account removed"]


def test_a_password_is_typed_twice_and_neither_shown_nor_stored(home: Path) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    answer = go(home, "users", "add", "Ana", "--duty", "dpo", typed=typed)
    assert answer.exit_code == 0
    assert PASSWORD not in answer.output
    assert b"three unrelated" not in b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    with open_store(home) as store:
        before = store.accounts.password_hash("Ana")
    assert go(home, "users", "password", "Ana", typed="another long password\nanother long password\n").exit_code == 0
    with open_store(home) as store:
        assert store.accounts.password_hash("Ana") != before


@pytest.mark.parametrize("name", ["", " Ana", "x" * 81, "a\nb", "a\x1bb", "suggestion", "Suggestion"])
def test_names_that_would_not_stand_well_under_a_decision_are_refused(home: Path, name: str) -> None:
    assert isinstance(add(home, name, "--duty", "dpo").exception, AccountRefused)


def test_weak_passwords_taken_names_and_unknown_cases_are_refused(home: Path) -> None:
    assert isinstance(go(home, "users", "add", "A", "--duty", "dpo", typed="short\nshort\n").exception, AccountRefused)
    assert isinstance(add(home, "Ana", "--duty", "dpo", "--case", "SAR-NONE").exception, NoSuchCase)
    assert add(home, "Ana", "--duty", "dpo", "--identity", "Ana@Example.org").exit_code == 0
    assert isinstance(add(home, "Ben", "--duty", "dpo", "--identity", "ana@example.org").exception, AccountRefused)
    assert isinstance(go(home, "users", "remove", "Nobody").exception, NoSuchAccount)
    assert go(home, "users", "add", "Cam", "--duty", "king").exit_code == 2
    assert go(home, "--no-input", "users", "add", "Cam", "--duty", "dpo").exit_code == 2
    assert go(home, "users", "add", "Cam", "--duty", "dpo", "--no-password").exit_code == 2


def test_somebody_may_be_known_by_another_service_alone(home: Path) -> None:
    assert (
        go(home, "users", "add", "Cam", "--duty", "dpo", "--no-password", "--identity", "c@example.org").exit_code == 0
    )
    assert go(home, "users", "identity", "Cam", "").exit_code == 0
    assert "they cannot sign in" in go(home, "users", "list").stdout


def test_everybodys_sessions_can_be_ended(home: Path) -> None:
    from datetime import UTC, datetime

    add(home, "Ana", "--duty", "dpo")
    now = datetime.now(UTC)
    with open_store(home) as store:
        token = store.sessions.begin("Ana", at=now, how="password")
        assert store.sessions.whose(token, at=now) == "Ana"
    assert told(home, "users", "sign-out", "Ana")["ended"] == 1
    with open_store(home) as store:
        assert store.sessions.whose(token, at=now) is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("", []),
        ("", ["--address", "https://sar.example.org"]),
        ("", ["--address", "http://sar.example.org", "--host", "0.0.0.0"]),
        ('address = "https://sar.example.org"\noidc_issuer = "https://id.example.org"', []),
        ('address = "https://x"\noidc_issuer = "https://y"\noidc_client_id = "z"\noidc_secret_file = "/none"', []),
        ("idle_minutes = 0", ["--address", "http://127.0.0.1:1"]),
    ],
)
def test_a_server_that_would_not_be_safe_does_not_start(home: Path, settings: str, words: list[str]) -> None:
    add(home, "Ana", "--duty", "dpo")
    (home / "settings.toml").write_text(settings)
    assert isinstance(go(home, "serve", *words).exception, SettingsError)
