"""Templates to pages: everything is escaped, and a value that a template wants and does not get is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from redactor.review.duties import Act, may
from redactor.web.visit import present_visit


def paint(template: str, **values: Any) -> HTMLResponse:
    """The page that a template makes of these values and of who looks at it: their name, and what they may do."""
    visit = present_visit()
    may_do = frozenset(act.name.lower() for act in Act if may(visit.who, act))
    return paint_for_anybody(template, reviewer=visit.who.name, signed_in=visit.signed_in, may_do=may_do, **values)


def paint_for_anybody(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that a template makes of these values, for somebody who need not be known."""
    return HTMLResponse(_templates().get_template(template).render(**values), status)


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape(), undefined=StrictUndefined)
