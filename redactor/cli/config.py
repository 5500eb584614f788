"""`config …`: who the organisation is, and the templates of its letters."""

from __future__ import annotations

import click

from redactor.cli.session import Session, pass_session
from redactor.disclose.letter import KINDS, SHEET, SHIPPED, template_docx
from redactor.domain.plain import to_plain
from redactor.errors import OutputExists
from redactor.organisation import (
    ORGANISATION_FILE,
    TEMPLATES_FOLDER,
    known_keys,
    load_organisation,
    set_key,
    value_of,
)


@click.group()
def config() -> None:
    """Who your organisation is, and the templates of its letters.

    \b
    redactor config show
    redactor config set signatory.name "Gareth Lloyd-Evans"
    redactor config set "retention.pupil file" "until the 25th birthday"
    redactor config templates --word
    """


@config.command()
@pass_session
def show(session: Session) -> None:
    """Show every key of the organisation with what it holds; what letters still lack is empty."""
    organisation = load_organisation(session.settings.home)
    lines = [f"{key:<22} {value_of(organisation, key)}".rstrip() for key in known_keys()]
    lines += [f"{f'retention.{row.record}':<22} {row.keep}" for row in organisation.retention]
    path = session.settings.home / ORGANISATION_FILE
    session.say("\n".join([f"In {path}:", *lines]), {"file": str(path), "organisation": to_plain(organisation)})


@config.command(name="set")
@click.argument("key")
@click.argument("text")
@pass_session
def set_one(session: Session, key: str, text: str) -> None:
    """Write TEXT under KEY; an empty TEXT clears it. `redactor config show` lists the keys."""
    organisation = set_key(session.settings.home, key, text)
    session.say(f"{key} is set." if text else f"{key} is cleared.", {"organisation": to_plain(organisation)})


@config.command()
@click.argument("kinds", metavar="[KIND…]", nargs=-1)
@click.option("--word", is_flag=True, help="As Word files, to put your letterhead round them.")
@pass_session
def templates(session: Session, kinds: tuple[str, ...], word: bool) -> None:
    """Copy our letter templates into the home folder, where you can change them; without KIND all of them."""
    known = (*KINDS, SHEET)
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise click.UsageError(f"unknown kind {unknown[0]!r}; known are: {', '.join(known)}")
    folder = session.settings.home / TEMPLATES_FOLDER
    folder.mkdir(exist_ok=True)
    paths = {kind: folder / f"{kind}.{'docx' if word else 'txt'}" for kind in kinds or known}
    taken = [path.name for path in paths.values() if path.exists()]
    if taken:
        raise OutputExists(f"{folder} has {', '.join(taken)} already")
    for kind, path in paths.items():
        path.write_bytes(template_docx(kind) if word else (SHIPPED / f"{kind}.txt").read_bytes())
    session.say(f"{len(paths)} templates in {folder}", {"templates": [str(path) for path in paths.values()]})
