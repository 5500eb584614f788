"""A ground for withholding, as the rules state it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ncnd(StrEnum):
    """Whether the organisation may neither confirm nor deny that it holds something."""

    NEVER = "never"
    CASE = "case"
    DEFAULT = "default"


class RecordClass(StrEnum):
    """What a record is in law; the harm rules of DPA 2018 Sch 3 differ by it."""

    ANY = "any"
    HEALTH = "health"
    EDUCATION = "education"
    SOCIAL_WORK = "social_work"
    EMPLOYMENT = "employment"
    LEGAL = "legal"
    CRIME = "crime"


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
    record_class: RecordClass = RecordClass.ANY
    """The only class of record on which it may be used; ANY where the law does not say."""
    offered: bool = True
    """Whether a reviewer may pick it."""
