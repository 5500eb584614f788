"""The command line as a user has it: arguments in, exit code, standard output and standard error out."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redactor.cli.main import main

ORGANISATION = """\
name = "Ashgrove Primary School"
email = "office@ashgrove.example.org"
support = "Mrs Lunn in the office can help."
[signatory]
name = "Helen Barraclough"
role = "Headteacher"
[texts]
purposes = "To teach."
categories = "Marks and letters."
recipients = "The council."
sources = "You and the family."
[[retention]]
record = "pupil file"
keep = "until the 25th birthday"
"""


@dataclass(frozen=True)
class Told:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Place:
    """A home and an inbox in a temporary folder, and the command bound to them."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def request(self) -> Path:
        return self.folder / "request.toml"

    @property
    def out(self) -> Path:
        return self.folder / "answer"

    def redactor(self, *arguments: str | Path) -> Told:
        """Run one command in this process, without worker processes."""
        self.home.mkdir(exist_ok=True)
        settings = self.home / "settings.toml"
        if not settings.exists():
            settings.write_text("workers = 1\n", "utf-8")
            (self.home / "organisation.toml").write_text(ORGANISATION, "utf-8")
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(["--home", str(self.home), *map(str, arguments)])
            except SystemExit as left:
                code = int(left.code or 0)
        return Told(code, out.getvalue(), err.getvalue())

    def run(self, *more: str, out: Path | None = None) -> Told:
        """`redactor run` on the inbox."""
        return self.redactor("run", self.inbox, "--request", self.request, "--out", out or self.out, *more)

    def manifest(self) -> Mapping[str, Any]:
        plain: Mapping[str, Any] = json.loads((self.out / "internal" / "manifest.json").read_bytes())
        return plain

    def bundle(self) -> bytes:
        return (self.out / "disclosure" / "bundle.pdf").read_bytes()
