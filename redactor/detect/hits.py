"""A passage or fact that was raised, and two of them as one."""

from __future__ import annotations

from dataclasses import dataclass

from redactor.domain.finding import Category


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage or fact raised: its span, the strongest family, every family, cue words, and a score 0–1."""

    start: int
    end: int
    category: Category
    kind: str
    families: tuple[str, ...]
    score: float
    context: tuple[str, ...]
    reader: str = ""
    """The version of the reader of sentences that raised it; "" where a rule did."""


def join_hits(first: PassageHit, second: PassageHit) -> PassageHit:
    """Both as one, from the start of the earlier to the end of the later; the stronger one gives its kind."""
    lead = first if first.score >= second.score else second
    return PassageHit(
        min(first.start, second.start),
        max(first.end, second.end),
        lead.category,
        lead.kind,
        tuple(dict.fromkeys((*lead.families, *first.families, *second.families))),
        lead.score,
        tuple(dict.fromkeys((*first.context, *second.context))),
        first.reader and second.reader,
    )
