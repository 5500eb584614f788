"""What a Document says, without where its words stand: enough to search it, to quote it and to tell pages."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from redactor.domain.box import PageBox
from redactor.domain.finding import Place, Span, WholePage


@dataclass(frozen=True, slots=True)
class SecondScript:
    """The text of one page as another engine read it; spans of that reading count in it."""

    page_index: int
    engine: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The one text of a Document, where its pages start in it, and its second readings in their order."""

    document_id: str
    text: str
    page_starts: tuple[int, ...]
    readings: tuple[SecondScript, ...] = ()

    def words_at(self, place: Place) -> str:
        """The words of a span, with single spaces; "" for areas, pages and documents."""
        if not isinstance(place, Span):
            return ""
        text = self.text if place.reading is None else self.readings[place.reading].text
        return " ".join(text[place.start : place.end].split())

    def pages_at(self, place: Place) -> tuple[int, ...]:
        """The indices of the pages that a place touches, in order."""
        match place:
            case Span(start, end, None):
                return tuple(range(self._page_at(start), self._page_at(end - 1) + 1))
            case Span(_, _, reading) if reading is not None:
                return (self.readings[reading].page_index,)
            case PageBox(page_index, _) | WholePage(page_index):
                return (page_index,)
        return tuple(range(len(self.page_starts)))

    def _page_at(self, offset: int) -> int:
        return max(bisect_right(self.page_starts, offset) - 1, 0)
