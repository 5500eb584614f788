"""`letter`: the letters beside the bundle."""

from __future__ import annotations

from pathlib import Path

import click

from redactor.cli.session import Session, open_desk, pass_session, reviewer_name
from redactor.disclose.folder import require_free
from redactor.disclose.letter import KINDS
from redactor.letters import write_letter

LETTERS = tuple(kind for kind in KINDS if kind != "disclosure")
"""The disclosure letter is part of the bundle, which alone knows what it encloses."""


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--kind", type=click.Choice(LETTERS), required=True, help="Which letter.")
@click.option("--reason", default="", help="Why, or what you need to know, in the words that the requester reads.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder; default: this one."
)
@click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
@pass_session
def letter(session: Session, reference: str, *, kind: str, reason: str, out: Path, reviewer: str | None) -> None:
    """Write a letter about CASE as a Word file and a PDF, and note it in the case's log.

    It is filled from the case and from `redactor config`; a field that it needs and nobody has given is named, and
    nothing is written (exit code 3).
    """
    with open_desk(session) as desk:
        case = desk.store.cases.find(reference)
        stem = f"{case.reference}-{kind}".replace("/", "-")
        paths = [out / f"{stem}.{ending}" for ending in ("docx", "pdf")]
        for path in paths:
            require_free(path)
        written = write_letter(case, desk, kind, reason=reason, by=reviewer_name(session, reviewer))
        out.mkdir(parents=True, exist_ok=True)
        for path, content in zip(paths, (written.word, written.pdf), strict=True):
            path.write_bytes(content)
    told = "\n".join(str(path) for path in paths)
    session.say(told, {"case": reference, "kind": kind, "files": [str(path) for path in paths]})
