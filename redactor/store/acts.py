"""Decisions as they are written: an act is what one reviewer did at one stroke, on one finding or on many.

Decisions are only ever added. Taking an act back adds decisions too: one that opens each finding again in the
name of the one who took it back and, where something stood before, that decision again, word for word and in
its own author's name. So nobody comes to stand behind what they only uncovered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from redactor.domain.decision import Decision
from redactor.domain.finding import Verdict
from redactor.errors import Conflict
from redactor.store.audit import Writing
from redactor.store.schema import ACTS, DECISIONS, FINDINGS

FEW = 500
"""Above so many ids it is cheaper, and safe from limits on parameters, to read the whole case."""
LISTED = 20
DRAWING_TAKEN_BACK = "The box drawn by hand was taken back."


def read_decisions(connection: Connection, reference: str, *, document_id: str | None = None) -> tuple[Decision, ...]:
    """Every decision of a case, or on the findings of one document, in the order they were made."""
    asked = select(DECISIONS).where(DECISIONS.c.case_reference == reference).order_by(DECISIONS.c.sequence)
    if document_id is not None:
        theirs = select(FINDINGS.c.id).where(
            FINDINGS.c.case_reference == reference, FINDINGS.c.document_id == document_id
        )
        asked = asked.where(DECISIONS.c.finding_id.in_(theirs))
    return tuple(_decision(row) for row in connection.execute(asked))


def standing_decisions(connection: Connection, reference: str, finding_ids: Iterable[str]) -> dict[str, Decision]:
    """The latest decision on each of these findings that has one."""
    wanted = set(finding_ids)
    here = DECISIONS.c.case_reference == reference
    latest = select(func.max(DECISIONS.c.sequence)).where(here).group_by(DECISIONS.c.finding_id)
    if len(wanted) <= FEW:
        latest = latest.where(DECISIONS.c.finding_id.in_(wanted))
    rows = connection.execute(select(DECISIONS).where(here, DECISIONS.c.sequence.in_(latest)))
    return {row.finding_id: _decision(row) for row in rows if row.finding_id in wanted}


def require_unchanged(standing: Mapping[str, Decision], expected: Mapping[str, int]) -> None:
    """Raise Conflict where another decision stands than the one that was looked at (0 for none)."""
    changed = [
        finding_id
        for finding_id, sequence in expected.items()
        if (standing[finding_id].sequence if finding_id in standing else 0) != sequence
    ]
    if changed:
        raise Conflict(f"decided in the meantime: {_listed(changed)}")


def require_known(connection: Connection, reference: str, finding_ids: Iterable[str]) -> None:
    """Raise Conflict where a finding is not, or no longer, in the case."""
    wanted = set(finding_ids)
    asked = select(FINDINGS.c.id).where(FINDINGS.c.case_reference == reference)
    if len(wanted) <= FEW:
        asked = asked.where(FINDINGS.c.id.in_(wanted))
    unknown = wanted - set(connection.scalars(asked))
    if unknown:
        raise Conflict(f"no such findings any more: {_listed(sorted(unknown))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """What is to be known of an act beside its decisions.

    `key` is the sender's own name for it, so that it is done once however often it is sent. `over` says, in ids and
    codes, what one ruling over many findings was about: such an act is one entry of the log.
    """

    by: str
    key: str | None = None
    over: str = ""
    undoes: int | None = None
    redoes: int | None = None


def find_act(writing: Writing, key: str | None) -> tuple[Decision, ...] | None:
    """The decisions of the act that was sent under this key, or None where none was."""
    if key is None:
        return None
    here = ACTS.c.case_reference == writing.reference
    act = writing.connection.scalar(select(ACTS.c.id).where(here, ACTS.c.key == key))
    return None if act is None else _decisions_of(writing, act)


def write_act(writing: Writing, decisions: Sequence[Decision], stroke: Stroke) -> tuple[Decision, ...]:
    """Add decisions as one act of one reviewer and return them with their places in the case's order."""
    here = DECISIONS.c.case_reference == writing.reference
    act = (writing.connection.scalar(select(func.max(DECISIONS.c.sequence)).where(here)) or 0) + 1
    stored = tuple(replace(decision, sequence=act + place) for place, decision in enumerate(decisions))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    row = {"case_reference": writing.reference, "id": act, "by": stroke.by, "at": at, "key": stroke.key}
    row |= {"undoes": stroke.undoes, "redoes": stroke.redoes}
    writing.connection.execute(insert(ACTS), row)
    writing.connection.execute(insert(DECISIONS), [_columns(writing.reference, act, each) for each in stored])
    _note_act(writing, stored, stroke)
    return stored


def _note_act(writing: Writing, stored: Sequence[Decision], stroke: Stroke) -> None:
    kind = "decision" if stroke.undoes is None else "undo"
    act = stored[0].sequence
    linked = {name: each for name in ("undoes", "redoes") if (each := getattr(stroke, name)) is not None}
    if stroke.over:
        ruled = [[each.finding_id, each.verdict.value, each.code, each.by] for each in stored]
        reasons = sorted({each.reason for each in stored} - {""})[:LISTED]
        evidence = any(each.evidence for each in stored)
        details: dict[str, Any] = {"over": stroke.over, "rulings": ruled, "reasons": reasons, "has_evidence": evidence}
        writing.note(f"{kind} over many", by=stroke.by, act=act, count=len(stored), **details, **linked)
        return
    for each in stored:
        details = {"act": act, "sequence": each.sequence, "finding": each.finding_id}
        details |= {"verdict": each.verdict.value, "code": each.code, "reason": each.reason, "author": each.by}
        writing.note(kind, by=stroke.by, has_evidence=bool(each.evidence), **details, **linked)


def take_back(writing: Writing, by: str, *, key: str | None = None) -> tuple[Decision, ...]:
    """Undo the last act of a reviewer that is not undone yet; () where there is none.

    Raises Conflict where somebody else has decided on one of its findings since.
    """
    act = _last_act(writing, by)
    if act is None:
        return ()
    done = {decision.finding_id: decision for decision in _decisions_of(writing, act)}
    standing = standing_decisions(writing.connection, writing.reference, done)
    overtaken = [key for key, decision in done.items() if not _says_the_same(standing[key], decision)]
    if overtaken:
        raise Conflict(f"decided by somebody else since: {_listed(overtaken)}")
    before = _stood_before(writing, act, done)
    drawn = _drawn(writing, done)
    at = datetime.now(UTC)
    restoring: list[Decision] = []
    for finding_id in done:
        earlier = before.get(finding_id)
        if earlier is None and finding_id in drawn:
            restoring.append(
                Decision(finding_id=finding_id, verdict=Verdict.RELEASE, by=by, at=at, reason=DRAWING_TAKEN_BACK)
            )
            continue
        restoring.append(Decision(finding_id=finding_id, verdict=Verdict.OPEN, by=by, at=at))
        if earlier is not None:
            restoring.append(earlier)
    over = f"act {act}" if len(done) > 1 else ""
    return write_act(writing, restoring, Stroke(by=by, key=key, over=over, undoes=act))


def do_again(writing: Writing, by: str, *, key: str | None = None) -> tuple[Decision, ...]:
    """Do the reviewer's last act again that they took back, unless they did something else since; () where none is.

    Raises Conflict where somebody else has decided on one of its findings since.
    """
    taking = _last_taking_back(writing, by)
    if taking is None:
        return ()
    left = {decision.finding_id: decision for decision in _decisions_of(writing, taking.id)}
    standing = standing_decisions(writing.connection, writing.reference, left)
    overtaken = [finding_id for finding_id, decision in left.items() if standing[finding_id] != decision]
    if overtaken:
        raise Conflict(f"decided by somebody else since: {_listed(overtaken)}")
    at = datetime.now(UTC)
    again = [replace(decision, at=at) for decision in _decisions_of(writing, taking.undoes) if decision.by == by]
    over = f"act {taking.undoes}" if len(again) > 1 else ""
    return write_act(writing, again, Stroke(by=by, key=key, over=over, redoes=taking.id))


def _decisions_of(writing: Writing, act: int) -> tuple[Decision, ...]:
    here = DECISIONS.c.case_reference == writing.reference
    rows = writing.connection.execute(select(DECISIONS).where(here, DECISIONS.c.act == act)).all()
    return tuple(_decision(row) for row in sorted(rows, key=lambda row: row.sequence))


def _last_taking_back(writing: Writing, by: str) -> Any | None:
    """The reviewer's last taking back that was not done again and after which they did nothing new."""
    here = (ACTS.c.case_reference == writing.reference, ACTS.c.by == by)
    new = select(func.max(ACTS.c.id)).where(*here, ACTS.c.undoes.is_(None), ACTS.c.redoes.is_(None))
    done_again = select(ACTS.c.redoes).where(*here, ACTS.c.redoes.is_not(None))
    asked = select(ACTS.c.id, ACTS.c.undoes).where(*here, ACTS.c.undoes.is_not(None), ACTS.c.id.not_in(done_again))
    last_new = writing.connection.scalar(new) or 0
    return writing.connection.execute(
        asked.where(ACTS.c.id > last_new).order_by(ACTS.c.id.desc()).limit(1)
    ).one_or_none()


def _last_act(writing: Writing, by: str) -> int | None:
    here = ACTS.c.case_reference == writing.reference
    undone = select(ACTS.c.undoes).where(here, ACTS.c.undoes.is_not(None))
    own = select(func.max(ACTS.c.id)).where(here, ACTS.c.by == by, ACTS.c.undoes.is_(None), ACTS.c.id.not_in(undone))
    last: int | None = writing.connection.scalar(own)
    return last


def _stood_before(writing: Writing, act: int, finding_ids: Iterable[str]) -> dict[str, Decision]:
    """What stood on these findings before the act; nothing where the finding was open."""
    here = DECISIONS.c.case_reference == writing.reference
    theirs = select(DECISIONS.c.finding_id).where(here, DECISIONS.c.act == act)
    earlier = (
        select(func.max(DECISIONS.c.sequence))
        .where(here, DECISIONS.c.sequence < act, DECISIONS.c.finding_id.in_(theirs))
        .group_by(DECISIONS.c.finding_id)
    )
    rows = writing.connection.execute(select(DECISIONS).where(here, DECISIONS.c.sequence.in_(earlier)))
    stood = {row.finding_id: _decision(row) for row in rows}
    return {key: decision for key, decision in stood.items() if decision.verdict is not Verdict.OPEN}


def _drawn(writing: Writing, finding_ids: Mapping[str, Decision]) -> set[str]:
    here = FINDINGS.c.case_reference == writing.reference
    asked = select(FINDINGS.c.id).where(here, FINDINGS.c.drawn.is_(True))
    return set(writing.connection.scalars(asked)) & set(finding_ids)


def _says_the_same(one: Decision, other: Decision) -> bool:
    return replace(one, sequence=0) == replace(other, sequence=0)


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        finding_id=row.finding_id,
        verdict=Verdict(row.verdict),
        by=row.by,
        at=datetime.fromisoformat(row.at),
        code=row.code,
        reason=row.reason,
        evidence=row.evidence,
        sequence=row.sequence,
    )


def _columns(reference: str, act: int, decision: Decision) -> dict[str, Any]:
    return {
        "case_reference": reference,
        "sequence": decision.sequence,
        "act": act,
        "finding_id": decision.finding_id,
        "verdict": decision.verdict.value,
        "by": decision.by,
        "at": decision.at.isoformat(),
        "code": decision.code,
        "reason": decision.reason,
        "evidence": decision.evidence,
    }


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return ", ".join(ids[:LISTED]) + more
