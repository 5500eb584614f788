"""Findings of several detectors in; out the same claims without repetition: what one finding says, no other says again.

Nothing that only one detector saw is ever dropped: a finding goes where another of its kind covers its whole span.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from redactor.domain.box import Box
from redactor.domain.document import Document
from redactor.domain.finding import Category, Finding, Span, boxes_of

_SAME_PLACE = 0.7
"""Share of each of its words that another reading's finding has to cover to be the same claim."""
_SAME_PASSAGE = 0.5
"""Where a passage begins and ends is judged by the text; one of which the first reading claims so much is the same."""


def join_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join claims about the same span, and drop a claim inside a longer one of its category; in text order.

    A name inside an e-mail address, link or postal address is part of it. A special fact that is exactly a passage
    is the passage.
    """
    whole: dict[str, Finding] = {}
    exact: dict[tuple[Category, int | None, int, int], Finding] = {}
    for finding in findings:
        span = finding.span
        if span is None:
            whole.setdefault(finding.id, finding)
            continue
        key = (finding.category, span.reading, span.start, span.end)
        exact[key] = _join_two(exact[key], finding) if key in exact else finding
    spans = sorted(exact.values(), key=_place)
    return (*_drop_covered(spans), *whole.values())


def drop_second_readings(document: Document, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Drop what a second reading claims where the first claims the same of the same words on paper."""
    if not document.readings:
        return tuple(findings)
    first: dict[tuple[Category, int], list[Box]] = defaultdict(list)
    for finding in findings:
        if finding.span and finding.span.reading is None:
            for page_box in boxes_of(document, finding.place):
                first[finding.category, page_box.page_index].append(page_box.box)
    return tuple(each for each in findings if not _is_second(each) or not _is_seen(document, each, first))


def _is_second(finding: Finding) -> bool:
    return finding.span is not None and finding.span.reading is not None


def _is_seen(document: Document, finding: Finding, first: dict[tuple[Category, int], list[Box]]) -> bool:
    """Whether every word of it lies where the first reading claims the same."""
    span = finding.span
    if span is None or span.reading is None:
        return False
    near = first.get((finding.category, document.readings[span.reading].page_index), ())
    words = document.words_in(span.start, span.end, reading=span.reading)
    seen = sum(any(word.box.overlap(box) >= _SAME_PLACE * word.box.area for box in near) for word in words)
    return seen >= (_SAME_PASSAGE if finding.category is Category.PASSAGE else 1.0) * len(words)


def _place(finding: Finding) -> tuple[int, int, int, str]:
    span = finding.span or Span(0, 1)
    return (-1 if span.reading is None else span.reading, span.start, -span.end, finding.category)


def _join_two(one: Finding, other: Finding) -> Finding:
    """One claim about one span: the roster knows whose it is, a pattern what it is, else the likelier speaks."""
    lead, second = (other, one) if other.evidence.score > one.evidence.score else (one, other)
    if second.evidence.detector == "roster":
        lead, second = second, lead
    kind = lead.kind or second.kind
    if lead.category is Category.SPECIAL and kind == "special.field":
        kind = second.kind or kind
    context = tuple(dict.fromkeys((*lead.evidence.context, *second.evidence.context)))
    checksum = lead.evidence.checksum or second.evidence.checksum
    score = max(lead.evidence.score, second.evidence.score)
    evidence = replace(lead.evidence, context=context, checksum=checksum, score=score)
    return replace(lead, kind=kind, evidence=evidence)


def _drop_covered(spans: Sequence[Finding]) -> Iterator[Finding]:
    """Those that no other covers; `spans` are sorted by start, longer ones first, so that a cover comes before."""
    reaching: list[Finding] = []
    for finding in spans:
        reaching = [each for each in reaching if each.span and finding.span and each.span.overlaps(finding.span)]
        if not any(_covers(other, finding) for other in reaching):
            yield finding
        reaching.append(finding)


def _covers(other: Finding, finding: Finding) -> bool:
    """Whether the other finding says all that this one says."""
    outer, inner = other.span, finding.span
    if outer is None or inner is None or not outer.holds(inner):
        return False
    if finding.category is Category.SPECIAL and other.category is Category.PASSAGE:
        return outer == inner
    if outer == inner:
        return False
    if other.category is finding.category and finding.category is not Category.SPECIAL:
        return finding.category is not Category.CONTACT or other.evidence.score >= 0.5
    if finding.category is Category.PERSON and other.category is Category.IDENTIFIER:
        by_shape = other.evidence.detector in ("pattern", "roster") and other.evidence.score >= 0.3
        return by_shape and finding.evidence.detector in ("names", "table")
    is_in_contact = finding.category is Category.PERSON and other.category is Category.CONTACT
    if is_in_contact and other.evidence.detector == "roster" and finding.evidence.detector in ("names", "table"):
        return True  # part of an address that the request gives
    named_in = ("email", "handle", "url_query", "url_share", "address", "address_named", "street")
    return is_in_contact and other.kind in named_in and other.evidence.detector == "pattern"
