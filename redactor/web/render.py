"""A template as an answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape


def render(template: str, **values: Any) -> Response:
    """The template with these values, each escaped; a value that is missing is an error."""
    return HTMLResponse(_templates().get_template(template).render(**values))


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
    )
