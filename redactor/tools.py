"""What one worker does for one document: read it, detect in it, take out what is withheld.

`Tools` is small and pickles, so it can be sent to any worker; the heavy things it names (rules, models, the OCR
engine, the store) are opened once a process and kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from redactor import __version__
from redactor.config import Settings, shipped_folder
from redactor.detect.classifier import SentenceReader, load_reader
from redactor.detect.detector import detect
from redactor.detect.foreign import load_finder
from redactor.detect.names import NameFinder
from redactor.domain.decision import SUGGESTED_BY, Decision, Ruling
from redactor.domain.document import Document, LoosePage, bind_pages
from redactor.domain.finding import Finding, Verdict
from redactor.domain.picture import Picture
from redactor.domain.plain import from_plain, to_plain
from redactor.domain.redaction import CleanDocument, Treating
from redactor.errors import NoOffice, SettingsError
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.office import Office, find_office
from redactor.ingest.pdf import draw_page
from redactor.ingest.reading import read_confined
from redactor.ingest.sandbox import Limits, run_confined
from redactor.ocr.engine import WAYS, Readers, make_readers
from redactor.ocr.reading import OCR_DPI, needs_reading, read_page
from redactor.organisation import load_organisation
from redactor.redact.plan import plan_redactions
from redactor.redact.route import ENGINE, withhold
from redactor.redact.treating import treating_for
from redactor.rulebook import Rulebook, load_rulebook
from redactor.store.store import Store, open_store

PAGES_A_BATCH = 8
SECONDS_A_PAGE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Where everything is that a worker needs, and the limits it works under."""

    home: Path
    database: str
    key_place: str
    rules: Path
    models: Path
    ocr: str
    """The way of reading, a key of WAYS."""
    names_folder: Path
    limits: Limits
    office_choice: str

    @property
    def version(self) -> str:
        """Changes whenever the same document could get other findings."""
        return f"{__version__}/{self.rulebook().version}/{self.names().version}/{self.sentences().version}"

    def store(self) -> Store:
        """This process's store."""
        return _store(self.home, self.database, self.key_place)

    def rulebook(self) -> Rulebook:
        """This process's rules; RuleError where they do not load."""
        return _rulebook(self.rules)

    def names(self) -> NameFinder:
        """This process's names model; NoNameModel where it is missing."""
        return _names(self.names_folder)

    def sentences(self) -> SentenceReader:
        """This process's reader of sentences; NoPassageModel where it is missing."""
        return _sentences(self.models / "passages")

    def readers(self) -> Readers:
        """This process's OCR engines; NoOcrEngine where one of them or a file of it is missing."""
        return _readers(self.ocr, self.models)

    def office(self) -> Office | None:
        """LibreOffice, where the settings want it and it is here; NoOffice where they insist and it is not."""
        return _office(self.office_choice, self.home / "office")

    def words_seen(self, picture: Picture) -> list[str]:
        """The words that the first OCR engine sees on a picture of a page that stands upright."""
        packed = run_confined(_see_words, self, picture, limits=replace(self.limits, seconds=SECONDS_A_PAGE))
        return [str(word) for word in json.loads(packed)]


def tools_for(settings: Settings) -> Tools:
    """The tools that these settings ask for; raises SettingsError for a way of reading that there is not."""
    if settings.ocr not in WAYS:
        raise SettingsError(f"setting 'ocr' names an unknown way of reading; known are: {', '.join(WAYS)}")
    limits = Limits(seconds=settings.read_seconds, memory_mb=settings.read_memory_mb)
    models = shipped_folder("models")
    return Tools(
        home=settings.home,
        database=settings.database,
        key_place=settings.key_place,
        rules=shipped_folder("rules"),
        ocr=settings.ocr,
        models=models,
        names_folder=Path(settings.names_folder).expanduser() if settings.names_folder else models / "names",
        limits=limits,
        office_choice=settings.office,
    )


@cache
def _office(choice: str, folder: Path) -> Office | None:
    office = find_office(folder) if choice != "own" else None
    if office is None and choice == "libreoffice":
        raise NoOffice("LibreOffice is not installed")
    return office


@cache
def _store(home: Path, database: str, key_place: str) -> Store:
    return open_store(home, url=database or None, key_place=key_place)


@cache
def _rulebook(folder: Path) -> Rulebook:
    return load_rulebook(folder)


@cache
def _names(folder: Path) -> NameFinder:
    return load_finder(folder)


@cache
def _sentences(folder: Path) -> SentenceReader:
    return load_reader(folder)


@cache
def _readers(way: str, models: Path) -> Readers:
    return make_readers(WAYS[way], models / "tessdata")


# ---------------------------------------------------------------- reading
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source read: its Document and the facsimile PDF that the Document's boxes lie on."""

    document: Document
    facsimile: bytes


def read_source(tools: Tools, reference: str, source_id: str) -> Reading:
    """Read one stored source, in child processes with limits; raises SourceError subclasses, and NoOcrEngine."""
    cases = tools.store().cases
    source = cases.source(reference, source_id)
    facsimile = read_confined(cases.content(reference, source_id), source.kind, office=tools.office())
    pages = _read_unread(tools, facsimile)
    document = bind_pages(pages, id=source_id, title=facsimile.title, kind=source.kind, marks=facsimile.marks)
    return Reading(document=document, facsimile=facsimile.pdf)


def _read_unread(tools: Tools, facsimile: Facsimile) -> list[LoosePage]:
    """All pages, those without words read by OCR, some pages a child so that time and memory stay bounded."""
    pages = list(facsimile.pages)
    unread = [index for index, page in enumerate(pages) if needs_reading(page)]
    if unread:
        tools.readers()  # loaded here, so that a missing one ends the run instead of blaming the source
    for first in range(0, len(unread), PAGES_A_BATCH):
        batch = unread[first : first + PAGES_A_BATCH]
        limits = replace(tools.limits, seconds=SECONDS_A_PAGE * len(batch))
        packed = run_confined(_read_batch, tools, facsimile.pdf, [(i, pages[i]) for i in batch], limits=limits)
        for index, plain in zip(batch, json.loads(packed), strict=True):
            pages[index] = from_plain(LoosePage, plain)
    return pages


def _read_batch(tools: Tools, pdf: bytes, batch: Sequence[tuple[int, LoosePage]]) -> bytes:
    read = [read_page(page, draw_page(pdf, index, OCR_DPI), tools.readers()) for index, page in batch]
    return json.dumps(to_plain(read)).encode()


def _see_words(tools: Tools, picture: Picture) -> bytes:
    return json.dumps([word.text for word in tools.readers().first.read(picture)]).encode()


# ---------------------------------------------------------------- detecting
def detect_source(tools: Tools, reference: str, source_id: str) -> tuple[Finding, ...]:
    """What the detectors say of one document by itself."""
    cases = tools.store().cases
    document = cases.document(reference, source_id)
    case = cases.find(reference)
    return detect(document, case, tools.rulebook(), tools.names(), reader=tools.sentences())


# ---------------------------------------------------------------- withholding
def withhold_source(tools: Tools, reference: str, source_id: str) -> CleanDocument:
    """One document with everything taken out that its rulings withhold; kept, so that it is done once."""
    store = tools.store()
    rulings = store.reviews.rulings(reference, source_id)
    kept = store.cases.clean(reference, source_id, _clean_key(tools, reference, source_id, rulings=rulings))
    if kept is not None:
        return kept
    document = store.cases.document(reference, source_id)
    plan = plan_redactions(document, rulings, tools.rulebook().exemptions, treating_of(tools, reference))
    return withhold(document, store.cases.facsimile(reference, source_id), plan)


def preview_source(tools: Tools, reference: str, source_id: str) -> CleanDocument:
    """One document as it would leave if all that nobody has decided were withheld; only a finished one is kept."""
    store = tools.store()
    rulings = store.reviews.rulings(reference, source_id)
    if all(ruling.verdict in (Verdict.RELEASE, Verdict.WITHHOLD) for ruling in rulings):
        return withhold_source(tools, reference, source_id)
    document = store.cases.document(reference, source_id)
    plan = plan_redactions(document, [_withheld_for_now(each) for each in rulings], tools.rulebook().exemptions)
    return withhold(document, store.cases.facsimile(reference, source_id), plan)


def _withheld_for_now(ruling: Ruling) -> Ruling:
    if ruling.verdict in (Verdict.RELEASE, Verdict.WITHHOLD):
        return ruling
    at = datetime.fromtimestamp(0, UTC)
    for_now = Decision(finding_id=ruling.finding.id, verdict=Verdict.WITHHOLD, by=SUGGESTED_BY, at=at)
    return Ruling(finding=ruling.finding, decision=for_now)


def clean_key(tools: Tools, reference: str, source_id: str) -> str:
    """What a clean document depends on, as one hash."""
    rulings = tools.store().reviews.rulings(reference, source_id)
    return _clean_key(tools, reference, source_id, rulings=rulings)


def treating_of(tools: Tools, reference: str) -> Treating:
    """How boxes are lettered in a case, as people chose and else as the organisation does."""
    store = tools.store()
    style = load_organisation(tools.home).label_style
    return treating_for(store.reviews.people(reference), store.manners.of(reference), tools.rulebook().roles, style)


def _shown(treating: Treating, rulings: Sequence[Ruling]) -> list[object]:
    """As much of a treating as the pages with these rulings depend on."""
    persons = {each.finding.person_id for each in rulings}
    findings = {each.finding.id for each in rulings}
    people = sorted((key, how.value, words) for key, (how, words) in treating.people.items() if key in persons)
    single = sorted((key, how.value) for key, how in treating.findings.items() if key in findings)
    return [people, single, treating.neutral]


def _clean_key(tools: Tools, reference: str, source_id: str, *, rulings: Sequence[Ruling]) -> str:
    reading = tools.store().cases.reading_key(reference, source_id)
    ruled = [(each.finding.id, each.verdict.value, each.decision.code if each.decision else "") for each in rulings]
    shown = _shown(treating_of(tools, reference), rulings)
    told = json.dumps([__version__, ENGINE, tools.rulebook().version, reading, ruled, shown])
    return hashlib.sha256(told.encode()).hexdigest()
