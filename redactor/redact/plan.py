"""Rulings to the areas that must be emptied: which pages stay, which boxes, which one ground and label each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from redactor.domain.box import Box, PageBox
from redactor.domain.decision import SUGGESTED_BY, Ruling
from redactor.domain.document import Document, Page, Sheet, Word, WordOrigin
from redactor.domain.exemption import Exemption, Ncnd
from redactor.domain.finding import Category, Span, Verdict, WholeDocument, WholePage, boxes_of
from redactor.domain.redaction import Redaction, Treating, Treatment
from redactor.errors import LeakFound, NoDecision, OnHold

NEUTRAL_LABEL = "Withheld"
"""What stands in a box whose ground must not be told, or that no person has judged."""

MARGIN_PT = 1.0
OCR_MARGIN_PT = 2.0
"""OCR boxes are measured on ink and may lie a pixel or two off."""

_RANKS = (
    r"OOS|ME$|BIZ",
    r"HFEA|ADOPT|SEN-PLAN|PARENTAL-ORDER|REPORTER|PR-|CT-",
    r"LPP|LE-LPP",
    r"EW-|CA-BI",
    r"HOLD-HEALTH|SH-HEALTH",
    r"SH-",
    r"CRIME|TAX|RISK|IMM|PUB-FN|REG-|JUD|NATSEC|LE-",
    r"TP-|STAFF-PRIV",
    r"",
)
"""The order in which overlapping grounds are weighed; the first that fits stands alone in a box."""


@dataclass(frozen=True)
class Plan:
    """What leaves of a Document: `pages` are the indices that stay, in order; `withheld` where none does by ruling."""

    pages: tuple[int, ...]
    redactions: tuple[Redaction, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """One box to be, before merging; `line` is None for areas."""

    page_index: int
    line: int | None
    box: Box
    ruling: Ruling


def plan_redactions(
    document: Document,
    rulings: Sequence[Ruling],
    exemptions: Mapping[str, Exemption],
    treating: Treating = Treating(),
) -> Plan:
    """Derive the redactions of one Document from all rulings on it; `treating` says who gets other words than a label.

    Raises NoDecision or OnHold where a finding is undecided, ValueError for a ruling of another document and
    LeakFound where a withheld place covers nothing that could be taken out. A released finding inside a
    withheld place stays withheld.
    """
    _require_ruled(document, rulings)
    if treating.neutral:
        exemptions = {
            code: replace(each, label=NEUTRAL_LABEL, public_label=NEUTRAL_LABEL) for code, each in exemptions.items()
        }
    withheld = [ruling for ruling in rulings if ruling.verdict is Verdict.WITHHOLD]
    if any(isinstance(ruling.finding.place, WholeDocument) for ruling in withheld):
        return Plan((), (), True)
    pages = _staying_pages(document, rulings)
    marks = _marks(document, withheld, set(pages))
    redactions: list[Redaction] = []
    for index in pages:
        on_page = [mark for mark in marks if mark.page_index == index]
        redactions += _page_redactions(document.pages[index], on_page, exemptions)
    persons = {
        each.finding.id: each.finding.person_id if each.finding.category is Category.PERSON else None
        for each in withheld
    }
    return Plan(pages, _label_once([_treated(each, persons, treating, exemptions) for each in redactions]))


def _treated(
    redaction: Redaction, persons: Mapping[str, str | None], treating: Treating, exemptions: Mapping[str, Exemption]
) -> Redaction:
    """The redaction with the words for its person, or with nothing where all that it serves is treated so."""
    public = exemptions[redaction.code].public_label if redaction.code in exemptions else ""
    if redaction.treatment is Treatment.WHOLE_PAGE:
        return redaction
    asked = {treating.findings.get(finding) for finding in redaction.finding_ids}
    if Treatment.NEUTRAL in asked:
        return replace(redaction, label=public or NEUTRAL_LABEL, treatment=Treatment.NEUTRAL)
    if len(asked) == 1 and (asked <= {Treatment.BLOCK, Treatment.SUPPRESSED}):
        (treatment,) = asked
        return replace(redaction, label="", treatment=treatment or redaction.treatment)
    named = {persons.get(finding) for finding in redaction.finding_ids}
    if len(named) == 1:
        (person,) = named
        treatment, words = treating.people.get(person or "", (redaction.treatment, redaction.label))
        return replace(redaction, label=words, treatment=treatment)
    return redaction


def _require_ruled(document: Document, rulings: Sequence[Ruling]) -> None:
    if any(ruling.finding.document_id != document.id for ruling in rulings):
        raise ValueError("a ruling of another document")
    undecided = [ruling.finding.id for ruling in rulings if ruling.verdict is Verdict.OPEN]
    if undecided:
        raise NoDecision(f"{document.id}: {len(undecided)} findings are undecided: {_some(undecided)}")
    held = [ruling.finding.id for ruling in rulings if ruling.verdict is Verdict.HOLD]
    if held:
        raise OnHold(f"{document.id}: {len(held)} findings are on hold: {_some(held)}")


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (" …" if len(ids) > 5 else "")


def _staying_pages(document: Document, rulings: Sequence[Ruling]) -> tuple[int, ...]:
    verdicts: dict[int, set[Verdict]] = {}
    for ruling in rulings:
        if isinstance(ruling.finding.place, WholePage):
            verdicts.setdefault(ruling.finding.place.page_index, set()).add(ruling.verdict)
    return tuple(
        page.index
        for page in document.pages
        if page.sheet is Sheet.FACE or verdicts.get(page.index) == {Verdict.RELEASE}
    )


def _marks(document: Document, withheld: Sequence[Ruling], pages: set[int]) -> list[_Mark]:
    hidden = {
        (page, word.start) for ruling in withheld for page, word in _first_reading_words(document, ruling.finding.place)
    }
    marks: list[_Mark] = []
    for ruling in withheld:
        own = _place_marks(document, ruling, hidden)
        if not own:
            raise LeakFound(f"{document.id}: a withheld finding covers nothing on paper: {ruling.finding.id}")
        marks += [mark for mark in own if mark.page_index in pages]
    return marks


def _first_reading_words(document: Document, place: object) -> Iterable[tuple[int, Word]]:
    if isinstance(place, Span) and place.reading is None:
        return [(document.page_at(word.start).index, word) for word in document.words_in(place.start, place.end)]
    if isinstance(place, (PageBox, Span)):
        return [
            (area.page_index, word)
            for area in boxes_of(document, place)
            for word in document.pages[area.page_index].words
            if area.box.contains_point(*_centre(word.box))
        ]
    return []


def _place_marks(document: Document, ruling: Ruling, hidden: set[tuple[int, int]]) -> list[_Mark]:
    place = ruling.finding.place
    if isinstance(place, WholePage):
        page = document.pages[place.page_index]
        return [_Mark(page.index, None, Box(0.0, 0.0, page.width, page.height), ruling)]
    if isinstance(place, PageBox):
        page = document.pages[place.page_index]
        box = place.box.grown(_margin(page)).clipped(page.width, page.height)
        return [_Mark(page.index, None, box, ruling)] if box else []
    if not isinstance(place, Span):
        return []
    words = document.words_in(place.start, place.end, reading=place.reading)
    by_page: dict[int, list[Word]] = {}
    for word in words:
        second = None if place.reading is None else document.readings[place.reading]
        at = second.page_index if second else document.page_at(word.start).index
        by_page.setdefault(at, []).append(word)
    marks: list[_Mark] = []
    for index, own in by_page.items():
        page = document.pages[index]
        kept = [word for word in page.words if (index, word.start) not in hidden]
        for line, box in _runs(own, kept):
            room = _trimmed(page, box, kept).clipped(page.width, page.height)
            marks += [_Mark(index, line, room, ruling)] if room else []
    return marks


def _runs(words: Sequence[Word], kept: Sequence[Word]) -> Iterable[tuple[int, Box]]:
    """The boxes round words that follow one another: one a line, more where a cell wraps or a kept word is between."""
    runs: list[tuple[int, Box]] = []
    for word in words:
        if runs and runs[-1][0] == word.line:
            joined = runs[-1][1].joined(word.box)
            if _level(runs[-1][1], word.box) and not any(joined.contains_point(*_centre(each.box)) for each in kept):
                runs[-1] = (word.line, joined)
                continue
        runs.append((word.line, word.box))
    return runs


def _level(one: Box, other: Box) -> bool:
    """Whether both stand on one line of paper, written across or upwards."""
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return down >= 0.5 * min(one.height, other.height) or across >= 0.5 * min(one.width, other.width)


def _margin(page: Page) -> float:
    return OCR_MARGIN_PT if page.origin in (WordOrigin.OCR, WordOrigin.UNREAD) else MARGIN_PT


def _trimmed(page: Page, box: Box, kept: Sequence[Word]) -> Box:
    """The box with its margin, given up towards kept words; in tight leading down to the ink, never further.

    A font's box reaches from far above its ascenders to just below its descenders: of its height the top
    fifth holds no ink in the fonts measured (Helvetica 24 %, Times 20 %, Carlito 22 %), the lowest 5 % neither.
    """
    grown = box.grown(_margin(page))
    ink_alone = page.origin in (WordOrigin.OCR, WordOrigin.UNREAD) or box.height > box.width
    above, below = (0.0, 0.0) if ink_alone else (0.2 * box.height, 0.05 * box.height)
    middle = (box.y0 + box.y1) / 2
    x0, y0, x1, y1 = grown.x0, grown.y0, grown.x1, grown.y1
    for near in (word.box for word in kept if grown.overlap(word.box)):
        x, y = _centre(near)
        if abs(y - middle) < 0.25 * box.height:
            x1 = min(x1, max(box.x1, near.x0)) if x > box.x1 else x1
            x0 = max(x0, min(box.x0, near.x1)) if x < box.x0 else x0
        elif y < middle:
            y0 = max(y0, min(box.y0 + above, near.y1))
        else:
            y1 = min(y1, max(box.y1 - below, near.y0 + above))
    return Box(x0, y0, x1, y1)


def _centre(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _page_redactions(page: Page, marks: Sequence[_Mark], exemptions: Mapping[str, Exemption]) -> Iterable[Redaction]:
    whole = [mark for mark in marks if isinstance(mark.ruling.finding.place, WholePage)]
    if whole:
        every = _redaction([*whole, *(mark for mark in marks if mark not in whole)], whole[0].box, exemptions)
        return [replace(every, treatment=Treatment.WHOLE_PAGE)]
    groups: list[tuple[Box, list[_Mark]]] = []
    for mark in sorted(marks, key=lambda each: (each.box.y0, each.box.x0)):
        box, members = mark.box, [mark]
        while (
            at := next((i for i, (other, own) in enumerate(groups) if _merge(box, other, members, own)), None)
        ) is not None:
            other, own = groups.pop(at)
            box, members = box.joined(other), own + members
        groups.append((box, members))
    ordered = sorted(groups, key=lambda group: _reading_place(group[1]))
    return [_redaction(members, box, exemptions) for box, members in ordered]


def _reading_place(members: Sequence[_Mark]) -> tuple[float, float, float]:
    first = min(members, key=lambda mark: (mark.box.y0, mark.box.x0))
    line = first.line if first.line is not None else -1
    return (float(line), first.box.y0, first.box.x0)


def _merge(box: Box, other: Box, members: Sequence[_Mark], own: Sequence[_Mark]) -> bool:
    """Whether two boxes become one: on one line less than a space apart, or one inside the other."""
    if box.overlap(other) >= 0.98 * min(box.area, other.area):
        return True
    lines = {mark.line for mark in (*members, *own)}
    if len(lines) != 1 or None in lines:
        return False
    down = min(box.y1, other.y1) - max(box.y0, other.y0)
    height = min(box.height, other.height)
    gap = max(box.x0, other.x0) - min(box.x1, other.x1)
    return down >= 0.5 * height and gap < 0.25 * height


def _redaction(members: Sequence[_Mark], box: Box, exemptions: Mapping[str, Exemption]) -> Redaction:
    """One box, one code: that of the ground weighed first."""
    first = min(members, key=lambda mark: rank_of(_code(mark.ruling)))
    return Redaction(
        page_index=first.page_index,
        box=box,
        label=label_for(first.ruling, exemptions),
        code=_code(first.ruling),
        finding_ids=tuple(sorted({mark.ruling.finding.id for mark in members})),
    )


def _code(ruling: Ruling) -> str:
    return ruling.decision.code if ruling.decision else ""


def rank_of(code: str) -> int:
    """The place of a ground among overlapping ones; 0 is weighed first."""
    return next(rank for rank, pattern in enumerate(_RANKS) if re.match(pattern, code))


def label_for(ruling: Ruling, exemptions: Mapping[str, Exemption]) -> str:
    """The words in the box: the ground's label, its public one where the ground may be neither confirmed nor denied,
    a neutral one where nobody judged what the rules held or where the code is no ground to withhold."""
    exemption = exemptions.get(_code(ruling))
    suggestion = ruling.finding.suggestion
    unjudged = ruling.decision is not None and ruling.decision.by == SUGGESTED_BY
    if unjudged and suggestion is not None and suggestion.verdict is Verdict.HOLD:
        return NEUTRAL_LABEL
    if exemption is None or exemption.releases:
        return NEUTRAL_LABEL
    label = exemption.public_label if exemption.ncnd is Ncnd.DEFAULT else exemption.label
    return label or NEUTRAL_LABEL


def _label_once(redactions: Sequence[Redaction]) -> tuple[Redaction, ...]:
    """Keep the label of a passage on its first box of a page that has room for it; the rest are plain blocks."""
    runs: list[list[Redaction]] = []
    for each in redactions:
        before = runs[-1][-1] if runs else None
        follows = before is not None and before.page_index == each.page_index and before.label == each.label
        if before is not None and follows and set(before.finding_ids) & set(each.finding_ids):
            runs[-1].append(each)
        else:
            runs.append([each])
    labelled: list[Redaction] = []
    for run in runs:
        roomy = next((each for each in run if each.box.width >= 4.4 * len(each.label) + 4), None)
        bearer = roomy or max(run, key=lambda each: each.box.width)
        labelled += [each if each is bearer or not each.label else _plain(each) for each in run]
    return tuple(labelled)


def _plain(redaction: Redaction) -> Redaction:
    return replace(redaction, label="", treatment=Treatment.BLOCK)
