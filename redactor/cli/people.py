"""`case correct` and `case rule`: what a person says about people, and one ruling over many findings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from redactor.cli.session import Session, open_desk, pass_session, policy_of, reviewer_of
from redactor.domain.correction import Change, Correction
from redactor.domain.finding import Verdict
from redactor.domain.plain import to_plain
from redactor.people import weigh
from redactor.review.bulk import Filter, Order, accepts_in_bulk, preview_order, sieve
from redactor.review.duties import Act, require_may, require_may_rule
from redactor.sampling import require_sampled
from redactor.web.shelf import Shelf

ACCEPT = "accept"
_SAYS = {
    "role": Change.ROLE,
    "rename": Change.RENAME,
    "standing": Change.STANDING,
    "consent": Change.CONSENT,
    "pseudonym": Change.PSEUDONYM,
}


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--person", "person_id", required=True, help="The id of the person; see `redactor case people`.")
@click.option("--merge", "others", multiple=True, metavar="ID", help="The id of somebody who is the same person.")
@click.option("--role", help="A role of the rules, such as staff or pupil.")
@click.option("--rename", help="What the person is called.")
@click.option("--standing", type=click.Choice(["requester", "other"]), help="What the person is to the request.")
@click.option("--consent", type=click.Choice(["yes", "no"]), help="Whether the person consents to being named.")
@click.option("--pseudonym", help="What stands in the place of the name.")
@click.option("--take-back", type=int, metavar="NUMBER", help="Take back what was said with this number.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
@pass_session
def correct(
    session: Session,
    /,
    reference: str,
    person_id: str,
    reviewer: str | None,
    *,
    dry_run: bool,
    **said: Any,
) -> None:
    """Say who somebody in CASE is; it holds for the whole case, also after later runs.

    What is suggested for undecided findings follows; decisions stay.
    """
    change, value = _change(said)
    who = reviewer_of(session, reviewer)
    require_may(who, Act.LOOK if dry_run else Act.PEOPLE)
    with open_desk(session) as desk:
        correction = Correction(
            change=change,
            person_id=person_id,
            value=value,
            others=said["others"],
            undoes=said["take_back"],
            by=who.name,
            at=datetime.now(UTC),
        )
        weighed = weigh(desk.store, reference, correction, desk.tools.rulebook())
        stored = None if dry_run else desk.store.people.record(reference, weighed.corrected)
    effects = weighed.effects
    moves = [f"{count} from {before or 'nothing'} to {after}" for (before, after), count in effects.moves().items()]
    lines = [
        f"Said, as number {stored.sequence}." if stored else "Nothing is stored.",
        f"Undecided findings that are suggested otherwise: {', '.join(moves) or 'none'}.",
        f"Decided findings that would now be suggested otherwise, and stay: {len(effects.decided)}.",
    ]
    session.say(
        "\n".join(lines),
        {
            "case": reference,
            "number": stored.sequence if stored else None,
            "open": to_plain(effects.open),
            "decided": to_plain(effects.decided),
        },
    )


def _change(said: dict[str, Any]) -> tuple[Change, str]:
    given = [(change, said[name]) for name, change in _SAYS.items() if said[name] is not None]
    given += [(Change.MERGE, "")] if said["others"] else []
    given += [(Change.ROLE, "")] if said["take_back"] is not None else []
    if len(given) != 1:
        raise click.UsageError("say exactly one thing: " + ", ".join(f"--{name}" for name in ("merge", *_SAYS)))
    return given[0]


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--person", default="", metavar="ID", help="Only what is of this person.")
@click.option("--role", default="", help="Only what is of people with this role.")
@click.option("--category", default="", help="Only findings of this category, such as person or contact.")
@click.option("--text", default="", metavar="WORDS", help="Only findings with exactly these words.")
@click.option("--document", default="", metavar="ID", help="Only findings in this document.")
@click.option("--suggested", type=click.Choice(["release", "withhold", "hold", "none"]), help="What is suggested.")
@click.option("--verdict", type=click.Choice([ACCEPT, "withhold", "release", "hold"]), required=True)
@click.option("--ground", default="", help="The code of the ground; see `redactor rules list`.")
@click.option("--reason", default="", help="Why, for our own log.")
@click.option("--evidence", default="", help="The evidence that the ground asks for.")
@click.option("--again", is_flag=True, help="Decide anew what is decided already.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be decided.")
@click.option("--as", "reviewer", help="The name under which the decisions are recorded.")
@pass_session
def rule(session: Session, /, reference: str, reviewer: str | None, *, dry_run: bool, **asked: Any) -> None:
    """Decide many findings of CASE at once: one act, one entry of the log, one undo.

    `--verdict accept` accepts each finding's own suggestion. What only a person can judge by itself is left out.
    """
    wanted = Filter(
        person=asked["person"],
        role=asked["role"],
        category=asked["category"],
        text=asked["text"],
        document=asked["document"],
        suggested=asked["suggested"] or "",
    )
    verdict = None if asked["verdict"] == ACCEPT else Verdict(asked["verdict"])
    order = Order(
        verdict=verdict,
        code=asked["ground"],
        reason=asked["reason"],
        evidence=asked["evidence"],
        again=asked["again"],
    )
    with open_desk(session) as desk:
        desk.store.cases.find(reference)
        marks = sieve(Shelf(desk.store).marks(reference), wanted)
        who, at = reviewer_of(session, reviewer), datetime.now(UTC)
        frozen = preview_order(marks, order, desk.tools.rulebook().exemptions, by=who.name, at=at)
        require_may_rule(who, frozen.decisions, desk.store.reviews.standing(reference, frozen.expected))
        if frozen.decisions and not dry_run and accepts_in_bulk(order, wanted):
            pace = policy_of(session.settings).pace
            require_sampled(desk.store, reference, frozen.decisions, desk.tools.rulebook().exemptions, pace=pace)
        if frozen.decisions and not dry_run:
            desk.store.reviews.decide(reference, frozen.decisions, expected=frozen.expected, over=wanted.in_words())
    lines = [f"{len(frozen.decisions)} findings {'would be' if dry_run else 'are'} decided."]
    lines += [f"  left out: {finding_id}: it {why}" for finding_id, why in frozen.left_out]
    session.say(
        "\n".join(lines),
        {
            "case": reference,
            "decided": [each.finding_id for each in frozen.decisions],
            "left_out": [{"finding": finding_id, "why": why} for finding_id, why in frozen.left_out],
        },
    )
