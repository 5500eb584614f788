"""`disclose` and `verify`: the bundle, and the leak check by itself."""

from __future__ import annotations

from pathlib import Path

import click

from redactor.cli.run import tell_release
from redactor.cli.session import Session, open_desk, pass_session
from redactor.errors import ExitCode
from redactor.pipeline import disclose as disclose_case
from redactor.pipeline import verify_case
from redactor.verify import gate
from redactor.verify.secrets import prove_terms


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to make; it must not exist.")
@pass_session
def disclose(session: Session, reference: str, out: Path) -> int:
    """Make the bundle of CASE from its decisions, verify it, and write the output folder.

    Refuses with exit code 6 and a list while anything is unread or undecided, and with 7 where withheld content could
    still be found; then no folder is written.
    """
    with open_desk(session) as desk:
        return tell_release(session, disclose_case(desk.store.cases.find(reference), desk, out), out)


@click.command()
@click.argument("bundle", metavar="BUNDLE.pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--case", "reference", metavar="CASE", help="Look for what this case withheld.")
@click.option(
    "--terms",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A text file with one term a line that must not be found.",
)
@pass_session
def verify(session: Session, bundle: Path, reference: str | None, terms: Path | None) -> int:
    """Check a PDF for text that was meant to be gone; exit code 7 where something is found.

    Works on anybody's PDF: several independent readers, the file's properties, links, bookmarks and attachments, and
    every stream are searched. Without --case and --terms only the structure is checked.
    """
    if reference and terms:
        raise click.UsageError("give --case or --terms, not both")
    untrusted = bundle.read_bytes()
    if reference:
        with open_desk(session) as desk:
            report = verify_case(desk.store.cases.find(reference), desk, untrusted)
    else:
        wanted = terms.read_text("utf-8").splitlines() if terms else []
        report = gate.verify(untrusted, prove_terms(wanted), ocr=None)
    lines = [
        f"{'page ' + str(problem.page_number) if problem.page_number else 'file':>10}: {problem.what}"
        for problem in report.problems
    ]
    checks = [
        {"name": c.name, "library": c.library, "seen": c.seen, "problems": len(c.problems)} for c in report.checks
    ]
    problems = [{"kind": p.kind, "page": p.page_number, "what": p.what} for p in report.problems]
    told = "\n".join(lines) or f"Nothing found by {len(report.checks)} checks."
    session.say(told, {"clean": not report.problems, "checks": checks, "problems": problems})
    return ExitCode.LEAK_FOUND if report.problems else ExitCode.DONE
