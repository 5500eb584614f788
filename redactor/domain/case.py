"""One request by one requester in one capacity about one subject, and the files received for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Capacity(StrEnum):
    """In what capacity the requester asks; several grounds depend on it (DPA 2018 Sch 3 paras 4, 10, 21)."""

    SUBJECT = "subject"
    PARENT = "parent"
    REPRESENTATIVE = "representative"
    COURT_APPOINTED = "court_appointed"


class Regime(StrEnum):
    """The law under which the request is answered."""

    UK_GDPR = "uk-gdpr"
    PART3 = "part3"
    PUPIL_INFORMATION = "pupil-information-2005"


class ControllerKind(StrEnum):
    """What the organisation is."""

    SCHOOL = "school"
    SCHOOL_TRUST = "school_trust"
    COUNCIL = "council"
    NHS = "nhs"
    HOUSING_ASSOCIATION = "housing_association"
    POLICE = "police"
    EMPLOYER = "employer"
    UNIVERSITY = "university"
    OTHER = "other"


class Jurisdiction(StrEnum):
    """Whose law and whose bank holidays hold where the controller is."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """The organisation that holds the records."""

    name: str = ""
    kind: ControllerKind = ControllerKind.OTHER
    jurisdiction: Jurisdiction = Jurisdiction.ENGLAND_AND_WALES


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person whose records they are."""

    name: str
    aliases: tuple[str, ...] = ()
    date_of_birth: date | None = None
    identifiers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """The person who asks; the subject unless the request says otherwise."""

    name: str
    capacity: Capacity = Capacity.SUBJECT
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody the organisation knows of beforehand; `role` is a key of rules/roles.yaml."""

    name: str
    role: str
    note: str = ""
    aliases: tuple[str, ...] = ()
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which the school is shut, first and last counted in."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the school is shut that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The events that move the statutory month (UK GDPR Art 12A), and the closures that move fifteen school days."""

    id_requested: date | None = None
    id_received: date | None = None
    clarification_asked: date | None = None
    clarification_answered: date | None = None
    extended: date | None = None
    reason: str = ""
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request; `reference` names it to people and is its key in the store."""

    reference: str
    received: date
    subject: Subject
    requester: Requester
    channel: str = ""
    taken_by: str = ""
    scope: str = ""
    regime: Regime = Regime.UK_GDPR
    controller: Controller = field(default_factory=Controller)
    people: tuple[KnownPerson, ...] = ()
    clock: Clock = field(default_factory=Clock)


class SourceState(StrEnum):
    """How far a Source has come."""

    RECEIVED = "received"
    READ = "read"
    CONTAINER = "container"
    """Only a container (an archive): its members are Sources of their own and it has no pages itself."""
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    """System clutter such as Thumbs.db: listed, not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file exactly as it was received.

    `id` is its place in the case ("0012", its first attachment "0012.1"); `path` is where it lay below
    the input folder, with "!/" where a container is entered. Both are labels and never used to open a file.
    """

    id: str
    path: str
    sha256: str
    size: int
    kind: str = ""
    parent_id: str | None = None
    state: SourceState = SourceState.RECEIVED
    reason: str = ""
    duplicate_of: str | None = None


def source_order(source_id: str) -> tuple[int, ...]:
    """The sort key that keeps 12, 12.1, 12.2, 12.10 in that order."""
    return tuple(int(part) for part in source_id.split("."))


def below(source_id: str, above: Collection[str]) -> bool:
    """Whether a source is one of those, or came out of one of them at any depth."""
    pieces = source_id.split(".")
    return any(".".join(pieces[:depth]) in above for depth in range(1, len(pieces) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of all that one container held, at every depth; the states add up to `received`."""

    id: str
    path: str
    received: int
    states: Mapping[str, int]


def account_containers(sources: Sequence[Source]) -> tuple[Account, ...]:
    """The account of every source that held others, in source order."""
    inside: dict[str, Counter[str]] = {}
    parents = {source.id: source.parent_id for source in sources}
    for source in sources:
        above = source.parent_id
        while above is not None:
            inside.setdefault(above, Counter())[source.state.value] += 1
            above = parents.get(above)
    return tuple(
        Account(id=source.id, path=source.path, received=inside[source.id].total(), states=dict(inside[source.id]))
        for source in sources
        if source.id in inside
    )
