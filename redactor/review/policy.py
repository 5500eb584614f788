"""Which verdicts a reviewer may give, and what is still missing before anything may leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from redactor.domain.case import Case, Source, SourceState
from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.exemption import Exemption
from redactor.domain.finding import Category, Evidence, Finding, Verdict, WholeDocument
from redactor.errors import NoDecision, OnHold, OpinionExpired, ReviewUnfinished, SignOffMissing

RELEASE_NEEDS_REASON = frozenset({Category.PASSAGE, Category.UNREAD, Category.UNSEEN})
"""Places whose release somebody must be able to account for: harm and the like, unread pages, unseen content."""

LISTED = 20


def allowed_verdicts(finding: Finding) -> tuple[Verdict, ...]:
    """The verdicts a reviewer may choose from; a box drawn by hand is withheld or taken back, never held."""
    if finding.category is Category.DRAWN:
        return (Verdict.WITHHOLD, Verdict.RELEASE)
    return (Verdict.WITHHOLD, Verdict.RELEASE, Verdict.HOLD)


def shortcomings(finding: Finding, decision: Decision, exemptions: Mapping[str, Exemption]) -> tuple[str, ...]:
    """What a decision on this finding lacks, each as the end of a sentence that begins "it"; () where nothing.

    A withholding needs one ground from the rules and the evidence that ground asks for; a release of a
    passage, an unread page or an unseen sheet needs a reason.
    """
    if decision.verdict not in allowed_verdicts(finding):
        return (f"may not be given the verdict {decision.verdict.value}",)
    lacking: list[str] = []
    exemption = exemptions.get(decision.code)
    if decision.code and exemption is None:
        lacking.append("names a ground that the rules do not have")
    if decision.verdict is Verdict.WITHHOLD:
        if not decision.code:
            lacking.append("needs a ground to withhold")
        elif exemption is not None and exemption.releases:
            lacking.append("names a ground to release, not to withhold")
    if decision.verdict is Verdict.RELEASE:
        if exemption is not None and not exemption.releases:
            lacking.append("names a ground to withhold, not to release")
        if finding.category in RELEASE_NEEDS_REASON and not decision.reason.strip():
            lacking.append("needs a reason for the release")
    if exemption is not None and exemption.evidence_required and decision.verdict is not Verdict.HOLD:
        asked = ", ".join(exemption.evidence_required)
        lacking.extend([] if decision.evidence.strip() else [f"needs evidence ({asked})"])
    return tuple(lacking)


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
    today: date | None = None,
) -> None:
    """Raise a ReviewUnfinished where something is unread, undecided, on hold or short of a sign-off.

    A draft, marked as one on every page, may go ahead over quarantined sources and over suggestions that were
    accepted unseen; anything else may not. A quarantined source that a person withheld whole holds nothing up.
    Given `today`, evidence that has grown older than its ground allows counts as missing (DPA 2018 Sch 3 para 6:
    six months for a health opinion). The message lists counts and ids.
    """
    troubles = [
        *_source_troubles(sources, rulings, draft=draft),
        *_undecided(rulings, draft=draft),
        *_short_of_sign_off(rulings, exemptions, draft=draft),
        *(_expired(rulings, exemptions, today) if today else ()),
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


def _source_troubles(sources: Sequence[Source], rulings: Sequence[Ruling], *, draft: bool) -> list[_Trouble]:
    withheld_whole = {
        ruling.finding.document_id
        for ruling in rulings
        if isinstance(ruling.finding.place, WholeDocument)
        and ruling.verdict is Verdict.WITHHOLD
        and not approves_unseen((ruling,))
    }
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
    rulings: Sequence[Ruling], exemptions: Mapping[str, Exemption], *, draft: bool
) -> list[_Trouble]:
    short: dict[str, list[str]] = {}
    for ruling in rulings:
        decision = ruling.decision
        if decision is None or decision.verdict in (Verdict.OPEN, Verdict.HOLD) or approves_unseen((ruling,)):
            continue
        lacking = list(shortcomings(ruling.finding, decision, exemptions))
        wanted = exemptions[decision.code].minimum_reviewers if decision.code in exemptions else 1
        if 1 + len(ruling.seconded_by) < wanted and not draft:
            lacking.append(f"needs the same decision by {wanted} reviewers")
        for each in lacking:
            short.setdefault(each, []).append(ruling.finding.id)
    return [
        trouble for what, ids in short.items() for trouble in _counted(SignOffMissing, f"finding(s): it {what}", ids)
    ]


def _expired(rulings: Sequence[Ruling], exemptions: Mapping[str, Exemption], today: date) -> list[_Trouble]:
    old = [
        ruling.finding.id
        for ruling in rulings
        if ruling.decision is not None
        and (exemption := exemptions.get(ruling.decision.code)) is not None
        and exemption.evidence_expires_days is not None
        and ruling.decision.at.date() + timedelta(days=exemption.evidence_expires_days) < today
    ]
    return _counted(OpinionExpired, "finding(s) with evidence too old to rely on", old)


def _counted(kind: type[ReviewUnfinished], what: str, ids: list[str]) -> list[_Trouble]:
    return [(kind, f"{len(ids)} {what}", ids)] if ids else []


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return ", ".join(ids[:LISTED]) + more
