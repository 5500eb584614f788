"""The whole case at hand: every finding with its words and pages, and every text, kept until they change."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from redactor.domain.decision import Ruling
from redactor.domain.finding import Finding
from redactor.domain.person import Person, Standing
from redactor.domain.script import Script
from redactor.review.bulk import Mark
from redactor.store.store import Store

KEPT_CASES = 4
KEPT_TEXTS = 5_000


class Shelf:
    """Reads the findings of a case once an edition and each text once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._texts: OrderedDict[str, Script] = OrderedDict()
        self._cases: OrderedDict[tuple[str, int], tuple[tuple[Finding, str, tuple[int, ...]], ...]] = OrderedDict()

    def scripts(self, reference: str) -> tuple[Script, ...]:
        """The texts of the case, in source order."""
        with self._lock:
            return tuple(
                self._script(reference, each, key) for each, key in self._store.scripts.keys(reference).items()
            )

    def marks(self, reference: str) -> tuple[Mark, ...]:
        """Every finding of the case with its words, its pages and what stands on it, in source order."""
        found = self._found(reference)
        standing = self._store.reviews.standing(reference, [finding.id for finding, _, _ in found])
        roles = {person.id: _role_of(person) for person in self._store.reviews.people(reference)}
        return tuple(
            Mark(
                ruling=Ruling(finding=finding, decision=standing.get(finding.id)),
                text=text,
                pages=pages,
                role=roles.get(finding.person_id or "", ""),
            )
            for finding, text, pages in found
        )

    def _found(self, reference: str) -> tuple[tuple[Finding, str, tuple[int, ...]], ...]:
        key = (reference, self._store.reviews.edition(reference))
        with self._lock:
            if key not in self._cases:
                texts = {
                    each: self._script(reference, each, text)
                    for each, text in self._store.scripts.keys(reference).items()
                }
                self._cases[key] = tuple(
                    _described(finding, texts.get(finding.document_id))
                    for finding in self._store.reviews.findings(reference)
                )
            self._cases.move_to_end(key)
            while len(self._cases) > KEPT_CASES:
                self._cases.popitem(last=False)
            return self._cases[key]

    def _texts_of(self, reference: str) -> dict[str, Script]:
        keys = self._store.scripts.keys(reference)
        return {document_id: self._script(reference, document_id, key) for document_id, key in keys.items()}

    def _script(self, reference: str, document_id: str, key: str) -> Script:
        if key not in self._texts:
            self._texts[key] = self._store.scripts.read(reference, document_id, key)
        self._texts.move_to_end(key)
        while len(self._texts) > KEPT_TEXTS:
            self._texts.popitem(last=False)
        return self._texts[key]


def _role_of(person: Person) -> str:
    return person.role if person.standing is Standing.OTHER else person.standing.value


def _described(finding: Finding, script: Script | None) -> tuple[Finding, str, tuple[int, ...]]:
    """A finding, its words, and its pages from 1; a document in quarantine has neither words nor pages."""
    if script is None:
        return finding, "", ()
    return finding, script.words_at(finding.place), tuple(page + 1 for page in script.pages_at(finding.place))
