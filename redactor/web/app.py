"""The review page as one app."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from redactor.errors import Conflict, Locked, NoSuchCase, NotAllowed, RedactorError
from redactor.store.store import Store
from redactor.web.access import Door
from redactor.web.acts import ReviewActs
from redactor.web.desk import Desk
from redactor.web.holds import HoldActs
from redactor.web.pages import ReviewPages
from redactor.web.samples import SamplePages
from redactor.web.settings import WebSettings

_STATUS: dict[type[RedactorError], int] = {NoSuchCase: 404, NotAllowed: 403, Conflict: 409, Locked: 503}


def create_app(store: Store, settings: WebSettings) -> FastAPI:
    """The review page over an open store, for one reviewer; it records decisions and starts nothing else."""
    app = FastAPI(title="redactor", docs_url=None, redoc_url=None, openapi_url=None)
    desk = Desk(store)
    app.include_router(HoldActs(store, settings, desk).router())
    app.include_router(SamplePages(store, settings, desk).router())
    app.include_router(ReviewPages(store, settings, desk).router())
    app.include_router(ReviewActs(store, settings, desk).router())
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_exception_handler(RedactorError, _explain)
    app.add_middleware(Door, token=settings.token)
    return app


def _explain(_request: Request, error: Exception) -> JSONResponse:
    """Say what is wrong and what can be done; our messages hold ids only."""
    remedy = error.remedy if isinstance(error, RedactorError) else ""
    return JSONResponse({"error": str(error), "remedy": remedy}, _STATUS.get(type(error), 500))  # type: ignore[arg-type]
