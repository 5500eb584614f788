"""Search of all text of a case, and what is done with the hits: each links to its page, all can be withheld at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from redactor.domain.decision import Decision
from redactor.domain.finding import Category, Evidence, Finding, Span, Verdict
from redactor.dossiers import dossier_of
from redactor.review.bulk import Mark
from redactor.review.dossier import Dossier
from redactor.review.policy import shortcomings
from redactor.review.search import Hit, search_scripts
from redactor.store.store import Store
from redactor.web.forms import ActKey, Code, Form, FreeText, ShortText
from redactor.web.painting import paint
from redactor.web.settings import WebSettings
from redactor.web.shelf import Shelf

LISTED = 500
MOST_HITS = 5_000
Key = Annotated[ActKey, Header(alias="idempotency-key")]


class Withholding(Form):
    """The words whose every hit is to be withheld; `seal` stands for the hits that were seen."""

    words: Annotated[ShortText, Field(min_length=2)]
    whole_words: bool = False
    code: Code
    reason: FreeText = ""
    evidence: FreeText = ""
    seal: Annotated[str, Field(max_length=64)]


class Searches:
    """The search page."""

    def __init__(self, store: Store, settings: WebSettings, shelf: Shelf) -> None:
        self._store = store
        self._settings = settings
        self._shelf = shelf

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/search")(self.search)
        routes.post("/case/{reference:path}/search/withhold")(self.withhold)
        return routes

    def search(
        self,
        reference: str,
        words: Annotated[str, Query(max_length=200)] = "",
        whole: Annotated[str, Query(max_length=3)] = "",
    ) -> Response:
        """Every place of the case where the words stand, with the finding that covers it."""
        hits = self._hits(reference, words, whole_words=bool(whole))
        covering = _covering(self._shelf.marks(reference), hits)
        return paint(
            "search.html",
            reference=reference,
            words=words,
            whole=bool(whole),
            rows=[_row(hit, covering.get(_key(hit))) for hit in hits[:LISTED]],
            count=len(hits),
            loose=sum(_key(hit) not in covering for hit in hits),
            has_more=len(hits) > LISTED,
            at_most=MOST_HITS,
            is_cut=len(hits) == MOST_HITS,
            seal=_seal(hits),
            exemptions=[each for each in self._settings.exemptions.values() if each.offered],
        )

    def _dossier(self, reference: str) -> Dossier:
        return dossier_of(self._store.cases.find(reference), self._store)

    def withhold(self, reference: str, wanted: Withholding, key: Key = None) -> Response:
        """Withhold every hit as one act; 409 where there are other hits than those that were seen."""
        known = self._store.reviews.act(reference, key)
        if known is not None:
            return JSONResponse({"count": len(known)})
        hits = self._hits(reference, wanted.words, whole_words=wanted.whole_words)
        if _seal(hits) != wanted.seal:
            return JSONResponse({"error": "There are other hits now. Search again."}, 409)
        marked = [_marked(hit, self._settings.reviewer) for hit in hits]
        decisions = [self._decision(finding, wanted) for finding in marked]
        if not decisions:
            return JSONResponse({"lacking": ["has nothing to withhold"]}, 422)
        if lacking := shortcomings(marked[0], decisions[0], self._settings.exemptions, self._dossier(reference)):
            return JSONResponse({"lacking": list(lacking)}, 422)
        stored = self._store.reviews.mark(reference, marked, decisions, key=key, over="words searched for")
        return JSONResponse({"count": len(stored)})

    def _hits(self, reference: str, words: str, *, whole_words: bool) -> tuple[Hit, ...]:
        hits: list[Hit] = []
        for hit in search_scripts(self._shelf.scripts(reference), words, whole_words=whole_words):
            hits.append(hit)
            if len(hits) == MOST_HITS:
                break
        return tuple(hits)

    def _decision(self, finding: Finding, wanted: Withholding) -> Decision:
        return Decision(
            finding_id=finding.id,
            verdict=Verdict.WITHHOLD,
            by=self._settings.reviewer,
            at=datetime.now(UTC),
            code=wanted.code,
            reason=wanted.reason,
            evidence=wanted.evidence,
        )


def _marked(hit: Hit, reviewer: str) -> Finding:
    evidence = Evidence(detector=f"person:{reviewer}", why="Found by search, and marked by hand.")
    return Finding(document_id=hit.document_id, category=Category.DRAWN, place=hit.span, evidence=evidence)


def _covering(marks: Iterable[Mark], hits: Sequence[Hit]) -> dict[tuple[str, Span], Mark]:
    """For each hit, the first finding that holds all of it."""
    wanted = {hit.document_id for hit in hits}
    spans: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.ruling.finding.document_id in wanted and mark.ruling.finding.span:
            spans.setdefault(mark.ruling.finding.document_id, []).append(mark)
    found: dict[tuple[str, Span], Mark] = {}
    for hit in hits:
        for mark in spans.get(hit.document_id, ()):
            span = mark.ruling.finding.span
            if span is not None and span.holds(hit.span):
                found[_key(hit)] = mark
                break
    return found


def _key(hit: Hit) -> tuple[str, Span]:
    return hit.document_id, hit.span


def _row(hit: Hit, mark: Mark | None) -> dict[str, Any]:
    return {
        "document": hit.document_id,
        "page": hit.page_number,
        "before": hit.before,
        "text": hit.text,
        "after": hit.after,
        "engine": hit.engine,
        "finding": mark.ruling.finding.id if mark else "",
        "verdict": mark.ruling.verdict.value if mark else "",
    }


def _seal(hits: Iterable[Hit]) -> str:
    told = [[hit.document_id, hit.span.start, hit.span.end, hit.span.reading] for hit in hits]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
