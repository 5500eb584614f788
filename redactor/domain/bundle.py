"""What leaves the organisation, whole or not at all, and the account of every file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MANIFEST_SCHEMA = 1


class Approval(StrEnum):
    """Who stands behind a bundle."""

    REVIEWED = "reviewed"
    SUGGESTED = "suggested"
    """Suggestions accepted unseen: a draft, and marked so on every page."""


class Fate(StrEnum):
    """What became of a file; every file received, at every depth, has exactly one."""

    DISCLOSED = "disclosed"
    WITHHELD = "withheld"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    QUARANTINED = "quarantined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the manifest. Page numbers are those of bundle.pdf, from 1; None where it has no pages there.

    `number` is what the bundle calls it. Of a `suppressed` one nothing that leaves tells that it exists.
    """

    id: str
    source: str
    sha256: str
    outcome: Fate
    reason: str = ""
    duplicate_of: str | None = None
    first_page: int | None = None
    last_page: int | None = None
    number: str = ""
    suppressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The account of a bundle: one Entry for every Source, in source order."""

    case: str
    approval: Approval
    file: str
    sha256: str
    pages: int
    documents: tuple[Entry, ...]

    def counts(self) -> dict[str, int]:
        """How many sources were received and what became of them."""
        return {"received": len(self.documents), **count_fates(self.documents)}

    def containers(self) -> dict[str, dict[str, int]]:
        """For each source that held others, by id: how many it held at every depth, and what became of them."""
        inside: dict[str, list[Entry]] = {}
        for entry in self.documents:
            parts = entry.id.split(".")
            for depth in range(1, len(parts)):
                inside.setdefault(".".join(parts[:depth]), []).append(entry)
        return {above: {"received": len(entries), **count_fates(entries)} for above, entries in inside.items()}


def count_fates(entries: Iterable[Entry]) -> dict[str, int]:
    """How many entries met each fate; every fate is a key."""
    tally = Counter(entry.outcome for entry in entries)
    return {fate.value: tally[fate] for fate in Fate}
