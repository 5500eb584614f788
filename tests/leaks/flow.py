"""The whole way of one document: read, the name found and ruled on, withheld, bundled, verified."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.fuzz import partial_ratio

from redactor.disclose.assemble import Part, Style, assemble
from redactor.disclose.front import Drawn
from redactor.domain.decision import Ruling
from redactor.domain.document import Document, Sheet, WordOrigin, bind_pages
from redactor.domain.finding import Category, PageBox, Place, Span, Verdict, WholePage
from redactor.domain.picture import Picture
from redactor.domain.redaction import CleanDocument
from redactor.ingest.pdf import draw_page
from redactor.ingest.reading import read_facsimile
from redactor.ocr.engine import ENGINES, OcrEngine, Readers
from redactor.ocr.reading import OCR_DPI, needs_reading, read_page
from redactor.redact.route import withhold
from redactor.verify.gate import Report, verify
from redactor.verify.secrets import Claims, expect_page, join_proof, prove_terms
from tests.leaks.vectors import CANARY
from tests.redact.papers import a_pdf, a_ruling, plan_for

TESSDATA = Path(__file__).parents[2] / "models" / "tessdata"
Engine = Callable[[Document, bytes, Sequence[Ruling]], CleanDocument]
SURE = 75
"""From this likeness on, what OCR read is the name."""


@dataclass(frozen=True)
class Passed:
    """A document that went the whole way: what was read, what left, and what the verifier says."""

    document: Document
    clean: CleanDocument
    bundle: bytes
    report: Report

    @property
    def routes(self) -> str:
        """Route and reason of each page of the record."""
        return "; ".join(f"{page.route} {page.why}".strip() for page in self.clean.pages)


@cache
def tesseract() -> OcrEngine:
    return ENGINES["tesseract"](TESSDATA)


def words_seen(picture: Picture) -> list[str]:
    return [word.text for word in tesseract().read(picture)]


def read(untrusted: bytes) -> tuple[Document, bytes]:
    """The document and its facsimile, as the pipeline reads them; raises SourceError subclasses."""
    facsimile = read_facsimile(untrusted, "pdf")
    pages = [
        read_page(page, draw_page(facsimile.pdf, index, OCR_DPI), Readers(tesseract())) if needs_reading(page) else page
        for index, page in enumerate(facsimile.pages)
    ]
    return bind_pages(pages, id="0001", marks=facsimile.marks), facsimile.pdf


def places_of(document: Document) -> Iterator[tuple[Place, Category]]:
    """Where a person withholds: the name in any spelling, pictures, and a page in doubt that shows neither."""
    pattern = r"[\s\xad\u200b\u200d\ufffd-]*".join(CANARY)
    for hit in re.finditer(pattern, document.text, re.IGNORECASE):
        yield Span(hit.start(), hit.end()), Category.PERSON
    for page in document.pages:
        if page.sheet is Sheet.UNSEEN:
            continue
        said = document.text[page.start : page.end]
        if page.origin is WordOrigin.OCR or page.pictures:
            for word in page.words:
                plain = word.text.casefold().strip(".,;:'")
                if len(plain) > 7 and partial_ratio(plain, CANARY.casefold()) >= SURE:
                    yield Span(word.start, word.end), Category.PERSON
        for box in page.pictures:
            yield PageBox(page.index, box), Category.PICTURE
        found = re.search(pattern, said, re.IGNORECASE)
        if page.doubt and not found and not page.pictures:
            yield WholePage(page.index), Category.UNREAD


def rulings_on(document: Document) -> list[Ruling]:
    """Withheld where the name is; sheets of what is not seen stay away by themselves."""
    return [a_ruling(place, category=category) for place, category in dict.fromkeys(places_of(document))]


def pass_through(untrusted: bytes, *extra: Place, engine: Engine | None = None) -> Passed:
    """Take a file the whole way; raises what stops it. `extra` is what a person draws beside what was found.

    `engine` is what takes out in the place of the engine of the house.
    """
    document, facsimile = read(untrusted)
    rulings = [*rulings_on(document), *(a_ruling(place) for place in extra)]
    clean = (
        engine(document, facsimile, rulings) if engine else withhold(document, facsimile, plan_for(document, *rulings))
    )
    front = "Dear Sir, here is what you asked for."
    part = Part(document_id="0001", pdf=clean.pdf, page_count=len(clean.pages))
    bundle = assemble(Drawn(a_pdf(front), ()), [part], Style(reference="SAR-1", draft=False))
    proofs = [
        expect_page(
            document, page.page_index, rulings, page_number=2 + at, claims=Claims(covers=page.covers, moved=page.moved)
        )
        for at, page in enumerate(clean.pages)
    ]
    proof = join_proof(proofs, front=front, footer="SAR-1")
    report = verify(bundle, proof, ocr=words_seen, labels=["Third party", "Withheld"])
    return Passed(document, clean, bundle, report)


def search(pdf: bytes, *, ocr: bool) -> Report:
    """What the verifier finds in anybody's file when it is told the name."""
    return verify(pdf, prove_terms([CANARY]), ocr=words_seen if ocr else None, structure=False)


def withholds_anything(document: Document) -> bool:
    return any(ruling.verdict is Verdict.WITHHOLD for ruling in rulings_on(document))
