"""What an outsider could still learn about withheld names: from the widths of boxes, and from where lines break.

The outsider knows the type, measures the page, and tries names: those of a list of two thousand, and the people of
the case. A box that stayed where it was tells its width. A line laid anew tells that the name fitted into it, and,
where the line was full, that the first word of the next line did not fit as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import log2

from redactor.domain.box import Box
from redactor.domain.document import Document, Page, Word
from redactor.domain.redaction import CleanDocument, CleanPage, Exposure, Redaction
from redactor.redact.labels import text_width

MEASURED_PT = 0.5
"""How exactly a width is measured on paper: more exactly than on a scan, less than in a file."""
FULL_LINE = 0.25
"""A line counts as full where less than this part of its column is free."""
LONGEST_NAME = 5
"""More words than this are no name, and nobody tries names on them."""

_FIRST = (
    "Olivia Amelia Isla Ava Freya Lily Florence Mia Rosie Grace Sophie Emily Hannah Zara Fatima Aisha Chloe Megan "
    "Siobhan Bethany Priya Agnieszka Margaret Jo Alexandra Noah George Oliver Arthur Leo Harry Jack Muhammad Charlie "
    "Thomas Jacob Adam Ben Samuel Daniel Christopher Kofi Piotr Rhys Callum Mohammed Ian Ed Benjamin Alasdair"
)
_LAST = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts "
    "Green Hall Wood Khan Ali Lee Okafor Begum Kowalska Fitzgerald Ng Featherstonehaugh Clarke Murphy Edwards Hussain "
    "Griffiths Campbell Shah Mensah Ward Hughes Cox Abbott"
)
NAMES = tuple(f"{first} {last}" for first, last in product(_FIRST.split(), _LAST.split()))
"""Two thousand names: fifty forenames common in Britain, each with forty surnames."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be told of one withheld name: it was at least and at most so wide, in points."""

    least: float
    most: float

    def allows(self, width: float) -> bool:
        """Whether a name of that width would have looked the same."""
        return self.least <= width <= self.most


def bits_told(candidates: int, names: int) -> float:
    """How many bits of a choice among so many names are told where so many are left."""
    return log2(names / max(candidates, 1)) if names else 0.0


def expose(document: Document, clean: CleanDocument, people: Sequence[str] = ()) -> tuple[Exposure, ...]:
    """What each withheld name tells, page by page in the order of the redactions; areas and passages tell no width."""
    exposures: list[Exposure] = []
    for done in clean.pages:
        page = document.pages[done.page_index]
        for redaction in clean.redactions:
            taken = _taken(page, redaction) if redaction.page_index == page.index else ()
            if taken and len({word.line for word in taken}) == 1 and len(taken) <= LONGEST_NAME:
                exposures.append(_expose(page, done, redaction, people))
    return tuple(exposures)


def _taken(page: Page, redaction: Redaction) -> tuple[Word, ...]:
    return tuple(word for word in page.words if redaction.box.contains_point(*_centre(word.box)))


def _expose(page: Page, done: CleanPage, redaction: Redaction, people: Sequence[str]) -> Exposure:
    taken = _taken(page, redaction)
    width = max(word.box.x1 for word in taken) - min(word.box.x0 for word in taken)
    in_place = redaction.box in done.covers
    if in_place:
        sight = Sight(width - MEASURED_PT, width + MEASURED_PT)
    elif _is_broken_anew(page, done, taken[0].line):
        sight = Sight(0.0, page.width)
    else:
        sight = look_at(page, taken)
    scale = width / max(text_width(" ".join(word.text for word in taken), 1.0), 0.1)
    left = sum(sight.allows(scale * text_width(name, 1.0)) for name in NAMES)
    own = sum(sight.allows(scale * text_width(name, 1.0)) for name in people)
    bits = bits_told(left, len(NAMES))
    return Exposure(
        page_index=page.index,
        bits=round(bits, 2),
        candidates=left,
        people_left=own,
        in_place=in_place,
        drawn=done.route == "raster",
    )


def _is_broken_anew(page: Page, done: CleanPage, line: int) -> bool:
    """Whether words of this line or the next have gone to another row."""
    places = {each.start: each.box for each in done.moved}
    near = [word for word in page.words if word.line in (line, line + 1) and word.start in places]
    return any(abs(places[word.start].y0 - word.box.y0) > 0.3 * word.box.height for word in near)


def look_at(page: Page, taken: Sequence[Word]) -> Sight:
    """What the breaks of its line tell about withheld words of a line that is laid anew."""
    line = [word for word in page.words if word.line == taken[0].line]
    width = max(word.box.x1 for word in taken) - min(word.box.x0 for word in taken)
    right = max(word.box.x1 for word in page.words)
    left, end = min(word.box.x0 for word in line), max(word.box.x1 for word in line)
    free = max(right - end, 0.0)
    after = next((word for word in page.words if word.start > max(each.end for each in line)), None)
    if after is None or not _goes_on(line, after, left) or free > FULL_LINE * (right - left):
        return Sight(0.0, width + free)
    blank = 0.25 * after.box.height
    return Sight(max(width + free - after.box.width - blank, 0.0), width + free)


def _goes_on(line: Sequence[Word], after: Word, left: float) -> bool:
    """Whether the next word is the first of the same paragraph's next line."""
    height = line[0].box.height
    step = after.box.y0 - line[-1].box.y0
    return abs(after.box.x0 - left) < 2.0 and 0.5 * height < step < 1.9 * height


def _centre(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
