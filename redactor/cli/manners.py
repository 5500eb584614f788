"""`case treat` and `case suppress`: how what is withheld is shown, and what is not shown at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from redactor.cli.session import Session, open_desk, pass_session, reviewer_of
from redactor.desk import Desk
from redactor.domain.case import SourceState
from redactor.domain.manner import Manner, Reach
from redactor.domain.redaction import Treatment
from redactor.review.duties import Act, require_may

_AS = click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
PEOPLE = ("label", "role", "pseudonym", "block")


@click.command()
@click.argument("reference", metavar="CASE")
@click.argument("people", metavar="PERSON…", nargs=-1, required=True)
@click.option("--shown-as", type=click.Choice(PEOPLE), required=True, help="What stands in the boxes over them.")
@_AS
@pass_session
def treat(session: Session, reference: str, people: tuple[str, ...], *, shown_as: str, reviewer: str | None) -> None:
    """Choose what stands where PERSON of CASE is withheld: the ground, a role word, a name of ours, or nothing.

    PERSON is a name or id of `redactor case people`. A name of ours ("Pupil B") is random, the same all through the
    case, and its key stays in internal/.
    """
    who, at = reviewer_of(session, reviewer), datetime.now(UTC)
    require_may(who, Act.RULE)
    with open_desk(session) as desk:
        desk.store.cases.find(reference)
        chosen = [_person_id(desk, reference, each) for each in people]
        for person_id in chosen:
            manner = Manner(reach=Reach.PERSON, target=person_id, treatment=Treatment(shown_as), by=who.name, at=at)
            desk.store.manners.record(reference, manner)
    session.say(f"{len(chosen)} people are shown as {shown_as}.", {"case": reference, "people": chosen})


def _person_id(desk: Desk, reference: str, wanted: str) -> str:
    people = desk.store.reviews.people(reference)
    folded = wanted.casefold()
    found = [each.id for each in people if each.id == wanted or folded == each.name.casefold()]
    found = found or [each.id for each in people if folded in (alias.casefold() for alias in each.aliases)]
    if len(found) != 1:
        raise click.UsageError("one of the people given is nobody, or several, of `redactor case people`")
    return found[0]


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--document", metavar="ID", help="A document, with all that came out of it: nothing tells that it is.")
@click.option("--finding", metavar="ID", help="A place: its line closes up, without a box where that can be done.")
@click.option("--grounds", is_flag=True, help="No box, key or schedule of the case tells why.")
@click.option("--neutral", is_flag=True, help="With --finding: keep the box, but let it not tell why.")
@click.option("--reason", default="", help="Why the requester may not know; stays inside.")
@click.option("--review-on", metavar="DATE", help="When to look at it again, as 2027-03-01.")
@click.option("--lift", is_flag=True, help="Take an earlier suppression back.")
@_AS
@pass_session
def suppress(
    session: Session,
    reference: str,
    *,
    document: str | None,
    finding: str | None,
    grounds: bool,
    neutral: bool,
    reason: str,
    review_on: str | None,
    lift: bool,
    reviewer: str | None,
) -> None:
    """Keep from the requester that something is withheld, or why: where telling it would itself do the harm.

    It is recorded inside with who, why, and when to look at it again; `disclose` refuses while anything that leaves
    still tells of a suppressed document.
    """
    if sum((document is not None, finding is not None, grounds)) != 1 or (neutral and finding is None):
        raise click.UsageError("give one of --document, --finding (with or without --neutral) and --grounds")
    who = reviewer_of(session, reviewer)
    require_may(who, Act.RULE)
    reach = Reach.DOCUMENT if document else Reach.FINDING if finding else Reach.CASE
    treatment = Treatment.NEUTRAL if grounds or neutral else Treatment.SUPPRESSED
    target = document or finding or ""
    with open_desk(session) as desk:
        desk.store.cases.find(reference)
        _require_there(desk, reference, reach, target)
        try:
            manner = Manner(
                reach=reach,
                target=target,
                treatment=Treatment.LABEL if lift else treatment,
                by=who.name,
                at=datetime.now(UTC),
                reason=reason,
                review_on=date.fromisoformat(review_on) if review_on else None,
            )
        except ValueError as error:
            raise click.UsageError("give --reason, and --review-on as 2027-03-01") from error
        desk.store.manners.record(reference, manner)
    done = "is told again" if lift else "is kept from the requester"
    session.say(f"{target or 'Why anything is withheld'} {done}.", {"case": reference, "target": target, "lift": lift})


def _require_there(desk: Desk, reference: str, reach: Reach, target: str) -> None:
    if reach is Reach.DOCUMENT:
        source = desk.store.cases.source(reference, target)
        if source.state is SourceState.SKIPPED:
            raise click.UsageError(f"{target} has no pages")
    if reach is Reach.FINDING and all(each.id != target for each in desk.store.reviews.findings(reference)):
        raise click.UsageError(f"there is no finding {target}")
