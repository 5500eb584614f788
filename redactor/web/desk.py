"""What a reviewer has on the desk: one page with its findings, as plain values for the browser.

Places leave here in points as the eye sees the page (after /Rotate) and come back the same way; between the
two, everything is in page space.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from redactor.domain.box import Box, PageBox, apply_matrix, page_turn
from redactor.domain.decision import Ruling, standing_rulings
from redactor.domain.document import Document, Page
from redactor.domain.finding import Category, Finding, Span, Verdict, boxes_of
from redactor.domain.person import Person
from redactor.review.policy import allowed_verdicts
from redactor.store.store import Store

T = TypeVar("T")

KEPT_DOCUMENTS = 4
LONGEST_EXCERPT = 400
CONTEXT_CHARS = 60

CATEGORY_WORDS: Mapping[Category, str] = {
    Category.PERSON: "Person",
    Category.IDENTIFIER: "Identifier",
    Category.CONTACT: "Contact details",
    Category.DATE_OF_BIRTH: "Date of birth",
    Category.SPECIAL: "Private life",
    Category.ROW: "Row about another person",
    Category.PASSAGE: "Passage",
    Category.PICTURE: "Picture",
    Category.UNREAD: "Page not fully read",
    Category.UNSEEN: "Not visible on the pages",
    Category.DRAWN: "Marked by hand",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document on the desk, with its findings, where each stands on paper, and the people of the case."""

    document: Document
    findings: tuple[Finding, ...]
    boxes: Mapping[str, tuple[PageBox, ...]]
    people: Mapping[str, Person]


class Desk:
    """Opens documents for review and keeps the last few: reading a long one takes longer than showing a page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._readings: OrderedDict[tuple[str, ...], Document] = OrderedDict()
        self._opened: OrderedDict[tuple[str, ...], Opened] = OrderedDict()

    def open(self, reference: str, document_id: str) -> Opened:
        """The document as it now stands; raises StoreError where it has not been read."""
        text_file, _ = self._store.cases.reading_key(reference, document_id)
        reading = (reference, document_id, text_file)
        edition = str(self._store.reviews.edition(reference))
        with self._lock:
            document = _kept(self._readings, reading, lambda: self._store.cases.document(reference, document_id))
            return _kept(self._opened, (*reading, edition), lambda: self._lay_out(reference, document))

    def _lay_out(self, reference: str, document: Document) -> Opened:
        findings = self._store.reviews.findings(reference, document.id)
        return Opened(
            document=document,
            findings=findings,
            boxes={finding.id: boxes_of(document, finding.place) for finding in findings},
            people={person.id: person for person in self._store.reviews.people(reference)},
        )

    def rulings(self, reference: str, opened: Opened) -> tuple[Ruling, ...]:
        """What stands on each finding of the document."""
        decisions = self._store.reviews.decisions(reference, opened.document.id)
        return standing_rulings(opened.findings, decisions)


def _kept(shelf: OrderedDict[tuple[str, ...], T], key: tuple[str, ...], make: Callable[[], T]) -> T:
    """What the shelf holds under the key, made where it is missing; the longest unused goes."""
    if key not in shelf:
        shelf[key] = make()
    shelf.move_to_end(key)
    while len(shelf) > KEPT_DOCUMENTS:
        shelf.popitem(last=False)
    return shelf[key]


def show_page(opened: Opened, rulings: Iterable[Ruling], page_index: int) -> dict[str, Any]:
    """One page for the browser: its size, its findings from top to bottom, and which pages have open ones."""
    page = opened.document.pages[page_index]
    width, height = seen_size(page)
    here: list[dict[str, Any]] = []
    open_by_page: Counter[int] = Counter()
    counts = {"total": 0, "undecided": 0}
    for ruling in rulings:
        placed = opened.boxes[ruling.finding.id]
        on_pages = {page_box.page_index for page_box in placed}
        counts["total"] += 1
        if ruling.verdict is Verdict.OPEN:
            counts["undecided"] += 1
            open_by_page.update(on_pages)
        if page_index in on_pages or (not on_pages and page_index == 0):
            here.append(show_ruling(opened, ruling, page_index))
    return {
        "number": page_index + 1,
        "pages": len(opened.document.pages),
        "width": width,
        "height": height,
        "doubt": list(page.doubt),
        "findings": sorted(here, key=_from_top_to_bottom),
        "open_pages": sorted(index + 1 for index in open_by_page),
        "open_by_page": {str(index + 1): count for index, count in sorted(open_by_page.items())},
        "counts": counts,
    }


def show_ruling(opened: Opened, ruling: Ruling, page_index: int) -> dict[str, Any]:
    """One finding for the browser, with what stands on it and why it was raised."""
    finding, decision, suggestion = ruling.finding, ruling.decision, ruling.finding.suggestion
    page = opened.document.pages[page_index]
    placed = opened.boxes[finding.id]
    before, text, after = _words_at(opened.document, finding)
    return {
        "id": finding.id,
        "category": CATEGORY_WORDS[finding.category],
        "kind": finding.kind,
        "before": before,
        "text": text,
        "after": after,
        "pages": sorted({page_box.page_index + 1 for page_box in placed}),
        "boxes": [as_seen(page, page_box.box) for page_box in placed if page_box.page_index == page_index],
        "verdict": ruling.verdict.value,
        "code": decision.code if decision else "",
        "reason": decision.reason if decision else "",
        "evidence": decision.evidence if decision else "",
        "by": decision.by if decision else "",
        "sequence": decision.sequence if decision else 0,
        "seconded_by": list(ruling.seconded_by),
        "allowed": [verdict.value for verdict in allowed_verdicts(finding)],
        "suggestion": {"verdict": suggestion.verdict.value, "code": suggestion.code, "why": suggestion.why}
        if suggestion
        else None,
        "evidence_of": _show_evidence(finding),
        "person": _show_person(opened.people.get(finding.person_id or "")),
    }


def seen_size(page: Page) -> tuple[float, float]:
    """Width and height in points as the eye sees the page."""
    return (page.height, page.width) if page.rotation % 180 else (page.width, page.height)


def from_seen(page: Page, seen: Box) -> Box:
    """Carry a box from the page as the eye sees it to page space."""
    back = page_turn(*seen_size(page), -page.rotation % 360)
    return _turned(back, seen)


def as_seen(page: Page, box: Box) -> list[float]:
    """Left, top, width and height in points as the eye sees the page."""
    seen = _turned(page_turn(page.width, page.height, page.rotation), box)
    return [round(value, 2) for value in (seen.x0, seen.y0, seen.width, seen.height)]


def _turned(matrix: tuple[float, float, float, float, float, float], box: Box) -> Box:
    corners = [apply_matrix(matrix, x, y) for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    return Box.from_corners((x for x, _ in corners), (y for _, y in corners))


def _from_top_to_bottom(shown: dict[str, Any]) -> tuple[float, float, str]:
    left, top, _, _ = shown["boxes"][0] if shown["boxes"] else (0.0, 0.0, 0.0, 0.0)
    return top, left, shown["id"]


def _words_at(document: Document, finding: Finding) -> tuple[str, str, str]:
    """The words of a finding with a little of what stands before and after; empty where it is an area."""
    if not isinstance(finding.place, Span):
        return "", "", ""
    span = finding.place
    text = document.text if span.reading is None else document.readings[span.reading].text
    found = " ".join(text[span.start : span.end].split())
    cut = found if len(found) <= LONGEST_EXCERPT else found[:LONGEST_EXCERPT] + "…"
    before = " ".join(text[max(0, span.start - CONTEXT_CHARS) : span.start].split())
    after = " ".join(text[span.end : span.end + CONTEXT_CHARS].split())
    return before, cut, after


def _show_evidence(finding: Finding) -> dict[str, Any]:
    evidence = finding.evidence
    return {
        "detector": evidence.detector,
        "rule": evidence.rule,
        "score": round(evidence.score, 2),
        "checksum": evidence.checksum,
        "why": evidence.why,
        "context": list(evidence.context),
    }


def _show_person(person: Person | None) -> dict[str, str] | None:
    if person is None:
        return None
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "standing": person.standing.value,
        "why_role": person.why_role,
    }
