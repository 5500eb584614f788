"""Pages as they would leave: made by the real redaction, in a process of its own, and shown beside the original."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from threading import Lock

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse, Response

from redactor.domain.redaction import CleanDocument
from redactor.run.runner import Runner
from redactor.store.store import Store
from redactor.tools import Tools, clean_key, preview_source
from redactor.web.images import draw_page_image
from redactor.web.settings import WebSettings

KEPT_DOCUMENTS = 6
LEFT_OUT = "This page is left out of the bundle."


class Finished:
    """Documents with everything taken out that their rulings withhold; undecided places are withheld for now."""

    def __init__(self, store: Store, settings: WebSettings, tools: Tools, runner: Runner) -> None:
        self._store = store
        self._settings = settings
        self._tools = tools
        self._runner = runner
        self._lock = Lock()
        self._kept: OrderedDict[str, CleanDocument] = OrderedDict()

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/document/{document_id}/result/{page_number}")(self.page)
        return routes

    def page(self, reference: str, document_id: str, page_number: int) -> Response:
        """The picture of one page as it would leave; 404 with the reason where it would not."""
        if not 1 <= page_number <= self._store.cases.page_counts(reference).get(document_id, 0):
            raise HTTPException(404, "no such page")
        clean = self._clean(reference, document_id)
        if clean is None:
            return JSONResponse({"error": "The result of this document could not be made."}, 500)
        places = [place for place, each in enumerate(clean.pages) if each.page_index == page_number - 1]
        if not places:
            return JSONResponse({"error": LEFT_OUT}, 404)
        drawn = draw_page_image(clean.pdf, places[0])
        return Response(drawn.content, media_type=drawn.media_type)

    def _clean(self, reference: str, document_id: str) -> CleanDocument | None:
        key = f"{reference}|{document_id}|{clean_key(self._tools, reference, document_id)}"
        with self._lock:
            if key not in self._kept:
                call = partial(preview_source, self._tools, reference)
                (outcome,) = self._runner.map(call, [document_id])
                if outcome.answer is None:
                    return None
                self._kept[key] = outcome.answer
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
            return self._kept[key]
