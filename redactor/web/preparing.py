"""Records taken in and prepared while the page goes on: one case after the other, each in a process of its own.

A review must stay quick while a thousand pages are read, so this process does none of it. What is done stands in
the store; the process can be killed at any moment, and the server can, and it goes on where it was.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from redactor.errors import ExitCode
from redactor.web.inboxes import Inboxes, Upload

DONE_CODES = (ExitCode.DONE, ExitCode.SOURCES_LEFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """What is being done for a case: `step` is waiting, receiving, preparing, or "" where nothing is."""

    step: str = ""
    message: str = ""
    """What went wrong the last time."""
    remedy: str = ""


class Preparing:
    """Takes uploads in and prepares their cases, in the order in which they were begun."""

    def __init__(self, home: Path, inboxes: Inboxes) -> None:
        self._inboxes = inboxes
        self._command = (sys.executable, "-m", "redactor", "--home", str(home), "--json", "--no-input", "case")
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._states: dict[str, Working] = {}
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    def go_on(self) -> None:
        """Take up what an earlier server had begun."""
        for reference in dict.fromkeys(each.reference for each in self._inboxes.all() if each.begun):
            self.start(reference)

    def start(self, reference: str) -> None:
        """Take in what was uploaded for a case, then prepare it; nothing more where that is waiting already."""
        with self._lock:
            if self._closed or self._states.get(reference, Working()).step == "waiting":
                return
            self._states[reference] = Working(step="waiting")
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        self._waiting.put(reference)

    def state(self, reference: str) -> Working:
        """What is being done for a case now, and what went wrong."""
        with self._lock:
            return self._states.get(reference, Working())

    def close(self) -> None:
        """End what is being done at once; a later server goes on."""
        with self._lock:
            self._closed = True
            child = self._child
        if child is not None:
            child.kill()
        self._waiting.put("")

    def _work(self) -> None:
        while reference := self._waiting.get():
            try:
                said = self._take_in(reference)
            except OSError as error:
                remedy = "Look at the home folder's disk, and try once more."
                said = Working(message=f"the records could not be moved ({error.strerror})", remedy=remedy)
            self._tell(reference, said or Working())

    def _take_in(self, reference: str) -> Working | None:
        """Do it; None where it went well, else what went wrong."""
        for upload in [each for each in self._inboxes.of(reference) if each.begun]:
            self._tell(reference, Working(step="receiving"))
            trouble = self._run("add", reference, str(upload.records))
            if trouble is not None:
                return trouble
            self._inboxes.drop(upload)
        self._tell(reference, Working(step="preparing"))
        return self._run("prepare", reference)

    def _run(self, *arguments: str) -> Working | None:
        with self._lock:
            if self._closed:
                return Working(message="the server ended", remedy="It goes on when the server starts again.")
            self._child = subprocess.Popen(  # noqa: S603  our own program; the reference cannot be an option
                [*self._command, *_guarded(arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        told, _ = self._child.communicate()
        return None if self._child.returncode in DONE_CODES else _trouble(told)

    def _tell(self, reference: str, working: Working) -> None:
        with self._lock:
            self._states[reference] = working


def _guarded(arguments: Sequence[str]) -> tuple[str, ...]:
    """The arguments after the command's name, none of which can be taken for an option."""
    return (arguments[0], "--", *arguments[1:])


def _trouble(told: bytes) -> Working:
    """What a command said about its failure; a failure without words is one that redactor did not expect."""
    otherwise = "It stopped without saying why; logs/redactor.log in the home folder may."
    try:
        said = json.loads(told)
        return Working(message=str(said["message"]), remedy=str(said["remedy"]))
    except (ValueError, KeyError, TypeError):
        return Working(message=otherwise, remedy="Try once more.")


def waiting_uploads(uploads: Sequence[Upload]) -> list[dict[str, object]]:
    """The uploads that somebody began to send and did not finish, for the page."""
    return [{"id": each.id, "files": each.files, "size": each.size} for each in uploads if not each.begun]
