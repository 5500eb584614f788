"""Records that take people one by one ("Case 2 - …", "Candidate 3: …"): what stands under somebody else is theirs.

Minutes of a panel, notes on candidates and lists of visits say of each person in turn what no other line says. Only
the subject's own entry is the subject's data; the entries of people who are withheld are withheld as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from redactor.detect.lives import Cast
from redactor.domain.document import Document
from redactor.domain.finding import Category, Evidence, Finding, Span

_OPENER = re.compile(
    r"^(?:(?i:case|item|candidate|applicant|interviewee|child|pupil|student|patient|client|family|tenant|claimant|entry|"
    r"nominal|employee|visit|household|resident|referral|nominee|appellant)s? ?(?:no\.? ?)?\d[\d.]{0,4}"
    r"|\d{1,2}\.\d{1,2})\s?[:.–—-]?\s{1,3}",
    re.M,
)
_NAME_REACH = 12
"""Characters that may stand between the number of an entry and the name it is about ("Mr ", "B family - ")."""
_LEAST_ENTRIES = 2


def find_entries(document: Document, text: str, cast: Cast, *, reading: int | None) -> Iterator[Finding]:
    """The rest of each numbered entry that begins with somebody withheld and does not speak of the subject."""
    openers = list(_OPENER.finditer(text))
    if len(openers) < _LEAST_ENTRIES:
        return
    for at, opener in enumerate(openers):
        following = openers[at + 1].start() if at + 1 < len(openers) else len(text)
        blank = re.compile(r"\n[ \t]*\n|\f").search(text, opener.end())
        end = min(following, blank.start() if blank else len(text))
        named = cast.within(opener.end(), end)
        first = named[0].span if named else None
        if first is None or first.start - opener.end() > _NAME_REACH:
            continue
        person = cast.people.get(named[0].id)
        if person not in cast.third or any(cast.people.get(each.id) == cast.circle.subject for each in named):
            continue
        start = first.end + len(text[first.end : end]) - len(text[first.end : end].lstrip(" .,:;–—-\n"))
        end = start + len(text[start:end].rstrip())
        if end > start:
            why = "Stands in the entry of somebody who is withheld."
            evidence = Evidence(detector="entries", rule="entry", score=0.7, why=why)
            place = Span(start, end, reading)
            yield Finding(
                document_id=document.id, category=Category.ROW, kind="entry", place=place, evidence=evidence,
                person_id=person,
            )  # fmt: skip
