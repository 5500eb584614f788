"""Logging that cannot carry document text: ids from context in, everything long or marked as text out."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path

LONGEST_ARGUMENT = 80
_where: ContextVar[str] = ContextVar("where", default="-")


@contextmanager
def speaking_of(*ids: str) -> Iterator[None]:
    """Put case, document and page ids before every record that is logged inside."""
    token = _where.set("/".join(ids))
    try:
        yield
    finally:
        _where.reset(token)


class NoDocumentText(logging.Filter):
    """Drop every record whose message or arguments could hold document text, and strip tracebacks, which quote it.

    A record passes when its message is a literal of ours and no argument is longer than 80 characters when printed.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        record.where = _where.get()
        record.exc_info = record.exc_text = record.stack_info = None
        arguments = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
        return not any(len(str(each)) > LONGEST_ARGUMENT for each in arguments)


def set_up_logs(folder: Path, *, verbose: bool) -> None:
    """Send redactor's own records to folder/redactor.log (5 MB, three kept); libraries' records go nowhere."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    writer = RotatingFileHandler(folder / "redactor.log", maxBytes=5_000_000, backupCount=3, encoding="utf-8")
    writer.addFilter(NoDocumentText())
    writer.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s [%(where)s] %(message)s"))
    ours = logging.getLogger("redactor")
    ours.handlers[:] = [writer]
    ours.propagate = False
    ours.setLevel(logging.DEBUG if verbose else logging.INFO)
    silence_libraries()


def silence_libraries() -> None:
    """Send what libraries log or warn of nowhere: it may quote a document. For every process that opens one."""
    logging.getLogger().handlers[:] = [logging.NullHandler()]
    logging.captureWarnings(True)


def refuse_core_dumps() -> None:
    """See to it that a crash of this process, or of one it starts, leaves no memory on the disk."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return  # Windows, which leaves none unless it is told to
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
