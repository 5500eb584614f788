"""`doctor`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import click

from redactor.cli.session import Session, pass_session
from redactor.errors import ExitCode, RedactorError
from redactor.ingest.office import find_office
from redactor.ocr.engine import Readers
from redactor.store.places import KEY_FILE, KeyPlaces
from redactor.tools import Tools, tools_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the installation, whether it is well, and what to know or do about it."""

    name: str
    well: bool
    told: str
    needed: bool = True

    def line(self) -> str:
        """One line for a person."""
        mark = "ok" if self.well else "MISSING" if self.needed else "absent"
        return f"{mark:<8}{self.name}: {self.told}"


@click.command()
@pass_session
def doctor(session: Session) -> int:
    """Tell what is installed, what is missing, and how to get it; exit code 4 where something needed is missing."""
    parts = examine(tools_for(session.settings))
    plain = [{"name": part.name, "well": part.well, "told": part.told, "needed": part.needed} for part in parts]
    session.say("\n".join(part.line() for part in parts), {"parts": plain})
    return ExitCode.DONE if all(part.well or not part.needed for part in parts) else ExitCode.MISSING_TOOL


def examine(tools: Tools) -> list[Part]:
    """Try every part for real: the rules load, the model loads, the OCR engine starts, the store opens."""
    poppler = shutil.which("pdftotext")
    return [
        _try("rules", lambda: f"version {tools.rulebook().version}"),
        _try("names model", lambda: f"version {tools.names().version}"),
        _try("passages model", lambda: f"version {tools.sentences().version}"),
        _try("OCR", lambda: _engines(tools.readers())),
        _try("store", lambda: f"in {tools.home}" if tools.store() else ""),
        _try("key", lambda: _key(tools)),
        _examine_office(tools),
        Part(
            name="Poppler",
            well=bool(poppler),
            told="a further reader for the leak check"
            if poppler
            else "apt install poppler-utils adds a further reader",
            needed=False,
        ),
    ]


def _examine_office(tools: Tools) -> Part:
    """LibreOffice is needed only where the settings insist on it; it is started once for its version."""
    needed = tools.office_choice == "libreoffice"
    if tools.office_choice == "own":
        told = 'not used: the setting office is "own"'
        return Part(name="LibreOffice", well=True, told=told, needed=False)
    office = find_office(tools.home / "office")
    version = office.version() if office is not None else ""
    advice = "install LibreOffice (apt install libreoffice-writer libreoffice-impress) for .doc and .ppt files and "
    advice += "for Word and slide pages as they were laid out; without it they are read and typeset anew"
    told = f"{version}, makes the pages of Word and slide files" if version else advice
    return Part(name="LibreOffice", well=bool(version), told=told, needed=needed)


def _key(tools: Tools) -> str:
    """Where the key is, what that protects against, and how to keep it from being lost."""
    places = KeyPlaces(home=tools.home, choice=tools.key_place, environment=os.environ)
    _, place = places.find(tools.store().vault.installation.recipient)
    lies_beside = place == str(tools.home / KEY_FILE)
    told = f"in {place}; every case is sealed with it. Keep a copy in a safe: redactor key export FILE"
    beside = ". It lies beside the cases: backups and purged cases are safe, a stolen disk is not unless it is "
    return told + (f"{beside}encrypted (redactor key move keyring, or key_place on another disk)" * lies_beside)


def _engines(readers: Readers) -> str:
    """The engines that read scanned pages, each with its version."""
    return " and ".join(f"{each.name} {each.version}" for each in (readers.first, readers.second) if each)


def _try(name: str, look: Callable[[], str]) -> Part:
    try:
        return Part(name=name, well=True, told=look())
    except RedactorError as error:
        return Part(name=name, well=False, told=f"{error} {error.remedy}".strip())
