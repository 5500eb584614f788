"""Which verdicts a reviewer may give, and what is still missing before anything may leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from redactor.domain.backing import AlreadyKnown, Backing, Consent, ThirdPartyTest
from redactor.domain.case import Case, Source, SourceState
from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.exemption import Exemption, RecordClass
from redactor.domain.finding import Category, Evidence, Finding, Verdict, WholeDocument
from redactor.errors import NoDecision, OnHold, OpinionExpired, ReviewUnfinished, SignOffMissing
from redactor.review.dossier import EMPTY, Dossier
from redactor.review.evidence import expired_evidence, last_opinion, may_be_relied_on, missing_evidence
from redactor.review.signing import hands_behind, missing_roles

RELEASE_NEEDS_REASON = frozenset({Category.PASSAGE, Category.UNREAD, Category.UNSEEN})
"""Places whose release somebody must be able to account for: harm and the like, unread pages, unseen content."""

HEALTH_GATE = "health_gate"
"""The family of the ground under which health data waits: its evidence is asked of the release, not of the waiting."""
RIGHTS_OF_OTHERS = "rights_of_others"
LISTED = 20


def allowed_verdicts(finding: Finding) -> tuple[Verdict, ...]:
    """The verdicts a reviewer may choose from; a box drawn by hand is withheld or taken back, never held."""
    if finding.category is Category.DRAWN:
        return (Verdict.WITHHOLD, Verdict.RELEASE)
    return (Verdict.WITHHOLD, Verdict.RELEASE, Verdict.HOLD)


def shortcomings(
    finding: Finding, decision: Decision, exemptions: Mapping[str, Exemption], dossier: Dossier = EMPTY
) -> tuple[str, ...]:
    """What a decision on this finding lacks, each as the end of a sentence that begins "it"; () where nothing.

    A withholding needs one ground from the rules, one that fits the class of record, and the evidence that ground
    asks for; a release of a passage, an unread page or an unseen sheet needs a reason, and one of health data what
    DPA 2018 Sch 3 para 6 asks for. Where the dossier knows the day, evidence out of date counts as missing.
    """
    if decision.verdict not in allowed_verdicts(finding):
        return (f"may not be given the verdict {decision.verdict.value}",)
    exemption = exemptions.get(decision.code)
    lacking = ["names a ground that the rules do not have"] if decision.code and exemption is None else []
    if decision.verdict is Verdict.WITHHOLD:
        lacking += _withholding_lacks(finding, decision, exemption, dossier)
    if decision.verdict is Verdict.RELEASE:
        if exemption is not None and not exemption.releases:
            lacking.append("names a ground to withhold, not to release")
        if finding.category in RELEASE_NEEDS_REASON and not decision.reason.strip():
            lacking.append("needs a reason for the release")
        gate = _health_gate(finding, exemptions, dossier)
        if gate is not None and not _is_cleared(finding, gate, dossier):
            lacking.append("is health data: needs a health professional's opinion in date, or that it is known already")
    if exemption is not None and decision.verdict is not Verdict.HOLD:
        lacking += _evidence_lacks(finding, decision, exemption, dossier)
    return tuple(lacking)


def _withholding_lacks(
    finding: Finding, decision: Decision, exemption: Exemption | None, dossier: Dossier
) -> Iterator[str]:
    if not decision.code:
        yield "needs a ground to withhold"
    if exemption is None:
        return
    if exemption.releases:
        yield "names a ground to release, not to withhold"
    said, fits = dossier.record_class(finding.document_id), exemption.record_class
    if RecordClass.ANY not in (said, fits) and said is not fits:
        yield f"names a ground for {fits.value.replace('_', ' ')} records, and this is one of {said.value}"
    if exemption.family == RIGHTS_OF_OTHERS and _is_found_reasonable(finding, dossier):
        yield "is withheld although the third-party test on record came out for the release"


def _evidence_lacks(finding: Finding, decision: Decision, exemption: Exemption, dossier: Dossier) -> Iterator[str]:
    if exemption.family == HEALTH_GATE:
        return
    behind = dossier.behind(finding)
    if missing := missing_evidence(exemption, decision, behind, None):
        yield f"needs evidence ({', '.join(missing)})"
    if dossier.today and (old := expired_evidence(exemption, decision, behind, dossier.today)):
        yield f"has evidence too old to rely on ({', '.join(old)})"


def _is_found_reasonable(finding: Finding, dossier: Dossier) -> bool:
    """Whether the last third-party test found consent, or release reasonable without it (Sch 2 para 16(2))."""
    tests = [each.substance for each in dossier.behind(finding) if isinstance(each.substance, ThirdPartyTest)]
    return bool(tests) and (tests[-1].reasonable or tests[-1].consent is Consent.OBTAINED)


def _health_gate(finding: Finding, exemptions: Mapping[str, Exemption], dossier: Dossier) -> Exemption | None:
    """The ground under which this finding waits for an opinion, where it is health data; None where it is not.

    What a person said of the document comes before what the rules took the passage for.
    """
    if finding.category is not Category.PASSAGE or dossier.is_health_body:
        return None
    suggested = exemptions.get(finding.suggestion.code) if finding.suggestion else None
    taken_for = suggested.record_class if suggested else RecordClass.ANY
    said = dossier.record_class(finding.document_id)
    if RecordClass.HEALTH is not (taken_for if said is RecordClass.ANY else said):
        return None
    return _gate_of(exemptions)


def _gate_of(exemptions: Mapping[str, Exemption]) -> Exemption | None:
    return next((each for each in exemptions.values() if each.family == HEALTH_GATE), None)


def _is_cleared(finding: Finding, gate: Exemption, dossier: Dossier) -> bool:
    """Whether the harm test is not met by an opinion in date, or the subject knows it already (Sch 3 para 6(2))."""
    return _clears(dossier.behind(finding), finding.id, gate, dossier.today)


def _clears(behind: tuple[Backing, ...], target: str, gate: Exemption | None, today: date | None) -> bool:
    if any(isinstance(each.substance, AlreadyKnown) for each in behind):
        return True
    opinion = last_opinion(behind, target)
    if opinion is None or opinion.harm_likely:
        return False
    return today is None or today <= may_be_relied_on(gate, opinion.given, opinion.expires)


def approves_unseen(rulings: Iterable[Ruling]) -> bool:
    """Whether any ruling stands only because its suggestion was accepted unseen: what leaves is then a draft."""
    return any(ruling.decision is not None and ruling.decision.by == SUGGESTED_BY for ruling in rulings)


def require_finished(
    case: Case,
    sources: Sequence[Source],
    rulings: Sequence[Ruling],
    *,
    exemptions: Mapping[str, Exemption],
    draft: bool = False,
    dossier: Dossier = EMPTY,
) -> None:
    """Raise a ReviewUnfinished where something is unread, undecided, on hold or short of a sign-off.

    A draft, marked as one on every page, may go ahead over quarantined sources and over suggestions that were
    accepted unseen; anything else may not. A quarantined source that a person withheld whole holds nothing up.
    Where the dossier knows the day, evidence that has grown older than its ground allows counts as missing (DPA 2018
    Sch 3 para 6: six months for a health opinion). The message lists counts and ids.
    """
    troubles = [
        *_source_troubles(sources, rulings, draft=draft),
        *_undecided(rulings, draft=draft),
        *([] if draft else _ungated(sources, rulings, exemptions, dossier)),
        *_short_of_sign_off(rulings, exemptions, dossier, draft=draft),
        *(_expired(rulings, exemptions, dossier, dossier.today) if dossier.today else ()),
    ]
    if troubles:
        kind = troubles[0][0]
        said = "; ".join(f"{what}: {_listed(ids)}" for _, what, ids in troubles)
        raise kind(f"case {case.reference} is not ready: {said}")


def accept_suggestions(findings: Sequence[Finding], at: datetime) -> tuple[Decision, ...]:
    """A decision for each finding as its suggestion stands, in the name of nobody; a hold is withheld.

    A finding without a suggestion gets none, and so stays open: ambiguity never releases.
    """
    return tuple(
        Decision(
            finding_id=finding.id,
            verdict=Verdict.RELEASE if finding.suggestion.verdict is Verdict.RELEASE else Verdict.WITHHOLD,
            by=SUGGESTED_BY,
            at=at,
            code=finding.suggestion.code,
            reason=finding.suggestion.why,
        )
        for finding in findings
        if finding.suggestion is not None and finding.suggestion.verdict is not Verdict.OPEN
    )


def withhold_whole(source_id: str, *, by: str, ground: str, reason: str) -> tuple[Finding, Decision]:
    """A ruling that all of one source is withheld, with the finding it stands on; `ground` is a key of the rules.

    Where the source stands in quarantine, it then no longer holds the release back.
    """
    evidence = Evidence(detector=f"person:{by}", why="A person ruled on the whole document.")
    marked = Finding(document_id=source_id, category=Category.DRAWN, place=WholeDocument(), evidence=evidence)
    decision = Decision(
        finding_id=marked.id, verdict=Verdict.WITHHOLD, by=by, at=datetime.now(UTC), code=ground, reason=reason
    )
    return marked, decision


_Trouble = tuple[type[ReviewUnfinished], str, list[str]]


def _withheld_whole(rulings: Sequence[Ruling]) -> set[str]:
    return {
        ruling.finding.document_id
        for ruling in rulings
        if isinstance(ruling.finding.place, WholeDocument)
        and ruling.verdict is Verdict.WITHHOLD
        and not approves_unseen((ruling,))
    }


def _ungated(
    sources: Sequence[Source], rulings: Sequence[Ruling], exemptions: Mapping[str, Exemption], dossier: Dossier
) -> list[_Trouble]:
    """Documents that a person said are health records, and that would leave without what Sch 3 para 6 asks for.

    Passages in them ask by themselves; this asks for the rest of the page, and for pages on which nothing was found.
    """
    gate, whole = _gate_of(exemptions), _withheld_whole(rulings)
    waiting = [
        source.id
        for source in sources
        if source.state is SourceState.READ
        and gate is not None
        and not dossier.is_health_body
        and source.id not in whole
        and dossier.record_class(source.id) is RecordClass.HEALTH
        and not _clears(dossier.by_target.get(source.id, ()), source.id, gate, dossier.today)
    ]
    return _counted(SignOffMissing, "health record(s) without an opinion in date, or a note that it is known", waiting)


def _source_troubles(sources: Sequence[Source], rulings: Sequence[Ruling], *, draft: bool) -> list[_Trouble]:
    withheld_whole = _withheld_whole(rulings)
    unread = [source.id for source in sources if source.state is SourceState.RECEIVED]
    aside = [
        source.id
        for source in sources
        if source.state is SourceState.QUARANTINED and source.id not in withheld_whole and not draft
    ]
    return _counted(ReviewUnfinished, "source(s) not read", unread) + _counted(
        ReviewUnfinished, "source(s) in quarantine", aside
    )


def _undecided(rulings: Sequence[Ruling], *, draft: bool) -> list[_Trouble]:
    open_ids = [ruling.finding.id for ruling in rulings if ruling.verdict is Verdict.OPEN]
    unseen = [ruling.finding.id for ruling in rulings if not draft and approves_unseen((ruling,))]
    held = [ruling.finding.id for ruling in rulings if ruling.verdict is Verdict.HOLD]
    return [
        *_counted(NoDecision, "finding(s) without a decision", open_ids),
        *_counted(NoDecision, "suggestion(s) accepted unseen", unseen),
        *_counted(OnHold, "finding(s) on hold", held),
    ]


def _short_of_sign_off(
    rulings: Sequence[Ruling], exemptions: Mapping[str, Exemption], dossier: Dossier, *, draft: bool
) -> list[_Trouble]:
    short: dict[str, list[str]] = {}
    undated = replace(dossier, today=None)
    for ruling in _ruled_by_people(rulings):
        assert ruling.decision is not None
        lacking = list(shortcomings(ruling.finding, ruling.decision, exemptions, undated))
        if not draft:
            lacking += awaited_hands(ruling, exemptions, dossier)
        for each in lacking:
            short.setdefault(each, []).append(ruling.finding.id)
    return [
        trouble for what, ids in short.items() for trouble in _counted(SignOffMissing, f"finding(s): it {what}", ids)
    ]


def awaited_hands(ruling: Ruling, exemptions: Mapping[str, Exemption], dossier: Dossier) -> tuple[str, ...]:
    """Which second reviewer and which signatures a ruling still waits for, each as the end of "it …"."""
    exemption = exemptions.get(ruling.decision.code) if ruling.decision else None
    if exemption is None or exemption.family == HEALTH_GATE:
        return ()
    lacking: list[str] = []
    if len(hands_behind(ruling, exemption, dossier)) < exemption.minimum_reviewers:
        lacking.append(f"needs the same decision by {exemption.minimum_reviewers} reviewers")
    if missing := missing_roles(ruling, exemption, dossier):
        lacking.append(f"needs the signature of: {', '.join(missing)}")
    return tuple(lacking)


def _ruled_by_people(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    for ruling in rulings:
        if ruling.verdict in (Verdict.WITHHOLD, Verdict.RELEASE) and not approves_unseen((ruling,)):
            yield ruling


def _expired(
    rulings: Sequence[Ruling], exemptions: Mapping[str, Exemption], dossier: Dossier, today: date
) -> list[_Trouble]:
    undated = replace(dossier, today=None)
    old = [
        ruling.finding.id
        for ruling in _ruled_by_people(rulings)
        if ruling.decision is not None
        and shortcomings(ruling.finding, ruling.decision, exemptions, replace(dossier, today=today))
        != shortcomings(ruling.finding, ruling.decision, exemptions, undated)
    ]
    return _counted(OpinionExpired, "finding(s) with evidence too old to rely on", old)


def _counted(kind: type[ReviewUnfinished], what: str, ids: list[str]) -> list[_Trouble]:
    return [(kind, f"{len(ids)} {what}", ids)] if ids else []


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return ", ".join(ids[:LISTED]) + more
