"""How what is withheld is shown: each choice is written down with its author, and a person keeps one pseudonym.

Choices are only ever added; the last for a target stands. The key from pseudonyms to people never leaves the store
but for the internal folder.
"""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping

from sqlalchemy import func, insert, select

from redactor.domain.manner import Manner, Manners, standing_manners
from redactor.domain.plain import from_plain, to_plain
from redactor.store.audit import Audit, canonical
from redactor.store.database import Database
from redactor.store.schema import MANNERS, PSEUDONYMS


class MannerBook:
    """The manners and pseudonyms of one store."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def record(self, reference: str, manner: Manner) -> None:
        """Add a choice, with its entry in the log."""
        here = MANNERS.c.case_reference == reference
        with self._audit.writing(reference) as writing:
            last = writing.connection.scalar(select(func.max(MANNERS.c.sequence)).where(here))
            row = {"case_reference": reference, "sequence": (last or 0) + 1, "reach": manner.reach.value}
            row |= {"target": manner.target, "noun": canonical(to_plain(manner))}
            writing.connection.execute(insert(MANNERS), row)
            writing.note(
                "manner chosen",
                by=manner.by,
                reach=manner.reach.value,
                target=manner.target,
                treatment=manner.treatment.value,
                reason=manner.reason,
                review_on=str(manner.review_on or ""),
            )

    def history(self, reference: str) -> tuple[Manner, ...]:
        """Every choice ever made in the case, in order."""
        asked = select(MANNERS.c.noun).where(MANNERS.c.case_reference == reference).order_by(MANNERS.c.sequence)
        with self._database.reading() as connection:
            return tuple(from_plain(Manner, json.loads(noun)) for noun in connection.scalars(asked))

    def of(self, reference: str) -> Manners:
        """What stands in the case now."""
        asked = select(PSEUDONYMS).where(PSEUDONYMS.c.case_reference == reference).order_by(PSEUDONYMS.c.words)
        with self._database.reading() as connection:
            pseudonyms = {row.person_id: row.words for row in connection.execute(asked)}
        return Manners(standing=standing_manners(self.history(reference)), pseudonyms=pseudonyms)

    def name_people(self, reference: str, roles: Mapping[str, str]) -> None:
        """Give each of these people (id to role word) a random name of ours, where they have none yet.

        The letter tells nothing: neither the order in which people come, nor their names (ICO on pseudonyms).
        """
        here = PSEUDONYMS.c.case_reference == reference
        with self._audit.writing(reference) as writing:
            known = {row.person_id: row.words for row in writing.connection.execute(select(PSEUDONYMS).where(here))}
            fresh: dict[str, str] = {}
            for person_id, role in roles.items():
                if person_id not in known:
                    fresh[person_id] = _free_name(role, {*known.values(), *fresh.values()})
            rows = [{"case_reference": reference, "person_id": each, "words": fresh[each]} for each in sorted(fresh)]
            if rows:
                writing.connection.execute(insert(PSEUDONYMS), rows)
                writing.note("pseudonyms given", people=sorted(fresh))


def _free_name(role: str, taken: set[str]) -> str:
    letters = list(string.ascii_uppercase)
    while True:
        free = [name for each in letters if (name := f"{role} {each}") not in taken]
        if free:
            return secrets.choice(free)
        letters = [one + other for one in letters for other in string.ascii_uppercase]
