"""`disclose` and `verify`: the bundle, and the leak check by itself."""

from __future__ import annotations

from pathlib import Path

import click

from redactor.cli.run import tell_release
from redactor.cli.session import Session, open_desk, pass_session, reviewer_of
from redactor.cli.telling import plain_report, tell_report
from redactor.errors import ExitCode, NoOcrEngine
from redactor.pipeline import disclose as disclose_case
from redactor.proving import verify_case
from redactor.review.duties import Act, require_may
from redactor.tools import tools_for
from redactor.verify import gate
from redactor.verify.secrets import Proof, prove_terms
from redactor.verify.sight import PageOcr


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to make; it must not exist.")
@pass_session
def disclose(session: Session, reference: str, out: Path) -> int:
    """Make the bundle of CASE from its decisions, verify it, and write the output folder.

    Refuses with exit code 6 and a list while anything is unread or undecided, and with 7 where withheld content could
    still be found; then no folder is written.
    """
    require_may(reviewer_of(session, None), Act.DISCLOSE)
    with open_desk(session) as desk:
        return tell_release(session, disclose_case(desk.store.cases.find(reference), desk, out), out)


@click.command()
@click.argument("files", metavar="PDF…", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--case", "reference", metavar="CASE", help="Look for what this case withheld in its bundle.")
@click.option(
    "--terms",
    "--secret",
    "terms",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A text file with one name or number a line that must not be found.",
)
@pass_session
def verify(session: Session, files: tuple[str, ...], reference: str | None, terms: Path | None) -> int:
    """Check PDFs for what was meant to be gone; exit code 7 where something is found.

    Works on anybody's PDF. Without being told a secret it looks for bad redaction: text and pictures under boxes,
    marks that were never applied, layers that are only switched off, earlier revisions. With --terms several
    independent readers look for each line of the file in the pages, the properties, every stream and every picture.
    Properties, links, attachments and the like are remarked on. With --case the file must be as bare as a bundle of
    ours, and hold nothing that the case withheld.
    """
    if reference and (terms or len(files) > 1):
        raise click.UsageError("--case takes one PDF and no --terms")
    reports = {file: _report(session, Path(file).read_bytes(), reference, terms) for file in files}
    clean = not any(report.problems for report in reports.values())
    told = "\n".join(line for file, report in reports.items() for line in tell_report(Path(file).name, report))
    plain = [{"file": file, **plain_report(report)} for file, report in reports.items()]
    session.say(told, {"clean": clean, "files": plain})
    return ExitCode.DONE if clean else ExitCode.LEAK_FOUND


def _report(session: Session, untrusted: bytes, reference: str | None, terms: Path | None) -> gate.Report:
    if reference:
        with open_desk(session) as desk:
            return verify_case(desk.store.cases.find(reference), desk, untrusted)
    wanted = prove_terms(terms.read_text("utf-8").splitlines()) if terms else Proof()
    return gate.verify(untrusted, wanted, ocr=_reader_of_pictures(session), structure=False)


def _reader_of_pictures(session: Session) -> PageOcr | None:
    """OCR, or None where it is not installed: pictures are then remarked on as not read."""
    tools = tools_for(session.settings)
    try:
        tools.readers()
    except NoOcrEngine:
        return None
    return tools.words_seen
