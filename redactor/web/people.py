"""The people of a case: who they are, how often they are spoken of, and what a reviewer says about them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from redactor.domain.correction import Change, Correction, standing_corrections
from redactor.domain.finding import Category, Suggestion
from redactor.domain.person import Person, Standing
from redactor.errors import CorrectionRefused
from redactor.people import Weighed, weigh
from redactor.review.bulk import UNDECIDED, Mark, state_of
from redactor.review.effects import Effect
from redactor.store.store import Store
from redactor.web.forms import ActKey, Form, Id, PersonId, ShortText
from redactor.web.many import show_mark
from redactor.web.painting import paint
from redactor.web.settings import WebSettings
from redactor.web.shelf import Shelf

LISTED = 100
MENTIONS_LISTED = 1_000
Key = Annotated[ActKey, Header(alias="idempotency-key")]

CHANGE_WORDS = {
    Change.MERGE: "is the same person as",
    Change.SPLIT: "was parted; some mentions are of",
    Change.ASSIGN: "is whom some mentions speak of",
    Change.RENAME: "is called",
    Change.ROLE: "has the role",
    Change.STANDING: "is, to the request,",
    Change.CONSENT: "consents to being named:",
    Change.PSEUDONYM: "is shown as",
}


class Said(Form):
    """One thing said about a person; `edition` is the case's as it was weighed."""

    change: Change
    person_id: PersonId
    value: ShortText = ""
    others: Annotated[tuple[PersonId, ...], Field(max_length=50)] = ()
    finding_ids: Annotated[tuple[Id, ...], Field(max_length=2_000)] = ()
    undoes: Annotated[int, Field(ge=1)] | None = None
    edition: Annotated[int, Field(ge=0)] | None = None


class PeoplePages:
    """The people panel."""

    def __init__(self, store: Store, settings: WebSettings, shelf: Shelf) -> None:
        self._store = store
        self._settings = settings
        self._shelf = shelf

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/people")(self.people)
        routes.get("/case/{reference:path}/people/names")(self.names)
        routes.get("/case/{reference:path}/people/{person_id}/mentions")(self.mentions)
        routes.post("/case/{reference:path}/people/weigh")(self.weigh)
        routes.post("/case/{reference:path}/people/correct")(self.correct)
        return routes

    def people(self, reference: str) -> Response:
        """Everybody who is spoken of, those with most to decide first."""
        people = self._store.reviews.people(reference)
        by_person: dict[str, list[Mark]] = defaultdict(list)
        for mark in self._shelf.marks(reference):
            by_person[mark.ruling.finding.person_id or ""].append(mark)
        rows = [_row(person, by_person[person.id]) for person in people]
        rows.sort(key=lambda row: (-row["undecided"], -row["mentions"], row["name"].casefold()))
        roles = self._settings.rulebook().roles
        said = standing_corrections(self._store.people.corrections(reference))
        names = {person.id: person.name for person in people}
        return paint(
            "people.html",
            reference=reference,
            rows=rows,
            nobody=len(by_person[""]),
            roles=[{"code": code, "label": role.label} for code, role in roles.items() if code != "subject"],
            exemptions=[each for each in self._settings.exemptions.values() if each.offered],
            said=[_told(each, names) for each in reversed(said)],
        )

    def names(self, reference: str) -> dict[str, Any]:
        """Everybody by name, to choose from."""
        people = sorted(self._store.reviews.people(reference), key=lambda person: person.name.casefold())
        return {"people": [{"id": each.id, "name": each.name, "role": each.role} for each in people]}

    def mentions(self, reference: str, person_id: str) -> dict[str, Any]:
        """Where a person is spoken of, and what is theirs."""
        people = {person.id: person for person in self._store.reviews.people(reference)}
        if person_id not in people:
            raise HTTPException(404, "no such person")
        theirs = [mark for mark in self._shelf.marks(reference) if mark.ruling.finding.person_id == person_id]
        return {"mentions": [show_mark(mark, people) for mark in theirs[:MENTIONS_LISTED]], "count": len(theirs)}

    def weigh(self, reference: str, said: Said) -> Response:
        """What would change; 422 where it does not fit."""
        try:
            weighed = weigh(self._store, reference, self._correction(said), self._settings.rulebook())
        except CorrectionRefused as error:
            return JSONResponse({"lacking": [str(error)]}, 422)
        return JSONResponse(self._show(reference, weighed))

    def correct(self, reference: str, said: Said, key: Key = None) -> Response:
        """Store what is said, with what it changes; 409 where the case has changed since it was weighed."""
        known = self._store.people.said(reference, key)
        if known is not None:
            return JSONResponse({"sequence": known.sequence, "changed": 0})
        try:
            weighed = weigh(self._store, reference, self._correction(said), self._settings.rulebook())
        except CorrectionRefused as error:
            return JSONResponse({"lacking": [str(error)]}, 422)
        corrected = weighed.corrected
        if said.edition is not None:
            corrected = replace(corrected, edition=said.edition)
        stored = self._store.people.record(reference, corrected, key=key)
        return JSONResponse({"sequence": stored.sequence, "changed": len(weighed.effects.open)})

    def _correction(self, said: Said) -> Correction:
        others = said.others
        if said.change is Change.SPLIT:
            told = "|".join((said.person_id, said.value, *sorted(said.finding_ids)))
            others = ("p-" + hashlib.sha256(told.encode()).hexdigest()[:10],)
        return Correction(
            change=said.change,
            person_id=said.person_id,
            by=self._settings.reviewer,
            at=datetime.now(UTC),
            value=said.value,
            others=others,
            finding_ids=said.finding_ids,
            undoes=said.undoes,
        )

    def _show(self, reference: str, weighed: Weighed) -> dict[str, Any]:
        marks = {mark.ruling.finding.id: mark for mark in self._shelf.marks(reference)}
        effects = weighed.effects
        return {
            "edition": weighed.corrected.edition,
            "moves": [
                {"from": before, "to": after, "count": count} for (before, after), count in effects.moves().items()
            ],
            "open": _effects(effects.open, marks),
            "open_count": len(effects.open),
            "decided": _effects(effects.decided, marks),
            "decided_count": len(effects.decided),
        }


def _row(person: Person, marks: Iterable[Mark]) -> dict[str, Any]:
    marks = list(marks)
    return {
        "id": person.id,
        "name": person.name,
        "aliases": list(person.aliases),
        "role": person.role,
        "standing": person.standing.value,
        "is_subject": person.standing is Standing.SUBJECT,
        "consent": person.consent,
        "pseudonym": person.pseudonym,
        "why_role": person.why_role,
        "mentions": sum(mark.ruling.finding.category is Category.PERSON for mark in marks),
        "findings": len(marks),
        "documents": len({mark.ruling.finding.document_id for mark in marks}),
        "undecided": sum(state_of(mark.ruling) == UNDECIDED for mark in marks),
    }


def _told(correction: Correction, names: Mapping[str, str]) -> dict[str, Any]:
    """A correction as a sentence about people."""
    others = ", ".join(names.get(other, other) for other in correction.others)
    value = others if correction.change is Change.MERGE else correction.value or f"{len(correction.finding_ids)} places"
    return {
        "sequence": correction.sequence,
        "person_id": correction.person_id,
        "change": correction.change.value,
        "who": names.get(correction.person_id, correction.person_id),
        "what": CHANGE_WORDS[correction.change],
        "value": value.replace("_", " "),
        "by": correction.by,
        "at": correction.at.date().isoformat(),
    }


def _effects(effects: Iterable[Effect], marks: Mapping[str, Mark]) -> list[dict[str, Any]]:
    return [
        {
            "document": each.finding_id.partition("-")[0],
            "page": marks[each.finding_id].pages[0] if marks[each.finding_id].pages else 1,
            "text": marks[each.finding_id].text[:120],
            "from": _suggested(each.before),
            "to": _suggested(each.after),
        }
        for each in tuple(effects)[:LISTED]
        if each.finding_id in marks
    ]


def _suggested(suggestion: Suggestion | None) -> str:
    return suggestion.verdict.value if suggestion else ""
