"""A Word, slide or OpenDocument text file comes in; pages that LibreOffice made of it go out.

No renderer shows all that a file holds. So the file's own code is read as well: what stands in it and not on the
pages is listed as unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from redactor.domain.document import Sheet
from redactor.errors import ReaderFailed, SourceError
from redactor.ingest.compound import inspect_compound, require_unlocked
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.harmless import make_harmless, make_open_harmless, pack_parts
from redactor.ingest.inventory import Inventory, is_read, list_missing, without_shown
from redactor.ingest.office import Desk, make_newer, make_pages
from redactor.ingest.opendocument import inspect_open_document, inspect_open_slides
from redactor.ingest.package import open_package
from redactor.ingest.pdf import read_pdf
from redactor.ingest.redline import make_legible
from redactor.ingest.richtext import inspect_rich_text
from redactor.ingest.slides import Show, inspect_slides
from redactor.ingest.word import inspect_word

OFFICE_FAILED = "office_failed"
"""The mark of pages of ours that stand in for those that LibreOffice did not make."""

Printer = Callable[[bytes, Desk], Facsimile]


def print_word(untrusted: bytes, desk: Desk) -> Facsimile:
    """A Word file as LibreOffice prints it, insertions marked, deletions beside the pages. Raises SourceErrors."""
    package = open_package(untrusted)
    inventory = inspect_word(package)
    made = read_pdf(make_pages(desk, make_legible(package), "docx"))
    return _finish(made, inventory)


def print_old_word(untrusted: bytes, desk: Desk) -> Facsimile:
    """As `print_word` for a .doc file, by way of the newer format, in which all that it holds can be read."""
    require_unlocked(untrusted)
    made = print_word(make_newer(desk, untrusted, "doc", "docx"), desk)
    return _with_more(made, inspect_compound(untrusted))


def print_rich_text(untrusted: bytes, desk: Desk) -> Facsimile:
    """As `print_word` for RTF; what its own groups hide is read from them."""
    made = print_word(make_newer(desk, untrusted, "rtf", "docx"), desk)
    return _with_more(made, inspect_rich_text(untrusted))


def print_slides(untrusted: bytes, desk: Desk) -> Facsimile:
    """A slide file, a page a slide; pages of hidden slides are sheets that are not disclosed."""
    package = open_package(untrusted)
    show = inspect_slides(package)
    return _print_show(pack_parts(make_harmless(package)), "pptx", show, desk)


def print_old_slides(untrusted: bytes, desk: Desk) -> Facsimile:
    """As `print_slides` for a .ppt file, which is read in the newer format and printed as it is."""
    require_unlocked(untrusted)
    show = inspect_slides(open_package(make_newer(desk, untrusted, "ppt", "pptx")))
    made = _print_show(untrusted, "ppt", show, desk)
    return _with_more(made, inspect_compound(untrusted))


def print_open_text(untrusted: bytes, desk: Desk) -> Facsimile:
    """An OpenDocument text as LibreOffice prints it."""
    package = open_package(untrusted)
    inventory = inspect_open_document(package)
    return _finish(read_pdf(make_pages(desk, pack_parts(make_open_harmless(package)), "odt")), inventory)


def print_open_slides(untrusted: bytes, desk: Desk) -> Facsimile:
    """OpenDocument slides, a page a slide."""
    package = open_package(untrusted)
    return _print_show(pack_parts(make_open_harmless(package)), "odp", inspect_open_slides(package), desk)


PRINTERS: Mapping[str, Printer] = {
    "docx": print_word,
    "doc": print_old_word,
    "rtf": print_rich_text,
    "odt": print_open_text,
    "pptx": print_slides,
    "ppt": print_old_slides,
    "odp": print_open_slides,
}
"""Kind -> what has its pages made by LibreOffice."""


def _print_show(untrusted: bytes, kind: str, show: Show, desk: Desk) -> Facsimile:
    made = read_pdf(make_pages(desk, untrusted, kind))
    if len(made.pages) != len(show.slides):
        raise ReaderFailed("LibreOffice made another number of pages than there are slides")
    pages = tuple(
        replace(page, sheet=Sheet.UNSEEN) if slide.is_hidden else page
        for page, slide in zip(made.pages, show.slides, strict=True)
    )
    told = [Unseen("hidden slide", f"Slide {slide.number}") for slide in show.slides if slide.is_hidden]
    return _finish(replace(made, pages=pages), show.inventory(with_hidden=True), told)


def _finish(made: Facsimile, inventory: Inventory, more: Iterable[Unseen] = ()) -> Facsimile:
    """The pages with what they do not show: of the PDF only what is in its pages, as the rest is ours."""
    hidden = [each for each in made.unseen if " on page " in each.place and "link targets" not in each.place]
    known = {each.text for each in inventory.unseen}
    unseen = [*more, *without_shown(inventory.unseen, made.pages)]
    unseen += [each for each in hidden if each.text not in known]
    if is_read(made.pages):
        unseen += list_missing(inventory, made.pages, unseen)
    return Facsimile(made.pdf, made.pages, tuple(dict.fromkeys(unseen)), inventory.title, made.marks)


def _with_more(made: Facsimile, inventory: Inventory) -> Facsimile:
    """What the old file itself tells and neither the pages nor the list have."""
    texts = {each.text for each in made.unseen}
    more = [each for each in without_shown(inventory.unseen, made.pages) if each.text not in texts]
    told = (*made.unseen, *more)
    missing = list_missing(inventory, made.pages, told) if is_read(made.pages) else ()
    return replace(made, unseen=(*told, *missing), title=made.title or inventory.title)


def print_or_typeset(untrusted: bytes, kind: str, desk: Desk, reader: Callable[[bytes], Facsimile]) -> Facsimile:
    """Pages by LibreOffice; where it fails on this file, what `reader` makes, marked. Raises what `reader` raises."""
    try:
        return PRINTERS[kind](untrusted, desk)
    except SourceError as failure:
        try:
            made = reader(untrusted)
        except SourceError as error:
            # A reader that can do nothing by itself knows less than LibreOffice's failure tells.
            raise (failure if error.reason == "needs_renderer" else error) from failure
        return replace(made, marks=(*made.marks, OFFICE_FAILED))
