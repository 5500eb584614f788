"""`review` and `decide`: rulings in the browser, in a spreadsheet, or by a script."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from redactor.cli.exchange import export_decisions, import_decisions
from redactor.cli.session import Session, open_desk, pass_session, policy_of, reviewer_of
from redactor.desk import Desk
from redactor.domain.reviewer import Reviewer
from redactor.pipeline import accept_all_suggestions
from redactor.review.duties import Act, require_may
from redactor.sampling import accept_sampled
from redactor.web.serving import serve_review


@click.command()
@click.argument("reference", metavar="[CASE]", required=False)
@click.option("--as", "reviewer", help="The name under which decisions are recorded (default: the account's name).")
@click.option("--port", default=0, help="The port on this machine; 0 takes a free one.")
@click.option("--open/--no-open", "opened", default=True, help="Open the page in the browser.")
@pass_session
def review(session: Session, reference: str | None, reviewer: str | None, port: int, opened: bool) -> None:
    """Open the review page on this machine, for one person; end it with Ctrl+C.

    The page is reachable from this machine only, and only by the address that is printed.
    """
    with open_desk(session) as desk:
        if reference:
            desk.store.cases.find(reference)
        exemptions = desk.tools.rulebook().exemptions
        who, policy = reviewer_of(session, reviewer), policy_of(session.settings)
        with serve_review(
            desk.store, reference, reviewer=who, exemptions=exemptions, policy=policy, tools=desk.tools, port=port
        ) as address:
            session.say(f"The review page is at {address}\nEnd with Ctrl+C.", {"address": address})
            if opened:
                click.launch(address)
            threading.Event().wait()


@click.command()
@click.argument("reference", metavar="CASE")
@click.option(
    "--export", "export_to", type=click.Path(path_type=Path), help="Write the queue to a .csv, .xlsx or .json file."
)
@click.option("--import", "import_from", type=click.Path(exists=True, path_type=Path), help="Read decisions back.")
@click.option(
    "--approve",
    type=click.Choice(["suggested", "sampled"]),
    help="Accept every undecided suggestion unseen; or, in your name, those that a passed sample speaks for.",
)
@click.option("--as", "reviewer", help="The name under which decisions are recorded (default: the account's name).")
@pass_session
def decide(
    session: Session,
    reference: str,
    export_to: Path | None,
    import_from: Path | None,
    approve: str | None,
    reviewer: str | None,
) -> None:
    """Decide by spreadsheet or script: export the queue, fill in the verdict column, import it again.

    Nothing is imported where one row does not fit; every such row is listed.
    """
    if sum(option is not None for option in (export_to, import_from, approve)) != 1:
        raise click.UsageError("give one of --export, --import and --approve suggested")
    who = reviewer_of(session, reviewer)
    require_may(who, Act.RULE if approve else Act.EXCHANGE)
    with open_desk(session) as desk:
        case = desk.store.cases.find(reference)
        if approve == "sampled":
            _accept_sampled(session, desk, reference, who)
            return
        if approve:
            done = accept_all_suggestions(case, desk.store)
            session.say(f"{done} suggestions accepted unseen; the bundle will be a draft.", {"decided": done})
            return
        if export_to is not None:
            written = export_decisions(desk, reference, export_to)
            session.say(f"{written} findings written to {export_to}", {"exported": written})
        elif import_from is not None:
            taken = import_decisions(desk, reference, import_from, who)
            session.say(f"{taken} decisions taken in.", {"decided": taken})


def _accept_sampled(session: Session, desk: Desk, reference: str, who: Reviewer) -> None:
    pace = policy_of(session.settings).pace
    exemptions = desk.tools.rulebook().exemptions
    taken, left = accept_sampled(desk.store, reference, who, exemptions, pace=pace)
    text = f"{len(taken)} suggestions accepted in your name; the sample speaks for {left} more."
    session.say(text, {"decided": len(taken), "left": left})
