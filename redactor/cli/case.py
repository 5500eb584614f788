"""`case …`: open a case, add records, prepare it, and see how it stands."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import click

from redactor.cli.afterwards import close, events, file_with, purge, receipt, reopen, restrict
from redactor.cli.clock import clock, limit_line, plain_limit
from redactor.cli.exchange import export_people, import_people
from redactor.cli.manners import suppress, treat
from redactor.cli.people import correct, rule
from redactor.cli.remedies import remedy_for
from redactor.cli.sample import sample
from redactor.cli.session import Session, open_desk, pass_session, password_option, passwords_of, reviewer_of
from redactor.desk import Desk
from redactor.domain.case import Account, Case, Source, SourceState, account_containers
from redactor.domain.document import Sheet
from redactor.domain.person import Person, Standing
from redactor.domain.plain import to_plain
from redactor.dossiers import dossier_of
from redactor.errors import EvidenceRefused, ExitCode
from redactor.pipeline import open_case, prepare, receive_folder, tally
from redactor.request import load_request
from redactor.review.duties import Act, require_may
from redactor.review.policy import shortcomings, withhold_whole
from redactor.workdays import by_urgency, limit_of


@click.group()
def case() -> None:
    """Open a case, add records, prepare it, see how it stands.

    \b
    redactor case new --request request.toml
    redactor case add SAR-2026-014 records
    redactor case prepare SAR-2026-014
    redactor review SAR-2026-014
    """


@case.command()
@click.option("--request", type=click.Path(path_type=Path), required=True, help="The request.toml of this request.")
@pass_session
def new(session: Session, request: Path) -> None:
    """Open a case from a request file."""
    opened = load_request(request, today=date.today())
    with open_desk(session) as desk:
        open_case(opened, desk)
    session.say(f"Case {opened.reference} is open.", {"case": opened.reference})


@case.command()
@click.argument("reference", metavar="CASE")
@click.argument("inbox", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@password_option
@pass_session
def add(session: Session, reference: str, inbox: Path, password_file: Path | None) -> None:
    """Take every file below FOLDER into CASE; adding the same folder again adds nothing.

    But files of it that stand in quarantine because they are locked are tried again where passwords are given.
    """
    passwords = passwords_of(password_file)
    with open_desk(session) as desk:
        receive_folder(desk.store.cases.find(reference), inbox, desk, passwords=passwords)
        sources = desk.store.cases.sources(reference)
    session.say(f"{len(sources)} files received in all.", {"case": reference, "received": len(sources)})


@case.command(name="prepare")
@click.argument("reference", metavar="CASE")
@pass_session
def prepare_case(session: Session, reference: str) -> int:
    """Read every file of CASE and fill the queue; goes on where it was interrupted."""
    with open_desk(session) as desk:
        standing = prepare(desk.store.cases.find(reference), desk)
    quarantined = standing.sources[SourceState.QUARANTINED.value]
    text = f"{standing.findings} findings, {standing.undecided} undecided; {quarantined} files in quarantine."
    session.say(text, {"case": reference, **to_plain(standing)})
    return ExitCode.SOURCES_LEFT if quarantined else ExitCode.DONE


@case.command()
@click.argument("reference", metavar="CASE")
@pass_session
def status(session: Session, reference: str) -> None:
    """Account for every file of CASE, and say what is undecided and what is in quarantine, with the remedy."""
    with open_desk(session) as desk:
        found = desk.store.cases.find(reference)
        standing = tally(found, desk.store)
        sources = desk.store.cases.sources(reference)
        remedies = desk.store.cases.remedies(reference)
    today = date.today()
    limit = limit_of(found, today)
    states = ", ".join(f"{number} {state}" for state, number in standing.sources.items() if number)
    lines = [
        f"Case {found.reference}, received {found.received}",
        limit_line(limit, today),
        f"{len(sources)} files: {states}",
        f"{standing.findings} findings, {standing.undecided} undecided",
        *(_quarantine_line(source, remedies) for source in sources if source.state is SourceState.QUARANTINED),
    ]
    accounts = account_containers(sources)
    lines[2:2] = [_container_line(account) for account in accounts]
    plain = {"case": reference, "received": str(found.received), **to_plain(standing), "files": to_plain(sources)}
    plain["clock"] = plain_limit(limit, today)
    plain["containers"] = to_plain(accounts)
    session.say("\n".join(lines), {**plain, "remedies": dict(remedies)})


def _container_line(account: Account) -> str:
    states = ", ".join(f"{number} {state}" for state, number in account.states.items())
    return f"  {account.id} {account.path}: {account.received} inside: {states}"


def _quarantine_line(source: Source, remedies: dict[str, tuple[str, str]]) -> str:
    _, remedy = remedies.get(source.id, ("", ""))
    return f"  {source.id} {source.path}: {source.reason}. {remedy or remedy_for(source.reason)}".rstrip()


@case.command(name="list")
@pass_session
def list_cases(session: Session) -> None:
    """List the cases, the most urgent first, with the days left and how far each has come."""
    with open_desk(session) as desk:
        rows = [_row(found, desk) for found in by_urgency(desk.store.cases.list_cases(), date.today())]
    lines = [
        f"{row['case']:<24} {row['received']}  due {row['due'] or '-':<10} {_days(row['days_left']):>9}"
        f"  {row['files']:>5} files  {row['undecided']:>5} open"
        for row in rows
    ]
    session.say("\n".join(lines) or "No cases yet.", {"cases": rows})


def _row(found: Case, desk: Desk) -> dict[str, object]:
    standing = tally(found, desk.store)
    return {
        "case": found.reference,
        "received": str(found.received),
        **plain_limit(limit_of(found, date.today()), date.today()),
        "files": sum(standing.sources.values()),
        "findings": standing.findings,
        "undecided": standing.undecided,
    }


def _days(days_left: object) -> str:
    return "no limit" if days_left is None else f"{days_left} days"


@case.command()
@click.argument("reference", metavar="CASE")
@click.option(
    "--export", "export_to", type=click.Path(path_type=Path), help="Write them to a .csv, .xlsx or .json file."
)
@click.option("--import", "import_from", type=click.Path(exists=True, path_type=Path), help="Read it back.")
@click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
@pass_session
def people(
    session: Session, reference: str, *, export_to: Path | None, import_from: Path | None, reviewer: str | None
) -> None:
    """List the people of CASE with their roles and how often each is spoken of; or take them out and in.

    Read back are name, role, consent and pseudonym. Nothing is imported where one row does not fit.
    """
    if export_to and import_from:
        raise click.UsageError("give one of --export and --import")
    who = reviewer_of(session, reviewer)
    require_may(who, Act.PEOPLE if import_from else Act.EXCHANGE if export_to else Act.LOOK)
    with open_desk(session) as desk:
        desk.store.cases.find(reference)
        if export_to is not None:
            written = export_people(desk, reference, export_to)
            session.say(f"{written} people written to {export_to}", {"case": reference, "exported": written})
            return
        if import_from is not None:
            said = import_people(desk, reference, import_from, who)
            session.say(f"{said} corrections taken in.", {"case": reference, "corrected": said})
            return
        known = desk.store.reviews.people(reference)
        mentions = Counter(finding.person_id for finding in desk.store.reviews.findings(reference))
    lines = [
        f"{mentions[person.id]:>5}  {person.id}  {person.name}  ({_part_of(person)}; {person.why_role})"
        for person in known
    ]
    plain = [{**to_plain(person), "mentions": mentions[person.id]} for person in known]
    session.say("\n".join(lines), {"case": reference, "people": plain})


def _part_of(person: Person) -> str:
    return person.role if person.standing is Standing.OTHER else person.standing.value


@case.command()
@click.argument("reference", metavar="CASE")
@pass_session
def unseen(session: Session, reference: str) -> None:
    """Show what the pages of each document do not show: deletions, comments, hidden rows, properties."""
    told = {}
    with open_desk(session) as desk:
        for document in desk.store.cases.documents(reference):
            sheets = [page for page in document.pages if page.sheet is Sheet.UNSEEN]
            if sheets:
                told[document.id] = "\n".join(document.text[page.start : page.end] for page in sheets)
    lines = [f"--- document {source_id}\n{text}" for source_id, text in told.items()]
    session.say("\n".join(lines) or "Nothing hidden was found.", {"case": reference, "unseen": told})


@case.command()
@click.argument("reference", metavar="CASE")
@click.argument("source_id", metavar="DOCUMENT")
@click.option("--ground", required=True, help="The code of the ground; see `redactor rules list`.")
@click.option("--reason", required=True, help="Why, for our own log.")
@click.option("--as", "reviewer", help="The name under which the decision is recorded (default: the account's name).")
@pass_session
def withhold(
    session: Session, reference: str, source_id: str, *, ground: str, reason: str, reviewer: str | None
) -> None:
    """Withhold all of one document of CASE, such as one that cannot be read and stands in quarantine."""
    who = reviewer_of(session, reviewer)
    require_may(who, Act.RULE)
    with open_desk(session) as desk:
        exemption = desk.tools.rulebook().exemptions.get(ground)
        if exemption is None or exemption.releases:
            raise click.UsageError(f"{ground!r} is no ground to withhold; see `redactor rules list`")
        source = desk.store.cases.source(reference, source_id)
        marked, decision = withhold_whole(source.id, by=who.name, ground=ground, reason=reason)
        dossier = dossier_of(desk.store.cases.find(reference), desk.store)
        if lacking := shortcomings(marked, decision, desk.tools.rulebook().exemptions, dossier):
            raise EvidenceRefused(f"nothing was withheld: it {'; it '.join(lacking)}")
        desk.store.reviews.add_drawn(reference, marked, decision)
    session.say(f"Document {source_id} is withheld as a whole.", {"case": reference, "document": source_id})


@case.command(name="log")
@click.argument("reference", metavar="CASE")
@pass_session
def show_log(session: Session, reference: str) -> None:
    """Print the case's append-only log, one JSON object a line, after checking its chain."""
    require_may(reviewer_of(session, None), Act.LOG)
    with open_desk(session) as desk:
        click.echo(desk.store.audit.export_jsonl(reference).decode(), nl=False)


for command in (
    clock,
    treat,
    suppress,
    correct,
    rule,
    sample,
    receipt,
    events,
    reopen,
    close,
    restrict,
    file_with,
    purge,
):
    case.add_command(command)
