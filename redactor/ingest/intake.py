"""Walk the inbox and make one Source of every file at every depth, before anything is read.

Containers are opened in a confined child process. Nothing that a file does raises out of here: what cannot be
opened becomes a Source in quarantine with its reason, so that every file received has its line.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from redactor.domain.case import Source, SourceState
from redactor.errors import Bomb, SourceError, TooLarge
from redactor.ingest.archive import MAX_TOTAL_BYTES, open_zip, pack_members, unpack_members
from redactor.ingest.facsimile import Member
from redactor.ingest.kinds import CONTAINERS, READERS
from redactor.ingest.recognition import CLUTTER, SIGNATURE, recognise
from redactor.ingest.sandbox import Limits, run_confined
from redactor.ingest.unlock import NO_PASSWORDS, Passwords, may_be_locked, unlock

MAX_PACKED_DEPTH = 8
"""How many archives may lie in one another."""
MAX_DEPTH = 40
"""How many containers of any kind may lie in one another; mails forwarded as attachments go deep."""
MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_HEAP_BYTES = 2 * MAX_TOTAL_BYTES
"""The most bytes that one file of the inbox may unpack to, over all depths."""
MAX_HEAP_FILES = 10_000
"""The most files that one file of the inbox may unpack to, over all depths."""
OPENING = Limits(seconds=120, memory_mb=3 * 1024, output_mb=1200)
BYTES_A_SECOND = 200_000
"""A file of thousands of pages takes minutes to take apart; a dense page is some 5 kB and takes 10 ms."""

_SKIPPED_KINDS = {CLUTTER: "system clutter", SIGNATURE: "a digital signature; holds no record"}
_SKIPPED_MEMBERS = {"link": "a link; not followed", "layout": "a style sheet, script or font; holds no record"}
"""Why a file is not read, by its kind and by the trouble that its container had with it."""

_NUMBERS = re.compile(r"(\d+)")
_UNFIT = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Received:
    """A Source and its bytes; the bytes are empty where it was skipped or could not be taken."""

    source: Source
    content: bytes


@dataclass(slots=True)
class _Heap:
    """What one file of the inbox has unpacked to so far, and the bytes that were met before."""

    seen: dict[str, str]
    left_bytes: int = MAX_HEAP_BYTES
    left_files: int = MAX_HEAP_FILES
    passwords: Passwords = NO_PASSWORDS


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file about to become a Source: its id, its label, how deep it lies, its bytes or why there are none."""

    id: str
    path: str
    content: bytes = b""
    parent_id: str | None = None
    depth: int = 0
    packed_depth: int = 0
    trouble: str = ""
    skipped: str = ""
    size: int = field(default=0)


def receive(
    inbox: Path, *, first_number: int = 1, known: Mapping[str, str] = {}, passwords: Passwords = NO_PASSWORDS
) -> Iterator[Received]:
    """Every file below the inbox, in natural order of paths, each followed by what it contains.

    `known` maps the SHA-256 of sources received earlier to their ids. The same inbox gives the same ids on
    every run. A Source whose bytes were met before is a duplicate and is not opened again. Raises OSError
    where the inbox itself cannot be listed.

    A locked file that one of the passwords opens is a container, and the same file without its lock is in it.
    """
    seen = dict(known)
    for number, path in enumerate(_find_files(inbox), start=first_number):
        label = _as_label(path.relative_to(inbox).as_posix())
        yield from _receive_one(_pick_up(path, f"{number:04d}", label), _Heap(seen, passwords=passwords))


def natural_key(path: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """The sort key that puts "Letter 2" before "Letter 10", folder by folder, whatever the case of letters."""
    parts: list[tuple[int, int, str]] = []
    for part in path.split("/"):
        for piece in filter(None, _NUMBERS.split(part.casefold())):
            parts.append((1, int(piece), "") if piece.isdecimal() else (2, 0, piece))
        parts.append((0, 0, ""))
    return tuple(parts), path


def _find_files(inbox: Path) -> list[Path]:
    """Everything below the inbox that is no folder, links included but not followed, and folders that do not open."""
    found: list[Path] = []

    def note(error: OSError) -> None:
        if Path(error.filename) == inbox:
            raise error
        found.append(Path(error.filename))

    for folder, folders, files in os.walk(inbox, onerror=note, followlinks=False):
        here = Path(folder)
        found += [here / name for name in files]
        found += [here / name for name in folders if (here / name).is_symlink()]
    return sorted(found, key=lambda path: natural_key(path.relative_to(inbox).as_posix()))


def _pick_up(path: Path, source_id: str, label: str) -> _Arrival:
    blank = _Arrival(source_id, label)
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return replace(blank, skipped="a link; not followed")
        if stat.S_ISDIR(status.st_mode):
            return replace(blank, trouble="unreadable")
        if not stat.S_ISREG(status.st_mode):
            return replace(blank, skipped="not a file")
        if status.st_size > MAX_FILE_BYTES:
            return replace(blank, trouble="too_large", size=status.st_size)
        content = path.read_bytes()
    except OSError:
        return replace(blank, trouble="unreadable")
    return replace(blank, content=content, size=len(content))


def _receive_one(arrival: _Arrival, heap: _Heap) -> Iterator[Received]:
    """The Source of one file and, below it, those of its members."""
    source = _recognise_source(arrival, heap)
    if unlocked := _unlock(source, arrival, heap):
        yield Received(replace(source, state=SourceState.CONTAINER), arrival.content)
        yield from _receive_one(_arrive_inside(arrival, unlocked[0], 1, packed=False), heap)
        return
    opener_kind = source.kind if source.kind in CONTAINERS and source.state is SourceState.RECEIVED else ""
    if not opener_kind:
        yield Received(source, b"" if arrival.skipped else arrival.content)
        return
    try:
        members = _open(opener_kind, arrival, heap)
    except SourceError as error:
        yield Received(replace(source, state=SourceState.QUARANTINED, reason=error.reason), arrival.content)
        return
    state = SourceState.RECEIVED if opener_kind in READERS else SourceState.CONTAINER
    yield Received(replace(source, state=state), arrival.content)
    for number, member in enumerate(members, start=1):
        yield from _receive_one(_arrive_inside(arrival, member, number, packed=opener_kind == "zip"), heap)


def _unlock(source: Source, arrival: _Arrival, heap: _Heap) -> tuple[Member, ...]:
    """The file without its lock, as its only member; none where it is not locked or no password opens it."""
    is_new = source.state is SourceState.RECEIVED and arrival.depth < MAX_DEPTH
    if not heap.passwords or not is_new or not may_be_locked(source.kind, arrival.content):
        return ()
    name = arrival.path.rpartition("/")[2]
    fitting = heap.passwords.fitting(arrival.path)
    try:
        packed = run_confined(_unlock_packed, source.kind, arrival.content, fitting, name, limits=OPENING)
        return unpack_members(packed)
    except SourceError:  # it is told when it is read
        return ()


def _unlock_packed(kind: str, untrusted: bytes, passwords: tuple[str, ...], name: str) -> bytes:
    """What runs in the child."""
    return pack_members(unlock(kind, untrusted, passwords, name))


def _open(kind: str, arrival: _Arrival, heap: _Heap) -> tuple[Member, ...]:
    fitting = heap.passwords.fitting(arrival.path)
    limits = replace(OPENING, seconds=OPENING.seconds + len(arrival.content) / BYTES_A_SECOND)
    members = unpack_members(run_confined(_open_members, kind, arrival.content, fitting, limits=limits))
    if members and (arrival.depth >= MAX_DEPTH or (kind == "zip" and arrival.packed_depth >= MAX_PACKED_DEPTH)):
        raise TooLarge("containers lie too deep in one another")
    heap.left_bytes -= sum(len(member.content) for member in members)
    heap.left_files -= len(members)
    if heap.left_bytes < 0 or heap.left_files < 0:
        raise Bomb("a file unpacks to too much over all depths")
    return members


def _open_members(kind: str, untrusted: bytes, passwords: tuple[str, ...]) -> bytes:
    """What runs in the child."""
    return pack_members(open_zip(untrusted, passwords) if kind == "zip" else CONTAINERS[kind](untrusted))


def _arrive_inside(parent: _Arrival, member: Member, number: int, *, packed: bool) -> _Arrival:
    skipped = _SKIPPED_MEMBERS.get(member.trouble, "")
    return _Arrival(
        id=f"{parent.id}.{number}",
        path=f"{parent.path}!/{_as_label(member.name) or f'unnamed {number}'}",
        content=member.content,
        parent_id=parent.id,
        depth=parent.depth + 1,
        packed_depth=parent.packed_depth + packed,
        trouble="" if skipped else member.trouble,
        skipped=skipped,
        size=len(member.content),
    )


def _recognise_source(arrival: _Arrival, heap: _Heap) -> Source:
    """The Source of a file as far as its own bytes tell, before it is opened."""
    sha256 = hashlib.sha256(arrival.content).hexdigest()
    source = Source(
        id=arrival.id, path=arrival.path, sha256=sha256, size=arrival.size, parent_id=arrival.parent_id
    )  # fmt: skip
    if arrival.skipped:
        return replace(source, state=SourceState.SKIPPED, reason=arrival.skipped)
    kind = recognise(arrival.content, arrival.path.replace("!/", "/"))
    source = replace(source, kind=kind)
    if kind in _SKIPPED_KINDS:
        return replace(source, state=SourceState.SKIPPED, reason=_SKIPPED_KINDS[kind])
    if arrival.trouble:
        return replace(source, kind="", state=SourceState.QUARANTINED, reason=arrival.trouble)
    if not arrival.content:
        return replace(source, kind="", state=SourceState.QUARANTINED, reason="empty")
    if sha256 in heap.seen:
        return replace(source, state=SourceState.DUPLICATE, duplicate_of=heap.seen[sha256])
    heap.seen[sha256] = arrival.id
    return source


def _as_label(untrusted_name: str) -> str:
    """A name fit for a record: no control or direction characters, no bytes that are no text."""
    readable = untrusted_name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return _UNFIT.sub("\ufffd", readable)
