"""Clean pages and front matter to one bundle: numbered throughout, bookmarked, each page with one footer.

Every page is set upright on a sheet that is a little taller than itself, and the footer stands in the added
strip: it can never cover content. On the finished page, page space is what the eye sees, its origin is that of
the source page after /Rotate, and the strip lies below.
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pymupdf

from redactor.disclose.letter import CLOSING, DRAFT_NOTICE, Letter, long_date
from redactor.disclose.schedule import Line, plain_number

A4 = pymupdf.Rect(0, 0, 595, 842)
_MARGIN_PT = 62
_STYLE = """
body { font-family: sans-serif; font-size: 10.5pt; line-height: 1.35; color: #1a1a1a; }
h1 { font-size: 17pt; margin: 0 0 10pt 0; }
h2 { font-size: 12pt; margin: 12pt 0 3pt 0; }
p { margin: 0 0 6pt 0; }
td { padding: 3pt 8pt 3pt 0; vertical-align: top; }
.quiet { color: #555555; }
.draft { color: #8a1c1c; font-weight: bold; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of the bundle: its clean pages, or none where all of it is withheld and a divider stands in."""

    document_id: str
    pdf: bytes
    page_count: int
    withheld: bool = False

    @property
    def sheets(self) -> int:
        """How many bundle pages it takes."""
        return 1 if self.withheld else self.page_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands before the pages: the letter, the key to the labels, the schedule."""

    letter: Letter
    key: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def words_of(front: Front) -> str:
    """Everything that the front matter says, as text."""
    told = [front.letter.sender, front.letter.recipient, front.letter.subject_line, *CLOSING]
    told += [text for section in (*front.letter.sections, *front.key) for text in section]
    told += [f"{line.number} {line.kind} {_withheld_words(line)}" for line in front.lines]
    return "\n".join(told)


def place_parts(parts: Sequence[Part], *, front_pages: int) -> dict[str, tuple[int, int]]:
    """First and last bundle page (from 1) of each document, given how many pages stand before them."""
    places, at = {}, front_pages + 1
    for part in parts:
        places[part.document_id] = (at, at + part.sheets - 1)
        at += part.sheets
    return places


def draw_front(front: Front, *, at_least: int = 0) -> bytes:
    """The front matter as PDF pages of A4, with empty pages at its end up to `at_least`."""
    story_pages = [_letter_html(front.letter), _key_html(front.key), _schedule_html(front.lines)]
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    inner = pymupdf.Rect(_MARGIN_PT, _MARGIN_PT, A4.x1 - _MARGIN_PT, A4.y1 - _MARGIN_PT)
    drawn = 0
    for text in story_pages:
        story = pymupdf.Story(text, user_css=_STYLE)
        more = True
        while more:
            device = writer.begin_page(A4)
            more, _ = story.place(inner)
            story.draw(device)
            writer.end_page()
            drawn += 1
    for _ in range(drawn, at_least):
        writer.begin_page(A4)
        writer.end_page()
    writer.close()
    return written.getvalue()


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        return int(paper.page_count)


def assemble(front: bytes, parts: Sequence[Part], *, reference: str, draft: bool) -> bytes:
    """Join front matter and parts into the finished PDF. The same input gives the same bytes."""
    bundle = pymupdf.open()
    outline: list[list[object]] = [[1, "Letter, key and schedule", 1]]
    total = count_pages(front) + sum(part.sheets for part in parts)
    _add_pages(bundle, front, reference)
    for part in parts:
        number = plain_number(part.document_id)
        outline.append([_depth(part.document_id, outline), f"Document {number}", bundle.page_count + 1])
        label = f"{reference}  ·  Document {number}"
        if part.withheld:
            _add_divider(bundle, number, label)
        else:
            _add_pages(bundle, part.pdf, label)
    for page in bundle:
        _number_page(page, f"Page {page.number + 1} of {total}", DRAFT_NOTICE if draft else "")
    bundle.set_toc(outline)
    return _finished(bundle, reference)


def _depth(document_id: str, outline: Sequence[object]) -> int:
    """Attachments stand one step below their message; nothing may skip a step."""
    return min(1 + document_id.count("."), 2) if len(outline) > 1 else 1


def _add_pages(bundle: pymupdf.Document, pdf: bytes, label: str) -> None:
    with pymupdf.open(stream=pdf, filetype="pdf") as part:
        for page in part:
            seen = page.rect
            turn = page.rotation
            page.set_rotation(0)
            sheet = _new_sheet(bundle, seen.width, seen.height, label)
            sheet.show_pdf_page(pymupdf.Rect(0, 0, seen.width, seen.height), part, page.number, rotate=-turn)


def _footer_size(width: float) -> float:
    """Type size of the footer in points for a page of that width: 7 on A4, in proportion elsewhere."""
    return max(5.0, 7.0 * width / 595.0)


def _number_page(page: pymupdf.Page, number: str, notice: str) -> None:
    size = _footer_size(page.rect.width)
    baseline = page.rect.height - size
    width = pymupdf.get_text_length(number, fontsize=size)
    page.insert_text((page.rect.width - size * 3 - width, baseline), number, fontsize=size, color=(0.33, 0.33, 0.33))
    if notice:
        across = pymupdf.get_text_length(notice, fontsize=size)
        page.insert_text(((page.rect.width - across) / 2, baseline), notice, fontsize=size, color=(0.54, 0.11, 0.11))


def _add_divider(bundle: pymupdf.Document, number: str, label: str) -> None:
    sheet = _new_sheet(bundle, A4.width, A4.height, label)
    sheet.insert_text((_MARGIN_PT, 120), f"Document {number}", fontsize=20)
    sheet.insert_text((_MARGIN_PT, 150), "This document has been withheld.", fontsize=12)


def _new_sheet(bundle: pymupdf.Document, width: float, height: float, label: str) -> pymupdf.Page:
    """An empty sheet for a page of that size in points, with the strip below it and the label in the strip."""
    size = _footer_size(width)
    sheet = bundle.new_page(width=width, height=height + 2.6 * size)
    sheet.insert_text((size * 3, sheet.rect.height - size), label, fontsize=size, color=(0.33, 0.33, 0.33))
    return sheet


def _finished(bundle: pymupdf.Document, reference: str) -> bytes:
    bundle.set_metadata({"title": f"Response to request {reference}"})
    catalog = bundle.pdf_catalog()
    bundle.xref_set_key(catalog, "Info", "null")  # MuPDF 1.28 writes the properties here as well as in the trailer
    bundle.xref_set_key(catalog, "Lang", "(en-GB)")
    bundle.xref_set_key(catalog, "ViewerPreferences", "<</DisplayDocTitle true>>")
    return bytes(bundle.tobytes(garbage=3, deflate=True, use_objstms=1, no_new_id=True))


def _letter_html(letter: Letter) -> str:
    draft = f'<p class="draft">{DRAFT_NOTICE}</p>' if letter.draft else ""
    sections = "".join(f"<h2>{html.escape(head)}</h2><p>{html.escape(text)}</p>" for head, text in letter.sections)
    return (
        f"<p>{html.escape(letter.sender)}<br/>{long_date(letter.written)}</p>{draft}"
        f"<p>{html.escape(letter.recipient)}</p><h1>{html.escape(letter.subject_line)}</h1>{sections}"
        f"<p>{'</p><p>'.join(CLOSING)}</p>"
    )


def _key_html(key: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td><b>{html.escape(label)}</b></td><td>{html.escape(text)}</td></tr>" for label, text in key)
    return f"<h1>Key to the labels</h1><table>{rows}</table>" if key else "<h1>Key to the labels</h1><p>None used.</p>"


def _schedule_html(lines: Sequence[Line]) -> str:
    head = "<tr><td><b>No.</b></td><td><b>Kind</b></td><td><b>Pages</b></td><td><b>Withheld</b></td></tr>"
    rows = "".join(
        f"<tr><td>{line.number}</td><td>{html.escape(line.kind)}</td><td>{_page_span(line)}</td>"
        f"<td>{html.escape(_withheld_words(line))}</td></tr>"
        for line in lines
    )
    return f"<h1>Schedule of documents</h1><table>{head}{rows}</table>"


def _page_span(line: Line) -> str:
    return str(line.first_page) if line.first_page == line.last_page else f"{line.first_page}–{line.last_page}"


def _withheld_words(line: Line) -> str:
    return {"none": "nothing", "all": "all of it"}.get(line.withheld, f"part: {', '.join(line.labels)}")
