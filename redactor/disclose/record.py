"""The internal record as pages to read: what was asked, what was found, who decided what, and what became of it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pymupdf

A4 = pymupdf.Rect(0, 0, 595, 842)
_INNER = pymupdf.Rect(48, 50, 547, 792)
_FOOT_PT = 8
_WARNING = "Internal record. Never send this to the requester."
_UNBROKEN = re.compile(r"\S{48}(?=\S)")
_STYLE = """
body { font-family: sans-serif; font-size: 9pt; line-height: 1.3; color: #1a1a1a; }
h1 { font-size: 15pt; margin: 0 0 4pt 0; }
h2 { font-size: 11pt; margin: 11pt 0 3pt 0; }
p { margin: 0 0 4pt 0; }
td { padding: 1.5pt 7pt 1.5pt 0; vertical-align: top; }
th { padding: 1.5pt 7pt 1.5pt 0; vertical-align: top; text-align: left; }
.warning { color: #8a1c1c; font-weight: bold; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One part of the record: a table with its column heads, or a sentence where there is nothing to list."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "None."


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record of one version of an answer."""

    case: str
    version: int
    chapters: tuple[Chapter, ...]


def draw_record(record: Record) -> bytes:
    """The record as a PDF of A4 pages, each numbered and marked as internal."""
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    story = pymupdf.Story(_html(record), user_css=_STYLE)
    more = True
    while more:
        device = writer.begin_page(A4)
        more, _ = story.place(_INNER)
        story.draw(device)
        writer.end_page()
    writer.close()
    with pymupdf.open(stream=written.getvalue(), filetype="pdf") as paper:
        for number, page in enumerate(paper, start=1):
            foot = f"{record.case}, version {record.version}  -  {_WARNING}  -  page {number} of {paper.page_count}"
            page.insert_text((_INNER.x0, 820), foot, fontsize=_FOOT_PT, color=(0.35, 0.35, 0.35))
        paper.set_metadata({"title": f"Internal record of {record.case}, version {record.version}"})
        paper.set_toc([[1, title, at] for title, at in _places(paper, record.chapters)])
        return bytes(paper.tobytes(garbage=3, deflate=True, no_new_id=True))


def _places(paper: pymupdf.Document, chapters: Sequence[Chapter]) -> list[tuple[str, int]]:
    """Each chapter with the page, from 1, on which its title stands."""
    places, at = [], 0
    for chapter in chapters:
        while at < paper.page_count - 1 and not paper[at].search_for(chapter.title):
            at += 1
        places.append((chapter.title, at + 1))
    return places


def _html(record: Record) -> str:
    parts = [f"<h1>{_plain(record.case)}: internal record, version {record.version}</h1>"]
    parts.append(f'<p class="warning">{_WARNING}</p>')
    for chapter in record.chapters:
        parts.append(f"<h2>{_plain(chapter.title)}</h2>")
        parts.append(_table(chapter) if chapter.rows else f"<p>{_plain(chapter.empty)}</p>")
    return "".join(parts)


def _table(chapter: Chapter) -> str:
    heads = "".join(f"<th>{_plain(head)}</th>" for head in chapter.heads)
    rows = "".join("<tr>" + "".join(f"<td>{_plain(cell)}</td>" for cell in row) + "</tr>" for row in chapter.rows)
    return f"<table><tr>{heads}</tr>{rows}</table>"


def _plain(text: str) -> str:
    """Safe text; what has no place to break is broken, so that no column runs off the page."""
    broken = _UNBROKEN.sub(r"\g<0>\n", text)
    return html.escape(broken).replace("\n", "<br>")
