"""A program that maps over two tasks which never end: `python -m tests.run.lonely FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from redactor.run.runner import Processes
from tests.run.calls import name_and_sleep

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    list(Processes(2, seconds=600).map(name_and_sleep, [str(folder / "one"), str(folder / "two")]))
