from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from redactor.errors import StoreError
from redactor.store.files import SWEEP_AFTER_SECONDS, Files


def test_bytes_come_back_by_their_hash_and_stand_below_its_first_two_digits(tmp_path: Path) -> None:
    files = Files(tmp_path)
    sha256 = files.write(b"a letter")
    assert sha256 == hashlib.sha256(b"a letter").hexdigest()
    assert files.read(sha256) == b"a letter"
    assert [str(each.relative_to(tmp_path)) for each in tmp_path.glob("*/*")] == [f"{sha256[:2]}/{sha256}"]


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    files = Files(tmp_path)
    place = tmp_path / (sha256 := files.write(b"twice"))[:2] / sha256
    before = place.stat().st_ino
    assert files.write(b"twice") == sha256
    assert place.stat().st_ino == before


def test_bytes_that_changed_on_the_disk_are_refused_and_mended_by_writing_them_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    sha256 = files.write(b"a letter")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"another!")
    with pytest.raises(StoreError, match="changed"):
        files.read(sha256)
    files.write(b"a letter")
    assert files.read(sha256) == b"a letter"


def test_bytes_that_are_gone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="missing"):
        Files(tmp_path).read("0" * 64)


def test_what_a_killed_writer_left_is_swept_after_a_day_and_not_before(tmp_path: Path) -> None:
    old, new = tmp_path / "ab" / "old.tmp", tmp_path / "ab" / "new.tmp"
    old.parent.mkdir()
    for left in (old, new):
        left.write_bytes(b"half a")
    then = time.time() - SWEEP_AFTER_SECONDS - 60
    os.utime(old, (then, then))
    Files(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)
