"""Builders: small bundles made by the redactor itself, and what they must live up to."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pikepdf
import pymupdf
from PIL import Image, ImageDraw

from redactor.disclose.assemble import Part, Style, assemble
from redactor.disclose.front import Drawn
from redactor.domain.decision import Ruling
from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Place
from redactor.domain.redaction import CleanDocument, CleanPage
from redactor.redact.route import withhold
from redactor.verify.gate import Report, verify
from redactor.verify.secrets import Claims, Proof, expect_page, join_proof
from tests.redact.papers import a_pdf, a_ruling, plan_for, read_document, spans_of

NAME = "Quillfeather"
LINES = (
    f"Dear Wilma {NAME}, and really thank you.",
    "Seen by Martin, not by Martinez, on Page 2.",
    "Ms Rose Page met Martin at the rose garden.",
)
WITHHELD = (f"Wilma {NAME},", "Rose Page", "Seen by Martin,")
LABELS = ("Third party", "Legal advice", "Withheld", "")
FRONT = "Dear Sir, here is what you asked for."


@dataclass(frozen=True)
class Made:
    """A finished bundle, what it must live up to, and the clean document in it."""

    pdf: bytes
    proof: Proof
    clean: CleanDocument

    def check(self, pdf: bytes | None = None, *, structure: bool = True) -> Report:
        """Verify the bundle, or another in its place, against the same proof."""
        return verify(pdf or self.pdf, self.proof, ocr=None, labels=LABELS, structure=structure)


def rulings_on(document: Document, *texts: str, areas: Sequence[Place] = ()) -> list[Ruling]:
    spans = [span for text in texts for span in spans_of(document, text)]
    return [a_ruling(place) for place in (*spans, *areas)]


def proof_of(document: Document, rulings: Sequence[Ruling], pages: Sequence[CleanPage]) -> Proof:
    proved = (
        expect_page(
            document, page.page_index, rulings, page_number=2 + at, claims=Claims(covers=page.covers, moved=page.moved)
        )
        for at, page in enumerate(pages)
    )
    return join_proof(proved, front=FRONT, footer="SAR-1")


def in_bundle(pdf: bytes, pages: int) -> bytes:
    part = Part(document_id="0001", pdf=pdf, page_count=pages)
    return assemble(Drawn(a_pdf(FRONT), ()), [part], Style(reference="SAR-1", draft=False))


def a_bundle(pdf: bytes, *texts: str, areas: Sequence[Place] = (), origin: WordOrigin = WordOrigin.TEXT_LAYER) -> Made:
    """A front page and the pages of a PDF with some phrases and areas withheld."""
    document = read_document(pdf, origin=origin)
    rulings = rulings_on(document, *texts, areas=areas)
    clean = withhold(document, pdf, plan_for(document, *rulings))
    proof = proof_of(document, rulings, clean.pages)
    return Made(in_bundle(clean.pdf, len(clean.pages)), proof, clean)


def a_skipped_step(pdf: bytes, *texts: str, areas: Sequence[Place] = ()) -> Made:
    """The bundle of a redactor that took nothing out."""
    document = read_document(pdf)
    rulings = rulings_on(document, *texts, areas=areas)
    made = withhold(document, pdf, plan_for(document, *rulings))
    return Made(in_bundle(pdf, len(document.pages)), proof_of(document, rulings, made.pages), made)


def by_pikepdf(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        change(paper)
        out = io.BytesIO()
        paper.save(out)
        return out.getvalue()


def by_mupdf(pdf: bytes, change: Callable[[pymupdf.Document], None]) -> bytes:
    with pymupdf.open(stream=pdf, filetype="pdf") as paper:
        change(paper)
        return bytes(paper.tobytes(garbage=3, deflate=True, no_new_id=True))


def more_content(pdf: bytes, content: bytes, *, page_number: int = 2) -> bytes:
    """The bundle with more content on a page; F9 is Helvetica there."""

    def change(paper: pikepdf.Pdf) -> None:
        page = paper.pages[page_number - 1]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F9)
        page.contents_add(content)

    return by_pikepdf(pdf, change)


def a_picture(text: str, *, width: int = 1240, height: int = 1754, at: tuple[int, int] = (200, 200)) -> bytes:
    """A PNG of a page at 150 dpi with a text printed large on it."""
    image = Image.new("L", (width, height), 255)
    stamp = Image.new("L", (12 * len(text), 20), 255)
    ImageDraw.Draw(stamp).text((2, 4), text, fill=0)
    image.paste(stamp.resize((stamp.width * 3, stamp.height * 3)), at)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
