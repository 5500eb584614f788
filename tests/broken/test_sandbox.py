"""Readers that misbehave: none of them may hang, kill or deceive the parent."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from redactor.errors import Encrypted, ReaderFailed, TooLarge
from redactor.ingest.sandbox import Limits, run_confined


def echo(content: bytes) -> bytes:
    return content


def hang() -> bytes:
    time.sleep(60)
    return b""


def spin() -> bytes:
    while True:
        pass


def crash() -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def eat() -> bytes:
    hoard = [b"x" * (1 << 24)]
    while True:
        hoard.append(hoard[-1] + b"y")


def refuse() -> bytes:
    raise Encrypted("with the words of a document in it", remedy="Type the password.")


def stumble() -> bytes:
    raise KeyError("SECRET NAME")


def leave() -> bytes:
    os._exit(3)


def give_up() -> bytes:
    raise SystemExit(0)


def fork_and_leave() -> bytes:
    if os.fork() == 0:
        time.sleep(60)
    return b"done"


def boast() -> bytes:
    return b"x" * (3 << 20)


def call_out() -> bytes:
    with socket.socket() as caller:
        caller.settimeout(2)
        return str(caller.connect_ex(("127.0.0.1", int(os.environ["REDACTOR_TEST_PORT"])))).encode()


def write_a_lot() -> bytes:
    with tempfile.TemporaryFile() as out:
        out.write(b"x" * (3 << 20))
    return b"written"


def look_at_files() -> bytes:
    return len(list(Path("/proc/self/fd").iterdir())).to_bytes(2, "big")


def test_what_the_task_returns_comes_back() -> None:
    assert run_confined(echo, b"words") == b"words"
    assert run_confined(echo, b"") == b""


def test_a_large_answer_does_not_block() -> None:
    large = os.urandom(1 << 20) * 40
    assert run_confined(echo, large) == large


@pytest.mark.parametrize("task", [hang, spin])
def test_a_reader_that_does_not_end_is_stopped(task: Callable[[], bytes]) -> None:
    began = time.monotonic()
    with pytest.raises(TooLarge):
        run_confined(task, limits=Limits(seconds=0.5))
    assert time.monotonic() - began < 5


def test_a_crash_names_its_signal() -> None:
    with pytest.raises(ReaderFailed, match="signal 11"):
        run_confined(crash)


def test_a_reader_that_eats_memory_is_stopped() -> None:
    with pytest.raises(TooLarge):
        run_confined(eat, limits=Limits(seconds=20, memory_mb=256))


def test_a_refusal_comes_back_by_its_class_and_remedy_without_its_message() -> None:
    with pytest.raises(Encrypted) as caught:
        run_confined(refuse)
    assert caught.value.remedy == "Type the password."
    assert "words of a document" not in str(caught.value)


def test_an_unexpected_error_is_told_by_its_class_only() -> None:
    with pytest.raises(ReaderFailed, match="KeyError") as caught:
        run_confined(stumble)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("task", [leave, give_up])
def test_a_reader_that_just_leaves_has_failed(task: Callable[[], bytes]) -> None:
    with pytest.raises(ReaderFailed):
        run_confined(task)


def test_an_answer_past_its_bound_is_refused() -> None:
    with pytest.raises(TooLarge):
        run_confined(boast, limits=Limits(output_mb=1))


def test_what_a_reader_leaves_running_does_not_hold_up_the_parent() -> None:
    began = time.monotonic()
    assert run_confined(fork_and_leave) == b"done"
    assert time.monotonic() - began < 5


def test_the_child_holds_no_file_of_its_parent() -> None:
    with Path(os.devnull).open("rb") as first, Path(os.devnull).open("rb") as second:
        assert first.fileno() != second.fileno()
        assert int.from_bytes(run_confined(look_at_files), "big") <= 5


def test_the_child_may_not_write_large_files() -> None:
    with pytest.raises(ReaderFailed, match="OSError"):
        run_confined(write_a_lot, limits=Limits(file_mb=1))


def test_no_child_is_left_behind() -> None:
    run_confined(echo, b"x")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_the_child_cannot_reach_the_network_where_the_system_allows_to_forbid_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("REDACTOR_TEST_PORT", str(server.getsockname()[1]))
        answer = run_confined(call_out)
        if answer == b"0":
            pytest.skip("this system does not let a process give up its network")
        assert answer != b"0"
