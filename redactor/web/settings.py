"""What the review page is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from redactor.config import shipped_folder
from redactor.domain.exemption import Exemption
from redactor.domain.reviewer import EVERY_DUTY, Duty, Reviewer
from redactor.errors import NoSuchCase
from redactor.review.acceptance import BulkPolicy
from redactor.rulebook import Rulebook, load_rulebook
from redactor.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """`token` lets one browser in, once. `reference` narrows the page to one case; None shows all of them."""

    reviewer: str
    """In whose name decisions are stored."""
    exemptions: Mapping[str, Exemption]
    token: str
    tools: Tools | None = None
    """What renders results, and the rules of roles; without them the result is not shown and roles are the shipped."""
    reference: str | None = None
    duties: frozenset[Duty] = EVERY_DUTY
    policy: BulkPolicy = field(default_factory=BulkPolicy)

    @property
    def who(self) -> Reviewer:
        """Who is at work, and what their duties let them do."""
        return Reviewer(name=self.reviewer, duties=self.duties)

    @property
    def home(self) -> Path:
        """Where records lie that are sent in; without tools nothing is."""
        return self.tools.home if self.tools else Path()

    def rulebook(self) -> Rulebook:
        """The rules that roles and suggestions follow."""
        return self.tools.rulebook() if self.tools else _shipped_rules()

    def shows(self, reference: str) -> bool:
        """Whether the page may show a case."""
        return self.reference in (None, reference)

    def require_case(self, reference: str) -> None:
        """Raise NoSuchCase for a case that this review is not about."""
        if self.reference is not None and reference != self.reference:
            raise NoSuchCase("this review is about another case")


@cache
def _shipped_rules() -> Rulebook:
    return load_rulebook(shipped_folder("rules"))
