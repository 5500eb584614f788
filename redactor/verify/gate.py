"""Run every check on the finished bundle, fail closed, and report what each of them saw.

A check that cannot be run is a problem, not a pass. The report names pages and counts, never a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pikepdf
import pypdfium2 as pdfium

from redactor.domain.box import Box
from redactor.domain.redaction import Exposure
from redactor.errors import BytesLeft, LeakFound, MetadataLeft, PixelsLeft, TextLeft
from redactor.verify.boxes import (
    COVER_TOLERANCE,
    PICTURE_TOLERANCE,
    busy_boxes,
    foreign_glyphs,
    label_places,
    proved_words,
)
from redactor.verify.classic import find_bad_redaction
from redactor.verify.covers import uncover
from redactor.verify.leftovers import leftovers_in
from redactor.verify.needles import Needles
from redactor.verify.readers import (
    UNREADABLE,
    Reader,
    by_place,
    count_pages,
    glyphs_of,
    picture_of,
    streams_of,
    strings_of,
    text_readers,
)
from redactor.verify.secrets import PageProof, Placed, Proof, tokens_of
from redactor.verify.sight import OCR_DPI, PageOcr, find_in_pictures, find_seen
from redactor.verify.words import secrets_in, words_seen_too_often, words_too_many

PICTURE_DPI = 100.0

Progress = Callable[[int, int], None]

_FAILURES = {"text": TextLeft, "pixels": PixelsLeft, "metadata": MetadataLeft, "bytes": BytesLeft}
_PIKEPDF = f"pikepdf {pikepdf.__version__}"
_PDFIUM = f"pypdfium2 {pdfium.version.PYPDFIUM_INFO}"


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
    remarks: tuple[Problem, ...] = ()
    """What a reader should know of but what is no leak by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every check that was run."""

    checks: tuple[Check, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What all checks found."""
        return tuple(problem for check in self.checks for problem in check.problems)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What all checks remarked."""
        return tuple(remark for check in self.checks for remark in check.remarks)


@dataclass(frozen=True, slots=True)
class _Task:
    """The bundle under test and what is known of it."""

    bundle: bytes
    proof: Proof
    labels: tuple[str, ...]
    ocr: PageOcr | None
    structure: bool

    @property
    def label_tokens(self) -> frozenset[str]:
        return frozenset(token for label in self.labels for token in tokens_of(label))


def verify(
    bundle: bytes,
    proof: Proof,
    *,
    ocr: PageOcr | None,
    labels: Sequence[str] = (),
    structure: bool = True,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Look for everything that was withheld, by every reader; never raises for what a reader finds.

    `labels` are the texts that may stand on a box. Without `ocr`, pictures are judged by their boxes alone.
    `structure` says that the file claims to be a bundle of ours: then attachments, scripts, unknown keys and old
    revisions are problems; on anybody's PDF they are remarks.
    """
    on_labels = " ".join(token for label in labels for token in tokens_of(label))
    secrets = tuple(secret for secret in proof.secrets if secret not in on_labels)
    task = _Task(bundle, replace(proof, secrets=secrets), tuple(labels), ocr, structure)
    readers = text_readers()
    calls: list[tuple[str, str, Callable[[], Check]]] = [
        ("text", name, partial(_check_text, name, reader, task)) for name, reader in readers.items()
    ]
    calls += [
        ("boxes", _PDFIUM, partial(_check_boxes, task)),
        ("strings", _PIKEPDF, partial(_check_strings, task)),
        ("bytes", _PIKEPDF, partial(_check_bytes, task)),
        ("leftovers", _PIKEPDF, partial(_check_leftovers, task)),
    ]
    if not structure:
        calls.append(("text", f"{_PDFIUM} by place", partial(_check_text, "by place", by_place, task)))
        calls.append(("covers", _PDFIUM, partial(_check_covers, task)))
    if ocr and secrets:
        calls.append(("sight", _PDFIUM, partial(_check_sight, task, ocr)))
    checks = []
    for name, library, call in calls:
        checks.append(_run(name, library, call))
        progress(len(checks), len(calls))
    return Report(checks=tuple(checks))


def _run(name: str, library: str, call: Callable[[], Check]) -> Check:
    """Run a check; a library that cannot read the file is a problem of its own."""
    try:
        return call()
    except UNREADABLE as error:
        what = f"a reader could not read the file: {type(error).__name__}"
        kind = name if name in _FAILURES else "text"
        return Check(name=name, library=library, seen=0, problems=(Problem(kind=kind, page_number=None, what=what),))


def require_clean(report: Report) -> None:
    """Raise the LeakFound subclass of the first problem, naming its page; return where there is none."""
    if not report.checks:
        raise LeakFound("no check was run")
    if report.problems:
        first = report.problems[0]
        where = f" on page {first.page_number}" if first.page_number else ""
        raise _FAILURES[first.kind](f"{first.what}{where} ({len(report.problems)} problems in all)")


# ---------------------------------------------------------------- text
def _check_text(name: str, reader: Reader, task: _Task) -> Check:
    by_number = {page.page_number: page for page in task.proof.pages}
    problems: list[Problem] = []
    seen = 0
    for seen, text in enumerate(reader(task.bundle), 1):
        problems += _problems_on(seen, text, by_number.get(seen), task)
    expected = count_pages(task.bundle)
    if seen != expected:
        problems.append(Problem(kind="text", page_number=None, what=f"a reader saw {seen} of {expected} pages"))
    return Check(name="text", library=name, seen=seen, problems=tuple(problems))


def _problems_on(number: int, text: str, page: PageProof | None, task: _Task) -> Iterator[Problem]:
    known = secrets_in(text, task.proof.secrets, released=page.released if page else ())
    if known:
        yield Problem(kind="text", page_number=number, what=f"{known} withheld words can be read")
    if page is None:
        return
    extra = words_too_many(text, page, labels=task.label_tokens, footer=task.proof.footer)
    if extra:
        yield Problem(kind="text", page_number=number, what=f"{extra} words stand more often than they were released")


# ---------------------------------------------------------------- areas
def _check_boxes(task: _Task) -> Check:
    paper = pdfium.PdfDocument(task.bundle)
    try:
        count = len(paper)
        absent = [page.page_number for page in task.proof.pages if not 1 <= page.page_number <= count]
        problems = [Problem(kind="text", page_number=number, what="a page is missing") for number in absent]
        marked = [page for page in task.proof.pages if page.boxes and page.page_number not in absent]
        for proved in marked:
            problems += _problems_in_boxes(paper[proved.page_number - 1], proved, task)
        problems += _problems_under_covers(task, marked)
        unread = () if task.structure or task.ocr else tuple(_unread_pictures(paper))
    finally:
        paper.close()
    seen = len(task.proof.pages)
    return Check(name="boxes", library=_PDFIUM, seen=seen, problems=tuple(problems), remarks=unread)


def _unread_pictures(paper: pdfium.PdfDocument) -> Iterator[Problem]:
    for number, page in enumerate(paper, 1):
        if _has_picture(page):
            yield Problem(kind="pixels", page_number=number, what="a picture, which was not read")


def _problems_in_boxes(page: pdfium.PdfPage, proved: PageProof, task: _Task) -> Iterator[Problem]:
    number = proved.page_number
    glyphs = list(glyphs_of(page, (*proved.boxes, *(word.box for word in proved.placed))))
    labels = label_places(glyphs, task.labels)
    moved, absent = proved_words(glyphs, proved.placed)
    if absent:
        yield Problem(kind="text", page_number=number, what=f"{len(absent)} kept words are not where they should be")
    emptied = (*proved.boxes, *(word.left for word in proved.placed))
    foreign = foreign_glyphs(glyphs, emptied, labels | moved)
    if foreign:
        yield Problem(kind="text", page_number=number, what=f"{foreign} glyphs stand in withheld areas")
    drawn = picture_of(page, PICTURE_DPI)
    masks = [glyphs[index].ink for index in labels | moved]
    noise = PICTURE_TOLERANCE if _has_picture(page) else COVER_TOLERANCE
    busy = [
        *busy_boxes(drawn, emptied, labels=[*masks, *_not_empty(page, proved, absent)], tolerance=noise),
        *busy_boxes(drawn, proved.covers, labels=masks, tolerance=COVER_TOLERANCE),
    ]
    if busy:
        yield Problem(kind="pixels", page_number=number, what=f"{len(busy)} withheld areas are not empty")
    if task.ocr is not None and _has_picture(page):
        words = task.ocr(picture_of(page, OCR_DPI))
        seen = words_seen_too_often(words, proved, labels=task.label_tokens, footer=task.proof.footer)
        if seen:
            yield Problem(kind="pixels", page_number=number, what=f"{seen} withheld words can be seen")


def _not_empty(page: pdfium.PdfPage, proved: PageProof, absent: Collection[Placed]) -> list[Box]:
    """Where something may stand in withheld areas: covers, which are looked at by themselves, and on a page that is a
    picture the words that were proved by its text."""
    words = [word.box for word in proved.placed if word not in absent] if _has_picture(page) else []
    return [*proved.covers, *words]


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))


def _problems_under_covers(task: _Task, marked: Collection[PageProof]) -> Iterator[Problem]:
    """What pictures and drawings show in the withheld areas once the covers are taken away."""
    if not marked:
        return
    bare = uncover(task.bundle, [page.page_number for page in marked])
    paper = pdfium.PdfDocument(bare.pdf)
    try:
        for proved in marked:
            if proved.page_number not in bare.page_numbers:
                continue
            drawn = picture_of(paper[proved.page_number - 1], PICTURE_DPI)
            known = [*proved.covers, *(word.box for word in proved.placed)]
            busy = busy_boxes(drawn, proved.boxes, labels=known, tolerance=PICTURE_TOLERANCE)
            busy += busy_boxes(drawn, proved.covers, labels=(), tolerance=PICTURE_TOLERANCE)
            if busy:
                what = f"{len(busy)} withheld areas show something under their cover"
                yield Problem(kind="pixels", page_number=proved.page_number, what=what)
    finally:
        paper.close()


# ---------------------------------------------------------------- widths
MOST_BITS = 1.0
"""What lines laid anew may tell on average of a name among two thousand."""
FEWEST_NAMES = 20
"""Fewer names than this have no average: one full line among them would decide it."""


def check_widths(exposures: Sequence[tuple[int, Exposure]]) -> Check:
    """Whether boxes and line breaks tell too much, given what was measured for each name and its page (from 1).

    Boxes that had to stay in their line are remarked one by one: their width tells which names fit. Pages that are
    pictures count in the figure alone, since their paragraphs cannot be broken anew.
    """
    laid = [each for _, each in exposures if not each.in_place]
    mean = sum(each.bits for each in laid) / len(laid) if laid else 0.0
    told = f"lines laid anew tell {mean:.2f} bits of a name on average"
    remarks = [Problem(kind="pixels", page_number=None, what=told)] if laid else []
    remarks += [
        Problem(
            kind="pixels",
            page_number=number,
            what=f"a box is as wide as its name: {each.bits:.1f} bits, {each.candidates} of 2,000 names fit",
        )
        for number, each in exposures
        if each.in_place
    ]
    vector = [each.bits for each in laid if not each.drawn]
    much = len(vector) >= FEWEST_NAMES and sum(vector) / len(vector) > MOST_BITS
    problems = (Problem(kind="pixels", page_number=None, what=told),) if much else ()
    return Check(name="widths", library="redactor", seen=len(exposures), problems=problems, remarks=tuple(remarks))


# ---------------------------------------------------------------- the rest of the file
def _check_strings(task: _Task) -> Check:
    hits = [secrets_in(text, task.proof.secrets) > 0 for text in strings_of(task.bundle)]
    return _tell("strings", "metadata", hits, "properties or keys hold withheld words")


def _check_bytes(task: _Task) -> Check:
    needles = Needles(task.proof.secrets)
    hits = [needles.are_in(stream) for stream in streams_of(task.bundle)]
    return _tell("bytes", "bytes", hits, "streams hold withheld words")


def _tell(name: str, kind: str, hits: Sequence[bool], what: str) -> Check:
    problems = (Problem(kind=kind, page_number=None, what=f"{sum(hits)} {what}"),) if any(hits) else ()
    return Check(name=name, library=_PIKEPDF, seen=len(hits), problems=problems)


def _check_covers(task: _Task) -> Check:
    """What shows that a PDF of anybody's was redacted badly, whatever the secret."""
    found = list(find_bad_redaction(task.bundle))
    faults = tuple(Problem(kind="text", page_number=number, what=what) for fault, (number, what) in found if fault)
    others = tuple(Problem(kind="text", page_number=number, what=what) for fault, (number, what) in found if not fault)
    return Check(name="covers", library=_PDFIUM, seen=count_pages(task.bundle), problems=faults, remarks=others)


def _check_sight(task: _Task, ocr: PageOcr) -> Check:
    if task.structure:  # the pages themselves are read where something is withheld: see _problems_in_boxes
        found = find_in_pictures(task.bundle, task.proof.secrets, ocr, whole_pages=False)
    else:
        found = find_seen(task.bundle, task.proof.secrets, ocr)
    problems = tuple(Problem(kind="pixels", page_number=number, what=what) for number, what in found)
    return Check(name="sight", library=_PDFIUM, seen=count_pages(task.bundle), problems=problems)


def _check_leftovers(task: _Task) -> Check:
    found = tuple(Problem(kind="metadata", page_number=number, what=what) for number, what in leftovers_in(task.bundle))
    if task.structure:
        return Check(name="leftovers", library=_PIKEPDF, seen=1, problems=found)
    return Check(name="leftovers", library=_PIKEPDF, seen=1, remarks=found)
