"""The output folder is whole, or it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from redactor.disclose.folder import require_free, write_folder
from redactor.errors import OutputExists, OutputIsSource


def test_the_files_stand_where_they_were_named_and_nothing_else_does(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "answer"
    write_folder(out, {"disclosure/bundle.pdf": b"one", "internal/log.csv": b"two"})
    assert (out / "disclosure" / "bundle.pdf").read_bytes() == b"one"
    assert (out / "internal" / "log.csv").read_bytes() == b"two"
    assert [path.name for path in out.parent.iterdir()] == ["answer"]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_stands_there_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "answer"
    if kind == "folder":
        out.mkdir()
    else:
        out.write_bytes(b"mine")
    with pytest.raises(OutputExists):
        write_folder(out, {"a": b"1"})
    assert not list(tmp_path.glob(".answer*"))


def test_a_link_that_leads_nowhere_stands_there_too(tmp_path: Path) -> None:
    (tmp_path / "answer").symlink_to(tmp_path / "gone")
    with pytest.raises(OutputExists):
        require_free(tmp_path / "answer")


def test_what_an_interrupted_run_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / ".answer.unfinished"
    left.mkdir()
    (left / "old").write_bytes(b"old")
    write_folder(tmp_path / "answer", {"new": b"new"})
    assert [path.name for path in (tmp_path / "answer").iterdir()] == ["new"]


@pytest.mark.parametrize("out", ["inbox", "inbox/answer", "."])
def test_input_and_output_never_overlap(tmp_path: Path, out: str) -> None:
    (tmp_path / "inbox").mkdir()
    with pytest.raises(OutputIsSource):
        require_free(tmp_path / out, inbox=tmp_path / "inbox")


def test_a_folder_beside_the_input_is_free(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    require_free(tmp_path / "inbox answer", inbox=tmp_path / "inbox")
