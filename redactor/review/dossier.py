"""All that is on record behind the decisions of a case, looked up by finding; what is withdrawn is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from redactor.domain.backing import Backing, Classed, Referral, Withdrawal
from redactor.domain.case import Case, ControllerKind
from redactor.domain.exemption import RecordClass
from redactor.domain.finding import Finding
from redactor.domain.plain import to_plain

HEALTH_BODIES = frozenset({ControllerKind.NHS})
"""Controllers that are health professionals themselves and need no other's opinion (DPA 2018 Sch 3 paras 5, 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What stands behind decisions. `today` is the day on which evidence has to be in date; None does not ask."""

    by_target: Mapping[str, tuple[Backing, ...]] = field(default_factory=lambda: MappingProxyType({}))
    is_health_body: bool = False
    today: date | None = None

    def behind(self, finding: Finding) -> tuple[Backing, ...]:
        """What speaks of the finding or of its whole document, oldest first."""
        both = {*self.by_target.get(finding.id, ()), *self.by_target.get(finding.document_id, ())}
        return tuple(sorted(both, key=lambda backing: backing.number))

    def numbers_behind(self, finding: Finding) -> str:
        """The numbers and kinds of what speaks of the finding, as "3 opinion; 5 signature"; "" where nothing does."""
        return "; ".join(f"{each.number} {each.kind}" for each in self.behind(finding))

    def record_class(self, document_id: str) -> RecordClass:
        """What a person last said the document is; ANY where nobody did."""
        said = [
            each.substance.record_class
            for each in self.by_target.get(document_id, ())
            if isinstance(each.substance, Classed)
        ]
        return said[-1] if said else RecordClass.ANY

    def referred_to(self, name: str) -> frozenset[str]:
        """The findings and documents that were referred to a specialist."""
        return frozenset(
            target
            for target, backings in self.by_target.items()
            if any(isinstance(each.substance, Referral) and each.substance.to == name for each in backings)
        )


EMPTY = Dossier()


def open_dossier(case: Case, backings: Iterable[Backing], *, today: date | None = None) -> Dossier:
    """The dossier of a case, from everything that was ever put on record in it."""
    found: dict[str, list[Backing]] = defaultdict(list)
    for backing in in_force(backings):
        for target in backing.targets:
            found[target].append(backing)
    return Dossier(
        by_target=MappingProxyType({target: tuple(each) for target, each in found.items()}),
        is_health_body=case.controller.kind in HEALTH_BODIES,
        today=today,
    )


def in_force(backings: Iterable[Backing]) -> tuple[Backing, ...]:
    """What was not withdrawn, in order; a withdrawal itself is left out too."""
    kept = tuple(backings)
    gone = {each.substance.number for each in kept if isinstance(each.substance, Withdrawal)}
    return tuple(
        sorted(
            (each for each in kept if each.number not in gone and not isinstance(each.substance, Withdrawal)),
            key=lambda each: each.number,
        )
    )


def plain_backing(backing: Backing) -> dict[str, Any]:
    """What was put on record as plain JSON values, its substance under `says`."""
    says = to_plain(backing.substance)
    says.pop("is")
    return {
        "number": backing.number,
        "kind": backing.kind,
        "targets": list(backing.targets),
        "by": backing.by,
        "at": backing.at.isoformat(),
        "says": says,
    }
