"""`review` and `decide`: rulings in the browser, in a spreadsheet, or by a script."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import click

from redactor.cli.session import Session, open_desk, pass_session, reviewer_name
from redactor.desk import Desk
from redactor.domain.reviewer import Reviewer
from redactor.pipeline import accept_all_suggestions
from redactor.review.exchange import read_csv, read_json, rows_of, take_rows, write_csv, write_json
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
        who = Reviewer(name=reviewer_name(session, reviewer))
        with serve_review(
            desk.store, reference, reviewer=who, exemptions=exemptions, tools=desk.tools, port=port
        ) as address:
            session.say(f"The review page is at {address}\nEnd with Ctrl+C.", {"address": address})
            if opened:
                click.launch(address)
            threading.Event().wait()


@click.command()
@click.argument("reference", metavar="CASE")
@click.option("--export", "export_to", type=click.Path(path_type=Path), help="Write the queue to a .csv or .json file.")
@click.option("--import", "import_from", type=click.Path(exists=True, path_type=Path), help="Read decisions back.")
@click.option("--approve", type=click.Choice(["suggested"]), help="Accept every undecided suggestion as it stands.")
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
    with open_desk(session) as desk:
        case = desk.store.cases.find(reference)
        if approve:
            done = accept_all_suggestions(case, desk.store)
            session.say(f"{done} suggestions accepted unseen; the bundle will be a draft.", {"decided": done})
            return
        if export_to is not None:
            written = _export(desk, reference, export_to)
            session.say(f"{written} findings written to {export_to}", {"exported": written})
        elif import_from is not None:
            taken = _import(desk, reference, import_from, by=reviewer_name(session, reviewer))
            session.say(f"{taken} decisions taken in.", {"decided": taken})


def _export(desk: Desk, reference: str, to: Path) -> int:
    store = desk.store
    rows = [
        row
        for document in store.cases.documents(reference)
        for row in rows_of(document, store.reviews.rulings(reference, document.id))
    ]
    to.write_bytes(write_json(reference, rows) if to.suffix == ".json" else write_csv(rows))
    return len(rows)


def _import(desk: Desk, reference: str, untrusted: Path, *, by: str) -> int:
    read = read_json if untrusted.suffix == ".json" else read_csv
    rulings = desk.store.reviews.rulings(reference)
    exemptions = desk.tools.rulebook().exemptions
    taken = take_rows(read(untrusted.read_bytes()), rulings, exemptions, by=by, at=datetime.now(UTC))
    desk.store.reviews.decide(reference, taken.decisions, expected=taken.expected)
    return len(taken.decisions)
