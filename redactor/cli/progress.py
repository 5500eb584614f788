"""Bars on standard error: one a step, with how many are done, how many are left, and the time left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from redactor.desk import Progress as Tell
from redactor.desk import no_progress


@contextmanager
def progress_bars(*, shown: bool) -> Iterator[Tell]:
    """Give a function that the flow calls to tell how far it is; nothing is drawn where `shown` is false."""
    if not shown:
        yield no_progress
        return
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        steps: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in steps:
                steps[step] = bars.add_task(step, total=total or None)
            bars.update(steps[step], completed=done, total=total or None)

        yield tell
