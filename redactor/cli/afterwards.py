"""`case reopen|close|restrict|file|purge` and `deliver`: what follows a disclosure."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from redactor import afterwards
from redactor.cli.session import Session, open_desk, pass_session, reviewer_name
from redactor.disclose.delivery import Wrapping
from redactor.domain.event import Event, EventKind
from redactor.domain.plain import to_plain
from redactor.errors import OutputExists, SettingsError
from redactor.organisation import load_organisation
from redactor.store.places import write_secret
from redactor.store.purging import Cause

as_option = click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
day_type = click.DateTime(["%Y-%m-%d"])
OWN_RECORD = "subject access request"
"""The row of the organisation's retention schedule that is about the cases themselves."""
FILED = {
    "complaint": EventKind.COMPLAINT,
    "internal-review": EventKind.INTERNAL_REVIEW,
    "rectification": EventKind.RECTIFICATION,
}


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--reason", required=True, help="Why a new version is needed.")
@as_option
@pass_session
def reopen(session: Session, reference: str, *, reason: str, reviewer: str | None) -> None:
    """Open a disclosed CASE again for its next version; what was sent stays in the store as it left."""
    with open_desk(session) as desk:
        version = afterwards.reopen(desk.store, reference, reason=reason, by=reviewer_name(session, reviewer))
    session.say(f"Case {reference} is open for version {version}.", {"case": reference, "version": version})


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--keep-until", type=day_type, help="The day from which it may be purged (default: by the schedule).")
@as_option
@pass_session
def close(session: Session, reference: str, *, keep_until: datetime | None, reviewer: str | None) -> None:
    """Close CASE: nothing changes in it any more, and the time for which it is kept begins."""
    until = keep_until.date() if keep_until else None
    with open_desk(session) as desk:
        found = desk.store.cases.find(reference)
        by = reviewer_name(session, reviewer)
        day = afterwards.close(desk.store, found, by=by, schedule=_schedule(session), until=until)
    session.say(f"Case {reference} is closed, to be kept until {day}.", {"case": reference, "keep_until": str(day)})


def _schedule(session: Session) -> str:
    """How long requests are kept: by the organisation's own schedule where that says it, else by the setting."""
    rows = load_organisation(session.settings.home).retention
    return next((row.keep for row in rows if row.record.strip().lower() == OWN_RECORD), session.settings.retention)


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--reason", default="", help="Why; needed unless it is lifted.")
@click.option("--lift", is_flag=True, help="Lift the restriction.")
@as_option
@pass_session
def restrict(session: Session, reference: str, *, reason: str, lift: bool, reviewer: str | None) -> None:
    """Restrict CASE: it can then neither be delivered nor purged (a legal hold, or UK GDPR Art 18)."""
    if not lift and not reason:
        raise click.UsageError("--reason is needed")
    kind = EventKind.UNRESTRICTED if lift else EventKind.RESTRICTED
    with open_desk(session) as desk:
        desk.store.events.add(reference, kind, by=reviewer_name(session, reviewer), text=reason)
    told = "no longer restricted" if lift else "restricted"
    session.say(f"Case {reference} is {told}.", {"case": reference, "restricted": not lift})


@click.command(name="file")
@click.argument("reference", metavar="CASE")
@click.argument("kind", type=click.Choice(list(FILED)))
@click.option("--text", default="", help="What was said.")
@click.option("--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A text file.")
@as_option
@pass_session
def file_with(
    session: Session, reference: str, kind: str, *, text: str, source: Path | None, reviewer: str | None
) -> None:
    """File a complaint, an internal review or a statement of rectification with CASE.

    It stands in the record of every later version.
    """
    if bool(text) == bool(source):
        raise click.UsageError("give either --text or --from")
    words = source.read_text("utf-8", errors="replace") if source else text
    with open_desk(session) as desk:
        event = desk.store.events.add(reference, FILED[kind], by=reviewer_name(session, reviewer), text=words)
    session.say(f"Filed with case {reference} as {event.number}.", {"case": reference, "number": event.number})


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--cause", type=click.Choice([each.value for each in Cause]), default=Cause.RETENTION.value)
@click.option("--proof", type=click.Path(dir_okay=False, path_type=Path), help="A file to write the proof to.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_option
@pass_session
def purge(session: Session, reference: str, *, cause: str, proof: Path | None, yes: bool, reviewer: str | None) -> None:
    """Destroy CASE: its records, its key, and the output folders made from it, so that no backup yields it either.

    A signed proof of counts and hashes remains. Refused while the case is restricted, and before the day until which
    it is to be kept, unless the cause is an erasure or a mistake.
    """
    if proof and proof.exists():
        raise OutputExists(f"{proof} exists already", remedy="Name a file that does not exist yet.")
    if not yes:
        if session.no_input:
            raise SettingsError("a purge cannot be undone, and nothing may be asked", remedy="Add --yes.")
        click.confirm(f"Destroy case {reference} for good?", abort=True, err=True)
    with open_desk(session) as desk:
        purged = afterwards.purge_case(desk.store, reference, by=reviewer_name(session, reviewer), cause=Cause(cause))
    if proof:
        write_secret(proof, purged.proof_json.encode())
    lines = [f"Case {reference} is destroyed. Its proof: redactor audit verify {reference}"]
    lines += [
        f"A copy of the keys is out of reach: {place}. Destroy it, or back up there." for place in purged.unreached
    ]
    session.say("\n".join(lines), {"case": reference, "proof": purged.proof_json, "unreached": list(purged.unreached)})


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--to", required=True, help="Who gets it: a name, and an address if there is one.")
@click.option("--package", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to make.")
@click.option(
    "--wrapping",
    type=click.Choice([each.value for each in Wrapping]),
    default=Wrapping.PDF.value,
    show_default=True,
    help="A PDF that asks for the passphrase, or all files in one age file.",
)
@click.option("--key-by", default="telephone", show_default=True, help="The other way by which the passphrase goes.")
@click.option("--country", default=afterwards.HOME_COUNTRY, show_default=True, help="Where it goes: two letters.")
@click.option("--basis", default="", help="Why it may go abroad; needed for another country.")
@as_option
@pass_session
def deliver(
    session: Session,
    reference: str,
    *,
    to: str,
    package: Path,
    wrapping: str,
    key_by: str,
    country: str,
    basis: str,
    reviewer: str | None,
) -> None:
    """Lock the reviewed bundle of CASE for its recipient, and write down who got it.

    The passphrase is printed once and kept nowhere: give it to the recipient by another way than the package.

    \b
    redactor deliver SAR-2026-014 --to "Leila Okafor" --package answer.pdf
    """
    if package.exists():
        raise OutputExists(f"{package} exists already", remedy="Name a file that does not exist yet.")
    posting = afterwards.Posting(to=to, wrapping=Wrapping(wrapping), key_by=key_by, country=country, basis=basis)
    with open_desk(session) as desk:
        made, event = afterwards.deliver(desk.store, reference, posting, by=reviewer_name(session, reviewer))
    write_secret(package, made.content)
    lines = [
        f"{package}: delivery {event.number}, to {to}.",
        f"Passphrase: {made.passphrase}",
        f"Tell it to the recipient by {key_by}, never with the package. It is shown this once and kept nowhere.",
        f"When it has arrived: redactor case receipt {reference} {event.number}",
    ]
    plain = {"case": reference, "delivery": event.number, "file": str(package), "sha256": made.sha256}
    session.say("\n".join(lines), {**plain, "passphrase": made.passphrase})


@click.command()
@click.argument("reference", metavar="CASE")
@click.argument("delivery", type=int)
@click.option("--on", "received", type=day_type, help="The day on which it arrived (default: today).")
@as_option
@pass_session
def receipt(
    session: Session, reference: str, delivery: int, *, received: datetime | None, reviewer: str | None
) -> None:
    """Write down that a DELIVERY of CASE arrived."""
    on = received.date() if received else date.today()
    with open_desk(session) as desk:
        afterwards.receipt(desk.store, reference, delivery, by=reviewer_name(session, reviewer), on=on)
    session.say(f"Delivery {delivery} arrived on {on}.", {"case": reference, "delivery": delivery, "received": str(on)})


@click.command()
@click.argument("reference", metavar="CASE")
@pass_session
def events(session: Session, reference: str) -> None:
    """List what happened to CASE after its disclosure: deliveries, complaints, reopening, closing."""
    with open_desk(session) as desk:
        standing = afterwards.afterlife(desk.store, reference)
        told = desk.store.events.of(reference)
        changes = afterwards.what_changed(desk.store, reference)
    lines = [f"Version {standing.version}" + (", restricted" if standing.is_restricted else "")]
    lines += [f"Closed, to be kept until {standing.keep_until}"] if standing.is_closed else []
    lines += [_line(event) for event in told]
    lines += [f"Changed since version {standing.version - 1}:"] if changes else []
    lines += [f"      {change.document} {change.finding}: {change.before} -> {change.after}" for change in changes]
    plain = {"case": reference, **to_plain(standing), "events": to_plain(told), "changes": to_plain(changes)}
    session.say("\n".join(lines), plain)


def _line(event: Event) -> str:
    told = "; ".join([event.text, *(f"{name} {each}" for name, each in event.particulars.items() if each)])
    return f"{event.number:>4}  {event.at.date()}  {event.kind.value.replace('_', ' ')}  {event.by}  {told.strip('; ')}"
