"""The quality sample on the page: one drawn place at a time, and what it says of the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from redactor.domain.sample import Grade, Graded, Question, Stratum, grades_of
from redactor.errors import EvidenceRefused
from redactor.review.duties import Act, may
from redactor.review.sample import grades_for
from redactor.sampling import accept_sampled, answer, draw, standing_of
from redactor.store.store import Store
from redactor.web.desk import Desk, show_page
from redactor.web.painting import paint
from redactor.web.settings import WebSettings

Words = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True, pattern=r"^[^\x00]*$")]
Place = Annotated[str, StringConstraints(max_length=100, pattern=r"^[0-9.]+(-[0-9a-f]+|/[0-9]+)$")]
GRADE_WORDS = {Grade.RIGHT: "Right", Grade.MISSED: "Leaves something in", Grade.NEEDLESS: "Withheld needlessly"}
STRATUM_WORDS = {Stratum.FINDINGS: "Decisions and suggestions", Stratum.PAGES: "Pages on which nothing was found"}


class Answered(BaseModel):
    """What somebody found at a drawn place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Place
    grade: Grade
    note: Words = ""


class SamplePages:
    """The sample of a case: looked at, drawn, answered, and relied on."""

    def __init__(self, store: Store, settings: WebSettings, desk: Desk) -> None:
        self._store = store
        self._settings = settings
        self._desk = desk

    def router(self) -> APIRouter:
        """The routes; they come before those that take any path below a case."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/sample")(self.sample)
        routes.post("/case/{reference:path}/sample/draw")(self.draw)
        routes.post("/case/{reference:path}/sample/answer")(self.answer)
        routes.post("/case/{reference:path}/sample/accept")(self.accept)
        return routes

    def sample(self, reference: str) -> Response:
        """The next drawn place to look at, and how the sample stands."""
        standing = standing_of(self._store, reference)
        questions = standing.sample.questions if standing else ()
        answers = grades_of(standing.sample, self._store.samples.graded(reference)) if standing else {}
        waiting = next((each for each in questions if each.id not in answers), None)
        if waiting is not None and not may(self._settings.who, Act.SAMPLE):
            waiting = None
        return paint(
            "sample.html",
            reference=reference,
            standing=standing,
            strata=STRATUM_WORDS,
            answered=len(answers),
            total=len(questions),
            question=self._show(reference, waiting) if waiting else None,
        )

    def draw(self, reference: str) -> dict[str, Any]:
        """Draw a new sample: 200 with its number, 403 while the last one is not finished."""
        drawn = draw(self._store, reference, self._settings.who, self._settings.policy.bar)
        return {"sample": drawn.number, "questions": len(drawn.questions)}

    def answer(self, reference: str, answered: Answered) -> Response:
        """Store what was found at a place: 200, or 422 where the sample does not ask that."""
        try:
            who, now = self._settings.who, datetime.now(UTC)
            graded = Graded(question=answered.question, grade=answered.grade, by=who.name, at=now, note=answered.note)
            answer(self._store, reference, who, graded)
        except EvidenceRefused as refused:
            return JSONResponse({"lacking": [str(refused)]}, 422)
        return JSONResponse({"answered": answered.question})

    def accept(self, reference: str) -> dict[str, Any]:
        """Accept what a passed sample speaks for, in one's own name: 200 with how many, 403 where none passed."""
        taken, left = accept_sampled(
            self._store, reference, self._settings.who, self._settings.exemptions, pace=self._settings.policy.pace
        )
        return {"accepted": len(taken), "left": left}

    def _show(self, reference: str, question: Question) -> dict[str, Any]:
        """A drawn place for the browser: its page, the boxes of the finding on it, and what can be said of it."""
        opened = self._desk.open(reference, question.document_id)
        index = min(question.page_number, len(opened.document.pages)) - 1
        shown = show_page(opened, self._desk.rulings(reference, opened), index)
        ground = self._settings.exemptions.get(question.code)
        return {
            "id": question.id,
            "document": question.document_id,
            "page": index + 1,
            "width": shown["width"],
            "height": shown["height"],
            "finding": next((each for each in shown["findings"] if each["id"] == question.id), None),
            "verdict": question.verdict.value if question.stratum is Stratum.FINDINGS else "",
            "ground": ground.label if ground else "",
            "grades": [(each.value, GRADE_WORDS[each]) for each in grades_for(question)],
        }
