"""The holds of a case: each ruling that waits for somebody, with what its ground demands of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from redactor.domain.decision import Ruling
from redactor.domain.exemption import Exemption, RecordClass
from redactor.domain.finding import Finding, Verdict
from redactor.review.dossier import Dossier
from redactor.review.evidence import demands_of
from redactor.review.policy import HEALTH_GATE, approves_unseen, awaited_hands, shortcomings
from redactor.review.signing import missing_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One ruling that waits. Without text of a document; `families` name what raised it, `code` its ground.

    `demands` are what the ground asks for, in words; `lacks` what is still missing, each as the end of "it …".
    `roles` still have to sign, `on_record` numbers what is there already.
    """

    finding: str
    document: str
    category: str
    families: tuple[str, ...]
    verdict: str
    code: str
    record_class: RecordClass
    demands: tuple[str, ...]
    sign_off: tuple[str, ...]
    minimum_reviewers: int
    lacks: tuple[str, ...]
    roles: tuple[str, ...]
    on_record: str


def what_waits(rulings: Iterable[Ruling], exemptions: Mapping[str, Exemption], dossier: Dossier) -> tuple[Waiting, ...]:
    """Every finding that is on hold or that the rules would hold, and every ruling that lacks something."""
    return tuple(found for ruling in rulings if (found := _waiting(ruling, exemptions, dossier)) is not None)


def _waiting(ruling: Ruling, exemptions: Mapping[str, Exemption], dossier: Dossier) -> Waiting | None:
    finding, decision = ruling.finding, ruling.decision
    suggestion = finding.suggestion
    lacks: tuple[str, ...] = ()
    if ruling.verdict in (Verdict.WITHHOLD, Verdict.RELEASE) and not approves_unseen((ruling,)):
        assert decision is not None
        lacks = shortcomings(finding, decision, exemptions, dossier) + awaited_hands(ruling, exemptions, dossier)
        if not lacks:
            return None
    elif ruling.verdict is not Verdict.HOLD and (suggestion is None or suggestion.verdict is not Verdict.HOLD):
        return None
    code = (decision.code if decision else "") or (suggestion.code if suggestion else "")
    ground = exemptions.get(code)
    return Waiting(
        finding=finding.id,
        document=finding.document_id,
        category=finding.category.value,
        families=_families(finding),
        verdict=ruling.verdict.value,
        code=code,
        record_class=_class_of(finding, ground, dossier),
        demands=_demands(ground),
        sign_off=ground.sign_off if ground else (),
        minimum_reviewers=ground.minimum_reviewers if ground else 1,
        lacks=lacks,
        roles=missing_roles(ruling, ground, dossier) if ground and ground.family != HEALTH_GATE else (),
        on_record=dossier.numbers_behind(finding),
    )


def _demands(ground: Exemption | None) -> tuple[str, ...]:
    return tuple(f"{each.words} ({each.key})" for each in demands_of(ground)) if ground else ()


def _families(finding: Finding) -> tuple[str, ...]:
    """What raised it: its own kind and, where several detectors did, each rule."""
    return tuple(dict.fromkeys(filter(None, (finding.kind, *finding.evidence.rule.split("+")))))


def _class_of(finding: Finding, ground: Exemption | None, dossier: Dossier) -> RecordClass:
    said = dossier.record_class(finding.document_id)
    return said if said is not RecordClass.ANY or ground is None else ground.record_class
