"""What stands behind decisions beside their reasons: evidence, opinions, signatures. Added and never changed.

A Backing speaks of findings, or of whole documents and then of each finding in them. Its substance is one of the
classes below; which of them a ground asks for stands in rules/exemptions.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Verdict


class Consent(StrEnum):
    """What became of asking the third person (DPA 2018 Sch 2 para 16(3)(c)-(e))."""

    OBTAINED = "obtained"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"
    """Not sought: because it is not safe, not possible or out of proportion; the note says why."""
    NO_CAPACITY = "no_capacity"


class _Substance:
    """What can be said; no text in it may be blank unless it has a default."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            value = getattr(self, each.name)
            if isinstance(value, str) and each.default != "" and not value.strip():
                raise ValueError(f"{each.name} is blank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(_Substance):
    """An answer to one of the evidence keys of the rules, such as `harm_rationale`, in words or as an ISO date."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion(_Substance):
    """A professional's written opinion on whether serious harm is likely; `given` is the day it was given.

    The appropriate health professional's counts for six months (DPA 2018 Sch 3 paras 5 and 6). `expires` is the
    last day on which it may be relied on, where its author set an earlier one than the rules do.
    """

    author: str
    profession: str
    given: date
    harm_likely: bool
    text: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyKnown(_Substance):
    """The subject has seen it or knows it already (DPA 2018 Sch 3 para 6(2)); `how` says how we know."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyTest(_Substance):
    """The three steps of DPA 2018 Sch 2 para 16: can we do without naming them; consent; reasonable without it.

    `factors` weighs para 16(3): the kind of information, confidence owed, steps taken, capacity, refusal.
    """

    without_naming: str
    consent: Consent
    factors: str
    reasonable: bool
    consent_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted(_Substance):
    """Whoever the record came from was asked, as the police are before CRIME is relied on; `on` is the answer's day."""

    originator: str
    on: date
    view: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(_Substance):
    """Somebody signed a ruling off in a role that its ground names; it lapses when another verdict or ground stands.

    `name` signed; the Backing's `by` wrote it down. They differ where a signature on paper (`note`) is entered.
    """

    role: str
    name: str
    on: date
    verdict: Verdict
    code: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(_Substance):
    """A specialist is asked; it lets them see and advise on just these places."""

    to: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed(_Substance):
    """A person said what class of record a document is, over what the rules took it for."""

    record_class: RecordClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(_Substance):
    """An earlier Backing, by its number, no longer counts."""

    number: int
    why: str


Substance = (
    Statement | Opinion | AlreadyKnown | ThirdPartyTest | Consulted | Signature | Referral | Classed | Withdrawal
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """One thing that was put on record. `targets` are finding ids and document ids; `at` is aware UTC.

    `number` is its place in the case, from 1; 0 before it is stored.
    """

    targets: tuple[str, ...]
    substance: Substance
    by: str
    at: datetime
    number: int = 0

    @property
    def kind(self) -> str:
        """What kind of substance it is, as the store, the log and JSON name it."""
        return KIND_OF[type(self.substance)]


KIND_OF: dict[type, str] = {
    Statement: "statement",
    Opinion: "opinion",
    AlreadyKnown: "already_known",
    ThirdPartyTest: "third_party_test",
    Consulted: "consulted",
    Signature: "signature",
    Referral: "referral",
    Classed: "record_class",
    Withdrawal: "withdrawal",
}
