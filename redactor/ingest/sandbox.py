"""Run a reader on untrusted bytes in a child process with limits; what comes back is bytes or a SourceError.

A reader may hang, eat memory or crash its process; no except clause catches that. The child never sends a
pickle: it sends one tagged, length-prefixed frame, and the parent bounds what it takes.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import select
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NoReturn

from redactor import errors
from redactor.errors import ReaderFailed, SourceError, TooLarge

_FRAME = struct.Struct("!cQ")
_DONE, _REFUSED, _NO_MEMORY, _BROKEN = b"D", b"R", b"M", b"X"
_NOTE_BYTES = 600
_READ_BYTES = 1 << 20
_CLONE_NEWNET, _CLONE_NEWUSER, _PR_SET_PDEATHSIG = 0x40000000, 0x10000000, 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: wall-clock and CPU seconds, memory beyond what the parent holds, size of its answer."""

    seconds: float = 120
    memory_mb: int = 2048
    output_mb: int = 512
    file_mb: int = 64
    """The largest file that the child may write; readers write none."""


def run_confined(task: Callable[..., bytes], *args: object, limits: Limits = Limits()) -> bytes:
    """Run `task(*args)` in a child process of its own and return the bytes it returns.

    The child has its own session, no network where the system allows that, silent stdout and stderr, and the
    limits. Where processes cannot be forked, `task` and `args` have to be picklable.

    Raises the SourceError subclass that the task raised, with its remedy; TooLarge where time, memory or the
    size of the answer ran out; ReaderFailed where the child crashed.
    """
    if hasattr(os, "fork"):
        return _run_forked(task, args, limits)
    return run_spawned(task, args, limits)


def _run_forked(task: Callable[..., bytes], args: tuple[object, ...], limits: Limits) -> bytes:
    answer_fd, child_fd = os.pipe()
    deadline = time.monotonic() + limits.seconds
    pid = os.fork()
    if pid == 0:
        _be_child(task, args, limits, child_fd)
    os.close(child_fd)
    status: int | None = None
    try:
        frame = _collect(answer_fd, deadline, limits)
        if not _is_complete(frame):
            status = _await_end(pid, deadline)
    finally:
        os.close(answer_fd)
        if status is None:
            _end_group(pid)
    return _open_frame(bytes(frame), status)


def _collect(answer_fd: int, deadline: float, limits: Limits) -> bytearray:
    """Everything that the child writes; TooLarge at the deadline or past the bound."""
    frame = bytearray()
    waiting = select.poll()  # unlike select(), it takes descriptors past 1,024
    waiting.register(answer_fd, select.POLLIN | select.POLLHUP)
    most = limits.output_mb * 1024 * 1024 + _FRAME.size
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not waiting.poll(left * 1000):
            raise TooLarge("reading took longer than its time limit")
        chunk = os.read(answer_fd, _READ_BYTES)
        if not chunk:
            return frame
        frame += chunk
        if len(frame) > most:
            raise TooLarge("what was read is larger than its limit")
        if _is_complete(frame):
            return frame


def _is_complete(frame: bytearray | bytes) -> bool:
    return len(frame) >= _FRAME.size and len(frame) == _FRAME.size + _FRAME.unpack_from(frame)[1]


def _await_end(pid: int, deadline: float) -> int:
    """The wait status of a child that closed its pipe; it is killed where it does not end by the deadline.

    Programs that it started are killed in any case: they may have outlived it.
    """
    until = min(deadline, time.monotonic() + 2)
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            return status
        time.sleep(0.005)
    return _end_group(pid)


def _end_group(pid: int) -> int:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _open_frame(frame: bytes, status: int | None) -> bytes:
    """The payload of a finished child, or the error that its frame or its end stands for."""
    if not _is_complete(frame):
        _raise_for_end(status or 0)
    tag, payload = frame[:1], frame[_FRAME.size :]
    if tag == _DONE:
        return payload
    if tag == _NO_MEMORY:
        raise TooLarge("reading took more memory than its limit")
    untrusted_name, _, untrusted_remedy = payload[:_NOTE_BYTES].decode("utf-8", "replace").partition("\n")
    if tag == _REFUSED:
        kind = getattr(errors, untrusted_name, None)
        if isinstance(kind, type) and issubclass(kind, SourceError):
            raise kind(remedy="".join(c for c in untrusted_remedy if c.isprintable()))
    name = untrusted_name if untrusted_name.isidentifier() else "an unknown error"
    raise ReaderFailed(f"the reader ended with {name}")


def _raise_for_end(status: int) -> NoReturn:
    if os.name == "posix" and os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            raise TooLarge("reading took longer than its time limit")
        raise ReaderFailed(f"the reader was stopped by signal {number}")
    raise ReaderFailed("the reader ended without an answer")


def _be_child(task: Callable[..., bytes], args: tuple[object, ...], limits: Limits, answer_fd: int) -> NoReturn:
    """The whole life of a forked child; never returns, whatever is raised."""
    try:
        os.setsid()
        _let_go(answer_fd)
        _confine(limits)
        tag, payload = _answer(task, args)
        _write_all(answer_fd, _FRAME.pack(tag, len(payload)))
        _write_all(answer_fd, payload)
    finally:
        os._exit(0)


def _answer(task: Callable[..., bytes], args: tuple[object, ...]) -> tuple[bytes, bytes]:
    """Run the task; the tag and the payload of its frame.

    An error that nobody expected must not print document text, so only its class is told. It passes through
    `finally`, not through an except clause, so that crashes of native code which surface as BaseException
    are told as well.
    """
    tag, payload = _BROKEN, b""
    try:
        tag, payload = _DONE, task(*args)
    except SourceError as error:
        tag, payload = _REFUSED, f"{type(error).__name__}\n{error.remedy}".encode()[:_NOTE_BYTES]
    except MemoryError:
        tag = _NO_MEMORY
    finally:
        if tag == _BROKEN:
            kind = sys.exc_info()[0]
            payload = (kind.__name__ if kind else "nothing").encode()[:_NOTE_BYTES]
        return tag, payload  # noqa: B012 - see above


def _write_all(answer_fd: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(answer_fd, view) :]


def _let_go(answer_fd: int) -> None:
    """Give up what was inherited: open files, sockets, signal handlers, the terminal."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silence, standard)
    os.closerange(3, answer_fd)
    os.closerange(answer_fd + 1, os.sysconf("SC_OPEN_MAX"))


def _confine(limits: Limits) -> None:
    """Set the limits that this system has on the present process."""
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    seconds = int(limits.seconds) + 1
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": limits.file_mb * 1024 * 1024,
        "RLIMIT_AS": _held_bytes() + limits.memory_mb * 1024 * 1024,
    }
    for name, most in wanted.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            hard = resource.getrlimit(getattr(resource, name))[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(getattr(resource, name), (least, hard))


def _held_bytes() -> int:
    """The address space that was inherited, so that a large parent does not starve its child; 0 if unknown."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - no path object for two words
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def run_spawned(task: Callable[..., bytes], args: tuple[object, ...], limits: Limits) -> bytes:
    """As `run_confined`, by the way of systems without fork: a fresh interpreter, a wall clock, a bounded pipe."""
    context = multiprocessing.get_context("spawn")
    taking, giving = context.Pipe(duplex=False)
    child = context.Process(target=_be_spawned, args=(task, args, limits, giving), daemon=True)
    child.start()
    giving.close()
    ran_out = threading.Event()

    def stop() -> None:
        ran_out.set()
        child.kill()

    clock = threading.Timer(limits.seconds, stop)
    clock.start()
    try:
        frame = taking.recv_bytes(limits.output_mb * 1024 * 1024 + _FRAME.size)
    except EOFError:
        if ran_out.is_set():
            raise TooLarge("reading took longer than its time limit") from None
        child.join(2)
        raise ReaderFailed(f"the reader ended with code {child.exitcode}") from None
    except OSError:
        raise TooLarge("what was read is larger than its limit") from None
    finally:
        clock.cancel()
        child.kill()
        child.join()
        taking.close()
    return _open_frame(frame, None)


def _be_spawned(
    task: Callable[..., bytes], args: tuple[object, ...], limits: Limits, giving: Connection
) -> None:  # pragma: no cover - runs in another process
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silence, standard)
    _confine(limits)
    tag, payload = _answer(task, args)
    giving.send_bytes(_FRAME.pack(tag, len(payload)) + payload)
