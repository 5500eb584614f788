"""What detectors found, who is spoken of, and what reviewers decided.

A run of the detectors replaces findings and people and never a decision: decisions refer to findings by ids
that stay the same from run to run. What a person ruled to be withheld or held stays among the findings even
where a later run no longer finds it, and so do boxes drawn by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, func, insert, select

from redactor.domain.case import SourceState, source_order
from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling, standing_rulings
from redactor.domain.finding import Category, Finding, Verdict
from redactor.domain.person import Person
from redactor.domain.plain import from_plain, to_plain
from redactor.errors import NoSuchCase
from redactor.store.acts import (
    Stroke,
    do_again,
    find_act,
    read_decisions,
    require_known,
    require_unchanged,
    standing_decisions,
    take_back,
    write_act,
)
from redactor.store.audit import Audit, Writing, canonical
from redactor.store.cases import count_edition
from redactor.store.database import Database
from redactor.store.people import keep_resolution, replace_people
from redactor.store.schema import CASES, DECISIONS, DETECTIONS, FINDINGS, PEOPLE, SOURCES

AFTER_THE_FOUND = 1_000_000_000
"""Positions of drawn and kept findings start here, so they follow those of the last run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the review of one document has come: its findings, and how many of them are open or on hold."""

    findings: int = 0
    undecided: int = 0
    held: int = 0


class Reviews:
    """The reviews of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def undetected(self, reference: str, version: str) -> tuple[str, ...]:
        """The ids of the sources that are read but not searched with this version of rules and names model."""
        searched = select(DETECTIONS.c.document_id).where(
            DETECTIONS.c.case_reference == reference, DETECTIONS.c.version == version
        )
        asked = select(SOURCES.c.id).where(
            SOURCES.c.case_reference == reference,
            SOURCES.c.state == SourceState.READ.value,
            SOURCES.c.id.not_in(searched),
        )
        with self._database.reading() as connection:
            return tuple(connection.scalars(asked.order_by(SOURCES.c.position)))

    def record_findings(self, reference: str, document_id: str, findings: Sequence[Finding], version: str) -> None:
        """Write down what one document's search found, as found; it replaces an earlier search's."""
        row = {"case_reference": reference, "document_id": document_id, "version": version}
        row["findings"] = canonical(to_plain(tuple(findings)))
        place = (DETECTIONS.c.case_reference == reference, DETECTIONS.c.document_id == document_id)
        with self._audit.writing(reference) as writing:
            known = writing.connection.execute(select(DETECTIONS).where(*place)).mappings().one_or_none()
            if known is not None and dict(known) == row:
                return
            writing.connection.execute(delete(DETECTIONS).where(*place))
            writing.connection.execute(insert(DETECTIONS), row)
            writing.note("document searched", source=document_id, findings=len(findings), version=version)

    def raw_findings(self, reference: str) -> tuple[Finding, ...]:
        """Every finding as the detectors raised it, without person or suggestion, in source order."""
        asked = select(DETECTIONS.c.document_id, DETECTIONS.c.findings).where(DETECTIONS.c.case_reference == reference)
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
        rows = sorted(rows, key=lambda row: source_order(row.document_id))
        return tuple(from_plain(Finding, plain) for row in rows for plain in json.loads(row.findings))

    def record_resolution(
        self,
        reference: str,
        people: Sequence[Person],
        findings: Sequence[Finding],
        *,
        resolution: Mapping[str, Any] | None = None,
    ) -> None:
        """Replace the people and the current findings of the case, all at once.

        Every decision stays; so do drawn findings, and findings that a person withheld or held. `resolution` is what
        the detectors said before persons corrected it, kept so that it can be corrected again.
        """
        people_ids = {person.id for person in people}
        with self._audit.writing(reference) as writing:
            found = {finding.id: finding for finding in findings}
            kept = [
                finding if finding.person_id in people_ids else replace(finding, person_id=None)
                for finding in self._ruled_by_people(writing)
                if finding.id not in found
            ]
            here = FINDINGS.c.case_reference == reference
            writing.connection.execute(delete(FINDINGS).where(here, FINDINGS.c.drawn.is_(False)))
            _insert_findings(writing, found.values(), first=0)
            _insert_findings(writing, kept, first=AFTER_THE_FOUND)
            replace_people(writing, people)
            if resolution is not None:
                keep_resolution(writing, resolution)
            count_edition(writing.connection, reference)
            writing.note("people resolved", people=len(people), findings=len(found), kept=[each.id for each in kept])

    def findings(self, reference: str, document_id: str | None = None) -> tuple[Finding, ...]:
        """The current findings of the case or of one document, in source order, drawn ones last in each."""
        asked = select(FINDINGS.c.document_id, FINDINGS.c.noun).where(FINDINGS.c.case_reference == reference)
        if document_id is not None:
            asked = asked.where(FINDINGS.c.document_id == document_id)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(FINDINGS.c.document_id, FINDINGS.c.position, FINDINGS.c.id)).all()
        rows = sorted(rows, key=lambda row: source_order(row.document_id))
        return tuple(from_plain(Finding, json.loads(row.noun)) for row in rows)

    def edition(self, reference: str) -> int:
        """A number that grows whenever the case's set of findings changes; raises NoSuchCase."""
        with self._database.reading() as connection:
            edition: int | None = connection.scalar(select(CASES.c.edition).where(CASES.c.reference == reference))
        if edition is None:
            raise NoSuchCase(f"no case {reference}")
        return edition

    def people(self, reference: str) -> tuple[Person, ...]:
        """The people of the case, in the order in which they were resolved."""
        asked = select(PEOPLE.c.noun).where(PEOPLE.c.case_reference == reference).order_by(PEOPLE.c.position)
        with self._database.reading() as connection:
            return tuple(from_plain(Person, json.loads(noun)) for noun in connection.scalars(asked))

    def decide(
        self,
        reference: str,
        decisions: Sequence[Decision],
        *,
        expected: Mapping[str, int] | None = None,
        key: str | None = None,
        over: str = "",
    ) -> tuple[Decision, ...]:
        """Add decisions as one act of one reviewer, with their log entries, and return them as stored.

        Sent again under the same `key` they are stored once. With `over`, which says in ids and codes what they are
        over, many decisions are one entry of the log.

        `expected` gives, for finding ids, the sequence of the decision that the reviewer saw standing (0 for
        none). Raises Conflict where another stands or a finding is gone; then nothing is stored. ValueError
        where the decisions have more than one author.
        """
        authors = {decision.by for decision in decisions}
        if len(authors) > 1:
            raise ValueError("an act has one author")
        if not authors:
            return ()
        with self._audit.writing(reference) as writing:
            known = find_act(writing, key)
            if known is not None:
                return known
            self._require_current(writing, [decision.finding_id for decision in decisions], expected)
            return write_act(writing, decisions, Stroke(by=authors.pop(), key=key, over=over))

    def add_drawn(self, reference: str, finding: Finding, decision: Decision | None = None) -> tuple[Decision, ...]:
        """Add a place that a reviewer marked by hand and, in the same act, their decision on it.

        Nothing happens where the same place is marked already and no decision is given.
        """
        if finding.category is not Category.DRAWN or (decision and decision.finding_id != finding.id):
            raise ValueError("a drawn finding and the decision on it are wanted")
        return self.mark(reference, (finding,), (decision,) if decision else ())

    def mark(
        self,
        reference: str,
        places: Sequence[Finding],
        decisions: Sequence[Decision] = (),
        *,
        expected: Mapping[str, int] | None = None,
        key: str | None = None,
        over: str = "",
    ) -> tuple[Decision, ...]:
        """Add places that a reviewer marked by hand and, as one act, decisions: on them or on what they replace.

        A place that is marked already is not marked twice. Sent again under the same `key` it is done once. With
        `expected`, as in `decide`, Conflict is raised where another decision stands, and nothing is stored.
        """
        if any(each.category is not Category.DRAWN for each in places):
            raise ValueError("a drawn finding and the decision on it are wanted")
        with self._audit.writing(reference) as writing:
            known = find_act(writing, key)
            if known is not None:
                return known
            here = FINDINGS.c.case_reference == reference
            marked = set(writing.connection.scalars(select(FINDINGS.c.id).where(here, FINDINGS.c.drawn.is_(True))))
            new = {each.id: each for each in places if each.id not in marked}
            if new:
                _insert_findings(writing, new.values(), first=AFTER_THE_FOUND)
                count_edition(writing.connection, reference)
            for each in new.values():
                by = decisions[0].by if decisions else each.evidence.detector
                writing.note("place drawn", by=by, source=each.document_id, finding=each.id)
            self._require_current(writing, [each.finding_id for each in decisions], expected)
            return write_act(writing, decisions, Stroke(by=decisions[0].by, key=key, over=over)) if decisions else ()

    def act(self, reference: str, key: str | None) -> tuple[Decision, ...] | None:
        """The decisions of the act that was sent under this key; None where none was, or no key is given."""
        if key is None:
            return None
        with self._database.reading() as connection:
            return find_act(Writing(connection, reference), key)

    def redo(self, reference: str, by: str, *, key: str | None = None) -> tuple[Decision, ...]:
        """Do the reviewer's last act again that they took back; () where there is none or they went on since.

        Raises Conflict where somebody else has decided on one of the act's findings since.
        """
        with self._audit.writing(reference) as writing:
            known = find_act(writing, key)
            return do_again(writing, by, key=key) if known is None else known

    def undo(self, reference: str, by: str, *, key: str | None = None) -> tuple[Decision, ...]:
        """Take back the reviewer's last act that is not taken back yet, by adding decisions; () where there is none.

        What stood before stands again, in its own author's name; a box they drew is released. Raises Conflict
        where somebody else has decided on one of the act's findings since.
        """
        with self._audit.writing(reference) as writing:
            known = find_act(writing, key)
            return take_back(writing, by, key=key) if known is None else known

    def decisions(self, reference: str, document_id: str | None = None) -> tuple[Decision, ...]:
        """Every decision ever made in the case, or on the findings of one document, in order."""
        with self._database.reading() as connection:
            return read_decisions(connection, reference, document_id=document_id)

    def rulings(self, reference: str, document_id: str | None = None) -> tuple[Ruling, ...]:
        """Each current finding of the case, or of one document, with the decision that stands on it."""
        findings = self.findings(reference, document_id)
        with self._database.reading() as connection:
            return standing_rulings(findings, read_decisions(connection, reference, document_id=document_id))

    def standing(self, reference: str, finding_ids: Iterable[str]) -> dict[str, Decision]:
        """The decision that stands on each of these findings, by finding id."""
        with self._database.reading() as connection:
            return standing_decisions(connection, reference, finding_ids)

    def progress(self, reference: str) -> dict[str, Progress]:
        """How far each document with findings has come, by document id in source order."""
        latest = (
            select(DECISIONS.c.finding_id, func.max(DECISIONS.c.sequence).label("sequence"))
            .where(DECISIONS.c.case_reference == reference)
            .group_by(DECISIONS.c.finding_id)
            .subquery()
        )
        standing = (DECISIONS.c.case_reference == reference) & (DECISIONS.c.sequence == latest.c.sequence)
        joined = FINDINGS.outerjoin(latest, latest.c.finding_id == FINDINGS.c.id).outerjoin(DECISIONS, standing)
        asked = (
            select(FINDINGS.c.document_id, DECISIONS.c.verdict, func.count().label("times"))
            .select_from(joined)
            .where(FINDINGS.c.case_reference == reference)
            .group_by(FINDINGS.c.document_id, DECISIONS.c.verdict)
        )
        counts: dict[str, Progress] = {}
        with self._database.reading() as connection:
            for document_id, verdict, times in connection.execute(asked):
                so_far = counts.get(document_id, Progress())
                counts[document_id] = Progress(
                    findings=so_far.findings + times,
                    undecided=so_far.undecided + (times if verdict in (None, Verdict.OPEN.value) else 0),
                    held=so_far.held + (times if verdict == Verdict.HOLD.value else 0),
                )
        return {document_id: counts[document_id] for document_id in sorted(counts, key=source_order)}

    def _require_current(
        self, writing: Writing, finding_ids: Sequence[str], expected: Mapping[str, int] | None
    ) -> None:
        require_known(writing.connection, writing.reference, finding_ids)
        if expected is not None:
            require_unchanged(standing_decisions(writing.connection, writing.reference, expected), expected)

    def _ruled_by_people(self, writing: Writing) -> list[Finding]:
        """The detected findings that a person withheld or held."""
        here = FINDINGS.c.case_reference == writing.reference
        asked = select(FINDINGS.c.id, FINDINGS.c.noun).where(here, FINDINGS.c.drawn.is_(False))
        nouns = {row.id: row.noun for row in writing.connection.execute(asked.order_by(FINDINGS.c.position))}
        standing = standing_decisions(writing.connection, writing.reference, nouns)
        return [
            from_plain(Finding, json.loads(noun))
            for finding_id, noun in nouns.items()
            if (decision := standing.get(finding_id))
            and decision.by != SUGGESTED_BY
            and decision.verdict in (Verdict.WITHHOLD, Verdict.HOLD)
        ]


def _insert_findings(writing: Writing, findings: Iterable[Finding], *, first: int) -> None:
    rows = [
        {
            "case_reference": writing.reference,
            "id": finding.id,
            "document_id": finding.document_id,
            "position": place,
            "drawn": finding.category is Category.DRAWN,
            "noun": canonical(to_plain(finding)),
        }
        for place, finding in enumerate(findings, start=first)
    ]
    if rows:
        writing.connection.execute(insert(FINDINGS), rows)
