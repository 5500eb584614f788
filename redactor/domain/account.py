"""Who may sign in to a team's server, and what their duties are overall and in each case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from redactor.domain.decision import SUGGESTED_BY
from redactor.domain.reviewer import Duty, Reviewer

LONGEST_NAME = 80
OVERALL = ""
"""Stands where the reference of a case stands, for a duty that somebody has in every case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in: by a password, by another service that vouches for `identity`, or by both.

    `name` stands in the record of their decisions. `duties` are those of every case, `case_duties` those of one.
    """

    name: str
    duties: frozenset[Duty] = frozenset()
    case_duties: Mapping[str, frozenset[Duty]] = field(default_factory=dict)
    identity: str = ""
    has_password: bool = False

    def at(self, reference: str) -> Reviewer:
        """Who they are in one case: their duties overall and those of the case together."""
        return Reviewer(name=self.name, duties=self.duties | self.case_duties.get(reference, frozenset()))

    def overall(self) -> Reviewer:
        """Who they are outside any one case."""
        return Reviewer(name=self.name, duties=self.duties)

    def works_on(self, reference: str) -> bool:
        """Whether they have any duty in the case."""
        return bool(self.at(reference).duties)


def account_key(name: str) -> str:
    """What two names have in common that only differ in case: no two accounts may share it."""
    return name.strip().casefold()


def trouble_with_name(name: str) -> str:
    """Why nobody may be called that, as a clause; "" where they may."""
    if not 1 <= len(name) <= LONGEST_NAME or name != name.strip():
        return f"a name has 1 to {LONGEST_NAME} characters and no space at its ends"
    if not name.isprintable():
        return "a name has no control characters"
    if account_key(name) in (SUGGESTED_BY, f"the {SUGGESTED_BY}"):
        return "that name stands for accepted suggestions"
    return ""
