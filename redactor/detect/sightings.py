"""Each person finding of one document with what stands round it: heading, row, address, job title beside it.

A Sighting is all that linking needs to know of a document, so that the documents themselves can be let go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from redactor.detect.mention import GENERIC_MAILBOXES, KIN_TITLES, POLICE_TITLES, Mention, fold, parse_mention
from redactor.detect.profile import fold_value
from redactor.detect.tables import Shape, Table, read_shape
from redactor.detect.values import fold_date
from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Category, Evidence, Finding, Span, Verdict
from redactor.domain.rule import Cue, RoleRule

STAFF_HEADING = re.compile(
    r"^(entered|taken|recorded|logged|completed|created|updated|reported|actioned|authorised|approved|seen|"
    r"signed off) by$"
    r"|^(entered on \w+|printed|exported) by$"
    r"|^(call )?(handler|officer|case ?worker|key ?worker|adult|staff|staff (member|name)|member of staff|teacher|"
    r"class teacher|tutor|form tutor|author|assigned to|allocated to|owner|first aider|line manager|interviewer|"
    r"clinician|practitioner|worker|social worker|lead|advis[eo]r|operator|agent)$"
)
"""Column headings and form labels over those who keep the record (folded)."""

OWNER_HEADINGS = (
    re.compile(
        r"^(name of )?(the )?(pupil|student|child|learner|tenant|patient|employee|resident|client|service user|"
        r"applicant|candidate|young person|member|customer|child or young person)('s)?( name| full name)?$"
    ),
    re.compile(r"^((full|legal|first|last|family|pupil|student|contact) )?(name|surname|forename)s?( of \w+)?$"),
    re.compile(r"^(caller|contact|person|who|reported by|complainant|player|attendee)$"),
)
"""Column headings over the person that a row is about, the surest first (folded)."""

PUPIL_HEADING = re.compile(
    r"\b(pupils?|students?|child(ren)?|learners?|linked (pupils?|students?|children)|classmates?)\b"
)
_PUPIL_LIST = re.compile(r"\b(upn|fsm|reading age|sen|class|form|tutor group|year group|candidate|marks?|scores?)\b")
_CLASS_TAG = re.compile(r"^\s?\((?:Y(?:ear)? ?)?\d{1,2}[A-Z]{0,2}\)|^,? (?:of|in) (?:class|Year) ?\w{1,3}\b")
# A letter that stands for a family name: the " A" after "Kofi".
_GOES_ON = re.compile(r"^[ ](?:[A-HJ-Z]\b(?![.'’]?\w)|[A-Z]-[A-Z]\b)")
_BESIDE = re.compile(r"^[\s,:;\-–(]*(?:(?:the|our|a|an|by|and|from|acting|interim|deputy|assistant|is|was)\s)?$", re.I)
_TITLE_TAIL = re.compile(r"[\s,:\-–(]*(?:(?:mr|mrs|ms|miss|mx|dr)\.?\s)?$", re.I)
_DETERMINER = re.compile(r"\b(?:the|a|an|his|her|my|our|their|your|another|that|this)\s$", re.I)
_TITLED_TAIL = re.compile(r"(?:mr|mrs|ms|miss|mx|dr)\.?\s$", re.I)
_JOB_ENDS = re.compile(r"[ ]?(?:$|[\n\f.,;)&/|]|(?:and|at|of|for|in)\b)")
_FIRST_LETTERS = re.compile(r"(?<!\w)\w{1,3}")
_NEVER_BY_CUE = frozenset({"subject", "requester", "organisation", "public_figure", "deceased", "unknown"})
_KIN_BEFORE = re.compile(
    r"(?:['’]s|\b(?:his|her|their|my|step))[ -]?(?:step-?|grand|half-)?"
    r"(?:mum|mom|mam|mother|dad|father|brother|sister|son|daughter|nan|gran|wife|husband|partner|carer)\s*,?\s*$",
    re.I,
)
_KIN_AFTER = re.compile(
    r"^\s*[,(]\s*(?:\w+['’]s )?(?:mum|mother|dad|father|brother|sister|son|daughter|nan|gran|wife|husband|partner)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign of a role: the role's code, how much it weighs (0-100), and the reason for the reviewer."""

    role: str
    weight: int
    why: str


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
    in_heading: bool = False
    """It stands in the heading row of a table."""
    is_writer: bool = False
    """It stands in a From header."""


@dataclass(frozen=True)
class RoleCues:
    """The cue words of all roles by their first three letters, so that a text is compared with few of them."""

    by_key: Mapping[str, tuple[tuple[str, Cue], ...]]
    titles: tuple[tuple[str, Cue], ...]
    released: frozenset[str]

    def near(self, *texts: str) -> Iterator[tuple[str, Cue]]:
        """The role codes and cues of which a first word stands in the texts."""
        keys = {word[:3] for text in texts for word in _FIRST_LETTERS.findall(text.lower())}
        for key in sorted(keys):
            yield from self.by_key.get(key, ())

    def with_title(self, title: str) -> Iterator[str]:
        """The codes of the roles that a title (folded) belongs to."""
        spellings = (title, title.capitalize(), title.upper())
        for code, cue in self.titles:
            if any(cue.pattern.fullmatch(each) for each in spellings):
                yield code


def index_roles(roles: Mapping[str, RoleRule]) -> RoleCues:
    """Make the index; roles that a word beside a name can never give are left out."""
    by_key: dict[str, list[tuple[str, Cue]]] = defaultdict(list)
    for code, role in roles.items():
        for cue in role.cues if code not in _NEVER_BY_CUE else ():
            for key in cue.keys:
                by_key[key].append((code, cue))
    return RoleCues(
        by_key={key: tuple(cues) for key, cues in by_key.items()},
        titles=tuple((code, cue) for code, role in roles.items() for cue in role.titles),
        released=frozenset(code for code, role in roles.items() if role.verdict is Verdict.RELEASE),
    )


def texts_of(document: Document) -> tuple[tuple[int | None, str], ...]:
    """The text of a document and those of its second readings, each with the reading's index."""
    return ((None, document.text), *((index, reading.text) for index, reading in enumerate(document.readings)))


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
            sighting = _sight(finding, text, shape, cues)
            sighting = _place_in_table(sighting, shape, owners, here)
            sightings.append(replace(sighting, is_read=_is_read(document, finding)))
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
            if pattern.match(heading):
                return column
    if headings or len(table.rows) < 4:
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


def _sight(finding: Finding, text: str, shape: Shape, cues: RoleCues) -> Sighting:
    span = finding.span
    assert span is not None
    start, end = span.start, span.end
    words = text[start:end]
    label = shape.label_at(start)
    line = max(text.rfind("\n", 0, start), text.rfind("\f", 0, start)) + 1
    line_end = min((at for at in (text.find("\n", end), text.find("\f", end)) if at >= 0), default=len(text))
    pair = next(
        (each for each in shape.correspondents if each.name_start <= start < max(each.name_end, each.mail_end)), None
    )
    mails = (fold(text[pair.mail_start : pair.mail_end]),) if pair and pair.mail_end > pair.mail_start else ()
    mention = _with_other_half(parse_mention(words, label=label), start, shape)
    tail = _GOES_ON.match(text[end : end + 4])
    if tail and mention.word:
        mention = parse_mention(words + tail[0])
    return Sighting(
        finding=finding,
        text=words,
        mention=mention,
        label=label,
        line=line,
        mails=mails,
        signs=tuple(_read_signs(text, start, end, mention=mention, label=label, cues=cues)),
        in_heading=shape.is_heading(start),
        is_alone=not text[line:start].strip(" >\t*-") and not text[end:line_end].strip(" ,.\t"),
        is_writer=bool(pair and pair.label in ("from", "sender")),
    )


def _with_other_half(mention: Mention, start: int, shape: Shape) -> Mention:
    """A surname and a forename asked for in fields next to each other are one name."""
    if bool(mention.given) == bool(mention.family) or shape.row_at(start):
        return mention
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


def _read_signs(text: str, start: int, end: int, *, mention: Mention, label: str, cues: RoleCues) -> Iterator[Sign]:
    heading = fold(label).strip(" .:*?")
    if STAFF_HEADING.match(heading):
        yield Sign(role="staff", weight=80, why="Named in a column or field for those who keep the record.")
    elif PUPIL_HEADING.search(heading):
        yield Sign(role="pupil", weight=65, why="Named in a column or field for pupils.")
    if mention.title in POLICE_TITLES:
        yield Sign(role="police", weight=60, why="A police rank stands before the name.")
    before, after = text[max(0, start - 60) : start], text[end : end + 70]
    if mention.title in KIN_TITLES or _KIN_BEFORE.search(before) or _KIN_AFTER.match(after):
        yield Sign(role="family", weight=50, why="A word for a relative stands beside the name.")
    if _CLASS_TAG.match(after):
        yield Sign(role="pupil", weight=64, why="A class stands beside the name.")
    near_before = before[max(before.rfind("\n"), before.rfind("\t"), before.rfind("\f")) + 1 :]
    is_formal = bool(mention.title or mention.is_full)
    for code, cue in cues.near(near_before, after):
        if _stands_before(cue, near_before, is_formal=is_formal) or _stands_after(cue, after):
            yield Sign(role=code, weight=70, why="A job title or role stands beside the name.")
    for code, cue in cues.near(heading):
        if cue.pattern.fullmatch(heading):
            weight = 75 if code in cues.released else 45
            yield Sign(role=code, weight=weight, why="The field asks for somebody in this role.")
    if mention.title and mention.title not in KIN_TITLES:
        for code in cues.with_title(mention.title):
            yield Sign(role=code, weight=55, why="The title before the name belongs to the role.")


def _stands_before(cue: Cue, before: str, *, is_formal: bool) -> bool:
    """A job title before the name; in running text ("told the teacher Tyler did it") it says nothing of a bare name."""
    for match in cue.pattern.finditer(before):
        tail = before[match.end() :]
        if not _TITLE_TAIL.fullmatch(tail):
            continue
        is_spoken_of = _DETERMINER.search(before[: match.start()]) is not None and not match[0][0].isupper()
        if ":" in tail or _TITLED_TAIL.search(tail) or (is_formal and not is_spoken_of):
            return True
    return False


def _stands_after(cue: Cue, after: str) -> bool:
    """A job title after the name that ends there, as in a signature or "…, housing officer."."""
    match = cue.pattern.search(after)
    if not match or not _BESIDE.fullmatch(after[: match.start()]) or "\t" in after[: match.start()]:
        return False
    if not re.match(r"[\s,:\-–(]", after) or "\n\n" in after[: match.start()]:
        return False
    return _JOB_ENDS.match(after[match.end() :]) is not None
