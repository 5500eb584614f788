"""How many at once: the Runner protocol, its serial truth, and local processes that survive a killed worker.

A call that fails becomes an Outcome with the class name and the remedy; it never stops the others.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for_any
from typing import Generic, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from redactor.errors import RedactorError, SourceError
from redactor.logs import silence_libraries

Task = TypeVar("Task")
Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a call gave no answer: the error's class, the short reason for the manifest, and the remedy."""

    error: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Task, Answer]):
    """What became of one call: an answer or a failure, never both."""

    task: Task
    answer: Answer | None = None
    failure: Failure | None = None


class Runner(Protocol):
    """Runs one function over many tasks; outcomes come as they are done, in any order. Close it after use."""

    def map(self, call: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Outcome[Task, Answer]]:
        """Call the function once for each task. `call` and tasks must pickle; a lost worker loses its task only."""
        ...

    def close(self) -> None:
        """End the workers, if any, at once; what they were doing is lost."""
        ...


class Serial:
    """The reference: one call after the other in this process."""

    def map(self, call: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Outcome[Task, Answer]]:
        """Call the function once for each task, in order."""
        for task in tasks:
            yield _attempt(call, task)

    def close(self) -> None:
        """There is nothing to end."""


class Processes:
    """Local worker processes. At most four tasks a worker are in flight, so memory stays flat.

    The workers start with the first task and stay for every later `map`: a new one takes seconds to load its parts.
    """

    def __init__(self, workers: int, *, seconds: float) -> None:
        """`seconds` is the longest one call may take before its worker is killed."""
        self._workers = workers
        self._seconds = seconds
        self._pool: ProcessPool | None = None

    def map(self, call: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Outcome[Task, Answer]]:
        """Call the function once for each task; outcomes come as they are done."""
        waiting = iter(tasks)
        running: dict[Future[Outcome[Task, Answer]], Task] = {}
        try:
            while True:
                for task in waiting:
                    running[self._schedule(call, task)] = task
                    if len(running) >= 4 * self._workers:
                        break
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield _collect(future, running.pop(future))
        finally:
            if running:  # somebody stopped listening: what nobody waits for must not go on
                self.close()

    def _schedule(self, call: Callable[[Task], Answer], task: Task) -> Future[Outcome[Task, Answer]]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(self._workers, initializer=_begin_work, context=context)
        future: Future[Outcome[Task, Answer]] = self._pool.schedule(_attempt, args=(call, task), timeout=self._seconds)
        return future

    def close(self) -> None:
        """Kill the workers; the next `map` starts new ones."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.stop()
            pool.join()


def _begin_work() -> None:
    """Keep this worker silent, and let it end when the process that started it is gone, whatever is at work here."""
    silence_libraries()
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            wait_for_any([parent.sentinel])
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()


def _attempt(call: Callable[[Task], Answer], task: Task) -> Outcome[Task, Answer]:
    try:
        return Outcome(task=task, answer=call(task))
    except SourceError as error:
        failure = Failure(error=type(error).__name__, reason=error.reason, remedy=error.remedy)
    except RedactorError:
        raise
    except Exception as error:  # noqa: BLE001  one bad file is an Outcome, never a crash; it keeps the case blocked
        log.error("a task failed with %s", type(error).__name__)
        failure = Failure(error=type(error).__name__, reason="reader_failed", remedy=SourceError.remedy)
    return Outcome(task=task, failure=failure)


def _collect(future: Future[Outcome[Task, Answer]], task: Task) -> Outcome[Task, Answer]:
    try:
        return future.result()
    except TimeoutError:
        failure = Failure(error="TooLarge", reason="too_large", remedy="The time limit was reached; split the file.")
    except ProcessExpired as error:
        log.error("a worker ended with code %s", error.exitcode)
        failure = Failure(error="ReaderFailed", reason="reader_failed", remedy=SourceError.remedy)
    return Outcome(task=task, failure=failure)


def runner_for(workers: int, *, seconds: float) -> Runner:
    """Serial for one worker, else that many processes."""
    return Serial() if workers <= 1 else Processes(workers, seconds=seconds)
