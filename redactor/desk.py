"""What the flow works with: the store, the runner, the tools, and somebody to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from redactor.run.runner import Outcome, Runner
from redactor.store.store import Store
from redactor.tools import Tools

Answer = TypeVar("Answer")

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how many documents of it are done, and how many there are."""


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the flow works with: the store, the runner, the tools, and somebody to tell how far it is."""

    store: Store
    runner: Runner
    tools: Tools
    progress: Progress = no_progress


def mapped(desk: Desk, step: str, call: Callable[[str], Answer], ids: Sequence[str]) -> Iterator[Outcome[str, Answer]]:
    """Run one call over many documents and tell how far it is."""
    desk.progress(step, 0, len(ids))
    for done, outcome in enumerate(desk.runner.map(call, ids), 1):
        yield outcome
        desk.progress(step, done, len(ids))
