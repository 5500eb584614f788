"""The output folder: written beside its place under another name, then renamed. It is whole, or it is not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from redactor.errors import OutputExists, OutputIsSource

UNFINISHED = ".unfinished"


def require_free(out: Path, *, inbox: Path | None = None) -> None:
    """Raise OutputExists where something stands at `out`, OutputIsSource where it and the input overlap."""
    if inbox is not None:
        there, here = out.absolute().resolve(), inbox.absolute().resolve()
        if there == here or here in there.parents or there in here.parents:
            raise OutputIsSource(f"{out} overlaps the folder of records")
    if out.exists() or out.is_symlink():
        raise OutputExists(f"{out} exists already")


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files (paths below `out`) and make the folder appear all at once.

    What an interrupted run left under the other name is removed first. Raises OutputExists.
    """
    require_free(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}{UNFINISHED}")
    if beside.exists():
        shutil.rmtree(beside)
    for name, content in files.items():
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
    beside.rename(out)
