"""Where records lie that a browser sends in, until they are taken into their case.

HOME/inboxes/KEY/NUMBER/ is one upload: `case` names its case, `files/` holds what came, under the names it had,
`begun` says that it is complete. The folder goes once every file of it is in the store.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from redactor.errors import NoSuchCase, RequestError, TooLarge

INBOXES = "inboxes"
LARGEST_FILE = 4 * 1024**3
LARGEST_UPLOAD = 32 * 1024**3
MOST_FILES = 5_000
LONGEST_PATH = 1_000
LONGEST_PART_BYTES = 200
DEEPEST = 20
SPARE_BYTES = 1024**3
"""What has to stay free on the disk."""
_ID = re.compile(r"[0-9a-f]{16}")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')
_FILES, _CASE, _BEGUN, _PART = "files", "case", "begun", "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One upload as it now stands. `size` is in bytes; `begun` says that all of it is here."""

    id: str
    reference: str
    folder: Path
    files: int
    size: int
    begun: bool

    @property
    def records(self) -> Path:
        """The folder of the files themselves."""
        return self.folder / _FILES


class Inboxes:
    """The uploads in one home folder."""

    def __init__(self, home: Path) -> None:
        self._root = home / INBOXES

    def open(self, reference: str) -> Upload:
        """Begin an upload."""
        folder = self._of(reference) / secrets.token_hex(8)
        (folder / _FILES).mkdir(parents=True, mode=0o700)
        (folder / _CASE).write_text(reference, "utf-8")
        return self.find(reference, folder.name)

    def find(self, reference: str, upload_id: str) -> Upload:
        """An upload of this case; raises NoSuchCase where there is none."""
        folder = self._of(reference) / upload_id
        if not _ID.fullmatch(upload_id) or not (folder / _FILES).is_dir():
            raise NoSuchCase("no such upload", remedy="Send the files in anew.")
        return _upload(folder)

    def of(self, reference: str) -> tuple[Upload, ...]:
        """The uploads of this case that are not taken in yet, oldest first."""
        return tuple(_uploads(self._of(reference)))

    def all(self) -> Iterator[Upload]:
        """Every upload that is not taken in yet, case by case."""
        for folder in sorted(self._root.glob("*")):
            yield from _uploads(folder)

    def begin(self, upload: Upload) -> None:
        """Say that all files of an upload are here."""
        (upload.folder / _BEGUN).touch()

    def drop(self, upload: Upload) -> None:
        """Remove an upload with all that is in it, and the folder of its case where that was the last."""
        shutil.rmtree(upload.folder)
        above = upload.folder.parent
        if not any(above.iterdir()):
            above.rmdir()

    async def write(self, upload: Upload, untrusted_path: str, size: int, content: AsyncIterator[bytes]) -> str:
        """Take one file of `size` bytes in as it comes, and return the path under which it stands.

        A file of that path is never written over: the new one gets a number. Raises RequestError where the path does
        not fit or fewer or more bytes came than were told, TooLarge where a limit is passed.
        """
        parts = _parts(untrusted_path)
        self._require_room(upload, size)
        part = upload.folder / f"{_PART}-{secrets.token_hex(8)}"
        try:
            came = 0
            with part.open("xb") as writer:
                async for chunk in content:
                    came += len(chunk)
                    if came > size:
                        break
                    writer.write(chunk)
                writer.flush()
                os.fsync(writer.fileno())
            if came != size:
                raise RequestError("the file did not arrive whole", remedy="Send it again.")
            return _settle(part, upload.records, parts)
        finally:
            part.unlink(missing_ok=True)

    def _require_room(self, upload: Upload, size: int) -> None:
        if size > LARGEST_FILE or upload.size + size > LARGEST_UPLOAD or upload.files >= MOST_FILES:
            raise TooLarge(
                f"one file may have {LARGEST_FILE // 1024**3} GiB, one upload {LARGEST_UPLOAD // 1024**3} GiB "
                f"and {MOST_FILES} files",
                remedy="Send a zip archive, or add the folder on the command line: redactor case add CASE FOLDER.",
            )
        if shutil.disk_usage(upload.folder).free < size + SPARE_BYTES:
            raise TooLarge("the disk of the home folder is nearly full", remedy="Make room on it and send again.")

    def _of(self, reference: str) -> Path:
        return self._root / hashlib.sha256(reference.encode()).hexdigest()[:32]


def _uploads(folder: Path) -> Iterator[Upload]:
    """The uploads in the folder of one case, oldest first."""
    whole = [path.parent for path in folder.glob(f"*/{_CASE}") if (path.parent / _FILES).is_dir()]
    for each in sorted(whole, key=lambda each: (each / _CASE).stat().st_mtime_ns):
        yield _upload(each)


def _upload(folder: Path) -> Upload:
    sizes = [path.stat().st_size for path in (folder / _FILES).rglob("*") if path.is_file()]
    return Upload(
        id=folder.name,
        reference=(folder / _CASE).read_text("utf-8"),
        folder=folder,
        files=len(sizes),
        size=sum(sizes),
        begun=(folder / _BEGUN).exists(),
    )


def _parts(untrusted_path: str) -> tuple[str, ...]:
    """The parts of a path below the upload, each fit to name a file anywhere; raises RequestError."""
    path = unicodedata.normalize("NFC", untrusted_path).replace("\\", "/")
    parts = tuple(_UNFIT.sub("_", part).rstrip(" .") for part in path.split("/") if part not in ("", "."))
    if not parts or ".." in path.split("/") or not all(parts) or len(parts) > DEEPEST or len(path) > LONGEST_PATH:
        raise RequestError("the file has a path that cannot be taken", remedy="Give it a shorter, plain name.")
    return tuple(_shortened(part) for part in parts)


def _shortened(part: str) -> str:
    """The part with its middle left out where it is too long for a disk; its ending stays."""
    if len(part.encode()) <= LONGEST_PART_BYTES:
        return part
    ending = Path(part).suffix[:20]
    kept = part.encode()[: LONGEST_PART_BYTES - len(ending.encode())]
    return kept.decode("utf-8", "ignore") + ending


def _settle(part: Path, records: Path, parts: tuple[str, ...]) -> str:
    """Give a file that is whole its name, or the next free one."""
    try:
        (records.joinpath(*parts[:-1])).mkdir(parents=True, exist_ok=True, mode=0o700)
    except (FileExistsError, NotADirectoryError) as error:
        raise RequestError("a folder has the name of a file", remedy="Send the folder as a zip archive.") from error
    wanted = records.joinpath(*parts)
    place, number = wanted, 1
    while True:
        try:
            place.open("xb").close()  # never writes over what stands there
            part.replace(place)
            return place.relative_to(records).as_posix()
        except FileExistsError:
            number += 1
            place = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
