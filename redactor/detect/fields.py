"""Text in; out the values that stand under a column heading or after a label.

Layout says what a word cannot: a name in capitals in the column "Name", a date under "DOB". A table row is one line
with tabs between its cells; a label stands before a colon or a tab, several to a line where a form is narrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from redactor.detect.lexicon import Lexicon
from redactor.detect.titles import JOB
from redactor.domain.finding import Category
from redactor.domain.rule import Vocabulary

_LINE = re.compile(r"[^\n\f]+")
_COLON = re.compile(r"[ \t]{0,2}:(?:[ \t]{1,3}|$)")
_LABEL_LIMIT = 48
_LABELLED = re.compile(r"[A-Z][^\t\n:]{1,40}:\s+\S")
_QUOTE = re.compile(r"[> ]{0,8}")
_DATE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}$|\d{1,2} [A-Za-z]{3,9} \d{2,4}$")
_LINES_BETWEEN = 4
"""Lines of page furniture that a table may run on over, where its rows still have as many cells."""

KINDS: dict[str, tuple[Category, str]] = {
    "headings.name": (Category.PERSON, ""),
    "headings.mail": (Category.PERSON, ""),
    "headings.address": (Category.CONTACT, "address"),
    "headings.workplace": (Category.CONTACT, "workplace"),
    "headings.special": (Category.SPECIAL, "special.field"),
}


_PEOPLE = frozenset(kind for kind, (category, _) in KINDS.items() if category is Category.PERSON)


@dataclass(frozen=True, slots=True)
class Field:
    """A value and the span of the heading or label that governs it; `in_table` where the heading is a column's."""

    label_start: int
    label_end: int
    start: int
    end: int
    in_table: bool


@dataclass(frozen=True, slots=True)
class FieldHit:
    """A value that its heading makes a finding."""

    start: int
    end: int
    category: Category
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int


@lru_cache(maxsize=4)
def _heading_lexicon(vocabulary: Vocabulary) -> Lexicon[str]:
    names = [name for name in vocabulary.lists if name == "headings" or name.startswith("headings.")]
    return Lexicon((name, cue) for name in names for cue in vocabulary.cues(name))


def read_fields(text: str, vocabulary: Vocabulary) -> tuple[Field, ...]:
    """Every value under a heading or after a label, in text order."""
    lexicon = _heading_lexicon(vocabulary)
    fields: list[Field] = []
    headings: Sequence[_Cell] = ()
    since = 0
    lines = [(found.start(), found.end()) for found in _LINE.finditer(text)]
    for place, (start, end) in enumerate(lines):
        if "\t" not in text[start:end]:
            since += 1
            if since > _LINES_BETWEEN:
                headings = ()
            fields.extend(_read_labels(text, start, end, lexicon))
            continue
        cells = tuple(_cells(text, start, end))
        if all(_LABELLED.match(text, cell.start, cell.end) for cell in cells if cell.end > cell.start):
            for cell in cells:
                fields.extend(_read_labels(text, cell.start, cell.end, lexicon))
            headings = ()
            continue
        follows = "\t" in text[slice(*lines[place + 1])] if place + 1 < len(lines) else False
        if _is_heading_row(text, cells, lexicon) and (follows or not headings):
            headings, since = (cells if follows else ()), 0
            if not follows:
                fields.extend(_read_pair(text, cells))
        elif headings and len(headings) - 2 <= len(cells) <= len(headings) and (since == 0 or len(cells) > 2):
            fields.extend(_read_row(text, headings, cells))
            since = 0
        else:
            headings = ()
            fields.extend(_read_pair(text, cells))
    return tuple(fields)


def find_field_values(text: str, fields: Sequence[Field], vocabulary: Vocabulary) -> tuple[FieldHit, ...]:
    """The values whose heading says that they are a person, an address, a workplace or a special-category fact."""
    lexicon = _heading_lexicon(vocabulary)
    hits: list[FieldHit] = []
    known: dict[tuple[int, int], tuple[str, ...]] = {}
    for field in fields:
        span = (field.label_start, field.label_end)
        if span not in known:
            known[span] = _heading_kinds(text, *span, lexicon)
        for kind in known[span]:
            category, code = KINDS[kind]
            label = text[slice(*span)]
            if kind == "headings.mail" and "@" not in text[field.start : field.end]:
                continue
            if category is Category.PERSON:
                hits.extend(FieldHit(a, b, category, code, label) for a, b in _names(text, field, vocabulary))
            elif not _is_empty(text[field.start : field.end], vocabulary, category):
                hits.append(FieldHit(field.start, field.end, category, code, label))
    return tuple(hits)


# ---------------------------------------------------------------- tables


def _cells(text: str, start: int, end: int) -> Iterator[_Cell]:
    at = start
    for part in text[start:end].split("\t"):
        left = at + len(part) - len(part.lstrip())
        yield _Cell(left, max(left, at + len(part.rstrip())))
        at += len(part) + 1


def _is_heading_row(text: str, cells: Sequence[_Cell], lexicon: Lexicon[str]) -> bool:
    written = [text[cell.start : cell.end] for cell in cells if cell.end > cell.start]
    if len(written) < 2 or any(len(each) > 40 or re.search(r"\d{3}|@", each) for each in written):
        return False
    known = sum(bool(_heading_kinds(text, c.start, c.end, lexicon, every=True)) for c in cells if c.end > c.start)
    return known >= 2 and known * 2 >= len(written)


def _read_row(text: str, headings: Sequence[_Cell], cells: Sequence[_Cell]) -> Iterator[Field]:
    """Pair cells with headings; an empty cell may have left no tab, so dates and words find their column by shape."""
    column = 0
    for place, cell in enumerate(cells):
        spare = len(headings) - column - (len(cells) - place)
        while spare > 0 and not _fits(text[headings[column].start : headings[column].end], text[cell.start : cell.end]):
            column, spare = column + 1, spare - 1
        heading = headings[min(column, len(headings) - 1)]
        if cell.end > cell.start:
            yield Field(heading.start, heading.end, cell.start, cell.end, in_table=True)
        column += 1


def _fits(heading: str, value: str) -> bool:
    heading = heading.lower()
    if re.search(r"\b(dob|date|born|birth)\b", heading):
        return bool(_DATE.match(value)) or not value
    if re.search(r"\b(name|surname|forename|pupil|student|tenant|caller)\b", heading):
        return not any(letter.isdigit() for letter in value)
    if re.search(r"\b(upn|number|tel|phone|mobile|ref|no)\b", heading):
        return any(letter.isdigit() for letter in value) and not _DATE.match(value)
    return not _DATE.match(value)


def _read_pair(text: str, cells: Sequence[_Cell]) -> Iterator[Field]:
    written = [cell for cell in cells if cell.end > cell.start]
    if len(written) >= 2 and written[0].end - written[0].start <= _LABEL_LIMIT:
        end = written[0].end - 1 if text[written[0].end - 1] == ":" else written[0].end
        yield Field(written[0].start, end, written[1].start, written[-1].end, in_table=False)


# ---------------------------------------------------------------- labels


def _read_labels(text: str, start: int, end: int, lexicon: Lexicon[str]) -> Iterator[Field]:
    """Fields of one line; the first label begins the line, later ones are known headings."""
    quote = _QUOTE.match(text, start, end)
    begin = quote.end() if quote else start
    labels: list[tuple[int, int, int]] = []
    for colon in _COLON.finditer(text, begin, end):
        if not labels and colon.start() - begin <= _LABEL_LIMIT and text[begin : begin + 1].isalpha():
            labels.append((begin, colon.start(), colon.end()))
            continue
        ends_here = [hit for hit in lexicon.find(text, max(begin, colon.start() - 40), colon.start())
                     if hit.end == colon.start() and text[hit.start].isupper()]  # fmt: skip
        if ends_here:
            labels.append((min(hit.start for hit in ends_here), colon.start(), colon.end()))
    for place, (label_start, label_end, value_start) in enumerate(labels):
        stop = labels[place + 1][0] if place + 1 < len(labels) else end
        value = text[value_start:stop].rstrip()
        if value:
            yield Field(label_start, label_end, value_start, value_start + len(value), in_table=False)


def _heading_kinds(text: str, start: int, end: int, lexicon: Lexicon[str], *, every: bool = False) -> tuple[str, ...]:
    """What the heading says of its values; the phrase has to fill the heading but for a word or two."""
    file_property = _FILE_PROPERTY.fullmatch(text, start, end)
    if file_property and not every:
        return ("headings.name",) if file_property["who"] else ()
    kinds: dict[str, int] = {}
    for hit in lexicon.find(text, start, end):
        rest = (end - start) - (hit.end - hit.start)
        if rest <= 16 or hit.start == start:
            kinds[hit.key] = max(kinds.get(hit.key, 0), hit.end - hit.start)
    if every:
        return tuple(kinds)
    if _asks_otherwise(text[start:end]):
        kinds = {kind: length for kind, length in kinds.items() if kind not in _PEOPLE}
    longest = max(kinds.values(), default=0)
    return tuple(kind for kind, length in kinds.items() if kind in KINDS and length == longest)


_FILE_PROPERTY = re.compile(
    r"(?:document |core |custom |file )?property "
    r"(?:(?P<who>creator|author|last ?modified ?by|manager)|(?!address|ref|no|number)\w+(?: \w+)?)",
    re.I,
)
"""A row of the sheet of unseen content: a property of the file, such as "property modified"."""
_OTHER_END = re.compile(
    r"[ ](?:post|job|role|title|employer|date|number|no|ref|reference|phone|telephone|tel|mobile|email|e-mail|"
    r"age|class|year|status|type|notes?|comments?|views?|needs?|address|postcode|dob|birth|history|details|record|"
    r"signed|consent|language|salary|grade|hours|team|department)$",
    re.I,
)


def _asks_otherwise(label: str) -> bool:
    """Whether a label with a word for a person in it asks for something of theirs ("Child's school")."""
    return _OTHER_END.search(re.sub(r"[ ]?\(.*\)|[\s.:*?]+$", "", label)) is not None


# ---------------------------------------------------------------- values

_MAIL_PART = re.compile(r"[<\[(]?[\w.+'’-]{1,64}@[\w.-]{1,80}[>\])]?")
_NAME = re.compile(r"[^\W\d_][^\d\t\n@:£?!]{1,60}$")
_AND = re.compile(r"\s*(?:;|&|\band\b|/|\n)\s*|\s*,\s*")
_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'’\- ]{1,30},\s?[^\W\d_][\w'’\-]{0,20}(?: [^\W\d_][\w'’\-]{0,20}){0,2}$")
_WIDE_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
"""What parts a value from the next label of a narrow form."""
_TAIL = re.compile(
    r"\s*(?:\([^()]{1,20}\)|,? *\b(?:year|yr|class|form) ?\w{1,3}.*|,? *aged? ?\d+.*|\d[\d/.\- ]*)$", re.I
)


def _names(text: str, field: Field, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """The names inside a value: "SURNAME, Forename" is one, "TB, WF" are two."""
    value = _MAIL_PART.sub(lambda part: ";" * len(part[0]), text[field.start : field.end]).rstrip(" ;")
    value = _WIDE_GAP.split(value, maxsplit=1)[0]
    tail = _TAIL.search(value)
    while tail and tail.start() > 1:
        value = value[: tail.start()]
        tail = _TAIL.search(value)
    if _SURNAME_FIRST.match(value) and not _two_initials(value):
        if not _is_empty(value, vocabulary, Category.PERSON):
            yield field.start, field.start + len(value)
        return
    at = 0
    for part in [*_AND.finditer(value), None]:
        piece = value[at : part.start() if part else len(value)]
        stripped = piece.strip(" .;,'\"-")
        is_job = at > 0 and JOB.fullmatch(re.sub(r"\s*\(.*", "", stripped)) is not None
        if _is_name(stripped, vocabulary) and not is_job and not (at and stripped.islower() and value[:1].isupper()):
            begin = field.start + at + piece.index(stripped)
            yield begin, begin + len(stripped)
        at = part.end() if part else at


def _two_initials(value: str) -> bool:
    return all(part.strip().isupper() and len(part.strip()) <= 3 for part in value.split(","))


def _is_name(piece: str, vocabulary: Vocabulary) -> bool:
    if not _NAME.match(piece) or len(piece.split()) > 5 or _is_empty(piece, vocabulary, Category.PERSON):
        return False
    return piece[0].isupper() or (len(piece.split()) <= 3 and piece.islower())


def _is_empty(value: str, vocabulary: Vocabulary, category: Category) -> bool:
    """Whether a value says nothing: blank, "none", "as above"; for a person also a bare word of kin."""
    bare = value.strip(" .-–\"'()")
    lists = ["empty_values", "kin", "pronouns"] if category is Category.PERSON else ["empty_values"]
    if category is Category.SPECIAL and bare.lower() in ("y", "n", "yes", "no"):
        return False
    return not bare or any(cue.pattern.fullmatch(bare) for name in lists for cue in vocabulary.cues(name))
