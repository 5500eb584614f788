"""Letters beside the bundle: acknowledgement, clarification, extension, refusal and the like, from their templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from redactor.desk import Desk
from redactor.disclose.assemble import LANGUAGE, Style, assemble
from redactor.disclose.fields import letter_fields
from redactor.disclose.front import draw_blocks
from redactor.disclose.letter import fill, find_template, letter_docx
from redactor.disclose.release import letter_blocks
from redactor.domain.case import Case
from redactor.organisation import TEMPLATES_FOLDER, load_organisation
from redactor.workdays import limit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter as a Word file to edit and as a PDF to send."""

    word: bytes
    pdf: bytes


def write_letter(case: Case, desk: Desk, kind: str, *, reason: str = "", by: str = "") -> Written:
    """Write a letter of a kind about a case, and note in the case's log that it was written.

    Raises SettingsError that names each field that the letter needs and nobody has given.
    """
    today, home = date.today(), desk.tools.home
    organisation = load_organisation(home)
    template = find_template(kind, home / TEMPLATES_FOLDER, language=organisation.language)
    due = limit_of(case, today).due
    fields = letter_fields(case, organisation, written=today, due=due, reason=reason)
    letter = fill(template, fields, language=organisation.language)
    language = LANGUAGE if letter.language == "en" else letter.language
    style = Style(reference=case.reference, draft=False, language=language, front=letter.title)
    written = Written(word=letter_docx(letter), pdf=assemble(draw_blocks(letter_blocks(letter)), (), style))
    with desk.store.audit.writing(case.reference) as writing:
        writing.note("letter written", by=by, letter=kind, reason=reason)
    return written
