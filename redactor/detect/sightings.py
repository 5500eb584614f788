"""Each person finding of one document with what stands round it: heading, row, address, job title beside it.

A Sighting is all that linking needs to know of a document, so that the documents themselves can be let go.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from redactor.detect.folding import fold, unread
from redactor.detect.mention import Mention, parse_mention
from redactor.detect.nicknames import find_nick
from redactor.detect.profile import fold_value
from redactor.detect.signs import SIGNS_ENTRIES, RoleCues, Sign, kin_of, read_signs
from redactor.detect.tables import MAIL_ADDRESS, Shape, Table, lay_out_rows, read_shape
from redactor.detect.titles import GENERIC_MAILBOXES
from redactor.detect.values import fold_date
from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Category, Evidence, Finding, Span

OWNER_HEADINGS = (
    re.compile(
        r"^(name of )?(the )?(pupil|student|child|learner|tenant|patient|employee|resident|client|service user|"
        r"applicant|candidate|young person|member|customer|child or young person)('s)?( name| full name)?$"
    ),
    re.compile(r"^((full|legal|first|last|family|pupil|student|contact) )?(name|surname|forename)s?( of \w+)?$"),
    re.compile(r"^(caller|contact|person|who|reported by|complainant|player|attendee)$"),
)
"""Column headings over the person that a row is about, the surest first (folded)."""

_PUPIL_LIST = re.compile(r"\b(upn|fsm|reading age|sen|class|form|tutor group|year group|candidate|marks?|scores?)\b")
# A letter that stands for a family name: the " A" after "Kofi".
_GOES_ON = re.compile(r"^[ ](?:[A-HJ-Z]\b(?![.'’]?\w)|[A-Z]-[A-Z]\b)")
_HALF = re.compile(r"\b(surname|forenames?|family name|first name|last name|given name)\b")
_DAY = r"[ >*-]{0,4}(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b|\d{1,2}[/.:]\d{1,2}\b)"
_ENTRY = re.compile(_DAY, re.I)
_SENTENCE_ENDED = re.compile(r"[.!)] +\Z|  +\Z")
_SIGNED_ENTRY = re.compile(
    rf"^{_DAY}[^\n]*(?:[.!)] +|  +)[A-Z][\w.'’-]{{0,20}}(?: [A-Z][\w.'’-]{{0,20}})?\.?$", re.I | re.M
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One mention where it stands. `line` and `row` are offsets that two sightings of one line or row share."""

    finding: Finding
    text: str
    mention: Mention
    label: str = ""
    line: int = 0
    row: int | None = None
    table: int | None = None
    owns_row: bool = False
    mails: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    is_read: bool = False
    """The page was read by OCR: a slip of one letter is likely."""
    is_alone: bool = False
    """It is all that its line holds, as below a letter."""
    in_value: bool = False
    """It lies behind the digits of a number or an address that a detector found."""
    in_heading: bool = False
    """It stands in the heading row of a table."""
    is_writer: bool = False
    """It stands in a From header."""
    kin_of: str = ""
    """Whose brother or sister the words before make it, as they stand there."""
    is_address: bool = False
    """It is the mail address itself."""
    before: str = ""
    after: str = ""
    """The characters right before and behind it."""


def texts_of(document: Document) -> tuple[tuple[int | None, str], ...]:
    """The text of a document and those of its second readings, each with the reading's index."""
    readings = (reading.text for reading in document.readings)
    return ((None, lay_out_rows(document.text)), *enumerate(map(lay_out_rows, readings)))


def read_sightings(
    document: Document,
    findings: Sequence[Finding],
    cues: RoleCues,
    *,
    shapes: Mapping[int | None, Shape],
    skip: Container[str] = (),
) -> tuple[Sighting, ...]:
    """A sighting for every person finding with a span, in text order; mentions inside larger ones are left out."""
    sightings: list[Sighting] = []
    for reading, text in texts_of(document):
        here = [each for each in findings if each.span and each.span.reading == reading]
        named = _largest([each for each in here if each.category is Category.PERSON])
        shape = shapes[reading]
        owners = {id(table): find_owner_column(table, named) for table in shape.tables}
        for finding in named:
            if finding.id in skip:
                continue
            sighting = _sight(finding, text, shape, cues, is_read=_is_read(document, finding))
            sighting = _place_in_table(sighting, shape, owners, here)
            sightings.append(replace(sighting, in_value=_is_in_value(finding, text, here)))
    return tuple(sightings)


def shapes_of(document: Document) -> Mapping[int | None, Shape]:
    """The shape of each text of a document, by reading."""
    return {reading: read_shape(text) for reading, text in texts_of(document)}


def find_header_names(
    document: Document, findings: Sequence[Finding], shapes: Mapping[int | None, Shape]
) -> Iterator[Finding]:
    """People in mail headers whom no detector has raised yet."""
    for reading, shape in shapes.items():
        spans = [each.span for each in findings if each.category is Category.PERSON and each.span]
        for each in shape.correspondents:
            if each.name_end - each.name_start < 3:
                continue
            span = Span(each.name_start, each.name_end, reading)
            name = shape.text[each.name_start : each.name_end]
            mail = fold(shape.text[each.mail_start : each.mail_end])
            if any(span.overlaps(other) for other in spans if other) or mail.split("@")[0] in GENERIC_MAILBOXES:
                continue
            if parse_mention(name).is_full and len(name.split()) <= 4 and not any(mark.isdigit() for mark in name):
                why = "Stands as a name in a mail header."
                yield Finding(
                    document_id=document.id,
                    category=Category.PERSON,
                    place=span,
                    evidence=Evidence(detector="header", score=0.9, why=why),
                )


def find_owner_column(table: Table, named: Sequence[Finding]) -> int | None:
    """The column over the person that each row is about; None for logs, forms and tables of things."""
    headings = [fold(heading).strip(" .:*") for heading in table.headings]
    for pattern in OWNER_HEADINGS:
        for column, heading in enumerate(headings):
            if any(pattern.match(each.strip()) for each in (heading, *heading.split("/"))):
                return column
    if headings or len(table.rows) < 3:
        return None
    for column in range(max(len(row.cells) for row in table.rows)):
        held = [
            _fills(row.cells[column].start, row.cells[column].end, named)
            for row in table.rows
            if column < len(row.cells)
        ]
        if sum(held) >= 0.8 * len(table.rows):
            return column
    return None


def _fills(start: int, end: int, named: Sequence[Finding]) -> bool:
    """Whether one name, and little beside it, stands in the cell."""
    inside = [each.span for each in named if each.span and start <= each.span.start and each.span.end <= end]
    return len(inside) == 1 and inside[0] is not None and (inside[0].end - inside[0].start) >= 0.6 * (end - start)


def _largest(named: Sequence[Finding]) -> list[Finding]:
    """In text order, without those that lie within another."""
    ordered = sorted(named, key=lambda each: (each.span.start, -each.span.end) if each.span else (0, 0))
    kept: list[Finding] = []
    for finding in ordered:
        if kept and kept[-1].span and finding.span and kept[-1].span.holds(finding.span):
            continue
        kept.append(finding)
    return kept


def _sight(finding: Finding, text: str, shape: Shape, cues: RoleCues, *, is_read: bool) -> Sighting:
    span = finding.span
    assert span is not None
    start, end = span.start, span.end
    words = unread(text[start:end]) if is_read else text[start:end]
    label = shape.label_at(start)
    line = max(text.rfind("\n", 0, start), text.rfind("\f", 0, start)) + 1
    line_end = min((at for at in (text.find("\n", end), text.find("\f", end)) if at >= 0), default=len(text))
    pair = next(
        (each for each in shape.correspondents if each.name_start <= start < max(each.name_end, each.mail_end)), None
    )
    mails = (fold(text[pair.mail_start : pair.mail_end]),) if pair and pair.mail_end > pair.mail_start else ()
    is_address = MAIL_ADDRESS.fullmatch(words.strip("<>")) is not None
    mails = (fold(words).strip("<>"),) if is_address else mails
    mention = _with_other_half(parse_mention(words, label=label), start, shape)
    tail = _GOES_ON.match(text[end : end + 4])
    if tail and mention.word:
        mention = parse_mention(words + tail[0])
    if mention.is_full:
        mention = replace(mention, nick=find_nick(text, start, end, shape))
    beside = (text[max(0, start - 60) : start], text[end : end + 70])
    return Sighting(
        finding=finding,
        text=words,
        mention=mention,
        label=label,
        is_read=is_read,
        line=line,
        mails=mails,
        signs=(
            *read_signs(*beside, mention=mention, label=label, cues=cues),
            *(_entry_sign(text, line, start, text[end:line_end])),
        ),
        in_heading=shape.is_heading(start),
        is_alone=not text[line:start].strip(" >\t*-") and not text[end:line_end].strip(" ,.\t"),
        is_writer=bool(pair and pair.label in ("from", "sender")),
        is_address=is_address,
        kin_of=kin_of(beside[0]),
        before=beside[0][-12:],
        after=beside[1][:30],
    )


@lru_cache(maxsize=4)
def _has_signed_entries(text: str) -> bool:
    """Whether more than one entry of a text ends with a name that stands by itself."""
    return len(_SIGNED_ENTRY.findall(text)) > 1


def _entry_sign(text: str, line: int, start: int, tail: str) -> Iterator[Sign]:
    """Whether the mention signs an entry of a log: a day or time opens the line, a sentence ends before the name."""
    if tail.strip(" .") or not _ENTRY.match(text, line, start) or not _SENTENCE_ENDED.search(text, line, start):
        return
    if _has_signed_entries(text):
        yield Sign(role="staff", weight=66, why=SIGNS_ENTRIES)


def _with_other_half(mention: Mention, start: int, shape: Shape) -> Mention:
    """A surname and a forename asked for in fields next to each other are one name."""
    if bool(mention.given) == bool(mention.family):
        return mention
    if shape.row_at(start):
        return _with_other_cell(mention, start, shape)
    at = next((index for index, field in enumerate(shape.fields) if field.start <= start < field.end), None)
    if at is None or not re.search(
        "surname|forename|family name|first name|last name|given name", fold(shape.fields[at].label)
    ):
        return mention
    for field in shape.fields[max(0, at - 1) : at + 2]:
        other = parse_mention(shape.text[field.start : field.end], label=field.label)
        if abs(field.start - start) < 160 and bool(other.given) != bool(other.family):
            if mention.family and other.given:
                return replace(mention, given=other.given)
            if mention.given and other.family and re.search("surname|family|last", fold(field.label)):
                return replace(mention, family=other.family)
    return mention


def _with_other_cell(mention: Mention, start: int, shape: Shape) -> Mention:
    """A surname and a forename in two columns of one row are one name."""
    found, own = shape.row_at(start), shape.cell_at(start)
    if not found or not own or not _HALF.search(fold(own.heading)):
        return mention
    for cell in found[1].cells:
        if cell is own or abs(cell.column - own.column) != 1 or not _HALF.search(fold(cell.heading)):
            continue
        other = parse_mention(shape.text[cell.start : cell.end], label=cell.heading)
        if mention.family and other.given and not other.family:
            return replace(mention, given=other.given)
        if mention.given and other.family and not other.given:
            return replace(mention, family=other.family)
    return mention


def _place_in_table(
    sighting: Sighting, shape: Shape, owners: Mapping[int, int | None], here: Sequence[Finding]
) -> Sighting:
    span = sighting.finding.span
    found = shape.row_at(span.start) if span else None
    if not found or not span:
        return sighting
    table, row = found
    column = owners[id(table)]
    cell = next((each for each in row.cells if each.start <= span.start < each.end), None)
    owns = bool(cell and cell.column == column and (span.end - span.start) >= 0.6 * (cell.end - cell.start))
    marks: list[str] = []
    signs = sighting.signs
    if owns:
        for each in here:
            if each.span and row.start <= each.span.start < row.end and _tells_apart(each):
                value = shape.text[each.span.start : each.span.end]
                is_birth = each.category is Category.DATE_OF_BIRTH
                marks.append("born " + fold_date(value) if is_birth else "id " + fold_value(value))
        if any(_PUPIL_LIST.search(fold(heading)) for heading in table.headings):
            signs = (*signs, Sign(role="pupil", weight=66, why="Has a row in a list of pupils."))
    return replace(sighting, row=row.start, table=table.rows[0].start, owns_row=owns, marks=tuple(marks), signs=signs)


def _is_in_value(finding: Finding, text: str, here: Sequence[Finding]) -> bool:
    span = finding.span
    values = (each.span for each in here if each.category in (Category.IDENTIFIER, Category.CONTACT))
    return span is not None and any(
        value.holds(span) and "@" not in text[value.start : value.end] and _DIGIT.search(text, value.start, span.start)
        for value in values
        if value is not None
    )


def _tells_apart(finding: Finding) -> bool:
    """Whether a value can tell two people of one name apart."""
    return finding.category is Category.DATE_OF_BIRTH or (
        finding.category is Category.IDENTIFIER and finding.kind in ("upn", "uln", "nhs", "nino", "chi", "trn")
    )


def _is_read(document: Document, finding: Finding) -> bool:
    span = finding.span
    if span is None:
        return False
    return span.reading is not None or document.page_at(span.start).origin is WordOrigin.OCR
