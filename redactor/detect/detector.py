"""One Document in; out every Finding that can be made without looking at another document.

Names, roster, layout, patterns and passages each look at every reading of the text; areas without words, doubtful
pages and sheets of unseen content are claimed as areas and pages. Nothing is decided here: findings carry no person
and no suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from redactor.detect.classifier import SentenceReader
from redactor.detect.fields import FieldHit, find_field_values, read_fields
from redactor.detect.hits import PassageHit
from redactor.detect.joining import drop_second_readings, join_findings
from redactor.detect.names import NameFinder, NameSpan
from redactor.detect.passages import find_passages
from redactor.detect.patterns import IdentifierHit, find_identifiers
from redactor.detect.roster import RosterHit, find_known
from redactor.domain.box import PageBox
from redactor.domain.case import Case
from redactor.domain.document import Document, Page, Sheet
from redactor.domain.finding import Category, Evidence, Finding, Place, Span, WholePage
from redactor.rulebook import Rulebook

FIELD_SCORE = 0.8
ROSTER_SCORE = 0.99
PARAGRAPH_GAP = 1.6
"""How many usual line steps part two paragraphs on paper."""


def detect(
    document: Document, case: Case, rulebook: Rulebook, names: NameFinder, *, reader: SentenceReader | None = None
) -> tuple[Finding, ...]:
    """Make every finding about one document, in text order, then those about areas and pages.

    With a reader of sentences, passages are raised that no rule has words for.

    Second readings are searched as well; their findings name the reading and stay only where the first reading
    claims nothing of that kind at that place.
    """
    findings = list(_search(document.text, None, document, (case, rulebook, names, reader)))
    for index, reading in enumerate(document.readings):
        findings.extend(_search(reading.text, index, document, (case, rulebook, names, reader)))
    joined = join_findings((*findings, *_claim_areas(document)))
    return drop_second_readings(document, joined)


_Tools = tuple[Case, Rulebook, NameFinder, SentenceReader | None]


def _search(text: str, reading: int | None, document: Document, tools: _Tools) -> Iterator[Finding]:
    """Run every detector over one reading of the text."""
    case, rulebook, names, reader = tools
    maker = _Maker(document.id, reading, rulebook.version, names.version)
    people = [span for span in names.find(text) if span.label == "PERSON" and span.end > span.start]
    fields = read_fields(text, rulebook.vocabulary)
    values = find_field_values(text, fields, rulebook.vocabulary)
    known = find_known(text, case)
    yield from map(maker.of_name, people)
    yield from map(maker.of_roster, known)
    yield from map(maker.of_field, values)
    yield from (maker.of_identifier(hit) for hit in find_identifiers(text, rulebook, fields) if not hit.rule.keep)
    named = [span.start for span in people]
    named += [value.start for value in values if value.category is Category.PERSON]
    named += [hit.start for hit in known if hit.category is Category.PERSON]
    breaks = frozenset[int]() if reading is not None else frozenset(_paper_breaks(document))
    passages = find_passages(text, rulebook, names=named, breaks=breaks, reader=reader)
    yield from map(maker.of_passage, passages)


class _Maker:
    """Turns what the detectors of one reading found into Findings."""

    def __init__(self, document_id: str, reading: int | None, rules: str, names: str) -> None:
        self._document_id, self._reading, self._rules, self._names = document_id, reading, rules, names

    def _make(self, span: tuple[int, int], category: Category, evidence: Evidence, kind: str = "") -> Finding:
        place = Span(*span, reading=self._reading)
        return Finding(document_id=self._document_id, category=category, place=place, evidence=evidence, kind=kind)

    def of_name(self, span: NameSpan) -> Finding:
        evidence = Evidence(detector="names", version=self._names, score=span.score, why="Reads like a person's name.")
        return self._make((span.start, span.end), Category.PERSON, evidence)

    def of_roster(self, hit: RosterHit) -> Finding:
        why = "The request names this person." if hit.who.startswith("people") else f"The request names the {hit.who}."
        evidence = Evidence(detector="roster", rule=hit.who, version=self._rules, score=ROSTER_SCORE, why=why)
        return self._make(
            (hit.start, hit.end), hit.category, evidence, "known" if hit.category is not Category.PERSON else ""
        )

    def of_field(self, hit: FieldHit) -> Finding:
        evidence = Evidence(
            detector="table", rule=hit.kind or "name", version=self._rules, score=FIELD_SCORE,
            why="Stands under a heading or after a label of that kind.", context=(hit.label,),
        )  # fmt: skip
        return self._make((hit.start, hit.end), hit.category, evidence, hit.kind)

    def of_identifier(self, hit: IdentifierHit) -> Finding:
        check = {"pass": ", and its check digit holds", "fail": ", though its check digit fails"}.get(hit.checksum, "")
        evidence = Evidence(
            detector="pattern", rule=hit.rule.code, version=self._rules, score=hit.score, checksum=hit.checksum,
            why=f"Has the shape of: {hit.rule.label.lower()}{check}.", context=hit.context,
        )  # fmt: skip
        return self._make((hit.start, hit.end), hit.category, evidence, hit.rule.code)

    def of_passage(self, hit: PassageHit) -> Finding:
        why, version = "Words of this family stand here together with somebody they are said of.", self._rules
        if hit.reader:
            why, version = (
                "Reads like this family, though no rule has its words; those that weighed most stand by.",
                hit.reader,
            )
        evidence = Evidence(
            detector="passage", rule=",".join(hit.families), version=version, score=hit.score, why=why,
            context=hit.context,
        )  # fmt: skip
        return self._make((hit.start, hit.end), hit.category, evidence, hit.kind)


def _claim_areas(document: Document) -> Iterator[Finding]:
    """Findings about what has no words, was not well read, or is not visible on the pages."""
    for page in document.pages:
        for box in page.pictures:
            yield _claim(
                document,
                Category.PICTURE,
                PageBox(page.index, box),
                "An area without words that a person has to look at.",
            )
        if page.doubt:
            signs = ", ".join(sign.replace("_", " ") for sign in page.doubt)
            yield _claim(document, Category.UNREAD, WholePage(page.index), f"The page was not fully read: {signs}.")
        if page.sheet is Sheet.UNSEEN:
            yield _claim(
                document, Category.UNSEEN, WholePage(page.index), "Lists what the pages of the record do not show."
            )


def _claim(document: Document, category: Category, place: Place, why: str) -> Finding:
    evidence = Evidence(detector="pages", rule=category.value, why=why)
    return Finding(document_id=document.id, category=category, place=place, evidence=evidence)


def _paper_breaks(document: Document) -> Iterator[int]:
    """The starts of lines before which an upright page shows more than a line's gap."""
    for page in document.pages:
        if page.rotation % 180 == 0:
            yield from _page_breaks(page)


def _page_breaks(page: Page) -> Iterator[int]:
    lines: dict[int, tuple[int, float, float]] = {}
    for word in page.words:
        start, top, bottom = lines.get(word.line, (word.start, word.box.y0, word.box.y1))
        lines[word.line] = (min(start, word.start), min(top, word.box.y0), max(bottom, word.box.y1))
    ordered = sorted(lines.values())
    steps = [after[1] - before[1] for before, after in pairwise(ordered) if after[1] > before[1]]
    if len(steps) < 3:
        return
    usual = median(steps)
    for before, after in pairwise(ordered):
        if after[1] - before[1] > PARAGRAPH_GAP * usual:
            yield after[0]
