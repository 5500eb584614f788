"""A ground for withholding, as the rules state it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ncnd(StrEnum):
    """Whether the organisation may neither confirm nor deny that it holds something."""

    NEVER = "never"
    CASE = "case"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One row of rules/exemptions.yaml. `label` (≤ 22 characters) is what stands in the box.

    `public_label` stands there instead where the honest label would itself harm.
    """

    code: str
    label: str
    public_label: str
    citation: str
    verified: str
    family: str
    explanation: str
    """One plain sentence for the requester's key to labels."""
    minimum_reviewers: int = 1
    sign_off: tuple[str, ...] = ()
    evidence_required: tuple[str, ...] = ()
    evidence_expires_days: int | None = None
    ncnd: Ncnd = Ncnd.NEVER
    releases: bool = False
    """A ground to release (STAFF-REL …), not to withhold."""
    offered: bool = True
    """Whether a reviewer may pick it."""
