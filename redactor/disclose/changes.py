"""What changed between two versions of an answer, for our own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from redactor.disclose.schedule import csv_of
from redactor.domain.bundle import Entry
from redactor.domain.decision import Decision
from redactor.domain.finding import Verdict

HEADS = ("what", "document", "finding", "before", "after", "by", "reason", "time")
NEVER = "not there"
UNDECIDED = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; `finding` is "" where it is about a whole file."""

    what: str
    document: str
    finding: str = ""
    before: str = ""
    after: str = ""
    by: str = ""
    reason: str = ""
    time: str = ""

    def row(self) -> tuple[str, ...]:
        """Its cells, in the order of HEADS."""
        return self.what, self.document, self.finding, self.before, self.after, self.by, self.reason, self.time


def changed_files(before: Sequence[Entry], after: Sequence[Entry]) -> list[Change]:
    """Files that came since, and files of which something else became."""
    known = {entry.id: entry for entry in before}
    changes = []
    for entry in after:
        earlier = known.get(entry.id)
        if earlier is None:
            changes.append(Change(what="file", document=entry.id, before=NEVER, after=entry.outcome.value))
        elif earlier.outcome is not entry.outcome:
            change = Change(
                what="file", document=entry.id, before=earlier.outcome.value, after=entry.outcome.value,
                reason=entry.reason,
            )  # fmt: skip
            changes.append(change)
    return changes


def changed_rulings(decisions: Sequence[Decision], *, since: int, documents: Mapping[str, str]) -> list[Change]:
    """Findings on which something else stands than after the decision with the sequence `since`.

    `documents` gives the document of each finding that is still in the case.
    """
    before = {decision.finding_id: decision for decision in decisions if decision.sequence <= since}
    after = {decision.finding_id: decision for decision in decisions}
    changes = []
    for finding_id, decision in after.items():
        told, now = _ruling(before.get(finding_id)), _ruling(decision)
        if told != now:
            change = Change(
                what="ruling", document=documents.get(finding_id, ""), finding=finding_id, before=told, after=now,
                by=decision.by, reason=decision.reason, time=decision.at.isoformat(),
            )  # fmt: skip
            changes.append(change)
    return sorted(changes, key=lambda change: (change.document, change.finding))


def _ruling(decision: Decision | None) -> str:
    if decision is None or decision.verdict is Verdict.OPEN:
        return UNDECIDED
    return f"{decision.verdict.value} {decision.code}".strip()


def changes_csv(changes: Sequence[Change]) -> bytes:
    """The changes as CSV, UTF-8 with a byte-order mark."""
    return csv_of([HEADS, *(change.row() for change in changes)])
