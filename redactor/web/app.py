"""The review page as one app."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from redactor.errors import Conflict, Locked, NoSuchCase, NotAllowed, RedactorError
from redactor.store.store import Store
from redactor.web.access import Door, Keeper, OneBrowser
from redactor.web.acts import ReviewActs
from redactor.web.desk import Desk
from redactor.web.pages import ReviewPages
from redactor.web.permits import guard
from redactor.web.settings import WebSettings
from redactor.web.signing import SignInPages
from redactor.web.team import SignedIn

_STATUS: dict[type[RedactorError], int] = {NoSuchCase: 404, NotAllowed: 403, Conflict: 409, Locked: 503}


def create_app(store: Store, settings: WebSettings) -> FastAPI:
    """The review page over an open store, for one reviewer or a team; it records decisions and starts nothing else."""
    admitted = [Depends(guard(settings))]
    app = FastAPI(title="redactor", docs_url=None, redoc_url=None, openapi_url=None, dependencies=admitted)
    desk = Desk(store)
    app.include_router(ReviewPages(store, settings, desk).router())
    app.include_router(ReviewActs(store, settings, desk).router())
    if settings.team is not None:
        app.include_router(SignInPages(store, settings.team).router())
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_exception_handler(RedactorError, _explain)
    app.add_middleware(Door, keeper=_keeper(store, settings), views=store.views)
    return app


def _keeper(store: Store, settings: WebSettings) -> Keeper:
    if settings.team is not None:
        return SignedIn(store, settings.team)
    if settings.alone is None or not settings.token:
        raise ValueError("either a team signs in, or one person alone has a token")
    return OneBrowser(settings.alone, token=settings.token)


def _explain(_request: Request, error: Exception) -> JSONResponse:
    """Say what is wrong and what can be done; our messages hold ids only."""
    remedy = error.remedy if isinstance(error, RedactorError) else ""
    return JSONResponse({"error": str(error), "remedy": remedy}, _STATUS.get(type(error), 500))  # type: ignore[arg-type]
