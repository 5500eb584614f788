"""The review page as one app."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from redactor.errors import (
    CaseExists,
    Conflict,
    CorrectionRefused,
    Disclosed,
    Locked,
    NoSuchCase,
    NotAllowed,
    RedactorError,
    RequestError,
    TooLarge,
)
from redactor.run.runner import Processes
from redactor.store.store import Store
from redactor.web.access import Door, Keeper, OneBrowser
from redactor.web.acts import ReviewActs
from redactor.web.desk import Desk
from redactor.web.desks import DeskActs
from redactor.web.finished import Finished
from redactor.web.holds import HoldActs
from redactor.web.inboxes import Inboxes
from redactor.web.many import ManyActs
from redactor.web.pages import ReviewPages
from redactor.web.people import PeoplePages
from redactor.web.permits import guard
from redactor.web.places import PlaceActs
from redactor.web.preparing import Preparing
from redactor.web.register import RegisterPages
from redactor.web.requests import RequestPages
from redactor.web.samples import SamplePages
from redactor.web.search import Searches
from redactor.web.settings import WebSettings
from redactor.web.shelf import Shelf
from redactor.web.signing import SignInPages
from redactor.web.team import SignedIn

PREVIEW_SECONDS = 300.0
_STATUS: dict[type[RedactorError], int] = {
    CaseExists: 409,
    Conflict: 409,
    CorrectionRefused: 422,
    Disclosed: 403,
    Locked: 503,
    NoSuchCase: 404,
    NotAllowed: 403,
    RequestError: 422,
    TooLarge: 413,
}


def create_app(store: Store, settings: WebSettings) -> FastAPI:
    """The review page over an open store, for one reviewer or a team.

    It records decisions and requests. What takes long, reading records that were sent in and rendering results, is
    done in other processes; without tools in the settings it is not done at all.
    """
    inboxes = Inboxes(settings.home)
    preparing = Preparing(settings.home, inboxes)
    runner = Processes(1, seconds=PREVIEW_SECONDS)

    @asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        if settings.tools is not None:
            preparing.go_on()
        yield
        preparing.close()
        runner.close()

    app = FastAPI(
        title="redactor",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=living,
        dependencies=[Depends(guard(store, settings))],
    )
    desk, shelf = Desk(store), Shelf(store)
    app.include_router(HoldActs(store, settings, desk).router())
    app.include_router(SamplePages(store, settings, desk).router())
    app.include_router(RegisterPages(store, settings).router())
    app.include_router(RequestPages(store, settings, inboxes, preparing).router())
    app.include_router(PeoplePages(store, settings, shelf).router())
    app.include_router(ManyActs(store, settings, shelf).router())
    app.include_router(Searches(store, settings, shelf).router())
    app.include_router(PlaceActs(store, settings, desk).router())
    app.include_router(DeskActs(store, settings).router())
    if settings.tools is not None:
        app.include_router(Finished(store, settings, settings.tools, runner).router())
    app.include_router(ReviewPages(store, settings, desk).router())
    app.include_router(ReviewActs(store, settings, desk).router())
    if settings.team is not None:
        app.include_router(SignInPages(store, settings.team).router())
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_exception_handler(RedactorError, _explain)
    app.add_exception_handler(RequestValidationError, _explain_form)
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
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return JSONResponse({"error": str(error), "remedy": remedy}, status)


def _explain_form(_request: Request, error: Exception) -> Response:
    """Say which fields do not fit, and why; what was sent is not said back: not all of it could be written."""
    troubles = error.errors() if isinstance(error, RequestValidationError) else ()
    told = [{"loc": each["loc"], "msg": each["msg"], "type": each["type"]} for each in troubles]
    return Response(json.dumps({"detail": told}), 422, media_type="application/json")
