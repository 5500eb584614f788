"""Bytes by their SHA-256, written once; a reader is sure to get what was written.

A file stands under its final name only when all of it is on the disk, so a writer killed at any moment
leaves at worst a temporary file, which is swept away a day later.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from redactor.errors import StoreError

SWEEP_AFTER_SECONDS = 24 * 3600
_TEMPORARY = ".tmp"


class Files:
    """The files of one home folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()

    def write(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; durable when it returns, and idempotent."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        if place.exists() and _hash_of(place) == sha256:
            return sha256
        is_new_folder = not place.parent.exists()
        place.parent.mkdir(mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent, suffix=_TEMPORARY)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(place)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)
        if is_new_folder:
            _sync_folder(self._folder)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes with this SHA-256; raises StoreError where they are missing or have changed."""
        try:
            content = self._place(sha256).read_bytes()
        except FileNotFoundError as error:
            raise StoreError(f"file {sha256[:12]} is missing from the home folder") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError(f"file {sha256[:12]} in the home folder has been changed")
        return content

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _sweep(self) -> None:
        """Remove what writers that were killed left behind; a day's grace spares those at work now."""
        oldest = time.time() - SWEEP_AFTER_SECONDS
        for left in self._folder.glob(f"??/*{_TEMPORARY}"):
            try:
                if left.stat().st_mtime < oldest:
                    left.unlink()
            except FileNotFoundError:
                continue  # another process swept it first


def _hash_of(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows does not open folders and does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
