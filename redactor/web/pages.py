"""The pages a reviewer reads: one case, one document, and the picture of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from redactor.domain.case import SourceState
from redactor.sampling import standing_of
from redactor.store.store import Store
from redactor.web.desk import Desk, show_page
from redactor.web.desks import preference_name, show_comment
from redactor.web.images import PAGE_DPI, SMALL_DPI, PageImages
from redactor.web.painting import paint
from redactor.web.samples import STRATUM_WORDS
from redactor.web.settings import WebSettings

STATE_WORDS = {
    SourceState.RECEIVED: "waits to be read",
    SourceState.READ: "read",
    SourceState.CONTAINER: "container",
    SourceState.QUARANTINED: "in quarantine",
    SourceState.DUPLICATE: "duplicate",
    SourceState.SKIPPED: "skipped",
}
PageNumber = Annotated[int, Query(ge=1)]


class ReviewPages:
    """The GET side of the app."""

    def __init__(self, store: Store, settings: WebSettings, desk: Desk) -> None:
        self._store = store
        self._settings = settings
        self._desk = desk
        self._images = PageImages()

    def router(self) -> APIRouter:
        """The routes. A reference may hold slashes, so the longer paths come first."""
        routes = APIRouter()
        routes.get("/case/{reference:path}/document/{document_id}/sheet")(self.sheet)
        routes.get("/case/{reference:path}/document/{document_id}/image/{page_number}")(self.image)
        routes.get("/case/{reference:path}/document/{document_id}")(self.document)
        routes.get("/case/{reference:path}")(self.case)
        return routes

    def case(self, reference: str) -> Response:
        """One case: its documents, and how far the review of each has come."""
        found = self._store.cases.find(reference)
        progress = self._store.reviews.progress(reference)
        pages = self._store.cases.page_counts(reference)
        rows = [
            {
                "source": source,
                "state": STATE_WORDS[source.state],
                "pages": pages.get(source.id, 0),
                "progress": progress.get(source.id),
            }
            for source in self._store.cases.sources(reference)
        ]
        total = sum(each.findings for each in progress.values())
        undecided = sum(each.undecided for each in progress.values())
        first = next((document_id for document_id, each in progress.items() if each.undecided), None)
        sampled = standing_of(self._store, reference)
        asked = [each for each in self._store.desks.comments(reference) if each.referred_to]
        settled = {each.settles for each in self._store.desks.comments(reference)}
        return self._page(
            "case.html",
            case=found,
            rows=rows,
            total=total,
            undecided=undecided,
            first=first,
            sampled=sampled,
            strata=STRATUM_WORDS,
            last=self._last_place(reference, pages),
            claims=self._store.desks.claims(reference),
            referred=[each for each in asked if each.id not in settled],
        )

    def _last_place(self, reference: str, pages: Mapping[str, int]) -> tuple[str, int] | None:
        """The document and page where the reviewer was last, or None."""
        kept = self._store.desks.preference(self._settings.reviewer, preference_name("place", reference))
        document_id, _, page = kept.partition(" ")
        return (document_id, int(page)) if document_id in pages and page.isdecimal() else None

    def document(self, reference: str, document_id: str, page: PageNumber = 1) -> Response:
        """The review of one document; the page's findings come from `sheet`."""
        self._require_read(reference, document_id)
        opened = self._desk.open(reference, document_id)
        progress = self._store.reviews.progress(reference)
        waiting = [each for each, how_far in progress.items() if how_far.undecided and each != document_id]
        return self._page(
            "document.html",
            reference=reference,
            document=opened.document,
            page=min(page, len(opened.document.pages)),
            exemptions=[each for each in self._settings.exemptions.values() if each.offered],
            next_document=waiting[0] if waiting else None,
            keys=self._store.desks.preference(self._settings.reviewer, "keys"),
            has_tools=self._settings.tools is not None,
        )

    def sheet(self, reference: str, document_id: str, page: PageNumber = 1) -> dict[str, Any]:
        """One page's findings, and what stands on them, for the script of the review page."""
        self._require_read(reference, document_id)
        opened = self._desk.open(reference, document_id)
        if page > len(opened.document.pages):
            raise HTTPException(404, "no such page")
        shown = show_page(opened, self._desk.rulings(reference, opened), page - 1)
        comments = self._store.desks.comments(reference, document_id)
        return {**shown, "comments": [show_comment(each) for each in comments]}

    def image(self, reference: str, document_id: str, page_number: int, *, small: bool = False) -> Response:
        """The picture of one page as the eye sees it; `small` is one to choose by."""
        pages = self._require_read(reference, document_id)
        if not 1 <= page_number <= pages:
            raise HTTPException(404, "no such page")
        _, facsimile_key = self._store.cases.reading_key(reference, document_id)
        drawn = self._images.picture(
            facsimile_key,
            page_number - 1,
            lambda: self._store.cases.facsimile(reference, document_id),
            dpi=SMALL_DPI if small else PAGE_DPI,
        )
        kept_for_an_hour = {"cache-control": "private, max-age=3600"}
        return Response(drawn.content, media_type=drawn.media_type, headers=kept_for_an_hour)

    def _require_read(self, reference: str, document_id: str) -> int:
        """How many pages the document has; 404 where the case has no such document."""
        pages = self._store.cases.page_counts(reference)
        if not pages.get(document_id):
            raise HTTPException(404, "no such document")
        return pages[document_id]

    def _page(self, template: str, **values: Any) -> Response:
        return paint(template, **values)
