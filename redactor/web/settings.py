"""What the review page is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from redactor.domain.exemption import Exemption
from redactor.domain.reviewer import EVERY_DUTY, Duty, Reviewer
from redactor.errors import NoSuchCase
from redactor.review.acceptance import BulkPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """`token` lets one browser in, once. `reference` narrows the page to one case; None shows all of them."""

    reviewer: str
    """In whose name decisions are stored."""
    exemptions: Mapping[str, Exemption]
    token: str
    reference: str | None = None
    duties: frozenset[Duty] = EVERY_DUTY
    policy: BulkPolicy = field(default_factory=BulkPolicy)

    @property
    def who(self) -> Reviewer:
        """Who is at work, and what their duties let them do."""
        return Reviewer(name=self.reviewer, duties=self.duties)

    def require_case(self, reference: str) -> None:
        """Raise NoSuchCase for a case that this review is not about."""
        if self.reference is not None and reference != self.reference:
            raise NoSuchCase("this review is about another case")
