"""`case clock`: the legal time limit of a request, and the events that move it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import click

from redactor.cli.session import Session, open_desk, pass_session, reviewer_name
from redactor.domain.clock import Limit, Running
from redactor.workdays import limit_of, require_in_order

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--id-requested", type=DAY, metavar="DATE", help="When you asked who they are.")
@click.option("--id-received", type=DAY, metavar="DATE", help="When you knew who they are.")
@click.option("--clarification-asked", type=DAY, metavar="DATE", help="When you asked what they want.")
@click.option("--clarification-answered", type=DAY, metavar="DATE", help="When they said.")
@click.option("--extended", type=DAY, metavar="DATE", help="When you told them that it takes longer.")
@click.option("--reason", default="", help="Why it takes longer.")
@click.option("--as", "reviewer", help="The name under which it is recorded (default: the account's name).")
@pass_session
def clock(session: Session, /, reference: str, reason: str, reviewer: str | None, **days: datetime | None) -> None:
    """Show until when CASE has to be answered, and move it.

    \b
    redactor case clock SAR-2026-014
    redactor case clock SAR-2026-014 --id-requested 2026-09-04 --id-received 2026-09-08
    """
    today = date.today()
    given = {name: moment.date() for name, moment in days.items() if moment}
    with open_desk(session) as desk:
        found = desk.store.cases.find(reference)
        if given or reason:
            moved = replace(found.clock, **given, **({"reason": reason} if reason else {}))  # type: ignore[arg-type]
            require_in_order(found, moved, today)
            desk.store.cases.move_clock(reference, moved, by=reviewer_name(session, reviewer))
            found = replace(found, clock=moved)
    limit = limit_of(found, today)
    session.say(limit_line(limit, today), {"case": reference, **plain_limit(limit, today)})


def limit_line(limit: Limit, today: date) -> str:
    """The time limit in a sentence."""
    if limit.due is None:
        return f"No time limit yet: {Running.WAITING_FOR_ID.value}."
    left = limit.days_left(today) or 0
    told = f"{left} days left" if left > 0 else "due today" if left == 0 else f"{-left} days late"
    extras = [f"{limit.paused_days} days not counted"] if limit.paused_days else []
    extras += ["extended"] if limit.extended else []
    extras += [limit.running.value] if limit.running is not Running.RUNNING else []
    return f"Due {limit.due}, {told}; aim at {limit.target}" + "".join(f"; {each}" for each in extras) + "."


def plain_limit(limit: Limit, today: date) -> dict[str, object]:
    """The time limit as plain JSON values."""
    return {
        "running": limit.running.value,
        "started": str(limit.start) if limit.start else None,
        "due": str(limit.due) if limit.due else None,
        "target": str(limit.target) if limit.target else None,
        "days_left": limit.days_left(today),
        "paused_days": limit.paused_days,
        "extended": limit.extended,
    }
