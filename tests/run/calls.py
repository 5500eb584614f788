"""What worker processes are asked to do in the tests of the runner."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from redactor.errors import Damaged, NoOcrEngine


def double(number: int) -> int:
    return 2 * number


def fail_on_three(number: int) -> int:
    if number == 3:
        raise ValueError("Jane Fenwick's file is odd")
    if number == 4:
        raise Damaged("source 4 is cut short")
    return 2 * number


def miss_a_tool(number: int) -> int:
    raise NoOcrEngine("tesserocr is not installed")


def kill_itself_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def hang_on_three(number: int) -> int:
    if number == 3:
        time.sleep(600)
    return 2 * number


def who_am_i(number: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def name_and_sleep(place: str) -> None:
    Path(place).write_text(str(os.getpid()), "ascii")
    time.sleep(600)
