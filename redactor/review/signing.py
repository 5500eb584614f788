"""Signatures and the two-person rule: whose hand a ruling still needs, and whose it may not be.

Nobody approves their own. Where a ground wants two reviewers, its author neither signs nor enters a signature.
Where it wants one, a signature `dpo` may be the author's own, if they are the DPO: it says in what capacity they
ruled; any other role is signed by somebody else.
"""

from __future__ import annotations

from datetime import date

from redactor.domain.backing import Backing, Signature
from redactor.domain.decision import Decision, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Verdict
from redactor.domain.reviewer import Duty, Reviewer
from redactor.errors import NotAllowed
from redactor.review.dossier import Dossier
from redactor.review.evidence import last_opinion, may_be_relied_on

DPO_ROLE = "dpo"
BY_OPINION = frozenset({"appropriate_health_professional", "principal_reporter"})
"""Roles that speak by their written opinion; it is their signature."""


def missing_roles(ruling: Ruling, exemption: Exemption, dossier: Dossier) -> tuple[str, ...]:
    """The roles that the ground of a withholding names and that have not signed it, in the order of the rules."""
    decision = ruling.decision
    if decision is None or decision.verdict is not Verdict.WITHHOLD:
        return ()
    behind = dossier.behind(ruling.finding)
    signed = {signature.role for signature, _ in _valid(behind, decision, exemption)}
    if _has_spoken(behind, decision, exemption, dossier.today):
        signed |= BY_OPINION
    return tuple(role for role in exemption.sign_off if role not in signed)


def hands_behind(ruling: Ruling, exemption: Exemption, dossier: Dossier) -> frozenset[str]:
    """Who stands behind a ruling themselves: its author, who seconded it, and who signed it in person."""
    decision = ruling.decision
    if decision is None:
        return frozenset()
    signed = _valid(dossier.behind(ruling.finding), decision, exemption)
    in_person = {by for signature, by in signed if by == signature.name}
    return frozenset({decision.by, *ruling.seconded_by} | in_person)


def signature_troubles(signature: Signature, who: Reviewer, ruling: Ruling, exemption: Exemption) -> tuple[str, ...]:
    """Why a signature may not be entered by somebody, each as the end of a sentence that begins "it"; () if it may."""
    decision = ruling.decision
    if decision is None or decision.verdict is not Verdict.WITHHOLD:
        return ("has no withholding to be signed",)
    if signature.role not in exemption.sign_off:
        return (f"asks for no signature of the role {signature.role}",)
    if (signature.verdict, signature.code) != (decision.verdict, decision.code):
        return ("was decided otherwise since",)
    if signature.role in BY_OPINION:
        return ("is signed by the professional's opinion: enter that",)
    lacking: list[str] = []
    if signature.role == DPO_ROLE and not (who.has(Duty.DPO) and signature.name == who.name):
        lacking.append("is signed by the data protection officer in person")
    if signature.name != who.name and not signature.note.strip():
        lacking.append("needs a note of where the signature on paper is kept")
    if not _is_by_another(signature.name, who.name, signature.role, decision, exemption):
        lacking.append("is your own ruling, or the signatory's: somebody else has to sign it")
    return tuple(lacking)


def require_may_sign(who: Reviewer) -> None:
    """Raise NotAllowed for those whose duty it is not to sign off."""
    if not who.has(Duty.DPO, Duty.APPROVER):
        raise NotAllowed("an approver or the data protection officer signs off")


def _is_by_another(name: str, written_by: str, role: str, decision: Decision, exemption: Exemption) -> bool:
    if exemption.minimum_reviewers >= 2:
        return decision.by not in (name, written_by)
    return role == DPO_ROLE or name != decision.by


def _valid(behind: tuple[Backing, ...], decision: Decision, exemption: Exemption) -> list[tuple[Signature, str]]:
    """The signatures that still speak of the standing decision and are not its author's own, and who entered each."""
    return [
        (each.substance, each.by)
        for each in behind
        if isinstance(each.substance, Signature)
        and (each.substance.verdict, each.substance.code) == (decision.verdict, decision.code)
        and _is_by_another(each.substance.name, each.by, each.substance.role, decision, exemption)
    ]


def _has_spoken(behind: tuple[Backing, ...], decision: Decision, exemption: Exemption, today: date | None) -> bool:
    """Whether the opinion that counts says that harm is likely, and is in date."""
    opinion = last_opinion(behind, decision.finding_id)
    if opinion is None or not opinion.harm_likely:
        return False
    return today is None or today <= may_be_relied_on(exemption, opinion.given, opinion.expires)
