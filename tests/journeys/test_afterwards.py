"""From a reviewed bundle to the purge: locked, delivered, opened again, backed up, restored, destroyed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from redactor.config import shipped_folder
from redactor.domain.decision import Decision
from redactor.domain.finding import Verdict
from redactor.store.store import Store, open_store
from tests.journeys.command import Place
from tests.journeys.inbox import REFERENCE, make_tiny_inbox, write_request

PLANTED = (b"Marcus", b"Pemberton", b"Oliver", b"Fenwick", b"07700 900123", b"Barraclough", b"pushed by")


def rule_all(store: Store, *, code: str = "TP-ID", reason: str = "Names another child.") -> None:
    """A person withholds whatever is undecided."""
    at = datetime.now(UTC)
    decisions = [
        Decision(
            finding_id=ruling.finding.id, verdict=Verdict.WITHHOLD, by="Ana Example", at=at, code=code, reason=reason
        )
        for ruling in store.reviews.rulings(REFERENCE)
        if ruling.verdict in (Verdict.OPEN, Verdict.HOLD)
    ]
    store.reviews.decide(REFERENCE, decisions)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A case that people decided and that was disclosed; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("answered")
    make_tiny_inbox(folder / "inbox")
    write_request(folder / "request.toml")
    place = Place(folder)
    assert place.run().code == 6
    shutil.copy(shipped_folder("samples") / "pupil" / "organisation.toml", place.home)
    with open_store(place.home) as store:
        rule_all(store)
    told = place.run()
    assert told.code == 0, told.err
    place.out.rename(folder / "filed")  # where it was written is on record, and a purge would remove it
    return place


@pytest.fixture
def place(answered: Place, tmp_path: Path) -> Place:
    """A copy of the answered case that a test may change."""
    shutil.copytree(answered.folder, tmp_path / "copy")
    (tmp_path / "copy" / "filed").rename(tmp_path / "copy" / "answer")
    return Place(tmp_path / "copy")


def holders_of(folder: Path, words: tuple[bytes, ...] = PLANTED) -> list[str]:
    """Files below a folder in whose bytes one of the words stands, as such or as UTF-16."""
    wanted = [*words, *(word.decode().encode("utf-16-le") for word in words)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word in path.read_bytes() for word in wanted)]


def test_nothing_of_a_case_stands_in_clear_in_the_home_folder(answered: Place) -> None:
    assert len(list(answered.home.rglob("*"))) > 10
    assert holders_of(answered.home) == []


def test_a_disclosed_case_is_locked_and_can_be_written_out_again_as_it_left(place: Place) -> None:
    with open_store(place.home) as store:
        ruling = store.reviews.rulings(REFERENCE)[0]
    told = place.redactor("case", "withhold", REFERENCE, "0001", "--ground", "TP-ID", "--reason", "late")
    assert told.code == 8
    assert "locked" in told.err
    assert ruling.decision is not None
    again = place.redactor("disclose", REFERENCE, "--out", place.folder / "again")
    assert again.code == 0, again.err
    assert (place.folder / "again/disclosure/bundle.pdf").read_bytes() == place.bundle()


def test_the_next_version_lists_what_changed_and_leaves_the_first_as_it_was(place: Place) -> None:
    assert place.redactor("case", "reopen", REFERENCE, "--reason", "Mrs Fenwick agreed.", "--as", "Ben").code == 0
    with open_store(place.home) as store:
        changed = store.reviews.rulings(REFERENCE)[-1].finding
        at = datetime.now(UTC)
        store.reviews.decide(
            REFERENCE,
            [
                Decision(
                    finding_id=changed.id, verdict=Verdict.WITHHOLD, by="Ben", at=at, code="NEUTRAL", reason="Other."
                )
            ],
        )
    out = place.folder / "second"
    told = place.redactor("disclose", REFERENCE, "--out", out)
    assert told.code == 0, told.err
    rows = list(csv.DictReader(io.StringIO((out / "internal/changes.csv").read_text("utf-8-sig"))))
    assert [(row["finding"], row["before"], row["after"], row["by"]) for row in rows] == [
        (changed.id, "withhold TP-ID", "withhold NEUTRAL", "Ben")
    ]
    assert json.loads((out / "internal/manifest.json").read_bytes())["version"] == 2
    with open_store(place.home) as store:
        first, second = store.releases.of(REFERENCE)
        assert (first.version, second.version) == (1, 2)
        assert store.releases.file(REFERENCE, first, "disclosure/bundle.pdf") == place.bundle()
        assert store.audit.verify_chain(REFERENCE) > 0
    assert "Mrs Fenwick agreed." in place.redactor("case", "events", REFERENCE).out


def test_the_record_can_be_read_page_by_page(place: Place) -> None:
    with pymupdf.open(place.out / "internal/record.pdf") as paper:
        text = " ".join(" ".join(page.get_text() for page in paper).split())
        chapters = [title for _, title, _ in paper.get_toc()]
    for told in ("Marcus Pemberton", "note.txt", "Ana Example", "TP-ID", "Never send this"):
        assert told in text
    assert "Verification of the bundle" in chapters
    assert json.loads((place.out / "internal/record.json").read_bytes())["version"] == 1


def test_the_exported_log_is_signed_and_every_change_to_it_is_found(place: Place, tmp_path: Path) -> None:
    exported = place.out / "internal/audit.jsonl"
    told = place.redactor("audit", "verify", exported)
    assert (told.code, "signed by this installation" in told.out) == (0, True)
    manifest = json.loads((place.out / "internal/manifest.json").read_bytes())
    lines = exported.read_bytes().splitlines(keepends=True)
    assert manifest["log"]["head"] == json.loads(lines[-1])["signed_head"]["head"]
    altered = tmp_path / "audit.jsonl"
    spoilt = [
        b"".join(lines[:2] + lines[3:]),
        b"".join(lines[:-2] + lines[-1:]),
        b"".join(lines).replace(b"Ana Example", b"Eve Example"),
        b"".join(lines).replace(b"Names another child.", b"Names nobody at all."),
    ]
    for content in spoilt:
        assert content != exported.read_bytes()
        altered.write_bytes(content)
        assert place.redactor("audit", "verify", altered).code == 8
    assert place.redactor("audit", "verify", exported, "--key", "00" * 32).code == 8
    assert place.redactor("audit", "verify", REFERENCE).code == 0


@pytest.mark.parametrize("wrapping", ["pdf", "age"])
def test_a_package_opens_with_its_passphrase_alone_which_is_kept_nowhere(place: Place, wrapping: str) -> None:
    package = place.folder / "package"
    told = place.redactor("deliver", REFERENCE, "--to", "Leila Okafor", "--package", package, "--wrapping", wrapping)
    assert told.code == 0, told.err
    (passphrase,) = re.findall(r"Passphrase: (\S+)", told.out)
    assert holders_of(place.folder, (passphrase.encode(), b"Leila")) == []
    if wrapping == "pdf":
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(package)
        with pikepdf.open(package, password=passphrase) as paper:
            assert paper.encryption.bits == 256
            assert len(paper.pages) == place.manifest()["bundle"]["pages"]
    else:
        assert package.read_bytes().startswith(b"age-encryption.org/v1")
    (number,) = re.findall(r"delivery (\d+)", told.out)
    assert place.redactor("case", "receipt", REFERENCE, number, "--on", "2026-10-01").code == 0
    listed = place.redactor("case", "events", REFERENCE).out
    assert "Leila Okafor" in listed
    assert "2026-10-01" in listed


def test_a_package_for_abroad_needs_a_basis_and_a_restricted_case_sends_none(place: Place) -> None:
    def deliver(*more: str) -> int:
        return place.redactor("deliver", REFERENCE, "--to", "L", "--package", place.folder / "p", *more).code

    assert deliver("--country", "FR") == 8
    assert place.redactor("case", "restrict", REFERENCE, "--reason", "Court order").code == 0
    assert deliver() == 8
    assert place.redactor("case", "restrict", REFERENCE, "--lift").code == 0
    assert deliver("--country", "FR", "--basis", "adequacy regulations") == 0


def test_a_backup_restored_on_a_new_home_gives_the_same_bundle(place: Place) -> None:
    backup, elsewhere = place.folder / "backups/week.zip", Place(place.folder / "elsewhere")
    assert place.redactor("backup", backup).code == 0
    assert holders_of(backup.parent) == []
    with zipfile.ZipFile(backup) as archive:
        assert not any(word in archive.read(name) for name in archive.namelist() for word in PLANTED)
    elsewhere.folder.mkdir()
    assert elsewhere.redactor("restore", backup).code == 8  # the key of the installation is not here
    copy = place.folder / "spare.key"
    words = place.folder / "words.txt"
    words.write_text("correct horse battery\n", "utf-8")
    assert place.redactor("key", "export", copy, "--passphrase-file", words).code == 0
    assert b"AGE-SECRET" not in copy.read_bytes()
    assert elsewhere.redactor("key", "import", copy, "--passphrase-file", words).code == 0
    told = elsewhere.redactor("restore", backup)
    assert told.code == 0, told.err
    told = elsewhere.redactor("disclose", REFERENCE, "--out", elsewhere.out)
    assert told.code == 0, told.err
    assert elsewhere.bundle() == place.bundle()
    assert elsewhere.redactor("audit", "verify", REFERENCE).code == 0
    assert elsewhere.redactor("restore", backup).code == 9


def test_a_purge_leaves_no_name_anywhere_and_reaches_the_backups_made_before(place: Place) -> None:
    backup = place.folder / "backups/week.zip"
    assert place.redactor("disclose", REFERENCE, "--out", place.folder / "again").code == 0
    assert place.redactor("backup", backup).code == 0
    assert place.redactor("case", "purge", REFERENCE, "--yes").code == 8  # not closed, so not due
    assert place.redactor("case", "close", REFERENCE).code == 0
    assert place.redactor("case", "purge", REFERENCE, "--yes").code == 8  # closed, and to be kept for years
    assert place.redactor("--no-input", "case", "purge", REFERENCE, "--cause", "erasure").code == 3
    told = place.redactor("case", "purge", REFERENCE, "--cause", "erasure", "--yes", "--proof", place.folder / "proof")
    assert told.code == 0, told.err
    assert not (place.folder / "again").exists()
    assert holders_of(place.home) == holders_of(backup.parent) == []
    assert list((place.home / "files").iterdir()) == []
    assert "was purged" in place.redactor("case", "status", REFERENCE).err
    assert place.redactor("case", "list").out.strip() == "No cases yet."
    proven = place.redactor("audit", "verify", REFERENCE)
    assert proven.code == 0, proven.err
    assert json.loads((place.folder / "proof").read_bytes())["counts"]["folders"] == 1

    elsewhere = Place(place.folder / "elsewhere")
    elsewhere.home.mkdir(parents=True)
    shutil.copy(place.home / "installation.key", elsewhere.home)
    told = elsewhere.redactor("restore", backup)
    assert told.code == 0, told.err
    assert REFERENCE in told.out
    assert list(elsewhere.home.glob("files/*/*")) == []
    assert elsewhere.redactor("case", "status", REFERENCE).code == 8
    assert elsewhere.redactor("audit", "verify", REFERENCE).code == 0


def test_without_its_key_a_home_opens_nothing_and_gets_no_new_key(place: Place) -> None:
    (place.home / "installation.key").rename(place.folder / "hidden")
    told = place.redactor("case", "list")
    assert told.code == 8
    assert "redactor key import" in told.err
    assert not (place.home / "installation.key").exists()
    (place.folder / "hidden").rename(place.home / "installation.key")
    assert place.redactor("case", "list").code == 0
