"""`key`, `backup`, `restore`, `audit`: the installation's key, copies of the store, and whether its log is whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from redactor.cli.session import Session, open_desk, pass_session
from redactor.errors import AuditBroken, OutputExists, Purged
from redactor.store.audit import verify_export
from redactor.store.keeping import back_up
from redactor.store.keeping import restore as restore_store
from redactor.store.keys import lock_secret, read_installation_key, unlock_secret
from redactor.store.places import AUTO, FILE, KEYRING, KeyPlaces, key_text, write_secret
from redactor.store.purging import proof_of

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A text file whose first line locks, or opens, the copy of the key.",
)


def places_of(session: Session) -> KeyPlaces:
    """Where this session looks for the key."""
    settings = session.settings
    return KeyPlaces(home=settings.home, choice=settings.key_place, environment=os.environ)


@click.group()
def key() -> None:
    """The key of this installation: without it nobody can read the cases.

    \b
    redactor key export spare.key --passphrase-file words.txt
    """


@key.command()
@pass_session
def show(session: Session) -> None:
    """Tell where the key is kept, and its public halves; never the key itself."""
    with open_desk(session) as desk:
        installation = desk.store.vault.installation
    _, place = places_of(session).find(installation.recipient)
    plain = {"place": place, "recipient": installation.recipient, "verifying": installation.verifying}
    session.say("\n".join(f"{name}: {told}" for name, told in plain.items()), plain)


@key.command()
@click.argument("place", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@passphrase_option
@pass_session
def export(session: Session, place: Path, passphrase_file: Path | None) -> None:
    """Write a copy of the key to FILE, to be kept in a safe and not beside the backups.

    With --passphrase-file the copy is an age file that only the passphrase opens.
    """
    if place.exists():
        raise OutputExists(f"{place} exists already", remedy="Name a file that does not exist yet.")
    with open_desk(session) as desk:
        text = key_text(desk.store.vault.installation).encode()
    write_secret(place, lock_secret(text, _passphrase(passphrase_file)) if passphrase_file else text)
    session.say(f"{place} holds the key. Whoever has it can read every case and backup.", {"file": str(place)})


@key.command(name="import")
@click.argument("place", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_option
@pass_session
def bring_back(session: Session, place: Path, passphrase_file: Path | None) -> None:
    """Bring a copy of the key back to where the setting `key_place` says."""
    content = place.read_bytes()
    text = unlock_secret(content, _passphrase(passphrase_file)) if passphrase_file else content
    installation = read_installation_key(text.decode("utf-8", errors="replace"))
    kept = places_of(session).keep(installation)
    session.say(f"The key is in {kept}.", {"place": kept, "recipient": installation.recipient})


@key.command()
@click.argument("place", metavar="PLACE", type=click.Choice([KEYRING, FILE]))
@pass_session
def move(session: Session, place: str) -> None:
    """Keep the key in the system's keyring, or in a file of the home folder, and nowhere else."""
    places = places_of(session)
    with open_desk(session) as desk:
        installation = desk.store.vault.installation
    kept = KeyPlaces(home=places.home, choice=place, environment={}).keep(installation)
    if place == KEYRING:
        places.file.unlink(missing_ok=True)
    advice = "" if places.choice in (AUTO, place) else f' Set key_place = "{place}" in settings.toml.'
    session.say(f"The key is in {kept}.{advice}", {"place": kept})


def _passphrase(file: Path | None) -> str:
    lines = file.read_text("utf-8").splitlines() if file else []
    if not lines or not lines[0].strip():
        raise click.UsageError("the file of the passphrase is empty")
    return lines[0].strip()


@click.command()
@click.argument("place", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def backup(session: Session, place: Path) -> None:
    """Write all cases to FILE, sealed as they are, also while others work.

    The keys of the cases go into redactor.keys beside it, which each backup to the same folder writes anew; without
    that file, and without the key of this installation, a backup cannot be read.
    """
    with open_desk(session) as desk:
        keys = back_up(desk.store, place)
    megabytes = place.stat().st_size / 1e6
    session.say(
        f"{place} ({megabytes:.1f} MB) and {keys}. Keep a copy of the key too: redactor key export FILE",
        {"file": str(place), "keys": str(keys), "bytes": place.stat().st_size},
    )


@click.command()
@click.argument("place", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys", type=click.Path(dir_okay=False, path_type=Path), help="The file of keys (default: redactor.keys beside)."
)
@pass_session
def restore(session: Session, place: Path, keys: Path | None) -> None:
    """Bring a backup back into a home that holds no cases yet.

    On another machine bring the key back first: redactor key import FILE.
    """
    settings = session.settings
    back = restore_store(place, settings.home, places_of(session), url=settings.database or None, keys=keys)
    told = f"{back.cases} cases and {back.files} files are back."
    if back.purged:
        told += f" Purged since, and gone for good: {', '.join(back.purged)}."
    session.say(told, {"cases": back.cases, "files": back.files, "purged": list(back.purged)})


@click.group()
def audit() -> None:
    """Whether the log is whole: that of a case here, or one that was exported."""


@audit.command()
@click.argument("named", metavar="CASE|FILE")
@click.option("--key", "verifying", help="The public key that must have signed an exported log (hex).")
@pass_session
def verify(session: Session, named: str, verifying: str | None) -> None:
    """Check the chain of CASE, or of an exported audit.jsonl with its signature; exit code 8 where it does not hold.

    Of a purged case the chain and the proof of the purge are checked, and the proof is printed. A file is held to
    the key of this installation, or to the one of --key.
    """
    if Path(named).is_file():
        head = verify_export(Path(named).read_bytes())
        ours = verifying or _own_verifying(session)
        is_ours = head.verifying == ours
        whose = "this installation" if is_ours and not verifying else "the given key" if is_ours else "ANOTHER key"
        plain = {"case": head.case, "entries": head.seq, "head": head.head, "signed_by": head.verifying}
        session.say(
            f"{head.case}: {head.seq} entries, whole, signed by {whose} ({head.verifying}).", {**plain, "ours": is_ours}
        )
        if not is_ours:
            raise AuditBroken("the log is whole in itself, but not signed by the expected key", remedy=_WHOSE)
        return
    with open_desk(session) as desk:
        try:
            length = desk.store.audit.verify_chain(named)
        except Purged:
            proof = json.loads(proof_of(desk.store, named))
            session.say(f"{named} was purged; its log is whole.\n{json.dumps(proof, indent=1)}", {"proof": proof})
            return
    session.say(f"{named}: {length} entries, whole.", {"case": named, "entries": length})


_WHOSE = "Ask who made it for their public key (redactor key show), and give it with --key."


def _own_verifying(session: Session) -> str:
    with open_desk(session) as desk:
        return desk.store.vault.installation.verifying
