"""What may be put on record, by whom, for which findings: asked before the store is told, by page and command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from redactor.domain.backing import (
    Backing,
    Classed,
    Consulted,
    Opinion,
    Signature,
    Statement,
    Substance,
    Withdrawal,
)
from redactor.domain.decision import Ruling
from redactor.domain.exemption import Exemption, RecordClass
from redactor.domain.finding import Verdict
from redactor.domain.reviewer import Duty, Reviewer
from redactor.errors import NotAllowed
from redactor.review.dossier import Dossier, in_force
from redactor.review.duties import Act, require_may, require_may_advise
from redactor.review.policy import awaited_hands
from redactor.review.signing import missing_roles, require_may_sign, signature_troubles


def troubles_with(
    substance: Substance,
    targets: Sequence[str],
    who: Reviewer,
    rulings: Mapping[str, Ruling],
    *,
    exemptions: Mapping[str, Exemption],
    dossier: Dossier,
) -> tuple[str, ...]:
    """Why this may not be put on record for these targets, a sentence each; () where it may.

    `rulings` are those of the case by finding id. Raises NotAllowed where it is not the person's duty at all.
    """
    _require_duty(substance, targets, who, dossier)
    documents = {ruling.finding.document_id for ruling in rulings.values()}
    match substance:
        case Signature():
            return _signing_troubles(substance, targets, who, rulings, exemptions=exemptions)
        case Classed():
            return () if targets and all("-" not in each for each in targets) else ("A class is given to documents.",)
        case Withdrawal():
            return ()
        case Opinion() if dossier.today and substance.given > dossier.today:
            return ("The opinion is dated in the future.",)
        case Opinion() if substance.expires and substance.expires < substance.given:
            return ("The opinion expires before it was given.",)
        case Consulted() if dossier.today and substance.on > dossier.today:
            return ("The answer is dated in the future.",)
        case Statement() if substance.key not in {
            key for each in exemptions.values() for key in each.evidence_required
        }:
            return ("No ground of the rules asks for that key.",)
    if not targets:
        return ("It speaks of no finding and no document.",)
    unknown = [each for each in targets if each not in rulings and each not in documents and "-" in each]
    return (f"{len(unknown)} of the findings are not in the case.",) if unknown else ()


def require_may_withdraw(who: Reviewer, number: int, backings: Sequence[Backing]) -> None:
    """Raise NotAllowed unless it is one's own, or one is the DPO, and it is still in force."""
    found = next((each for each in in_force(backings) if each.number == number), None)
    if found is None:
        raise NotAllowed(f"nothing in force has the number {number}", remedy="Look at what is on record.")
    if found.by != who.name and not who.has(Duty.DPO):
        raise NotAllowed(f"number {number} is withdrawn by whoever entered it, or by the data protection officer")


def awaiting(
    role: str, rulings: Mapping[str, Ruling], exemptions: Mapping[str, Exemption], dossier: Dossier
) -> tuple[Ruling, ...]:
    """The withholdings that still wait for a signature of that role, in the order of the findings."""
    return tuple(
        ruling
        for ruling in rulings.values()
        if ruling.decision is not None
        and (ground := exemptions.get(ruling.decision.code)) is not None
        and awaited_hands(ruling, exemptions, dossier)
        and role in missing_roles(ruling, ground, dossier)
    )


def signatures_for(
    rulings: Sequence[Ruling], *, role: str, name: str, on: date, note: str
) -> dict[Signature, tuple[str, ...]]:
    """One signature for each ground among the rulings, with the findings that it signs."""
    wanted: dict[Signature, list[str]] = {}
    for ruling in rulings:
        if ruling.decision is not None and ruling.verdict is Verdict.WITHHOLD:
            code = ruling.decision.code
            signature = Signature(role=role, name=name, on=on, verdict=Verdict.WITHHOLD, code=code, note=note)
            wanted.setdefault(signature, []).append(ruling.finding.id)
    return {signature: tuple(ids) for signature, ids in wanted.items()}


def _require_duty(substance: Substance, targets: Sequence[str], who: Reviewer, dossier: Dossier) -> None:
    match substance:
        case Signature():
            require_may_sign(who)
        case Opinion():
            require_may_advise(who, targets, dossier)
        case Classed() if substance.record_class is not RecordClass.HEALTH:
            require_may(who, Act.CLASSIFY)  # it may take a document out of the health gate
        case _:
            require_may(who, Act.SUPPORT)


def _signing_troubles(
    signature: Signature,
    targets: Sequence[str],
    who: Reviewer,
    rulings: Mapping[str, Ruling],
    *,
    exemptions: Mapping[str, Exemption],
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for target in targets:
        ruling = rulings.get(target)
        exemption = exemptions.get(signature.code)
        if ruling is None or exemption is None:
            return ("A signature is given to rulings of the case.",)
        for each in signature_troubles(signature, who, ruling, exemption):
            found.setdefault(f"{target} {each}.")
    return tuple(found) if targets else ("It signs nothing.",)
