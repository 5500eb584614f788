"""What a person said about the people of a case, over what the detectors made of them; added, never edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Change(StrEnum):
    """What is said."""

    MERGE = "merge"
    """The `others` are the same person as this one."""
    SPLIT = "split"
    """The findings speak of somebody else: a new person with the id in `others` and the name in `value`."""
    ASSIGN = "assign"
    """The findings speak of this person."""
    RENAME = "rename"
    """`value` is the name."""
    ROLE = "role"
    """`value` is a key of rules/roles.yaml."""
    STANDING = "standing"
    """`value` is a Standing."""
    CONSENT = "consent"
    """`value` is "yes" or "no"."""
    PSEUDONYM = "pseudonym"
    """`value` is the pseudonym; "" takes it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One thing said about one person; `sequence` is its place in the case's order (0 before it is stored).

    `undoes` is the sequence of an earlier correction that this one takes back: then nothing else in it counts.
    """

    change: Change
    person_id: str
    by: str
    at: datetime
    value: str = ""
    others: tuple[str, ...] = ()
    finding_ids: tuple[str, ...] = ()
    sequence: int = 0
    undoes: int | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a correction's time is aware UTC")


def standing_corrections(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Those that nobody took back, in the order in which they were said."""
    said = sorted(corrections, key=lambda each: each.sequence)
    taken_back = {each.undoes for each in said if each.undoes is not None}
    return tuple(each for each in said if each.undoes is None and each.sequence not in taken_back)
