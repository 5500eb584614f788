"""The covering letter: sections of plain text from a template, and the same as a Word file to edit and sign.

The sections are those of domain practice under UK GDPR Art 12, 12A and 15(1); the complaint to the controller is
DPA 2018 s.164A (in force 19 June 2026), to the regulator s.165.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import docx

from redactor.domain.bundle import Approval, Fate
from redactor.domain.case import Case, ControllerKind
from redactor.errors import SettingsError

TEMPLATE = Path(__file__).parent / "templates" / "letter.txt"
CLOSING = ("Signed", "Name and role")
DRAFT_NOTICE = "Draft: suggestions not reviewed by a person"

_KIND_WORDS = {
    ControllerKind.SCHOOL: "a school",
    ControllerKind.SCHOOL_TRUST: "a school trust",
    ControllerKind.COUNCIL: "a council",
    ControllerKind.NHS: "a health service",
    ControllerKind.HOUSING_ASSOCIATION: "a housing association",
    ControllerKind.POLICE: "a police service",
    ControllerKind.EMPLOYER: "an employer",
    ControllerKind.UNIVERSITY: "a university",
    ControllerKind.OTHER: "an organisation",
}

_FATE_WORDS = {
    Fate.DISCLOSED: "disclosed",
    Fate.WITHHELD: "withheld",
    Fate.DUPLICATE: "a second copy of another",
    Fate.OUT_OF_SCOPE: "not about this request",
    Fate.QUARANTINED: "not readable",
    Fate.SKIPPED: "without content of their own",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter before it has pages: who writes to whom, and its sections as (heading, text)."""

    sender: str
    recipient: str
    written: date
    subject_line: str
    sections: tuple[tuple[str, str], ...]
    draft: bool


def write_letter(
    case: Case, *, counts: Mapping[str, int], pages: int, approval: Approval, written: date, template: Path = TEMPLATE
) -> Letter:
    """Fill the template for a case; raises SettingsError where the template names a field that there is not."""
    told = [f"{counts[fate.value]} {words}" for fate, words in _FATE_WORDS.items() if counts.get(fate.value)]
    known = {
        "controller": case.controller.name or "this organisation",
        "kind": _KIND_WORDS[case.controller.kind],
        "subject": case.subject.name,
        "received": long_date(case.received),
        "reference": case.reference,
        "scope": f" You described it as: {case.scope}" if case.scope else "",
        "files": str(counts["received"]),
        "accounting": ", ".join(told),
        "pages": str(pages),
    }
    return Letter(
        sender=case.controller.name,
        recipient=case.requester.name,
        written=written,
        subject_line=f"Your request for information, {case.reference}",
        sections=tuple(_fill(template.read_text("utf-8"), known)),
        draft=approval is Approval.SUGGESTED,
    )


def _fill(template: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    sections = []
    for block in template.split("# ")[1:]:
        heading, _, text = block.partition("\n")
        try:
            sections.append((heading.strip(), text.strip().format_map(known)))
        except (KeyError, ValueError, IndexError) as error:
            raise SettingsError(
                f"the letter template's section {heading.strip()!r} names an unknown field",
                remedy=f"Known fields are: {', '.join(sorted(known))}.",
            ) from error
    return sections


def long_date(day: date) -> str:
    """A date as a letter writes it: 3 September 2026."""
    return f"{day.day} {day:%B %Y}"


def letter_docx(letter: Letter) -> bytes:
    """The letter as a Word file, to edit and sign."""
    paper = docx.Document()
    paper.core_properties.title = letter.subject_line
    paper.core_properties.author = letter.sender
    paper.core_properties.comments = ""
    if letter.draft:
        paper.add_paragraph(DRAFT_NOTICE).runs[0].bold = True
    for line in (letter.sender, long_date(letter.written), "", letter.recipient):
        paper.add_paragraph(line)
    paper.add_heading(letter.subject_line, level=1)
    for heading, text in letter.sections:
        paper.add_heading(heading, level=2)
        paper.add_paragraph(text)
    for line in CLOSING:
        paper.add_paragraph(line)
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()
