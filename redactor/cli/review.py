"""`review` and `decide`: rulings in the browser, in a spreadsheet, or by a script."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from redactor.cli.session import Session, open_desk, pass_session
from redactor.pipeline import accept_all_suggestions
from redactor.review.exchange import read_csv, read_json, write_csv, write_json
from redactor.web.app import serve_review


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

        def announce(address: str) -> None:
            session.say(f"The review page is at {address}\nEnd with Ctrl+C.", {"address": address})
            if opened:
                click.launch(address)

        serve_review(desk.store, reference, port=port, reviewer=_name(session, reviewer), announce=announce)


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
        rulings = desk.store.reviews.rulings(reference)
        if export_to is not None:
            documents = {document.id: document for document in desk.store.cases.documents(reference)}
            write = write_json if export_to.suffix == ".json" else write_csv
            export_to.write_bytes(write(rulings, documents))
            session.say(f"{len(rulings)} findings written to {export_to}", {"exported": len(rulings)})
        elif import_from is not None:
            read = read_json if import_from.suffix == ".json" else read_csv
            decisions = read(import_from.read_bytes(), rulings, by=_name(session, reviewer))
            desk.store.reviews.decide(reference, decisions)
            session.say(f"{len(decisions)} decisions taken in.", {"decided": len(decisions)})


def _name(session: Session, reviewer: str | None) -> str:
    return reviewer or session.settings.reviewer or getpass.getuser()
