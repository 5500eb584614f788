"""Run every check on the finished bundle, fail closed, and report what each of them saw.

A check that cannot be run is a problem, not a pass. The report names pages and counts, never a secret.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium

from redactor.domain.picture import Picture
from redactor.errors import BytesLeft, LeakFound, MetadataLeft, PixelsLeft, TextLeft
from redactor.verify.boxes import busy_boxes, foreign_glyphs
from redactor.verify.leftovers import leftovers_in
from redactor.verify.readers import Reader, glyphs_of, picture_of, streams_of, strings_of, text_readers
from redactor.verify.secrets import SHORTEST_SECRET, PageProof, Proof, tokens_of

PICTURE_DPI = 100.0
OCR_DPI = 200.0
SHORTEST_IN_BINARY = 6
"""Shorter secrets occur in compressed tables and font programs by chance."""

PageOcr = Callable[[Picture], Iterable[str]]
"""Reads a picture of a page and gives the words it sees."""
Progress = Callable[[int, int], None]

_FAILURES = {"text": TextLeft, "pixels": PixelsLeft, "metadata": MetadataLeft, "bytes": BytesLeft}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that must not be: its kind (text, pixels, metadata or bytes), where, and what in neutral words."""

    kind: str
    page_number: int | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check, the library that made it, how many pages or objects it saw, and what it found."""

    name: str
    library: str
    seen: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every check that was run."""

    checks: tuple[Check, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What all checks found."""
        return tuple(problem for check in self.checks for problem in check.problems)


def verify(
    bundle: bytes,
    proof: Proof,
    *,
    ocr: PageOcr | None,
    labels: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> Report:
    """Look for everything that was withheld, by every reader; never raises for what a reader finds.

    `labels` are the words that may stand on a box. Without `ocr`, pictures are judged by their boxes alone.
    """
    label_tokens = frozenset(token for label in labels for token in tokens_of(label))
    readers = text_readers()
    steps = len(readers) + 4
    checks = []
    for name, reader in readers.items():
        checks.append(_check_text(name, reader, bundle, proof, label_tokens))
        progress(len(checks), steps)
    for check in (
        _check_boxes(bundle, proof, label_tokens, ocr),
        _check_strings(bundle, proof),
        _check_bytes(bundle, proof),
        _check_leftovers(bundle),
    ):
        checks.append(check)
        progress(len(checks), steps)
    return Report(checks=tuple(checks))


def require_clean(report: Report) -> None:
    """Raise the LeakFound subclass of the first problem, naming its page; return where there is none."""
    if not report.checks:
        raise LeakFound("no check was run")
    if report.problems:
        first = report.problems[0]
        where = f" on page {first.page_number}" if first.page_number else ""
        raise _FAILURES[first.kind](f"{first.what}{where} ({len(report.problems)} problems in all)")


# ---------------------------------------------------------------- text
def _check_text(name: str, reader: Reader, bundle: bytes, proof: Proof, label_tokens: frozenset[str]) -> Check:
    by_number = {page.page_number: page for page in proof.pages}
    problems: list[Problem] = []
    seen = 0
    for seen, text in enumerate(reader(bundle), 1):
        problems += _problems_on(seen, text, by_number.get(seen), proof.secrets, label_tokens)
    return Check(name="text", library=name, seen=seen, problems=tuple(problems))


def _problems_on(
    number: int, text: str, page: PageProof | None, secrets: Sequence[str], label_tokens: frozenset[str]
) -> Iterator[Problem]:
    found = Counter(tokens_of(text))
    squashed = "".join(tokens_of(text))
    known = sum(secret in found or (len(secret) >= SHORTEST_IN_BINARY and secret in squashed) for secret in secrets)
    if known:
        yield Problem(kind="text", page_number=number, what=f"{known} withheld words can be read")
    if page is None:
        return
    stays = Counter(page.released)
    extra = sum(
        found[token] > stays[token]
        for token in set(page.withheld)
        if len(token) >= SHORTEST_SECRET and token not in label_tokens and not _is_furniture(token)
    )
    if extra:
        yield Problem(kind="text", page_number=number, what=f"{extra} words stand more often than they were released")


_FURNITURE = frozenset(tokens_of("Page of Document Draft: suggestions not reviewed by a person this has been withheld"))


def _is_furniture(token: str) -> bool:
    """Whether the token may come from the footer of the page."""
    return token in _FURNITURE or token.isdigit()


# ---------------------------------------------------------------- areas
def _check_boxes(bundle: bytes, proof: Proof, label_tokens: frozenset[str], ocr: PageOcr | None) -> Check:
    paper = pdfium.PdfDocument(bundle)
    problems: list[Problem] = []
    for proved in proof.pages:
        if not 1 <= proved.page_number <= len(paper):
            problems.append(Problem(kind="text", page_number=proved.page_number, what="a page is missing"))
            continue
        problems += _problems_in_boxes(paper[proved.page_number - 1], proved, label_tokens, ocr)
    return Check(name="boxes", library="pypdfium2", seen=len(proof.pages), problems=tuple(problems))


def _problems_in_boxes(
    page: pdfium.PdfPage, proved: PageProof, label_tokens: frozenset[str], ocr: PageOcr | None
) -> Iterator[Problem]:
    number = proved.page_number
    if not proved.boxes:
        return
    glyphs = list(glyphs_of(page))
    foreign = foreign_glyphs(glyphs, proved.boxes, label_tokens)
    if foreign:
        yield Problem(kind="text", page_number=number, what=f"{foreign} glyphs stand in withheld areas")
    busy = busy_boxes(picture_of(page, PICTURE_DPI), proved.boxes, [place for _, place in glyphs])
    if busy:
        yield Problem(kind="pixels", page_number=number, what=f"{len(busy)} withheld areas are not empty")
    if ocr is not None and _has_picture(page):
        yield from _problems_in_picture(page, proved, label_tokens, ocr)


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))


def _problems_in_picture(
    page: pdfium.PdfPage, proved: PageProof, label_tokens: frozenset[str], ocr: PageOcr
) -> Iterator[Problem]:
    """Read the page by OCR: a withheld word that is seen more often than it stays is a leak."""
    seen = Counter(token for word in ocr(picture_of(page, OCR_DPI)) for token in tokens_of(word))
    stays = Counter(proved.released)
    extra = sum(
        seen[token] > stays[token]
        for token in set(proved.names)
        if len(token) > SHORTEST_SECRET and token not in label_tokens and not _is_furniture(token)
    )
    if extra:
        yield Problem(kind="pixels", page_number=proved.page_number, what=f"{extra} withheld words can be seen")


# ---------------------------------------------------------------- the rest of the file
def _check_strings(bundle: bytes, proof: Proof) -> Check:
    secrets = frozenset(proof.secrets)
    hits = [not secrets.isdisjoint(tokens_of(text)) for text in strings_of(bundle)]
    return _tell("strings", "metadata", hits, "properties or keys hold withheld words")


def _check_bytes(bundle: bytes, proof: Proof) -> Check:
    wanted = [secret for secret in proof.secrets if len(secret) >= SHORTEST_IN_BINARY and secret.isascii()]
    shapes = [shape for secret in wanted for shape in _shapes_of(secret)]
    pattern = re.compile(b"|".join(re.escape(shape) for shape in shapes) or b"(?!)", re.IGNORECASE)
    hits = [pattern.search(stream) is not None for stream in streams_of(bundle)]
    return _tell("bytes", "bytes", hits, "streams hold withheld words")


def _tell(name: str, kind: str, hits: Sequence[bool], what: str) -> Check:
    problems = (Problem(kind=kind, page_number=None, what=f"{sum(hits)} {what}"),) if any(hits) else ()
    return Check(name=name, library=f"pikepdf {pikepdf.__version__}", seen=len(hits), problems=problems)


def _shapes_of(secret: str) -> Iterator[bytes]:
    """A secret as it may stand in bytes: plain, UTF-16 both ways round, hexadecimal, backwards."""
    yield secret.encode()
    yield secret.encode("utf-16-be")
    yield secret.encode("utf-16-le")
    yield secret.encode().hex().encode()
    yield secret.capitalize().encode().hex().encode()
    yield secret.upper().encode().hex().encode()
    yield secret[::-1].encode()


def _check_leftovers(bundle: bytes) -> Check:
    problems = tuple(Problem(kind="metadata", page_number=number, what=what) for number, what in leftovers_in(bundle))
    return Check(name="leftovers", library=f"pikepdf {pikepdf.__version__}", seen=1, problems=problems)
