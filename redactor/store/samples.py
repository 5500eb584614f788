"""The samples that were drawn of a case, and what people said of them. Rows are added and never changed."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import func, insert, select

from redactor.domain.plain import from_plain, to_plain
from redactor.domain.sample import Graded, Sample
from redactor.errors import Conflict
from redactor.store.audit import Audit, canonical
from redactor.store.database import Database
from redactor.store.schema import GRADES, SAMPLES


class Samples:
    """The samples of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(self, reference: str, sample: Sample) -> Sample:
        """Write a drawn sample down, and return it with its number."""
        with self._audit.writing(reference) as writing:
            here = SAMPLES.c.case_reference == reference
            number = (writing.connection.scalar(select(func.max(SAMPLES.c.number)).where(here)) or 0) + 1
            stored = replace(sample, number=number)
            row = {"case_reference": reference, "number": number, "noun": canonical(to_plain(stored))}
            writing.connection.execute(insert(SAMPLES), row)
            drawn = {"seed": stored.seed, "questions": len(stored.questions)}
            writing.note("sample drawn", by=stored.by, number=number, **drawn)
        return stored

    def grade(self, reference: str, graded: Graded) -> None:
        """Write an answer down; raises Conflict where the case has no such sample or it does not ask that."""
        with self._audit.writing(reference) as writing:
            here = (SAMPLES.c.case_reference == reference, SAMPLES.c.number == graded.sample)
            noun = writing.connection.scalar(select(SAMPLES.c.noun).where(*here))
            asked = from_plain(Sample, json.loads(noun)).questions if noun else ()
            if graded.question not in {question.id for question in asked}:
                raise Conflict("the sample does not ask that", remedy="Look at the sample as it now is.")
            mine = GRADES.c.case_reference == reference
            number = (writing.connection.scalar(select(func.max(GRADES.c.number)).where(mine)) or 0) + 1
            row = {"case_reference": reference, "number": number, "noun": canonical(to_plain(graded))}
            writing.connection.execute(insert(GRADES), row)
            told = {"sample": graded.sample, "question": graded.question, "grade": graded.grade.value}
            writing.note("sample answered", by=graded.by, **told)

    def of(self, reference: str) -> tuple[Sample, ...]:
        """Every sample of the case, first one first."""
        asked = select(SAMPLES.c.noun).where(SAMPLES.c.case_reference == reference).order_by(SAMPLES.c.number)
        with self._database.reading() as connection:
            return tuple(from_plain(Sample, json.loads(noun)) for noun in connection.scalars(asked))

    def graded(self, reference: str) -> tuple[Graded, ...]:
        """Every answer of the case, in order."""
        asked = select(GRADES.c.noun).where(GRADES.c.case_reference == reference).order_by(GRADES.c.number)
        with self._database.reading() as connection:
            return tuple(from_plain(Graded, json.loads(noun)) for noun in connection.scalars(asked))
