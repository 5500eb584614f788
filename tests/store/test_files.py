from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from redactor.errors import StoreError
from redactor.store.files import SWEEP_AFTER_SECONDS, Files
from redactor.store.keys import new_case_key

KEY = new_case_key()


def test_bytes_come_back_by_their_hash_and_neither_name_nor_content_stands_on_the_disk(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    sha256 = files.write(b"a letter")
    assert sha256 == hashlib.sha256(b"a letter").hexdigest()
    assert files.read(sha256) == b"a letter"
    (place,) = tmp_path.glob("*/*")
    assert place.name != sha256
    assert place.name.startswith(place.parent.name)
    assert b"letter" not in place.read_bytes()


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sha256 = Files(tmp_path, KEY).write(b"a letter")
    with pytest.raises(StoreError, match="missing"):
        Files(tmp_path, new_case_key()).read(sha256)


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    sha256 = files.write(b"twice")
    (place,) = tmp_path.glob("*/*")
    before = place.stat().st_ino
    assert files.write(b"twice") == sha256
    assert place.stat().st_ino == before


def test_bytes_that_changed_on_the_disk_are_refused_and_mended_by_writing_them_again(tmp_path: Path) -> None:
    files = Files(tmp_path, KEY)
    sha256 = files.write(b"a letter")
    (place,) = tmp_path.glob("*/*")
    place.write_bytes(b"another!")
    with pytest.raises(StoreError, match="changed"):
        files.read(sha256)
    files.write(b"a letter")
    assert files.read(sha256) == b"a letter"


def test_bytes_that_are_gone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="missing"):
        Files(tmp_path, KEY).read("0" * 64)


def test_what_a_killed_writer_left_is_swept_after_a_day_and_not_before(tmp_path: Path) -> None:
    old, new = tmp_path / "ab" / "old.tmp", tmp_path / "ab" / "new.tmp"
    old.parent.mkdir()
    for left in (old, new):
        left.write_bytes(b"half a")
    then = time.time() - SWEEP_AFTER_SECONDS - 60
    os.utime(old, (then, then))
    Files(tmp_path, KEY)
    assert (old.exists(), new.exists()) == (False, True)
