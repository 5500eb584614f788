"""The files of one case: bytes by their SHA-256, written once, sealed with the case's key.

Neither the name nor the content of a file on the disk tells anything to those without the key; the reader of one is
sure to get what was written.

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
from redactor.store.keys import CaseKey

SWEEP_AFTER_SECONDS = 24 * 3600
_TEMPORARY = ".tmp"


class Files:
    """The files of one case, in a folder of its own."""

    def __init__(self, folder: Path, key: CaseKey) -> None:
        self._folder = folder
        self._key = key
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()

    def write(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; durable when it returns, and idempotent."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        if place.exists() and self._holds(place, sha256):
            return sha256
        is_new_folder = not place.parent.exists()
        place.parent.mkdir(mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent, suffix=_TEMPORARY)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(self._key.seal(content))
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
            content = self._key.open(self._place(sha256).read_bytes())
        except FileNotFoundError as error:
            raise StoreError(f"file {sha256[:12]} is missing from the home folder") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError(f"file {sha256[:12]} in the home folder has been changed")
        return content

    def _place(self, sha256: str) -> Path:
        name = self._key.blind(sha256)
        return self._folder / name[:2] / name

    def _holds(self, place: Path, sha256: str) -> bool:
        try:
            return hashlib.sha256(self._key.open(place.read_bytes())).hexdigest() == sha256
        except StoreError:
            return False

    def _sweep(self) -> None:
        """Remove what writers that were killed left behind; a day's grace spares those at work now."""
        oldest = time.time() - SWEEP_AFTER_SECONDS
        for left in self._folder.glob(f"??/*{_TEMPORARY}"):
            try:
                if left.stat().st_mtime < oldest:
                    left.unlink()
            except FileNotFoundError:
                continue  # another process swept it first


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows does not open folders and does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
