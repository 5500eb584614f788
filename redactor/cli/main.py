"""The `redactor` command: global options, the table of commands, and the one place an error becomes an exit code."""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import click

from redactor import __version__
from redactor.cli.session import SCHEMA, Session
from redactor.config import load_settings
from redactor.errors import ExitCode, RedactorError, SettingsError
from redactor.logs import refuse_core_dumps, set_up_logs

log = logging.getLogger(__name__)

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("redactor.cli.run:run", "The whole way in one go: a folder of records to a bundle."),
    "batch": ("redactor.cli.batch:batch", "Many requests, each to a bundle of its own."),
    "demo": ("redactor.cli.run:demo", "Run an invented sample case end to end and open the result."),
    "case": ("redactor.cli.case:case", "Open a case, add records, prepare it, see how it stands."),
    "review": ("redactor.cli.review:review", "Decide in the browser what is withheld."),
    "serve": ("redactor.cli.serve:serve", "The same page for a team that signs in."),
    "users": ("redactor.cli.users:users", "Who may sign in to the team's page, and their duties."),
    "decide": ("redactor.cli.review:decide", "Decisions out to and in from CSV or JSON."),
    "evidence": ("redactor.cli.evidence:evidence", "What stands behind decisions: evidence, opinions, signatures."),
    "disclose": ("redactor.cli.disclose:disclose", "Make the bundle, or say what is missing."),
    "deliver": ("redactor.cli.afterwards:deliver", "Lock the bundle for its recipient, and write down who got it."),
    "letter": ("redactor.cli.letter:letter", "Write an acknowledgement, a question, an extension, a refusal …"),
    "verify": ("redactor.cli.disclose:verify", "Check any PDFs for what was meant to be gone."),
    "config": ("redactor.cli.config:config", "Who your organisation is, and the templates of its letters."),
    "rules": ("redactor.cli.rules:rules", "Check the rules, look at them, and try them on a text."),
    "backup": ("redactor.cli.keeping:backup", "Write all cases, sealed, to a file."),
    "restore": ("redactor.cli.keeping:restore", "Bring a backup back into an empty home."),
    "key": ("redactor.cli.keeping:key", "Where the key of this installation is; a copy of it out or in."),
    "audit": ("redactor.cli.keeping:audit", "Check that a log is whole and who signed it."),
    "doctor": ("redactor.cli.doctor:doctor", "Tell what is installed, what is missing, and how to get it."),
}
"""Every command with the place of its code and its line in --help, so that --help loads none of them."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="redactor")
@click.option("--home", type=click.Path(path_type=Path), help="Where cases are kept (environment: REDACTOR_HOME).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--verbose", is_flag=True, help="Write more into HOME/logs/redactor.log.")
@click.option("--no-input", is_flag=True, help="Never ask; take the safe answer.")
@click.pass_context
def cli(ctx: click.Context, home: Path | None, as_json: bool, quiet: bool, verbose: bool, no_input: bool) -> None:
    """Answer subject access requests: read the records, decide what to withhold, take it out, prove it is gone.

    \b
    Start here:
      redactor demo
      redactor run RECORDS --request request.toml --out ANSWER

    Exit codes: 0 done, 2 wrong usage, 3 settings or rules, 4 something is not installed, 5 some files could not
    be read, 6 review unfinished, 7 leak found (no bundle), 8 store, 9 would overwrite, 10 not your duty,
    130 interrupted.
    """
    settings = load_settings(home, environment=os.environ)
    refuse_core_dumps()
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        set_up_logs(settings.home / "logs", verbose=verbose)
    except OSError as error:
        raise SettingsError(f"the home folder {settings.home} cannot be used: {error.strerror}") from error
    ctx.obj = Session(settings=settings, as_json=as_json, quiet=quiet, no_input=no_input)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave by SystemExit with an `ExitCode`.

    `arguments` are those after the program's name; None means those the process was started with.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = cli.main(args=given, standalone_mode=False, prog_name="redactor")
        sys.exit(code if isinstance(code, int) else ExitCode.DONE)
    except click.exceptions.Abort:
        sys.exit(ExitCode.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except RedactorError as error:
        _tell(error, as_json="--json" in given)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("Interrupted. Run the same command again to go on.", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the last door: a bug is logged by its place, never by its message
        _log_place(error)
        click.echo("Something went wrong that redactor did not expect; HOME/logs/redactor.log says where.", err=True)
        sys.exit(ExitCode.UNEXPECTED)


def _tell(error: RedactorError, *, as_json: bool) -> None:
    if as_json:
        told = {"schema": SCHEMA, "error": type(error).__name__, "message": str(error), "remedy": error.remedy}
        click.echo(json.dumps({**told, "exit_code": int(error.exit_code)}))
    else:
        click.echo(f"{error}", err=True)
        if error.remedy:
            click.echo(error.remedy, err=True)


def _log_place(error: BaseException) -> None:
    """Log where it broke. The message stays out: it may quote a document."""
    log.error("unexpected %s", type(error).__name__)
    for frame in traceback.extract_tb(error.__traceback__):
        log.error("  at %s:%s in %s", Path(frame.filename).name, frame.lineno, frame.name)
