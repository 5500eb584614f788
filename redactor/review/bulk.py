"""One ruling over many findings: a filter chooses them, a preview freezes them, one act decides them (pure).

What is previewed is what is decided: the preview's seal stands for the very findings and the decisions that stood on
them, and a ruling that comes with another seal is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Verdict
from redactor.review.policy import shortcomings

UNDECIDED = "open"
"""The state of a finding that nobody has decided, as filters name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A finding with what stands on it, its words and the pages it touches (counted from 1)."""

    ruling: Ruling
    text: str = ""
    pages: tuple[int, ...] = ()
    role: str = ""
    """The role of the person whose it is; the standing of the subject and the requester; "" for nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which findings are meant; what is left empty does not matter. `text` is the exact words, whatever their case."""

    document: str = ""
    page: int | None = None
    category: str = ""
    kind: str = ""
    person: str = ""
    role: str = ""
    text: str = ""
    code: str = ""
    """The ground that stands, or that is suggested where nothing does."""
    suggested: str = ""
    """A verdict, or "none"."""
    verdict: str = ""
    """What stands: a verdict; "open" where nobody has decided, or only a suggestion was accepted unseen."""
    by: str = ""
    below: float | None = None
    """Only what the detectors were less sure of than this, 0-1."""

    def matches(self, mark: Mark) -> bool:
        """Whether a finding is meant."""
        finding, decision = mark.ruling.finding, mark.ruling.decision
        suggestion = finding.suggestion
        code = decision.code if decision else suggestion.code if suggestion else ""
        told = {
            "document": finding.document_id,
            "category": finding.category.value,
            "kind": finding.kind,
            "person": finding.person_id or "",
            "role": mark.role,
            "code": code,
            "suggested": suggestion.verdict.value if suggestion else "none",
            "verdict": state_of(mark.ruling),
            "by": decision.by if decision else "",
        }
        if any(wanted and wanted != told[name] for name in told if (wanted := getattr(self, name))):
            return False
        if self.text and _folded(self.text) != _folded(mark.text):
            return False
        if self.below is not None and finding.evidence.score >= self.below:
            return False
        return self.page is None or self.page in mark.pages

    def in_words(self) -> str:
        """The filter in ids and codes, for the log: words of a record are left out."""
        told = [(field.name, getattr(self, field.name)) for field in fields(self)]
        parts = [f"{name} {'given' if name == 'text' else value}" for name, value in told if value not in ("", None)]
        return ", ".join(parts) or "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be decided: a verdict for all, or None to accept each finding's own suggestion."""

    verdict: Verdict | None
    code: str = ""
    reason: str = ""
    evidence: str = ""
    again: bool = False
    """Whether findings that a person has decided already are decided anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an order comes to, frozen: the decisions, the sequences that stood, and what is left out and why."""

    decisions: tuple[Decision, ...]
    expected: Mapping[str, int]
    left_out: tuple[tuple[str, str], ...]
    seal: str


def state_of(ruling: Ruling) -> str:
    """What stands on a finding for a reviewer: a suggestion that was accepted unseen counts as undecided."""
    if ruling.decision is not None and ruling.decision.by == SUGGESTED_BY:
        return UNDECIDED
    return ruling.verdict.value


def sieve(marks: Iterable[Mark], wanted: Filter) -> tuple[Mark, ...]:
    """Those that the filter means, in their order."""
    return tuple(mark for mark in marks if wanted.matches(mark))


def accepts_in_bulk(order: Order, wanted: Filter) -> bool:
    """Whether suggestions are taken over as they stand, and not for one person, one text or one page looked at."""
    return order.verdict is None and not wanted.person and not wanted.text and wanted.page is None


def preview_order(
    marks: Sequence[Mark], order: Order, exemptions: Mapping[str, Exemption], *, by: str, at: datetime
) -> Preview:
    """What the order would decide on these findings, in their order."""
    decisions: list[Decision] = []
    expected: dict[str, int] = {}
    left_out: list[tuple[str, str]] = []
    for mark in marks:
        ruling = mark.ruling
        decision = _decision(ruling, order, by=by, at=at)
        why = _why_not(ruling, decision, order, exemptions)
        if decision is None or why:
            left_out.append((ruling.finding.id, why))
            continue
        decisions.append(decision)
        expected[ruling.finding.id] = ruling.decision.sequence if ruling.decision else 0
    return Preview(
        decisions=tuple(decisions), expected=expected, left_out=tuple(left_out), seal=_seal(decisions, expected)
    )


def _decision(ruling: Ruling, order: Order, *, by: str, at: datetime) -> Decision | None:
    finding, suggestion = ruling.finding, ruling.finding.suggestion
    if order.verdict is not None:
        verdict, code, reason = order.verdict, order.code, order.reason
    elif suggestion is None or suggestion.verdict not in (Verdict.RELEASE, Verdict.WITHHOLD):
        return None
    else:
        verdict, code, reason = suggestion.verdict, suggestion.code, order.reason or suggestion.why
    return Decision(
        finding_id=finding.id, verdict=verdict, by=by, at=at, code=code, reason=reason, evidence=order.evidence
    )


def _why_not(ruling: Ruling, decision: Decision | None, order: Order, exemptions: Mapping[str, Exemption]) -> str:
    """Why a finding is left out, as the end of a sentence that begins "it"; "" where it is not."""
    if decision is None:
        return "can only be judged by itself"
    standing = ruling.decision
    if standing is not None and (standing.by, standing.verdict, standing.code) == (
        decision.by,
        decision.verdict,
        decision.code,
    ):
        return "is decided so already"
    if state_of(ruling) != UNDECIDED and not order.again:
        return "is decided already"
    return "; it ".join(shortcomings(ruling.finding, decision, exemptions))


def _seal(decisions: Iterable[Decision], expected: Mapping[str, int]) -> str:
    told = [[each.finding_id, each.verdict.value, each.code, expected[each.finding_id]] for each in decisions]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
