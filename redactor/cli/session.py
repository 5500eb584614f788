"""What every command is given: the settings, how to speak, and the desk that the flow works at."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from redactor.config import Settings
from redactor.domain.reviewer import EVERY_DUTY, Duty, Reviewer
from redactor.review.acceptance import BulkPolicy, Pace
from redactor.review.sample import Bar

if TYPE_CHECKING:
    from redactor.desk import Desk
    from redactor.ingest.unlock import Passwords

SCHEMA = 1
"""The version of the objects that --json prints."""

NEW_KEY = """\
A key was made for this installation; everything kept is sealed with it, and without it nobody can read the cases.
See where it is with `redactor key show`, and keep a copy in a safe: redactor key export FILE"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run of the command line."""

    settings: Settings
    as_json: bool = False
    quiet: bool = False
    no_input: bool = False

    def say(self, text: str, plain: Mapping[str, object]) -> None:
        """Print the result: the text for a person, or with --json the object for a script."""
        if self.as_json:
            click.echo(json.dumps({"schema": SCHEMA, **plain}, ensure_ascii=False, default=str))
        else:
            click.echo(text)

    @property
    def shows_progress(self) -> bool:
        """Progress, and what is said by the way, goes to a terminal only."""
        return not self.quiet and not self.as_json and sys.stderr.isatty()


pass_session = click.make_pass_decorator(Session)

password_option = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Passwords for locked files: one a line, or the name of a file, a tab, and its password.",
)


def passwords_of(file: Path | None) -> Passwords:
    """The passwords in the file, none without one; raises SettingsError where it holds none."""
    # Imported here, not above: it loads pikepdf, which --help must not.
    from redactor.ingest.unlock import NO_PASSWORDS, read_passwords

    return read_passwords(file.read_bytes()) if file else NO_PASSWORDS


def reviewer_name(session: Session, given: str | None) -> str:
    """The name under which decisions are recorded: the flag, else the setting, else the account's name."""
    return given or session.settings.reviewer or getpass.getuser()


def reviewer_of(session: Session, given: str | None) -> Reviewer:
    """Whoever works here: their name, and the duties that the settings give them (all, where they say nothing)."""
    duties = frozenset(Duty(word) for word in session.settings.own_duties())
    return Reviewer(name=reviewer_name(session, given), duties=duties or EVERY_DUTY)


def policy_of(settings: Settings) -> BulkPolicy:
    """What the settings ask of a sample, and how fast they let one go on its strength."""
    return BulkPolicy(
        bar=Bar(size=settings.sample_size, worst=settings.sample_worst),
        pace=Pace(at_once=settings.bulk_at_once, an_hour=settings.bulk_an_hour),
    )


@contextmanager
def open_desk(session: Session) -> Iterator[Desk]:
    """Open the store and bind runner, tools and progress for the length of a command."""
    # Imported here, not above: the flow loads PyMuPDF and numpy, which --help must not.
    from redactor.cli.progress import progress_bars
    from redactor.desk import Desk
    from redactor.run.runner import runner_for
    from redactor.tools import tools_for

    tools = tools_for(session.settings)
    runner = runner_for(session.settings.worker_count(), seconds=3 * session.settings.read_seconds)
    with closing(runner), progress_bars(shown=session.shows_progress) as progress:
        store = tools.store()
        if store.vault.is_new and session.shows_progress:
            click.echo(NEW_KEY, err=True)
        yield Desk(store=store, runner=runner, tools=tools, progress=progress)
