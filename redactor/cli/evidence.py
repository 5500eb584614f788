"""`evidence …`: what stands behind decisions, and what they still wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import click

from redactor.cli.session import Session, open_desk, pass_session, reviewer_of
from redactor.desk import Desk
from redactor.domain.backing import (
    AlreadyKnown,
    Backing,
    Classed,
    Consent,
    Consulted,
    Opinion,
    Referral,
    Statement,
    Substance,
    ThirdPartyTest,
    Withdrawal,
)
from redactor.domain.exemption import RecordClass
from redactor.domain.plain import to_plain
from redactor.domain.reviewer import Reviewer
from redactor.dossiers import dossier_of
from redactor.errors import EvidenceRefused
from redactor.review.dossier import in_force, plain_backing
from redactor.review.duties import Act, require_may
from redactor.review.recording import awaiting, require_may_withdraw, signatures_for, troubles_with
from redactor.review.waiting import Waiting, what_waits

DAY = click.DateTime(formats=["%Y-%m-%d"])
case_argument = click.argument("reference", metavar="CASE")
targets_argument = click.argument("targets", metavar="TARGET…", nargs=-1, required=True)
as_option = click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")


@click.group()
def evidence() -> None:
    """Put on record what stands behind decisions; TARGET is the id of a finding, or of a whole document.

    \b
    redactor evidence waiting SAR-2026-014
    redactor evidence opinion SAR-2026-014 0007 --author "Dr Shah" --profession GP --given 2026-09-01 --no-harm
    redactor evidence sign SAR-2026-014 --role dpo
    """


@evidence.command()
@case_argument
@as_option
@pass_session
def waiting(session: Session, reference: str, reviewer: str | None) -> None:
    """List what is on hold, or lacks evidence or a signature, and what its ground demands."""
    require_may(reviewer_of(session, reviewer), Act.LOOK)
    with open_desk(session) as desk:
        case = desk.store.cases.find(reference)
        rulings = desk.store.reviews.rulings(reference)
        found = what_waits(rulings, desk.tools.rulebook().exemptions, dossier_of(case, desk.store))
    lines = [line for each in found for line in _lines(each)]
    session.say("\n".join(lines) or "Nothing waits.", {"case": reference, "waiting": to_plain(found)})


def _lines(each: Waiting) -> list[str]:
    lines = [
        f"{each.finding}  {each.verdict}  {each.code or 'no ground'}  ({', '.join(each.families) or each.category})"
    ]
    lines += [f"    asks for: {demand}" for demand in each.demands]
    lines += [f"    signed by: {', '.join(each.sign_off)}"] if each.sign_off else []
    lines += [f"    reviewers: {each.minimum_reviewers}"] if each.minimum_reviewers > 1 else []
    lines += [f"    it {lack}" for lack in each.lacks]
    lines += [f"    on record: {each.on_record}"] if each.on_record else []
    return lines


@evidence.command(name="list")
@case_argument
@as_option
@pass_session
def list_evidence(session: Session, reference: str, reviewer: str | None) -> None:
    """List what is on record, with its numbers; what was withdrawn is marked."""
    require_may(reviewer_of(session, reviewer), Act.LOOK)
    with open_desk(session) as desk:
        desk.store.cases.find(reference)
        found = desk.store.backings.of(reference)
    counts = {each.number for each in in_force(found)}
    lines = [_line(each, counts=each.number in counts) for each in found]
    plain = [{**plain_backing(each), "in_force": each.number in counts} for each in found]
    session.say("\n".join(lines) or "Nothing is on record.", {"case": reference, "evidence": plain})


def _line(each: Backing, *, counts: bool) -> str:
    says = ", ".join(f"{key}: {value}" for key, value in plain_backing(each)["says"].items() if value not in ("", None))
    gone = "" if counts or each.kind == "withdrawal" else " [withdrawn]"
    return f"{each.number:>4}  {each.kind}{gone}  {' '.join(each.targets)}  {says}  ({each.by}, {each.at:%Y-%m-%d})"


@evidence.command()
@case_argument
@targets_argument
@click.option(
    "--key", required=True, help="What it answers, such as harm_rationale; `evidence waiting` names the keys."
)
@click.option("--text", required=True, help="The answer; a date as 2026-09-01 where a date is asked for.")
@as_option
@pass_session
def state(
    session: Session, reference: str, targets: tuple[str, ...], *, key: str, text: str, reviewer: str | None
) -> None:
    """State the evidence that a ground asks for, in words."""
    _enter(session, reference, targets, lambda: Statement(key=key, text=text), reviewer)


@evidence.command()
@case_argument
@targets_argument
@click.option("--author", required=True, help="Who gave it.")
@click.option("--profession", required=True, help="What they are.")
@click.option("--given", type=DAY, metavar="DATE", required=True, help="The day on which it was given.")
@click.option("--harm/--no-harm", "harm", required=True, help="Whether they say that serious harm is likely.")
@click.option("--expires", type=DAY, metavar="DATE", help="The last day it counts, if earlier than the rules say.")
@click.option("--text", default="", help="What it says.")
@as_option
@pass_session
def opinion(
    session: Session,
    /,
    reference: str,
    targets: tuple[str, ...],
    reviewer: str | None,
    *,
    given: datetime,
    expires: datetime | None,
    harm: bool,
    **words: str,
) -> None:
    """Enter a professional's opinion on serious harm; a health professional's counts for six months."""
    until = expires.date() if expires else None
    _enter(
        session,
        reference,
        targets,
        lambda: Opinion(given=given.date(), expires=until, harm_likely=harm, **words),
        reviewer,
    )


@evidence.command()
@case_argument
@targets_argument
@click.option("--how", required=True, help="How you know that the subject knows it.")
@as_option
@pass_session
def known(session: Session, reference: str, targets: tuple[str, ...], *, how: str, reviewer: str | None) -> None:
    """Say that the subject has seen it or knows it already."""
    _enter(session, reference, targets, lambda: AlreadyKnown(how=how), reviewer)


@evidence.command(name="test")
@case_argument
@targets_argument
@click.option("--without-naming", required=True, help="1: whether the request can be met without identifying them.")
@click.option("--consent", type=click.Choice([each.value for each in Consent]), required=True, help="2: their consent.")
@click.option("--consent-note", default="", help="Where the consent is kept, or why nobody asked.")
@click.option("--factors", required=True, help="3: what speaks for and against release without consent.")
@click.option("--reasonable/--not-reasonable", "reasonable", required=True, help="What it comes out as.")
@as_option
@pass_session
def third_party_test(
    session: Session,
    /,
    reference: str,
    targets: tuple[str, ...],
    reviewer: str | None,
    *,
    consent: str,
    reasonable: bool,
    **words: str,
) -> None:
    """Record the three steps of the third-party test (DPA 2018 Sch 2 para 16)."""
    _enter(
        session,
        reference,
        targets,
        lambda: ThirdPartyTest(consent=Consent(consent), reasonable=reasonable, **words),
        reviewer,
    )


@evidence.command()
@case_argument
@targets_argument
@click.option("--who", "originator", required=True, help="Whom you asked, such as the police force.")
@click.option("--on", "day", type=DAY, metavar="DATE", required=True, help="The day of their answer.")
@click.option("--view", required=True, help="What they say.")
@as_option
@pass_session
def consulted(
    session: Session, /, reference: str, targets: tuple[str, ...], reviewer: str | None, *, day: datetime, **words: str
) -> None:
    """Record what whoever the record came from said when asked."""
    _enter(session, reference, targets, lambda: Consulted(on=day.date(), **words), reviewer)


@evidence.command(name="class")
@case_argument
@targets_argument
@click.option("--is", "record_class", type=click.Choice([each.value for each in RecordClass]), required=True)
@as_option
@pass_session
def classify(
    session: Session, reference: str, targets: tuple[str, ...], *, record_class: str, reviewer: str | None
) -> None:
    """Say what class of record a document is; the harm rules differ by it."""
    _enter(session, reference, targets, lambda: Classed(record_class=RecordClass(record_class)), reviewer)


@evidence.command()
@case_argument
@targets_argument
@click.option("--to", required=True, help="The specialist's name.")
@click.option("--question", required=True, help="What you want to know.")
@as_option
@pass_session
def refer(
    session: Session, reference: str, targets: tuple[str, ...], *, to: str, question: str, reviewer: str | None
) -> None:
    """Refer findings or documents to a specialist, who may then advise on these."""
    _enter(session, reference, targets, lambda: Referral(to=to, question=question), reviewer)


@evidence.command()
@case_argument
@click.argument("number", type=click.IntRange(min=1))
@click.option("--why", required=True, help="Why it no longer counts.")
@as_option
@pass_session
def withdraw(session: Session, reference: str, number: int, *, why: str, reviewer: str | None) -> None:
    """Withdraw what was put on record under NUMBER; it stays in the record."""
    who = reviewer_of(session, reviewer)
    require_may(who, Act.SUPPORT)
    with open_desk(session) as desk:
        found = desk.store.backings.of(reference)
        require_may_withdraw(who, number, found)
        targets = next(each.targets for each in found if each.number == number)
        stored = desk.store.backings.add(
            reference, targets, _made(lambda: Withdrawal(number=number, why=why)), by=who.name
        )
    session.say(f"Number {number} is withdrawn.", {"case": reference, "number": stored.number})


@evidence.command()
@case_argument
@click.argument("targets", metavar="[FINDING…]", nargs=-1)
@click.option("--role", required=True, help="In which role, as the ground names it: dpo, head_or_dsl, legal …")
@click.option("--name", "signatory", help="Who signed on paper, where it was somebody else.")
@click.option("--on", "day", type=DAY, metavar="DATE", help="When they signed (default: today).")
@click.option("--note", default="", help="Where the signature on paper is kept.")
@as_option
@pass_session
def sign(
    session: Session,
    /,
    reference: str,
    targets: tuple[str, ...],
    reviewer: str | None,
    *,
    role: str,
    signatory: str | None,
    day: datetime | None,
    note: str,
) -> None:
    """Sign rulings off in a role that their ground names: the findings given, or all that wait for that role.

    Nobody signs their own ruling where the ground wants two reviewers.
    """
    who = reviewer_of(session, reviewer)
    require_may(who, Act.SIGN)
    with open_desk(session) as desk:
        rulings = {ruling.finding.id: ruling for ruling in desk.store.reviews.rulings(reference)}
        dossier = dossier_of(desk.store.cases.find(reference), desk.store)
        waits = awaiting(role, rulings, desk.tools.rulebook().exemptions, dossier)
        if unknown := [each for each in targets if each not in {ruling.finding.id for ruling in waits}]:
            raise EvidenceRefused(f"not waiting for {role}: {', '.join(unknown[:20])}")
        wanted = [ruling for ruling in waits if not targets or ruling.finding.id in targets]
        on = day.date() if day else date.today()
        signed = signatures_for(wanted, role=role, name=signatory or who.name, on=on, note=note)
        for substance, ids in signed.items():
            _require_fit(desk, reference, ids, substance, who)
        for substance, ids in signed.items():
            desk.store.backings.add(reference, ids, substance, by=who.name)
    session.say(f"{len(wanted)} rulings signed as {role}.", {"case": reference, "signed": len(wanted)})


def _enter(
    session: Session, reference: str, targets: Sequence[str], make: Callable[[], Substance], reviewer: str | None
) -> None:
    who, substance = reviewer_of(session, reviewer), _made(make)
    with open_desk(session) as desk:
        _require_fit(desk, reference, targets, substance, who)
        stored = desk.store.backings.add(reference, targets, substance, by=who.name)
    session.say(f"On record as number {stored.number}.", {"case": reference, "evidence": plain_backing(stored)})


def _made(make: Callable[[], Substance]) -> Substance:
    """The substance; raises EvidenceRefused where one of its words is blank."""
    try:
        return make()
    except ValueError as error:
        raise EvidenceRefused(str(error)) from None


def _require_fit(desk: Desk, reference: str, targets: Sequence[str], substance: Substance, who: Reviewer) -> None:
    """Raise EvidenceRefused, or NotAllowed, where it may not be put on record."""
    troubles = troubles_with(
        substance,
        targets,
        who,
        {ruling.finding.id: ruling for ruling in desk.store.reviews.rulings(reference)},
        exemptions=desk.tools.rulebook().exemptions,
        dossier=dossier_of(desk.store.cases.find(reference), desk.store),
    )
    if troubles:
        more = f" and {len(troubles) - 20} more" if len(troubles) > 20 else ""
        raise EvidenceRefused(f"nothing was put on record: {' '.join(troubles[:20])}{more}")
