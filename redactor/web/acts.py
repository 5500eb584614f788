"""What a reviewer does: decide, draw a box, take back. Each act is stored before it is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from redactor.domain.box import Box, PageBox
from redactor.domain.decision import SUGGESTED_BY, Decision
from redactor.domain.finding import Category, Evidence, Finding, Verdict
from redactor.dossiers import dossier_of
from redactor.errors import Conflict
from redactor.review.dossier import Dossier
from redactor.review.duties import require_may_rule
from redactor.review.policy import shortcomings
from redactor.store.store import Store
from redactor.web.desk import Desk, from_seen, seen_size
from redactor.web.forms import ActKey, Code, Form, FreeText, Id, Points
from redactor.web.settings import WebSettings

SMALLEST_SIDE_PT = 2.0
Key = Annotated[ActKey, Header(alias="idempotency-key")]


class Choice(Form):
    """A ruling on one finding, and the sequence of the decision that the reviewer saw standing."""

    finding_id: Id
    verdict: Verdict
    code: Code = ""
    reason: FreeText = ""
    evidence: FreeText = ""
    expected: Annotated[int, Field(ge=0)]


class Drawing(Form):
    """A box between two corners, in points as the eye sees the page, and the ground to withhold it."""

    document_id: Id
    page_number: Annotated[int, Field(ge=1)]
    x0: Points
    y0: Points
    x1: Points
    y1: Points
    code: Code
    reason: FreeText = ""


class ReviewActs:
    """The POST side of the app."""

    def __init__(self, store: Store, settings: WebSettings, desk: Desk) -> None:
        self._store = store
        self._settings = settings
        self._desk = desk

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.post("/case/{reference:path}/decide")(self.decide)
        routes.post("/case/{reference:path}/draw")(self.draw)
        routes.post("/case/{reference:path}/undo")(self.undo)
        routes.post("/case/{reference:path}/redo")(self.redo)
        return routes

    def decide(self, reference: str, choice: Choice, key: Key = None) -> Response:
        """Store one decision: 200 with it, 409 with what stands where that has changed, 422 with what it lacks."""
        finding = self._find(reference, choice.finding_id)
        decision = Decision(
            finding_id=finding.id,
            verdict=choice.verdict,
            by=self._settings.reviewer,
            at=datetime.now(UTC),
            code=choice.code,
            reason=choice.reason,
            evidence=choice.evidence,
        )
        standing_now = self._store.reviews.standing(reference, (finding.id,))
        require_may_rule(self._settings.who, (decision,), standing_now)
        if lacking := shortcomings(
            finding, decision, self._settings.exemptions, dossier_of(self._store.cases.find(reference), self._store)
        ):
            return JSONResponse({"lacking": list(lacking)}, 422)
        try:
            (stored,) = self._store.reviews.decide(
                reference, (decision,), expected={finding.id: choice.expected}, key=key
            )
        except Conflict:
            standing = self._store.reviews.standing(reference, (finding.id,)).get(finding.id)
            if standing is None or not _is_the_same_act(standing, decision):
                return JSONResponse({"standing": _show(standing), "wanted": _show(decision)}, 409)
            stored = standing  # the answer to an earlier try was lost on its way
        return JSONResponse({"decision": _show(stored)})

    def draw(self, reference: str, drawing: Drawing, key: Key = None) -> Response:
        """Store a box drawn by hand, withheld: 200 with its id, 422 with what it lacks."""
        if drawing.document_id not in self._store.cases.page_counts(reference):
            raise HTTPException(404, "no such document")
        document = self._desk.open(reference, drawing.document_id).document
        if drawing.page_number > len(document.pages):
            raise HTTPException(404, "no such page")
        page = document.pages[drawing.page_number - 1]
        corners = Box.from_corners((drawing.x0, drawing.x1), (drawing.y0, drawing.y1))
        seen = corners.clipped(*seen_size(page))
        if seen is None or min(seen.width, seen.height) < SMALLEST_SIDE_PT:
            return JSONResponse({"lacking": ["is too small to see"]}, 422)
        evidence = Evidence(detector=f"person:{self._settings.reviewer}", why="Marked by hand.")
        place = PageBox(page.index, from_seen(page, seen).rounded())
        finding = Finding(document_id=document.id, category=Category.DRAWN, place=place, evidence=evidence)
        decision = Decision(
            finding_id=finding.id,
            verdict=Verdict.WITHHOLD,
            by=self._settings.reviewer,
            at=datetime.now(UTC),
            code=drawing.code,
            reason=drawing.reason,
        )
        if lacking := shortcomings(
            finding, decision, self._settings.exemptions, dossier_of(self._store.cases.find(reference), self._store)
        ):
            return JSONResponse({"lacking": list(lacking)}, 422)
        standing = self._store.reviews.standing(reference, (finding.id,)).get(finding.id)
        if standing is None or not _is_the_same_act(standing, decision):
            self._store.reviews.mark(reference, (finding,), (decision,), key=key)
        return JSONResponse({"finding_id": finding.id})

    def undo(self, reference: str, key: Key = None) -> dict[str, Any]:
        """Take the reviewer's last act back: the ids of the findings it touched, or none; 409 where overtaken."""
        added = self._store.reviews.undo(reference, self._settings.reviewer, key=key)
        return {"findings": sorted({decision.finding_id for decision in added})}

    def redo(self, reference: str, key: Key = None) -> dict[str, Any]:
        """Do the reviewer's last act again that they took back: the ids of its findings, or none."""
        added = self._store.reviews.redo(reference, self._settings.reviewer, key=key)
        return {"findings": sorted({decision.finding_id for decision in added})}

    def _dossier(self, reference: str) -> Dossier:
        return dossier_of(self._store.cases.find(reference), self._store)

    def _find(self, reference: str, finding_id: str) -> Finding:
        document_id = finding_id.partition("-")[0]
        if document_id in self._store.cases.page_counts(reference):
            for finding in self._desk.open(reference, document_id).findings:
                if finding.id == finding_id:
                    return finding
        raise HTTPException(404, "no such finding")


def _is_the_same_act(standing: Decision, wanted: Decision) -> bool:
    return (standing.by, standing.verdict, standing.code, standing.reason, standing.evidence) == (
        wanted.by,
        wanted.verdict,
        wanted.code,
        wanted.reason,
        wanted.evidence,
    )


def _show(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"verdict": Verdict.OPEN.value, "by": "", "sequence": 0, "code": "", "reason": "", "evidence": ""}
    return {
        "verdict": decision.verdict.value,
        "by": "the suggestion" if decision.by == SUGGESTED_BY else decision.by,
        "at": decision.at.isoformat(),
        "sequence": decision.sequence,
        "code": decision.code,
        "reason": decision.reason,
        "evidence": decision.evidence,
    }
