"""Templates to pages: everything is escaped, and a value that a template wants and does not get is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape


def paint(template: str, **values: Any) -> HTMLResponse:
    """The page that a template makes of these values."""
    return HTMLResponse(_templates().get_template(template).render(**values))


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape(), undefined=StrictUndefined)
