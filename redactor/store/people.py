"""What reviewers said about the people of a case, and the people and suggestions as they stand after it.

Corrections are only ever added. Each is stored together with what it changes: the people, whose each finding is,
and the suggestions of the findings that nobody has decided. What was decided keeps the suggestion that was seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from redactor.domain.correction import Correction
from redactor.domain.finding import Finding, Verdict
from redactor.domain.person import Person
from redactor.domain.plain import from_plain, to_plain
from redactor.errors import Conflict, NoSuchCase
from redactor.store.acts import standing_decisions
from redactor.store.audit import Audit, Writing, canonical
from redactor.store.cases import count_edition
from redactor.store.database import Database
from redactor.store.schema import CASES, CORRECTIONS, FINDINGS, PEOPLE, RESOLUTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction, the people and findings as they are after it, and the case's edition that it was weighed on."""

    correction: Correction
    people: tuple[Person, ...]
    findings: tuple[Finding, ...]
    edition: int


class People:
    """The people of the cases of one store, as persons corrected them."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def corrections(self, reference: str) -> tuple[Correction, ...]:
        """Everything said about the people of the case, in order; taken back or not."""
        asked = select(CORRECTIONS.c.noun).where(CORRECTIONS.c.case_reference == reference)
        with self._database.reading() as connection:
            nouns = connection.scalars(asked.order_by(CORRECTIONS.c.sequence)).all()
        return tuple(from_plain(Correction, json.loads(noun)) for noun in nouns)

    def resolution(self, reference: str) -> Mapping[str, Any] | None:
        """The people as the detectors resolved them, as plain values; None before the first run."""
        with self._database.reading() as connection:
            noun = connection.scalar(select(RESOLUTIONS.c.noun).where(RESOLUTIONS.c.case_reference == reference))
        return None if noun is None else json.loads(noun)

    def said(self, reference: str, key: str | None) -> Correction | None:
        """The correction that was sent under this key; None where none was, or no key is given."""
        with self._database.reading() as connection:
            return self._known(Writing(connection, reference), key)

    def record(self, reference: str, corrected: Corrected, *, key: str | None = None) -> Correction:
        """Add a correction with the people and findings as they are after it, and return it with its place.

        Sent again under the same key it is stored once. Raises Conflict where the case's findings or people have
        changed since its edition.
        """
        with self._audit.writing(reference) as writing:
            known = self._known(writing, key)
            if known is not None:
                return known
            here = CASES.c.reference == reference
            current: int | None = writing.connection.scalar(select(CASES.c.edition).where(here))
            if current is None:
                raise NoSuchCase(f"no case {reference}")
            if current != corrected.edition:
                raise Conflict("the people of the case have changed in the meantime", remedy="Look again, and repeat.")
            said = CORRECTIONS.c.case_reference == reference
            last = writing.connection.scalar(select(func.max(CORRECTIONS.c.sequence)).where(said)) or 0
            stored = replace(corrected.correction, sequence=last + 1)
            row = {"case_reference": reference, "sequence": stored.sequence, "key": key}
            writing.connection.execute(insert(CORRECTIONS), row | {"noun": canonical(to_plain(stored))})
            replace_people(writing, corrected.people)
            changed = _replace_findings(writing, corrected.findings)
            count_edition(writing.connection, reference)
            writing.note(
                "people corrected",
                by=stored.by,
                correction=stored.sequence,
                change=stored.change.value,
                person=stored.person_id,
                others=list(stored.others),
                findings=list(stored.finding_ids),
                changed=changed,
                **({} if stored.undoes is None else {"undoes": stored.undoes}),
            )
            return stored

    def record_many(
        self,
        reference: str,
        corrections: Sequence[Correction],
        people: Sequence[Person],
        findings: Sequence[Finding],
        *,
        edition: int,
    ) -> tuple[Correction, ...]:
        """Add corrections with the people and findings as they are after all of them, together or not at all.

        Raises Conflict where the case's findings or people have changed since `edition` was read.
        """
        with self._audit.writing(reference) as writing:
            current = writing.connection.scalar(select(CASES.c.edition).where(CASES.c.reference == reference))
            if current != edition:
                raise Conflict("the people of the case have changed in the meantime", remedy="Look again, and repeat.")
            here = CORRECTIONS.c.case_reference == reference
            last = writing.connection.scalar(select(func.max(CORRECTIONS.c.sequence)).where(here)) or 0
            stored = tuple(replace(each, sequence=last + place) for place, each in enumerate(corrections, start=1))
            for each in stored:
                row = {"case_reference": reference, "sequence": each.sequence, "key": None}
                writing.connection.execute(insert(CORRECTIONS), row | {"noun": canonical(to_plain(each))})
                told = {"correction": each.sequence, "change": each.change.value, "person": each.person_id}
                writing.note("people corrected", by=each.by, **told)
            replace_people(writing, people)
            _replace_findings(writing, findings)
            count_edition(writing.connection, reference)
            return stored

    def _known(self, writing: Writing, key: str | None) -> Correction | None:
        if key is None:
            return None
        here = (CORRECTIONS.c.case_reference == writing.reference, CORRECTIONS.c.key == key)
        noun = writing.connection.scalar(select(CORRECTIONS.c.noun).where(*here))
        return None if noun is None else from_plain(Correction, json.loads(noun))


def keep_resolution(writing: Writing, resolution: Mapping[str, Any]) -> None:
    """Write down the people as the detectors resolved them, in place of an earlier run's."""
    writing.connection.execute(delete(RESOLUTIONS).where(RESOLUTIONS.c.case_reference == writing.reference))
    row = {"case_reference": writing.reference, "noun": canonical(dict(resolution))}
    writing.connection.execute(insert(RESOLUTIONS), row)


def replace_people(writing: Writing, people: Sequence[Person]) -> None:
    """Put these people in the place of those that the case had."""
    writing.connection.execute(delete(PEOPLE).where(PEOPLE.c.case_reference == writing.reference))
    rows = [
        {"case_reference": writing.reference, "id": person.id, "position": place, "noun": canonical(to_plain(person))}
        for place, person in enumerate(people)
    ]
    if rows:
        writing.connection.execute(insert(PEOPLE), rows)


def _replace_findings(writing: Writing, findings: Sequence[Finding]) -> int:
    """Give each finding its person, and each undecided one its suggestion; how many were changed."""
    here = FINDINGS.c.case_reference == writing.reference
    asked = select(FINDINGS.c.id, FINDINGS.c.noun).where(here)
    nouns = {row.id: row.noun for row in writing.connection.execute(asked)}
    after = {finding.id: finding for finding in findings if finding.id in nouns}
    standing = standing_decisions(writing.connection, writing.reference, after)
    changed = 0
    for finding_id, finding in after.items():
        decision = standing.get(finding_id)
        if decision is not None and decision.verdict is not Verdict.OPEN:
            before = from_plain(Finding, json.loads(nouns[finding_id]))
            finding = replace(before, person_id=finding.person_id)
        noun = canonical(to_plain(finding))
        if noun != nouns[finding_id]:
            changed += 1
            writing.connection.execute(update(FINDINGS).where(here, FINDINGS.c.id == finding_id).values(noun=noun))
    return changed
