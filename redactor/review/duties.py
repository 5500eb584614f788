"""Who may do what, by their duties on the case: asked by the page and by the command line alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from redactor.domain.decision import SUGGESTED_BY, Decision
from redactor.domain.finding import Finding, Verdict
from redactor.domain.reviewer import Duty, Reviewer
from redactor.errors import NotAllowed
from redactor.review.dossier import Dossier


class Act(StrEnum):
    """Something that somebody may want to do on a case."""

    READ = "read the records"
    LOOK = "look at decisions and figures"
    LOG = "read the log"
    RULE = "decide"
    SECOND = "second a decision"
    SIGN = "sign off"
    ADVISE = "give an opinion"
    SUPPORT = "put evidence on record"
    CLASSIFY = "say what class of record it is"
    SAMPLE = "check a sample"
    ACCEPT_MANY = "accept suggestions in bulk"
    EXCHANGE = "export or import decisions"
    PEOPLE = "say who people are"
    DISCLOSE = "disclose"
    OPEN = "open a request"
    ASSIGN = "give a request to somebody"
    CLOCK = "move the time limit"
    GATHER = "add records"


_WORKERS = frozenset({Duty.DPO, Duty.REVIEWER, Duty.APPROVER})
MAY: Mapping[Act, frozenset[Duty]] = {
    Act.READ: _WORKERS,
    Act.LOOK: _WORKERS | {Duty.AUDITOR},
    Act.LOG: frozenset({Duty.DPO, Duty.AUDITOR}),
    Act.RULE: frozenset({Duty.DPO, Duty.REVIEWER}),
    Act.SECOND: _WORKERS,
    Act.SIGN: frozenset({Duty.DPO, Duty.APPROVER}),
    Act.ADVISE: frozenset({Duty.DPO, Duty.REVIEWER, Duty.SPECIALIST}),
    Act.SUPPORT: _WORKERS,
    Act.CLASSIFY: frozenset({Duty.DPO, Duty.APPROVER}),
    Act.SAMPLE: _WORKERS,
    Act.ACCEPT_MANY: frozenset({Duty.DPO, Duty.REVIEWER}),
    Act.EXCHANGE: _WORKERS,
    Act.PEOPLE: frozenset({Duty.DPO, Duty.REVIEWER}),
    Act.DISCLOSE: frozenset({Duty.DPO}),
    Act.OPEN: frozenset({Duty.DPO}),
    Act.ASSIGN: frozenset({Duty.DPO}),
    Act.CLOCK: frozenset({Duty.DPO, Duty.REVIEWER}),
    Act.GATHER: frozenset({Duty.DPO, Duty.REVIEWER}),
}
"""Act -> the duties any of which allows it. A specialist sees and advises on what is referred to them alone."""


def may(who: Reviewer, *acts: Act) -> bool:
    """Whether any of somebody's duties allows any of these acts."""
    return any(who.has(*MAY[act]) for act in acts)


def require_may(who: Reviewer, *acts: Act) -> None:
    """Raise NotAllowed where none of somebody's duties allows any of these acts."""
    if not may(who, *acts):
        wanted = ", ".join(sorted({duty.value for act in acts for duty in MAY[act]}))
        raise NotAllowed(f"to {' or '.join(act.value for act in acts)} is the duty of: {wanted}")


def require_may_rule(who: Reviewer, decisions: Iterable[Decision], standing: Mapping[str, Decision]) -> None:
    """Raise NotAllowed where somebody may not make these decisions over what stands on each finding.

    Reviewers and the DPO decide. An approver decides only as somebody else did, which seconds it, or holds what
    somebody else decided, which sends it back. The name of accepted suggestions is nobody's.
    """
    require_may(who, Act.SECOND)
    if who.name.strip() in ("", SUGGESTED_BY):
        raise NotAllowed("decisions are made in a person's name")
    for decision in decisions:
        if decision.by != who.name:
            raise NotAllowed("decisions are made in one's own name")
        if may(who, Act.RULE):
            continue
        stands = standing.get(decision.finding_id)
        if stands is None or stands.verdict is Verdict.OPEN or stands.by in (who.name, SUGGESTED_BY):
            raise NotAllowed(f"finding {decision.finding_id}: an approver seconds what somebody else decided")
        if decision.verdict is not Verdict.HOLD and (decision.verdict, decision.code) != (stands.verdict, stands.code):
            raise NotAllowed(f"finding {decision.finding_id}: an approver seconds a decision or holds it")


def require_may_advise(who: Reviewer, targets: Iterable[str], dossier: Dossier) -> None:
    """Raise NotAllowed where a specialist wants to advise on what was not referred to them."""
    require_may(who, Act.ADVISE)
    if who.has(Duty.DPO, Duty.REVIEWER):
        return
    referred = dossier.referred_to(who.name)
    for target in targets:
        if target not in referred and target.partition("-")[0] not in referred:
            raise NotAllowed(f"{target} was not referred to you")


def may_see(who: Reviewer, finding: Finding, dossier: Dossier) -> bool:
    """Whether somebody may see the words of a finding: those who work on the case, and a specialist it is sent to."""
    if may(who, Act.READ):
        return True
    return who.has(Duty.SPECIALIST) and not dossier.referred_to(who.name).isdisjoint({finding.id, finding.document_id})
