"""What reviewers say to each other: comments and referrals, claims on documents, and how each likes the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from redactor.store.desks import Comment
from redactor.store.store import Store
from redactor.web.forms import ActKey, Form, FreeText, Id, ShortText
from redactor.web.settings import WebSettings

PREFERENCES = ("keys", "place")
LONGEST_PREFERENCE = 4_000
Key = Annotated[ActKey, Header(alias="idempotency-key")]


class Remark(Form):
    """A comment on a finding or, without one, on a page; `referred_to` asks somebody, `settles` answers for good."""

    document_id: Id
    page_number: Annotated[int, Field(ge=1)]
    finding_id: Id | None = None
    text: Annotated[FreeText, Field(min_length=1)]
    referred_to: ShortText = ""
    settles: Annotated[int, Field(ge=1)] | None = None


class Claiming(Form):
    """`take` takes the document over from whoever has it."""

    take: bool = False


class Liking(Form):
    """How somebody likes the page, as the page writes it; the place is kept for each case."""

    name: Annotated[str, Field(pattern=f"^({'|'.join(PREFERENCES)})$")]
    value: Annotated[str, Field(max_length=LONGEST_PREFERENCE)]


class DeskActs:
    """Comments, claims and preferences."""

    def __init__(self, store: Store, settings: WebSettings) -> None:
        self._store = store
        self._settings = settings

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter()
        routes.post("/case/{reference:path}/comment")(self.comment)
        routes.post("/case/{reference:path}/document/{document_id}/claim")(self.claim)
        routes.post("/case/{reference:path}/prefer")(self.prefer)
        routes.get("/case/{reference:path}/progress")(self.progress)
        return routes

    def comment(self, reference: str, remark: Remark, key: Key = None) -> Response:
        """Add a comment: 200 with it."""
        self._require_document(reference, remark.document_id)
        known = {each.id for each in self._store.desks.comments(reference, remark.document_id)}
        if remark.settles is not None and remark.settles not in known:
            raise HTTPException(404, "no such comment")
        comment = Comment(
            document_id=remark.document_id,
            page_number=remark.page_number,
            finding_id=remark.finding_id or "",
            by=self._settings.reviewer,
            text=remark.text,
            referred_to=remark.referred_to,
            settles=remark.settles,
        )
        return JSONResponse(show_comment(self._store.desks.comment(reference, comment, key=key)))

    def claim(self, reference: str, document_id: str, claiming: Claiming) -> dict[str, Any]:
        """Say that the reviewer works on a document: who holds it, since when, and whether that is they."""
        self._require_document(reference, document_id)
        held = self._store.desks.claim(reference, document_id, self._settings.reviewer, take=claiming.take)
        return {"by": held.by, "since": held.since, "mine": held.by == self._settings.reviewer}

    def prefer(self, reference: str, liking: Liking) -> dict[str, Any]:
        """Keep how the reviewer likes the page, or where they are in this case."""
        self._store.desks.prefer(self._settings.reviewer, preference_name(liking.name, reference), liking.value)
        return {}

    def progress(self, reference: str) -> dict[str, Any]:
        """How far the whole case has come."""
        each = self._store.reviews.progress(reference).values()
        return {"total": sum(one.findings for one in each), "undecided": sum(one.undecided for one in each)}

    def _require_document(self, reference: str, document_id: str) -> None:
        if document_id not in self._store.cases.page_counts(reference):
            raise HTTPException(404, "no such document")


def preference_name(name: str, reference: str) -> str:
    """Under which name a preference is kept: keys are the reviewer's everywhere, places are a case's."""
    return f"place:{reference}" if name == "place" else name


def show_comment(comment: Comment) -> dict[str, Any]:
    """A comment for the browser."""
    return {
        "id": comment.id,
        "by": comment.by,
        "at": comment.at[:16].replace("T", " "),
        "text": comment.text,
        "page": comment.page_number,
        "finding": comment.finding_id,
        "referred_to": comment.referred_to,
        "settles": comment.settles,
    }
