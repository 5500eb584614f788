"""Builders: small real PDFs, their Documents, and rulings on words of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pymupdf

from redactor.domain.box import Box
from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.document import Document, LoosePage, LooseWord, WordOrigin, bind_pages
from redactor.domain.exemption import Exemption, Ncnd
from redactor.domain.finding import Category, Evidence, Finding, Place, Span, Suggestion, Verdict
from redactor.domain.redaction import CleanDocument
from redactor.redact.plan import Plan, plan_redactions
from redactor.redact.route import withhold

NOW = datetime(2026, 9, 3, tzinfo=UTC)


def an_exemption(code: str, label: str, public_label: str = "Withheld", **more: object) -> Exemption:
    fields = {"citation": "", "verified": "", "family": "", "explanation": "", "ncnd": Ncnd.NEVER, **more}
    return Exemption(code=code, label=label, public_label=public_label, **fields)  # type: ignore[arg-type]


EXEMPTIONS = {
    each.code: each
    for each in (
        an_exemption("TP-ID", "Third party"),
        an_exemption("LPP", "Legal advice"),
        an_exemption("SH-ED", "Serious harm (education)"),
        an_exemption("CRIME", "Crime", "Information withheld", ncnd=Ncnd.DEFAULT),
        an_exemption("STAFF-REL", "", releases=True),
    )
}


def read_document(pdf: bytes, *, origin: WordOrigin = WordOrigin.TEXT_LAYER) -> Document:
    """The Document of a PDF's own text layer; words in reading order, lines as printed."""
    pages = []
    with pymupdf.open(stream=pdf, filetype="pdf") as source:
        for sheet in source:
            box = sheet.cropbox
            pages.append(LoosePage(box.width, box.height, _words(sheet), sheet.rotation, origin))
    return bind_pages(pages, id="0001")


def _words(sheet: pymupdf.Page) -> tuple[LooseWord, ...]:
    flags = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_MEDIABOX_CLIP
    found = sheet.get_text("words", flags=flags, sort=False)
    lines = {key: number for number, key in enumerate(dict.fromkeys((w[5], w[6]) for w in found))}
    following = [*found[1:], None][: len(found)]
    return tuple(
        LooseWord(
            w[4], Box(*w[:4]), 1.0, lines[(w[5], w[6])], " " if after and (after[5], after[6]) == (w[5], w[6]) else "\n"
        )
        for w, after in zip(found, following, strict=True)
    )


def span_of(document: Document, text: str, nth: int = 0) -> Span:
    """Where a phrase stands; blanks in it match line ends too."""
    pattern = r"\s+".join(re.escape(part) for part in text.split())
    hit = list(re.finditer(pattern, document.text))[nth]
    return Span(hit.start(), hit.end())


def spans_of(document: Document, text: str) -> list[Span]:
    pattern = r"\s+".join(re.escape(part) for part in text.split())
    return [Span(hit.start(), hit.end()) for hit in re.finditer(pattern, document.text)]


def a_ruling(
    place: Place,
    verdict: Verdict | None = Verdict.WITHHOLD,
    *,
    code: str = "TP-ID",
    by: str = "reviewer",
    suggestion: Suggestion | None = None,
    document_id: str = "0001",
    category: Category = Category.PERSON,
    person_id: str | None = None,
) -> Ruling:
    finding = Finding(
        document_id=document_id,
        category=category,
        place=place,
        evidence=Evidence(detector="test"),
        suggestion=suggestion,
        person_id=person_id,
    )
    decision = Decision(finding_id=finding.id, verdict=verdict, by=by, at=NOW, code=code) if verdict else None
    return Ruling(finding=finding, decision=decision)


def a_hold(place: Place) -> Ruling:
    """A hold of the rules that was accepted unseen."""
    return a_ruling(place, code="SH-ED", by=SUGGESTED_BY, suggestion=Suggestion(verdict=Verdict.HOLD, code="SH-ED"))


def plan_for(document: Document, *rulings: Ruling) -> Plan:
    return plan_redactions(document, rulings, EXEMPTIONS)


def clean(pdf: bytes, *texts: str, areas: Sequence[Place] = (), document: Document | None = None) -> CleanDocument:
    """Withhold every occurrence of some phrases, and some areas."""
    document = document or read_document(pdf)
    spans = [span for text in texts for span in spans_of(document, text)]
    return withhold(document, pdf, plan_for(document, *(a_ruling(place) for place in (*spans, *areas))))


def a_pdf(
    *lines: str, size: float = 11, leading: float = 20, rotation: int = 0, crop: tuple[float, ...] | None = None
) -> bytes:
    """One page of lines in Helvetica from (72, 100) down."""
    with pymupdf.open() as made:
        sheet = made.new_page()
        for number, line in enumerate(lines):
            sheet.insert_text((72, 100 + leading * number), line, fontsize=size)
        if crop:
            sheet.set_cropbox(pymupdf.Rect(*crop))
        sheet.set_rotation(rotation)
        return bytes(made.tobytes(deflate=False))


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as made:
        return "\n".join(page.get_text() for page in made)
