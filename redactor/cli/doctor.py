"""`doctor` and `rules`: what is installed, what the rules say, and what they find in a text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import click

from redactor.cli.session import Session, pass_session
from redactor.detect.detector import detect
from redactor.domain.box import Box
from redactor.domain.case import Case, Requester, Subject
from redactor.domain.document import LoosePage, LooseWord, bind_pages
from redactor.errors import ExitCode, RedactorError
from redactor.ingest.office import find_office
from redactor.ocr.engine import Readers
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
        _try("OCR", lambda: _engines(tools.readers())),
        _try("store", lambda: f"in {tools.home}" if tools.store() else ""),
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


def _engines(readers: Readers) -> str:
    """The engines that read scanned pages, each with its version."""
    return " and ".join(f"{each.name} {each.version}" for each in (readers.first, readers.second) if each)


def _try(name: str, look: Callable[[], str]) -> Part:
    try:
        return Part(name=name, well=True, told=look())
    except RedactorError as error:
        return Part(name=name, well=False, told=f"{error} {error.remedy}".strip())


@click.group()
def rules() -> None:
    """Look at the rules and try them on a text."""


@rules.command()
@pass_session
def check(session: Session) -> None:
    """Load every rule file; exit code 3 with file and line where one has a mistake."""
    version = tools_for(session.settings).rulebook().version
    session.say(f"The rules are sound (version {version}).", {"version": version})


@rules.command(name="list")
@pass_session
def list_rules(session: Session) -> None:
    """List every ground for withholding with its label and its citation."""
    exemptions = tools_for(session.settings).rulebook().exemptions.values()
    lines = [f"{each.code:<14} {each.label:<24} {each.citation}" for each in exemptions]
    plain = [{"code": each.code, "label": each.label, "citation": each.citation} for each in exemptions]
    session.say("\n".join(lines), {"exemptions": plain})


@rules.command(name="try")
@click.argument("text")
@click.option("--subject", default="Nobody Atall", help="The name of the person whose records they are.")
@pass_session
def try_text(session: Session, text: str, subject: str) -> None:
    """Show what the detectors find in TEXT, and why."""
    tools = tools_for(session.settings)
    case = Case(
        reference="try", received=date.today(), subject=Subject(name=subject), requester=Requester(name=subject)
    )
    words = tuple(LooseWord(word, Box(0.0, 0.0, 1.0, 1.0)) for word in text.split())
    document = bind_pages([LoosePage(595.0, 842.0, words)], id="0001")
    found = [each for each in detect(document, case, tools.rulebook(), tools.names()) if each.span]
    rows = [
        {
            "text": document.text[each.span.start : each.span.end] if each.span else "",
            "category": each.category.value,
            "kind": each.kind,
            "detector": each.evidence.detector,
            "score": each.evidence.score,
            "why": each.evidence.why,
        }
        for each in found
    ]
    lines = [
        f"{row['category']:<14} {row['kind']:<20} {row['score']:.2f}  {row['text']}  ({row['why']})" for row in rows
    ]
    session.say("\n".join(lines) or "Nothing found.", {"findings": rows})
