"""A detector's claim about a place in a Document; it suggests and never acts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from redactor.domain.box import Box, PageBox
from redactor.domain.document import Document


class Verdict(StrEnum):
    """What is to happen with a place."""

    RELEASE = "release"
    WITHHOLD = "withhold"
    HOLD = "hold"
    """Only a person can judge; disclosure waits."""
    OPEN = "open"
    """Undecided again, after an undo."""


class Category(StrEnum):
    """What kind of claim a Finding makes."""

    PERSON = "person"
    """A mention of somebody: name, initials, nickname, role with a name."""
    IDENTIFIER = "identifier"
    """A number or code that stands for somebody (UPN, NHS, NINO, crime reference …); `kind` says which."""
    CONTACT = "contact"
    """Postal address, postcode, phone, e-mail, handle, vehicle."""
    DATE_OF_BIRTH = "date_of_birth"
    SPECIAL = "special"
    """Special-category or private-life facts about somebody (UK GDPR Art 9; health, religion, union …)."""
    ROW = "row"
    """The rest of another person's row in a table."""
    PASSAGE = "passage"
    """A passage about harm, crime, privilege, reference …: withheld together or not at all."""
    PICTURE = "picture"
    """An area without words that a person has to look at."""
    UNREAD = "unread"
    """A page that could not be read well enough."""
    UNSEEN = "unseen"
    """A sheet of what the pages do not show."""
    DRAWN = "drawn"
    """A place that a reviewer marked by hand."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open slice of Document.text, in characters; of a second reading's text where `reading` is set."""

    start: int
    end: int
    reading: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a span needs 0 <= start < end")

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character of the same reading."""
        return self.reading == other.reading and self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether every character of the other lies in this one."""
        return self.reading == other.reading and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class WholePage:
    """A whole page, counted from 0 within its Document."""

    page_index: int


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """All of a Document, and its line in the schedule's place of pages."""


Place = Span | PageBox | WholePage | WholeDocument
"""Where in a Document something is claimed or ruled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a detector claims what it claims. `context` is document text: for the reviewer's eyes, never for a log."""

    detector: str
    """Which detector: "pattern", "names", "roster", "spread", "passage", "table", "person:NAME" …"""
    rule: str = ""
    version: str = ""
    score: float = 1.0
    checksum: str = ""
    """"pass", "fail" or "" where the identifier has none. A failed checksum lowers the score, never silences."""
    why: str = ""
    """One plain sentence for the reviewer, without document text."""
    context: tuple[str, ...] = ()
    """The cue words that raised it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the rules would do: a verdict, the ground's code (a key of rules/exemptions.yaml), and why."""

    verdict: Verdict
    code: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A claim about one place. `id` is stable over runs: see `finding_id`."""

    document_id: str
    category: Category
    place: Place
    evidence: Evidence
    kind: str = ""
    """The rule's own name of what it found ("upn", "nhs", "harm.physical" …); "" for people."""
    person_id: str | None = None
    """Whose mention it is, or who owns the identifier; None where nobody could be told."""
    suggestion: Suggestion | None = None

    @property
    def id(self) -> str:
        """The stable id of this finding."""
        return finding_id(self.document_id, self.category, self.kind, self.place)

    @property
    def span(self) -> Span | None:
        """Its span, or None where it speaks of an area, a page or a document."""
        return self.place if isinstance(self.place, Span) else None

    def suggested(self, verdict: Verdict, code: str = "", why: str = "") -> Finding:
        """This finding with a suggestion."""
        return replace(self, suggestion=Suggestion(verdict=verdict, code=code, why=why))


@lru_cache(maxsize=65_536)
def finding_id(document_id: str, category: Category, kind: str, place: Place) -> str:
    """A short id that depends on document, category, kind and place alone.

    A re-run with other rule or model versions finds the same id again, so decisions stay attached; and so
    does the same finding after it was written down, where boxes are rounded.
    """
    if isinstance(place, PageBox):
        place = PageBox(place.page_index, place.box.rounded())
    digest = hashlib.sha256(f"{document_id}|{category}|{kind}|{place!r}".encode()).hexdigest()
    return f"{document_id}-{digest[:12]}"


def boxes_of(document: Document, place: Place) -> tuple[PageBox, ...]:
    """The boxes that a place covers, page space; whole pages give the whole page."""
    match place:
        case Span(start, end, reading):
            return document.boxes_for(start, end, reading=reading)
        case PageBox():
            return (place,)
        case WholePage(page_index):
            page = document.pages[page_index]
            return (PageBox(page_index, Box(0.0, 0.0, page.width, page.height)),)
        case WholeDocument():
            return tuple(PageBox(p.index, Box(0.0, 0.0, p.width, p.height)) for p in document.pages)


def pages_of(document: Document, place: Place) -> tuple[int, ...]:
    """The indices of the pages a place touches, in order."""
    return tuple(sorted({page_box.page_index for page_box in boxes_of(document, place)}))
