"""The two runners: the same outcomes, and a worker that is lost loses its own task only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from redactor.errors import NoOcrEngine
from redactor.run.runner import Outcome, Processes, Serial, runner_for
from tests.run import calls

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    """Two workers, each call ended after six seconds."""
    with closing(Processes(2, seconds=6)) as runner:
        yield runner


def by_task(outcomes: Iterator[Outcome[int, int]]) -> list[Outcome[int, int]]:
    return sorted(outcomes, key=lambda outcome: outcome.task)


def test_both_runners_give_the_same_outcomes(processes: Processes) -> None:
    serial = by_task(Serial().map(calls.fail_on_three, range(20)))
    assert by_task(processes.map(calls.fail_on_three, range(20))) == serial
    assert [outcome.answer for outcome in serial if outcome.failure is None] == [
        2 * number for number in range(20) if number not in (3, 4)
    ]


def test_a_source_error_keeps_its_class_its_reason_and_its_remedy() -> None:
    (outcome,) = Serial().map(calls.fail_on_three, [4])
    assert outcome.failure is not None
    assert (outcome.failure.error, outcome.failure.reason) == ("Damaged", "damaged")
    assert outcome.failure.remedy == "Ask the sender for the file again."


def test_a_bug_in_a_reader_is_told_by_its_class_alone() -> None:
    (outcome,) = Serial().map(calls.fail_on_three, [3])
    assert outcome.failure is not None
    assert outcome.failure.error == "ValueError"
    assert "Fenwick" not in repr(outcome)


def test_a_missing_tool_ends_the_whole_map_with_either_runner(processes: Processes) -> None:
    for runner in (Serial(), processes):
        with pytest.raises(NoOcrEngine):
            list(runner.map(calls.miss_a_tool, range(3)))


@pytest.mark.skipif(os.name == "nt", reason="a POSIX signal")
def test_a_task_that_kills_its_worker_loses_itself_only(processes: Processes) -> None:
    outcomes = by_task(processes.map(calls.kill_itself_on_three, range(12)))
    lost = [outcome for outcome in outcomes if outcome.failure]
    assert [outcome.task for outcome in lost] == [3]
    assert lost[0].failure is not None
    assert lost[0].failure.reason == "reader_failed"
    assert [outcome.answer for outcome in outcomes if not outcome.failure] == [
        2 * number for number in range(12) if number != 3
    ]


def test_a_task_that_hangs_is_ended_and_loses_itself_only() -> None:
    started = time.monotonic()
    with closing(Processes(2, seconds=2)) as runner:
        outcomes = by_task(runner.map(calls.hang_on_three, range(8)))
    assert time.monotonic() - started < 20
    assert [(outcome.task, outcome.failure.reason) for outcome in outcomes if outcome.failure] == [(3, "too_large")]
    assert sum(outcome.answer is not None for outcome in outcomes) == 7


def test_workers_stay_for_the_next_map_and_are_gone_after_close() -> None:
    runner = Processes(2, seconds=30)
    first = {outcome.answer for outcome in runner.map(calls.who_am_i, range(8))}
    second = {outcome.answer for outcome in runner.map(calls.who_am_i, range(8))}
    assert second <= first
    assert os.getpid() not in first
    runner.close()
    assert not [pid for pid in first if pid and is_alive(pid)]


def test_tasks_are_taken_as_they_are_needed_and_not_all_at_once(processes: Processes) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    outcomes = processes.map(calls.double, tasks())
    next(outcomes)
    assert len(taken) <= 8 + 2
    assert len(list(outcomes)) == 99


def test_no_tasks_start_no_workers() -> None:
    assert list(Processes(2, seconds=5).map(calls.double, [])) == []


def test_one_worker_means_this_process() -> None:
    assert isinstance(runner_for(1, seconds=5), Serial)
    assert isinstance(runner_for(2, seconds=5), Processes)


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_workers_end_when_the_process_that_started_them_is_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    program = [sys.executable, "-m", "tests.run.lonely", str(tmp_path)]
    with subprocess.Popen(program, cwd=CHECKOUT, env=environment, start_new_session=True) as parent:
        files = [tmp_path / "one", tmp_path / "two"]
        assert wait_for(lambda: all(file.exists() and file.read_text() for file in files))
        workers = [int(file.read_text()) for file in files]
        parent.kill()
    ended = wait_for(lambda: not any(is_alive(pid) for pid in workers))
    for pid in workers:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    assert ended


def wait_for(condition: object, seconds: float = 15) -> bool:
    assert callable(condition)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
