"""Letters and the Art 15 sheet from templates: plain text or Word in, a Letter out, and the Letter as a Word file.

A template is a whole letter. In plain text `# ` begins its title, `## ` a heading, `- ` a point, a blank line ends a
paragraph, `{field}` is filled in, and a paragraph that begins with `?field ` stands only where that field is known.
A Word template says the same by its styles (Title, Heading, List) and keeps its letterhead. The user's own templates
in HOME/templates come before those that travel with redactor.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx

from redactor.errors import SettingsError

SHIPPED = Path(__file__).parent / "templates"
KINDS = (
    "disclosure", "part-refusal", "refusal", "nothing-held", "extension", "clarification", "acknowledgement",
)  # fmt: skip
SHEET = "sheet"
DRAFT_NOTICE = "Draft: suggestions not reviewed by a person"
_FIELD = re.compile(r"\{([a-z_]+)\}")
_ONLY_IF = re.compile(r"\?([a-z_]+) +")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
}

Line = tuple[str, str]
"""A piece of a letter: H1, H2, P or LI, and its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A letter with its fields unfilled; `word` is the file where it is a Word template."""

    name: str
    lines: tuple[Line, ...]
    word: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter before it has pages."""

    title: str
    author: str
    lines: tuple[Line, ...]
    draft: bool = False
    language: str = "en"
    word: bytes = b""
    """The Word template, filled; empty where the template was plain text."""

    def text(self) -> str:
        """Everything that it says."""
        return "\n".join(text for _, text in self.lines)


# ---------------------------------------------------------------- templates
def find_template(kind: str, own: Path | None = None, *, language: str = "en") -> Template:
    """The template of a kind: the user's Word file, else their text, else ours.

    `own` is the folder of the user's templates. Raises SettingsError where there is none in that language.
    """
    names = [kind] if language == "en" else [f"{kind}.{language}"]
    for name in names:
        for folder in (own, SHIPPED):
            for ending in (".docx", ".txt"):
                if folder is not None and (path := folder / (name + ending)).is_file():
                    return _read(path)
    raise SettingsError(
        f"there is no template {names[0]!r}",
        remedy=f"Copy ours with `redactor config templates`, and write {names[0]}.txt or .docx in the same folder.",
    )


def _read(path: Path) -> Template:
    try:
        if path.suffix == ".docx":
            content = path.read_bytes()
            return Template(name=path.name, lines=tuple(_word_lines(docx.Document(io.BytesIO(content)))), word=content)
        return Template(name=path.name, lines=tuple(_text_lines(path.read_text("utf-8-sig"))))
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"the template {path.name} cannot be read") from error


def _text_lines(text: str) -> Iterator[Line]:
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip()):
        for kind, start in (("H1", "# "), ("H2", "## "), ("LI", "- ")):
            if block.startswith(start):
                pieces = re.split(rf"(?m)^{re.escape(start)}", block)[1:]
                yield from ((kind, piece.strip()) for piece in pieces)
                break
        else:
            if block.strip():
                yield "P", block.strip()


def _word_lines(paper: Any) -> Iterator[Line]:
    for paragraph in paper.paragraphs:
        style, text = str(paragraph.style.name), str(paragraph.text).strip()
        if text:
            kind = "H1" if style in ("Title", "Heading 1") else "H2" if style.startswith("Heading") else "P"
            yield "LI" if style.startswith("List") else kind, text


# ---------------------------------------------------------------- filling in
def fill(template: Template, fields: Mapping[str, str], *, draft: bool = False, language: str = "en") -> Letter:
    """The letter with its fields filled in.

    Raises SettingsError that names every field that is not known or has nothing in it; in a draft a field with
    nothing in it becomes a gap that says what is missing.
    """
    _require_known(template, fields, draft=draft)
    lines = tuple((kind, _fill(text, fields)) for kind, text in _standing(template.lines, fields))
    title = next((text for kind, text in lines if kind == "H1"), template.name)
    word = _fill_word(template.word, fields) if template.word else b""
    author = fields.get("organisation", "")
    return Letter(title=title, author=author, lines=lines, draft=draft, language=language, word=word)


def _standing(lines: Sequence[Line], fields: Mapping[str, str]) -> Iterator[Line]:
    """The lines whose condition holds, without the condition."""
    for kind, text in lines:
        condition = _ONLY_IF.match(text)
        if condition is None:
            yield kind, text
        elif fields.get(condition[1]):
            yield kind, text[condition.end() :]


def _require_known(template: Template, fields: Mapping[str, str], *, draft: bool) -> None:
    asked = {name: None for kind, text in template.lines for name in _FIELD.findall(text)}
    asked |= {match[1]: None for _, text in template.lines if (match := _ONLY_IF.match(text))}
    unknown = [name for name in asked if name not in fields]
    if unknown:
        raise SettingsError(
            f"the template {template.name} names an unknown field: {', '.join(unknown)}",
            remedy=f"Known fields are: {', '.join(sorted(fields))}.",
        )
    needed = {name: None for _, text in _standing(template.lines, fields) for name in _FIELD.findall(text)}
    empty = [name for name in needed if not fields[name]]
    if empty and not draft:
        raise SettingsError(
            f"the letter {template.name} lacks: {', '.join(empty)}",
            remedy="\n".join(f"{name}: {REMEDIES.get(name, 'give it in the request file.')}" for name in empty),
        )


REMEDIES = {
    "organisation": 'redactor config set name "…"',
    "contact": 'redactor config set email "…", or address, or phone',
    "complaints": 'redactor config set complaints "how to complain to you: a form, an e-mail, an address"',
    "dpo": 'redactor config set dpo.name "…" and dpo.email "…"',
    "signatory": 'redactor config set signatory.name "…"',
    "signatory_role": 'redactor config set signatory.role "…"',
    "regulator": 'redactor config set regulator.name "…"',
    "regulator_contact": 'redactor config set regulator.website "…"',
    "support": 'redactor config set support "who can talk the records through with the requester"',
    "purposes": 'redactor config set texts.purposes "…"',
    "categories": 'redactor config set texts.categories "…"',
    "recipients": 'redactor config set texts.recipients "…"',
    "sources": 'redactor config set texts.sources "…"',
    "automated": 'redactor config set texts.automated "…"',
    "retention": 'redactor config set "retention.pupil file" "until the 25th birthday"',
    "reason": 'redactor letter … --reason "…"',
    "due": "the time limit has not begun: redactor case clock",
}
"""How each field that can be empty is given."""


def _fill(text: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda match: fields.get(match[1]) or f"[{match[1].replace('_', ' ')}: to be filled in]", text)


def _fill_word(template: bytes, fields: Mapping[str, str]) -> bytes:
    """The Word template with its fields filled in; a paragraph whose condition does not hold goes."""
    paper = docx.Document(io.BytesIO(template))
    for paragraph in list(_paragraphs(paper)):
        text = str(paragraph.text)
        condition = _ONLY_IF.match(text)
        if condition is not None and not fields.get(condition[1]):
            paragraph._element.getparent().remove(paragraph._element)
        elif condition is not None or _FIELD.search(text):
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = _fill(text[condition.end() if condition else 0 :], fields)
    return _saved(paper)


def _paragraphs(paper: Any) -> Iterator[Any]:
    """Every paragraph of the body, of its tables, and of headers and footers."""
    yield from paper.paragraphs
    for table in paper.tables:
        yield from (paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs)
    for section in paper.sections:
        yield from (*section.header.paragraphs, *section.footer.paragraphs)


# ---------------------------------------------------------------- as a Word file
def letter_docx(letter: Letter) -> bytes:
    """The letter as a Word file, to edit and sign."""
    if letter.word:
        return letter.word
    return _written(letter.lines, title=letter.title, author=letter.author, draft=letter.draft)


def template_docx(kind: str) -> bytes:
    """One of our templates as a Word file, for a letterhead to be put round it."""
    return _written(find_template(kind).lines, title="", author="", draft=False)


def _written(lines: Sequence[Line], *, title: str, author: str, draft: bool) -> bytes:
    paper = docx.Document()
    paper.core_properties.title = title
    paper.core_properties.author = author
    paper.core_properties.comments = ""
    if draft:
        paper.add_paragraph(DRAFT_NOTICE).runs[0].bold = True
    for kind, text in lines:
        if kind in ("H1", "H2"):
            paper.add_heading(text, level=int(kind[1]))
        else:
            paper.add_paragraph(text, style="List Bullet" if kind == "LI" else None)
    return _saved(paper)


def _saved(paper: Any) -> bytes:
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def long_date(day: date, language: str = "en") -> str:
    """A date as a letter writes it: 3 September 2026."""
    months = _MONTHS.get(language, _MONTHS["en"]).split()
    return f"{day.day} {months[day.month - 1]} {day.year}"
