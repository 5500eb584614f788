"""Rulings over many findings: the list with its filters in the address, the frozen preview, and the one act."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, ValidationError

from redactor.domain.finding import Category, Verdict
from redactor.domain.person import Person
from redactor.review.bulk import Filter, Mark, Order, Preview, accepts_in_bulk, preview_order, sieve, state_of
from redactor.review.duties import require_may_rule
from redactor.sampling import require_sampled
from redactor.store.store import Store
from redactor.web.desk import CATEGORY_WORDS
from redactor.web.forms import ActKey, Code, Form, FreeText, PersonId, ShortText
from redactor.web.painting import paint
from redactor.web.settings import WebSettings
from redactor.web.shelf import Shelf

LISTED = 200
ROWS_A_SHEET = 200
Key = Annotated[ActKey, Header(alias="idempotency-key")]


class Wanted(Form):
    """A filter as it stands in an address or is sent by the page."""

    document: Annotated[str, Field(max_length=60, pattern=r"^[0-9.]*$")] = ""
    page: Annotated[int, Field(ge=1)] | None = None
    category: Category | None = None
    kind: Code = ""
    person: PersonId | None = None
    role: Code = ""
    text: FreeText = ""
    code: Code = ""
    suggested: Annotated[str, Field(pattern=r"^(release|withhold|hold|none)?$")] = ""
    verdict: Verdict | None = None
    by: ShortText = ""
    below: Annotated[float, Field(ge=0, le=1)] | None = None

    def filter(self) -> Filter:
        """The same, for the one who chooses."""
        return Filter(
            document=self.document, page=self.page, category=self.category.value if self.category else "",
            kind=self.kind, person=self.person or "", role=self.role, text=self.text, code=self.code,
            suggested=self.suggested, verdict=self.verdict.value if self.verdict else "", by=self.by, below=self.below,
        )  # fmt: skip


class Asked(Form):
    """What is to be decided, and on what; `seal` is the preview's."""

    wanted: Wanted
    verdict: Verdict | None = None
    code: Code = ""
    reason: FreeText = ""
    evidence: FreeText = ""
    again: bool = False
    seal: Annotated[str, Field(max_length=64)] = ""

    def order(self) -> Order:
        """The same, without the filter."""
        return Order(verdict=self.verdict, code=self.code, reason=self.reason, evidence=self.evidence, again=self.again)


class ManyActs:
    """The list of findings, and rulings over what it shows."""

    def __init__(self, store: Store, settings: WebSettings, shelf: Shelf) -> None:
        self._store = store
        self._settings = settings
        self._shelf = shelf

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/findings")(self.findings)
        routes.post("/case/{reference:path}/many/preview")(self.preview)
        routes.post("/case/{reference:path}/many/decide")(self.decide)
        return routes

    def findings(self, reference: str, request: Request, sheet: Annotated[int, Query(ge=1)] = 1) -> Response:
        """The findings that the address asks for, some at a time."""
        asked = {name: value for name, value in request.query_params.items() if value and name != "sheet"}
        try:
            wanted = Wanted.model_validate(asked)
        except ValidationError as error:
            raise HTTPException(422, "the address asks for findings in a way that is not known") from error
        marks = self._shelf.marks(reference)
        chosen = sieve(marks, wanted.filter())
        people = {person.id: person for person in self._store.reviews.people(reference)}
        first = (sheet - 1) * ROWS_A_SHEET
        return paint(
            "findings.html",
            reference=reference,
            asked=asked,
            chosen=dict.fromkeys(Wanted.model_fields, "") | asked,
            rows=[show_mark(mark, people) for mark in chosen[first : first + ROWS_A_SHEET]],
            count=len(chosen),
            undecided=sum(state_of(mark.ruling) == "open" for mark in chosen),
            total=len(marks),
            sheet=sheet,
            sheets=max(1, -(-len(chosen) // ROWS_A_SHEET)),
            categories={category.value: words for category, words in CATEGORY_WORDS.items()},
            roles=sorted({mark.role for mark in marks if mark.role}),
            people=sorted(people.values(), key=lambda person: person.name.casefold()),
            exemptions=list(self._settings.exemptions.values()),
            reviewers=sorted({mark.ruling.decision.by for mark in marks if mark.ruling.decision}),
            documents=list(dict.fromkeys(mark.ruling.finding.document_id for mark in marks)),
        )

    def preview(self, reference: str, asked: Asked) -> dict[str, Any]:
        """What the ruling would decide: the count, the list, what is left out, and the seal to decide just this."""
        marks, frozen = self._frozen(reference, asked)
        by_id = {mark.ruling.finding.id: mark for mark in marks}
        shown = [
            {**_row(by_id[each.finding_id]), "becomes": each.verdict.value, "code": each.code}
            for each in frozen.decisions[:LISTED]
        ]
        left_out = [{**_row(by_id[finding_id]), "why": why} for finding_id, why in frozen.left_out[:LISTED]]
        return {
            "count": len(frozen.decisions),
            "documents": len({by_id[each.finding_id].ruling.finding.document_id for each in frozen.decisions}),
            "seal": frozen.seal,
            "shown": shown,
            "left_out": left_out,
            "left_out_count": len(frozen.left_out),
        }

    def decide(self, reference: str, asked: Asked, key: Key = None) -> Response:
        """Decide what was previewed, as one act; 409 where the case has changed since, and nothing is stored."""
        known = self._store.reviews.act(reference, key)
        if known is not None:
            return JSONResponse({"count": len(known)})
        _, frozen = self._frozen(reference, asked)
        if frozen.seal != asked.seal:
            return JSONResponse({"error": "The findings have changed since the preview. Look at it again."}, 409)
        if not frozen.decisions:
            return JSONResponse({"lacking": ["has nothing to decide"]}, 422)
        standing = self._store.reviews.standing(reference, frozen.expected)
        require_may_rule(self._settings.who, frozen.decisions, standing)
        if accepts_in_bulk(asked.order(), asked.wanted.filter()):
            pace = self._settings.policy.pace
            require_sampled(self._store, reference, frozen.decisions, self._settings.exemptions, pace=pace)
        over = asked.wanted.filter().in_words()
        stored = self._store.reviews.decide(reference, frozen.decisions, expected=frozen.expected, key=key, over=over)
        return JSONResponse({"count": len(stored)})

    def _frozen(self, reference: str, asked: Asked) -> tuple[tuple[Mark, ...], Preview]:
        marks = sieve(self._shelf.marks(reference), asked.wanted.filter())
        by, at = self._settings.reviewer, datetime.now(UTC)
        return marks, preview_order(marks, asked.order(), self._settings.exemptions, by=by, at=at)


def show_mark(mark: Mark, people: dict[str, Person]) -> dict[str, Any]:
    """One finding as a row of a list."""
    finding, decision, suggestion = mark.ruling.finding, mark.ruling.decision, mark.ruling.finding.suggestion
    person = people.get(finding.person_id or "")
    return {
        **_row(mark),
        "category": CATEGORY_WORDS[finding.category],
        "kind": finding.kind,
        "person": person.name if person else "",
        "suggested": suggestion.verdict.value if suggestion else "",
        "code": decision.code if decision else suggestion.code if suggestion else "",
        "by": decision.by if decision else "",
        "score": round(finding.evidence.score, 2),
    }


def _row(mark: Mark) -> dict[str, Any]:
    finding = mark.ruling.finding
    text = mark.text if len(mark.text) <= 120 else mark.text[:120] + "…"
    return {
        "id": finding.id,
        "document": finding.document_id,
        "page": mark.pages[0] if mark.pages else 1,
        "text": text or CATEGORY_WORDS[finding.category],
        "verdict": state_of(mark.ruling),
    }
