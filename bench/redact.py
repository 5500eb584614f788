"""How fast and how faithfully pages are withheld: `python bench/redact.py FILE.pdf … [--scan]`, JSON to stdout.

Every fortieth word of each page is withheld. `ratio` is the time of `withhold` in multiples of bare PyMuPDF text
extraction of the same pages; `--scan` treats every page as a scan with an OCR layer.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

import pymupdf

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Span
from redactor.errors import RedactorError
from redactor.redact.route import withhold
from tests.redact.papers import a_ruling, plan_for, read_document


def every_fortieth_word(document: Document) -> list[Span]:
    """Spans to withhold."""
    return [Span(word.start, word.end) for page in document.pages for word in page.words[7::40]]


def as_facsimile(untrusted: bytes) -> bytes:
    """What reading makes of a PDF: notes and fields are part of the page, the file is sound."""
    with pymupdf.open(stream=untrusted, filetype="pdf") as source:
        source.bake()
        return bytes(source.tobytes(garbage=3, deflate=True))


def measure(path: Path, origin: WordOrigin) -> dict[str, object]:
    """Withhold in one file and say how it went."""
    try:
        pdf = as_facsimile(path.read_bytes())
        document = read_document(pdf, origin=origin)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        return {"file": path.name, "error": type(error).__name__}
    started = time.perf_counter()
    with pymupdf.open(stream=pdf, filetype="pdf") as source:
        for sheet in source:
            sheet.get_text()
    bare_s = time.perf_counter() - started
    plan = plan_for(document, *(a_ruling(span) for span in every_fortieth_word(document)))
    started = time.perf_counter()
    try:
        made = withhold(document, pdf, plan)
    except RedactorError as error:
        return {"file": path.name, "pages": len(document.pages), "error": type(error).__name__}
    taken_s = time.perf_counter() - started
    pages = max(len(document.pages), 1)
    return {
        "file": path.name,
        "pages": pages,
        "boxes": len(plan.redactions),
        "vector": sum(page.route == "vector" for page in made.pages),
        "why": dict(Counter(page.why for page in made.pages if page.why)),
        "kb_a_page": round(len(made.pdf) / 1000 / pages, 1),
        "kb_a_page_before": round(len(pdf) / 1000 / pages, 1),
        "pages_a_second": round(pages / taken_s, 1),
        "ratio": round(taken_s / bare_s, 1),
    }


def main() -> None:
    """Measure the named files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--scan", action="store_true")
    chosen = parser.parse_args()
    origin = WordOrigin.OCR if chosen.scan else WordOrigin.TEXT_LAYER
    for path in chosen.files:
        print(json.dumps(measure(path, origin), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
