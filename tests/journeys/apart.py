"""The command line in a process of its own: to be killed, watched, or cut off from the network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.journeys.command import Place

CHECKOUT = Path(__file__).parents[2]


def start(
    place: Place, *, before: Sequence[str] = (), more: Sequence[str] = (), tmp: Path | None = None
) -> subprocess.Popen[bytes]:
    """`redactor run … --approve suggested` in a process group of its own, started by the words in `before`."""
    program = before or (sys.executable, "-m", "redactor")
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), **({"TMPDIR": str(tmp)} if tmp else {})}
    return subprocess.Popen(
        [
            *program, "--home", str(place.home), *more, "run", str(place.inbox), "--request", str(place.request),
            "--out", str(place.out), "--approve", "suggested",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=place.folder,
        env=environment,
    )  # fmt: skip


def kill_group(process: subprocess.Popen[bytes]) -> bool:
    """End the process and its workers at once, as a power cut would; False where it had ended by itself."""
    lived = process.poll() is None
    if lived:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return lived
