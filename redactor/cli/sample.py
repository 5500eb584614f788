"""`case sample`: draw a quality sample, answer it, and see how sure one can be."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from redactor.cli.session import Session, open_desk, pass_session, policy_of, reviewer_of
from redactor.desk import Desk
from redactor.domain.sample import Grade, Graded
from redactor.review.duties import Act, require_may
from redactor.review.sample import Estimate, Share, Standing, plain_standing
from redactor.sampling import answer, draw, standing_of


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--draw", "drawing", is_flag=True, help="Draw a new sample.")
@click.option("--answer", "answers", metavar="PLACE=GRADE", multiple=True, help="What you found there; repeatable.")
@click.option("--note", default="", help="A remark on what you answer.")
@click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
@pass_session
def sample(
    session: Session,
    /,
    reference: str,
    reviewer: str | None,
    *,
    drawing: bool,
    answers: tuple[str, ...],
    note: str,
) -> None:
    """Show what a random sample of CASE says of the decisions, draw one, or answer its questions.

    \b
    redactor case sample SAR-2026-014 --draw
    redactor case sample SAR-2026-014 --answer 0007/3=right --answer 0001-0a1b2c3d4e5f=missed
    """
    who = reviewer_of(session, reviewer)
    require_may(who, Act.LOOK)
    wanted = [_parsed(each) for each in answers]
    with open_desk(session) as desk:
        desk.store.cases.find(reference)
        if drawing:
            draw(desk.store, reference, who, policy_of(session.settings).bar)
        for place, grade in wanted:
            found = Graded(question=place, grade=grade, by=who.name, at=datetime.now(UTC), note=note)
            answer(desk.store, reference, who, found)
        standing = standing_of(desk.store, reference)
        _tell(session, desk, reference, standing)


def _parsed(written: str) -> tuple[str, Grade]:
    place, _, word = written.rpartition("=")
    if not place or word not in set(Grade):
        raise click.BadParameter(f"write PLACE={'|'.join(each.value for each in Grade)}", param_hint="--answer")
    return place, Grade(word)


def _tell(session: Session, desk: Desk, reference: str, standing: Standing | None) -> None:
    if standing is None:
        session.say("No sample was drawn yet; --draw draws one.", {"case": reference, "sample": None})
        return
    plain = plain_standing(standing, desk.store.samples.graded(reference))
    waiting = [each for each in plain["questions"] if not each["grade"]]
    lines = [f"Sample {standing.sample.number}, seed {standing.sample.seed}, drawn by {standing.sample.by}"]
    lines += [tell_estimate(each) for each in standing.estimates]
    lines += [f"  to look at: {each['id']}  page {each['page']}  {each['verdict']} {each['code']}" for each in waiting]
    lines += [f"Not passed: {each}." for each in standing.troubles]
    lines += ["Passed."] if standing.passed else []
    session.say("\n".join(lines), {"case": reference, "sample": plain})


def tell_estimate(each: Estimate) -> str:
    """What a sample says of one stratum, in a line."""
    told = f"{each.stratum.value}: {each.looked_at} of {each.drawn} looked at, drawn from {each.population}"
    if each.wrong is None or each.misses is None:
        return told
    return f"{told}; missed {each.missed}: {_tell_share(each.misses)}; wrong in all: {_tell_share(each.wrong)}"


def _tell_share(share: Share) -> str:
    return f"{share.rate:.1%} (95 % interval {share.low:.1%} to {share.high:.1%})"
