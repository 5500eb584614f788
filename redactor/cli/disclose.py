"""`disclose` and `verify`: the bundle, and the leak check by itself."""

from __future__ import annotations

from collections.abc import Sequence
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
    every stream are searched; pictures are not read. With --terms the terms alone decide, and scripts, attachments,
    old revisions and the like are only remarked on. With --case, or without both, the file must be as bare as a
    bundle of ours.
    """
    if reference and terms:
        raise click.UsageError("give --case or --terms, not both")
    untrusted = bundle.read_bytes()
    if reference:
        with open_desk(session) as desk:
            report = verify_case(desk.store.cases.find(reference), desk, untrusted)
    else:
        wanted = terms.read_text("utf-8").splitlines() if terms else []
        report = gate.verify(untrusted, prove_terms(wanted), ocr=None, structure=terms is None)
    lines = [_line(problem) for problem in report.problems]
    remarks = [f"{_line(remark)} (no leak by itself)" for remark in dict.fromkeys(report.remarks)]
    checks = [
        {"name": c.name, "library": c.library, "seen": c.seen, "problems": len(c.problems)} for c in report.checks
    ]
    told = "\n".join([*(lines or [f"Nothing found by {len(report.checks)} checks."]), *remarks])
    plain = {"problems": _plain(report.problems), "remarks": _plain(report.remarks)}
    session.say(told, {"clean": not report.problems, "checks": checks, **plain})
    return ExitCode.LEAK_FOUND if report.problems else ExitCode.DONE


def _line(problem: gate.Problem) -> str:
    where = f"page {problem.page_number}" if problem.page_number else "file"
    return f"{where:>10}: {problem.what}"


def _plain(problems: Sequence[gate.Problem]) -> list[dict[str, object]]:
    return [{"kind": each.kind, "page": each.page_number, "what": each.what} for each in problems]
