"""`users`: who may sign in to the team's page, with which duties in which cases."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from redactor.cli.session import Session, pass_session
from redactor.domain.account import OVERALL, Account, trouble_with_name
from redactor.domain.reviewer import Duty
from redactor.errors import AccountRefused
from redactor.store.store import Store, open_store
from redactor.web.passwords import hash_password, trouble_with_password

_DUTIES = click.Choice([duty.value for duty in Duty])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
duty_option = click.option(
    "--duty", "duties", type=_DUTIES, multiple=True, required=True, help="What they are there for."
)
case_option = click.option("--case", "reference", default=OVERALL, help="In this case only; else in every case.")
password_file_option = click.option("--password-file", type=_FILE, help="The password, as the first line of a file.")


@click.group()
def users() -> None:
    """Who may sign in to the page that `redactor serve` serves, and what their duties are."""


@users.command()
@click.argument("name")
@duty_option
@case_option
@password_file_option
@click.option("--identity", default="", help="How the service of the settings oidc_… knows them.")
@click.option("--no-password", is_flag=True, help="They sign in by that service only.")
@pass_session
def add(
    session: Session,
    name: str,
    duties: tuple[str, ...],
    reference: str,
    password_file: Path | None,
    identity: str,
    no_password: bool,
) -> None:
    """Add somebody. NAME stands in the record under their decisions."""
    if trouble := trouble_with_name(name):
        raise AccountRefused(trouble)
    if no_password and (password_file or not identity):
        raise click.UsageError("--no-password goes with --identity and without --password-file")
    held = frozenset(map(Duty, duties))
    cases = {reference: held} if reference != OVERALL else {}
    account = Account(
        name=name,
        duties=frozenset() if cases else held,
        case_duties=cases,
        identity=identity.casefold() if "@" in identity else identity,
    )
    with _store(session) as store:
        hashed = "" if no_password else _new_password(session, name, password_file)
        store.accounts.add(account, password_hash=hashed, by=getpass.getuser())
        session.say(f"{name} may sign in.", {"added": name})


@users.command("list")
@pass_session
def list_users(session: Session) -> None:
    """Everybody who may sign in, with their duties."""
    with _store(session) as store:
        known = store.accounts.every()
    lines = [f"{each.name}: {_told(each)}; by {_ways(each)}" for each in known]
    session.say("\n".join(lines) or "Nobody may sign in yet.", {"users": [_plain(each) for each in known]})


@users.command()
@click.argument("name")
@duty_option
@case_option
@pass_session
def grant(session: Session, name: str, duties: tuple[str, ...], reference: str) -> None:
    """Give somebody duties, in every case or in one; they hold at once."""
    with _store(session) as store:
        store.accounts.give(name, map(Duty, duties), reference=reference, by=getpass.getuser())
        _tell(session, store, name)


@users.command()
@click.argument("name")
@duty_option
@case_option
@pass_session
def revoke(session: Session, name: str, duties: tuple[str, ...], reference: str) -> None:
    """Take duties from somebody, in every case or in one; it holds at once."""
    with _store(session) as store:
        store.accounts.take(name, map(Duty, duties), reference=reference, by=getpass.getuser())
        _tell(session, store, name)


@users.command()
@click.argument("name")
@password_file_option
@pass_session
def password(session: Session, name: str, password_file: Path | None) -> None:
    """Give somebody another password, and sign them out everywhere."""
    with _store(session) as store:
        account = store.accounts.find(name)
        hashed = _new_password(session, account.name, password_file)
        store.accounts.set_password(name, hashed, by=getpass.getuser())
        session.say(f"{account.name} has another password and is signed out.", {"changed": account.name})


@users.command("identity")
@click.argument("name")
@click.argument("identity")
@pass_session
def identity_of(session: Session, name: str, identity: str) -> None:
    """Say how the service of the settings oidc_… knows somebody; "" for not at all."""
    with _store(session) as store:
        store.accounts.set_identity(name, identity.casefold() if "@" in identity else identity, by=getpass.getuser())
        _tell(session, store, name)


@users.command("sign-out")
@click.argument("name")
@pass_session
def sign_out(session: Session, name: str) -> None:
    """Sign somebody out everywhere."""
    with _store(session) as store:
        account = store.accounts.find(name)
        ended = store.sessions.end_all(account.name, by=getpass.getuser())
    session.say(f"{ended} session(s) ended.", {"ended": ended})


@users.command()
@click.argument("name")
@pass_session
def remove(session: Session, name: str) -> None:
    """Let somebody in no more. What they decided stays in their name, and nobody else is given it."""
    with _store(session) as store:
        account = store.accounts.find(name)
        store.accounts.remove(account.name, by=getpass.getuser())
    session.say(f"{account.name} may not sign in any more.", {"removed": account.name})


@users.command()
@pass_session
def log(session: Session) -> None:
    """Who signed in, who was refused, and every change to accounts."""
    with _store(session) as store:
        entries = store.accounts.log()
    lines = [f"{each.at}  {each.kind}  {each.account}  {each.by}  {each.details}" for each in entries]
    plain = [
        {"at": each.at, "kind": each.kind, "account": each.account, "by": each.by, "details": each.details}
        for each in entries
    ]
    session.say("\n".join(lines) or "Nothing has happened yet.", {"log": plain})


def _store(session: Session) -> Store:
    return open_store(session.settings.home, url=session.settings.database or None)


def _new_password(session: Session, name: str, file: Path | None) -> str:
    """The hash of a new password, from a file or asked for twice; raises AccountRefused where it will not do."""
    if file is not None:
        given = file.read_text("utf-8").splitlines()[0] if file.stat().st_size else ""
    elif session.no_input:
        raise click.UsageError("give --password-file")
    else:
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if trouble := trouble_with_password(given, name):
        raise AccountRefused(trouble, remedy="Choose another password.")
    return hash_password(given)


def _tell(session: Session, store: Store, name: str) -> None:
    account = store.accounts.find(name)
    session.say(f"{account.name}: {_told(account)}; by {_ways(account)}", {"user": _plain(account)})


def _told(account: Account) -> str:
    parts = [_listed(account.duties) + " in every case"] if account.duties else []
    parts += [f"{_listed(duties)} in {reference}" for reference, duties in sorted(account.case_duties.items())]
    return ", ".join(parts) or "no duty"


def _ways(account: Account) -> str:
    ways = ["a password"] if account.has_password else []
    ways += [account.identity] if account.identity else []
    return " and ".join(ways) or "nothing: they cannot sign in"


def _listed(duties: Iterable[Duty]) -> str:
    return " and ".join(sorted(duties))


def _plain(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "duties": sorted(account.duties),
        "cases": {reference: sorted(duties) for reference, duties in account.case_duties.items()},
        "identity": account.identity,
        "has_password": account.has_password,
    }
