"""What the review page is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from redactor.config import shipped_folder
from redactor.domain.account import Account
from redactor.domain.exemption import Exemption
from redactor.domain.reviewer import Reviewer
from redactor.errors import NoSuchCase
from redactor.review.acceptance import BulkPolicy
from redactor.rulebook import Rulebook, load_rulebook
from redactor.tools import Tools
from redactor.web.visit import present_visit

if TYPE_CHECKING:
    from redactor.web.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Either one person `alone`, let in by `token` once, or a `team` that signs in.

    `reference` narrows the page to one case; None shows all of them.
    """

    exemptions: Mapping[str, Exemption]
    token: str = ""
    alone: Account | None = None
    """Who works alone on this machine, and in whose name decisions are stored."""
    team: Team | None = None
    """How a team signs in; then there is neither a token nor anybody alone."""
    tools: Tools | None = None
    """What renders results, and the rules of roles; without them the result is not shown and roles are the shipped."""
    reference: str | None = None
    policy: BulkPolicy = field(default_factory=BulkPolicy)
    """What a quality sample has to show, and how fast it lets one go on its strength."""

    @property
    def who(self) -> Reviewer:
        """Who makes the present request, with their duties in the case it is about."""
        return present_visit().who

    @property
    def account(self) -> Account:
        """The account of whoever makes the present request."""
        return present_visit().account

    @property
    def reviewer(self) -> str:
        """In whose name the present request decides."""
        return self.who.name

    def shows(self, reference: str) -> bool:
        """Whether whoever makes the present request may know of a case."""
        return self.account.works_on(reference) and self.reference in (None, reference)

    def require_case(self, reference: str) -> None:
        """Raise NoSuchCase for a case that this review is not about, or that is none of the visitor's."""
        if not self.shows(reference):
            raise NoSuchCase("no such case, or none of yours")

    @property
    def home(self) -> Path:
        """Where records lie that are sent in; without tools nothing is."""
        return self.tools.home if self.tools else Path()

    def rulebook(self) -> Rulebook:
        """The rules that roles and suggestions follow."""
        return self.tools.rulebook() if self.tools else _shipped_rules()


@cache
def _shipped_rules() -> Rulebook:
    return load_rulebook(shipped_folder("rules"))
