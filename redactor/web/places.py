"""Places marked by hand: a box moved or resized, a whole page, a whole document, and where words lie under a box."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from redactor.domain.box import Box, PageBox
from redactor.domain.decision import Decision
from redactor.domain.document import Document, Page
from redactor.domain.finding import Category, Evidence, Finding, Place, Verdict, WholeDocument, WholePage
from redactor.dossiers import dossier_of
from redactor.review.dossier import Dossier
from redactor.review.policy import shortcomings
from redactor.store.store import Store
from redactor.web.desk import Desk, as_seen, from_seen, seen_size
from redactor.web.forms import ActKey, Code, Form, FreeText, Id, Points
from redactor.web.settings import WebSettings

SMALLEST_SIDE_PT = 2.0
MOVED = "The box was moved or resized."
TOUCHED = 0.3
"""Share of a word that a box has to cover to be meant when it is snapped to words."""
Key = Annotated[ActKey, Header(alias="idempotency-key")]


class Corners(Form):
    """A box between two corners on a page, in points as the eye sees it."""

    document_id: Id
    page_number: Annotated[int, Field(ge=1)]
    x0: Points
    y0: Points
    x1: Points
    y1: Points


class Moving(Corners):
    """A box drawn by hand, and where it is to be instead."""

    finding_id: Id


class Whole(Form):
    """A whole page, or without `page_number` the whole document, and what is to become of it."""

    document_id: Id
    page_number: Annotated[int, Field(ge=1)] | None = None
    verdict: Verdict = Verdict.WITHHOLD
    code: Code = ""
    reason: FreeText = ""
    evidence: FreeText = ""


class PlaceActs:
    """Acts on places that no detector found."""

    def __init__(self, store: Store, settings: WebSettings, desk: Desk) -> None:
        self._store = store
        self._settings = settings
        self._desk = desk

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.post("/case/{reference:path}/move")(self.move)
        routes.post("/case/{reference:path}/whole")(self.whole)
        routes.post("/case/{reference:path}/snap")(self.snap)
        return routes

    def snap(self, reference: str, corners: Corners) -> Response:
        """The least box round the words that this one means; 422 where it means none."""
        document, page = self._page(reference, corners)
        seen = seen_box(page, corners)
        if seen is None:
            return JSONResponse({"lacking": ["is too small to see"]}, 422)
        box = from_seen(page, seen)
        meant = [word.box for word in page.words if word.box.overlap(box) >= TOUCHED * max(word.box.area, 0.01)]
        if not meant:
            return JSONResponse({"lacking": [f"covers no words of page {corners.page_number} of {document.id}"]}, 422)
        joined = meant[0]
        for each in meant[1:]:
            joined = joined.joined(each)
        return JSONResponse({"box": as_seen(page, joined)})

    def move(self, reference: str, moving: Moving, key: Key = None) -> Response:
        """Put a box that was drawn by hand elsewhere, as one act: 200 with its new id."""
        document, page = self._page(reference, moving)
        known = self._store.reviews.act(reference, key)
        if known is not None:
            return JSONResponse({"finding_id": known[0].finding_id})
        standing = self._store.reviews.standing(reference, (moving.finding_id,)).get(moving.finding_id)
        drawn = {each.id: each for each in self._store.reviews.findings(reference, document.id)}.get(moving.finding_id)
        if drawn is None or drawn.category is not Category.DRAWN or not isinstance(drawn.place, PageBox):
            raise HTTPException(404, "no such box")
        if standing is None or standing.verdict is not Verdict.WITHHOLD:
            return JSONResponse({"lacking": ["is not withheld any more"]}, 422)
        seen = seen_box(page, moving)
        if seen is None:
            return JSONResponse({"lacking": ["is too small to see"]}, 422)
        place = PageBox(page.index, from_seen(page, seen).rounded())
        moved = self._marked(document, place)
        if moved.id == drawn.id:
            return JSONResponse({"finding_id": drawn.id})
        told = (standing.code, standing.reason, standing.evidence)
        decisions = (
            self._decision(moved, Verdict.WITHHOLD, *told),
            self._decision(drawn, Verdict.RELEASE, "", MOVED, ""),
        )
        if lacking := shortcomings(moved, decisions[0], self._settings.exemptions, self._dossier(reference)):
            return JSONResponse({"lacking": list(lacking)}, 422)
        self._store.reviews.mark(reference, (moved,), decisions, key=key)
        return JSONResponse({"finding_id": moved.id})

    def _dossier(self, reference: str) -> Dossier:
        return dossier_of(self._store.cases.find(reference), self._store)

    def whole(self, reference: str, whole: Whole, key: Key = None) -> Response:
        """Rule on a whole page or document: 200 with its id, 422 with what it lacks."""
        document = self._document(reference, whole.document_id)
        place: Place = WholeDocument()
        if whole.page_number is not None:
            if whole.page_number > len(document.pages):
                raise HTTPException(404, "no such page")
            place = WholePage(whole.page_number - 1)
        marked = self._marked(document, place)
        decision = self._decision(marked, whole.verdict, whole.code, whole.reason, whole.evidence)
        if lacking := shortcomings(marked, decision, self._settings.exemptions, self._dossier(reference)):
            return JSONResponse({"lacking": list(lacking)}, 422)
        self._store.reviews.mark(reference, (marked,), (decision,), key=key)
        return JSONResponse({"finding_id": marked.id})

    def _document(self, reference: str, document_id: str) -> Document:
        if not self._store.cases.page_counts(reference).get(document_id):
            raise HTTPException(404, "no such document")
        return self._desk.open(reference, document_id).document

    def _page(self, reference: str, corners: Corners) -> tuple[Document, Page]:
        document = self._document(reference, corners.document_id)
        if corners.page_number > len(document.pages):
            raise HTTPException(404, "no such page")
        return document, document.pages[corners.page_number - 1]

    def _marked(self, document: Document, place: Place) -> Finding:
        evidence = Evidence(detector=f"person:{self._settings.reviewer}", why="Marked by hand.")
        return Finding(document_id=document.id, category=Category.DRAWN, place=place, evidence=evidence)

    def _decision(self, finding: Finding, verdict: Verdict, *told: str) -> Decision:
        code, reason, evidence = told
        by, at = self._settings.reviewer, datetime.now(UTC)
        return Decision(
            finding_id=finding.id, verdict=verdict, by=by, at=at, code=code, reason=reason, evidence=evidence
        )


def seen_box(page: Page, corners: Corners) -> Box | None:
    """The box on the page as the eye sees it, or None where it is too small to see."""
    box = Box.from_corners((corners.x0, corners.x1), (corners.y0, corners.y1))
    seen = box.clipped(*seen_size(page))
    return None if seen is None or min(seen.width, seen.height) < SMALLEST_SIDE_PT else seen
