"""`run` and `demo`: the whole way in one go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from redactor.cli.session import Session, open_desk, pass_session, password_option, passwords_of, reviewer_of
from redactor.config import shipped_folder
from redactor.desk import Desk
from redactor.disclose.folder import require_free
from redactor.disclose.release import Release
from redactor.domain.bundle import Approval, Fate
from redactor.domain.case import Case
from redactor.errors import ExitCode, ReviewUnfinished
from redactor.ingest.unlock import NO_PASSWORDS, Passwords
from redactor.organisation import ORGANISATION_FILE
from redactor.pipeline import accept_all_suggestions, disclose, open_case, prepare, receive_folder
from redactor.request import load_request
from redactor.review.duties import Act, require_may


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One request to take from a folder of records to an output folder."""

    case: Case
    inbox: Path
    out: Path
    approve: bool = False
    """Accept every suggestion unseen: what comes out is a draft."""
    passwords: Passwords = NO_PASSWORDS


@click.command()
@click.argument("inbox", metavar="INPUT", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--request", type=click.Path(path_type=Path), required=True, help="The request.toml of this request.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to make; it must not exist.")
@click.option(
    "--approve",
    type=click.Choice(["suggested"]),
    help="Accept every suggestion as it stands. The bundle is marked as a draft that nobody has reviewed.",
)
@password_option
@pass_session
def run(
    session: Session, inbox: Path, request: Path, *, out: Path, approve: str | None, password_file: Path | None
) -> int:
    """Take a folder of records to a verified bundle.

    Opens a case (or goes on with it, after an interruption), reads every file below INPUT, finds what may have to be
    withheld, and makes the bundle. Without --approve it stops at the queue with exit code 6 and says how to review;
    after the review run the same command again.

    \b
    redactor run records --request request.toml --out answer
    redactor review SAR-2026-014
    redactor run records --request request.toml --out answer
    """
    passwords = passwords_of(password_file)
    release = go_the_whole_way(session, inbox, request, out=out, approve=approve == "suggested", passwords=passwords)
    return tell_release(session, release, out)


def go_the_whole_way(
    session: Session, inbox: Path, request: Path, *, out: Path, approve: bool, passwords: Passwords | None = None
) -> Release:
    """Receive, prepare and disclose; raises ReviewUnfinished where a person has to decide first."""
    case = load_request(request, today=date.today())
    errand = Errand(case=case, inbox=inbox, out=out, approve=approve, passwords=passwords or passwords_of(None))
    require_may(reviewer_of(session, None), Act.DISCLOSE)
    require_free(out, inbox=inbox)
    with open_desk(session) as desk:
        return answer(errand, desk)


def answer(errand: Errand, desk: Desk) -> Release:
    """Receive, prepare and disclose one request; raises ReviewUnfinished where a person has to decide first."""
    case, out = errand.case, errand.out
    require_free(out, inbox=errand.inbox)
    open_case(case, desk)
    receive_folder(case, errand.inbox, desk, passwords=errand.passwords)
    standing = prepare(case, desk)
    if errand.approve:
        accept_all_suggestions(case, desk.store)
    elif standing.undecided:
        raise ReviewUnfinished(
            f"{standing.undecided} of {standing.findings} findings in case {case.reference} await a decision; "
            "nothing is disclosed until a person has made each of them.",
            remedy=(
                f"Decide them in the browser:      redactor review {case.reference!r}\n"
                f"or in a spreadsheet:             redactor decide {case.reference!r} --export decisions.csv\n"
                "then run this command again. For a marked draft without review add: --approve suggested"
            ),
        )
    return disclose(case, desk, out)


def tell_release(session: Session, release: Release, out: Path) -> int:
    """Say what was made; returns exit code 5 where some sources stand in quarantine, else 0."""
    manifest = release.manifest
    counts = manifest.counts()
    unread = [entry for entry in manifest.documents if entry.outcome is Fate.QUARANTINED]
    lines = [f"{out / 'disclosure' / manifest.file}: {manifest.pages} pages, verified."]
    lines.append(", ".join(f"{number} {fate.replace('_', ' ')}" for fate, number in counts.items() if number))
    if manifest.approval is Approval.SUGGESTED:
        lines.append("This is a draft: the suggestions were not reviewed by a person, and every page says so.")
    lines += [f"quarantined: {entry.id} ({entry.reason})" for entry in unread]
    if unread:
        lines.append("Files in quarantine were not read. See `redactor case status` for what to do about each.")
    session.say(
        "\n".join(lines),
        {"out": str(out), "pages": manifest.pages, "approval": manifest.approval.value, "counts": counts},
    )
    return ExitCode.SOURCES_LEFT if unread else ExitCode.DONE


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("redactor-demo"), show_default=True)
@click.option("--sample", type=click.Choice(["pupil", "staff"]), default="pupil", show_default=True)
@click.option("--open/--no-open", "opened", default=True, help="Open the bundle when it is done.")
@pass_session
def demo(session: Session, out: Path, sample: str, opened: bool) -> int:
    """Run an invented sample case end to end, as a draft, and open the result."""
    folder = shipped_folder("samples") / sample
    apart = replace(session, settings=replace(session.settings, home=session.settings.home / "demo", key_place="file"))
    apart.settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (apart.settings.home / ORGANISATION_FILE).write_bytes((folder / ORGANISATION_FILE).read_bytes())
    release = go_the_whole_way(apart, folder / "input", folder / "request.toml", out=out, approve=True)
    code = tell_release(apart, release, out)
    if opened and session.shows_progress:
        click.launch(str(out / "disclosure" / release.manifest.file))
    return code
