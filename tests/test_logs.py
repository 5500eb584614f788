"""What is logged, and what never is."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from redactor.logs import set_up_logs, speaking_of

PASSAGE = "Oliver Fenwick's mother wrote that he had been hit by another child on the way to school."


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """Logs set up in an empty folder, and put back as they were."""
    root, ours = logging.getLogger(), logging.getLogger("redactor")
    before = root.handlers[:], ours.handlers[:], ours.propagate, ours.level
    set_up_logs(tmp_path / "logs", verbose=False)
    yield tmp_path / "logs" / "redactor.log"
    for handler in ours.handlers:
        handler.close()
    root.handlers[:], ours.handlers[:], ours.propagate = before[:3]
    ours.setLevel(before[3])
    logging.captureWarnings(False)


def test_a_record_says_where_it_speaks_of(log_file: Path) -> None:
    with speaking_of("SAR-2026-014", "0012.1"):
        logging.getLogger("redactor.pipeline").warning("quarantined: %s", "damaged")
    logging.getLogger("redactor.pipeline").warning("after")
    first, second = log_file.read_text("utf-8").splitlines()
    assert "WARNING redactor.pipeline [SAR-2026-014/0012.1] quarantined: damaged" in first
    assert "[-] after" in second


@pytest.mark.parametrize(
    "arguments", [(PASSAGE,), (1, PASSAGE), ({"passage": PASSAGE},), ([PASSAGE],), (ValueError(PASSAGE),)]
)
def test_a_record_with_a_long_argument_is_dropped(log_file: Path, arguments: tuple[object, ...]) -> None:
    logging.getLogger("redactor.x").error("%s" * len(arguments) if len(arguments) > 1 else "%s", *arguments)
    assert log_file.read_text("utf-8") == ""


def test_a_traceback_is_not_written(log_file: Path) -> None:
    try:
        raise ValueError(PASSAGE)
    except ValueError:
        logging.getLogger("redactor.x").exception("broke")
    text = log_file.read_text("utf-8")
    assert "broke" in text
    assert "Fenwick" not in text


def test_what_libraries_say_goes_nowhere(log_file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("pypdf").error("Odd object in %s", PASSAGE)
    warnings.warn(PASSAGE, stacklevel=1)
    assert log_file.read_text("utf-8") == ""
    assert "Fenwick" not in "".join(capfd.readouterr())


def test_verbose_writes_more(log_file: Path) -> None:
    logging.getLogger("redactor.x").debug("quiet")
    set_up_logs(log_file.parent, verbose=True)
    logging.getLogger("redactor.x").debug("loud")
    assert [line.rpartition(" ")[2] for line in log_file.read_text("utf-8").splitlines()] == ["loud"]


def test_setting_up_twice_writes_each_record_once(log_file: Path) -> None:
    set_up_logs(log_file.parent, verbose=False)
    logging.getLogger("redactor.x").info("once")
    assert len(log_file.read_text("utf-8").splitlines()) == 1
